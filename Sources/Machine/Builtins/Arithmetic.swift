extension Builtin {
  static let arithmetic: [Builtin] = [
    elementwise(
      "add", symbol: "+", .arithmetic, [.number("a"), .number("b")], "The sum.",
      formula: "a + b", example: .counting("close + 1", 2, 3), .map(Add.self)),
    elementwise(
      "subtract", symbol: "-", .arithmetic, [.number("a"), .number("b")], "The difference.",
      formula: "a - b", example: .counting("close - 1", 0, 1), .map(Subtract.self)),
    elementwise(
      "multiply", symbol: "*", .arithmetic, [.number("a"), .number("b")], "The product.",
      formula: "a * b", example: .counting("close * 2", 2, 4), .map(Multiply.self)),
    elementwise(
      "divide", symbol: "/", .arithmetic, [.number("a"), .number("b")],
      "The quotient; missing where the divisor is 0.", formula: "a / b; na where b = 0",
      example: .counting("6 / (close - 2)", -6, .nan, 6), .map(Divide.self)),
    elementwise(
      "power", symbol: "^", aliases: [], .arithmetic, [.number("a"), .number("b")],
      "A power; missing where it is not a finite real number.", formula: "a ^ b",
      source: "C pow", example: .counting("close ^ 2", 1, 4, 9), .map(Power.self)),
    elementwise(
      "negate", symbol: "negate", .arithmetic, [.number("a")], "The number with the other sign.",
      formula: "-a", example: .counting("-close", -1, -2), .map(Negate.self)),
    elementwise(
      "span", symbol: "-", .arithmetic, [.word("a"), .word("b")], gives: .word,
      "The duration between two times.", formula: "a - b; na where either is",
      example: .counting("if time - time == 0s then 1 else 0", 1), .wordDifference),
  ]
}

enum Add: Map2 {
  @inline(__always) static func value(_ a: Double, _ b: Double) -> Double { a + b }
}
enum Subtract: Map2 {
  @inline(__always) static func value(_ a: Double, _ b: Double) -> Double { a - b }
}
enum Multiply: Map2 {
  @inline(__always) static func value(_ a: Double, _ b: Double) -> Double { a * b }
}
enum Divide: Map2 {
  @inline(__always) static func value(_ a: Double, _ b: Double) -> Double {
    let quotient = a / b
    return b == 0 ? .nan : quotient
  }
}
enum Negate: Map1 {
  @inline(__always) static func value(_ a: Double) -> Double { -a }
}

extension Kernel {
  static let wordDifference = Kernel(shape: .elementwise) { call in
    let (a, b, out) = (call.word(0), call.word(1), call.target(Int64.self))
    for row in 0..<call.count {
      let (difference, overflow) = a[row].subtractingReportingOverflow(b[row])
      let missing = a[row] == Grid.missing || b[row] == Grid.missing || overflow
      out[row] = missing ? Grid.missing : difference
    }
  }
}
