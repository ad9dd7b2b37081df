internal import Machine

/// Moving averages made of plain ones.
extension PreludeDefinition {
  static let averages = [
    PreludeDefinition(
      "ma", .averages,
      """
      fn ma(x = close, n = 20, kind = "sma") = match kind {
        "sma" => sma(x, n),
        "ema" => ema(x, n),
        "wma" => wma(x, n),
        "rma" => rma(x, n),
        "dema" => dema(x, n),
        "tema" => tema(x, n),
        "trima" => trima(x, n),
        "kama" => kama(x, n),
        "t3" => t3(x, n),
        "hma" => hma(x, n),
        "zlema" => zlema(x, n),
        "vwma" => vwma(x, n)
      }
      """,
      "The moving average of a kind that is given as a text.",
      formula: "sma, ema, wma, rma, dema, tema, trima, kama, t3, hma, zlema or vwma of (x, n)",
      source: "TA-Lib MA, its matype as a word",
      example: .counting("ma(close, 2, \"ema\")", .nan, 1.5, 2.5)),
    PreludeDefinition(
      "ewma", .averages, "fn ewma(x = close, n = 20) = smooth(x, 2 / (n + 1))",
      "The exponential moving average, seeded with the first value.",
      formula: "e = e[1] + 2 / (n + 1) * (x - e[1]); seed: the first value",
      source: "pandas ewm(adjust=False); `ema` is seeded with a plain average", memory: .fading,
      example: .init("ewma(close, 3)", close: [1, 3, 4], gives: [1, 2, 3])),
    PreludeDefinition(
      "dema", .averages,
      "fn dema(x = close, n = 20) = { let e = ema(x, n); 2 * e - ema(e, n) }",
      "The double exponential moving average: an average less its own lag.",
      formula: "2 * e - ema(e, n), e = ema(x, n)", source: "Mulloy 1994, TA-Lib DEMA",
      memory: .fading,
      example: .counting("dema(close, 3)", .nan, .nan, .nan, .nan, 5, 6)),
    PreludeDefinition(
      "tema", .averages,
      """
      fn tema(x = close, n = 20) = {
        let e = ema(x, n);
        let ee = ema(e, n);
        3 * e - 3 * ee + ema(ee, n)
      }
      """,
      "The triple exponential moving average.",
      formula: "3 * e - 3 * ema(e, n) + ema(ema(e, n), n), e = ema(x, n)",
      source: "Mulloy 1994, TA-Lib TEMA", memory: .fading,
      example: .counting("tema(close, 3)", .nan, .nan, .nan, .nan, .nan, .nan, 7, 8)),
    PreludeDefinition(
      "trima", .averages,
      "fn trima(x = close, n = 20) = sma(sma(x, ceil((n + 1) / 2)), floor((n + 1) / 2))",
      "The triangular moving average: the weights rise to the middle and fall again.",
      formula: "sma(sma(x, ceil((n + 1) / 2)), floor((n + 1) / 2))", source: "TA-Lib TRIMA",
      example: .counting("trima(close, 3)", .nan, .nan, 2, 3)),
    PreludeDefinition(
      "kama", .averages,
      """
      fn kama(x = close, n = 10, fast = 2, slow = 30) =
        adaptive(x, efficiency_ratio(x, n), x[1], fast, slow)
      """,
      "Kaufman's adaptive moving average: fast in a trend, slow in noise.",
      formula: "y = y[1] + w * (x - y[1]), w = (er * (2 / (fast + 1) - 2 / (slow + 1)) + 2 / (slow "
        + "+ 1))^2, er = efficiency_ratio(x, n); seed: x[1] at the first er",
      source: "Kaufman 1995, TA-Lib KAMA (with fast 2, slow 30)", memory: .fading,
      example: .init("kama(close, 2, 1, 3)", close: [1, 2, 3, 2], gives: [.nan, .nan, 3, 2.75])),
    PreludeDefinition(
      "efficiency_ratio", aliases: ["er"], .averages,
      """
      fn efficiency_ratio(x = close, n = 10) = {
        let path = sum(abs(change(x)), n);
        if path == 0 then 1 else min(abs(change(x, n)) / path, 1)
      }
      """,
      "Kaufman's efficiency ratio: how straight the way of the last n changes was, 0 to 1.",
      formula: "|x - x[n]| / sum(|x - x[1]|, n); 1 where nothing has moved",
      source: "Kaufman 1995, as TA-Lib's KAMA has it",
      example: .init(
        "efficiency_ratio(close, 2)", close: [1, 2, 3, 2, 3], gives: [.nan, .nan, 1, 0, 0])),
    PreludeDefinition(
      "t3", .averages,
      """
      fn t3(x = close, n = 5, v = 0.7) = {
        let e3 = ema(ema(ema(x, n), n), n);
        let e4 = ema(e3, n);
        let e5 = ema(e4, n);
        let e6 = ema(e5, n);
        let square = v * v;
        let cube = square * v;
        -cube * e6 + 3 * (square + cube) * e5 - 3 * (2 * square + v + cube) * e4
          + (1 + 3 * v + cube + 3 * square) * e3
      }
      """,
      "Tillson's T3: six exponential averages in a row, sharpened by v.",
      formula: "gd(gd(gd(x))), gd(x) = (1 + v) * ema(x, n) - v * ema(ema(x, n), n), written out",
      source: "Tillson 1998, TA-Lib T3", memory: .fading,
      example: .init(
        "t3(close, 3, 0)", close: (1...14).map(Double.init),
        gives: [Double](repeating: .nan, count: 12) + [10, 11])),
    PreludeDefinition(
      "hma", aliases: ["hull"], .averages,
      "fn hma(x = close, n = 20) = "
        + "wma(2 * wma(x, max(floor(n / 2), 1)) - wma(x, n), floor(sqrt(n)))",
      "Hull's moving average: little lag, and smooth.",
      formula: "wma(2 * wma(x, floor(n / 2)) - wma(x, n), floor(sqrt(n)))",
      source: "Hull 2005, TA-Lib HMA, Pine ta.hma; others round n / 2 and the root",
      example: .counting("hma(3 * close, 2)", .nan, 7, 10)),
    PreludeDefinition(
      "zlema", .averages,
      "fn zlema(x = close, n = 20) = ema(2 * x - x[floor((n - 1) / 2)], n)",
      "The zero-lag exponential moving average: of x and what it has gained over the lag.",
      formula: "ema(2 * x - x[lag], n), lag = floor((n - 1) / 2)",
      source: "Ehlers and Way 2010, TA-Lib ZLEMA", memory: .fading,
      example: .counting("zlema(close, 3)", .nan, .nan, .nan, 4, 5)),
    PreludeDefinition(
      "vwma", .averages, "fn vwma(x = close, n = 20) = sum(x * volume, n) / sum(volume, n)",
      "The average of the last n values, weighted by volume; missing where none was traded.",
      formula: "sum(x * volume, n) / sum(volume, n)", source: "TA-Lib VWMA, Pine ta.vwma",
      example: .counting("vwma(close, 2)", .nan, 1.5, 2.5)),
    PreludeDefinition(
      "swma", .averages, "fn swma(x = close) = (x + 2 * x[1] + 2 * x[2] + x[3]) / 6",
      "The symmetrically weighted average of four values.",
      formula: "(x + 2 * x[1] + 2 * x[2] + x[3]) / 6", source: "Pine ta.swma",
      example: .counting("swma(close)", .nan, .nan, .nan, 2.5, 3.5)),
    PreludeDefinition(
      "mcginley", .averages,
      """
      fn mcginley(x = close, n = 14) =
        from ema(x, n) next {
          let ratio = x / prev;
          prev + (x - prev) / (n * (ratio * ratio) * (ratio * ratio))
        }
      """,
      "McGinley's dynamic: an average that hurries after a falling price.",
      formula: "m = m[1] + (x - m[1]) / (n * (x / m[1])^4); seed: ema(x, n)",
      source: "McGinley 1997, as on TradingView; others take 0.6 of n", memory: .open,
      example: .init("mcginley(close, 1)", close: [4, 8], gives: [4, 4.25])),
    PreludeDefinition(
      "vidya", .averages,
      """
      fn vidya(x = close, n = 14, momentum = 9) = {
        let weight = 2 / (n + 1) * abs(cmo_sum(x, momentum)) / 100;
        from (if is_na(weight) then na else x) next prev + weight * (x - prev)
      }
      """,
      "Chande's variable average: fast where the momentum is one-sided.",
      formula: "y = y[1] + 2 / (n + 1) * |cmo_sum(x, momentum)| / 100 * (x - y[1]); seed: x",
      source: "Chande 1992, with his momentum oscillator of 1994", memory: .open,
      example: .init("vidya(close, 3, 1)", close: [2, 4, 4, 8], gives: [.nan, 4, 4, 6])),
    PreludeDefinition(
      "frama", .averages,
      """
      fn frama(x = close, n = 16) = {
        let half = max(floor(n / 2), 1);
        let near = (highest(high, half) - lowest(low, half)) / half;
        let whole = (highest(high, 2 * half) - lowest(low, 2 * half)) / (2 * half);
        let parts = near + near[half];
        let weight = if whole == 0 or parts == 0 then 1
          else min(max(exp(-4.6 * (log(parts / whole) / log(2) - 1)), 0.01), 1);
        from (if is_na(whole) then na else x) next prev + weight * (x - prev)
      }
      """,
      "Ehlers' fractal adaptive average: fast where the path is straight.",
      formula: "y = y[1] + w * (x - y[1]), w = exp(-4.6 * (d - 1)) held in 0.01..1, d the fractal "
        + "dimension of the ranges of both halves of the last n bars (n even); seed: x",
      source: "Ehlers 2005; 1 where the ranges say nothing", memory: .open,
      example: .init("frama(close, 2)", close: [1, 2, 3], gives: [.nan, 2, 3])),
  ]
}
