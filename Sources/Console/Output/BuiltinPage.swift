import Backtest
package import Compiler
package import Machine

/// What the language can call, as a reader needs it: rows of the machine and definitions of the
/// prelude alike. `Grammar/builtins.md` is printed from it.
package struct BuiltinPage {
  package let name: String
  package let aliases: [String]
  package let family: String
  package let signature: String
  package let result: String
  package let summary: String
  package let formula: String
  package let source: String
  package let memory: String
  package let example: Builtin.Example
  /// How it is written in the language itself; nothing for what the machine does in one step.
  package let definition: String?
  /// Which days the bars of the example are, where that matters.
  package let days: String?

  /// By family. Rows that differ only in what they take from the market are one page.
  package static let all: [BuiltinPage] = {
    var pages: [BuiltinPage] = []
    for builtin in Builtin.all where builtin.symbol == nil {
      let page = BuiltinPage(builtin)
      if !pages.contains(where: { $0.signature == page.signature }) { pages.append(page) }
    }
    pages += PreludeDefinition.all.map(BuiltinPage.init)
    pages += ClockFunction.all.map(BuiltinPage.init)
    return Builtin.Family.allCases.flatMap { family in
      pages.filter { $0.family == family.rawValue }
    }
  }()

  package init(_ builtin: Builtin) {
    name = builtin.name
    aliases = builtin.aliases
    family = builtin.family.rawValue
    let parameters = builtin.parameters.map { parameter in
      parameter.standard.map { "\(parameter.name) = \(NumberText.plain($0))" }
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
    definition = nil
    days = nil
  }

  package init(_ definition: PreludeDefinition) {
    name = definition.name
    aliases = definition.aliases
    family = definition.family.rawValue
    signature = definition.heading
    switch definition.result {
    case .number: result = "number"
    case .flag: result = "bool"
    case .record(let fields): result = "(\(fields.joined(separator: ", ")))"
    }
    summary = definition.summary
    formula = definition.formula
    source = definition.source
    switch definition.memory {
    case .finite: memory = "finite"
    case .fading: memory = "fading"
    case .open: memory = "open-ended"
    }
    example = definition.example
    self.definition = definition.text
    days = nil
  }

  package init(_ function: ClockFunction) {
    name = function.name
    aliases = []
    family = Builtin.Family.calendar.rawValue
    signature = function.signature
    result = "bool"
    summary = function.summary
    formula = function.formula
    source = function.source
    memory = "finite"
    example = function.example
    definition = nil
    days = "the days from Wednesday 2020-01-01"
  }

  package var text: String {
    let closes = example.close.map(NumberText.plain).joined(separator: ", ")
    let gives = example.gives.map { $0.isNaN ? "na" : NumberText.brief($0) }
      .joined(separator: ", ")
    let of = days.map { " of \($0)" } ?? ""
    var lines = ["\(signature)  ->  \(result)", "", "  \(summary)", ""]
    lines.append("  formula  \(formula)")
    lines.append("  source   \(source)")
    lines.append("  memory   \(memory)")
    if !aliases.isEmpty { lines.append("  aliases  \(aliases.joined(separator: ", "))") }
    lines.append("  example  \(example.call) over closes \(closes)\(of) gives \(gives)")
    if let definition {
      lines.append("")
      lines += definition.split(separator: "\n").map { "  \($0)" }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  package var json: JSON {
    .object([
      ("name", .text(name)), ("aliases", .array(aliases.map(JSON.text))),
      ("family", .text(family)), ("signature", .text(signature)), ("result", .text(result)),
      ("summary", .text(summary)), ("formula", .text(formula)), ("source", .text(source)),
      ("memory", .text(memory)), ("definition", definition.map(JSON.text) ?? .null),
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
