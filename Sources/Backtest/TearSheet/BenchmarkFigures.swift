/// The returns of days beside those of a benchmark.
public struct BenchmarkFigures: Sendable, Hashable {
  public let name: String
  /// The benchmark's price at the end of each day, `nil` before its first one.
  public let prices: [Double?]
  /// Pairs of returns of the days on which both have one.
  let pairs: ReturnPairs

  init(_ benchmark: Benchmark, _ days: [TradingDay], _ returns: ReturnFigures) {
    name = benchmark.name
    prices = benchmark.prices(at: days.lazy.map(\.time))
    var (mine, theirs): ([Double], [Double]) = ([], [])
    for (day, value) in returns.returns.enumerated() {
      guard let before = prices[day], let after = prices[day + 1] else { continue }
      mine.append(value)
      theirs.append(after / before - 1)
    }
    pairs = ReturnPairs(mine: mine, theirs: theirs)
  }

  /// What the benchmark made from its first to its last price.
  var total: Double? {
    guard let first = prices.lazy.compactMap({ $0 }).first, let last = prices.last ?? nil else {
      return nil
    }
    return last / first - 1
  }
}

/// Two series of returns of the same days.
struct ReturnPairs: Sendable, Hashable {
  let mine: [Double]
  let theirs: [Double]

  /// Covariance and the variance of the other one, both over n - 1; `nil` where the other one does
  /// not move.
  private var spread: (mine: Double, theirs: Double, both: Double)? {
    guard mine.count > 1 else { return nil }
    let (a, b) = (ReturnFigures.moments(mine), ReturnFigures.moments(theirs))
    guard b.squares > 0 else { return nil }
    var both = 0.0
    for (x, y) in zip(mine, theirs) { both += (x - a.mean) * (y - b.mean) }
    let number = Double(mine.count - 1)
    return (a.squares / number, b.squares / number, both / number)
  }

  var beta: Double? { spread.map { $0.both / $0.theirs } }

  /// The mean of what beta does not explain, of a day.
  var meanOfRest: Double? {
    guard let beta else { return nil }
    var sum = 0.0
    for (x, y) in zip(mine, theirs) { sum += x - beta * y }
    return sum / Double(mine.count)
  }

  var correlation: Double? {
    guard let spread, spread.mine > 0 else { return nil }
    return spread.both / (spread.mine * spread.theirs).squareRoot()
  }

  /// Mean and sample deviation of the differences; the deviation is 0 where they are all the same.
  var excess: (mean: Double, deviation: Double)? {
    guard mine.count > 1 else { return nil }
    let moments = ReturnFigures.moments(zip(mine, theirs).map { $0 - $1 })
    return (moments.mean, (moments.squares / Double(mine.count - 1)).squareRoot())
  }
}
