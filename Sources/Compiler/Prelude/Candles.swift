internal import Machine

/// The parts of a bar, and what one bar looks like. Averages of bodies, shadows and ranges are over
/// the bars before, as TA-Lib's default candle settings have them.
extension PreludeDefinition {
  static let candles: [PreludeDefinition] = parts + singles

  /// A pattern with one meaning.
  static func pattern(
    _ name: String, aliases: [String] = [], formals: String = "", _ body: String,
    _ summary: String, formula: String, source: String,
    _ example: Builtin.Example? = nil
  ) -> PreludeDefinition {
    PreludeDefinition(
      name, aliases: aliases, .candles, "fn \(name)(\(formals)) = {\n\(body)\n}", summary,
      formula: formula, source: source, gives: .flag,
      example: example ?? Builtin.Example("\(name)()", close: [1, 1], gives: [0, 0]))
  }

  /// A pattern that points up or down.
  static func sided(
    _ name: String, aliases: [String] = [], _ body: String, _ summary: String, formula: String,
    source: String, _ example: Builtin.Example
  ) -> PreludeDefinition {
    PreludeDefinition(
      name, aliases: aliases, .candles, "fn \(name)() = {\n\(body)\n}", summary,
      formula: formula, source: source, example: example)
  }

  private static let parts: [PreludeDefinition] = [
    PreludeDefinition(
      "body", .candles, "fn body() = abs(close - open)", "The length of the bar's body.",
      formula: "|close - open|", example: .counting("body()", 0, 0)),
    PreludeDefinition(
      "upper_shadow", .candles, "fn upper_shadow() = high - max(close, open)",
      "From the body up to the high.", formula: "high - max(close, open)",
      example: .counting("upper_shadow()", 0, 0)),
    PreludeDefinition(
      "lower_shadow", .candles, "fn lower_shadow() = min(close, open) - low",
      "From the low up to the body.", formula: "min(close, open) - low",
      example: .counting("lower_shadow()", 0, 0)),
    PreludeDefinition(
      "bar_color", .candles,
      "fn bar_color() = if close >= open then 1 else if close < open then -1 else na",
      "1 for a bar that closes where it opened or above, -1 below.",
      formula: "1 where close >= open, else -1", source: "TA-Lib's candle color",
      example: .counting("bar_color()", 1, 1)),
    PreludeDefinition(
      "is_bullish", .candles, "fn is_bullish() = close > open",
      "True where the bar closes above its open.", formula: "close > open", gives: .flag,
      example: .counting("is_bullish()", 0, 0)),
    PreludeDefinition(
      "is_bearish", .candles, "fn is_bearish() = close < open",
      "True where the bar closes below its open.", formula: "close < open", gives: .flag,
      example: .counting("is_bearish()", 0, 0)),
    PreludeDefinition(
      "inside_bar", .candles, "fn inside_bar() = high < high[1] and low > low[1]",
      "True where the bar lies within the range of the bar before.",
      formula: "high < high[1] and low > low[1]", source: "definition; some count equal ends, too",
      gives: .flag, example: .counting("inside_bar()", 0, 0)),
    PreludeDefinition(
      "outside_bar", .candles, "fn outside_bar() = high > high[1] and low < low[1]",
      "True where the bar goes beyond the bar before, both ways.",
      formula: "high > high[1] and low < low[1]", source: "definition; some count equal ends, too",
      gives: .flag, example: .counting("outside_bar()", 0, 0)),
    PreludeDefinition(
      "is_gap_up", .candles, "fn is_gap_up() = low > high[1]",
      "True where the whole bar lies above the bar before.", formula: "low > high[1]", gives: .flag,
      example: .counting("is_gap_up()", 0, 1)),
    PreludeDefinition(
      "is_gap_down", .candles, "fn is_gap_down() = high < low[1]",
      "True where the whole bar lies below the bar before.", formula: "high < low[1]", gives: .flag,
      example: .counting("is_gap_down()", 0, 0)),
  ]

  private static let doji = "body() <= 0.1 * sma(high - low, 10)[1]"
  private static let short = "body() < sma(body(), 10)[1]"
  private static let tiny = "0.1 * sma(high - low, 10)[1]"
  private static let flatBars = [Double](repeating: 5, count: 12)

  private static func firstTen(_ name: String, then value: Double) -> Builtin.Example {
    Builtin.Example(
      "\(name)()", close: flatBars,
      gives: flatBars.indices.map { $0 < 10 ? 0 : value })
  }

  /// A long body without a shadow at one end.
  private static func edge(
    _ name: String, _ word: String, _ white: String, _ black: String, _ verb: String, _ end: String
  ) -> PreludeDefinition {
    sided(
      name, aliases: ["cdl\(word)"],
      """
        let mean = sma(body(), 10)[1];
        let tiny = \(tiny);
        let side = bar_color();
        let shadow = if side == 1 then \(white) else \(black);
        if body() > mean and shadow < tiny then side else 0 * (mean + tiny)
      """,
      "A long body that \(verb) at an end of the bar: 1 up, -1 down, else 0.",
      formula: "body > mean body of 10 before; the shadow at the \(end) < 0.1 * mean range of 10 "
        + "before", source: "TA-Lib CDL\(word.uppercased()) (+-100)",
      Builtin.Example(
        "\(name)()", close: flatBars, gives: flatBars.indices.map { $0 < 10 ? .nan : 0 }))
  }

