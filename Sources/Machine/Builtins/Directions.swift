extension Builtin {
  /// Wilder's directional movement.
  static let directions: [Builtin] = [
    directional(
      "plus_di", "Wilder's directional indicator of rises, 0 to 100.",
      formula: "100 * p / t, p, t: Wilder sums over n of high - high[1] where that is positive and "
        + "above low[1] - low, else 0, and of the true range; 0 where t is",
      example: Example("plus_di(2)", close: [1, 3, 2, 3], gives: [.nan, .nan, 50, 75]),
      .scan(DirectionScan<PlusIndicator>.self)),
    directional(
      "minus_di", "Wilder's directional indicator of falls, 0 to 100.",
      formula: "100 * m / t, m, t: Wilder sums over n of low[1] - low where that is positive and "
        + "above high - high[1], else 0, and of the true range; 0 where t is",
      example: Example("minus_di(2)", close: [1, 3, 2, 3], gives: [.nan, .nan, 50, 25]),
      .scan(DirectionScan<MinusIndicator>.self)),
    directional(
      "dx", "Wilder's directional movement index, 0 to 100: how one-sided the moves are.",
      formula: "100 * |p - m| / (p + m) with p and m as in plus_di and minus_di; where nothing has "
        + "moved what it was before, 0 at first",
      example: Example("dx(2)", close: [1, 3, 2, 3], gives: [.nan, .nan, 0, 50]),
      .scan(DirectionScan<DirectionIndex>.self)),
    Builtin(
      name: "adx", aliases: [], symbol: nil, family: .trend,
      parameters: [.length(standard: 14)], inputs: [.high, .low, .close], result: .number,
      summary: "Wilder's average directional movement index, 0 to 100: how strong the trend is.",
      formula: "rma(dx(n), n)", source: "Wilder 1978, TA-Lib ADX; Pine's `dmi` seeds otherwise",
      example: Example("adx(2)", close: [1, 3, 2, 3], gives: [.nan, .nan, .nan, 25]),
      memory: .fading, lookback: { 2 * Int($0[0]) - 1 },
      settled: { 2 * Int($0[0]) + 3 * fade(1 - 1 / $0[0]) }, kernel: .scan(AverageIndex.self)),
  ]

  private static func directional(
    _ name: String, _ summary: String, formula: String, example: Example, _ kernel: Kernel
  ) -> Builtin {
    Builtin(
      name: name, aliases: [], symbol: nil, family: .trend, parameters: [.length(standard: 14)],
      inputs: [.high, .low, .close], result: .number, summary: summary, formula: formula,
      source:
        "Wilder 1978, TA-Lib: a Wilder sum is s = s[1] - s[1] / n + x, seeded with the sum of "
        + "n - 1 values; Pine takes averages", example: example, memory: .fading,
      lookback: { Int($0[0]) }, settled: { Int($0[0]) + 2 * fade(1 - 1 / $0[0]) }, kernel: kernel)
  }
}

/// Wilder's sums of rises, falls and ranges. A bar with a missing price is left out, as if it had
/// not been.
struct DirectionSums: BitwiseCopyable {
  let n: Double
  let keep: Double
  var seen = -1.0
  var high = Double.nan
  var low = Double.nan
  var close = Double.nan
  var plus = 0.0
  var minus = 0.0
  var range = 0.0

  init(_ n: Double) {
    self.n = n
    keep = 1 / n
  }

  /// False while the seed is gathered, and at a bar that is left out.
  @inline(__always)
  mutating func take(_ input: ThreeNumbers, _ row: Int) -> Bool {
    let (high, low, close) = (input.a[row], input.b[row], input.c[row])
    guard isKnown(high + low + close) else { return false }
    let (rise, fall) = (high - self.high, self.low - low)
    let reach = trueRange(high, low, self.close)
    (self.high, self.low, self.close) = (high, low, close)
    seen += 1
    if seen == 0 { return false }
    let isSeed = seen < n
    let factor = isSeed ? 0 : keep
    // Choices without branches: which way a bar goes cannot be foreseen.
    let (up, down) = (rise > 0 ? rise : 0, fall > 0 ? fall : 0)
    plus += (rise > fall ? up : 0) - factor * plus
    minus += (fall > rise ? down : 0) - factor * minus
    range += reach - factor * range
    return !isSeed
  }
}

protocol DirectionFigure: Sendable {
  static func value(_ sums: DirectionSums, _ last: Double) -> Double
}

enum PlusIndicator: DirectionFigure {
  @inline(__always)
  static func value(_ sums: DirectionSums, _: Double) -> Double {
    sums.range > 0 ? 100 * (sums.plus / sums.range) : 0
  }
}

enum MinusIndicator: DirectionFigure {
  @inline(__always)
  static func value(_ sums: DirectionSums, _: Double) -> Double {
    sums.range > 0 ? 100 * (sums.minus / sums.range) : 0
  }
}

enum DirectionIndex: DirectionFigure {
  @inline(__always)
  static func value(_ sums: DirectionSums, _ last: Double) -> Double {
    let total = sums.plus + sums.minus
    return total > 0 ? 100 * ((sums.plus - sums.minus).magnitude / total) : last
  }
}

struct DirectionScan<Figure: DirectionFigure>: Scan {
  var sums: DirectionSums
  var last = 0.0

  init(_ scalars: [Double]) { sums = DirectionSums(scalars[0]) }

  @inline(__always)
  mutating func next(_ input: ThreeNumbers, _ row: Int, _: MutableRows<Int64>) -> Double {
    guard sums.take(input, row) else { return .nan }
    last = Figure.value(sums, last)
    return isKnown(last) ? last : .nan
  }
}

struct AverageIndex: Scan {
  var index: DirectionScan<DirectionIndex>
  var average: WilderAverage

  init(_ scalars: [Double]) {
    index = DirectionScan(scalars)
    average = WilderAverage(scalars)
  }

  @inline(__always)
  mutating func next(_ input: ThreeNumbers, _ row: Int, _ words: MutableRows<Int64>) -> Double {
    let value = index.next(input, row, words)
    return isKnown(value) ? average.push(value) : .nan
  }
}
