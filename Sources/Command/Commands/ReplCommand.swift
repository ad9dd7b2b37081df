import ArgumentParser
import Console
import Glibc
import Host

/// Hands over to `quill-repl`, which is linked with readline; this program is not.
struct ReplCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repl", abstract: ReplOptions.abstract, discussion: ReplOptions.discussion)

  @OptionGroup var options: ReplOptions
  @OptionGroup var log: LogOptions

  func run() throws {
    let own = CommandLine.arguments
    // The arguments behind the first `repl`: what stands before it is this program's name.
    let rest = own.firstIndex(of: "repl").map { Array(own[($0 + 1)...]) } ?? []
    let path = try sibling(named: "quill-repl")
    let problem = becomeProgram(path, ["quill-repl"] + rest)
    throw Failure(.system, SystemKinds.noProgram, "cannot start \(path): \(problem)")
  }

  /// A program beside this one.
  private func sibling(named name: String) throws -> String {
    let own = ownProgram() ?? CommandLine.arguments[0]
    let folder = own.lastIndex(of: "/").map { String(own[...$0]) } ?? ""
    let path = folder + name
    guard (try? Environment.system.disk.status(path))?.kind == .file else {
      throw Failure(
        .system, SystemKinds.noProgram, "\(name) is not beside \(own)",
        help: "build it: swift build -c release --product \(name)")
    }
    return path
  }
}
