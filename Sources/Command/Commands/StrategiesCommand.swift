import ArgumentParser
import Compiler
import Console
import Host
import Machine
import Syntax

struct StrategiesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "strategies", abstract: "List the strategies of a folder.",
    discussion: "Example: quill strategies Strategies")

  @Argument(help: "A folder whose folders hold NAME/NAME.quill.", completion: .directory)
  var folder = "Strategies"
  @OptionGroup var output: OutputOptions
  @OptionGroup var log: LogOptions

  func run() throws {
    let disk = Environment.system.disk
    var rows: [(path: String, title: String, parameters: [String], fine: Bool)] = []
    for name in try disk.list(folder) {
      let path = "\(folder)/\(name)/\(name).quill"
      guard (try? disk.status(path))?.kind == .file else { continue }
      let strategy = StrategyFile(path: path)
      let compilation = strategy.compiled(try strategy.source(in: .system), in: .system)
      let parameters = compilation.program?.parameters.map { "\($0.name) = \($0.spelledStandard)" }
      rows.append(
        (path, compilation.program?.title ?? "", parameters ?? [], compilation.program != nil))
    }
    if output.json {
      let list = rows.map {
        JSON.object([
          ("file", .text($0.path)), ("title", .text($0.title)), ("ok", .bool($0.fine)),
          ("parameters", .array($0.parameters.map(JSON.text))),
        ])
      }
      return try Terminal.out(
        JSON.object([("schema", "quill.strategies/1"), ("strategies", .array(list))]).text() + "\n")
    }
    var table = TextTable(columns: [("file", .left), ("title", .left), ("parameters", .left)])
    table.rows = rows.map {
      [$0.path, $0.fine ? $0.title : "(has errors)", $0.parameters.joined(separator: ", ")]
    }
    try Terminal.out(table.text())
  }
}
