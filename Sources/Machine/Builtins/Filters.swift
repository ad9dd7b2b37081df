internal import Glibc

extension Builtin {
  /// Averages that feed on themselves.
  static let filters: [Builtin] = [
    fading(
      "smooth", [.number("x"), .factor("weight")],
      "Exponential smoothing by a weight, seeded with the first value.",
      formula: "y = y[1] + weight * (x - y[1]), weight held in 1e-6..1; seed: the first value",
      source: "definition; pandas ewm(alpha, adjust=False)",
      example: Example("smooth(close, 0.5)", close: [1, 3, 4], gives: [1, 2, 3]),
      lookback: { _ in 0 }, settled: { fade(1 - Smoothing.held($0[0])) },
      .scan(Smoothing.self)),
    fading(
      "adaptive",
      [
        .number("x"), .number("ratio"), .number("seed"), .length("fast", standard: 2),
        .length("slow", standard: 30),
      ], "Kaufman's smoothing: fast where the ratio is 1, slow where it is 0.",
      formula: "y = y[1] + w * (x - y[1]), w = (ratio * (2 / (fast + 1) - 2 / (slow + 1)) + 2 / "
        + "(slow + 1))^2 with ratio held in 0..1; y[1] = seed at first",
      source: "Kaufman 1995; `kama` gives it his efficiency ratio",
      example: Example("adaptive(close, 0 * close, close, 2, 3)", close: [4, 8], gives: [4, 5]),
      lookback: { _ in 0 },
      settled: { scalars in
        let least = 2 / (Swift.max(scalars[1], scalars[0]) + 1)
        return fade(1 - least * least)
      }, .scan(AdaptiveAverage.self)),
    fading(
      "super_smoother", [.number("x"), .length(standard: 10)],
      "Ehlers' two-pole smoother: less lag than an average that smooths as much.",
      formula: "y = c1 * (x + x[1]) / 2 + c2 * y[1] + c3 * y[2], a = exp(-sqrt(2) * pi / n), c2 = "
        + "2 * a * cos(sqrt(2) * pi / n), c3 = -a^2, c1 = 1 - c2 - c3; y = x at the first two",
      source: "Ehlers 2013, Cycle Analytics for Traders",
      example: Example("super_smoother(close, 10)", close: [2, 2, 2], gives: [2, 2, 2]),
      lookback: { _ in 0 }, settled: { 2 * fade(exp(-(2.0).squareRoot() * .pi / $0[0])) + 4 },
      .scan(SuperSmoother.self)),
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

struct Smoothing: Scan {
  let weight: Double
  var average = Double.nan

  init(_ scalars: [Double]) { weight = Smoothing.held(scalars[0]) }

  /// A weight that smooths: what is missing counts as the least.
  static func held(_ weight: Double) -> Double {
    weight >= 1e-6 ? Swift.min(weight, 1) : 1e-6
  }

  @inline(__always)
  mutating func next(_ input: OneNumber, _ row: Int, _: MutableRows<Int64>) -> Double {
    let x = input.x[row]
    guard isKnown(x) else { return .nan }
    let next = average + weight * (x - average)
    // The first value, and the one after which no number was left, begin anew.
    average = isKnown(next) ? next : x
    return average
  }
}

struct AdaptiveAverage: Scan {
  let slow: Double
  let span: Double
  var average = Double.nan

  init(_ scalars: [Double]) {
    slow = 2 / (scalars[1] + 1)
    span = 2 / (scalars[0] + 1) - slow
  }

  @inline(__always)
  mutating func next(_ input: ThreeNumbers, _ row: Int, _: MutableRows<Int64>) -> Double {
    let (x, ratio) = (input.a[row], input.b[row])
    let previous = isKnown(average) ? average : input.c[row]
    guard isKnown(x), isKnown(ratio), isKnown(previous) else { return .nan }
    let root = Swift.min(Swift.max(ratio, 0), 1) * span + slow
    average = previous + root * root * (x - previous)
    return isKnown(average) ? average : .nan
  }
}

/// Ehlers' filter over the known values, as if the missing ones had not been.
struct SuperSmoother: Scan {
  let first: Double
  let second: Double
  let third: Double
  var x = Double.nan
  var y = (Double.nan, Double.nan)

  init(_ scalars: [Double]) {
    let angle = (2.0).squareRoot() * .pi / scalars[0]
    let radius = exp(-angle)
    second = 2 * radius * cos(angle)
    third = -(radius * radius)
    first = (1 - second - third) / 2
  }

  @inline(__always)
  mutating func next(_ input: OneNumber, _ row: Int, _: MutableRows<Int64>) -> Double {
    let now = input.x[row]
    guard isKnown(now) else { return .nan }
    let value = first * (now + x) + (second * y.0 + third * y.1)
    // Before the third value, and where a number has left the range, the filter starts anew.
    let shown = isKnown(value) ? value : now
    x = now
    y = (shown, y.0)
    return shown
  }
}
