extension Builtin {
  static let comparisons: [Builtin] =
    numberComparisons + wordComparisons + [
      finite(
        "crosses_above", symbol: "crosses above", .comparison, [.number("a"), .number("b")],
        gives: .flag, "True at the bar where a rises above b.",
        formula: "a > b and a[1] <= b[1]",
        source: "definition; Pine ta.crossover is the same",
        example: .counting("close crosses above 2", 0, 0, 1, 0), lookback: { _ in 1 },
        .crossesAbove),
      finite(
        "crosses_below", symbol: "crosses below", .comparison, [.number("a"), .number("b")],
        gives: .flag, "True at the bar where a falls below b.",
        formula: "a < b and a[1] >= b[1]",
        source: "definition; Pine ta.crossunder is the same",
        example: .counting("-close crosses below -2", 0, 0, 1, 0), lookback: { _ in 1 },
        .crossesBelow),
    ]

  private static let numberComparisons: [Builtin] = [
    compare("less", "<", "a < b; false where either is missing", 1, 0, Less.self),
    compare("less_or_equal", "<=", "a <= b; false where either is missing", 1, 1, LessOrEqual.self),
    compare("greater", ">", "a > b; false where either is missing", 0, 0, Greater.self),
    compare(
      "greater_or_equal", ">=", "a >= b; false where either is missing", 0, 1,
      GreaterOrEqual.self),
    compare("equal", "==", "a = b; false where either is missing", 0, 1, Equal.self),
    compare("not_equal", "!=", "a and b differ; false where either is missing", 1, 0, Differ.self),
  ]

  /// Examples compare `close` with 2 at closes 1 and 2.
  private static func compare<T: Test2>(
    _ name: String, _ symbol: String, _ formula: String, _ first: Double, _ second: Double,
    _ test: T.Type
  ) -> Builtin {
    elementwise(
      name, symbol: symbol, .comparison, [.number("a"), .number("b")], gives: .flag,
      "Compares two numbers.", formula: formula,
      example: .counting("close \(symbol) 2", first, second), .test(test))
  }

  private static let wordComparisons: [Builtin] = [
    compareTimes("earlier", "<", EarlierWord.self, 0),
    compareTimes("not_later", "<=", NotLaterWord.self, 1),
    compareTimes("later", ">", LaterWord.self, 0),
    compareTimes("not_earlier", ">=", NotEarlierWord.self, 1),
    compareTimes("same_time", "==", SameWord.self, 1),
    compareTimes("other_time", "!=", OtherWord.self, 0),
  ]

  private static func compareTimes<T: WordTest>(
    _ name: String, _ symbol: String, _ test: T.Type, _ itself: Double
  ) -> Builtin {
    elementwise(
      name, symbol: symbol, .comparison, [.word("a"), .word("b")], gives: .flag,
      "Compares two times or two durations.",
      formula: "a \(symbol) b; false where either is missing",
      example: .counting("time \(symbol) time", itself), .test(test))
  }
}

enum Less: Test2 {
  @inline(__always) static func holds(_ a: Double, _ b: Double) -> Bool { a < b }
}
enum LessOrEqual: Test2 {
  @inline(__always) static func holds(_ a: Double, _ b: Double) -> Bool { a <= b }
}
enum Greater: Test2 {
  @inline(__always) static func holds(_ a: Double, _ b: Double) -> Bool { a > b }
}
enum GreaterOrEqual: Test2 {
  @inline(__always) static func holds(_ a: Double, _ b: Double) -> Bool { a >= b }
}
enum Equal: Test2 {
  @inline(__always) static func holds(_ a: Double, _ b: Double) -> Bool { a == b }
}
/// Not the negation of `Equal`: with a missing side both are false.
enum Differ: Test2 {
  @inline(__always) static func holds(_ a: Double, _ b: Double) -> Bool { (a < b) != (a > b) }
}

@inline(__always)
private func known(_ a: Int64, _ b: Int64) -> Bool { a != Grid.missing && b != Grid.missing }

enum EarlierWord: WordTest {
  @inline(__always) static func holds(_ a: Int64, _ b: Int64) -> Bool { known(a, b) && a < b }
}
enum NotLaterWord: WordTest {
  @inline(__always) static func holds(_ a: Int64, _ b: Int64) -> Bool { known(a, b) && a <= b }
}
enum LaterWord: WordTest {
  @inline(__always) static func holds(_ a: Int64, _ b: Int64) -> Bool { known(a, b) && a > b }
}
enum NotEarlierWord: WordTest {
  @inline(__always) static func holds(_ a: Int64, _ b: Int64) -> Bool { known(a, b) && a >= b }
}
enum SameWord: WordTest {
  @inline(__always) static func holds(_ a: Int64, _ b: Int64) -> Bool { known(a, b) && a == b }
}
enum OtherWord: WordTest {
  @inline(__always) static func holds(_ a: Int64, _ b: Int64) -> Bool { known(a, b) && a != b }
}

extension Kernel {
  /// One operand is above the other at a row where it was not at the row before.
  static let crossesAbove = Kernel(
    shape: .window, body: { $0.crosses($0.number(0), above: $0.number(1)) }, reach: { _ in 1 })
  static let crossesBelow = Kernel(
    shape: .window, body: { $0.crosses($0.number(1), above: $0.number(0)) }, reach: { _ in 1 })
}
