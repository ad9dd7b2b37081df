extension Builtin {
  static let trend: [Builtin] = [
    follower(
      "sar", aliases: ["psar"],
      [
        .factor("start", standard: 0.02), .factor("step", standard: 0.02),
        .factor("maximum", standard: 0.2),
      ], [.high, .low], lookback: { _ in 1 },
      "Wilder's parabolic stop-and-reverse level.",
      formula: "sar = sar[1] + af * (extreme - sar[1]), held within the last two bars; af grows "
        + "from start by step at every new extreme, up to maximum; reverses when touched",
      source: "Wilder 1978, TA-Lib SAR (its start is its step); Pine ta.sar starts by the close",
      example: Example("sar()", close: [1, 2, 3], gives: [.nan, 1, 1.02]),
      .scan(ParabolicStop.self)),
    follower(
      "supertrend_line", [.factor("factor", standard: 3), .length(standard: 10)],
      [.high, .low, .close], lookback: { Int($0[1]) },
      "The supertrend's level: below the price in an uptrend, above it in a downtrend.",
      formula: "lower = hl2 - factor * atr(n), never falling while close[1] is above it; upper "
        + "likewise; turns up when close > upper, down when close < lower; starts up",
      source: "Seban; TA-Lib SUPERTREND. Pine ta.supertrend is the same but for atr's first bar",
      example: Example("supertrend_line(1, 1)", close: [1, 2, 4], gives: [.nan, 1, 2]),
      .scan(TrendLine.self)),
    follower(
      "supertrend_side", [.factor("factor", standard: 3), .length(standard: 10)],
      [.high, .low, .close], lookback: { Int($0[1]) },
      "The supertrend's direction: 1 up, -1 down.",
      formula: "1 where supertrend_line is the lower band, -1 where it is the upper",
      source: "TA-Lib SUPERTREND; Pine's direction has the other sign",
      example: Example("supertrend_side(1, 1)", close: [1, 2, 4], gives: [.nan, 1, 1]),
      .scan(TrendSide.self)),
    follower(
      "zigzag", [.factor("share", standard: 0.05)], [.high, .low], lookback: { _ in 0 },
      "The last confirmed turning point: a high that price has since fallen from by the share, or "
        + "a low it has risen from. It never changes afterwards.",
      formula: "the extreme of the leg before, confirmed when low < high so far * (1 - share) or "
        + "high > low so far * (1 + share); the first bar's low before that",
      source: "definition, causal: charts that redraw the last leg look into the future",
      example: Example(
        "zigzag(0.5)", close: [4, 8, 3, 2, 5], gives: [4, 4, 8, 8, 2]),
      .scan(TurningPoint.self)),
  ]

  /// A state machine over prices that remembers without bound.
  private static func follower(
    _ name: String, aliases: [String] = [], _ parameters: [Parameter], _ inputs: [InputColumn],
    lookback: @escaping @Sendable ([Double]) -> Int, _ summary: String, formula: String,
    source: String, example: Example, _ kernel: Kernel
  ) -> Builtin {
    Builtin(
      name: name, aliases: aliases, symbol: nil, family: .trend, parameters: parameters,
      inputs: inputs, result: .number, summary: summary, formula: formula, source: source,
      example: example, memory: .open, lookback: lookback, settled: lookback, kernel: kernel)
  }
}

struct ParabolicStop: Scan {
  let start: Double
  let step: Double
  let most: Double
  var bars = 0
  var isLong = true
  var before = (high: 0.0, low: 0.0)
  var extreme = 0.0
  var level = 0.0
  var pace = 0.0

  init(_ scalars: [Double]) {
    most = scalars[2]
    start = Swift.min(scalars[0], most)
    step = scalars[1]
  }

  @inline(__always)
  mutating func next(_ input: TwoNumbers, _ row: Int, _: MutableRows<Int64>) -> Double {
    let (high, low) = (input.a[row], input.b[row])
    guard isKnown(high), isKnown(low) else { return .nan }
    defer {
      before = (high, low)
      bars += 1
    }
    if bars == 0 { return .nan }
    if bars == 1 { begin(high, low) }
    return isLong ? rising(high, low) : falling(high, low)
  }

