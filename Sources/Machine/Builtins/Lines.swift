internal import Glibc

extension Builtin {
  /// Straight lines through windows, and weights by shape.
  static let lines: [Builtin] = [
    slope(.grid("x"), .lanes(GridWindow<ExactSlope, SlopeState>.self, reach: window)),
    slope(.number("x"), .scan(NumberWindow<SlopeState>.self, reach: window)),
    finite(
      "linreg_error", .statistics, [.number("x"), .length(from: 3, standard: 14)],
      "The standard error of the straight line that fits the last n values best.",
      formula: "sqrt(sum((x[i] - line[i])^2) / (n - 2))",
      source: "least squares; Excel STEYX. O(n) a bar",
      example: Example(
        "linreg_error(close, 3)", close: [1, 2, 3, 7], gives: [.nan, .nan, 0, 1.224744871391589]),
      lookback: { Int($0[0]) - 1 }, .pass(LineError.self)),
    finite(
      "alma", .averages,
      [
        .number("x"), .length(standard: 9), .factor("offset", standard: 0.85),
        .factor("sigma", standard: 6),
      ], "Arnaud Legoux's moving average: weights in the shape of a bell.",
      formula: "sum(w[i] * x[n-1-i]) / sum(w[i]), w[i] = exp(-(i - offset * (n - 1))^2 / (2 * (n / "
        + "sigma)^2)), i = 0..n-1 from the oldest on",
      source: "Legoux and Kouzis 2009; Pine ta.alma. O(n) a bar",
      example: Example("alma(close, 2, 0.5, 1)", close: [1, 3, 5], gives: [.nan, 2, 4]),
      lookback: { Int($0[0]) - 1 },
      .scan(WeightedWindow.self, reach: window, scratch: { Int($0[0]) })),
  ]

  private static func slope(_ parameter: Parameter, _ kernel: Kernel) -> Builtin {
    finite(
      "linreg_slope", .statistics, [parameter, .length(from: 2, standard: 14)],
      "The slope, per bar, of the straight line that fits the last n values best.",
      formula: "(2 * sum((n - i) * x[i]) - (n + 1) * sum(x[i])) / (n * (n^2 - 1) / 6), i = 0..n-1",
      source: "least squares; TA-Lib LINEARREG_SLOPE",
      example: Example(
        "linreg_slope(close, 3)", close: [1, 2, 3, 7], gives: [.nan, .nan, 1, 2.5]),
      lookback: { Int($0[0]) - 1 }, kernel)
  }
}

struct SlopeState: WindowState {
  var sums = WeightState()

  mutating func refresh(_ past: some Past, _ row: Int, _ n: Int) { sums.refresh(past, row, n) }

  @inline(__always)
  mutating func slide(_ entering: Double, _ leaving: Double, _ n: Int) {
    sums.slide(entering, leaving, n)
  }

  @inline(__always)
  func value(_ past: some Past, _ row: Int, _ n: Int) -> Double {
    let up = sums.weighted.normal.times(2)
    let down = sums.sum.normal.times(Double(n + 1))
    let rise = up.less(down)
    // Where both are nearly the same, the rounding errors of either would show.
    let isClear = rise.high.magnitude > 0x1p-30 * Swift.max(up.high.magnitude, down.high.magnitude)
    return (isClear ? rise : narrow(past, row, n)).value / SlopeState.divisor(n)
  }

  /// The same rise from distances from the newest value, whose weights add up to nothing.
  @inline(never)
  private func narrow(_ past: some Past, _ row: Int, _ n: Int) -> Pair {
    let newest = past.number(row)
    var rise = Pair()
    for back in 1..<n {
      let (distance, lost) = twoSum(past.number(row - back), -newest)
      let weight = Double(n - 1 - 2 * back)
      rise.addProduct(distance, weight)
      rise.add(lost * weight)
    }
    return rise
  }

  @inline(__always) var isSwamped: Bool { sums.isSwamped }

  @inline(__always)
  static func divisor(_ n: Int) -> Double {
    let n = Double(n)
    return n * (n * n - 1) / 6
  }
}

/// Words small enough for all of it to stay within 64 bits.
struct ExactSlope: LaneState {
  var sum: Int64
  var weighted: Int64

  init(_ word: Int64, _ n: Int) {
    sum = word &* Int64(n)
    weighted = word &* (Int64(n) * Int64(n + 1) / 2)
  }

  @inline(__always)
  mutating func slide(_ entering: Int64, _ leaving: Int64, _ n: Int) {
    weighted &+= entering &* Int64(n) &- sum
    sum &+= entering &- leaving
  }

  @inline(__always)
  func value(_ n: Int) -> Double {
    let rise = 2 &* weighted &- sum &* Int64(n + 1)
    return Double(rise) / (SlopeState.divisor(n) * Grid.scale)
  }

  mutating func run(_ call: Call, _ n: Int, _ limit: Int64) -> Bool {
    call.slopeWords(
      n, limit: limit, divisor: SlopeState.divisor(n) * Grid.scale, sum: &sum, weighted: &weighted)
  }

  /// n * (n + 1) times a word, which both terms of the rise stay below, stays below 2^61.
  static func limit(_ n: Int) -> Int64 {
    Swift.min(Grid.limit, (1 << 61) / (Int64(n) * Int64(n + 1)))
  }
}

/// Distances from the line of the distances from the newest value, which the same line fits.
enum LineError: WindowPass {
  static func value(_ x: Rows<Double>, _ row: Int, _ n: Int, _: MutableRows<Int64>) -> Double {
    let level = mean(x, row, n)
    let middle = Double(n - 1) / 2
    var moment = Pair()
    for back in stride(from: n - 1, through: 0, by: -1) {
      moment.add((middle - Double(back)) * ((x[row - back] - x[row]) - level))
    }
    let slope = moment.value / (SlopeState.divisor(n) / 2)
    var squares = Pair()
    for back in stride(from: n - 1, through: 0, by: -1) {
      let distance = ((x[row - back] - x[row]) - level) - slope * (middle - Double(back))
      squares.add(distance * distance)
    }
    return (squares.value / Double(n - 2)).squareRoot()
  }
}

/// A mean with the weights of a bell; the scratch holds them, the oldest first.
struct WeightedWindow: Scan {
  let n: Int
  let place: Double
  let width: Double
  var missing: Int
  var total = 0.0
  var isReady = false

  init(_ scalars: [Double]) {
    n = Int(scalars[0])
    place = scalars[1] * (scalars[0] - 1)
    width = scalars[0] / scalars[2]
    missing = n
  }

  @inline(__always)
  mutating func next(_ input: OneNumber, _ row: Int, _ weights: MutableRows<Int64>) -> Double {
    missing += (isKnown(input.x[row]) ? 0 : 1) - (isKnown(input.x[row - n]) ? 0 : 1)
    guard missing == 0 else { return .nan }
    if !isReady { prepare(weights) }
    var sum = Pair()
    for index in 0..<n {
      let weight = Double(bitPattern: UInt64(bitPattern: weights[index]))
      sum.addProduct(weight, input.x[row - n + 1 + index])
    }
    let value = sum.value / total
    return isKnown(value) ? value : .nan
  }

  private mutating func prepare(_ weights: MutableRows<Int64>) {
    var sum = Pair()
    for index in 0..<n {
      let distance = (Double(index) - place) / width
      let weight = exp(-(distance * distance) / 2)
      weights[index] = Int64(bitPattern: weight.bitPattern)
      sum.add(weight)
    }
    total = sum.value
    isReady = true
  }
}
