internal import Machine
public import Syntax

/// What is known of a name, an order or an expression, for `quill check` and for editors.
public struct Fact: Sendable {
  /// What the fact is about.
  public enum Kind: String, Sendable, Hashable { case binding, parameter, order, expression }

  public let kind: Kind
  public let name: String
  /// `number`, `bool`, `record (upper: number, ...)`.
  public let type: String
  public let binding: BindingTime
  /// Bars before the first value, for the standard values of the parameters.
  public let lookback: Int
  /// The same of slower clocks: how each is written, and how many of its bars must be there.
  public let slow: [(clock: String, bars: Int)]
  /// How far back it looks, in words: `20`, `20 + 50 of 1d`.
  public var lookbacks: String {
    let slow = slow.map { "\($0.bars) of \($0.clock)" }
    return ((lookback > 0 || slow.isEmpty ? ["\(lookback)"] : []) + slow).joined(separator: " + ")
  }
  public let memory: Memory
  /// Bars of slower clocks until what fades over them has settled.
  public let slowSettled: [(clock: String, bars: Int)]
  /// How much of the past counts, in words: `finite`, `fading(settled: 20 + 568 of 1w)`, `open`.
  public var memoryWords: String {
    guard case .fading(let settled) = memory else { return "\(memory)" }
    let slow = slowSettled.map { "\($0.bars) of \($0.clock)" }
    let parts = (settled > 0 || slow.isEmpty ? ["\(settled)"] : []) + slow
    return "fading(settled: \(parts.joined(separator: " + ")))"
  }
  /// Where the name stands, or the word an order begins with.
  public let span: Span
}

extension Graph {
  /// As the language writes it: `1d`, `"SPY", 1d`.
  func spelling(ofClock clock: Int) -> String {
    path(from: clock).dropLast().reversed()
      .map { Program.Clock(clocks[$0 - 1].kind, parent: 0).spelling }.joined(separator: ", ")
  }
}

/// The facts of a file in the order of its text.
func facts(_ entries: [FactEntry], _ graph: Graph, _ schedule: Schedule) -> [Fact] {
  let history = History(graph, schedule)
  var facts: [Fact] = []
  for entry in entries where !entry.value.isUnknown {
    var reach = History.Reach()
    var binding = BindingTime.constant
    for edge in entry.value.edges {
      let node = graph.resolve(edge.node)
      reach.join(history[node], shift: graph.bars(edge.shift))
      binding = max(binding, schedule.bindings[node.index])
      if edge.shift != .none { binding = max(binding, .series) }
    }
    facts.append(
      Fact(
        kind: entry.kind, name: entry.name, type: entry.type ?? entry.value.spelling,
        binding: binding, lookback: reach.lookback,
        slow: reach.slow.sorted { $0.key < $1.key }.map { (graph.spelling(ofClock: $0), $1) },
        memory: reach.memory,
        slowSettled: reach.slowSettled.sorted { $0.key < $1.key }
          .map { (graph.spelling(ofClock: $0), $1) }, span: entry.span))
  }
  // Expressions are texts of their own, in the order they were given.
  if facts.allSatisfy({ $0.kind == .expression }) { return facts }
  return facts.sorted { ($0.span.start, $0.span.end) < ($1.span.start, $1.span.end) }
}
