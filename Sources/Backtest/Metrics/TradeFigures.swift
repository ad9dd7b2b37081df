public import Trading

/// What the closed trades of a run come to. Money is net of the fees of both ends.
public struct TradeFigures: Sendable, Hashable {
  public let count: Int
  /// Trades that made something, and trades that lost something; a trade can do neither.
  public let winning: Int
  public let losing: Int
  /// Sums of what they made and of what they lost, the latter as a positive number.
  public let grossProfit: Double
  public let grossLoss: Double
  /// Mean and sample standard deviation (n - 1) of the net of a trade; 0 where there are too few.
  public let meanNet: Double
  public let deviationNet: Double
  /// Mean of the net returns of the trades.
  public let meanReturn: Double

  public init(_ trades: [Trade]) {
    var tally = TradeTally()
    tally.reserve(trades.count)
    tally.take(trades)
    self.init(tally)
  }

  init(_ tally: TradeTally) {
    let total = Money(count: tally.profit &- tally.loss).number
    let number = Double(max(tally.nets.count, 1))
    let mean = total / number
    var squares = 0.0
    for net in tally.nets { squares += (net - mean) * (net - mean) }
    count = tally.nets.count
    winning = tally.winning
    losing = tally.losing
    grossProfit = Money(count: tally.profit).number
    grossLoss = Money(count: tally.loss).number
    meanNet = mean
    deviationNet = tally.nets.count > 1 ? (squares / (number - 1)).squareRoot() : 0
    meanReturn = tally.returns / number
  }

  /// Winning trades as a share of all; `nil` without a trade.
  public var winRate: Double? { count > 0 ? Double(winning) / Double(count) : nil }

  /// What was made over what was lost; `nil` where nothing was lost.
  public var profitFactor: Double? { grossLoss > 0 ? grossProfit / grossLoss : nil }

  /// Mean net of a trade; `nil` without a trade.
  public var expectancy: Double? { count > 0 ? meanNet : nil }

  /// `nil` for fewer than two trades, and where all made the same.
  public var sqn: Double? {
    deviationNet > 0 ? Double(count).squareRoot() * meanNet / deviationNet : nil
  }

  /// Mean of what a winning trade makes, and of what a losing one loses as a positive number.
  var averageWin: Double? { winning > 0 ? grossProfit / Double(winning) : nil }
  var averageLoss: Double? { losing > 0 ? grossLoss / Double(losing) : nil }

  /// The average win in average losses.
  var payoff: Double? {
    guard let averageWin, let averageLoss else { return nil }
    return averageWin / averageLoss
  }
}

/// What the figures need of trades, taken up in the order of their exits. Of each it keeps eight
/// bytes, its net: a deviation is from the mean of all.
struct TradeTally: Sendable {
  fileprivate var winning = 0
  fileprivate var losing = 0
  // Wrapping: bounded by all the cash that ever moved, which fitted.
  fileprivate var profit: Int128 = 0
  fileprivate var loss: Int128 = 0
  fileprivate var returns = 0.0
  fileprivate var nets: [Double] = []

  mutating func reserve(_ count: Int) { nets.reserveCapacity(count) }

  mutating func take(_ trades: [Trade]) {
    for trade in trades {
      let net = trade.net
      if net > .zero {
        winning += 1
        profit &+= net.count
      } else if net < .zero {
        losing += 1
        loss &-= net.count
      }
      nets.append(net.number)
      returns += trade.netReturn
    }
  }
}
