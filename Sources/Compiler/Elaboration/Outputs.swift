internal import Machine
internal import Syntax

/// Expressions by themselves, as `quill eval` takes them.
extension Elaborator {
  /// Makes a number known by a name, fixed for a run.
  mutating func bind(_ parameter: (name: String, value: Double)) {
    let node = graph.parameter(parameters.count, standard: parameter.value, .none)
    parameters.append(
      ParameterEntry(
        name: parameter.name, standard: parameter.value, domain: nil, node: node))
    bind(Name(parameter.name, .none), to: .scalar(Edge(node), .number), in: Elaborator.file)
  }

  /// Adds an expression's columns to the outputs.
  mutating func output(_ source: Source, _ number: Int, into roots: inout Roots) {
    let (expression, problems) = parseExpression(source)
    turn(to: source)
    diagnostics += problems
    let value = value(expression, Elaborator.file)
    let name = Elaborator.trimmed(source)
    add(value, name, expression.span, into: &roots)
    facts.append(
      FactEntry(kind: .expression, name: name, span: expression.span, value: value))
    texts += diagnostics[texts.count...].map { _ in number }
  }

  private mutating func add(
    _ value: Value, _ name: String, _ span: Span, into roots: inout Roots
  ) {
    switch value {
    case .unknown: break
    case .scalar(let edge, let type):
      roots.outputs.append(
        .init(name: name, node: graph.resolved(edge), isDuration: type == .duration))
    case .missing:
      roots.outputs.append(.init(name: name, node: graph.constant(.nan, span)))
    case .record(let members):
      for member in members { add(member.value, "\(name).\(member.name)", span, into: &roots) }
    case .tuple(let parts):
      for (index, part) in parts.enumerated() {
        add(part, "\(name).\(index + 1)", span, into: &roots)
      }
    case .text, .choice, .symbol: report(.type(.notShown(value.words)), at: span)
    }
  }

  /// The text of a source without the space around it, on one line.
  private static func trimmed(_ source: Source) -> String {
    var words: [String] = []
    for line in source.text(Span(0, source.bytes.count)).split(whereSeparator: \.isNewline) {
      let text = line.drop { $0 == " " || $0 == "\t" }
      words.append(String(text.reversed().drop { $0 == " " || $0 == "\t" }.reversed()))
    }
    return words.filter { !$0.isEmpty }.joined(separator: " ")
  }
}
