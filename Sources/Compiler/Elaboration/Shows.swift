internal import Machine
internal import Syntax

/// `plot` and `alert`: what is shown and said.
extension Elaborator {
  mutating func plot(_ plot: Plot, _ span: Span, _ scope: Int) {
    var series: [PlotEntry.Series] = []
    for expression in plot.series {
      add(value(expression, scope), name(of: expression, scope), expression.span, to: &series)
    }
    var levels: [Edge] = []
    for level in plot.levels {
      guard let edge = number(level, "a level", scope) else { continue }
      if graph.binding(edge) <= .parameter {
        levels.append(edge)
      } else {
        report(.output(.changingLevel(source.text(level.span))), at: level.span)
      }
    }
    let pane = plot.pane.flatMap { fixedText($0, "the name of a pane", scope) }
    plots.append(PlotEntry(series: series, pane: pane, levels: levels, span: span))
  }

  /// How an expression is named: as it is written, with the variables of `each` said.
  private func name(of expression: Expression, _ scope: Int) -> String {
    let words = source.text(expression.span).split { $0 == " " || $0.isNewline || $0 == "\t" }
    let text = words.joined(separator: " ")
    return eachValues.isEmpty
      ? text
      : text + " (" + eachValues.map { "\($0.name) = \($0.value)" }.joined(separator: ", ") + ")"
  }

  private mutating func add(
    _ value: Value, _ name: String, _ span: Span, to series: inout [PlotEntry.Series]
  ) {
    switch value {
    case .unknown: break
    case .scalar(let edge, .number), .scalar(let edge, .flag):
      series.append(.init(name: name, edge: edge))
    case .missing: series.append(.init(name: name, edge: Edge(graph.constant(.nan, place(span)))))
    case .record(let members):
      for member in members { add(member.value, "\(name).\(member.name)", span, to: &series) }
    case .tuple(let parts):
      for (index, part) in parts.enumerated() {
        add(part, "\(name).\(index + 1)", span, to: &series)
      }
    case .scalar, .text, .choice, .symbol:
      report(.type(.notNumber("`plot`", value.words)), at: span)
    }
  }

  mutating func alert(_ alert: Alert, _ span: Span, _ scope: Int) {
    let text = pieces(alert.text, scope)
    var when: Edge? = Edge(graph.constant(true, firstWord(span)))
    if let condition = alert.when {
      when = flag(condition, "`when`", scope)
      if let edge = when, graph.flag(edge) == false {
        report(.output(.neverSpeaks), at: condition.span)
      }
    }
    var values: [(name: String, piece: TextPiece)] = []
    var isSound = true
    for field in alert.values {
      if values.contains(where: { $0.name == field.name.text }) {
        report(.name(.fieldTwice(field.name.text)), at: field.name.span)
      }
      guard let piece = piece(field.value, nil, writesOut: false, scope) else {
        isSound = false
        continue
      }
      values.append((field.name.text, piece))
    }
    guard let text, let when, isSound else { return }
    alerts.append(AlertEntry(text: text, when: when, values: values, span: span))
  }
}

/// A plot whose series are values.
struct PlotEntry {
  struct Series {
    let name: String
    let edge: Edge
  }
  let series: [Series]
  let pane: String?
  let levels: [Edge]
  let span: Span
}

/// An alert whose parts are values.
struct AlertEntry {
  let text: [Elaborator.TextPiece]
  let when: Edge
  let values: [(name: String, piece: Elaborator.TextPiece)]
  let span: Span

  /// Every value it reads.
  var edges: [Edge] { [when] + (text + values.map(\.piece)).compactMap(\.edge) }
}
