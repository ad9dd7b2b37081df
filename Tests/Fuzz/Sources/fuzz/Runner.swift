import Foundation

/// Starts a process for every target, and finds the input that ended one.
struct Runner {
  let count: UInt64
  let start: UInt64

  /// False when something does not hold, or when the canaries are not found.
  func run(_ targets: [Target]) -> Bool {
    for canary in Targets.canaries {
      guard case .found(let seed, let what) = outcome(canary, 0, 2_000), seed == Targets.planted
      else {
        print("the canary \(canary.name) was not found: this run could find nothing")
        return false
      }
      print("\(canary.name): found at \(seed), as it must be (\(what))")
    }
    var holds = true
    for target in targets {
      let begun = Date()
      switch outcome(target, start, count) {
      case .done(let inputs, let kept, let slowest):
        let seconds = String(format: "%.1f", Date().timeIntervalSince(begun))
        print(
          "\(target.name): \(inputs) inputs from seed \(start), \(kept) of them \(target.kept), "
            + "slowest \(String(format: "%.3f", slowest)) s, \(seconds) s in all")
      case .found(let seed, let what):
        holds = false
        print("\(target.name): seed \(seed): \(what)")
        print("  again: fuzz \(target.name) --seed \(seed) --show")
      case .lost(let what):
        holds = false
        print("\(target.name): \(what)")
      }
    }
    return holds
  }

  enum Outcome {
    case done(inputs: Int, kept: Int, slowest: Double)
    case found(UInt64, String)
    case lost(String)
  }

  private func outcome(_ target: Target, _ start: UInt64, _ count: UInt64) -> Outcome {
    let first = child(target, start, count, isTrace: false)
    if let told = first.told { return told }
    // It was ended from outside: the inputs of its last batch are tried one by one.
    guard let mark = first.last else { return .lost("ended before its first input") }
    let left = min(Child.batch, start + count - mark)
    let again = child(target, mark, left, isTrace: true)
    if case .found = again.told { return again.told ?? .lost("") }
    guard let seed = again.last, again.told == nil else {
      return .lost("ended with \(first.status) behind seed \(mark), and not when tried again")
    }
    return .found(seed, "ended the process (\(again.status))")
  }

  private struct Run {
    var told: Outcome?
    var last: UInt64?
    var status = ""
  }

  private func child(_ target: Target, _ start: UInt64, _ count: UInt64, isTrace: Bool) -> Run {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
    process.arguments =
      [target.name, "--child", "--from", "\(start)", "--count", "\(count)"]
      + (isTrace ? ["--trace"] : [])
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["SWIFT_BACKTRACE": "enable=no"]) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    var run = Run()
    do { try process.run() } catch { return Run(told: .lost("\(error)")) }
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    run.status =
      process.terminationReason == .uncaughtSignal
      ? "signal \(process.terminationStatus)" : "code \(process.terminationStatus)"
    for line in String(decoding: data, as: UTF8.self).split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 2)
      switch words.first {
      case "at": run.last = words.dropFirst().first.flatMap { UInt64($0) }
      case "done":
        let numbers = line.split(separator: " ")
        run.told = .done(
          inputs: Int(numbers[1]) ?? 0, kept: Int(numbers[2]) ?? 0,
          slowest: Double(numbers[3]) ?? 0)
      case "found":
        let seed = words.dropFirst().first.flatMap { UInt64($0.dropLast()) } ?? 0
        run.told = .found(seed, words.count > 2 ? String(words[2]) : "")
      default: break
      }
    }
    return run
  }
}
