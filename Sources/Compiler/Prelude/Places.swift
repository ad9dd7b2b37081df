internal import Machine

/// Places in a range, and strengths.
extension PreludeDefinition {
  static let places = [
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
      example: .init("stoch(2, 1, 2).k", close: [1, 3, 2], gives: [.nan, 100, 0])),
    PreludeDefinition(
      "stochf", .momentum,
      """
      fn stochf(length = 14, signal = 3) = {
        let fast = stoch(length, 1, signal);
        (k: fast.k, d: fast.d)
      }
      """,
      "The fast stochastic: where the close stands in the range of the last bars, and its average.",
      formula: "stoch(length, 1, signal)", source: "Lane; TA-Lib STOCHF with plain averages",
      example: .init("stochf(2, 2).d", close: [1, 3, 2], gives: [.nan, .nan, 50])),
    PreludeDefinition(
      "position_in_range", .momentum,
      """
      fn position_in_range(x = close, n = 14) = {
        let bottom = lowest(x, n);
        let width = highest(x, n) - bottom;
        if width == 0 then 0 else 100 * (x - bottom) / width
      }
      """,
      "Where x stands between the lowest and the highest of its last n values, 0 to 100.",
      formula: "100 * (x - lowest(x, n)) / (highest(x, n) - lowest(x, n)); 0 without a range",
      source: "definition; Pine ta.stoch(x, x, x, n)",
      example: .init("position_in_range(close, 3)", close: [1, 5, 2], gives: [.nan, .nan, 25])),
    PreludeDefinition(
      "stochrsi", .momentum,
      """
      fn stochrsi(x = close, n = 14, length = 14, signal = 3, smooth = 1) = {
        let line = rsi(x, n);
        let bottom = lowest(line, length);
        let width = highest(line, length) - bottom;
        let k = sma(if width < 1e-10 then 0 else 100 * (line - bottom) / width, smooth);
        (k: k, d: sma(k, signal))
      }
      """,
      "The stochastic of the relative strength index, and its average.",
      formula:
        "k = sma(position_in_range(rsi(x, n), length), smooth), 0 where the index has moved by "
        + "less than 1e-10; d = sma(k, signal)",
      source: "Chande and Kroll 1994, TA-Lib STOCHRSI; TradingView has smooth 3", memory: .fading,
      example: .init(
        "stochrsi(close, 2, 2, 1).k", close: [1, 2, 1, 3], gives: [.nan, .nan, .nan, 100])),
    PreludeDefinition(
      "willr", aliases: ["wpr"], .momentum,
      """
      fn willr(n = 14) = {
        let top = highest(high, n);
        let width = top - lowest(low, n);
        if width == 0 then 0 else -100 * (top - close) / width
      }
      """,
      "Williams' %R: where the close stands in the range of the last n bars, -100 to 0.",
      formula: "-100 * (highest(high, n) - close) / (highest(high, n) - lowest(low, n)); 0 without "
        + "a range", source: "Williams, TA-Lib WILLR, Pine ta.wpr",
      example: .init("willr(3)", close: [1, 5, 2], gives: [.nan, .nan, -75])),
    PreludeDefinition(
      "cci", .momentum,
      """
      fn cci(x = hlc3, n = 20) = {
        let spread = dev(x, n);
        if spread == 0 then 0 else (x - sma(x, n)) / (0.015 * spread)
      }
      """,
      "Lambert's commodity channel index: the distance from the average in mean deviations.",
      formula: "(x - sma(x, n)) / (0.015 * dev(x, n)); 0 where nothing has moved",
      source: "Lambert 1980, TA-Lib CCI, Pine ta.cci",
      example: .init(
        "cci(close, 2)", close: [1, 3, 1], gives: [.nan, 66.66666666666667, -66.66666666666667])),
    PreludeDefinition(
      "ultosc", aliases: ["uo"], .momentum,
      """
      fn ultosc(short = 7, mid = 14, long = 28) = {
        let first = min(short, mid, long);
        let third = max(short, mid, long);
        let second = short + mid + long - first - third;
        let pressure = close - min(low, close[1]);
        let range = tr();
        let r1 = sum(range, first);
        let r2 = sum(range, second);
        let r3 = sum(range, third);
        let a1 = if r1 == 0 then 0 else sum(pressure, first) / r1;
        let a2 = if r2 == 0 then 0 else sum(pressure, second) / r2;
        let a3 = if r3 == 0 then 0 else sum(pressure, third) / r3;
        100 * (4 * a1 + 2 * a2 + a3) / 7
      }
      """,
      "Williams' ultimate oscillator: buying pressure over three lengths, 0 to 100.",
      formula: "100 * (4 * a(short) + 2 * a(mid) + a(long)) / 7, a(n) = sum(close - min(low, "
        + "close[1]), n) / sum(tr, n), 0 without a range", source: "Williams 1985, TA-Lib ULTOSC",
      example: .init("ultosc(1, 1, 1)", close: [1, 3, 2], gives: [.nan, 100, 0])),
    PreludeDefinition(
      "bop", .momentum,
      """
      fn bop() = { let range = high - low; if range > 0 then (close - open) / range else 0 }
      """,
      "The balance of power: the body of the bar as a share of its range; 0 without a range.",
      formula: "(close - open) / (high - low)", source: "Livshin 2001, TA-Lib BOP",
      example: .init("bop()", close: [1, 2], gives: [0, 0])),
    PreludeDefinition(
      "cog", .momentum,
      "fn cog(x = close, n = 10) = (n + 1) / 2 * wma(x, n) / sma(x, n) - (n + 1)",
      "Ehlers' centre of gravity of the last n values, -n to -1.",
      formula: "-sum((i + 1) * x[i], i = 0..n-1) / sum(x[i])", source: "Ehlers 2002, Pine ta.cog",
      example: .init("cog(close * 3, 2)", close: [1, 3], gives: [.nan, -1.25])),
    PreludeDefinition(
      "connors_rsi", aliases: ["crsi"], .momentum,
      """
      fn connors_rsi(x = close, n = 3, streak = 2, length = 100) = {
        let run = from 0 next
          if x > x[1] then max(prev, 0) + 1 else if x < x[1] then min(prev, 0) - 1 else 0;
        (rsi(x, n) + rsi(run, streak) + percent_rank(roc(x, 1), length)) / 3
      }
      """,
      "Connors' index: strength of the price, of its streak, and of its last step.",
      formula:
        "(rsi(x, n) + rsi(streak of rises or falls, streak) + percent_rank(roc(x, 1), length)) "
        + "/ 3", source: "Connors and Alvarez 2012", memory: .open,
      example: .init(
        "connors_rsi(close, 1, 1, 1)", close: [1, 2, 5], gives: [.nan, .nan, 100])),
    PreludeDefinition(
      "fisher", .momentum,
      """
      fn fisher(x = hl2, n = 9) = {
        let bottom = lowest(x, n);
        let width = highest(x, n) - bottom;
        let place = if width == 0 then 0 else 2 * (x - bottom) / width - 1;
        let held = max(min(smooth(place, 0.33), 0.999), -0.999);
        let line = smooth(log((1 + held) / (1 - held)), 0.5);
        (line: line, signal: line[1])
      }
      """,
      "Ehlers' Fisher transform: the place in the range, with its ends drawn out.",
      formula: "line = smooth(ln((1 + v) / (1 - v)), 0.5), v = smooth(2 * (x - lowest(x, n)) / "
        + "(highest(x, n) - lowest(x, n)) - 1, 0.33) held in +-0.999; signal = line[1]",
      source: "Ehlers 2002; he feeds back the held value and starts at 0", memory: .fading,
      example: .init("fisher(close, 2).line", close: [2, 2, 2], gives: [.nan, 0, 0])),
    PreludeDefinition(
      "smi", .momentum,
      """
      fn smi(length = 10, smooth = 3, signal = 3) = {
        let top = highest(high, length);
        let bottom = lowest(low, length);
        let distance = ema(ema(close - (top + bottom) / 2, smooth), smooth);
        let width = ema(ema(top - bottom, smooth), smooth);
        let line = if width == 0 then 0 else 200 * distance / width;
        (line: line, signal: ema(line, signal))
      }
      """,
      "Blau's stochastic momentum index: the distance from the middle of the range, -100 to 100.",
      formula: "line = 200 * ema(ema(close - (top + bottom) / 2, smooth), smooth) / ema(ema(top - "
        + "bottom, smooth), smooth); signal = ema(line, signal)", source: "Blau 1993, TradingView",
      memory: .fading,
      example: .init("smi(2, 1, 1).line", close: [1, 3, 2], gives: [.nan, 100, -100])),
    PreludeDefinition(
      "rvgi", .momentum,
      """
      fn rvgi(n = 10) = {
        let range = sum(swma(high - low), n);
        let line = if range == 0 then 0 else sum(swma(close - open), n) / range;
        (line: line, signal: swma(line))
      }
      """,
      "The relative vigour index: bodies over ranges, both smoothed.",
      formula: "line = sum(swma(close - open), n) / sum(swma(high - low), n), 0 without a range; "
        + "signal = swma(line)", source: "Ehlers 2002, TradingView",
      example: .init("rvgi(1).line", close: [1, 2, 3, 4], gives: [.nan, .nan, .nan, 0])),
    PreludeDefinition(
      "volatility_index", aliases: ["rvi"], .momentum,
      """
      fn volatility_index(x = close, n = 14, length = 10) = {
        let spread = stdev(x, length);
        let move = change(x);
        let up = ema(if move > 0 then spread else 0 * spread, n);
        let down = ema(if move > 0 then 0 * spread else spread, n);
        if up + down == 0 then 0 else 100 * up / (up + down)
      }
      """,
      "Dorsey's relative volatility index: how much of the spread belongs to rises, 0 to 100.",
      formula: "100 * u / (u + d); u, d: ema over n of stdev(x, length) at rises, and elsewhere",
      source: "Dorsey 1993, TradingView", memory: .fading,
      example: .init(
        "volatility_index(close, 1, 2)", close: [1, 3, 2], gives: [.nan, 100, 0])),
    PreludeDefinition(
      "rmi", .momentum,
      """
      fn rmi(x = close, n = 14, length = 5) = {
        let move = change(x, length);
        let gain = rma(max(move, 0), n);
        let loss = rma(max(-move, 0), n);
        if gain + loss == 0 then 0 else 100 * gain / (gain + loss)
      }
      """,
      "Altman's relative momentum index: the relative strength of changes over several bars.",
      formula:
        "100 * g / (g + l); g, l: Wilder averages over n of the gains and losses over length",
      source: "Altman 1993", memory: .fading,
      example: .init("rmi(close, 1, 1)", close: [1, 2, 1], gives: [.nan, 100, 0])),
    PreludeDefinition(
      "psychological_line", aliases: ["psl"], .momentum,
      """
      fn psychological_line(x = close, n = 12) =
        100 * sma(if x > x[1] then 1 else 0 * change(x), n)
      """,
      "How many of the last n steps were rises, in percent.",
      formula: "100 * count(x > x[1], n) / n",
      example: .init("psychological_line(close, 2)", close: [1, 2, 1], gives: [.nan, .nan, 50])),
    PreludeDefinition(
      "kdj", .momentum,
      """
      fn kdj(n = 9, signal = 3) = {
        let k = smooth(stoch(n, 1, 1).k, 1 / signal);
        let d = smooth(k, 1 / signal);
        (k: k, d: d, j: 3 * k - 2 * d)
      }
      """,
      "The stochastic in exponential averages, and j, which runs ahead of them.",
      formula: "k = smooth(raw, 1 / signal), d = smooth(k, 1 / signal), j = 3 * k - 2 * d; raw = "
        + "stoch(n, 1, 1).k", source: "Lane; others seed k and d with 50", memory: .fading,
      example: .init("kdj(2, 2).j", close: [1, 3, 2], gives: [.nan, 100, 0])),
    PreludeDefinition(
      "pgo", .momentum,
      "fn pgo(n = 14) = (close - sma(close, n)) / ema(tr(), n)",
      "Johnson's pretty good oscillator: the distance from the average in average true ranges.",
      formula: "(close - sma(close, n)) / ema(tr, n)", source: "Johnson", memory: .fading,
      example: .init("pgo(1)", close: [1, 3], gives: [.nan, 0])),
    PreludeDefinition(
      "squeeze_momentum", .momentum,
      """
      fn squeeze_momentum(n = 20) =
        linreg(close - (midprice(n) + sma(close, n)) / 2, n)
      """,
      "Carter's momentum of the squeeze: the end of the line through the distance from the middle.",
      formula: "linreg(close - (midprice(n) + sma(close, n)) / 2, n)", source: "Carter, LazyBear",
      example: .init("squeeze_momentum(2)", close: [1, 3, 5], gives: [.nan, .nan, 1])),
  ]
}
