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
}

/// What the watching program is made for.
struct Watch {
  var roots = Roots()
  var tests: [TestPlan] = []
  private(set) var conditions: [WatchedCondition] = []
  /// Conditions are watched only where a close decides them; which do is known once all is
  /// scheduled.
  fileprivate var candidates: [(span: Span, text: String, nodes: [NodeID])] = []

  /// Every node that may be watched.
  var nodes: [NodeID] { roots.nodes + candidates.flatMap(\.nodes) }

  fileprivate mutating func add(_ name: String, _ node: NodeID) -> Int {
    roots.outputs.append(.init(name: name, node: node))
    return roots.outputs.count - 1
  }

  /// Takes the conditions that are known at a close into the outputs.
  mutating func settle(_ schedule: Schedule, _ graph: Graph) {
    for candidate in candidates {
      let nodes = candidate.nodes.filter { node in
        schedule.bindings[graph.resolve(node).index] <= .account
      }
      guard !nodes.isEmpty else { continue }
      conditions.append(
        WatchedCondition(
          span: candidate.span, text: candidate.text,
          outputs: nodes.map { add(candidate.text, $0) }))
    }
    candidates = []
  }
}

extension Elaborator {
  /// How many conditions are watched at most.
  private static let conditionsWatched = 2_000

  /// Notes what decides something in the file itself, not in the prelude, and at the close of every
  /// bar, not inside of another clock or of a fold.
  mutating func notice(_ edge: Edge, at span: Span) {
    guard isNoticing, site == nil, !isTryingOut, !isServingGuests, graph.clock == 0 else { return }
    guard graph.binding(edge) > .constant, graph[edge.node].fold == nil,
      conditions.count < Elaborator.conditionsWatched
    else { return }
    conditions.append(ConditionEntry(span: span, edge: edge))
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
      let node = graph.resolved(condition.edge)
      if let place = places[condition.span] {
        if !watch.candidates[place].nodes.contains(node) {
          watch.candidates[place].nodes.append(node)
        }
      } else {
        places[condition.span] = watch.candidates.count
        watch.candidates.append((condition.span, line(condition.span), [node]))
      }
    }
    watch.candidates.sort { ($0.span.start, $0.span.end) < ($1.span.start, $1.span.end) }
    return watch
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
