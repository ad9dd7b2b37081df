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
      .lanes(DirectionIndex.self)),
    Builtin(
      name: "adx", aliases: [], symbol: nil, family: .trend,
      parameters: [.length(standard: 14)], inputs: [.high, .low, .close], result: .number,
      summary: "Wilder's average directional movement index, 0 to 100: how strong the trend is.",
      formula: "rma(dx(n), n)", source: "Wilder 1978, TA-Lib ADX; Pine's `dmi` seeds otherwise",
      example: Example("adx(2)", close: [1, 3, 2, 3], gives: [.nan, .nan, .nan, 25]),
      memory: .fading, lookback: { 2 * Int($0[0]) - 1 },
      settled: { 2 * Int($0[0]) + 3 * fade(1 - 1 / $0[0]) }, kernel: .lanes(AverageIndex.self)),
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

/// Wilder's sums of rises and falls. A bar with a missing price is left out, as if it had not been.
struct DirectionSums: BitwiseCopyable {
  let n: Double
  var seen = -1.0
  var high = Double.nan
  var low = Double.nan
  var rises: Fading
  var falls: Fading
  var plus = 0.0
  var minus = 0.0

  init(_ n: Double) {
    self.n = n
    rises = Fading(keep: (n - 1) / n)
    falls = rises
  }

  /// True from the first bar on whose sums are complete.
  var isSeeded: Bool { seen >= n }

  /// False while the seed is gathered.
  @inline(__always)
  mutating func take(_ high: Double, _ low: Double) -> Bool {
    let (rise, fall) = (high - self.high, self.low - low)
    (self.high, self.low) = (high, low)
    if seen < n { seen += 1 }
    if seen == 0 { return false }
    // Choices without branches: which way a bar goes cannot be foreseen.
    let (up, down) = (rise > 0 ? rise : 0, fall > 0 ? fall : 0)
    let (more, less) = (rise > fall ? up : 0, fall > rise ? down : 0)
    guard isSeeded else {
      rises.start += more
      falls.start += less
      return false
    }
    (plus, minus) = (rises.take(more), falls.take(less))
    return true
  }
}

protocol DirectionFigure: Sendable {
  static func value(_ sums: DirectionSums) -> Double
}

enum PlusIndicator: DirectionFigure {
  @inline(__always) static func value(_ sums: DirectionSums) -> Double { sums.plus }
}

enum MinusIndicator: DirectionFigure {
  @inline(__always) static func value(_ sums: DirectionSums) -> Double { sums.minus }
}

/// A share of the sum of the true ranges.
struct DirectionScan<Figure: DirectionFigure>: Scan {
  var sums: DirectionSums
  var close = Double.nan
  var ranges: Fading

  init(_ scalars: [Double]) {
    sums = DirectionSums(scalars[0])
    ranges = sums.rises
  }

  @inline(__always)
  mutating func next(_ input: ThreeNumbers, _ row: Int, _: MutableRows<Int64>) -> Double {
    let (high, low, last) = (input.a[row], input.b[row], input.c[row])
    guard isKnown(high + low + last) else { return .nan }
    let range = trueRange(high, low, close)
    close = last
    guard sums.take(high, low) else {
      if sums.seen > 0 { ranges.start += range }
      return .nan
    }
    let all = ranges.take(range)
    let share = all > 0 ? 100 * (Figure.value(sums) / all) : 0
    return isKnown(share) ? share : .nan
  }
}

struct DirectionIndex: LaneScan {
  var sums: DirectionSums
  var last = 0.0

  init(_ scalars: [Double]) { sums = DirectionSums(scalars[0]) }

  @inline(__always)
  mutating func next(_ input: ThreeNumbers, _ row: Int, _: MutableRows<Int64>) -> Double {
    let (high, low) = (input.a[row], input.b[row])
    guard isKnown(high + low + input.c[row]), sums.take(high, low) else { return .nan }
    let total = sums.plus + sums.minus
    if total > 0 { last = 100 * ((sums.plus - sums.minus).magnitude / total) }
    return isKnown(last) ? last : .nan
  }

  mutating func run(_ call: Call) -> Bool {
    guard sums.isSeeded else { return false }
    let (input, out) = (ThreeNumbers(call), call.target(Double.self))
    let words = call.scratch(after: DirectionIndex.self)
    var state = self
    defer { self = state }
    let isDone = Fading.steps(call.count, lead: sums.rises.lead) { row in
      out[row] = state.next(input, row, words)
      return isKnown(out[row])
    } blocks: { rows in
      call.direction(
        rows: rows, keep: state.sums.rises.keep, high: &state.sums.high, low: &state.sums.low,
        rises: &state.sums.rises.start, falls: &state.sums.falls.start)
    }
    state.last = out[call.count - 1]
    return isDone
  }
}

struct AverageIndex: LaneScan {
  var index: DirectionIndex
  var average: SeededAverage

  init(_ scalars: [Double]) {
    index = DirectionIndex(scalars)
    average = SeededAverage(wilder: scalars[0])
  }

  @inline(__always)
  mutating func next(_ input: ThreeNumbers, _ row: Int, _ words: MutableRows<Int64>) -> Double {
    let value = index.next(input, row, words)
    return isKnown(value) ? average.push(value) : .nan
  }

  /// The indices first, then their average in their place.
  mutating func run(_ call: Call) -> Bool {
    average.isSeeded && index.run(call) && average.run(call.written, call)
  }
}
