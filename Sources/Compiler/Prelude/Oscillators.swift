internal import Machine

/// Differences of averages, and places in a range.
extension PreludeDefinition {
  static let oscillators = [
    PreludeDefinition(
      "macd", .momentum,
      """
      fn macd(x = close, fast = 12, slow = 26, signal = 9) = {
        let short = min(fast, slow);
        let long = max(fast, slow);
        let line = ema(x, short, skip: long - short) - ema(x, long);
        let average = ema(line, signal);
        (line: line, signal: average, histogram: line - average)
      }
      """,
      "Moving average convergence divergence: a fast average less a slow one, and its average.",
      formula: "line = ema(x, fast) - ema(x, slow), both seeded at the same bar; "
        + "signal = ema(line, signal); histogram = line - signal",
      source: "Appel; TA-Lib MACD. Pine seeds the fast average at its own first bar",
      memory: .fading,
      example: Builtin.Example(
        "macd(close, 1, 2, 2).line", close: [1, 3, 4, 8],
        gives: [.nan, 1, 0.666666666666667, 1.5555555555555554])),
    PreludeDefinition(
      "stoch", .momentum,
      """
      fn stoch(length = 14, smooth = 3, signal = 3) = {
        let top = highest(high, length);
        let bottom = lowest(low, length);
        let raw = if top == bottom then 0 else 100 * (close - bottom) / (top - bottom);
        let k = sma(raw, smooth);
        (k: k, d: sma(k, signal))
      }
      """,
      "The slow stochastic: where the close stands in the range of the last bars, smoothed twice.",
      formula: "raw = 100 * (close - lowest(low, length)) / (highest(high, length) - lowest(low, "
        + "length)), 0 where nothing has moved; k = sma(raw, smooth); d = sma(k, signal)",
      source: "Lane; TA-Lib STOCH with plain averages. Pine ta.stoch is raw",
      example: Builtin.Example(
        "stoch(2, 1, 2).k", close: [1, 3, 2], gives: [.nan, 100, 0])),
  ]
}
