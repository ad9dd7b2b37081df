/// Window sums: exact integers where the data are decimals on the grid, compensated pairs
/// elsewhere.

/// A sum in two parts, its rounding errors kept: Neumaier's compensated summation with Knuth's
/// two-sum (Knuth, TAOCP 2, 4.2.2; Neumaier 1974).
struct Pair: BitwiseCopyable, Sendable {
  var high = 0.0
  var low = 0.0

  /// The value as one number, halves to even. What is within 1/4096 of a half counts as one:
  /// decimals make sums that are all but halfway between two numbers, and there the last digits of
  /// a pair, which depend on how it came about, must not decide.
  @inline(__always)
  var value: Double {
    let (sum, rest) = twoSum(high, low)
    let other = sum + rest * 0x1.001p0
    // Both are the same but near a half. Sums of a few numbers are halves as often as not, and no
    // processor guesses which: a branch costs more than all the rest.
    return even(sum, other)
  }

  @inline(__always)
  mutating func add(_ x: Double) {
    let (sum, error) = twoSum(high, x)
    high = sum
    low += error
  }

  /// Adds what enters a window and takes away what leaves it.
  @inline(__always)
  mutating func slide(_ entering: Double, _ leaving: Double) {
    let (change, lost) = twoSum(entering, -leaving)
    let (sum, error) = twoSum(high, change)
    high = sum
    low += lost + error
  }

  /// Adds a product of two numbers without rounding it.
  @inline(__always)
  mutating func addProduct(_ a: Double, _ b: Double) {
    let (product, error) = twoProduct(a, b)
    add(product)
    low += error
  }

  /// The same value with `low` below half a unit of `high`.
  var normal: Pair {
    let (sum, error) = twoSum(high, low)
    return Pair(high: sum, low: error)
  }

  func times(_ factor: Double) -> Pair {
    let (product, error) = twoProduct(high, factor)
    return Pair(high: product, low: error + low * factor)
  }

  var squared: Pair {
    let (product, error) = twoProduct(high, high)
    return Pair(high: product, low: error + 2 * high * low)
  }

  func less(_ other: Pair) -> Pair {
    let (difference, error) = twoSum(high, -other.high)
    return Pair(high: difference, low: error + (low - other.low)).normal
  }

  /// The square root of the value rather than of its first part: decimals make sums that are all
  /// but halfway between two numbers, their roots are nowhere near.
  var root: Double {
    let root = high.squareRoot()
    guard root > 0 else { return root }
    let (square, error) = twoProduct(root, root)
    return Pair(high: root, low: (((high - square) - error) + low) / (2 * root)).value
  }
}

/// a + b and its rounding error (Knuth).
@inline(__always)
func twoSum(_ a: Double, _ b: Double) -> (Double, Double) {
  let sum = a + b
  let part = sum - a
  return (sum, (a - (sum - part)) + (b - part))
}

/// a * b and its rounding error, without a fused multiply-add (Dekker 1971, Veltkamp's split).
@inline(__always)
func twoProduct(_ a: Double, _ b: Double) -> (Double, Double) {
  let product = a * b
  let (aHigh, aLow) = split(a)
  let (bHigh, bLow) = split(b)
  return (product, ((aHigh * bHigh - product) + aHigh * bLow + aLow * bHigh) + aLow * bLow)
}

@inline(__always)
private func split(_ a: Double) -> (Double, Double) {
  let wide = 134_217_729 * a
  let high = wide - (wide - a)
  return (high, a - high)
}

/// Numbers by row, whatever they are stored as.
protocol Past {
  func number(_ row: Int) -> Double
}

extension Rows: Past where Element == Double {
  @inline(__always) func number(_ row: Int) -> Double { self[row] }
}

struct GridPast: Past {
  let words: Rows<Int64>
  @inline(__always) func number(_ row: Int) -> Double { Grid.number(words[row]) }
}

/// What a window keeps of the numbers in it, sliding.
protocol WindowState: BitwiseCopyable, Sendable {
  init()
  /// Everything anew from the last `n` rows, oldest first.
  mutating func refresh(_ past: some Past, _ row: Int, _ n: Int)
  mutating func slide(_ entering: Double, _ leaving: Double, _ n: Int)
  /// The result at a row; `past` may be read where the sums do not say enough.
  func value(_ past: some Past, _ row: Int, _ n: Int) -> Double
  /// True when the sums have been so much larger that the errors of then show now.
  var isSwamped: Bool { get }
}

