internal import Machine

/// Candle patterns of several bars. Averages are over the bars before the bar they are compared
/// with, as TA-Lib's default candle settings have them.
extension PreludeDefinition {
  static let patterns: [PreludeDefinition] = pairs + triples

  /// Of two bars; `top` and `bottom` are the ends of the body.
  private static let ends = """
      let top = max(close, open);
      let bottom = min(close, open);
    """

  private static let harami = """
    \(ends)
      let mean = sma(body(), 10);
      let is_within = body()[1] > mean[2] and top <= top[1] and bottom >= bottom[1];
      let weight = if top < top[1] and bottom > bottom[1] then 1 else 0.8;
    """

  private static let pairs: [PreludeDefinition] = [
    sided(
      "engulfing", aliases: ["cdlengulfing"],
      """
      \(ends)
        let side = bar_color();
        let is_wider = (top >= top[1] and bottom < bottom[1])
          or (top > top[1] and bottom <= bottom[1]);
        let weight = if top > top[1] and bottom < bottom[1] then 1 else 0.8;
        if side == -side[1] and is_wider then side * weight else 0 * abs(side[1])
      """,
      "A body around that of the bar before, which went the other way: 1 up, -1 down, 0.8 where "
        + "one end is the same, else 0.",
      formula: "bodies of opposite colors; top >= top[1], bottom <= bottom[1], not both equal",
      source: "TA-Lib CDLENGULFING (+-100, +-80)",
      .counting("engulfing()", .nan, 0, 0)),
    sided(
      "harami", aliases: ["cdlharami"],
      """
      \(harami)
        if is_within and body() <= mean[1] then -bar_color()[1] * weight else 0 * mean[2]
      """,
      "A small body within the long one before: 1 after a fall, -1 after a rise, 0.8 where an end "
        + "is the same, else 0.",
      formula:
        "body[1] > mean body of 10 before it; body <= mean body of 10 before; its ends within",
      source: "TA-Lib CDLHARAMI (+-100, +-80); the colour of the second is free",
      Builtin.Example(
        "harami()", close: [Double](repeating: 5, count: 13),
        gives: (0..<13).map { $0 < 11 ? .nan : 0 })),
    sided(
      "harami_cross", aliases: ["cdlharamicross"],
      """
      \(harami)
        let doji = 0.1 * sma(high - low, 10)[1];
        if is_within and body() <= doji then -bar_color()[1] * weight else 0 * (mean[2] + doji)
      """,
      "A doji within the long body before: 1 after a fall, -1 after a rise, 0.8 where an end is "
        + "the same, else 0.",
      formula: "as harami, but body <= 0.1 * mean range of 10 before",
      source: "TA-Lib CDLHARAMICROSS (+-100, +-80)",
      Builtin.Example(
        "harami_cross()", close: [Double](repeating: 5, count: 13),
        gives: (0..<13).map { $0 < 11 ? .nan : 0 })),
    pattern(
      "piercing", aliases: ["cdlpiercing"],
      """
        let mean = sma(body(), 10)[1];
        bar_color()[1] == -1 and body()[1] > mean[1] and bar_color() == 1 and body() > mean
          and open < low[1] and close < open[1] and close > close[1] + body()[1] * 0.5
      """,
      "True where a long rise from below the low of a long fall ends above its middle.",
      formula: "long black bar, then a long white one: open < low[1]; close between the middle and "
        + "the top of the body before; long: body > mean body of 10 before",
      source: "TA-Lib CDLPIERCING"),
    pattern(
      "dark_cloud_cover", aliases: ["cdldarkcloudcover"], formals: "penetration = 0.5",
      """
        bar_color()[1] == 1 and body()[1] > sma(body(), 10)[2] and bar_color() == -1
          and open > high[1] and close > open[1] and close < close[1] - body()[1] * penetration
      """,
      "True where a fall from above the high of a long rise ends deep in its body.",
      formula: "long white bar, then a black one: open > high[1]; open[1] < close < close[1] - "
        + "penetration * body[1]; long: body[1] > mean body of 10 before it",
      source: "TA-Lib CDLDARKCLOUDCOVER (-100)"),
    sided(
      "doji_star", aliases: ["cdldojistar"],
      """
      \(ends)
        let mean = sma(body(), 10)[2];
        let doji = 0.1 * sma(high - low, 10)[1];
        let side = bar_color()[1];
        let has_gap = if side == 1 then bottom > top[1] else top < bottom[1];
        if body()[1] > mean and body() <= doji and has_gap then -side else 0 * (mean + doji)
      """,
      "A doji beyond a gap after a long body: 1 after a fall, -1 after a rise, else 0.",
      formula: "body[1] > mean body of 10 before it; body <= 0.1 * mean range of 10 before; the "
        + "bodies do not touch, the way the first one went",
      source: "TA-Lib CDLDOJISTAR (+-100)",
      Builtin.Example(
        "doji_star()", close: [Double](repeating: 5, count: 13),
        gives: (0..<13).map { $0 < 11 ? .nan : 0 })),
    sided(
      "kicking", aliases: ["cdlkicking"],
      """
        let side = bar_color();
        let full = marubozu();
        let has_gap = if side == 1 then low > high[1] else high < low[1];
        if abs(full) == 1 and full[1] == -full and has_gap then side else 0 * (full + full[1])
      """,
      "A marubozu and another one the other way, beyond a gap: 1 up, -1 down, else 0.",
      formula: "marubozu[1] and marubozu of opposite colors; low > high[1], or high < low[1]",
      source: "TA-Lib CDLKICKING (+-100)",
      Builtin.Example(
        "kicking()", close: [Double](repeating: 5, count: 13),
        gives: (0..<13).map { $0 < 11 ? .nan : 0 })),
    pattern(
      "tweezer_top",
      """
        bar_color()[1] == 1 and bar_color() == -1
          and abs(high - high[1]) <= 0.05 * sma(high - low, 5)[1]
      """,
      "True where a fall follows a rise from the same high.",
      formula: "white bar, then a black one; |high - high[1]| <= 0.05 * mean range of 5 before",
      source: "Nison 1991, with TA-Lib's setting for equal"),
    pattern(
      "tweezer_bottom",
      """
        bar_color()[1] == -1 and bar_color() == 1
          and abs(low - low[1]) <= 0.05 * sma(high - low, 5)[1]
      """,
      "True where a rise follows a fall from the same low.",
      formula: "black bar, then a white one; |low - low[1]| <= 0.05 * mean range of 5 before",
      source: "Nison 1991, with TA-Lib's setting for equal"),
  ]

