/// What a program wants done at a close, as data: the machine does not interpret it.
///
/// Every value stands in a slot of the frame, also where it is constant, and is read at the row of
/// the close.
public struct OrderStatement: Sendable, Hashable {
  /// Which way an entry goes.
  public enum Direction: UInt8, Sendable, Hashable { case long, short }

  /// Which entries an exit speaks of.
  public enum Selector: Sendable, Hashable {
    case all
    case side(Direction)
    case tag(String)
  }

  /// What a size counts.
  public enum SizeUnit: UInt8, Sendable, Hashable {
    /// A share of equity: 0.1 is 10 %.
    case share
    case units
    case cash
  }

  /// How large an entry is.
  public struct Size: Sendable, Hashable {
    public let unit: SizeUnit
    public let value: Slot
    public init(unit: SizeUnit, value: Slot) {
      self.unit = unit
      self.value = value
    }
  }

  /// What a statement does.
  public enum Kind: Sendable, Hashable {
    /// A missing size means all of equity.
    case enter(Direction, tag: String?, size: Size?)
    /// `share` is a slot with 0...1; missing means all of it.
    case exit(Selector, share: Slot?)
  }

  public let kind: Kind
  /// The flag slot that says at which closes the statement acts.
  public let when: Slot
  /// Byte offsets of the statement in the source.
  public let origin: Origin

  public init(kind: Kind, when: Slot, origin: Origin) {
    self.kind = kind
    self.when = when
    self.origin = origin
  }

  /// What its size or share is read from.
  public var operand: Slot? {
    switch kind {
    case .enter(_, _, let size): size?.value
    case .exit(_, let share): share
    }
  }
}

/// Where in the source something comes from, in byte offsets.
public struct Origin: Sendable, Hashable {
  public let start: Int
  public let end: Int
  public init(_ start: Int, _ end: Int) {
    self.start = start
    self.end = end
  }
}

/// What a strategy can know of its account at a close, after the fills of the bar just ended.
///
/// Each case is one value as the language spells it. Numbers are in quote currency or units; a
/// price that does not exist is missing (NaN).
public enum AccountField: UInt8, Sendable, Hashable, CaseIterable {
  /// Signed units.
  case position
  /// Average price of the open position.
  case positionPrice
  /// Bars since the fill that opened the position; 0 at the close of the bar it filled in.
  case positionBars
  /// Open profit in money, fees of the entry included.
  case positionPnl
  /// Open entries.
  case positionLots
  /// 1 when nothing is open.
  case flat
  case equity
  case realised
  case cash
  /// How far equity is below its highest, as a share of the highest.
  case drawdown
  /// Closed trades.
  case trades
  /// Closed trades with a profit after fees.
  case wins

  /// The value as the language spells it.
  public var spelling: String {
    switch self {
    case .position: "position"
    case .positionPrice: "position.price"
    case .positionBars: "position.bars"
    case .positionPnl: "position.pnl"
    case .positionLots: "position.lots"
    case .flat: "flat"
    case .equity: "equity"
    case .realised: "realised"
    case .cash: "cash"
    case .drawdown: "drawdown"
    case .trades: "trades"
    case .wins: "wins"
    }
  }
}

/// One value per `AccountField`.
public struct AccountValues: Sendable, Hashable {
  @usableFromInline var values: [Double]

  /// An account without a position or a trade.
  public init(capital: Double) {
    values = [Double](repeating: 0, count: AccountField.allCases.count)
    self[.positionPrice] = .nan
    self[.flat] = 1
    self[.equity] = capital
    self[.cash] = capital
  }

  @inlinable
  public subscript(_ field: AccountField) -> Double {
    get { values[Int(field.rawValue)] }
    set { values[Int(field.rawValue)] = newValue }
  }
}