  private mutating func begin(_ high: Double, _ low: Double) {
    let (down, up) = (before.low - low, high - before.high)
    isLong = !(down > 0 && down > up)
    extreme = isLong ? high : low
    level = isLong ? before.low : before.high
    pace = start
    // The first bar counts as the one before, too.
    before = (high, low)
  }

  @inline(__always)
  private mutating func rising(_ high: Double, _ low: Double) -> Double {
    if low <= level {
      isLong = false
      let shown = Swift.max(extreme, before.high, high)
      pace = start
      extreme = low
      level = Swift.max(shown + pace * (extreme - shown), before.high, high)
      return shown
    }
    let shown = level
    if high > extreme {
      extreme = high
      pace = Swift.min(pace + step, most)
    }
    level = Swift.min(level + pace * (extreme - level), before.low, low)
    return shown
  }

  @inline(__always)
  private mutating func falling(_ high: Double, _ low: Double) -> Double {
    if high >= level {
      isLong = true
      let shown = Swift.min(extreme, before.low, low)
      pace = start
      extreme = high
      level = Swift.min(shown + pace * (extreme - shown), before.low, low)
      return shown
    }
    let shown = level
    if low < extreme {
      extreme = low
      pace = Swift.min(pace + step, most)
    }
    level = Swift.max(level + pace * (extreme - level), before.high, high)
    return shown
  }
}

/// The bands of the supertrend and its side.
struct TrendBands: BitwiseCopyable {
  let factor: Double
  var range: AverageTrueRange
  var upper = Double.nan
  var lower = Double.nan
  var close = Double.nan
  var side = 1.0

  init(_ scalars: [Double]) {
    factor = scalars[0]
    range = AverageTrueRange([scalars[1]])
  }

  /// False before the bands are there.
  @inline(__always)
  mutating func take(_ input: ThreeNumbers, _ row: Int, _ words: MutableRows<Int64>) -> Bool {
    let (high, low, last) = (input.a[row], input.b[row], input.c[row])
    let width = factor * range.next(input, row, words)
    guard isKnown(width) else { return false }
    let middle = (high + low) / 2
    let (above, below) = (middle + width, middle - width)
    upper = !(above >= upper) || close > upper ? above : upper
    lower = !(below <= lower) || close < lower ? below : lower
    close = last
    if side < 0 ? last > upper : last < lower { side = -side }
    return true
  }
}

struct TrendLine: Scan {
  var bands: TrendBands

  init(_ scalars: [Double]) { bands = TrendBands(scalars) }

  @inline(__always)
  mutating func next(_ input: ThreeNumbers, _ row: Int, _ words: MutableRows<Int64>) -> Double {
    guard bands.take(input, row, words) else { return .nan }
    return bands.side > 0 ? bands.lower : bands.upper
  }
}

struct TrendSide: Scan {
  var bands: TrendBands

  init(_ scalars: [Double]) { bands = TrendBands(scalars) }

  @inline(__always)
  mutating func next(_ input: ThreeNumbers, _ row: Int, _ words: MutableRows<Int64>) -> Double {
    bands.take(input, row, words) ? bands.side : .nan
  }
}

struct TurningPoint: Scan {
  let share: Double
  var isRising = true
  /// The extreme of the leg that runs.
  var extreme = Double.nan
  var point = Double.nan

  init(_ scalars: [Double]) { share = scalars[0] }

  @inline(__always)
  mutating func next(_ input: TwoNumbers, _ row: Int, _: MutableRows<Int64>) -> Double {
    let (high, low) = (input.a[row], input.b[row])
    guard isKnown(high), isKnown(low) else { return .nan }
    guard isKnown(extreme) else {
      (extreme, point) = (high, low)
      return point
    }
    if isRising {
      if high > extreme {
        extreme = high
      } else if low < extreme * (1 - share) {
        (point, extreme, isRising) = (extreme, low, false)
      }
    } else if low < extreme {
      extreme = low
    } else if high > extreme * (1 + share) {
      (point, extreme, isRising) = (extreme, high, true)
    }
    return point
  }
}
