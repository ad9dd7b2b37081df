extension Builtin {
  static let windows: [Builtin] = [
    finite(
      "highest", .windows, [.number("x"), .length()], "The highest of the last n values.",
      formula: "max(x, x[1], ..., x[n-1])", source: "definition; TA-Lib MAX",
      example: Example("highest(close, 2)", close: [1, 3, 2, 1], gives: [.nan, 3, 3, 2]),
      lookback: { Int($0[0]) - 1 }, .extreme(Highest.self)),
    finite(
      "lowest", .windows, [.number("x"), .length()], "The lowest of the last n values.",
      formula: "min(x, x[1], ..., x[n-1])", source: "definition; TA-Lib MIN",
      example: Example("lowest(close, 2)", close: [1, 3, 2, 4], gives: [.nan, 1, 2, 2]),
      lookback: { Int($0[0]) - 1 }, .extreme(Lowest.self)),
    stdev(.grid("x"), .scan(GridWindow<ExactSquares, SquareState>.self, reach: window)),
    stdev(.number("x"), .scan(NumberWindow<SquareState>.self, reach: window)),
  ]

  private static func stdev(_ parameter: Parameter, _ kernel: Kernel) -> Builtin {
    finite(
      "stdev", .windows, [parameter, .length()],
      "The standard deviation of the last n values around their mean, divided by n.",
      formula: "sqrt(sum((x[i] - sma(x, n))^2) / n)",
      source: "TA-Lib STDDEV, Pine ta.stdev (biased); pandas divides by n - 1",
      example: .counting("stdev(close * 2, 2)", .nan, 1, 1), lookback: { Int($0[0]) - 1 }, kernel)
  }
}

/// Which of two values an extreme keeps.
protocol Extreme: Sendable {
  static func yields(_ old: Double, to new: Double) -> Bool
}
enum Highest: Extreme {
  @inline(__always) static func yields(_ old: Double, to new: Double) -> Bool { old <= new }
}
enum Lowest: Extreme {
  @inline(__always) static func yields(_ old: Double, to new: Double) -> Bool { old >= new }
}

extension Kernel {
  static func extreme<E: Extreme>(_: E.Type) -> Kernel {
    .scan(
      ExtremeWindow<E>.self, reach: { Int($0[0]) },
      scratch: { ExtremeWindow<E>.capacity(Int($0[0])) })
  }
}

/// The candidates of a sliding extreme in a queue: each enters and leaves once, so a bar costs O(1) on
/// average (Lemire 2006). The scratch holds their bar numbers.
struct ExtremeWindow<E: Extreme>: Scan {
  let n: Int
  let mask: Int
  var bar = 0
  var first = 0
  var end = 0
  var lastMissing = -1

  init(_ scalars: [Double]) {
    n = Int(scalars[0])
    mask = Self.capacity(n) - 1
  }

  /// The power of two that holds a window.
  static func capacity(_ n: Int) -> Int {
    var size = 1
    while size < n { size *= 2 }
    return size
  }

  @inline(__always)
  mutating func next(_ input: OneNumber, _ row: Int, _ queue: MutableRows<Int64>) -> Double {
    let x = input.x[row]
    let now = bar
    bar += 1
    guard isKnown(x) else {
      lastMissing = now
      first = end
      return .nan
    }
    if first != end && now - Int(queue[first & mask]) >= n { first += 1 }
    while first != end {
      let candidate = input.x[row - (now - Int(queue[(end - 1) & mask]))]
      guard E.yields(candidate, to: x) else { break }
      end -= 1
    }
    queue[end & mask] = Int64(now)
    end += 1
    guard now - lastMissing >= n else { return .nan }
    return input.x[row - (now - Int(queue[first & mask]))]
  }
}

struct SquareState: WindowState {
  var sum = Pair()
  var squares = Pair()

  mutating func refresh(_ past: some Past, _ row: Int, _ n: Int) {
    for back in stride(from: n - 1, through: 0, by: -1) {
      let x = past.number(row - back)
      sum.add(x)
      squares.addProduct(x, x)
    }
  }

  @inline(__always)
  mutating func slide(_ entering: Double, _ leaving: Double, _ n: Int) {
    sum.slide(entering, leaving)
    squares.addProduct(entering, entering)
    squares.addProduct(-leaving, leaving)
  }

  /// What is below 2^-98 of the squares is their rounding error, not a spread.
  @inline(__always)
  func value(_ n: Int) -> Double {
    let all = squares.normal.times(Double(n))
    let spread = all.minus(sum.normal.squared)
    return spread <= 0x1p-98 * all.high ? 0 : spread.squareRoot() / Double(n)
  }

  @inline(__always)
  func isSwamped(_ leaving: Double) -> Bool {
    leaving * leaving > 0x1p30 * squares.high.magnitude
  }
}

struct ExactSquares: ExactState {
  var sum: Int64 = 0
  var squares: Int128 = 0

  @inline(__always)
  mutating func slide(_ entering: Int64, _ leaving: Int64, _ n: Int) {
    sum &+= entering &- leaving
    squares &+= Int128(entering) &* Int128(entering) &- Int128(leaving) &* Int128(leaving)
  }

  @inline(__always)
  func value(_ n: Int) -> Double {
    let spread = squares &* Int128(n) &- Int128(sum) &* Int128(sum)
    return spread.rounded.squareRoot() / (Double(n) * Grid.scale)
  }

  /// n times a word stays below 2^62, hence n^2 times its square below 2^124.
  static func limit(_ n: Int) -> Int64 { Swift.min(Grid.limit, (1 << 62) / Int64(n)) }
}
