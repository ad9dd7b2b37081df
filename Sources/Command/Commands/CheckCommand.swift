import ArgumentParser
import Compiler
import Console
import Host
import Machine
import Syntax

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Say what is wrong with a strategy, and what it needs.",
    discussion: "Example: quill check Strategies/sma-cross/sma-cross.quill")

  @Argument(help: "A .quill file.", completion: .file(extensions: ["quill"])) var file: String
  @OptionGroup var output: OutputOptions
  @OptionGroup var log: LogOptions

  func run() throws {
    let source = try StrategyFile(path: file).source(in: .system)
    let compilation = compile(source)
    if output.json {
      try Terminal.out(json(compilation, source).text() + "\n")
    } else {
      Terminal.say(
        terminalText(
          of: compilation.diagnostics, in: source, colored: Terminal.isColored(2)))
      if let program = compilation.program { try Terminal.out(summary(program, compilation)) }
    }
    if compilation.program == nil { throw Reported(exitCode: 1) }
  }

  private func summary(_ program: Program, _ compilation: Compilation) -> String {
    var table = TextTable(columns: [
      ("name", .left), ("type", .left), ("known", .left), ("look-back", .right), ("memory", .left),
    ])
    for fact in compilation.facts {
      table.rows.append([
        fact.name, fact.type, fact.binding.spelling, "\(fact.lookback)", "\(fact.memory)",
      ])
    }
    let parameters = program.parameters.map { "\($0.name) = \($0.spelledStandard)" }
    var text = "\"\(program.title)\" is fine: \(program.orders.count) orders"
    if !parameters.isEmpty { text += ", parameters \(parameters.joined(separator: ", "))" }
    text += ", program \(hexadecimal(program.hash))\n"
    return text + (table.rows.isEmpty ? "" : "\n" + table.text())
  }

  private func json(_ compilation: Compilation, _ source: Source) -> JSON {
    .object([
      ("schema", "quill.check/1"), ("file", .text(file)),
      ("ok", .bool(compilation.program != nil)),
      ("title", .optional(compilation.program?.title)),
      ("program", .optional(compilation.program.map { hexadecimal($0.hash) })),
      ("problems", .array(compilation.diagnostics.map { $0.json(in: source) })),
      (
        "parameters",
        .array((compilation.program?.parameters ?? []).map(\.json))
      ),
      (
        "facts",
        .array(
          compilation.facts.map {
            .object([
              ("name", .text($0.name)), ("type", .text($0.type)),
              ("binding", .text($0.binding.spelling)),
              ("lookback", .integer($0.lookback)), ("memory", .text("\($0.memory)")),
              ("line", .integer(source.place($0.span.start).line)),
            ])
          })
      ),
    ])
  }
}
