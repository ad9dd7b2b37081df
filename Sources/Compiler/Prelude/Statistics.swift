internal import Machine

/// How series spread and hang together.
extension PreludeDefinition {
  static let moments: [PreludeDefinition] = [
    PreludeDefinition(
      "zscore", .statistics, "fn zscore(x = close, n = 20) = (x - sma(x, n)) / stdev(x, n)",
      "How many standard deviations the value is from its mean; missing where nothing moves.",
      formula: "(x - sma(x, n)) / stdev(x, n), with stdev divided by n",
      example: Builtin.Example("zscore(close, 2)", close: [1, 3, 2], gives: [.nan, 1, -1])),
    PreludeDefinition(
      "beta", .statistics,
      """
      fn beta(market = close, x = open, n = 5) = {
        let a = change(market, 1) / market[1];
        let b = change(x, 1) / x[1];
        let all = covariance(a, a, n);
        if all == 0 then 0 else covariance(a, b, n) / all
      }
      """,
      "How much x moves with the market, of n returns; 0 where the market does not move.",
      formula: "covariance(a, b, n) / covariance(a, a, n), a and b the returns of market and x",
      source: "TA-Lib BETA, which takes the market first, too",
      example: Builtin.Example(
        "beta(close, 2 * close, 2)", close: [1, 2, 1, 2], gives: [.nan, .nan, 1, 1])),
    PreludeDefinition(
      "autocorrelation", .statistics,
      "fn autocorrelation(x = close, lag = 1, n = 20) = correlation(x, x[lag], n)",
      "The correlation of the last n values with those `lag` bars before them; give it returns.",
      formula: "correlation(x, x[lag], n)",
      source: "definition; estimates with one mean for both are a little smaller",
      example: Builtin.Example(
        "autocorrelation(close, 1, 2)", close: [1, 2, 1, 2], gives: [.nan, .nan, -1, -1])),
    PreludeDefinition(
      "variance_ratio", .statistics,
      """
      fn variance_ratio(x = log(close), q = 2, n = 100) = {
        let slow = change(x, q);
        let fast = change(x, 1);
        covariance(slow, slow, n) / (q * covariance(fast, fast, n))
      }
      """,
      "The variance of changes over q bars against q times that over one: above 1 trending, below "
        + "1 reverting, 1 for a random walk; missing where nothing moves.",
      formula: "var(x - x[q], n) / (q * var(x - x[1], n)), both divided by n",
      source: "Lo and MacKinlay 1988, without their correction for bias",
      example: Builtin.Example(
        "variance_ratio(close, 2, 2)", close: [0, 1, 4, 3], gives: [.nan, .nan, .nan, 0.125])),
    PreludeDefinition(
      "ols", .statistics,
      """
      fn ols(y = close, x = close[1], n = 20) = {
        let spread = covariance(x, x, n);
        let slope = covariance(x, y, n) / spread;
        let r = correlation(x, y, n);
        (slope: slope, intercept: sma(y, n) - slope * sma(x, n), r2: r * r)
      }
      """,
      "The straight line through the last n points of y over x by least squares; missing where x "
        + "does not move.",
      formula: "slope = covariance(x, y, n) / covariance(x, x, n); intercept = sma(y, n) - slope * "
        + "sma(x, n); r2 = correlation(x, y, n)^2",
      source: "definition; `linreg` is the line over time",
      example: Builtin.Example(
        "ols(3 * close + 1, close, 2).slope", close: [1, 2, 4], gives: [.nan, 3, 3])),
    PreludeDefinition(
      "entropy", .statistics,
      """
      fn entropy(x = close, n = 20) = {
        let side = sign(change(x, 1));
        let up = sum(max(side, 0), n) / n;
        let down = sum(max(-side, 0), n) / n;
        let flat = 1 - up - down;
        let a = if up > 0 then up * log2(up) else 0 * up;
        let b = if down > 0 then down * log2(down) else 0;
        let c = if flat > 0 then flat * log2(flat) else 0;
        abs(a + b + c)
      }
      """,
      "How hard the direction of the last n changes is to guess, in bits: 0 where all go one way, "
        + "1 for a fair coin, at most 1.58.",
      formula:
        "-sum(p * log2(p)) over the shares of rises, falls and changes of 0 among the last n",
      source: "Shannon 1948, of the signs of changes",
      example: Builtin.Example(
        "entropy(close, 2)", close: [1, 2, 1, 2, 3], gives: [.nan, .nan, 1, 1, 0])),
  ]
}