  private static let triples: [PreludeDefinition] = [
    mornings.pattern(doji: false), evenings.pattern(doji: false),
    mornings.pattern(doji: true), evenings.pattern(doji: true),
    pattern(
      "three_white_soldiers", aliases: ["cdl3whitesoldiers"],
      """
        let tiny = 0.1 * sma(high - low, 10)[1];
        let near = 0.2 * sma(high - low, 5)[1];
        let far = 0.6 * sma(high - low, 5)[1];
        let mean = sma(body(), 10)[1];
        let is_soldier = bar_color() == 1 and upper_shadow() < tiny;
        let goes_on = close > close[1] and open > open[1] and open <= close[1] + near[1]
          and body() > body()[1] - far[1];
        is_soldier and is_soldier[1] and is_soldier[2] and goes_on and goes_on[1] and body() > mean
      """,
      "True for three rising bars with hardly an upper shadow, each opening in or near the body "
        + "before and not far shorter than it.",
      formula:
        "white, upper shadow < 0.1 * mean range of 10 before; close > close[1]; open[1] < open "
        + "<= close[1] + 0.2 * mean range of 5; body > body[1] - 0.6 * mean range of 5; the last "
        + "body > mean body of 10 before",
      source: "TA-Lib CDL3WHITESOLDIERS"),
    pattern(
      "three_black_crows", aliases: ["cdl3blackcrows"],
      """
        let is_crow = bar_color() == -1 and lower_shadow() < 0.1 * sma(high - low, 10)[1];
        let goes_on = close < close[1] and open < open[1] and open > close[1];
        bar_color()[3] == 1 and is_crow and is_crow[1] and is_crow[2] and goes_on and goes_on[1]
          and high[3] > close[2]
      """,
      "True for three falling bars with hardly a lower shadow after a rising one, each opening in "
        + "the body before.",
      formula:
        "white, then three black bars; lower shadow < 0.1 * mean range of 10 before; close < "
        + "close[1] < open < open[1]; the first closes below the high of the white bar",
      source: "TA-Lib CDL3BLACKCROWS (-100)"),
    sided(
      "three_inside", aliases: ["cdl3inside"],
      """
      \(ends)
        let mean = sma(body(), 10)[1];
        let side = bar_color();
        let is_within = body()[2] > mean[2] and body()[1] <= mean[1] and top[1] < top[2]
          and bottom[1] > bottom[2];
        let goes_back = if side[2] == 1 then side == -1 and close < open[2]
          else side == 1 and close > open[2];
        if is_within and goes_back then -side[2] else 0 * mean[2]
      """,
      "A harami and a third bar that closes beyond the first one's open: 1 up, -1 down, else 0.",
      formula:
        "long body, then a short one within it, then a bar of the other color beyond open[2]",
      source: "TA-Lib CDL3INSIDE (+-100)",
      Builtin.Example(
        "three_inside()", close: [Double](repeating: 5, count: 14),
        gives: (0..<14).map { $0 < 12 ? .nan : 0 })),
    sided(
      "three_outside", aliases: ["cdl3outside"],
      """
      \(ends)
        let side = bar_color();
        let is_around = side[1] == -side[2] and top[1] > top[2] and bottom[1] < bottom[2];
        let goes_on = if side[1] == 1 then close > close[1] else close < close[1];
        if is_around and goes_on then side[1] else 0 * abs(side[2])
      """,
      "An engulfing and a third bar that closes further on: 1 up, -1 down, else 0.",
      formula: "engulfing[1] with both ends beyond; close > close[1] after a rise, < after a fall",
      source: "TA-Lib CDL3OUTSIDE (+-100)", .counting("three_outside()", .nan, .nan, 0)),
  ]

