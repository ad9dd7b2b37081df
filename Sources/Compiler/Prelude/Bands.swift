internal import Machine

/// Channels around an average.
extension PreludeDefinition {
  static let bands = [
    PreludeDefinition(
      "bbands", aliases: ["bb"], .volatility,
      """
      fn bbands(x = close, n = 20, k = 2) = {
        let mid = sma(x, n);
        let width = k * stdev(x, n);
        (upper: mid + width, mid: mid, lower: mid - width)
      }
      """,
      "Bollinger's bands: a plain average, and k standard deviations above and below it.",
      formula: "mid = sma(x, n); upper, lower = mid +- k * stdev(x, n), with stdev divided by n",
      source: "Bollinger; TA-Lib BBANDS and Pine ta.bb are the same",
      example: .init("bbands(close, 2, 2).upper", close: [1, 3, 5], gives: [.nan, 4, 6])),
    PreludeDefinition(
      "bb_width", aliases: ["bbw"], .volatility,
      "fn bb_width(x = close, n = 20, k = 2) = 2 * k * stdev(x, n) / sma(x, n)",
      "The width of Bollinger's bands as a share of their middle.",
      formula: "(upper - lower) / mid", source: "Bollinger; others give it in percent",
      example: .init("bb_width(close, 2, 2)", close: [1, 3, 5], gives: [.nan, 2, 1])),
    PreludeDefinition(
      "percent_b", .volatility,
      """
      fn percent_b(x = close, n = 20, k = 2) = {
        let width = k * stdev(x, n);
        (x - sma(x, n) + width) / (2 * width)
      }
      """,
      "Where x stands in Bollinger's bands: 0 at the lower, 1 at the upper; missing without width.",
      formula: "(x - lower) / (upper - lower)", source: "Bollinger",
      example: .init("percent_b(close, 2, 2)", close: [1, 3, 1], gives: [.nan, 0.75, 0.25])),
    PreludeDefinition(
      "keltner", aliases: ["kc"], .volatility,
      """
      fn keltner(x = hlc3, n = 20, k = 2, range_n = 10) = {
        let mid = ema(x, n);
        let width = k * atr(range_n);
        (upper: mid + width, mid: mid, lower: mid - width)
      }
      """,
      "Keltner's channel: an exponential average, and k average true ranges above and below it.",
      formula: "mid = ema(x, n); upper, lower = mid +- k * atr(range_n)",
      source:
        "Keltner, Raschke; TA-Lib KC seeds its atr with the last range_n ranges before bar n. "
        + "Pine ta.kc takes the close and ema(tr, n)", memory: .fading,
      example: .init(
        "keltner(close, 1, 2, 1).upper", close: [1, 3, 4], gives: [.nan, 7, 6])),
    PreludeDefinition(
      "keltner_width", aliases: ["kcw"], .volatility,
      """
      fn keltner_width(x = hlc3, n = 20, k = 2, range_n = 10) =
        2 * k * atr(range_n) / ema(x, n)
      """,
      "The width of Keltner's channel as a share of its middle.",
      formula: "(upper - lower) / mid", source: "Pine ta.kcw, for `keltner`", memory: .fading,
      example: .init("keltner_width(close, 1, 2, 1)", close: [1, 2, 4], gives: [.nan, 2, 2])),
    PreludeDefinition(
      "donchian", .volatility,
      """
      fn donchian(n = 20) = {
        let upper = highest(high, n);
        let lower = lowest(low, n);
        (upper: upper, mid: (upper + lower) / 2, lower: lower)
      }
      """,
      "Donchian's channel: the highest high and the lowest low of the last n bars.",
      formula: "upper = highest(high, n); lower = lowest(low, n); mid = (upper + lower) / 2",
      source: "Donchian; TA-Lib DONCHIAN. For a breakout compare with the channel one bar ago",
      example: .init("donchian(2).mid", close: [1, 3, 2], gives: [.nan, 2, 2.5])),
    PreludeDefinition(
      "envelope", .volatility,
      """
      fn envelope(x = close, n = 20, share = 2.5%) = {
        let mid = sma(x, n);
        (upper: mid * (1 + share), mid: mid, lower: mid * (1 - share))
      }
      """,
      "A plain average, and a share of it above and below.",
      formula: "mid = sma(x, n); upper, lower = mid * (1 +- share)",
      example: .init("envelope(close, 2, 0.5).upper", close: [1, 3, 5], gives: [.nan, 3, 6])),
    PreludeDefinition(
      "acceleration_bands", .volatility,
      """
      fn acceleration_bands(n = 20, k = 4) = {
        let width = if high + low == 0 then 0 else k * (high - low) / (high + low);
        let mid = sma(close, n);
        (upper: sma(high * (1 + width), n), mid: mid, lower: sma(low * (1 - width), n))
      }
      """,
      "Headley's acceleration bands: plain averages of highs and lows moved by the range.",
      formula:
        "upper, lower = sma of high * (1 + w), low * (1 - w), w = k * (high - low) / (high + "
        + "low); mid = sma(close, n)", source: "Headley 2002, TA-Lib ACCBANDS",
      example: .init("acceleration_bands(2).upper", close: [1, 3, 5], gives: [.nan, 2, 4])),
    PreludeDefinition(
      "chandelier", .volatility,
      """
      fn chandelier(n = 22, k = 3) = {
        let range = k * atr(n);
        (long: highest(high, n) - range, short: lowest(low, n) + range)
      }
      """,
      "LeBeau's chandelier exit: stops below the highest high, above the lowest low.",
      formula: "long = highest(high, n) - k * atr(n); short = lowest(low, n) + k * atr(n)",
      source: "LeBeau", memory: .fading,
      example: .init("chandelier(1, 1).long", close: [1, 3, 4], gives: [.nan, 1, 3])),
    PreludeDefinition(
      "squeeze", .volatility,
      """
      fn squeeze(n = 20, k = 2, range_k = 1.5) =
        k * stdev(close, n) < range_k * sma(tr(), n)
      """,
      "True where Bollinger's bands lie inside Keltner's: a market at rest.",
      formula: "k * stdev(close, n) < range_k * sma(tr(), n)",
      source: "Carter's TTM squeeze, both channels around one average", gives: .flag,
      example: .init("squeeze(2, 1, 1)", close: [1, 3, 5, 5], gives: [0, 0, 1, 1])),
    PreludeDefinition(
      "chande_kroll", .volatility,
      """
      fn chande_kroll(n = 10, k = 1, length = 9) = {
        let reach = k * atr(n);
        (
          long: lowest(lowest(low, n) + reach, length),
          short: highest(highest(high, n) - reach, length)
        )
      }
      """,
      "Chande's and Kroll's stops for long and short positions.",
      formula:
        "long = lowest(lowest(low, n) + k * atr(n), length); short = highest(highest(high, n) "
        + "- k * atr(n), length)", source: "Chande and Kroll 1994, TradingView", memory: .fading,
      example: .init("chande_kroll(1, 1, 1).long", close: [1, 3, 4], gives: [.nan, 5, 5])),
  ]
}
