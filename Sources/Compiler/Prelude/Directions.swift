internal import Machine

/// Trends: which way, and how strong.
extension PreludeDefinition {
  static let directions = [
    PreludeDefinition(
      "dmi", .trend,
      """
      fn dmi(n = 14, smooth = 14) =
        (plus: plus_di(n), minus: minus_di(n), adx: rma(dx(n), smooth))
      """,
      "Wilder's directional movement: both indicators and the average index.",
      formula: "plus = plus_di(n); minus = minus_di(n); adx = rma(dx(n), smooth)",
      source: "Wilder 1978; Pine ta.dmi seeds its sums with averages", memory: .fading,
      example: .init("dmi(2, 2).adx", close: [1, 3, 2, 3], gives: [.nan, .nan, .nan, 25])),
    PreludeDefinition(
      "adxr", .trend, "fn adxr(n = 14) = { let x = adx(n); (x + x[n - 1]) / 2 }",
      "Wilder's directional movement rating: the mean of adx now and n - 1 bars ago.",
      formula: "(adx(n) + adx(n)[n-1]) / 2", source: "Wilder 1978, TA-Lib ADXR", memory: .fading,
      example: .init(
        "adxr(1)", close: [1, 3, 2], gives: [.nan, 100, 100])),
    PreludeDefinition(
      "aroon", .trend,
      """
      fn aroon(n = 14) = (
        up: 100 * (n - highest_bars(high, n + 1)) / n,
        down: 100 * (n - lowest_bars(low, n + 1)) / n
      )
      """,
      "Chande's aroon: how recent the highest high and the lowest low of the last n + 1 bars are.",
      formula: "up = 100 * (n - highest_bars(high, n + 1)) / n; down likewise of the lows",
      source: "Chande 1995, TA-Lib AROON",
      example: .init("aroon(2).up", close: [1, 3, 2, 1], gives: [.nan, .nan, 50, 0])),
    PreludeDefinition(
      "aroon_osc", aliases: ["aroonosc"], .trend,
      "fn aroon_osc(n = 14) = { let a = aroon(n); a.up - a.down }",
      "The aroon oscillator, -100 to 100.", formula: "aroon(n).up - aroon(n).down",
      source: "Chande 1995, TA-Lib AROONOSC",
      example: .init("aroon_osc(2)", close: [1, 3, 2, 1], gives: [.nan, .nan, 50, -100])),
    PreludeDefinition(
      "supertrend", .trend,
      """
      fn supertrend(factor = 3, n = 10) =
        (line: supertrend_line(factor, n), side: supertrend_side(factor, n))
      """,
      "The supertrend: its level, and its direction, 1 up, -1 down.",
      formula: "line = supertrend_line(factor, n); side = supertrend_side(factor, n)",
      source: "Seban; TA-Lib SUPERTREND. Pine's direction has the other sign", memory: .open,
      example: .init("supertrend(1, 1).line", close: [1, 2, 4], gives: [.nan, 1, 2])),
    PreludeDefinition(
      "vortex", .trend,
      """
      fn vortex(n = 14) = {
        let range = sum(tr(), n);
        (plus: sum(abs(high - low[1]), n) / range, minus: sum(abs(low - high[1]), n) / range)
      }
      """,
      "The vortex: movement up and movement down over the range; missing without a range.",
      formula: "plus = sum(|high - low[1]|, n) / sum(tr, n); minus = sum(|low - high[1]|, n) / "
        + "sum(tr, n)", source: "Botes and Siepman 2010",
      example: .init("vortex(2).plus", close: [1, 3, 2], gives: [.nan, .nan, 1])),
    PreludeDefinition(
      "elder_ray", .trend,
      """
      fn elder_ray(n = 13) = { let mid = ema(close, n); (bull: high - mid, bear: low - mid) }
      """,
      "Elder's ray: how far the bar reaches above and below an average.",
      formula: "bull = high - ema(close, n); bear = low - ema(close, n)", source: "Elder 1993",
      memory: .fading,
      example: .init("elder_ray(3).bull", close: [2, 4, 6, 12], gives: [.nan, .nan, 2, 4])),
    PreludeDefinition(
      "alligator", .trend,
      """
      fn alligator(x = hl2) = (jaw: rma(x, 13)[8], teeth: rma(x, 8)[5], lips: rma(x, 5)[3])
      """,
      "Williams' alligator: three Wilder averages, moved to the right.",
      formula: "jaw = rma(x, 13)[8]; teeth = rma(x, 8)[5]; lips = rma(x, 5)[3]",
      source: "Williams 1995", memory: .fading,
      example: .init(
        "alligator(close).lips", close: [2, 2, 2, 2, 2, 2, 2, 2],
        gives: [.nan, .nan, .nan, .nan, .nan, .nan, .nan, 2])),
    PreludeDefinition(
      "vhf", .trend,
      """
      fn vhf(x = close, n = 28) = {
        let path = sum(abs(change(x)), n);
        if path == 0 then 0 else (highest(x, n) - lowest(x, n)) / path
      }
      """,
      "White's vertical horizontal filter: the range of the last n values over the way they went.",
      formula: "(highest(x, n) - lowest(x, n)) / sum(|x - x[1]|, n); 0 where nothing has moved",
      source: "White 1991",
      example: .init("vhf(close, 2)", close: [1, 3, 2], gives: [.nan, .nan, 0.3333333333333333])),
  ]
}
