public import Machine

/// An order as it leaves the session for a broker: what a statement decided, with its size fixed.
///
/// An entry names units. An exit names a share of the entries it speaks of, which the broker
/// applies to what is open when it trades; an adapter for a venue that knows only sides and
/// quantities resolves it when it sends.
public struct Order: Sendable, Hashable {
  /// Unique within the session; rises by one.
  public let id: Int64
  /// The session's number of the statement that sent it.
  public let statement: Int
  /// What the statement says; its slots mean nothing here.
  public let kind: OrderStatement.Kind
  /// Units in counts (entry), or the share in parts (exit).
  let amount: Int64

  init(id: Int64, statement: Int, kind: OrderStatement.Kind, amount: Int64) {
    self.id = id
    self.statement = statement
    self.kind = kind
    self.amount = amount
  }

  /// An entry.
  public init(
    id: Int64, statement: Int, enter direction: OrderStatement.Direction, tag: String? = nil,
    quantity: Quantity
  ) {
    // A fixed size: it is not made smaller when the account cannot pay.
    let size = OrderStatement.Size(unit: .units, value: Slot(.number, 0))
    self.init(
      id: id, statement: statement, kind: .enter(direction, tag: tag, size: size),
      amount: Swift.max(0, quantity.count))
  }

  /// An exit of all that a selector speaks of.
  public init(id: Int64, statement: Int, exit selector: OrderStatement.Selector) {
    self.init(
      id: id, statement: statement, kind: .exit(selector, share: nil), amount: Int64(Share.whole))
  }

  public var isEntry: Bool {
    if case .enter = kind { true } else { false }
  }

  /// The units of an entry.
  public var quantity: Quantity? { isEntry ? Quantity(count: amount) : nil }

  /// The share of what is open that an exit closes, 0...1.
  public var share: Double? { isEntry ? nil : Double(amount) / Double(Share.whole) }
}

/// One execution at a broker.
public struct Execution: Sendable, Hashable {
  public let side: Side
  /// Always positive.
  public let quantity: Quantity
  public let price: Price
  public let fee: Money
  /// True when nothing of the order is left to fill.
  public let isLast: Bool

  public init(side: Side, quantity: Quantity, price: Price, fee: Money, isLast: Bool) {
    self.side = side
    self.quantity = quantity
    self.price = price
    self.fee = fee
    self.isLast = isLast
  }
}

/// What a broker says of an order, in the order in which it happened.
public struct BrokerReport: Sendable, Hashable {
  /// What happened.
  public enum Kind: Sendable, Hashable {
    case accepted
    /// It goes on, but not as it was sent: it waits for a price, or fills in part.
    case noted(RefusalReason)
    case filled(Execution)
    case rejected(RefusalReason)
    case cancelled
    case expired
  }

  /// From 1, without holes: a cursor is the number of the last report seen.
  public let sequence: Int64
  public let order: Int64
  /// When, in nanoseconds since 1970-01-01 UTC.
  public let time: Int64
  public let kind: Kind

  public init(sequence: Int64, order: Int64, time: Int64, kind: Kind) {
    self.sequence = sequence
    self.order = order
    self.time = time
    self.kind = kind
  }

  /// The state an order is in after this, whatever it was before; nothing where it stays.
  public var state: OrderState? {
    switch kind {
    case .accepted: .accepted
    case .noted: nil
    case .filled(let execution): execution.isLast ? .filled : .partlyFilled
    case .rejected: .rejected
    case .cancelled: .cancelled
    case .expired: .expired
    }
  }
}

/// An order with the state it is in.
public struct OrderStanding: Sendable, Hashable {
  public let id: Int64
  public var state: OrderState

  public init(id: Int64, state: OrderState) {
    self.id = id
    self.state = state
  }
}
