import ArgumentParser
import Compiler
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

/// What the language can call, as a reader needs it: rows of the machine and definitions of the
/// prelude alike. `Grammar/builtins.md` is printed from it.
struct BuiltinPage {
  let name: String
  let aliases: [String]
  let family: String
  let signature: String
  let result: String
  let summary: String
  let formula: String
  let source: String
  let memory: String
  let example: Builtin.Example

  /// Rows that differ only in what they take from the market are one page.
  static let all: [BuiltinPage] = {
    var pages: [BuiltinPage] = []
    for builtin in Builtin.all where builtin.symbol == nil {
      let page = BuiltinPage(builtin)
      if !pages.contains(where: { $0.signature == page.signature }) { pages.append(page) }
    }
    return pages + PreludeDefinition.all.map(BuiltinPage.init)
  }()

  init(_ builtin: Builtin) {
    name = builtin.name
    aliases = builtin.aliases
    family = builtin.family.rawValue
    let parameters = builtin.parameters.map { parameter in
      parameter.standard.map { "\(parameter.name) = \(NumberFormat.shortest($0))" }
        ?? parameter.name
    }
    signature = "\(builtin.name)(\(parameters.joined(separator: ", ")))"
    switch builtin.result {
    case .number: result = "number"
    case .word: result = "time"
    case .flag: result = "bool"
    }
    summary = builtin.summary
    formula = builtin.formula
    source = builtin.source
    switch builtin.memory {
    case .finite: memory = "finite"
    case .fading: memory = "fading"
    case .open: memory = "open-ended"
    }
    example = builtin.example
  }

  init(_ definition: PreludeDefinition) {
    name = definition.name
    aliases = []
    family = "definitions"
    signature = definition.signature
    result = definition.fields.isEmpty ? "number" : "(\(definition.fields.joined(separator: ", ")))"
    summary = definition.summary
    formula = definition.formula
    source = definition.source
    memory = definition.memory.rawValue
    let field = definition.example.field.map { ".\($0)" } ?? ""
    example = Builtin.Example(
      definition.example.call + field, close: definition.example.close,
      gives: definition.example.gives)
  }

  var text: String {
    let closes = example.close.map(NumberFormat.shortest).joined(separator: ", ")
    let gives = example.gives.map { $0.isNaN ? "na" : NumberFormat.brief($0) }
      .joined(separator: ", ")
    var lines = ["\(signature)  ->  \(result)", "", "  \(summary)", ""]
    lines.append("  formula  \(formula)")
    lines.append("  source   \(source)")
    lines.append("  memory   \(memory)")
    if !aliases.isEmpty { lines.append("  aliases  \(aliases.joined(separator: ", "))") }
    lines.append("  example  \(example.call) over closes \(closes) gives \(gives)")
    return lines.joined(separator: "\n") + "\n"
  }

  var json: JSON {
    .object([
      ("name", .text(name)), ("aliases", .array(aliases.map(JSON.text))),
      ("family", .text(family)), ("signature", .text(signature)), ("result", .text(result)),
      ("summary", .text(summary)), ("formula", .text(formula)), ("source", .text(source)),
      ("memory", .text(memory)),
      (
        "example",
        .object([
          ("call", .text(example.call)), ("close", .array(example.close.map(JSON.number))),
          ("gives", .array(example.gives.map { JSON.finite($0) })),
        ])
      ),
    ])
  }
}
