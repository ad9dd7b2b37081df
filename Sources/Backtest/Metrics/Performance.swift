public import Trading

/// Everything the metrics are computed from.
public struct Performance: Sendable, Hashable {
  public let equity: EquityFigures
  public let trades: TradeFigures
  public let capital: Money
  public let finalEquity: Money
  public let feesPaid: Money
  /// Start of the first and of the last bar, in nanoseconds since 1970.
  public let firstTime: Int64
  public let lastTime: Int64
  /// The first and the last close that was a price; `nil` when there was none.
  public let firstClose: Price?
  public let lastClose: Price?
  /// Bars that make a year, for everything annualised.
  public let periodsPerYear: Double

  public init(
    equity: EquityFigures, trades: TradeFigures, capital: Money, finalEquity: Money,
    feesPaid: Money, firstTime: Int64, lastTime: Int64, firstClose: Price?, lastClose: Price?,
    periodsPerYear: Double
  ) {
    self.equity = equity
    self.trades = trades
    self.capital = capital
    self.finalEquity = finalEquity
    self.feesPaid = feesPaid
    self.firstTime = firstTime
    self.lastTime = lastTime
    self.firstClose = firstClose
    self.lastClose = lastClose
    self.periodsPerYear = periodsPerYear
  }

  /// Final equity over capital; `nil` without a capital.
  var growth: Double? {
    capital > .zero ? finalEquity.number / capital.number : nil
  }

  /// True where equity was ever 0 or less: the returns that follow are no shares of anything.
  var isLost: Bool { equity.maxDrawdown >= 1 }

  /// Mean of the returns; `nil` without one, and for an account that was lost.
  var meanReturn: Double? {
    equity.returns > 0 && !isLost ? equity.sum / Double(equity.returns) : nil
  }

  /// Sample standard deviation (n - 1) of the returns; 0 where it is too small beside the returns
  /// themselves to be told from rounding, `nil` for fewer than two.
  var spread: Double? {
    guard equity.returns > 1, !isLost else { return nil }
    return deviation ?? 0
  }

  /// The same, `nil` where it is 0.
  var deviation: Double? {
    guard equity.returns > 1, let mean = meanReturn else { return nil }
    let number = Double(equity.returns)
    let squares = equity.squares - number * mean * mean
    guard squares > equity.squares * 1e-13 else { return nil }
    return (squares / (number - 1)).squareRoot()
  }
}
