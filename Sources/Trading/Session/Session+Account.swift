public import Machine

/// What the account is worth and what a program may know of it.
extension Session {
  /// Signed units.
  public var position: Quantity { Quantity(count: units) }

  /// What the open position is worth at the last close; negative for a short one.
  public var positionValue: Money { Money(count: Int128(mark) &* Int128(units)) }

  /// Cash and what is open at the last close, exact: of the whole account, where it is shared.
  /// `nil` when the sum does not fit.
  public var equity: Money? { others.value.flatMap { cash.plus(positionValue)?.plus($0) } }

  /// The last close that was a price, in counts; 0 before the first.
  public var markCount: Int64 { mark }

  /// What each open entry still holds, oldest first.
  public var openLots: [OpenLot] {
    lots.all.map { lot in
      OpenLot(
        entryRow: lot.row, direction: units > 0 ? .long : .short,
        quantity: Quantity(count: lot.left), entryPrice: lot.price, fees: lot.fee,
        statement: lot.statement)
    }
  }

  /// Writes what the account holds at the close just reached. Once a bar: the highest equity is
  /// kept here.
  public mutating func observe(_ values: inout AccountValues) {
    standing.write(at: mark, row: row, peak: &peak, into: &values)
  }

  /// Keeps the highest equity as `observe` does, where nobody reads the rest of it.
  public mutating func raisePeak() {
    let equity = line.equity(at: mark)
    if equity > peak { peak = equity }
  }

  /// The closes of rows at which nothing fills and nothing is decided.
  public mutating func pass(_ rows: ClosedRange<Int>, _ closes: Words) {
    for row in rows {
      close(row: row, word: closes[row])
      raisePeak()
    }
  }

  /// Equity at the last close that was a price.
  public var markedEquity: Double { line.equity(at: mark) }

  /// What `observe` has written last, or would have.
  public var values: AccountValues {
    var values = AccountValues(capital: terms.capital.number)
    var highest = peak
    standing.write(at: mark, row: row, peak: &highest, into: &values)
    return values
  }

  /// What the account holds since its last fill.
  public var standing: AccountStanding {
    var (cost, fees): (Int128, Int128) = (0, 0)
    for index in lots.indices {
      let lot = lots[index]
      cost &+= Int128(lot.price.count) &* Int128(lot.left)
      fees &+= lot.fee.count
    }
    return AccountStanding(
      line: line, cash: cash, units: units,
      contract: terms.instrument.pointValue.number * Grid.scale, lots: lots.count, cost: cost,
      fees: fees,
      since: lots.isEmpty ? row : lots[0].row, realised: realised, trades: tradeCount, wins: wins,
      last: lastTrade.map(LastTrade.init), refusal: lastRefusal)
  }
}

/// What a program may know of the last trade.
struct LastTrade: Sendable, Hashable {
  let isLong: Bool
  let pnl: Money
  let bars: Int
  /// The place of the reason in `AccountField.lastTradeReason.texts`.
  let reason: UInt8

  init(_ trade: Trade) {
    isLong = trade.direction == .long
    pnl = trade.net
    bars = trade.bars
    reason = trade.reason.rawValue
  }
}

/// What an account holds between two fills: enough to say at any close what a program may know.
public struct AccountStanding: Sendable, Hashable {
  let line: EquityLine
  let cash: Money
  let units: Int64
  /// Counts of units in a contract.
  let contract: Double
  let lots: Int
  /// What the open lots cost, and their fees, in counts of money.
  let cost: Int128
  let fees: Int128
  /// The row of the oldest open lot.
  let since: Int
  let realised: Money
  let trades: Int
  let wins: Int
  let last: LastTrade?
  /// Why an entry was refused last.
  let refusal: RefusalReason?