  private static let mornings = Star(
    name: "morning", first: -1, gap: "top[1] < bottom[2]", beyond: ">", sign: "+",
    before: "fall", after: "rise")
  private static let evenings = Star(
    name: "evening", first: 1, gap: "bottom[1] > top[2]", beyond: "<", sign: "-",
    before: "rise", after: "fall")

  /// One of two mirrored patterns of three bars.
  private struct Star {
    let name: String
    /// The color of the first bar; the last has the other.
    let first: Int
    let gap: String
    let beyond: String
    let sign: String
    let before: String
    let after: String

    /// With a small body in the middle, or a doji.
    func pattern(doji: Bool) -> PreludeDefinition {
      let name = doji ? "\(name)_doji_star" : "\(name)_star"
      let word = name.replacing("_", with: "")
      let middle = doji ? "0.1 * sma(high - low, 10)[2]" : "mean[1]"
      return PreludeDefinition.pattern(
        name, aliases: ["cdl\(word)"], formals: "penetration = 0.3",
        """
        \(ends)
          let mean = sma(body(), 10)[1];
          bar_color()[2] == \(first) and body()[2] > mean[2] and body()[1] <= \(middle) and \(gap)
            and bar_color() == \(-first) and body() > mean
            and close \(beyond) close[2] \(sign) body()[2] * penetration
        """,
        "True where a long \(before), a \(doji ? "doji" : "small body") beyond a gap and a "
          + "\(after) into the first body follow each other.",
        formula: "body[2] > mean body of the 10 before it; body[1] <= \(middle); a gap between the "
          + "bodies; body > mean body of the 10 before; close \(beyond) close[2] \(sign) "
          + "penetration * body[2]",
        source: "TA-Lib CDL\(word.uppercased())\(first == 1 ? " (-100)" : "")")
    }
  }
}