  private static let singles: [PreludeDefinition] = [
    pattern(
      "doji", aliases: ["cdldoji"], "  \(doji)",
      "True where the bar closes about where it opened.",
      formula: "body <= 0.1 * mean range of the 10 bars before", source: "TA-Lib CDLDOJI",
      firstTen("doji", then: 1)),
    pattern(
      "dragonfly_doji", aliases: ["cdldragonflydoji"],
      "  \(doji) and upper_shadow() < \(tiny) and lower_shadow() > \(tiny)",
      "True for a doji at the top of its range.",
      formula:
        "doji; upper shadow below, lower shadow above 0.1 * mean range of the 10 bars before",
      source: "TA-Lib CDLDRAGONFLYDOJI"),
    pattern(
      "gravestone_doji", aliases: ["cdlgravestonedoji"],
      "  \(doji) and lower_shadow() < \(tiny) and upper_shadow() > \(tiny)",
      "True for a doji at the bottom of its range.",
      formula:
        "doji; lower shadow below, upper shadow above 0.1 * mean range of the 10 bars before",
      source: "TA-Lib CDLGRAVESTONEDOJI"),
    pattern(
      "takuri", aliases: ["cdltakuri"],
      "  \(doji) and upper_shadow() < \(tiny) and lower_shadow() > 2 * body()",
      "True for a doji on a long lower shadow.",
      formula: "doji; upper shadow < 0.1 * mean range of 10 before; lower shadow > 2 * body",
      source: "TA-Lib CDLTAKURI"),
    pattern(
      "long_legged_doji", aliases: ["cdllongleggeddoji"],
      "  \(doji) and (upper_shadow() > body() or lower_shadow() > body())",
      "True for a doji with a long shadow.",
      formula: "doji; upper or lower shadow longer than the body",
      source: "TA-Lib CDLLONGLEGGEDDOJI"),
    pattern(
      "hammer", aliases: ["cdlhammer"],
      """
        \(short) and lower_shadow() > body() and upper_shadow() < \(tiny)
          and min(close, open) <= low[1] + 0.2 * sma(high - low, 5)[2]
      """,
      "True for a small body on a long lower shadow, near the low of the bar before.",
      formula:
        "body < mean body of 10 before; lower shadow > body; upper shadow < 0.1 * mean range "
        + "of 10 before; body's bottom <= low[1] + 0.2 * mean range of the 5 before that",
      source: "TA-Lib CDLHAMMER; no trend is looked for"),
    pattern(
      "hanging_man", aliases: ["cdlhangingman"],
      """
        \(short) and lower_shadow() > body() and upper_shadow() < \(tiny)
          and min(close, open) >= high[1] - 0.2 * sma(high - low, 5)[2]
      """,
      "True for a small body on a long lower shadow, near the high of the bar before.",
      formula: "as hammer, but body's bottom >= high[1] - 0.2 * mean range of the 5 before that",
      source: "TA-Lib CDLHANGINGMAN (-100); no trend is looked for"),
    pattern(
      "shooting_star", aliases: ["cdlshootingstar"],
      """
        \(short) and upper_shadow() > body() and lower_shadow() < \(tiny)
          and min(close, open) > max(close[1], open[1])
      """,
      "True for a small body under a long upper shadow, above the body before.",
      formula:
        "body < mean body of 10 before; upper shadow > body; lower shadow < 0.1 * mean range "
        + "of 10 before; the body lies above that of the bar before",
      source: "TA-Lib CDLSHOOTINGSTAR (-100)"),
    pattern(
      "inverted_hammer", aliases: ["cdlinvertedhammer"],
      """
        \(short) and upper_shadow() > body() and lower_shadow() < \(tiny)
          and max(close, open) < min(close[1], open[1])
      """,
      "True for a small body under a long upper shadow, below the body before.",
      formula: "as shooting_star, but the body lies below that of the bar before",
      source: "TA-Lib CDLINVERTEDHAMMER"),
    sided(
      "marubozu", aliases: ["cdlmarubozu"],
      """
        let mean = sma(body(), 10)[1];
        let tiny = \(tiny);
        let is_full = body() > mean and upper_shadow() < tiny and lower_shadow() < tiny;
        if is_full then bar_color() else 0 * (mean + tiny)
      """,
      "A long body almost without shadows: 1 up, -1 down, else 0.",
      formula: "body > mean body of 10 before; both shadows < 0.1 * mean range of 10 before",
      source: "TA-Lib CDLMARUBOZU (+-100)",
      Builtin.Example(
        "marubozu()", close: flatBars,
        gives: flatBars.indices.map { $0 < 10 ? .nan : 0 })),
    edge(
      "marubozu_closing", "closingmarubozu", "upper_shadow()", "lower_shadow()", "closes", "close"),
    edge("belt_hold", "belthold", "lower_shadow()", "upper_shadow()", "opens", "open"),
    sided(
      "spinning_top", aliases: ["cdlspinningtop"],
      """
        let mean = sma(body(), 10)[1];
        let is_small = body() < mean and upper_shadow() > body() and lower_shadow() > body();
        if is_small then bar_color() else 0 * mean
      """,
      "A small body between longer shadows: 1 up, -1 down, else 0.",
      formula: "body < mean body of 10 before; both shadows > body",
      source: "TA-Lib CDLSPINNINGTOP (+-100)",
      Builtin.Example(
        "spinning_top()", close: flatBars,
        gives: flatBars.indices.map { $0 < 10 ? .nan : 0 })),
  ]
}
