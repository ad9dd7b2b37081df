extension Builtin {
  static let choices: [Builtin] = [
    elementwise(
      "if", symbol: "if", .choice, [.flag("c"), .number("a"), .number("b")],
      "One number or the other. Both are computed at every bar.", formula: "if c then a else b",
      example: .counting("if close > 1 then 10 else 20", 20, 10), .choose(Double.self)),
    elementwise(
      "if_flag", symbol: "if", .choice, [.flag("c"), .flag("a"), .flag("b")], gives: .flag,
      "One condition or the other.", formula: "if c then a else b",
      example: .counting("if close > 1 then close > 5 else close < 5", 1, 0), .choose(UInt8.self)),
    elementwise(
      "if_time", symbol: "if", .choice, [.flag("c"), .word("a"), .word("b")], gives: .word,
      "One time or the other.", formula: "if c then a else b",
      example: .counting("if (if close > 1 then 1h else 2h) == 2h then 1 else 0", 1, 0),
      .choose(Int64.self)),
    elementwise(
      "otherwise", symbol: "??", .choice, [.number("a"), .number("b")],
      "The first number, or the second where the first is missing.",
      formula: "a, or b where a is missing", example: .counting("close[1] ?? 9", 9, 1),
      .map(Otherwise.self)),
    elementwise(
      "from", symbol: "from", .choice, [.number("prev"), .number("first"), .number("next")],
      "The state machine of `from FIRST next NEXT`.",
      formula: "first where prev is missing and first is not, else next",
      example: .counting("from 1 next prev * 2", 1, 2, 4), .seed),
  ]
}

enum Otherwise: Map2 {
  @inline(__always) static func value(_ a: Double, _ b: Double) -> Double { isKnown(a) ? a : b }
}

extension Kernel {
  static func choose<Element: BitwiseCopyable>(_: Element.Type) -> Kernel where Element: Sendable {
    Kernel(shape: .elementwise) { call in
      let (c, out) = (call.flag(0), call.target(Element.self))
      let (a, b) = (call.rows(1, Element.self), call.rows(2, Element.self))
      for row in 0..<call.count { out[row] = c[row] != 0 ? a[row] : b[row] }
    }
  }

  /// One column as another.
  static func carry(_ bank: Bank) -> Kernel {
    switch bank {
    case .number: copy(Double.self)
    case .word: copy(Int64.self)
    case .flag: copy(UInt8.self)
    }
  }

  private static func copy<Element: BitwiseCopyable>(_: Element.Type) -> Kernel
  where Element: Sendable {
    Kernel(shape: .elementwise) { call in
      let (x, out) = (call.rows(0, Element.self), call.target(Element.self))
      for row in 0..<call.count { out[row] = x[row] }
    }
  }

  static let seed = Kernel(shape: .elementwise) { call in
    let (prev, first, next) = (call.number(0), call.number(1), call.number(2))
    let out = call.target(Double.self)
    for row in 0..<call.count {
      out[row] = !isKnown(prev[row]) && isKnown(first[row]) ? first[row] : next[row]
    }
  }
}
