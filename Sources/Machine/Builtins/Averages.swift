internal import Glibc

extension Builtin {
  static let averages: [Builtin] = [
    sma(.grid("x"), .lanes(GridWindow<ExactSum, SumState>.self, reach: window))
      .bounded(.anew(ExactSum.self, SumState.self)),
    sma(.number("x"), .lanes(NumberWindow<SumState>.self, reach: window))
      .bounded(.anew(SumState.self)),
    Builtin(
      name: "ema", aliases: [], symbol: nil, family: .averages,
      parameters: [.number("x"), .length(), .length("skip", from: 0, standard: 0)], inputs: [],
      result: .number,
      summary:
        "The exponential moving average, seeded with the plain average of the first n values.",
      formula:
        "e = e[1] + 2 / (n + 1) * (x - e[1]); seed: the mean of the first n values after skip",
      source: "TA-Lib EMA; Pine seeds with the first value",
      example: .counting("ema(close, 2)", .nan, 1.5, 2.5, 3.5), memory: .fading,
      lookback: { Int($0[0]) - 1 + Int($0[1]) },
      settled: { Int($0[0]) - 1 + Int($0[1]) + fade(1 - 2 / ($0[0] + 1)) },
      kernel: .lanes(ExponentialAverage.self)),
    Builtin(
      name: "rma", aliases: ["wilder", "smma"], symbol: nil, family: .averages,
      parameters: [.number("x"), .length()], inputs: [], result: .number,
      summary: "Wilder's moving average, seeded with the plain average of the first n values.",
      formula: "r = r[1] + (x - r[1]) / n; seed: the mean of the first n values",
      source: "Wilder 1978; Pine ta.rma and TA-Lib's smoothing are the same",
      example: .counting("rma(close, 2)", .nan, 1.5, 2.25, 3.125), memory: .fading,
      lookback: { Int($0[0]) - 1 }, settled: { Int($0[0]) - 1 + fade(1 - 1 / $0[0]) },
      kernel: .lanes(WilderAverage.self)),
    wma(.grid("x"), .scan(GridWindow<ExactWeights, WeightState>.self, reach: window))
      .bounded(.anew(ExactWeights.self, WeightState.self)),
    wma(.number("x"), .scan(NumberWindow<WeightState>.self, reach: window))
      .bounded(.anew(WeightState.self)),
  ]

  private static func sma(_ parameter: Parameter, _ kernel: Kernel) -> Builtin {
    finite(
      "sma", .averages, [parameter, .length()], "The plain average of the last n values.",
      formula: "(x + x[1] + ... + x[n-1]) / n; exact over market columns",
      source: "definition; the same in TA-Lib and Pine, but for their rounding",
      example: .counting("sma(close, 3)", .nan, .nan, 2, 3), lookback: { Int($0[0]) - 1 }, kernel)
  }

  private static func wma(_ parameter: Parameter, _ kernel: Kernel) -> Builtin {
    finite(
      "wma", .averages, [parameter, .length()],
      "The average of the last n values, weighted n, n - 1, ..., 1.",
      formula: "sum((n - i) * x[i], i = 0..n-1) / (n * (n + 1) / 2)",
      source: "TA-Lib WMA; Pine ta.wma is the same",
      example: .counting("wma(close * 3, 2)", .nan, 5, 8), lookback: { Int($0[0]) - 1 }, kernel)
  }

  /// Windows look at what leaves them: n rows back.
  static let window: @Sendable ([Double]) -> Int = { Int($0[0]) }

  /// Steps until a weight that shrinks by `factor` a step is below 1e-9.
  static func fade(_ factor: Double) -> Int {
    factor <= 0 ? 0 : Int((log(1e-9) / log(factor)).rounded(.up))
  }
}

struct SumState: SlidingState {
  var sum = Pair()
  /// The largest magnitude of the sum since it was gathered.
  var peak = 0.0

  mutating func refresh(_ past: some Past, _ row: Int, _ n: Int) {
    for back in stride(from: n - 1, through: 0, by: -1) { sum.add(past.number(row - back)) }
  }

  @inline(__always)
  mutating func slide(_ entering: Double, _ leaving: Double, _ n: Int) {
    peak = Swift.max(peak, sum.high.magnitude)
    sum.slide(entering, leaving)
  }

  @inline(__always)
  func value(_: some Past, _: Int, _ n: Int) -> Double { sum.value / Double(n) }

  @inline(__always)
  var isSwamped: Bool { peak > 0x1p30 * sum.high.magnitude }

  mutating func run(_ call: Call, _ n: Int) -> Bool {
    call.sumNumbers(n, divisor: Double(n), sum: &sum, peak: &peak)
  }
}

struct ExactSum: ExactState {
  var sum: Int64

  init(_ word: Int64, _ n: Int) { sum = word &* Int64(n) }

