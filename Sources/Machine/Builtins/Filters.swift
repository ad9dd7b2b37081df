internal import Glibc

extension Builtin {
  /// Averages that feed on themselves.
  static let filters: [Builtin] = [
    fading(
      "ewma", [.number("x"), .length()],
      "The exponential moving average, seeded with the first value.",
      formula: "e = e[1] + 2 / (n + 1) * (x - e[1]); seed: the first value",
      source: "pandas ewm(adjust=False), backtrader; `ema` is seeded with a plain average",
      example: Example("ewma(close, 3)", close: [1, 3, 4], gives: [1, 2, 3]),
      lookback: { _ in 0 }, settled: { fade(1 - 2 / ($0[0] + 1)) },
      .scan(PlainSeedAverage.self)),
    fading(
      "wilder_sum", [.number("x"), .length()],
      "Wilder's running sum: each bar gives up an n-th of it and adds the new value.",
      formula: "s = s[1] - s[1] / n + x; seed: the sum of the first n - 1 values, shown from the "
        + "n-th on",
      source: "Wilder 1978; what TA-Lib's DI and DX smooth with",
      example: .counting("wilder_sum(close, 2)", .nan, 2.5, 4.25),
      lookback: { Int($0[0]) - 1 }, settled: { Int($0[0]) - 1 + 2 * fade(1 - 1 / $0[0]) },
      .scan(WilderSum.self)),
    fading(
      "adaptive", [.number("x"), .number("ratio"), .length("fast", standard: 2),
        .length("slow", standard: 30)],
      "Kaufman's smoothing: fast where the ratio is 1, slow where it is 0.",
      formula: "y = y[1] + w * (x - y[1]), w = (ratio * (2 / (fast + 1) - 2 / (slow + 1)) + 2 / "
        + "(slow + 1))^2 with ratio held in 0..1; seed: the value before the first ratio",
      source: "Kaufman 1995; `kama` gives it his efficiency ratio",
      example: Example(
        "adaptive(close, close / close, 1, 1)", close: [1, 2, 4], gives: [.nan, 2, 4]),
      lookback: { _ in 1 },
      settled: { scalars in
        let least = 2 / (Swift.max(scalars[1], scalars[0]) + 1)
        return 1 + fade(1 - least * least)
      }, .scan(AdaptiveAverage.self)),
    fading(
      "super_smoother", [.number("x"), .length(standard: 10)],
      "Ehlers' two-pole smoother: less lag than an average that smooths as much.",
      formula: "y = c1 * (x + x[1]) / 2 + c2 * y[1] + c3 * y[2], a = exp(-sqrt(2) * pi / n), c2 = "
        + "2 * a * cos(sqrt(2) * pi / n), c3 = -a^2, c1 = 1 - c2 - c3; y = x at the first two",
      source: "Ehlers 2013, Cycle Analytics for Traders",
      example: Example("super_smoother(close, 10)", close: [2, 2, 2], gives: [2, 2, 2]),
      lookback: { _ in 0 }, settled: { 2 * fade(exp(-(2.0).squareRoot() * .pi / $0[0])) + 4 },
      .scan(TwoPoles<SuperSmoother>.self)),
    fading(
      "high_pass", [.number("x"), .length(from: 2, standard: 48)],
      "Ehlers' two-pole high-pass filter: what is left without the waves longer than n bars.",
      formula: "y = (1 - a / 2)^2 * (x - 2 * x[1] + x[2]) + 2 * (1 - a) * y[1] - (1 - a)^2 * y[2], "
        + "a = (cos w + sin w - 1) / cos w, w = sqrt(2) * pi / n; y = 0 at the first two",
      source: "Ehlers 2013, Cycle Analytics for Traders",
      example: Example("high_pass(close, 10)", close: [2, 2, 2], gives: [0, 0, 0]),
      lookback: { _ in 0 },
      settled: { 2 * fade((1 - HighPass.weight($0[0])).magnitude) + 4 },
      .scan(TwoPoles<HighPass>.self)),
    fading(
      "instant_trend", aliases: ["itrend"], [.number("x"), .length(standard: 28)],
      "Ehlers' instantaneous trendline of a fixed length.",
      formula: "y = (a - a^2 / 4) * x + a^2 / 2 * x[1] - (a - 3 * a^2 / 4) * x[2] + 2 * (1 - a) * "
        + "y[1] - (1 - a)^2 * y[2], a = 2 / (n + 1); y = x at the first two",
      source: "Ehlers 2004, Cybernetic Analysis; he seeds the first seven bars with averages",
      example: Example("instant_trend(close, 28)", close: [2, 3], gives: [2, 3]),
      lookback: { _ in 0 }, settled: { 2 * fade(($0[0] - 1) / ($0[0] + 1)) + 4 },
      .scan(TwoPoles<InstantTrend>.self)),
  ]

