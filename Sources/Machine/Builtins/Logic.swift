extension Builtin {
  static let logic: [Builtin] = [
    elementwise(
      "and", symbol: "and", .logic, [.flag("a"), .flag("b")], gives: .flag,
      "True where both are. Both sides are computed at every bar.", formula: "a and b",
      example: .counting("close > 1 and close < 3", 0, 1, 0), .flags(And.self)),
    elementwise(
      "or", symbol: "or", .logic, [.flag("a"), .flag("b")], gives: .flag,
      "True where either is. Both sides are computed at every bar.", formula: "a or b",
      example: .counting("close < 2 or close > 2", 1, 0, 1), .flags(Or.self)),
    elementwise(
      "not", symbol: "not", .logic, [.flag("a")], gives: .flag, "True where a is false.",
      formula: "not a", example: .counting("not close > 1", 1, 0), .not),
    elementwise(
      "same", symbol: "==", .logic, [.flag("a"), .flag("b")], gives: .flag,
      "True where both are true or both are false.", formula: "a = b",
      example: .counting("(close > 1) == true", 0, 1), .flags(Same.self)),
    elementwise(
      "other", symbol: "!=", .logic, [.flag("a"), .flag("b")], gives: .flag,
      "True where one is true and the other is not.", formula: "a xor b",
      example: .counting("(close > 1) != true", 1, 0), .flags(Other.self)),
  ]
}

enum And: FlagMap {
  @inline(__always) static func value(_ a: UInt8, _ b: UInt8) -> UInt8 { a & b }
}
enum Or: FlagMap {
  @inline(__always) static func value(_ a: UInt8, _ b: UInt8) -> UInt8 { a | b }
}
enum Same: FlagMap {
  @inline(__always) static func value(_ a: UInt8, _ b: UInt8) -> UInt8 { a ^ b ^ 1 }
}
enum Other: FlagMap {
  @inline(__always) static func value(_ a: UInt8, _ b: UInt8) -> UInt8 { a ^ b }
}

extension Kernel {
  static let not = Kernel(shape: .elementwise) { call in
    let (a, out) = (call.flag(0), call.target(UInt8.self))
    for row in 0..<call.count { out[row] = a[row] ^ 1 }
  }
}
