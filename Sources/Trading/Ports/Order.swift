public import Machine

/// An order as it leaves the session for a broker: what a statement decided, with its numbers
/// fixed.
///
/// An entry names units. An exit names a share of the entries it speaks of, which the broker
/// applies to what is open when it trades; an adapter for a venue that knows only sides and
/// quantities resolves it when it sends.
public struct Order: Sendable, Hashable {
  /// What an order is for.
  public enum Role: UInt8, Sendable, Hashable {
    case entry
    /// An exit at the market.
    case exit
    /// The exit prices of an entry order, `parent`: in force from its fill on, gone with what it
    /// opened.
    case guarding
    /// The prices of an exit statement: in force for every entry it speaks of until it is taken
    /// back.
    case standing
  }

  /// Unique within the session; rises by one.
  public let id: Int64
  /// The session's number of the statement that sent it.
  public let statement: Int
  /// What the statement says; its slots mean nothing here.
  public let form: OrderStatement
  public let role: Role
  /// The order of the one entry that this one guards or speaks of; 0 for any other.
  public let parent: Int64
  /// The prices that it waits for and those at which it is left, as the statement means them.
  public let prices: PriceReadings
  /// What the strategy says of all its entries: an entry is checked against it again at its fill.
  public let rules: Rules
  /// The limit of an entry on the grid of prices, and the stop it waits for, in counts; 0 without.
  let limit: Int64
  let trigger: Int64
  /// Units in counts (entry), or the share in parts (the others).
  let amount: Int64
  /// By the rule of Pine: the share of equity that an entry takes at its fill, in parts, 0 for its
  /// units; and the bars for which its statement has had its place in the queue.
  let equityShare: UInt64
  let age: Int
  /// True for an exit that speaks of what is open when it is sent, and of nothing later.
  let sparesLater: Bool

  init(
    id: Int64, statement: Int, form: OrderStatement, role: Role, amount: Int64, parent: Int64 = 0,
    prices: PriceReadings = .none, limit: Int64 = 0, trigger: Int64 = 0,
    rules: Rules = .standard, equityShare: UInt64 = 0, age: Int = 0,
    sparesLater: Bool = false
  ) {
    self.sparesLater = sparesLater
    self.equityShare = equityShare
    self.age = age
    self.rules = rules
    self.id = id
    self.statement = statement
    self.form = form
    self.role = role
    self.amount = amount
    self.parent = parent
    self.prices = prices
    self.limit = limit
    self.trigger = trigger
  }

  /// An entry at the market.
  public init(
    id: Int64, statement: Int, enter direction: OrderStatement.Direction, tag: String? = nil,
    quantity: Quantity
  ) {
    // A fixed size: it is not made smaller when the account cannot pay.
    let size = OrderStatement.Size(unit: .units, value: Slot(.number, 0))
    self.init(
      id: id, statement: statement,
      form: OrderStatement(
        kind: .enter(direction, tag: tag, size: size), when: Slot(.flag, 0), origin: Origin(0, 0)),
      role: .entry, amount: Swift.max(0, quantity.count))
  }

  /// An exit at the market of all that a selector speaks of.
  public init(id: Int64, statement: Int, exit selector: OrderStatement.Selector) {
    self.init(
      id: id, statement: statement,
      form: OrderStatement(
        kind: .exit(selector, share: nil), when: Slot(.flag, 0), origin: Origin(0, 0)),
      role: .exit, amount: Int64(Share.whole))
  }

  /// What the statement does.
  public var kind: OrderStatement.Kind { form.kind }
  public var isEntry: Bool { role == .entry }
  /// True for an order that fills at the next open, whatever that is.
  public var isAtMarket: Bool {
    role == .exit || (role == .entry && limit == 0 && trigger == 0)
  }

  /// The units of an entry, and of an allocation's exit.
  public var quantity: Quantity? {
    isEntry || form.isAllocation ? Quantity(count: amount) : nil
  }

  /// The share of what is open that an exit closes, 0...1.
  public var share: Double? {
    isEntry || form.isAllocation ? nil : Double(amount) / Double(Share.whole)
  }

  /// The limit of an entry, and the stop it waits for.
  public var limitPrice: Price? { Price(count: limit) }
  public var triggerPrice: Price? { Price(count: trigger) }
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
  /// Where the market stood on its way through the bar.
  public let moment: Moment
  /// The order of the entry that it closes, where it closes one alone; else 0.
  public let entry: Int64
  /// Which of its prices was met, of an order that has some.
  public let reason: TradeReason?
  /// What of the order has filled so far, this with it; nothing where the broker does not say, or
  /// it is too much to count.
  public let filled: Quantity?

  public init(
    side: Side, quantity: Quantity, price: Price, fee: Money, isLast: Bool,
    moment: Moment? = nil, entry: Int64 = 0, reason: TradeReason? = nil, filled: Quantity? = nil
  ) {
    self.filled = filled
    self.reason = reason
    self.moment = moment ?? Moment(leg: Path.lastLeg, price: price.count)
    self.entry = entry
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
    /// A price at which an entry is left was met and could not fill whole: what is left of it is at
    /// the market, said at every bar in which it waits there. The order of the entry, and which
    /// price it was.
    case triggered(entry: Int64, TradeReason)
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
    case .noted, .triggered: nil
    case .filled(let execution): execution.isLast ? .filled : .partlyFilled
    case .rejected: .rejected
    case .cancelled: .cancelled
    case .expired: .expired
    }
  }
}

/// An order that is to be taken back.
public struct Cancel: Sendable, Hashable {
  public let order: Int64
  /// True for whatever is left of it; else what has met its price, and is at the market, goes on.
  public let isWhole: Bool

  public init(_ order: Int64, isWhole: Bool = true) {
    self.order = order
    self.isWhole = isWhole
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
