internal import Machine

/// Channels around an average.
extension PreludeDefinition {
  static let bands = [
    PreludeDefinition(
      "bbands", .volatility,
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
      example: Builtin.Example(
        "bbands(close, 2, 2).upper", close: [1, 3, 5], gives: [.nan, 4, 6]))
  ]
}
