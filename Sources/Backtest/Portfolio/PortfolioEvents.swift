internal import Trading

/// What happens to instruments between two barriers, in the order of time.
struct PortfolioEvents {
  private struct Event {
    let time: Int64
    let instrument: Int
    /// Nothing where the instrument leaves the universe, which comes first.
    let action: CorporateAction?
  }

  private let events: [Event]
  private var next = 0

  init(_ instruments: [PortfolioInstrument]) {
    var events: [Event] = []
    for (number, instrument) in instruments.enumerated() {
      for range in instrument.membership ?? [] where range.upperBound < .max {
        events.append(Event(time: range.upperBound + 1, instrument: number, action: nil))
      }
      for action in instrument.actions {
        events.append(Event(time: action.time, instrument: number, action: action))
      }
    }
    let order = events.indices.sorted { left, right in
      (events[left].time, events[left].instrument, left)
        < (events[right].time, events[right].instrument, right)
    }
    self.events = order.map { events[$0] }
  }

  /// Everything up to a barrier that has not happened yet.
  ///
  /// - Parameter left: told of an instrument that has left, and what that has cost.
  mutating func happen(
    until time: Int64, on session: inout PortfolioSession,
    _ left: (_ instrument: Int, _ cost: Double) -> Void
  ) {
    while next < events.count, events[next].time <= time {
      let event = events[next]
      if let action = event.action {
        session.apply(action, instrument: event.instrument)
      } else {
        leave(event.instrument, session: &session, left)
      }
      next += 1
    }
  }

  /// The data have ended: what leaves on their last day has left.
  ///
  /// - Parameters:
  ///   - cut: where the run was cut off.
  ///   - last: the start of the last barrier.
  mutating func end(
    before cut: Int64, last: Int64, on session: inout PortfolioSession,
    _ left: (_ instrument: Int, _ cost: Double) -> Void
  ) {
    let day: Int64 = 86_400_000_000_000
    let sinceMidnight = (last % day + day) % day
    let (midnight, overflow) = last.addingReportingOverflow(day - sinceMidnight)
    let end = Swift.min(overflow ? .max : midnight, cut)
    while next < events.count, events[next].time <= end {
      if events[next].action == nil { leave(events[next].instrument, session: &session, left) }
      next += 1
    }
  }

  private func leave(
    _ instrument: Int, session: inout PortfolioSession,
    _ left: (_ instrument: Int, _ cost: Double) -> Void
  ) {
    let before = session.account.equity
    session.closeOut(instrument: instrument)
    guard let before, let after = session.account.equity, before != after else { return }
    left(instrument, before.number - after.number)
  }
}
