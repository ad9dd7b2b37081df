internal import Machine

/// The prices of a bar in one number, and bars made of others.
extension PreludeDefinition {
  static let prices: [PreludeDefinition] = [
    PreludeDefinition(
      "avgprice", .prices, "fn avgprice() = ohlc4", "The mean of the four prices of the bar.",
      formula: "(open + high + low + close) / 4", source: "TA-Lib AVGPRICE; the column `ohlc4`",
      example: .counting("avgprice()", 1, 2, 3)),
    PreludeDefinition(
      "typprice", .prices, "fn typprice() = hlc3", "The typical price.",
      formula: "(high + low + close) / 3", source: "TA-Lib TYPPRICE; the column `hlc3`",
      example: .counting("typprice()", 1, 2, 3)),
    PreludeDefinition(
      "medprice", .prices, "fn medprice() = hl2", "The middle of the bar's range.",
      formula: "(high + low) / 2", source: "TA-Lib MEDPRICE; the column `hl2`",
      example: .counting("medprice()", 1, 2, 3)),
    PreludeDefinition(
      "wclprice", .prices, "fn wclprice() = hlcc4",
      "The mean of high, low and close, the close counted twice.",
      formula: "(high + low + 2 * close) / 4", source: "TA-Lib WCLPRICE; the column `hlcc4`",
      example: .counting("wclprice()", 1, 2, 3)),
    PreludeDefinition(
      "heikin_ashi", aliases: ["ha"], .prices,
      """
      fn heikin_ashi() = {
        let middle = ohlc4;
        let before = last(middle)[1];
        let body = from (open + close) / 2
          next if is_na(middle) then prev else (prev + before) / 2;
        let start = if is_na(middle) then na else body;
        (open: start, high: max(high, start, middle), low: min(low, start, middle), close: middle)
      }
      """,
      "Heikin-Ashi bars: each opens in the middle of the body before it and closes at its mean.",
      formula: "close = ohlc4; open = (open[1] + close[1]) / 2, at first (open + close) / 2 of the "
        + "market; high and low hold both",
      source: "Valcu 2004, TA-Lib HA; bars with a missing price are passed over", memory: .open,
      example: Builtin.Example(
        "heikin_ashi().open", close: [2, 4, 8, 6], gives: [2, 2, 3, 5.5])),
  ]

  /// Levels of the day: from the period before, and from the middles of ranges.
  static let levels: [PreludeDefinition] =
    pivots + [
      PreludeDefinition(
        "ichimoku", .trend,
        """
        fn ichimoku(tenkan = 9, kijun = 26, senkou = 52, displacement = 26) = {
          let turning = (highest(high, tenkan) + lowest(low, tenkan)) / 2;
          let base = (highest(high, kijun) + lowest(low, kijun)) / 2;
          let span = (highest(high, senkou) + lowest(low, senkou)) / 2;
          (
            tenkan: turning, kijun: base, senkou_a: ((turning + base) / 2)[displacement - 1],
            senkou_b: span[displacement - 1]
          )
        }
        """,
        "Ichimoku's lines and cloud as they stand at the bar; the cloud is that of "
          + "`displacement - 1` bars ago.",
        formula:
          "tenkan, kijun: the middle of the last n bars' range; senkou_a = ((tenkan + kijun) "
          + "/ 2)[displacement - 1], senkou_b = (the middle of senkou bars)[displacement - 1]",
        source: "Hosoda 1969; Pine and pandas-ta shift by 25, too. There is no chikou line: it is "
          + "the close drawn back in time; compare `close` with `close[displacement - 1]`",
        example: Builtin.Example(
          "ichimoku(1, 2, 2, 2).senkou_a", close: [1, 3, 5, 9], gives: [.nan, .nan, 2.5, 4.5]))
    ]

  private static func pivot(
    _ name: String, first: String = "h = high[1], l = low[1], c = close[1]", _ body: String,
    _ summary: String, formula: String, source: String, _ example: Builtin.Example
  ) -> PreludeDefinition {
    PreludeDefinition(
      "pivots_\(name)", .prices, "fn pivots_\(name)(\(first)) = {\n\(body)\n}", summary,
      formula: formula, source: source, example: example)
  }

