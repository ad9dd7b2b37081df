import ArgumentParser
import Console
import Host
import Syntax

struct FormatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fmt", abstract: "Format strategies in place.",
    discussion: "Example: quill fmt --check Strategies/*/*.quill")

  @Argument(help: "Files to format.", completion: .file(extensions: ["quill"]))
  var files: [String]
  @Flag(help: "Change nothing; end with 1 where a file is not formatted.") var check = false
  @OptionGroup var output: OutputOptions
  @OptionGroup var log: LogOptions

  func run() throws {
    var results: [(file: String, state: String)] = []
    for file in files { results.append((file, try format(file))) }
    if output.json {
      let list = results.map {
        JSON.object([("file", .text($0.file)), ("state", .text($0.state))])
      }
      try Terminal.out(
        JSON.object([("schema", "quill.fmt/1"), ("files", .array(list))]).text() + "\n")
    } else {
      for result in results where result.state != "formatted" {
        Terminal.say("\(result.file): \(result.state)\n")
      }
    }
    let failing = check ? ["broken", "not formatted"] : ["broken"]
    if results.contains(where: { failing.contains($0.state) }) { throw Reported(exitCode: 1) }
  }

  /// What became of a file: `formatted` already, `changed`, `not formatted`, `broken`.
  private func format(_ file: String) throws -> String {
    let source = try StrategyFile(path: file).source(in: .system)
    let result = Syntax.format(source)
    let errors = result.diagnostics.filter { $0.severity == .error }
    guard errors.isEmpty else {
      Terminal.say(terminalText(of: errors, in: source, colored: Terminal.isColored(2)))
      return "broken"
    }
    if Array(result.text.utf8) == source.bytes { return "formatted" }
    if check { return "not formatted" }
    try Environment.system.disk.write(file, Array(result.text.utf8))
    return "changed"
  }
}
