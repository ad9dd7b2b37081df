extension Builtin {
  static let windows: [Builtin] = [
    finite(
      "highest", .windows, [.number("x"), .length()], "The highest of the last n values.",
      formula: "max(x, x[1], ..., x[n-1])", source: "definition; TA-Lib MAX",
      example: Example("highest(close, 2)", close: [1, 3, 2, 1], gives: [.nan, 3, 3, 2]),
      lookback: { Int($0[0]) - 1 }, .extreme(Larger.self)
    ).bounded(.anewExtreme(Larger.self)),
    finite(
      "lowest", .windows, [.number("x"), .length()], "The lowest of the last n values.",
      formula: "min(x, x[1], ..., x[n-1])", source: "definition; TA-Lib MIN",
      example: Example("lowest(close, 2)", close: [1, 3, 2, 4], gives: [.nan, 1, 2, 2]),
      lookback: { Int($0[0]) - 1 }, .extreme(Smaller.self)
    ).bounded(.anewExtreme(Smaller.self)),
    stdev(.grid("x"), .lanes(GridWindow<ExactSquares, SquareState>.self, reach: window))
      .bounded(.anew(ExactSquares.self, SquareState.self)),
    stdev(.number("x"), .scan(NumberWindow<SquareState>.self, reach: window))
      .bounded(.anew(SquareState.self)),
  ]

  static let totals: [Builtin] = [
    sum(.grid("x"), .scan(GridWindow<ExactTotal, TotalState>.self, reach: window)),
    sum(.number("x"), .lanes(NumberWindow<TotalState>.self, reach: window)),
  ]

  private static func sum(_ parameter: Parameter, _ kernel: Kernel) -> Builtin {
    finite(
      "sum", .windows, [parameter, .length()], "The sum of the last n values.",
      formula: "x + x[1] + ... + x[n-1]; exact over market columns",
      source: "definition; TA-Lib SUM, Pine math.sum",
      example: .counting("sum(close, 2)", .nan, 3, 5), lookback: { Int($0[0]) - 1 }, kernel)
  }

  private static func stdev(_ parameter: Parameter, _ kernel: Kernel) -> Builtin {
    finite(
      "stdev", .windows, [parameter, .length()],
      "The standard deviation of the last n values around their mean, divided by n.",
      formula: "sqrt(sum((x[i] - sma(x, n))^2) / n)",
      source: "TA-Lib STDDEV, Pine ta.stdev (biased); pandas divides by n - 1",
      example: .counting("stdev(close * 2, 2)", .nan, 1, 1), lookback: { Int($0[0]) - 1 }, kernel)
  }
}

/// The larger or the smaller of two numbers; a missing one makes it missing.
protocol Extreme: Map2 {
  static var isHighest: Bool { get }
}

extension Larger: Extreme { static var isHighest: Bool { true } }
extension Smaller: Extreme { static var isHighest: Bool { false } }

extension Kernel {
  static func extreme<M: Extreme>(_: M.Type) -> Kernel {
    .lanes(ExtremeWindow<M>.self, scratch: { Int($0[0]) })
  }
}

/// A sliding extreme in three comparisons a bar, whatever the length (van Herk 1992, Gil and Werman
/// 1993). Lanes take many rows at once, and windows of up to 64 without the blocks.
///
/// Bars are taken in blocks of n. The window at place p of a block is the block so far and the end
/// of the block before, from place p + 1 on. The scratch holds the former up to p and extremes of
/// the latter's ends behind it. A missing value makes every extreme it is in missing, which is what
/// the window is then.
struct ExtremeWindow<M: Extreme>: LaneScan {
  let n: Int
  var place = 0
  var soFar = Double.nan
  /// Known values since the last missing one, as many as there are in two blocks at most.
  var known = 0

  init(_ scalars: [Double]) { n = Int(scalars[0]) }

  @inline(__always)
  mutating func next(_ input: OneNumber, _ row: Int, _ block: MutableRows<Int64>) -> Double {
    let isThere = isKnown(input.x[row])
    known = isThere ? Swift.min(known + 1, 2 * n) : 0
    // Adding 0 makes -0 into 0, whose place among equals would otherwise show.
    let x = isThere ? input.x[row] + 0 : .nan
    soFar = place == 0 ? x : M.value(soFar, x)
    block[place] = Int64(bitPattern: x.bitPattern)
    place += 1
    if place == n { return close(block) }
    return known < n ? .nan : M.value(soFar, number(block, place))
  }

  @inline(__always)
  private func number(_ block: MutableRows<Int64>, _ place: Int) -> Double {
    Double(bitPattern: UInt64(bitPattern: block[place]))
  }

  /// The end of a block: its values become extremes of its ends.
  @inline(__always)
  private mutating func close(_ block: MutableRows<Int64>) -> Double {
    var extreme = number(block, n - 1)
    var place = n - 2
    while place >= 0 {
      extreme = M.value(extreme, number(block, place))
      block[place] = Int64(bitPattern: extreme.bitPattern)
      place -= 1
    }
    self.place = 0
    return soFar
  }

