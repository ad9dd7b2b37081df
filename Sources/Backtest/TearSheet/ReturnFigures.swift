internal import Glibc

/// What the returns of days come to. A return is equity at the end of a day over that of the day
/// before, less one; the first day has none.
public struct ReturnFigures: Sendable, Hashable {
  /// One for each day after the first; none where equity was ever 0 or less, as what follows is no
  /// share of anything.
  public let returns: [Double]
  /// The same in rising order.
  let sorted: [Double]
  /// 0 where there is none.
  let mean: Double
  /// Sum of the squares about the mean, 0 where it cannot be told from rounding.
  let squares: Double

  init(_ days: [TradingDay], isLost: Bool) {
    var returns: [Double] = []
    if !isLost {
      returns.reserveCapacity(days.count)
      for (before, day) in zip(days, days.dropFirst()) {
        returns.append(day.equity / before.equity - 1)
      }
    }
    self.init(returns)
  }

  init(_ returns: [Double]) {
    self.returns = returns
    sorted = returns.sorted()
    let (mean, squares) = ReturnFigures.moments(returns)
    self.mean = mean
    self.squares = squares
  }

  /// Mean and sum of the squares about it: twice over the values, so that nothing cancels.
  static func moments(_ values: some Collection<Double>) -> (mean: Double, squares: Double) {
    guard !values.isEmpty else { return (0, 0) }
    let number = Double(values.count)
    var sum = 0.0
    for value in values { sum += value }
    let mean = sum / number
    var squares = 0.0
    for value in values { squares += (value - mean) * (value - mean) }
    return (mean, squares > number * mean * mean * 1e-24 ? squares : 0)
  }

  public var count: Int { returns.count }

  /// Sample standard deviation; `nil` for fewer than two, and where all are the same.
  var deviation: Double? {
    count > 1 && squares > 0 ? (squares / Double(count - 1)).squareRoot() : nil
  }

  /// Root of the mean square of the negative ones, the others counted as 0.
  var downside: Double? {
    guard count > 0 else { return nil }
    var sum = 0.0
    for value in returns where value < 0 { sum += value * value }
    return (sum / Double(count)).squareRoot()
  }

  /// Sum of the positive ones, and of the negative ones as a positive number.
  var gainsAndLosses: (gains: Double, losses: Double) {
    var (gains, losses) = (0.0, 0.0)
    for value in returns { if value > 0 { gains += value } else { losses -= value } }
    return (gains, losses)
  }

  /// Days of which a share of 5 % is at least one.
  private static let enoughForTails = 20

  /// The value below which a share of the returns lies, between the two nearest of them.
  func quantile(_ share: Double) -> Double? {
    guard count >= ReturnFigures.enoughForTails else { return nil }
    let place = Double(count - 1) * share
    let index = min(Int(place), count - 2)
    return sorted[index] + (sorted[index + 1] - sorted[index]) * (place - Double(index))
  }

  /// Mean of the worst share of the returns.
  func meanOfWorst(_ share: Double) -> Double? {
    guard count >= ReturnFigures.enoughForTails else { return nil }
    let worst = sorted[...Int(Double(count - 1) * share)]
    return worst.reduce(0, +) / Double(worst.count)
  }

  private func moment(_ power: Int) -> Double {
    var sum = 0.0
    for value in returns {
      let distance = value - mean
      sum += power == 3 ? distance * distance * distance : distance * distance * distance * distance
    }
    return sum / Double(count)
  }

  /// Sample skewness, corrected for the number of values.
  var skew: Double? {
    guard count > 2, squares > 0 else { return nil }
    let number = Double(count)
    let variance = squares / number
    let plain = moment(3) / (variance * variance.squareRoot())
    return plain * (number * (number - 1)).squareRoot() / (number - 2)
  }

  /// Sample excess kurtosis, corrected for the number of values.
  var kurtosis: Double? {
    guard count > 3, squares > 0 else { return nil }
    let number = Double(count)
    let variance = squares / number
    let plain = moment(4) / (variance * variance) - 3
    return (number - 1) / ((number - 2) * (number - 3)) * ((number + 1) * plain + 6)
  }

  /// Root of the mean square of the falls below the highest end of a day.
  var ulcer: Double? {
    guard count > 0 else { return nil }
    var (value, peak, sum) = (1.0, 1.0, 0.0)
    for share in returns {
      value *= 1 + share
      peak = max(peak, value)
      let fall = 1 - value / peak
      sum += fall * fall
    }
    return (sum / Double(count)).squareRoot()
  }

  /// How much of the logarithm of equity a straight line explains: R squared.
  var stability: Double? {
    guard count > 1 else { return nil }
    var value = 0.0
    let line = returns.map { share -> Double in
      value += log1p(share)
      return value
    }
    let (mean, squares) = ReturnFigures.moments(line)
    guard squares > 0 else { return nil }
    let middle = Double(count - 1) / 2
    var (cross, steps) = (0.0, 0.0)
    for (index, value) in line.enumerated() {
      let step = Double(index) - middle
      cross += step * (value - mean)
      steps += step * step
    }
    return cross * cross / (steps * squares)
  }
}
