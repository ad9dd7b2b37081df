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
