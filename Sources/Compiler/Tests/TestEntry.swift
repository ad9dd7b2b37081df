internal import Machine
internal import Syntax

/// A test whose expectations are nodes.
struct TestEntry {
  struct Expectation {
    enum Subject {
      case event(ExpectationPlan.Event, side: OrderStatement.Direction?, tag: String?)
      case alerted(String?)
      case condition(Edge, readings: [(text: String, edge: Edge)])
    }
    let subject: Subject
    let isNever: Bool
    let bars: ClosedRange<Int>?
    let span: Span
  }

  let name: String
  let span: Span
  let market: TestPlan.Market
  let settings: [TestPlan.Setting]
  let expectations: [Expectation]
}

/// A condition that decides something, at one of the calls of its function.
struct ConditionEntry {
  let span: Span
  let edge: Edge
  /// The clock at whose ticks it is asked; 0 are the bars.
  let clock: Int
}

/// What the watching program is made for.
struct Watch {
  var roots = Roots()
  var tests: [TestPlan] = []
  private(set) var conditions: [WatchedCondition] = []
  /// Conditions are watched only where a close decides them; which do is known once all is
  /// scheduled.
  fileprivate var candidates: [Candidate] = []

  /// A condition that may be watched.
  fileprivate struct Candidate {
    let span: Span
    let text: String
    /// What it is at each close.
    var nodes: [NodeID] = []
    /// How often it has held so far and how often not, of one that is asked at the ticks of a
    /// clock.
    var counts: [(holds: NodeID, fails: NodeID)] = []
  }

  /// Every node that may be watched.
  var nodes: [NodeID] {
    roots.nodes + candidates.flatMap { $0.nodes + $0.counts.flatMap { [$0.holds, $0.fails] } }
  }

  fileprivate mutating func add(_ name: String, _ node: NodeID) -> Int {
    roots.outputs.append(.init(name: name, node: node))
    return roots.outputs.count - 1
  }

  /// Takes the conditions that are known at a close into the outputs.
  mutating func settle(_ schedule: Schedule, _ graph: Graph) {
    func isKnown(_ node: NodeID) -> Bool {
      schedule.bindings[graph.resolve(node).index] <= .account
    }
    for candidate in candidates {
      let nodes = candidate.nodes.filter(isKnown)
      let counts = candidate.counts.filter { isKnown($0.holds) && isKnown($0.fails) }
      guard !nodes.isEmpty || !counts.isEmpty else { continue }
      conditions.append(
        WatchedCondition(
          span: candidate.span, text: candidate.text,
          outputs: nodes.map { add(candidate.text, $0) },
          counts: counts.map {
            .init(holds: add(candidate.text, $0.holds), fails: add(candidate.text, $0.fails))
          }))
    }
    candidates = []
  }
}

extension Elaborator {
  /// How many conditions are watched at most.
  private static let conditionsWatched = 2_000

  /// Notes what decides something in the file itself, not in the prelude and not inside of a fold.
  mutating func notice(_ edge: Edge, at span: Span) {
    guard isNoticing, site == nil, !isTryingOut, !isServingGuests else { return }
    guard graph.binding(edge) > .constant, graph[edge.node].fold == nil,
      conditions.count < Elaborator.conditionsWatched
    else { return }
    conditions.append(ConditionEntry(span: span, edge: edge, clock: graph.clock))
  }

  /// The two sides of an `and` or `or`; what joins others itself has been noticed by its parts.
  mutating func noticeSides(_ left: Operated, _ right: Operated, of expressions: [Expression]) {
    for (side, expression) in zip([left, right], expressions) {
      if case .binary(let symbol, _, _) = expression.kind, symbol.isLogical { continue }
      guard case .scalar(let edge, .flag) = side.value else { continue }
      notice(edge, at: side.span)
    }
  }

  /// What the tests look at; nothing where the file has none.
  mutating func watch() -> Watch {
    var watch = Watch()
    guard !tests.isEmpty else { return watch }
    for test in tests { watch.tests.append(plan(test, &watch)) }
    var places: [Span: Int] = [:]
    for condition in conditions {
      let place = places[condition.span] ?? watch.candidates.count
      if place == watch.candidates.count {
        places[condition.span] = place
        watch.candidates.append(
          Watch.Candidate(span: condition.span, text: line(condition.span)))
      }
      if condition.clock > 0 {
        let counts = counts(of: condition)
        if !watch.candidates[place].counts.contains(where: { $0 == counts }) {
          watch.candidates[place].counts.append(counts)
        }
      } else {
        let node = graph.resolved(condition.edge)
        if !watch.candidates[place].nodes.contains(node) {
          watch.candidates[place].nodes.append(node)
        }
      }
    }
    watch.candidates.sort { ($0.span.start, $0.span.end) < ($1.span.start, $1.span.end) }
    return watch
  }

  /// How often a condition held at the ticks of its clock so far, and how often not, as the bars
  /// see it: one bar may have several ticks.
  private mutating func counts(of condition: ConditionEntry) -> (holds: NodeID, fails: NodeID) {
    let origin = condition.span
    guard let row = Builtin.rows(named: "cum").first else {
      let node = graph.resolved(condition.edge)
      return (node, node)
    }
    let one = Edge(graph.constant(1, origin))
    let zero = Edge(graph.constant(0, origin))
    var counts: [NodeID] = []
    for (yes, no) in [(one, zero), (zero, one)] {
      let sum = graph.within(condition.clock) { graph in
        let counted = graph.apply(.choose, .number, [condition.edge, yes, no], origin)
        return graph.apply(row, [counted], [], origin)
      }
      counts.append(graph.resolved(graph.within(0) { $0.seen(sum, origin) }))
    }
    return (counts[0], counts[1])
  }

  private mutating func plan(_ test: TestEntry, _ watch: inout Watch) -> TestPlan {
    var expectations: [ExpectationPlan] = []
    for expectation in test.expectations {
      let text = line(expectation.span)
      let subject: ExpectationPlan.Subject
      switch expectation.subject {
      case .event(let event, let side, let tag): subject = .event(event, side: side, tag: tag)
      case .alerted(let text): subject = .alerted(text)
      case .condition(let edge, let shown):
        let output = watch.add(text, graph.resolved(edge))
        var readings: [ExpectationPlan.Reading] = []
        for (text, edge) in shown {
          let node = graph.resolved(edge)
          readings.append(.init(text: text, output: watch.add(text, node)))
        }
        subject = .condition(output: output, readings: readings)
      }
      expectations.append(
        ExpectationPlan(
          subject: subject, isNever: expectation.isNever, bars: expectation.bars, text: text,
          span: expectation.span))
    }
    return TestPlan(
      name: test.name, span: test.span, market: test.market, settings: test.settings,
      expectations: expectations)
  }

  /// A piece of the file on one line, comments and all.
  private func line(_ span: Span) -> String {
    source.text(span).split(whereSeparator: { $0 == " " || $0.isNewline || $0 == "\t" })
      .joined(separator: " ")
  }
}
