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
  mutating func happen(until time: Int64, on session: inout PortfolioSession) {
    while next < events.count, events[next].time <= time {
      let event = events[next]
      if let action = event.action {
        session.apply(action, instrument: event.instrument)
      } else {
        session.closeOut(instrument: event.instrument)
      }
      next += 1
    }
  }
}
