internal import Glibc

/// Figures of a window that need a pass over it at every bar: O(n), without any memory of what has
/// left.
protocol WindowPass: Sendable {
  static func value(_ x: Rows<Double>, _ row: Int, _ n: Int, _ scratch: MutableRows<Int64>)
    -> Double
}

protocol PairPass: Sendable {
  static func value(_ a: Rows<Double>, _ b: Rows<Double>, _ row: Int, _ n: Int) -> Double
}

struct PassWindow<Pass: WindowPass>: Scan {
  let n: Int
  var missing: Int

  init(_ scalars: [Double]) {
    n = Int(scalars[0])
    missing = n
  }

  @inline(__always)
  mutating func next(_ input: OneNumber, _ row: Int, _ scratch: MutableRows<Int64>) -> Double {
    missing += (isKnown(input.x[row]) ? 0 : 1) - (isKnown(input.x[row - n]) ? 0 : 1)
    guard missing == 0 else { return .nan }
    let value = Pass.value(input.x, row, n, scratch)
    return isKnown(value) ? value : .nan
  }
}

struct PairWindow<Pass: PairPass>: Scan {
  let n: Int
  var missing: Int

  init(_ scalars: [Double]) {
    n = Int(scalars[0])
    missing = n
  }

  @inline(__always)
  mutating func next(_ input: TwoNumbers, _ row: Int, _: MutableRows<Int64>) -> Double {
    let entering = isKnown(input.a[row]) && isKnown(input.b[row])
    let leaving = isKnown(input.a[row - n]) && isKnown(input.b[row - n])
    missing += (entering ? 0 : 1) - (leaving ? 0 : 1)
    guard missing == 0 else { return .nan }
    let value = Pass.value(input.a, input.b, row, n)
    return isKnown(value) ? value : .nan
  }
}

extension Kernel {
  static func pass<Pass: WindowPass>(_: Pass.Type) -> Kernel {
    .scan(PassWindow<Pass>.self, reach: Builtin.window)
  }
  static func pass<Pass: PairPass>(_: Pass.Type) -> Kernel {
    .scan(PairWindow<Pass>.self, reach: Builtin.window)
  }
}

extension Builtin {
  static let shapes: [Builtin] = [
    finite(
      "dev", aliases: ["mean_deviation"], .statistics, [.number("x"), .length()],
      "The mean distance of the last n values from their mean.",
      formula: "sum(|x[i] - sma(x, n)|) / n", source: "definition; Pine ta.dev. O(n) a bar",
      example: Example("dev(close, 2)", close: [1, 3, 6], gives: [.nan, 1, 1.5]),
      lookback: { Int($0[0]) - 1 }, .pass(MeanDeviation.self)),
    finite(
      "skew", .statistics, [.number("x"), .length()],
      "How far the last n values lean to one side; 0 where all are equal.",
      formula: "m3 / m2^1.5, mk = sum((x[i] - mean)^k) / n",
      source: "definition (Fisher-Pearson, biased); pandas corrects for n. O(n) a bar",
      example: Example("skew(close, 3)", close: [1, 2, 3, 4], gives: [.nan, .nan, 0, 0]),
      lookback: { Int($0[0]) - 1 }, .pass(Skewness.self)),
    finite(
      "kurtosis", .statistics, [.number("x"), .length()],
      "How heavy the tails of the last n values are, 0 for a normal distribution; 0 where all are "
        + "equal.",
      formula: "m4 / m2^2 - 3, mk = sum((x[i] - mean)^k) / n",
      source: "definition (excess, biased); pandas corrects for n. O(n) a bar",
      example: Example("kurtosis(close, 2)", close: [1, 3, 5], gives: [.nan, -2, -2]),
      lookback: { Int($0[0]) - 1 }, .pass(Kurtosis.self)),
    finite(
      "hurst", .statistics, [.number("x"), .length(from: 3, standard: 100)],
      "The Hurst exponent of the last n values: above 0.5 trending, below it reverting.",
      formula: "ln(R / S) / ln(n / 2), R the range of the running sums of x[i] - mean, S = stdev; "
        + "0.5 where all are equal",
      source: "Hurst 1951 (his K); estimates over several lengths differ. O(n) a bar",
      example: Example("hurst(close, 3)", close: [1, 1, 1], gives: [.nan, .nan, 0.5]),
      lookback: { Int($0[0]) - 1 }, .pass(HurstExponent.self)),
    finite(
      "covariance", .statistics, [.number("a"), .number("b"), .length()],
      "How the last n values of two series move together, divided by n.",
      formula: "sum((a[i] - sma(a, n)) * (b[i] - sma(b, n))) / n",
      source: "definition; pandas divides by n - 1. O(n) a bar",
      example: Example(
        "covariance(close, close * 2, 2)", close: [1, 3, 5], gives: [.nan, 2, 2]),
      lookback: { Int($0[0]) - 1 }, .pass(Covariance.self)),
    finite(
      "correlation", aliases: ["correl"], .statistics,
      [.number("a"), .number("b"), .length(from: 2)],
      "The correlation of the last n values of two series, -1 to 1; 0 where one does not move.",
      formula: "covariance(a, b, n) / (stdev(a, n) * stdev(b, n))",
      source: "Pearson; TA-Lib CORREL; Pine ta.correlation gives na where one does not move. "
        + "O(n) a bar",
      example: Example(
        "correlation(close, 0 - close, 2)", close: [1, 3, 5], gives: [.nan, -1, -1]),
      lookback: { Int($0[0]) - 1 }, .pass(Correlation.self)),
  ]
}

