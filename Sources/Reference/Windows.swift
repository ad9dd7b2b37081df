internal import Machine

/// Window sums as `Sources/Machine/Builtins/Sums.swift` defines them, written once more, by another
/// hand and for clarity alone: exact integers over market columns, a compensated sum elsewhere.

/// A sum with its rounding errors added up beside it.
struct Compensated {
  var sum = 0.0
  var lost = 0.0

  var value: Double { sum + lost }

  mutating func add(_ x: Double) {
    let (next, error) = exactSum(sum, x)
    sum = next
    lost += error
  }

  mutating func addExactProduct(_ a: Double, _ b: Double) {
    let (product, error) = exactProduct(a, b)
    add(product)
    lost += error
  }

  mutating func replace(_ leaving: Double, by entering: Double) {
    let (change, changeError) = exactSum(entering, -leaving)
    let (next, error) = exactSum(sum, change)
    sum = next
    lost += changeError + error
  }
}

/// a + b, and what rounding took away.
func exactSum(_ a: Double, _ b: Double) -> (Double, Double) {
  let sum = a + b
  let bRounded = sum - a
  let aRounded = sum - bRounded
  return (sum, (a - aRounded) + (b - bRounded))
}

/// a * b, and what rounding took away: both factors in halves of 26 bits, whose products are exact.
func exactProduct(_ a: Double, _ b: Double) -> (Double, Double) {
  func halves(_ x: Double) -> (Double, Double) {
    let scaled = 134_217_729.0 * x
    let high = scaled - (scaled - x)
    return (high, x - high)
  }
  let product = a * b
  let (a1, a2) = halves(a)
  let (b1, b2) = halves(b)
  return (product, ((a1 * b1 - product) + a1 * b2 + a2 * b1) + a2 * b2)
}

func isValue(_ x: Double) -> Bool { x.isFinite }

/// What a window makes of the numbers in it.
protocol WindowFigure {
  init()
  mutating func gather(_ window: [Double])
  mutating func move(_ entering: Double, _ leaving: Double, _ n: Int)
  func isSwamped(by leaving: Double) -> Bool
  func figure(_ n: Int) -> Double
  /// The same from whole counts of 1e-8, exactly.
  static func exact(_ counts: [Int128]) -> Double
  static func limit(_ n: Int) -> Int64
}

/// The figure of the last n values at every bar.
func window<Figure: WindowFigure>(_ x: Cell, _ n: Int, _: Figure.Type) -> Cell {
  var figure = Figure()
  var isGathered = false
  return .numbers { bar in
    let values = (0..<n).map { x.number(bar - n + 1 + $0) }
    guard values.allSatisfy(isValue) else {
      isGathered = false
      return .nan
    }
    if let counts = counts(x.market, bar, n, Figure.limit(n)) {
      isGathered = false
      return Figure.exact(counts)
    }
    let leaving = x.number(bar - n)
    if isGathered { figure.move(values[n - 1], leaving, n) }
    if !isGathered || figure.isSwamped(by: leaving) {
      figure = Figure()
      figure.gather(values)
      isGathered = true
    }
    return figure.figure(n)
  }
}

/// The window as whole counts; nothing when the series is no market column, or holds a number that
/// is no whole count within the limit. What leaves the window decides with it, as long as it is
/// there.
private func counts(_ market: MarketColumn?, _ bar: Int, _ n: Int, _ limit: Int64) -> [Int128]? {
  guard let market else { return nil }
  var counts: [Int128] = []
  for back in stride(from: n - 1, through: 0, by: -1) {
    guard let word = market.word(bar - back), word.magnitude <= UInt64(limit) else { return nil }
    counts.append(Int128(word))
  }
  return counts
}

struct MeanFigure: WindowFigure {
  var total = Compensated()

