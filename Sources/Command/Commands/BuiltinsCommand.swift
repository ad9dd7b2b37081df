import ArgumentParser
import Compiler
import Console
import Host
import Machine
import Syntax

struct BuiltinsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "builtins", abstract: "List the functions of the language, or explain one.",
    discussion: "Example: quill builtins rsi")

  @Argument(help: "A function; without it, all are listed.") var name: String?
  @OptionGroup var output: OutputOptions
  @OptionGroup var log: LogOptions

  func run() throws {
    var entries = BuiltinPage.all
    if let name {
      entries = entries.filter { ([$0.name] + $0.aliases).contains(name) }
      if entries.isEmpty {
        let names = BuiltinPage.all.flatMap { [$0.name] + $0.aliases }
        let near = suggestions(for: name, among: names, most: 3)
        let hint = near.isEmpty ? "" : "; did you mean \(near.joined(separator: ", "))?"
        throw Failure(.usage, UsageKinds.unknownBuiltin, "there is no builtin \(name)\(hint)")
      }
    }
    if output.json {
      return try Terminal.out(
        JSON.object([
          ("schema", "quill.builtins/1"), ("builtins", .array(entries.map(\.json))),
        ]).text() + "\n")
    }
    if name != nil {
      return try Terminal.out(entries.map(\.text).joined(separator: "\n"))
    }
    var table = TextTable(columns: [("call", .left), ("gives", .left), ("what", .left)])
    table.rows = entries.map { [$0.signature, $0.result, $0.summary] }
    try Terminal.out(table.text())
  }
}
