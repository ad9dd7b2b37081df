internal import Glibc

extension Builtin {
  /// Functions of the row alone that came after those of `math`.
  static let numerics: [Builtin] =
    [
      elementwise(
        "avg", .math, [.number("a"), .number("b")], "The mean; missing where either is.",
        formula: "(a + b) / 2", source: "definition; Pine math.avg",
        example: .counting("avg(close, 3)", 2, 2.5), .mean(2)),
      elementwise(
        "avg", .math, [.number("a"), .number("b"), .number("c")],
        "The mean; missing where any is.", formula: "(a + b + c) / 3",
        source: "definition; Pine math.avg", example: .counting("avg(close, 3, 2)", 2), .mean(3)),
      elementwise(
        "avg", .math, [.number("a"), .number("b"), .number("c"), .number("d")],
        "The mean; missing where any is.", formula: "(a + b + c + d) / 4",
        source: "definition; Pine math.avg", example: .counting("avg(close, 3, 2, 2)", 2, 2.25),
        .mean(4)),
      elementwise(
        "atan2", .math, [.number("y"), .number("x")],
        "The angle of the point (x, y), in radians from -pi to pi.", formula: "atan2(y, x)",
        source: "C math library", example: .counting("atan2(close - 1, 1)", 0), .map(Angle.self)),
      elementwise(
        "hypot", .math, [.number("a"), .number("b")], "The length of the hypotenuse.",
        formula: "sqrt(a^2 + b^2), without overflow between", source: "C math library",
        example: Example("hypot(close, 4)", close: [3], gives: [5]), .map(Hypotenuse.self)),
      elementwise(
        "round", .math,
        [.number("x"), Parameter("digits", .length(0...22))],
        "To so many decimal digits, halves away from zero.",
        formula: "round(x * 10^digits) / 10^digits; x itself where x * 10^digits has no fraction",
        source: "definition; Pine math.round", example: .counting("round(close / 8, 1)", 0.1, 0.3),
        .digits),
      elementwise(
        "hash", .math, [.number("x"), .factor("seed", standard: 1)],
        "A number from 0 up to 1 that depends on x and the seed alone, and looks like chance.",
        formula: "the first 53 bits of SplitMix64 of the bits of x after those of the seed",
        source: "Steele, Lea and Flood 2014",
        example: Example(
          "if hash(close) == hash(5) and hash(close) != hash(close, 2) then 1 else 0",
          close: [5, 6], gives: [1, 0]), .hash),
    ] + curves

  private static func curve<M: Map1>(
    _ name: String, _ summary: String, _ formula: String, _ example: Example, _ map: M.Type
  ) -> Builtin {
    elementwise(
      name, .math, [.number("x")], summary, formula: formula, source: "C math library",
      example: example, .map(map))
  }

  private static let curves: [Builtin] = [
    curve(
      "trunc", "Towards zero to a whole number.", "trunc x",
      Example("trunc(close - 2)", close: [0.5, 3.5], gives: [-1, 1]), Truncation.self),
    curve(
      "log2", "The binary logarithm; missing at and below 0.", "log2 x",
      Example("log2(close)", close: [1, 8], gives: [0, 3]), Logarithm2.self),
    curve(
      "exp2", "2 to the power of x.", "2^x", .counting("exp2(close)", 2, 4, 8), Exponential2.self),
    curve(
      "cbrt", "The cube root.", "x^(1/3)",
      Example("cbrt(close - 9)", close: [1, 17], gives: [-2, 2]),
      CubeRoot.self),
    curve(
      "sinh", "The hyperbolic sine.", "(e^x - e^-x) / 2", .counting("sinh(close - 1)", 0),
      HyperbolicSine.self),
    curve(
      "cosh", "The hyperbolic cosine.", "(e^x + e^-x) / 2", .counting("cosh(close - 1)", 1),
      HyperbolicCosine.self),
    curve(
      "tanh", "The hyperbolic tangent, -1 to 1.", "sinh x / cosh x",
      .counting("tanh(close - 1)", 0), HyperbolicTangent.self),
  ]
}

@inline(__always)
private func finite(_ x: Double) -> Double { isKnown(x) ? x : .nan }

enum Angle: Map2 {
  static func value(_ a: Double, _ b: Double) -> Double { finite(atan2(a, b)) }
}
enum Hypotenuse: Map2 {
  static func value(_ a: Double, _ b: Double) -> Double {
    isKnown(a) && isKnown(b) ? finite(hypot(a, b)) : .nan
  }
}
enum Truncation: Map1 {
  @inline(__always) static func value(_ a: Double) -> Double { a.rounded(.towardZero) }
}
enum Logarithm2: Map1 { static func value(_ a: Double) -> Double { finite(log2(a)) } }
enum Exponential2: Map1 { static func value(_ a: Double) -> Double { finite(exp2(a)) } }
enum CubeRoot: Map1 { static func value(_ a: Double) -> Double { finite(cbrt(a)) } }
enum HyperbolicSine: Map1 { static func value(_ a: Double) -> Double { finite(sinh(a)) } }
enum HyperbolicCosine: Map1 { static func value(_ a: Double) -> Double { finite(cosh(a)) } }
enum HyperbolicTangent: Map1 {
  static func value(_ a: Double) -> Double { isKnown(a) ? tanh(a) : .nan }
}

extension Kernel {
  /// The mean of some operands, added left to right.
  static func mean(_ operands: Int) -> Kernel {
    Kernel(shape: .elementwise) { call in
      let out = call.target(Double.self)
      for row in 0..<call.count {
        var sum = call.number(0)[row]
        for operand in 1..<operands { sum += call.number(operand)[row] }
        out[row] = finite(sum / Double(operands))
      }
    }
  }

  static let digits = Kernel(shape: .elementwise) { call in
    let (x, out) = (call.number(0), call.target(Double.self))
    let scale = pow(10, call.scalars[0])
    for row in 0..<call.count {
      let scaled = x[row] * scale
      out[row] = scaled.magnitude < 0x1p52 ? scaled.rounded() / scale : finite(x[row])
    }
  }

  static let hash = Kernel(shape: .elementwise) { call in
    let (x, out) = (call.number(0), call.target(Double.self))
    let seed = mixed((call.scalars[0] + 0).bitPattern)
    for row in 0..<call.count {
      let bits = mixed(seed ^ (x[row] + 0).bitPattern)
      out[row] = isKnown(x[row]) ? Double(bits >> 11) * 0x1p-53 : .nan
    }
  }
}

/// One step of SplitMix64.
@inline(__always)
private func mixed(_ word: UInt64) -> UInt64 {
  var hash = word &+ 0x9E37_79B9_7F4A_7C15
  hash = (hash ^ (hash >> 30)) &* 0xBF58_476D_1CE4_E5B9
  hash = (hash ^ (hash >> 27)) &* 0x94D0_49BB_1331_11EB
  return hash ^ (hash >> 31)
}
