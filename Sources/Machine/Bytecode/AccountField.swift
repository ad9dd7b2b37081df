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
  /// The side of the last trade, as a place in `texts`.
  case lastTradeSide
  /// What the last trade made, after fees.
  case lastTradePnl
  /// Bars from the entry of the last trade to its exit.
  case lastTradeBars
  /// Why the last trade ended, as a place in `texts`.
  case lastTradeReason
  /// Why an order was refused last, as a place in `texts`.
  case lastRefusal

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
    case .lastTradeSide: "last_trade.side"
    case .lastTradePnl: "last_trade.pnl"
    case .lastTradeBars: "last_trade.bars"
    case .lastTradeReason: "last_trade.reason"
    case .lastRefusal: "last_refusal"
    }
  }

  /// True for what changes from close to close, also where nothing fills.
  public var moves: Bool {
    switch self {
    case .equity, .drawdown, .positionBars, .positionPnl: true
    default: false
    }
  }

  /// What a value that is a choice chooses from; nothing for a number.
  public var texts: [String]? {
    switch self {
    case .lastTradeSide: ["long", "short"]
    case .lastTradeReason:
      ["signal", "stop", "target", "trail", "reversal", "limit", "end", "liquidation"]
    case .lastRefusal:
      [
        "opposed", "already-open", "nothing-open", "acted", "missing-size", "zero-size", "cash",
        "reduced", "price", "overflow", "pending", "missing-price", "wrong-stop", "capped",
        "cooldown", "reversal-off", "limit", "volume",
      ]
    default: nil
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
    self[.lastTradeSide] = .nan
    self[.lastTradeReason] = .nan
    self[.lastRefusal] = .nan
  }

  @inlinable
  public subscript(_ field: AccountField) -> Double {
    get { values[Int(field.rawValue)] }
    set { values[Int(field.rawValue)] = newValue }
  }
}

/// What an exit can know of one open entry, at a close.
public enum EntryField: UInt8, Sendable, Hashable, CaseIterable {
  /// Its fill.
  case price
  /// Bars since its fill; 0 at the close of the bar it filled in.
  case bars
  /// The highest and the lowest price since its fill.
  case high
  case low
  /// What it is worth more than it cost, its fee included.
  case pnl
  /// The way from its fill to its first stop, in price; missing without one.
  case risk

  /// The value as the language spells it.
  public var spelling: String {
    switch self {
    case .price: "entry.price"
    case .bars: "entry.bars"
    case .high: "entry.high"
    case .low: "entry.low"
    case .pnl: "entry.pnl"
    case .risk: "entry.risk"
    }
  }
}

/// One open entry as an exit sees it.
public struct EntryValues: Sendable, Hashable {
  @usableFromInline var values = [Double](repeating: .nan, count: EntryField.allCases.count)
  /// The values of `Program.remembered` at the close that decided it.
  public var remembered: [Double] = []

  public init() {}

  @inlinable
  public subscript(_ field: EntryField) -> Double {
    get { values[Int(field.rawValue)] }
    set { values[Int(field.rawValue)] = newValue }
  }
}