/// The mean of the distances of a window from its newest number: 0 to the bit where all are equal,
/// which the mean of the numbers themselves is not.
@inline(__always)
func mean(_ x: Rows<Double>, _ row: Int, _ n: Int) -> Double {
  var sum = Pair()
  for back in stride(from: n - 1, through: 0, by: -1) { sum.add(x[row - back] - x[row]) }
  return sum.value / Double(n)
}

/// The mean of a function of the distances from the mean.
@inline(__always)
private func moment(
  _ x: Rows<Double>, _ row: Int, _ n: Int, _ mean: Double, _ term: (Double) -> Double
) -> Double {
  var sum = Pair()
  for back in stride(from: n - 1, through: 0, by: -1) {
    sum.add(term((x[row - back] - x[row]) - mean))
  }
  return sum.value / Double(n)
}

enum MeanDeviation: WindowPass {
  static func value(_ x: Rows<Double>, _ row: Int, _ n: Int, _: MutableRows<Int64>) -> Double {
    moment(x, row, n, mean(x, row, n)) { $0.magnitude }
  }
}

enum Skewness: WindowPass {
  static func value(_ x: Rows<Double>, _ row: Int, _ n: Int, _: MutableRows<Int64>) -> Double {
    let mean = mean(x, row, n)
    let second = moment(x, row, n, mean) { $0 * $0 }
    if second == 0 { return 0 }
    return moment(x, row, n, mean) { $0 * $0 * $0 } / (second * second.squareRoot())
  }
}

enum Kurtosis: WindowPass {
  static func value(_ x: Rows<Double>, _ row: Int, _ n: Int, _: MutableRows<Int64>) -> Double {
    let mean = mean(x, row, n)
    let second = moment(x, row, n, mean) { $0 * $0 }
    if second == 0 { return 0 }
    return moment(x, row, n, mean) { ($0 * $0) * ($0 * $0) } / (second * second) - 3
  }
}

enum HurstExponent: WindowPass {
  static func value(_ x: Rows<Double>, _ row: Int, _ n: Int, _: MutableRows<Int64>) -> Double {
    let mean = mean(x, row, n)
    let deviation = moment(x, row, n, mean) { $0 * $0 }.squareRoot()
    if deviation == 0 { return 0.5 }
    var (sum, high, low) = (0.0, -Double.infinity, Double.infinity)
    for back in stride(from: n - 1, through: 0, by: -1) {
      sum += (x[row - back] - x[row]) - mean
      high = Swift.max(high, sum)
      low = Swift.min(low, sum)
    }
    return log((high - low) / deviation) / log(Double(n) / 2)
  }
}

enum Covariance: PairPass {
  static func value(_ a: Rows<Double>, _ b: Rows<Double>, _ row: Int, _ n: Int) -> Double {
    let (first, second) = (mean(a, row, n), mean(b, row, n))
    var sum = Pair()
    for back in stride(from: n - 1, through: 0, by: -1) {
      sum.add(((a[row - back] - a[row]) - first) * ((b[row - back] - b[row]) - second))
    }
    return sum.value / Double(n)
  }
}

enum Correlation: PairPass {
  static func value(_ a: Rows<Double>, _ b: Rows<Double>, _ row: Int, _ n: Int) -> Double {
    let first = moment(a, row, n, mean(a, row, n)) { $0 * $0 }.squareRoot()
    let second = moment(b, row, n, mean(b, row, n)) { $0 * $0 }.squareRoot()
    let product = first * second
    if product == 0 { return 0 }
    // Rounding could take it a digit beyond.
    let share = Covariance.value(a, b, row, n) / product
    return share > 1 ? 1 : share < -1 ? -1 : share
  }
}