  /// A recursive function whose seed fades.
  static func fading(
    _ name: String, aliases: [String] = [], _ parameters: [Parameter], _ summary: String,
    formula: String, source: String, example: Example,
    lookback: @escaping @Sendable ([Double]) -> Int,
    settled: @escaping @Sendable ([Double]) -> Int, _ kernel: Kernel
  ) -> Builtin {
    Builtin(
      name: name, aliases: aliases, symbol: nil, family: .averages, parameters: parameters,
      inputs: [], result: .number, summary: summary, formula: formula, source: source,
      example: example, memory: .fading, lookback: lookback, settled: settled, kernel: kernel)
  }
}

struct PlainSeedAverage: Scan {
  let weight: Double
  var average = Double.nan

  init(_ scalars: [Double]) { weight = 2 / (scalars[0] + 1) }

  @inline(__always)
  mutating func next(_ input: OneNumber, _ row: Int, _: MutableRows<Int64>) -> Double {
    let x = input.x[row]
    guard isKnown(x) else { return .nan }
    if isKnown(average) { average += weight * (x - average) } else { average = x }
    return average
  }
}

struct WilderSum: Scan {
  let n: Double
  var seen = 0.0
  var seed = Pair()
  var sum = 0.0

  init(_ scalars: [Double]) { n = scalars[0] }

  @inline(__always)
  mutating func next(_ input: OneNumber, _ row: Int, _: MutableRows<Int64>) -> Double {
    let x = input.x[row]
    guard isKnown(x) else { return .nan }
    if seen < n - 1 {
      seen += 1
      seed.add(x)
      sum = seed.value
      return .nan
    }
    sum = sum - sum / n + x
    return sum
  }
}

struct AdaptiveAverage: Scan {
  let slow: Double
  let span: Double
  var before = Double.nan
  var average = Double.nan

  init(_ scalars: [Double]) {
    slow = 2 / (scalars[1] + 1)
    span = 2 / (scalars[0] + 1) - slow
  }

  @inline(__always)
  mutating func next(_ input: TwoNumbers, _ row: Int, _: MutableRows<Int64>) -> Double {
    let (x, ratio) = (input.a[row], input.b[row])
    guard isKnown(x) else { return .nan }
    let previous = isKnown(average) ? average : before
    before = x
    guard isKnown(ratio), isKnown(previous) else { return .nan }
    let root = Swift.min(Swift.max(ratio, 0), 1) * span + slow
    average = previous + root * root * (x - previous)
    return average
  }
}

/// Coefficients of a filter with two poles.
struct Poles {
  /// Of x, x[1] and x[2].
  var b: (Double, Double, Double)
  /// Of y[1] and y[2].
  var a: (Double, Double)
}

protocol Filter: Sendable {
  static func poles(_ n: Double) -> Poles
  /// The result at the first two values.
  static func seed(_ x: Double) -> Double
}

enum SuperSmoother: Filter {
  static func poles(_ n: Double) -> Poles {
    let angle = (2.0).squareRoot() * .pi / n
    let radius = exp(-angle)
    let (second, third) = (2 * radius * cos(angle), -(radius * radius))
    let first = (1 - second - third) / 2
    return Poles(b: (first, first, 0), a: (second, third))
  }
  static func seed(_ x: Double) -> Double { x }
}

enum HighPass: Filter {
  static func weight(_ n: Double) -> Double {
    let angle = (2.0).squareRoot() * .pi / n
    return (cos(angle) + sin(angle) - 1) / cos(angle)
  }
  static func poles(_ n: Double) -> Poles {
    let weight = weight(n)
    let gain = (1 - weight / 2) * (1 - weight / 2)
    return Poles(
      b: (gain, -2 * gain, gain), a: (2 * (1 - weight), -((1 - weight) * (1 - weight))))
  }
  static func seed(_: Double) -> Double { 0 }
}

enum InstantTrend: Filter {
  static func poles(_ n: Double) -> Poles {
    let weight = 2 / (n + 1)
    let square = weight * weight
    return Poles(
      b: (weight - square / 4, square / 2, -(weight - 0.75 * square)),
      a: (2 * (1 - weight), -((1 - weight) * (1 - weight))))
  }
  static func seed(_ x: Double) -> Double { x }
}

/// A filter over the known values, as if the missing ones had not been.
struct TwoPoles<F: Filter>: Scan {
  let poles: Poles
  var x = (Double.nan, Double.nan)
  var y = (Double.nan, Double.nan)

  init(_ scalars: [Double]) { poles = F.poles(scalars[0]) }

  @inline(__always)
  mutating func next(_ input: OneNumber, _ row: Int, _: MutableRows<Int64>) -> Double {
    let now = input.x[row]
    guard isKnown(now) else { return .nan }
    var value = poles.b.0 * now + poles.b.1 * x.0 + poles.b.2 * x.1
    value = value + poles.a.0 * y.0 + poles.a.1 * y.1
    // Before the third value, and where a number has left the range, the filter starts anew.
    if !isKnown(value) { value = F.seed(now) }
    x = (now, x.0)
    y = (value, y.0)
    return value
  }
}
