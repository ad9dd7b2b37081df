internal import Machine

/// Differences and ratios of averages.
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
      source:
        "Appel; TA-Lib MACD. Pine seeds the fast average at its own first bar: for that write "
        + "`apo` and its ema", memory: .fading,
      example: .init(
        "macd(close, 1, 2, 2).line", close: [1, 3, 4, 8],
        gives: [.nan, 1, 0.6666666666666665, 1.5555555555555554])),
    PreludeDefinition(
      "macdext", .momentum,
      """
      fn macdext(
        x = close, fast = 12, slow = 26, signal = 9, fast_kind = "sma", slow_kind = "sma",
        signal_kind = "sma"
      ) = {
        let first = match fast_kind {
          "ema" => ema(x, fast, skip: max(slow - fast, 0)),
          else => ma(x, fast, fast_kind)
        };
        let second = match slow_kind {
          "ema" => ema(x, slow, skip: max(fast - slow, 0)),
          else => ma(x, slow, slow_kind)
        };
        let line = first - second;
        let average = ma(line, signal, signal_kind);
        (line: line, signal: average, histogram: line - average)
      }
      """,
      "MACD with averages of any kind.",
      formula: "line = ma(x, fast) - ma(x, slow); signal = ma(line, signal); histogram = line - "
        + "signal; ema of both seeded at the same bar", source: "TA-Lib MACDEXT",
      example: .init(
        "macdext(close, 1, 2, 2).histogram", close: [1, 3, 7], gives: [.nan, .nan, 0.5])),
    PreludeDefinition(
      "apo", .momentum,
      """
      fn apo(x = close, fast = 12, slow = 26, kind = "ema") =
        ma(x, min(fast, slow), kind) - ma(x, max(fast, slow), kind)
      """,
      "The absolute price oscillator: a fast average less a slow one, each with its own seed.",
      formula: "ma(x, fast, kind) - ma(x, slow, kind)",
      source: "TA-Lib APO (its kind is sma if left out); with ema Pine's ta.macd line",
      memory: .fading,
      example: .init("apo(close, 1, 3)", close: [2, 4, 6, 12], gives: [.nan, .nan, 2, 4])),
    PreludeDefinition(
      "ppo", .momentum,
      """
      fn ppo(x = close, fast = 12, slow = 26, kind = "ema") =
        100 * apo(x, fast, slow, kind) / ma(x, max(fast, slow), kind)
      """,
      "The percentage price oscillator: how far a fast average is above a slow one, in percent.",
      formula: "100 * (ma(x, fast, kind) - ma(x, slow, kind)) / ma(x, slow, kind)",
      source: "TA-Lib PPO (its kind is sma if left out)", memory: .fading,
      example: .init("ppo(close, 1, 3)", close: [2, 4, 6, 12], gives: [.nan, .nan, 50, 50])),
    PreludeDefinition(
      "rocp", .momentum, "fn rocp(x = close, n = 10) = (x - x[n]) / x[n]",
      "The change over n bars as a share of what it was; missing where that is 0.",
      formula: "(x - x[n]) / x[n]", source: "TA-Lib ROCP (which gives 0 for a past of 0)",
      example: .init("rocp(close, 1)", close: [2, 4, 2], gives: [.nan, 1, -0.5])),
    PreludeDefinition(
      "rocr", .momentum, "fn rocr(x = close, n = 10) = x / x[n]",
      "The ratio to the value n bars ago; missing where that is 0.", formula: "x / x[n]",
      source: "TA-Lib ROCR (which gives 0 for a past of 0)",
      example: .init("rocr(close, 1)", close: [2, 4, 2], gives: [.nan, 2, 0.5])),
    PreludeDefinition(
      "cmo", .momentum,
      """
      fn cmo(x = close, n = 14) = {
        let move = change(x);
        let gain = rma(max(move, 0), n);
        let loss = rma(max(-move, 0), n);
        if gain + loss == 0 then 0 else 100 * (gain - loss) / (gain + loss)
      }
      """,
      "Chande's momentum oscillator in Wilder's averages, -100 to 100; 0 where nothing has moved.",
      formula: "100 * (g - l) / (g + l); g, l: Wilder averages over n of gains and of losses",
      source: "TA-Lib CMO. Chande and Pine ta.cmo take plain sums: `cmo_sum`", memory: .fading,
      example: .init(
        "cmo(close, 2)", close: [1, 2, 1, 3], gives: [.nan, .nan, 0, 66.66666666666667])),
    PreludeDefinition(
      "cmo_sum", .momentum,
      """
      fn cmo_sum(x = close, n = 9) = {
        let move = change(x);
        let path = sum(abs(move), n);
        if path == 0 then 0 else 100 * sum(move, n) / path
      }
      """,
      "Chande's momentum oscillator, -100 to 100; 0 where nothing has moved.",
      formula: "100 * sum(x - x[1], n) / sum(|x - x[1]|, n)", source: "Chande 1994, Pine ta.cmo",
      example: .init("cmo_sum(close, 2)", close: [1, 2, 1, 4], gives: [.nan, .nan, 0, 50])),
    PreludeDefinition(
      "trix", .momentum,
      "fn trix(x = close, n = 18) = roc(ema(ema(ema(x, n), n), n), 1)",
      "The change per bar of a triple exponential average, in percent.",
      formula: "roc(ema(ema(ema(x, n), n), n), 1)", source: "Hutson 1983, TA-Lib TRIX",
      memory: .fading,
      example: .init("trix(close, 1)", close: [2, 4, 2], gives: [.nan, 100, -50])),
    PreludeDefinition(
      "tsi", .momentum,
      """
      fn tsi(x = close, short = 13, long = 25) = {
        let move = change(x);
        let path = ema(ema(abs(move), long), short);
        if path == 0 then 0 else 100 * ema(ema(move, long), short) / path
      }
      """,
      "Blau's true strength index, -100 to 100; 0 where nothing has moved.",
      formula: "100 * ema(ema(x - x[1], long), short) / ema(ema(|x - x[1]|, long), short)",
      source: "Blau 1991; Pine ta.tsi is the same over 100, and seeds with the first value",
      memory: .fading,
      example: .init("tsi(close, 1, 1)", close: [1, 3, 3, 2], gives: [.nan, 100, 0, -100])),
    PreludeDefinition(
      "dpo", .momentum,
      "fn dpo(x = close, n = 21) = x - sma(x, n)[floor(n / 2) + 1]",
      "The detrended price oscillator: x less a plain average of half a length ago.",
      formula: "x - sma(x, n)[floor(n / 2) + 1]",
      source: "TradingView, not centred; a centred one looks into the future",
      example: .init("dpo(close, 2)", close: [1, 3, 5, 8], gives: [.nan, .nan, .nan, 6])),
    PreludeDefinition(
      "awesome", aliases: ["ao"], .momentum,
      "fn awesome(fast = 5, slow = 34) = sma(hl2, fast) - sma(hl2, slow)",
      "Williams' awesome oscillator: a fast average of the bars' middles less a slow one.",
      formula: "sma(hl2, fast) - sma(hl2, slow)", source: "Williams 1998",
      example: .init("awesome(1, 2)", close: [1, 3, 7], gives: [.nan, 1, 2])),
    PreludeDefinition(
      "accelerator", aliases: ["ac"], .momentum,
      """
      fn accelerator(fast = 5, slow = 34, signal = 5) = {
        let line = awesome(fast, slow);
        line - sma(line, signal)
      }
      """,
      "Williams' accelerator: the awesome oscillator less its average.",
      formula: "awesome(fast, slow) - sma(awesome(fast, slow), signal)", source: "Williams 1998",
      example: .init("accelerator(1, 2, 2)", close: [1, 3, 7], gives: [.nan, .nan, 0.5])),
    PreludeDefinition(
      "kst", .momentum,
      """
      fn kst(x = close, signal = 9) = {
        let line = sma(roc(x, 10), 10) + 2 * sma(roc(x, 15), 10) + 3 * sma(roc(x, 20), 10)
          + 4 * sma(roc(x, 30), 15);
        (line: line, signal: sma(line, signal))
      }
      """,
      "Pring's know sure thing: four smoothed rates of change.",
      formula:
        "line = sma(roc(x, 10), 10) + 2 * sma(roc(x, 15), 10) + 3 * sma(roc(x, 20), 10) + 4 * "
        + "sma(roc(x, 30), 15); signal = sma(line, signal)", source: "Pring 1992",
      example: .init("kst(close).line", close: [1, 2], gives: [.nan, .nan])),
    PreludeDefinition(
      "coppock", .momentum,
      """
      fn coppock(x = close, n = 10, long = 14, short = 11) =
        wma(roc(x, long) + roc(x, short), n)
      """,
      "Coppock's curve: a weighted average of two rates of change.",
      formula: "wma(roc(x, long) + roc(x, short), n)", source: "Coppock 1962",
      example: .init("coppock(close, 1, 2, 1)", close: [1, 2, 4], gives: [.nan, .nan, 400])),
    PreludeDefinition(
      "qstick", .momentum, "fn qstick(n = 10) = sma(close - open, n)",
      "Chande's qstick: the average body of the last n bars.", formula: "sma(close - open, n)",
      source: "Chande 1994", example: .init("qstick(2)", close: [1, 2], gives: [.nan, 0])),
    PreludeDefinition(
      "bias", .momentum,
      "fn bias(x = close, n = 20) = { let mean = sma(x, n); (x - mean) / mean }",
      "How far x is from its average, as a share of it.", formula: "(x - sma(x, n)) / sma(x, n)",
      example: .init("bias(close, 2)", close: [1, 3], gives: [.nan, 0.5])),
    PreludeDefinition(
      "stc", .momentum,
      """
      fn stc(x = close, n = 10, fast = 23, slow = 50, weight = 0.5) = {
        let line = apo(x, fast, slow);
        let once = smooth(position_in_range(line, n), weight);
        smooth(position_in_range(once, n), weight)
      }
      """,
      "Schaff's trend cycle: a stochastic of a stochastic of the MACD line, 0 to 100.",
      formula: "smooth(s(smooth(s(line, n), weight), n), weight), s = position_in_range, line = "
        + "apo(x, fast, slow)", source: "Schaff 1999; a window without range counts as 0 here",
      memory: .fading,
      example: .init("stc(close, 2, 1, 1, 1)", close: [1, 2, 3], gives: [.nan, .nan, 0])),
    PreludeDefinition(
      "pmo", .momentum,
      """
      fn pmo(x = close, n = 35, length = 20, signal = 10) = {
        let line = smooth(10 * smooth(roc(x, 1), 2 / n), 2 / length);
        (line: line, signal: ema(line, signal))
      }
      """,
      "Swenlin's price momentum oscillator: the change per bar, smoothed twice.",
      formula:
        "line = smooth(10 * smooth(roc(x, 1), 2 / n), 2 / length); signal = ema(line, signal)",
      source: "Swenlin; others seed with plain averages", memory: .fading,
      example: .init("pmo(close, 2, 2, 1).line", close: [1, 2, 4], gives: [.nan, 1000, 1000])),
  ]
}
