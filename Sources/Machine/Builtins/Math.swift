internal import Glibc

extension Builtin {
  static let math: [Builtin] =
    [
      elementwise(
        "is_na", aliases: ["isna"], .math, [.number("x")], gives: .flag,
        "True where the number is missing.", formula: "x is missing or infinite",
        example: .counting("is_na(close[1])", 1, 0), .test(IsMissing.self)),
      elementwise(
        "min", .math, [.number("a"), .number("b")], "The smaller; missing where either is.",
        formula: "min(a, b)", example: .counting("min(close, 2)", 1, 2, 2), .map(Smaller.self)),
      elementwise(
        "max", .math, [.number("a"), .number("b")], "The larger; missing where either is.",
        formula: "max(a, b)", example: .counting("max(close, 2)", 2, 2, 3), .map(Larger.self)),
      elementwise(
        "min", .math, [.number("a"), .number("b"), .number("c")],
        "The smallest; missing where any is.", formula: "min(a, b, c)",
        example: .counting("min(close, 2, 3)", 1, 2, 2), .three(Smaller.self)),
      elementwise(
        "max", .math, [.number("a"), .number("b"), .number("c")],
        "The largest; missing where any is.", formula: "max(a, b, c)",
        example: .counting("max(close, 2, 1)", 2, 2, 3), .three(Larger.self)),
      elementwise(
        "mod", .math, [.number("a"), .number("b")],
        "The remainder, with the sign of a; missing where b is 0.",
        formula: "a - b * trunc(a / b)", source: "C fmod",
        example: .counting("mod(close, 2)", 1, 0),
        .map(Remainder.self)),
    ] + functions

  private static func function<M: Map1>(
    _ name: String, _ summary: String, _ formula: String, _ example: Example, _ map: M.Type
  ) -> Builtin {
    elementwise(
      name, .math, [.number("x")], summary, formula: formula, source: "C math library",
      example: example, .map(map))
  }

  private static let functions: [Builtin] = [
    function("abs", "The magnitude.", "|x|", .counting("abs(close - 2)", 1, 0, 1), Magnitude.self),
    function(
      "sign", "-1, 0 or 1.", "sign of x", .counting("sign(close - 2)", -1, 0, 1), Sign.self),
    function(
      "floor", "Down to a whole number.", "floor x", .counting("floor(close / 2)", 0, 1), Floor.self
    ),
    function(
      "ceil", "Up to a whole number.", "ceil x", .counting("ceil(close / 2)", 1, 1), Ceil.self),
    function(
      "round", "To the nearest whole number, halves away from zero.", "round x",
      .counting("round(close / 2)", 1, 1, 2), Round.self),
    function(
      "sqrt", "The square root; missing below 0.", "sqrt x",
      Example("sqrt(close)", close: [4, 9], gives: [2, 3]), SquareRoot.self),
    function(
      "exp", "e to the power of x.", "e^x", .counting("exp(close - 1)", 1, 2.718281828459045),
      Exponential.self),
    function(
      "log", "The natural logarithm; missing at and below 0.", "ln x", .counting("log(close)", 0),
      Logarithm.self),
    function(
      "log10", "The decimal logarithm; missing at and below 0.", "log10 x",
      Example("log10(close)", close: [1, 100], gives: [0, 2]), Logarithm10.self),
    function("sin", "The sine, in radians.", "sin x", .counting("sin(close - 1)", 0), Sine.self),
    function(
      "cos", "The cosine, in radians.", "cos x", .counting("cos(close - 1)", 1), Cosine.self),
    function(
      "tan", "The tangent, in radians.", "tan x", .counting("tan(close - 1)", 0), Tangent.self),
    function(
      "asin", "The arc sine; missing outside -1..1.", "asin x", .counting("asin(close - 1)", 0),
      ArcSine.self),
    function(
      "acos", "The arc cosine; missing outside -1..1.", "acos x", .counting("acos(close)", 0, .nan),
      ArcCosine.self),
    function(
      "atan", "The arc tangent.", "atan x", .counting("atan(close - 1)", 0), ArcTangent.self),
  ]
}

/// A result that is not a finite number is missing.
@inline(__always)
private func finite(_ x: Double) -> Double { isKnown(x) ? x : .nan }

enum IsMissing: Test1 {
  @inline(__always) static func holds(_ a: Double) -> Bool { !isKnown(a) }
}
enum Smaller: Map2 {
  @inline(__always) static func value(_ a: Double, _ b: Double) -> Double {
    let least = a < b ? a : b
    return a == a ? least : a
  }
}
enum Larger: Map2 {
  @inline(__always) static func value(_ a: Double, _ b: Double) -> Double {
    let most = a > b ? a : b
    return a == a ? most : a
  }
}
enum Remainder: Map2 {
  @inline(__always) static func value(_ a: Double, _ b: Double) -> Double {
    // Whole numbers whose quotient is exact when it is cut: the rest is exact too.
    if a.magnitude < whole, b.magnitude < whole {
      let (first, second) = (Int64(a), Int64(b))
      if second != 0, Double(first) == a, Double(second) == b {
        let rest = a - Double(Int64(a / b)) * b
        return rest == 0 ? a * 0 : rest
      }
    }
    return b == 0 ? .nan : finite(fmod(a, b))
  }

  private static let whole = 0x1p52
}
enum Power: Map2 {
  @inline(__always) static func value(_ a: Double, _ b: Double) -> Double { finite(pow(a, b)) }
}
enum Magnitude: Map1 {
  @inline(__always) static func value(_ a: Double) -> Double { a.magnitude }
}
enum Sign: Map1 {
  @inline(__always) static func value(_ a: Double) -> Double {
    a > 0 ? 1 : a < 0 ? -1 : a == 0 ? 0 : .nan
  }
}
enum Floor: Map1 {
  @inline(__always) static func value(_ a: Double) -> Double { a.rounded(.down) }
}
enum Ceil: Map1 {
  @inline(__always) static func value(_ a: Double) -> Double { a.rounded(.up) }
}
enum Round: Map1 {
  @inline(__always) static func value(_ a: Double) -> Double { a.rounded() }
}
enum SquareRoot: Map1 {
  @inline(__always) static func value(_ a: Double) -> Double { a.squareRoot() }
}
enum Exponential: Map1 { static func value(_ a: Double) -> Double { finite(exp(a)) } }
enum Logarithm: Map1 { static func value(_ a: Double) -> Double { finite(log(a)) } }
enum Logarithm10: Map1 { static func value(_ a: Double) -> Double { finite(log10(a)) } }
enum Sine: Map1 { static func value(_ a: Double) -> Double { finite(sin(a)) } }
enum Cosine: Map1 { static func value(_ a: Double) -> Double { finite(cos(a)) } }
enum Tangent: Map1 { static func value(_ a: Double) -> Double { finite(tan(a)) } }
enum ArcSine: Map1 { static func value(_ a: Double) -> Double { finite(asin(a)) } }
enum ArcCosine: Map1 { static func value(_ a: Double) -> Double { finite(acos(a)) } }
enum ArcTangent: Map1 { static func value(_ a: Double) -> Double { finite(atan(a)) } }

extension Kernel {
  /// The same of three operands, left to right.
  static func three<M: Map2>(_: M.Type) -> Kernel {
    Kernel(shape: .elementwise) { call in
      let (a, b, c) = (call.number(0), call.number(1), call.number(2))
      let out = call.target(Double.self)
      for row in 0..<call.count { out[row] = M.value(M.value(a[row], b[row]), c[row]) }
    }
  }
}
