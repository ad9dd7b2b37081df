internal import Machine

/// Functions of numbers that are put together from others.
extension PreludeDefinition {
  static let numbers: [PreludeDefinition] = [
    PreludeDefinition(
      "clamp", .math, "fn clamp(x = close, least = 0, most = 1) = min(max(x, least), most)",
      "The number, held between two others.", formula: "min(max(x, least), most)",
      example: .counting("clamp(close, 2, 3)", 2, 2, 3, 3)),
    PreludeDefinition(
      "lerp", .math, "fn lerp(a = open, b = close, t = 0.5) = a + t * (b - a)",
      "The number a share of the way from a to b.", formula: "a + t * (b - a)",
      example: .counting("lerp(0, close, 0.25)", 0.25, 0.5)),
    PreludeDefinition(
      "frac", .math, "fn frac(x = close) = x - trunc(x)",
      "What is left without the whole part, with the sign of x.", formula: "x - trunc(x)",
      example: Builtin.Example("frac(close)", close: [1.25, 2], gives: [0.25, 0])),
    PreludeDefinition(
      "round_to", .math, "fn round_to(x = close, step = 1) = round(x / step) * step",
      "To the nearest multiple of a step, halves away from zero.",
      formula: "round(x / step) * step; missing where step is 0",
      example: Builtin.Example("round_to(close, 5)", close: [7, 8, 12.5], gives: [5, 10, 15])),
    PreludeDefinition(
      "pi", .math, "fn pi() = 3.141592653589793", "The number pi.", formula: "3.14159...",
      example: .counting("pi()", 3.141592653589793)),
    PreludeDefinition(
      "to_degrees", .math, "fn to_degrees(x = close) = x * 180 / pi()",
      "An angle in degrees of one in radians.", formula: "x * 180 / pi",
      example: .counting("to_degrees(pi() * close)", 180, 360)),
    PreludeDefinition(
      "to_radians", .math, "fn to_radians(x = close) = x * pi() / 180",
      "An angle in radians of one in degrees.", formula: "x * pi / 180",
      example: .counting("to_radians(180 * close)", 3.141592653589793)),
    PreludeDefinition(
      "noise", .math, "fn noise(seed = 1) = hash(from 0 next prev + 1, seed)",
      "Made-up chance: a number from 0 up to 1 that depends on the bar's number and the seed, "
        + "the same in every run.",
      formula: "hash(bars since the first, seed)",
      source: "definition; there is no other randomness in the language", memory: .open,
      example: .counting("if noise() == hash(bar_index) then 1 else 0", 1, 1)),
  ]
}
