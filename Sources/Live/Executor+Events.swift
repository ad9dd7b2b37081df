internal import Machine
internal import Trading

/// What has been said so far: ids, the market's time, and what each order followed from.
struct Voice: Sendable {
  /// The id of the last event.
  var last: Int64 = 0
  var time: Int64 = 0
  /// The event of the bar that closed last.
  var bar: Int64 = 0
  /// The events of the orders that have not ended.
  private var orders: [(order: Int64, event: Int64)] = []

  func cause(of order: Int64) -> Int64 { orders.last { $0.order == order }?.event ?? bar }

  mutating func note(_ order: Int64, _ event: Int64) { orders.append((order, event)) }

  mutating func forget(_ order: Int64) { orders.removeAll { $0.order == order } }
}

extension Executor {
  /// Says something, where somebody listens.
  mutating func say(
    _ source: Event.Source, _ data: EventData, _ effects: inout Effects, cause: Int64 = 0
  ) {
    guard effects.wantsEvents else { return }
    said.last += 1
    effects.events.append(
      Event(id: said.last, time: said.time, source: source, data: data, cause: cause))
  }

  /// A bar has closed; the account, where it has something at stake.
  mutating func tell(_ bar: Bar, _ row: Int, _ effects: inout Effects) {
    said.time = max(said.time, machine.length.end(from: bar.time))
    say(.feed, .bar(bar, row: row), &effects)
    said.bar = said.last
    guard session.position != .zero || session.fillCount != fillsSeen else { return }
    let account = EventData.account(
      position: session.position, cash: session.cash, equity: session.markedEquity)
    say(.session, account, &effects, cause: said.bar)
  }

  /// What was decided, what was refused on the spot, and the orders that came of it.
  mutating func tellDecisions(_ before: [Refusal], _ first: Int, _ effects: inout Effects) {
    for decision in decisions {
      let value = decision.value.isNaN ? nil : decision.value
      say(
        .program, .signal(statement: decision.statement, value: value), &effects, cause: said.bar)
    }
    let signals = said.last
    for refusal in session.refusals {
      let known = before.first {
        $0.statement == refusal.statement && $0.reason == refusal.reason
      }
      guard refusal.count > known?.count ?? 0 else { continue }
      say(
        .session,
        .refusal(statement: refusal.statement, refusal.reason, order: 0), &effects, cause: signals)
    }
    for order in effects.orders[first...] {
      say(
        .session, .order(order), &effects, cause: signal(of: order.statement, before: signals))
      said.note(order.id, said.last)
    }
  }

  private func signal(of statement: Int, before last: Int64) -> Int64 {
    guard let place = decisions.firstIndex(where: { $0.statement == statement }) else {
      return said.bar
    }
    return last - Int64(decisions.count - 1 - place)
  }

  mutating func tell(_ report: BrokerReport, _ statement: Int?, _ effects: inout Effects) {
    let cause = said.cause(of: report.order)
    switch report.kind {
    case .filled(let execution):
      say(.broker, .fill(order: report.order, execution), &effects, cause: cause)
    case .noted(let reason), .rejected(let reason):
      say(
        .broker, .refusal(statement: statement ?? -1, reason, order: report.order), &effects,
        cause: cause)
    case .accepted, .triggered, .cancelled, .expired: break
    }
    if let state = report.state {
      say(.broker, .state(order: report.order, state), &effects, cause: cause)
      if state.isFinal { said.forget(report.order) }
    }
  }
}