  @inline(__always)
  mutating func slide(_ entering: Int64, _ leaving: Int64, _ n: Int) {
    sum &+= entering &- leaving
  }

  @inline(__always) func value(_ n: Int) -> Double { Double(sum) / (Double(n) * Grid.scale) }

  static func limit(_ n: Int) -> Int64 { Swift.min(Grid.limit, (1 << 62) / Int64(n)) }
}

extension GridWindow: LaneScan where Exact: LaneState {
  mutating func run(_ call: Call) -> Bool { isExact && exact.run(call, numbers.n, limit) }
}

/// A sum over grid words that lanes can slide; the bits are those of `slide` and `value`.
protocol LaneState: ExactState {
  /// Every row of a call, whose window before the first holds nothing but counts; false, and
  /// nothing changed but the target, where a word is none.
  mutating func run(_ call: Call, _ n: Int, _ limit: Int64) -> Bool
}

extension ExactSum: LaneState {
  mutating func run(_ call: Call, _ n: Int, _ limit: Int64) -> Bool {
    call.averageWords(n, limit: limit, divisor: Double(n) * Grid.scale, sum: &sum)
  }
}

extension GridWindow {
  /// True when every word in the window is a count.
  @inline(__always)
  var isExact: Bool { offGrid == 0 && numbers.missing == 0 }
}

struct WeightState: WindowState {
  var sum = Pair()
  var weighted = Pair()
  /// The largest magnitude of the sum since it was gathered.
  var peak = 0.0

  mutating func refresh(_ past: some Past, _ row: Int, _ n: Int) {
    for back in stride(from: n - 1, through: 0, by: -1) {
      let x = past.number(row - back)
      sum.add(x)
      weighted.addProduct(x, Double(n - back))
    }
  }

  @inline(__always)
  mutating func slide(_ entering: Double, _ leaving: Double, _ n: Int) {
    peak = Swift.max(peak, sum.high.magnitude)
    weighted.addProduct(entering, Double(n))
    weighted.add(-sum.high)
    weighted.add(-sum.low)
    sum.slide(entering, leaving)
  }

  @inline(__always)
  func value(_: some Past, _: Int, _ n: Int) -> Double {
    weighted.value / (Double(n) * Double(n + 1) / 2)
  }

  @inline(__always)
  var isSwamped: Bool { peak > 0x1p30 * sum.high.magnitude }
}

struct ExactWeights: ExactState {
  var sum: Int128
  var weighted: Int128

  init(_ word: Int64, _ n: Int) {
    sum = Int128(word) &* Int128(n)
    weighted = sum &* Int128(n + 1) / 2
  }

  @inline(__always)
  mutating func slide(_ entering: Int64, _ leaving: Int64, _ n: Int) {
    weighted &+= Int128(entering) &* Int128(n) &- sum
    sum &+= Int128(entering) &- Int128(leaving)
  }

  @inline(__always)
  func value(_ n: Int) -> Double {
    weighted.rounded / (Double(n) * Double(n + 1) / 2 * Grid.scale)
  }

  static func limit(_ n: Int) -> Int64 { Grid.limit }
}

extension Int128 {
  /// The nearest number, halves to even; the generic conversion of the standard library is far
  /// slower.
  @inline(__always)
  var rounded: Double {
    let word = Int64(truncatingIfNeeded: self)
    return Int128(word) == self ? Double(word) : roundedWide
  }

  @inline(never)
  private var roundedWide: Double {
    let size = magnitude
    let shift = 64 - size.leadingZeroBitCount
    let lost = size & ((UInt128(1) << UInt128(shift)) - 1)
    // The lowest bit stands for all that is cut off, so that the conversion below rounds once.
    let top = UInt64(truncatingIfNeeded: size >> UInt128(shift)) | (lost == 0 ? 0 : 1)
    let number = Double(top) * Double(bitPattern: UInt64(1023 + shift) << 52)
    return self < 0 ? -number : number
  }
}

struct ExponentialAverage: LaneScan {
  var average: SeededAverage

  init(_ scalars: [Double]) {
    let n = scalars[0]
    average = SeededAverage(n, skip: scalars[1], keep: (n - 1) / (n + 1))
  }

  @inline(__always)
  mutating func next(_ input: OneNumber, _ row: Int, _: MutableRows<Int64>) -> Double {
    let x = input.x[row]
    return isKnown(x) ? average.push(x) : .nan
  }

  mutating func run(_ call: Call) -> Bool { average.run(call.number(0), call) }
}

struct WilderAverage: LaneScan {
  var average: SeededAverage

  init(_ scalars: [Double]) { average = SeededAverage(wilder: scalars[0]) }

  @inline(__always)
  mutating func next(_ input: OneNumber, _ row: Int, _: MutableRows<Int64>) -> Double {
    let x = input.x[row]
    return isKnown(x) ? average.push(x) : .nan
  }

  mutating func run(_ call: Call) -> Bool { average.run(call.number(0), call) }
}
