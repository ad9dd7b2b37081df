internal import Machine

/// What a window makes of the numbers in it, oldest first: every sum exact, rounded once, divided
/// once.
struct WindowFigure: Sendable {
  /// From the numbers themselves.
  let numbers: @Sendable ([Double]) -> Double
  /// From the words of a market column: whole counts of 1e-8.
  let counts: @Sendable ([ExactNumber]) -> Double
  /// The largest count for which the second is used.
  let limit: @Sendable (Int) -> Int64

  static let mean = WindowFigure(
    numbers: { roundedSum($0) / Double($0.count) },
    counts: { $0.reduce(.zero, +).rounded / (Double($0.count) * 100_000_000) },
    limit: { min(1 << 51, (1 << 62) / Int64($0)) })

  static let total = WindowFigure(
    numbers: { roundedSum($0) }, counts: { $0.reduce(.zero, +).rounded / 100_000_000 },
    limit: { min(1 << 51, (1 << 62) / Int64($0)) })

  static let weighted = WindowFigure(
    numbers: { weighted($0.map(ExactNumber.init)).settled / triangle($0.count) },
    counts: { weighted($0).rounded / (triangle($0.count) * 100_000_000) },
    limit: { _ in 1 << 51 })

  static let spread = WindowFigure(
    numbers: { root(spread($0.map(ExactNumber.init))) / Double($0.count) },
    counts: {
      spread($0).rounded.squareRoot() / (Double($0.count) * 100_000_000)
    },
    limit: { min(1 << 51, (1 << 60) / Int64($0)) })

  /// The rise per bar of the line of least squares.
  static let slope = WindowFigure(
    numbers: { rise($0.map(ExactNumber.init)).settled / moment($0.count) },
    counts: { rise($0).rounded / (moment($0.count) * 100_000_000) },
    limit: { min(1 << 51, (1 << 61) / (Int64($0) * Int64($0 + 1))) })

  private static func rise(_ x: [ExactNumber]) -> ExactNumber {
    ExactNumber(2) * weighted(x) - ExactNumber(x.count + 1) * x.reduce(.zero, +)
  }

  private static func moment(_ n: Int) -> Double { Double(n) * (Double(n) * Double(n) - 1) / 6 }

  /// 1, 2, ..., n times the numbers, the newest most.
  private static func weighted(_ x: [ExactNumber]) -> ExactNumber {
    x.enumerated().reduce(.zero) { $0 + ExactNumber($1.offset + 1) * $1.element }
  }

  private static func triangle(_ n: Int) -> Double { Double(n) * Double(n + 1) / 2 }

  /// The root to the last bit: one step of Newton's from the root of the rounded number.
  private static func root(_ x: ExactNumber) -> Double {
    let root = x.rounded.squareRoot()
    guard root > 0, root.isFinite else { return root }
    let left = (x - ExactNumber(root) * ExactNumber(root)).rounded / (2 * root)
    return (ExactNumber(root) + ExactNumber(left)).settled
  }

  /// n squared times the variance: n times the sum of the squares, less the square of the sum.
  private static func spread(_ x: [ExactNumber]) -> ExactNumber {
    let sum = x.reduce(.zero, +)
    return ExactNumber(x.count) * x.reduce(.zero) { $0 + $1 * $1 } - sum * sum
  }
}

/// A figure of the last n values at every bar; missing while one of them is.
func window(_ x: Cell, _ n: Int, _ figure: WindowFigure) -> Cell {
  .numbers { bar in
    let values = (0..<n).map { x.number(bar - n + 1 + $0) }
    guard values.allSatisfy(isValue) else { return .nan }
    let words = (0..<n).compactMap { x.market?.word(bar - n + 1 + $0) }
    let areCounts = words.allSatisfy { $0.magnitude <= UInt64(figure.limit(n)) }
    if words.count == n, areCounts {
      return known(figure.counts(words.map { ExactNumber(Int($0)) }))
    }
    return known(figure.numbers(values))
  }
}

/// True for a number that is neither missing nor infinite.
func isValue(_ x: Double) -> Bool { x.isFinite }
