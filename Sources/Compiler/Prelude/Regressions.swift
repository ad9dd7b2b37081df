internal import Machine

/// Straight lines through the last values.
extension PreludeDefinition {
  static let regressions = [
    PreludeDefinition(
      "linreg", .statistics,
      """
      fn linreg(x = close, n = 14, offset = 0) =
        sma(x, n) + linreg_slope(x, n) * ((n - 1) / 2 - offset)
      """,
      "The end of the line that fits the last n values best, or its level some bars before.",
      formula: "sma(x, n) + linreg_slope(x, n) * ((n - 1) / 2 - offset)",
      source: "least squares; TA-Lib LINEARREG, Pine ta.linreg",
      example: .init("linreg(close, 3)", close: [1, 2, 3, 7], gives: [.nan, .nan, 3, 6.5])),
    PreludeDefinition(
      "tsf", .statistics, "fn tsf(x = close, n = 14) = linreg(x, n, -1)",
      "The time series forecast: the line of `linreg`, one bar further.",
      formula: "linreg(x, n, -1)", source: "TA-Lib TSF",
      example: .init("tsf(close, 3)", close: [1, 2, 3, 7], gives: [.nan, .nan, 4, 9])),
    PreludeDefinition(
      "linreg_intercept", .statistics,
      "fn linreg_intercept(x = close, n = 14) = linreg(x, n, n - 1)",
      "The beginning of the straight line that fits the last n values best.",
      formula: "linreg(x, n, n - 1)", source: "TA-Lib LINEARREG_INTERCEPT",
      example: .init(
        "linreg_intercept(close, 3)", close: [1, 2, 3, 7], gives: [.nan, .nan, 1, 1.5])),
    PreludeDefinition(
      "linreg_angle", .statistics,
      "fn linreg_angle(x = close, n = 14) = atan(linreg_slope(x, n)) * 180 / 3.141592653589793",
      "The angle of the straight line that fits the last n values best, in degrees.",
      formula: "atan(linreg_slope(x, n)) in degrees", source: "TA-Lib LINEARREG_ANGLE",
      example: .init("linreg_angle(close, 2)", close: [1, 2, 2], gives: [.nan, 45, 0])),
    PreludeDefinition(
      "r_squared", .statistics,
      """
      fn r_squared(x = close, n = 14) = {
        let spread = stdev(x, n);
        let slope = linreg_slope(x, n) / spread;
        if spread == 0 then 0 else min(slope * slope * (n * n - 1) / 12, 1)
      }
      """,
      "How much of the spread the straight line explains, 0 to 1; 0 where nothing has moved.",
      formula: "(linreg_slope(x, n) / stdev(x, n))^2 * (n^2 - 1) / 12",
      source: "definition; the squared correlation with time",
      example: .init("r_squared(close, 3)", close: [0, 3, 0, 3], gives: [.nan, .nan, 0, 0])),
    PreludeDefinition(
      "forecast_oscillator", aliases: ["cfo"], .statistics,
      "fn forecast_oscillator(x = close, n = 14) = 100 * (x - linreg(x, n)) / x",
      "Chande's forecast oscillator: how far x is from its line, in percent.",
      formula: "100 * (x - linreg(x, n)) / x", source: "Chande 1994",
      example: .init(
        "forecast_oscillator(close, 3)", close: [2, 2, 2, 8], gives: [.nan, .nan, 0, 12.5])),
  ]
}
