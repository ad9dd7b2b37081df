internal import Trading

/// A unit that is bought at the first close and held: what its dividends bring is kept as cash, and
/// splits change how many units it is. What buying and holding gives.
struct Holding: Sendable {
  private let actions: [CorporateAction]
  private var next = 0
  private var units = 1.0
  private var cash = 0.0
  private var first = 0.0
  /// What the unit and its cash are worth at the last close.
  private(set) var value = 0.0

  /// - Parameter actions: of the instrument, in the order of time.
  init(_ actions: [CorporateAction] = []) { self.actions = actions }

  /// What became of one of the currency; nothing before the first close.
  var growth: Double? { first > 0 ? value / first : nil }

  /// The close of a bar, and its start.
  mutating func see(_ close: Double, at time: Int64) {
    while next < actions.count, actions[next].time <= time {
      if first > 0 { happen(actions[next]) }
      next += 1
    }
    if first == 0 { first = close }
    value = close * units + cash
  }

  private mutating func happen(_ action: CorporateAction) {
    switch action.kind {
    case .dividend(let amount): cash += amount.number * units
    case .split(let split): units /= split.price(1)
    }
  }
}