  /// Nothing of the two blocks at hand is missing, and nothing of the call.
  mutating func run(_ call: Call) -> Bool {
    guard known == 2 * n else { return false }
    let block = call.scratch(after: Self.self)
    return block.extremes(
      highest: M.isHighest, call.number(0), length: n, place: &place, soFar: &soFar,
      to: call.target(Double.self))
  }
}

struct TotalState: SlidingState {
  var total = SumState()

  mutating func refresh(_ past: some Past, _ row: Int, _ n: Int) { total.refresh(past, row, n) }

  @inline(__always)
  mutating func slide(_ entering: Double, _ leaving: Double, _ n: Int) {
    total.slide(entering, leaving, n)
  }

  @inline(__always)
  func value(_: some Past, _: Int, _: Int) -> Double { total.sum.value }

  @inline(__always) var isSwamped: Bool { total.isSwamped }

  mutating func run(_ call: Call, _ n: Int) -> Bool {
    call.sumNumbers(n, divisor: 1, sum: &total.sum, peak: &total.peak)
  }
}

struct ExactTotal: ExactState {
  var total: ExactSum

  init(_ word: Int64, _ n: Int) { total = ExactSum(word, n) }

  @inline(__always)
  mutating func slide(_ entering: Int64, _ leaving: Int64, _ n: Int) {
    total.slide(entering, leaving, n)
  }

  @inline(__always) func value(_: Int) -> Double { Double(total.sum) / Grid.scale }

  static func limit(_ n: Int) -> Int64 { ExactSum.limit(n) }
}

struct SquareState: WindowState {
  var sum = Pair()
  var squares = Pair()
  /// The largest sum of squares since it was gathered.
  var peak = 0.0

  mutating func refresh(_ past: some Past, _ row: Int, _ n: Int) {
    for back in stride(from: n - 1, through: 0, by: -1) {
      let x = past.number(row - back)
      sum.add(x)
      squares.addProduct(x, x)
    }
  }

  @inline(__always)
  mutating func slide(_ entering: Double, _ leaving: Double, _ n: Int) {
    peak = Swift.max(peak, squares.high.magnitude)
    sum.slide(entering, leaving)
    squares.addProduct(entering, entering)
    squares.addProduct(-leaving, leaving)
  }

  /// n times the squares less the square of the sum, which is n^2 times the variance.
  @inline(__always)
  private func spread(_ n: Int) -> (spread: Pair, all: Double) {
    let all = squares.normal.times(Double(n))
    return (all.less(sum.normal.squared), all.high)
  }

  @inline(__always)
  func value(_ past: some Past, _ row: Int, _ n: Int) -> Double {
    let (spread, all) = spread(n)
    // Where values are nearly the same, rounding errors of their squares would show.
    return spread.high > 0x1p-30 * all ? spread.root / Double(n) : narrow(past, row, n)
  }

  /// The same by distances from the newest value: exact between neighbours, and so small that their
  /// squares have digits enough.
  @inline(never)
  private func narrow(_ past: some Past, _ row: Int, _ n: Int) -> Double {
    let newest = past.number(row)
    var distances = SquareState()
    for back in 1..<Swift.max(n, 1) {
      let distance = past.number(row - back) - newest
      distances.sum.add(distance)
      distances.squares.addProduct(distance, distance)
    }
    let spread = distances.spread(n).spread
    return spread.high <= 0 ? 0 : spread.root / Double(n)
  }

  @inline(__always)
  var isSwamped: Bool { peak > 0x1p10 * squares.high.magnitude }
}

/// The sum, and n times the sum of the squares less its square, which is what slides: when l gives
/// way to e and the sum s becomes t, it grows by (e - l) * (n * (e + l) - s - t).
struct ExactSquares: LaneState {
  var sum: Int128
  var spread: Int128

  init(_ word: Int64, _ n: Int) {
    sum = Int128(word) &* Int128(n)
    spread = 0
  }

  @inline(__always)
  mutating func slide(_ entering: Int64, _ leaving: Int64, _ n: Int) {
    let (new, old) = (Int128(entering), Int128(leaving))
    let next = sum &+ (new &- old)
    spread &+= (new &- old) &* (Int128(n) &* (new &+ old) &- sum &- next)
    sum = next
  }

  @inline(__always)
  func value(_ n: Int) -> Double {
    spread.rounded.squareRoot() / (Double(n) * Grid.scale)
  }

  mutating func run(_ call: Call, _ n: Int, _ limit: Int64) -> Bool {
    var sum = Int64(truncatingIfNeeded: self.sum)
    guard
      call.deviationWords(
        n, limit: limit, divisor: Double(n) * Grid.scale, sum: &sum, spread: &spread)
    else { return false }
    self.sum = Int128(sum)
    return true
  }

  /// n times a word stays below 2^60, hence all factors of a slide within 64 bits.
  static func limit(_ n: Int) -> Int64 { Swift.min(Grid.limit, (1 << 60) / Int64(n)) }
}