  private static let pivots: [PreludeDefinition] = [
    pivot(
      "traditional",
      """
        let p = (h + l + c) / 3;
        let range = h - l;
        (
          p: p, r1: 2 * p - l, s1: 2 * p - h, r2: p + range, s2: p - range,
          r3: 2 * p + (h - 2 * l), s3: 2 * p - (2 * h - l), r4: 3 * p + (h - 3 * l),
          s4: 3 * p - (3 * h - l), r5: 4 * p + (h - 4 * l), s5: 4 * p - (4 * h - l)
        )
      """,
      "The floor traders' pivot and its five supports and resistances, of high, low and close of a "
        + "period before; by default of the bar before.",
      formula:
        "p = (h + l + c) / 3; r1 = 2 * p - l, r2 = p + (h - l), r3 = 2 * p + h - 2 * l, r4 = "
        + "3 * p + h - 3 * l, r5 = 4 * p + h - 4 * l; s likewise downwards",
      source: "definition; Pine's type Traditional",
      Builtin.Example(
        "pivots_traditional(6, 3, 3).r2", close: [1, 2], gives: [7, 7])),
    pivot(
      "fibonacci",
      """
        let p = (h + l + c) / 3;
        let range = h - l;
        (
          p: p, r1: p + 0.382 * range, s1: p - 0.382 * range, r2: p + 0.618 * range,
          s2: p - 0.618 * range, r3: p + range, s3: p - range
        )
      """,
      "The pivot with supports and resistances at shares of the period's range.",
      formula: "p = (h + l + c) / 3; r, s = p +- 0.382, 0.618 and 1 times (h - l)",
      source: "definition; Pine's type Fibonacci",
      Builtin.Example("pivots_fibonacci(6, 3, 3).r3", close: [1, 2], gives: [7, 7])),
    pivot(
      "camarilla",
      """
        let range = 1.1 * (h - l);
        let top = h / l * c;
        (
          p: (h + l + c) / 3, r1: c + range / 12, s1: c - range / 12, r2: c + range / 6,
          s2: c - range / 6, r3: c + range / 4, s3: c - range / 4, r4: c + range / 2,
          s4: c - range / 2, r5: top, s5: c - (top - c)
        )
      """,
      "The Camarilla levels: supports and resistances around the close of the period before.",
      formula: "r1..r4, s1..s4 = c +- 1.1 * (h - l) / 12, 6, 4, 2; r5 = h / l * c, s5 = 2 * c - r5",
      source: "Stott 1989; Pine's type Camarilla",
      Builtin.Example("pivots_camarilla(6, 3, 4).r5", close: [1, 2], gives: [8, 8])),
    pivot(
      "woodie", first: "h = high[1], l = low[1], c = open",
      """
        let p = (h + l + 2 * c) / 4;
        let range = h - l;
        let r3 = h + 2 * (p - l);
        let s3 = l - 2 * (h - p);
        (
          p: p, r1: 2 * p - l, s1: 2 * p - h, r2: p + range, s2: p - range, r3: r3, s3: s3,
          r4: r3 + range, s4: s3 - range
        )
      """,
      "Woodie's pivot: the open of the new period counts twice.",
      formula:
        "p = (h + l + 2 * c) / 4; r1 = 2 * p - l, r2 = p + (h - l), r3 = h + 2 * (p - l), r4 "
        + "= r3 + (h - l); s likewise downwards",
      source: "Pine's type Woodie takes the new open; others the close before: give it as c",
      Builtin.Example("pivots_woodie(6, 2, 4).r2", close: [1, 2], gives: [8, 8])),
    pivot(
      "demark", first: "o = open[1], h = high[1], l = low[1], c = close[1]",
      """
        let x = if c == o then h + l + 2 * c else if c > o then 2 * h + l + c else 2 * l + h + c;
        (p: x / 4, r1: x / 2 - l, s1: x / 2 - h)
      """,
      "DeMark's pivot: weighted by which way the period before went.",
      formula:
        "x = h + l + 2 * c where c = o, 2 * h + l + c where c > o, else 2 * l + h + c; p = x "
        + "/ 4, r1 = x / 2 - l, s1 = x / 2 - h",
      source: "DeMark 1997; Pine's type DM",
      Builtin.Example("pivots_demark(3, 6, 2, 4).r1", close: [1, 2], gives: [7, 7])),
  ]
}
