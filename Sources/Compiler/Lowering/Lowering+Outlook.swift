internal import Machine
internal import Syntax

/// What is shown and said, its values as nodes.
struct OutlookRoots {
  var plots: [PlotEntry] = []
  var alerts: [AlertEntry] = []

  var isEmpty: Bool { plots.isEmpty && alerts.isEmpty }

  /// Values that must stand in columns.
  var columns: [NodeID] {
    plots.flatMap { $0.series.map(\.edge.node) } + alerts.flatMap { $0.edges.map(\.node) }
  }

  var nodes: [NodeID] { columns + plots.flatMap { $0.levels.map(\.node) } }
}

extension PlotEntry {
  /// The same with nodes in place of shifted ones.
  func plain(in graph: inout Graph) -> PlotEntry {
    var plain: [Series] = []
    for one in series {
      plain.append(Series(name: one.name, edge: Edge(graph.resolved(one.edge))))
    }
    return PlotEntry(series: plain, pane: pane, levels: levels, span: span)
  }
}

extension AlertEntry {
  /// The same with nodes in place of shifted ones.
  func plain(in graph: inout Graph) -> AlertEntry {
    var text: [Elaborator.TextPiece] = []
    for piece in self.text { text.append(piece.plain(in: &graph)) }
    var values: [(name: String, piece: Elaborator.TextPiece)] = []
    for value in self.values { values.append((value.name, value.piece.plain(in: &graph))) }
    return AlertEntry(text: text, when: Edge(graph.resolved(when)), values: values, span: span)
  }
}

extension Elaborator.TextPiece {
  fileprivate func plain(in graph: inout Graph) -> Elaborator.TextPiece {
    guard case .value(let edge, let type, let decimals) = self else { return self }
    return .value(Edge(graph.resolved(edge)), type, decimals: decimals)
  }
}

extension Lowering {
  /// The program that computes what is shown and said, and how.
  mutating func lower(_ roots: OutlookRoots, _ parameters: [ParameterEntry]) -> Outlook {
    var outlook = Outlook(lower(columns: roots.columns, parameters))
    for plot in roots.plots {
      outlook.plots.append(
        Outlook.Plot(
          series: plot.series.map { .init(name: $0.name, slot: column($0.edge.node)) },
          pane: plot.pane, levels: plot.levels.map { scalar(of: $0.node) },
          origin: Origin(plot.span.start, plot.span.end)))
    }
    for alert in roots.alerts {
      outlook.alerts.append(
        Outlook.Alert(
          text: alert.text.map { columnPart($0) }, when: column(alert.when.node),
          values: alert.values.map { .init(name: $0.name, value: columnPart($0.piece)) },
          origin: Origin(alert.span.start, alert.span.end)))
    }
    outlook.program = finished()
    return outlook
  }

  private mutating func columnPart(_ piece: Elaborator.TextPiece) -> TextPart {
    part(piece, slot: piece.edge.map { column($0.node) })
  }

  /// A piece of a title or tag, its values scalars.
  mutating func scalarPart(_ piece: Elaborator.TextPiece) -> TextPart {
    part(piece, slot: piece.edge.map { scalar(of: $0.node) })
  }

  private func part(_ piece: Elaborator.TextPiece, slot: Slot?) -> TextPart {
    guard let slot else {
      if case .symbol = piece { return .symbol }
      if case .literal(let text) = piece { return .literal(text) }
      return .literal("")
    }
    switch piece {
    case .symbol: return .symbol
    case .literal(let text): return .literal(text)
    case .choice(_, let texts): return .choice(slot, texts)
    case .value(_, .number, let decimals): return .number(slot, decimals: decimals)
    case .value(_, .flag, _): return .flag(slot)
    case .value(_, .time, _): return .time(slot)
    case .value(_, .duration, _): return .duration(slot)
    }
  }
}