  /// Writes the account as it stands at a close.
  ///
  /// - Parameters:
  ///   - mark: the last close that was a price, in counts.
  ///   - peak: the highest equity so far; raised where this is higher.
  public func write(
    at mark: Int64, row: Int, peak: inout Double, into values: inout AccountValues
  ) {
    writeSteady(into: &values)
    writeMoving(at: mark, row: row, peak: &peak, into: &values)
  }

  /// The part of it that is the same at every close until the next fill.
  public func writeSteady(into values: inout AccountValues) {
    values[.position] = Double(units) / contract
    values[.positionLots] = Double(lots)
    values[.flat] = units == 0 ? 1 : 0
    values[.cash] = cash.number
    values[.realised] = realised.number
    values[.trades] = Double(trades)
    values[.wins] = Double(wins)
    if let last {
      values[.lastTradeSide] = last.isLong ? 0 : 1
      values[.lastTradePnl] = last.pnl.number
      values[.lastTradeBars] = Double(last.bars)
      values[.lastTradeReason] = Double(last.reason)
    }
    if let refusal { values[.lastRefusal] = Double(refusal.rawValue) }
    let average = WideArithmetic.number(cost) / Double(units.magnitude)
    values[.positionPrice] = units == 0 ? .nan : average / Grid.scale
  }

  /// The part of it that moves with the close: what `AccountField.moves` says.
  @inline(__always)
  public func writeMoving(
    at mark: Int64, row: Int, peak: inout Double, into values: inout AccountValues
  ) {
    let equity = line.equity(at: mark)
    if equity > peak { peak = equity }
    values[.equity] = equity
    values[.drawdown] = AccountStanding.drawdown(equity, of: peak)
    values[.positionBars] = units == 0 ? 0 : Double(row - since)
    values[.positionPnl] = units == 0 ? 0 : gain(at: mark)
  }

  /// One of the values that move, at the closes of some rows over which nothing fills.
  ///
  /// - Parameters:
  ///   - marks: for each row the last close that was a price, in counts.
  ///   - row: the first of the rows.
  ///   - peak: the highest equity before them.
  ///   - values: at least as long as `marks`; its first entries are written.
  public func write(
    _ field: AccountField, at marks: [Int64], from row: Int, peak: Double,
    into values: inout [Double]
  ) {
    switch field {
    case .equity: for index in marks.indices { values[index] = line.equity(at: marks[index]) }
    case .drawdown:
      var peak = peak
      for index in marks.indices {
        let equity = line.equity(at: marks[index])
        if equity > peak { peak = equity }
        values[index] = AccountStanding.drawdown(equity, of: peak)
      }
    case .positionBars:
      for index in marks.indices { values[index] = units == 0 ? 0 : Double(row + index - since) }
    case .positionPnl:
      for index in marks.indices { values[index] = units == 0 ? 0 : gain(at: marks[index]) }
    default: break
    }
  }

  @inline(__always)
  private static func drawdown(_ equity: Double, of peak: Double) -> Double {
    peak > 0 ? (peak - equity) / peak : 0
  }

  /// What is open has made at a close, the fees of its entries off.
  @inline(__always)
  private func gain(at mark: Int64) -> Double {
    let open = Int128(mark) &* Int128(units) &- (units > 0 ? cost : -cost)
    return Money(count: open &- fees).number
  }
}

/// Equity as a function of the close while nothing fills: `cash + close * units`.
///
/// Every equity in the house, whole column or one bar, is computed by this one formula, in this
/// order of roundings: cash to a Double, units to a Double, their product with the count of the
/// close, the sum.
public struct EquityLine: Sendable, Hashable {
  /// Cash in the quote currency.
  public let cash: Double
  /// What one count (1e-8) of the close is worth in the position.
  public let perCount: Double

  public init(cash: Double, perCount: Double) {
    self.cash = cash
    self.perCount = perCount
  }

  /// Equity at a close, given as a count of 1e-8.
  @inlinable @inline(__always)
  public func equity(at close: Int64) -> Double { cash + Double(close) * perCount }
}
