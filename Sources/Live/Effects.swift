public import Trading

/// What is to be done about what happened: filled by the executor, carried out by the loop, and
/// used again for the next bar.
public struct Effects: Sendable {
  /// True where events are wanted; without them nothing is said and less is done.
  public let wantsEvents: Bool
  /// Orders to be placed, in this order, after the cancels.
  public internal(set) var orders: [Order] = []
  public internal(set) var cancels: [Cancel] = []
  public internal(set) var events: [Event] = []
  /// False when the bar just offered was dropped: it neither closes nor reaches the broker.
  public internal(set) var isTaken = false

  public init(wantsEvents: Bool) {
    self.wantsEvents = wantsEvents
    orders.reserveCapacity(16)
    cancels.reserveCapacity(16)
  }

  mutating func clearOrders() { orders.removeAll(keepingCapacity: true) }
  mutating func clearCancels() { cancels.removeAll(keepingCapacity: true) }
  mutating func clearEvents() { events.removeAll(keepingCapacity: true) }
}
