internal import Machine

/// Ranges and spreads of the last bars.
extension PreludeDefinition {
  static let ranges = [
    PreludeDefinition(
      "midpoint", .windows, "fn midpoint(x = close, n = 14) = (highest(x, n) + lowest(x, n)) / 2",
      "The middle between the highest and the lowest of the last n values.",
      formula: "(highest(x, n) + lowest(x, n)) / 2", source: "TA-Lib MIDPOINT",
      example: .init("midpoint(close, 2)", close: [1, 3, 2], gives: [.nan, 2, 2.5])),
    PreludeDefinition(
      "midprice", .windows, "fn midprice(n = 14) = (highest(high, n) + lowest(low, n)) / 2",
      "The middle between the highest high and the lowest low of the last n bars.",
      formula: "(highest(high, n) + lowest(low, n)) / 2", source: "TA-Lib MIDPRICE",
      example: .init("midprice(2)", close: [1, 3, 2], gives: [.nan, 2, 2.5])),
    PreludeDefinition(
      "range", .windows, "fn range(x = close, n = 14) = highest(x, n) - lowest(x, n)",
      "The highest less the lowest of the last n values.",
      formula: "highest(x, n) - lowest(x, n)", source: "Pine ta.range",
      example: .init("range(close, 2)", close: [1, 3, 2], gives: [.nan, 2, 1])),
    PreludeDefinition(
      "variance", aliases: ["var"], .windows,
      "fn variance(x = close, n = 20) = { let s = stdev(x, n); s * s }",
      "The variance of the last n values, divided by n.", formula: "stdev(x, n)^2",
      source: "TA-Lib VAR, Pine ta.variance (biased); pandas divides by n - 1",
      example: .init("variance(close, 2)", close: [1, 3, 7], gives: [.nan, 1, 4])),
    PreludeDefinition(
      "stdev_sample", .windows,
      "fn stdev_sample(x = close, n = 20) = stdev(x, n) * sqrt(n / (n - 1))",
      "The standard deviation of a sample: divided by n - 1.",
      formula: "sqrt(sum((x[i] - sma(x, n))^2) / (n - 1))",
      source: "pandas std, Pine ta.stdev(biased = false)",
      example: .init(
        "stdev_sample(close, 2)", close: [1, 3, 7],
        gives: [.nan, 1.4142135623730951, 2.8284271247461903])),
    PreludeDefinition(
      "variance_sample", .windows,
      "fn variance_sample(x = close, n = 20) = { let s = stdev(x, n); s * s * n / (n - 1) }",
      "The variance of a sample: divided by n - 1.",
      formula: "sum((x[i] - sma(x, n))^2) / (n - 1)",
      source: "pandas var, Pine ta.variance(biased = false)",
      example: .init("variance_sample(close, 2)", close: [1, 3, 7], gives: [.nan, 2, 8])),
    PreludeDefinition(
      "natr", .volatility, "fn natr(n = 14) = 100 * atr(n) / close",
      "The average true range in percent of the close.", formula: "100 * atr(n) / close",
      source: "TA-Lib NATR", memory: .fading,
      example: .init("natr(1)", close: [1, 2, 4], gives: [.nan, 50, 50])),
    PreludeDefinition(
      "choppiness", aliases: ["chop"], .volatility,
      """
      fn choppiness(n = 14) =
        100 * log10(sum(tr(), n) / (highest(high, n) - lowest(low, n))) / log10(n)
      """,
      "Dreiss' choppiness index: near 100 where price goes nowhere, low in a trend.",
      formula: "100 * log10(sum(tr, n) / (highest(high, n) - lowest(low, n))) / log10(n); missing "
        + "without a range", source: "Dreiss 1993, TradingView",
      example: .init(
        "choppiness(10)", close: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map { $0 * 9 },
        gives: [Double](repeating: .nan, count: 10) + [100 * 0.04575749056067514])),
    PreludeDefinition(
      "mass_index", .volatility,
      """
      fn mass_index(n = 25, length = 9) = {
        let e = ema(high - low, length);
        sum(e / ema(e, length), n)
      }
      """,
      "Dorsey's mass index: whether ranges widen.",
      formula: "sum(e / ema(e, length), n), e = ema(high - low, length)", source: "Dorsey 1992",
      memory: .fading,
      example: .init("mass_index(2, 1)", close: [1, 2, 3], gives: [.nan, .nan, .nan])),
  ]
}
