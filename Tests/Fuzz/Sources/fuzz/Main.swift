import Foundation

/// `fuzz [TARGET...] [--count N] [--from SEED] [--seed SEED [--show]]`
@main
struct Main {
  static func main() {
    var arguments = Array(CommandLine.arguments.dropFirst())
    func option(_ name: String) -> String? {
      guard let index = arguments.firstIndex(of: name), index + 1 < arguments.count else {
        return nil
      }
      let value = arguments[index + 1]
      arguments.removeSubrange(index...(index + 1))
      return value
    }
    func flag(_ name: String) -> Bool {
      guard let index = arguments.firstIndex(of: name) else { return false }
      arguments.remove(at: index)
      return true
    }
    let count = option("--count").flatMap(UInt64.init) ?? 1_000_000
    let start = option("--from").flatMap(UInt64.init) ?? 0
    let seed = option("--seed").flatMap(UInt64.init)
    let (isChild, isTrace, shows) = (flag("--child"), flag("--trace"), flag("--show"))
    let names = arguments.isEmpty ? Targets.all.map(\.name) : arguments
    let targets = names.compactMap(Targets.named)
    guard targets.count == names.count else {
      let known = Targets.all.map(\.name).joined(separator: ", ")
      FileHandle.standardError.write(Data("the targets are \(known)\n".utf8))
      exit(2)
    }
    if let seed, let target = targets.first {
      if shows { print(target.shown(seed)) }
      Child(target: target, isTrace: true).run(seed..<(seed + 1))
    } else if isChild, let target = targets.first {
      Child(target: target, isTrace: isTrace).run(start..<(start + count))
    } else {
      exit(Runner(count: count, start: start).run(targets) ? 0 : 1)
    }
  }
}