  mutating func gather(_ window: [Double]) { for x in window { total.add(x) } }
  mutating func move(_ entering: Double, _ leaving: Double, _ n: Int) {
    total.replace(leaving, by: entering)
  }
  func isSwamped(by leaving: Double) -> Bool { abs(leaving) > 0x1p30 * abs(total.sum) }
  func figure(_ n: Int) -> Double { total.value / Double(n) }
  static func exact(_ counts: [Int128]) -> Double {
    nearest(counts.reduce(0, +)) / (Double(counts.count) * 100_000_000)
  }
  static func limit(_ n: Int) -> Int64 { min(1 << 51, (1 << 62) / Int64(n)) }
}

struct WeightedFigure: WindowFigure {
  var total = Compensated()
  var weighted = Compensated()

  mutating func gather(_ window: [Double]) {
    for (index, x) in window.enumerated() {
      total.add(x)
      weighted.addExactProduct(x, Double(index + 1))
    }
  }
  mutating func move(_ entering: Double, _ leaving: Double, _ n: Int) {
    weighted.addExactProduct(entering, Double(n))
    weighted.add(-total.sum)
    weighted.add(-total.lost)
    total.replace(leaving, by: entering)
  }
  func isSwamped(by leaving: Double) -> Bool { abs(leaving) > 0x1p30 * abs(total.sum) }
  func figure(_ n: Int) -> Double { weighted.value / (Double(n) * Double(n + 1) / 2) }
  static func exact(_ counts: [Int128]) -> Double {
    let n = Double(counts.count)
    var sum: Int128 = 0
    for (index, count) in counts.enumerated() { sum += Int128(index + 1) * count }
    return nearest(sum) / (n * (n + 1) / 2 * 100_000_000)
  }
  static func limit(_ n: Int) -> Int64 { 1 << 51 }
}

struct SpreadFigure: WindowFigure {
  var total = Compensated()
  var squares = Compensated()

  mutating func gather(_ window: [Double]) {
    for x in window {
      total.add(x)
      squares.addExactProduct(x, x)
    }
  }
  mutating func move(_ entering: Double, _ leaving: Double, _ n: Int) {
    total.replace(leaving, by: entering)
    squares.addExactProduct(entering, entering)
    squares.addExactProduct(-leaving, leaving)
  }
  func isSwamped(by leaving: Double) -> Bool { leaving * leaving > 0x1p30 * abs(squares.sum) }

  /// sqrt(n * squares - total^2) / n in double the precision; what is below 2^-98 is rounding.
  func figure(_ n: Int) -> Double {
    let (q, qLost) = exactSum(squares.sum, squares.lost)
    let (nq, nqLost) = exactProduct(q, Double(n))
    let (s, sLost) = exactSum(total.sum, total.lost)
    let (ss, ssLost) = exactProduct(s, s)
    let (difference, lost) = exactSum(nq, -ss)
    let spread = difference + (lost + ((nqLost + qLost * Double(n)) - (ssLost + 2 * s * sLost)))
    return spread <= 0x1p-98 * nq ? 0 : spread.squareRoot() / Double(n)
  }
  static func exact(_ counts: [Int128]) -> Double {
    let n = Int128(counts.count)
    let sum = counts.reduce(0, +)
    let squares = counts.reduce(0) { $0 + $1 * $1 }
    return nearest(n * squares - sum * sum).squareRoot() / (Double(n) * 100_000_000)
  }
  static func limit(_ n: Int) -> Int64 { min(1 << 51, (1 << 62) / Int64(n)) }
}

/// The nearest number to a whole one, halves to even: by searching among the neighbours of an
/// estimate.
func nearest(_ whole: Int128) -> Double {
  if let small = Int64(exactly: whole) { return Double(small) }
  let high = Double(Int64(truncatingIfNeeded: whole >> 64)) * 0x1p64
  let low = Double(UInt64(truncatingIfNeeded: whole))
  var best = high + low
  for candidate in [best.nextDown, best, best.nextUp] {
    let (distance, shortest) = (apart(candidate, whole), apart(best, whole))
    let isEven = candidate.significandBitPattern & 1 == 0
    if distance < shortest || (distance == shortest && isEven) { best = candidate }
  }
  return best
}

private func apart(_ number: Double, _ whole: Int128) -> UInt128 {
  (Int128(exactly: number) ?? 0).subtractingReportingOverflow(whole).partialValue.magnitude
}
