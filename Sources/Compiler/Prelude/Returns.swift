internal import Machine

/// Returns, losses from a high, and volatility from the four prices of a bar.
extension PreludeDefinition {
  static let returns: [PreludeDefinition] = changes + spreads

  private static let changes: [PreludeDefinition] = [
    PreludeDefinition(
      "log_return", .statistics, "fn log_return(x = close, n = 1) = log(x / x[n])",
      "The logarithm of the growth over n bars.", formula: "ln(x / x[n])",
      example: Builtin.Example("log_return()", close: [2, 2], gives: [.nan, 0])),
    PreludeDefinition(
      "simple_return", aliases: ["rate_of_return"], .statistics,
      "fn simple_return(x = close, n = 1) = change(x, n) / x[n]",
      "The growth over n bars as a share: 0.1 is 10 %.", formula: "(x - x[n]) / x[n]",
      source: "TA-Lib ROCP; `roc` is in percent",
      example: Builtin.Example("simple_return()", close: [2, 3, 3], gives: [.nan, 0.5, 0])),
    PreludeDefinition(
      "drawdown_from_high", .statistics,
      "fn drawdown_from_high(x = close) = { let top = highest_ever(x); (x - top) / top }",
      "How far the value is below its highest so far, as a share: -0.1 is 10 % below.",
      formula: "(x - highest_ever(x)) / highest_ever(x)", memory: .open,
      example: Builtin.Example(
        "drawdown_from_high()", close: [2, 4, 3, 8], gives: [0, 0, -0.25, 0])),
    PreludeDefinition(
      "ulcer", aliases: ["ulcer_index"], .volatility,
      """
      fn ulcer(x = close, n = 14) = {
        let top = highest(x, n);
        let fall = 100 * (x - top) / top;
        sqrt(sma(fall * fall, n))
      }
      """,
      "The ulcer index: the root of the mean square of falls from the high of n bars, in percent.",
      formula: "sqrt(sma(d^2, n)), d = 100 * (x - highest(x, n)) / highest(x, n)",
      source: "Martin 1987; others take each high within one window only",
      example: Builtin.Example(
        "ulcer(close, 2)", close: [1, 2, 2, 2], gives: [.nan, .nan, 0, 0])),
  ]

  /// A volatility a year from the mean of a variance a bar.
  private static func spread(
    _ name: String, aliases: [String] = [], formals: String = "", body: String, _ summary: String,
    formula: String, source: String, lookback: Int
  ) -> PreludeDefinition {
    PreludeDefinition(
      name, aliases: aliases, .volatility,
      "fn \(name)(\(formals)n = 20, year = 252) = {\n\(body)\n}", summary, formula: formula,
      source: source,
      example: Builtin.Example(
        "\(name)(n: 2)", close: [1, 1, 1, 1], gives: (0..<4).map { $0 < lookback ? .nan : 0 }))
  }

  private static let spreads: [PreludeDefinition] = [
    spread(
      "historical_volatility", aliases: ["hv"], formals: "x = close, ",
      body: "  stdev(log(x / x[1]), n) * sqrt(n / (n - 1) * year)",
      "The volatility a year of log returns, as a share; `year` is the number of bars of a year.",
      formula: "sqrt(year * sum((r[i] - mean)^2) / (n - 1)), r = ln(x / x[1])",
      source: "definition; Pine's built-in divides by n and is in percent", lookback: 2),
    spread(
      "parkinson",
      body: """
          let range = log(high / low);
          sqrt(year * sma(range * range, n) / (4 * log(2)))
        """,
      "The volatility a year from highs and lows.",
      formula: "sqrt(year * sma(ln(high / low)^2, n) / (4 * ln 2))", source: "Parkinson 1980",
      lookback: 1),
    spread(
      "garman_klass",
      body: """
          let range = log(high / low);
          let move = log(close / open);
          sqrt(year * sma(0.5 * range * range - (2 * log(2) - 1) * move * move, n))
        """,
      "The volatility a year from all four prices, for bars without gaps or drift.",
      formula: "sqrt(year * sma(ln(high / low)^2 / 2 - (2 * ln 2 - 1) * ln(close / open)^2, n))",
      source: "Garman and Klass 1980", lookback: 1),
    spread(
      "rogers_satchell",
      body: """
          let up = log(high / close) * log(high / open);
          let down = log(low / close) * log(low / open);
          sqrt(year * sma(up + down, n))
        """,
      "The volatility a year from all four prices, drift allowed.",
      formula: "sqrt(year * sma(ln(high / close) * ln(high / open) + ln(low / close) * ln(low / "
        + "open), n))", source: "Rogers and Satchell 1991", lookback: 1),
    spread(
      "yang_zhang",
      body: """
          let gap = stdev(log(open / close[1]), n);
          let move = stdev(log(close / open), n);
          let up = log(high / close) * log(high / open);
          let down = log(low / close) * log(low / open);
          let k = 0.34 / (1.34 + (n + 1) / (n - 1));
          let fair = n / (n - 1);
          sqrt(year * (fair * gap * gap + k * fair * move * move + (1 - k) * sma(up + down, n)))
        """,
      "The volatility a year from all four prices, gaps and drift allowed.",
      formula: "sqrt(year * (var(ln(open / close[1])) + k * var(ln(close / open)) + (1 - k) * "
        + "rogers_satchell^2)), k = 0.34 / (1.34 + (n + 1) / (n - 1)), var divided by n - 1",
      source: "Yang and Zhang 2000", lookback: 2),
  ]
}