/// The same over words on the grid, exactly; integers wrap, so what should not be in there leaves
/// again.
protocol ExactState: BitwiseCopyable, Sendable {
  /// A window of n times the same word: what stands before the first bar leaves it one by one.
  init(_ word: Int64, _ n: Int)
  mutating func slide(_ entering: Int64, _ leaving: Int64, _ n: Int)
  func value(_ n: Int) -> Double
  /// The largest word that keeps every intermediate result in range.
  static func limit(_ n: Int) -> Int64
}

/// A window over numbers: missing while it holds a missing number, exact again after that has left.
struct NumberWindow<State: WindowState>: Scan {
  let n: Int
  var missing: Int
  var isFresh = false
  var state = State()

  init(_ scalars: [Double]) {
    n = Int(scalars[0])
    missing = n
  }

  @inline(__always)
  mutating func next(_ input: OneNumber, _ row: Int, _: MutableRows<Int64>) -> Double {
    let (entering, leaving) = (input.x[row], input.x[row - n])
    missing += (isKnown(entering) ? 0 : 1) - (isKnown(leaving) ? 0 : 1)
    return advance(input.x, entering, leaving, row)
  }

  @inline(__always)
  mutating func advance(_ past: some Past, _ entering: Double, _ leaving: Double, _ row: Int)
    -> Double
  {
    guard missing == 0 else {
      isFresh = false
      return .nan
    }
    if isFresh { state.slide(entering, leaving, n) }
    if !isFresh || state.isSwamped { gather(past, row) }
    let value = state.value(past, row, n)
    if isKnown(value) { return value }
    // A sum that has left the range of numbers never comes back by sliding.
    gather(past, row)
    let again = state.value(past, row, n)
    return isKnown(again) ? again : .nan
  }

  @inline(never)
  private mutating func gather(_ past: some Past, _ row: Int) {
    state = State()
    state.refresh(past, row, n)
    isFresh = true
  }
}

/// A window over grid words: exact while all of them are counts, compensated while one is not.
struct GridWindow<Exact: ExactState, State: WindowState>: Scan {
  let limit: Int64
  var offGrid: Int
  var exact: Exact
  var numbers: NumberWindow<State>

  init(_ scalars: [Double]) {
    numbers = NumberWindow(scalars)
    offGrid = 0
    limit = Exact.limit(numbers.n)
    exact = Exact(Grid.missing, numbers.n)
  }

  @inline(__always)
  private func isCount(_ word: Int64) -> Bool { word >= -limit && word <= limit }

  @inline(__always)
  mutating func next(_ input: OneGrid, _ row: Int, _: MutableRows<Int64>) -> Double {
    let (entering, leaving) = (input.x[row], input.x[row - numbers.n])
    exact.slide(entering, leaving, numbers.n)
    if isCount(entering) && isCount(leaving) && offGrid == 0 && numbers.missing == 0 {
      return exact.value(numbers.n)
    }
    return fallBack(input.x, entering, leaving, row)
  }

  @inline(never)
  private mutating func fallBack(
    _ words: Rows<Int64>, _ entering: Int64, _ leaving: Int64, _ row: Int
  ) -> Double {
    count(entering, 1)
    count(leaving, -1)
    if numbers.missing == 0 && offGrid == 0 {
      numbers.isFresh = false
      return exact.value(numbers.n)
    }
    return numbers.advance(
      GridPast(words: words), Grid.number(entering), Grid.number(leaving), row)
  }

  private mutating func count(_ word: Int64, _ sign: Int) {
    if isCount(word) { return }
    if isKnown(Grid.number(word)) { offGrid += sign } else { numbers.missing += sign }
  }
}

/// What lanes can slide; the bits are those of `slide` and `value`.
protocol SlidingState: WindowState {
  /// Every row of a call, whose window before the first is known and summed up; false, and nothing
  /// changed but the target, where that cannot be.
  mutating func run(_ call: Call, _ n: Int) -> Bool
}

extension NumberWindow: LaneScan where State: SlidingState {
  mutating func run(_ call: Call) -> Bool { missing == 0 && isFresh && state.run(call, n) }
}
