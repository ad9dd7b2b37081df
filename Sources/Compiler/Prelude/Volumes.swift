internal import Machine

/// Which way volume and money flow.
extension PreludeDefinition {
  static let volumes: [PreludeDefinition] = totals + flows

  /// What adds up from the first bar on. Bars without a value are passed over.
  private static let totals: [PreludeDefinition] = [
    PreludeDefinition(
      "obv", .volume,
      """
      fn obv(x = close) = {
        let before = last(x)[1];
        let side = if is_na(x) then na else if is_na(before) then 1 else sign(x - before);
        cum(side * volume)
      }
      """,
      "On-balance volume: added where the price rises, taken away where it falls.",
      formula: "cum(sign(x - x[1]) * volume); the first bar's volume counts as a rise",
      source: "Granville 1963, TA-Lib OBV; Pine starts at 0", memory: .open,
      example: Builtin.Example("obv()", close: [1, 3, 3, 2], gives: [1, 2, 2, 1])),
    PreludeDefinition(
      "ad", aliases: ["accdist"], .volume,
      """
      fn ad() = {
        let range = high - low;
        cum(((close - low) - (high - close)) / (if range == 0 then 1 else range) * volume)
      }
      """,
      "The accumulation/distribution line: volume, weighted by where the close stands in its bar.",
      formula: "cum(((close - low) - (high - close)) / (high - low) * volume); a bar without range "
        + "adds 0",
      source: "Chaikin, TA-Lib AD, Pine ta.accdist", memory: .open,
      example: .counting("ad()", 0, 0)),
    PreludeDefinition(
      "pvt", .volume,
      """
      fn pvt(x = close) = {
        let before = last(x)[1];
        cum((x - before) / before * volume)
      }
      """,
      "The price-volume trend: volume, weighted by the price's relative change.",
      formula: "cum((x - x[1]) / x[1] * volume)",
      source: "definition; Pine ta.pvt, which starts at 0", memory: .open,
      example: Builtin.Example("pvt()", close: [2, 4, 3], gives: [.nan, 1, 0.75])),
    PreludeDefinition(
      "wad", .volume,
      """
      fn wad() = {
        let before = last(close)[1];
        let side = sign(close - before);
        let rise = close - min(low, before);
        let fall = close - max(high, before);
        cum(if side > 0 then rise else if side < 0 then fall else side)
      }
      """,
      "Williams' accumulation/distribution: how far the close is from the true low or high.",
      formula: "cum(close - min(low, close[1]) after a rise, close - max(high, close[1]) after a "
        + "fall, else 0)",
      source: "Williams 1972; Pine ta.wad. It has no volume in it", memory: .open,
      example: Builtin.Example("wad()", close: [2, 4, 3, 3], gives: [.nan, 2, 1, 1])),
    index("nvi", "<", "negative", "falls"),
    index("pvi", ">", "positive", "rises"),
    PreludeDefinition(
      "adosc", aliases: ["chaikin_oscillator"], .volume,
      """
      fn adosc(fast = 3, slow = 10) = {
        let line = ad();
        let short = from line next prev + 2 / (fast + 1) * ((line ?? prev) - prev);
        let long = from line next prev + 2 / (slow + 1) * ((line ?? prev) - prev);
        let wait = 0 * bar_index[max(fast, slow) - 1];
        (if is_na(line) then na else short - long) + wait
      }
      """,
      "Chaikin's oscillator: a fast average of the accumulation/distribution line less a slow one.",
      formula: "e(ad, fast) - e(ad, slow), e = e[1] + 2 / (n + 1) * (ad - e[1]), seeded with the "
        + "first value; shown after max(fast, slow) bars",
      source: "Chaikin, TA-Lib ADOSC; `ema` would seed with plain averages", memory: .open,
      example: .counting("adosc(1, 2)", .nan, 0, 0)),
  ]

  private static func index(
    _ name: String, _ comparison: String, _ side: String, _ moves: String
  ) -> PreludeDefinition {
    PreludeDefinition(
      name, .volume,
      """
      fn \(name)(x = close, first = 1000) = {
        let price = if is_na(volume) then na else x;
        let traded = if is_na(x) then na else volume;
        let growth = if traded \(comparison) last(traded)[1] then price / last(price)[1] else 1;
        let level = from first next prev * (growth ?? 1);
        if is_na(price) then na else level
      }
      """,
      "The \(side) volume index: follows the price only where volume \(moves).",
      formula: "v = v[1] * x / x[1] where volume \(comparison) volume[1], else v[1]; v = first at "
        + "the first bar",
      source: "Dysart; Fosback 1976. Pine ta.\(name) starts at 1", memory: .open,
      example: Builtin.Example("\(name)()", close: [1, 2], gives: [1000, 1000]))
  }

  /// What forgets.
  private static let flows: [PreludeDefinition] = [
    PreludeDefinition(
      "cmf", .volume,
      """
      fn cmf(n = 20) = {
        let range = high - low;
        let place = ((close - low) - (high - close)) / (if range == 0 then 1 else range);
        sum(place * volume, n) / sum(volume, n)
      }
      """,
      "Chaikin's money flow, -1 to 1: volume weighted by where closes stand in their bars; missing "
        + "where nothing was traded.",
      formula: "sum(((close - low) - (high - close)) / (high - low) * volume, n) / sum(volume, n); "
        + "a bar without range adds 0",
      source: "Chaikin, TA-Lib CMF", example: .counting("cmf(2)", .nan, 0, 0)),
    PreludeDefinition(
      "mfi", .volume,
      """
      fn mfi(n = 14) = {
        let move = change(hlc3, 1);
        let side = if abs(move) < 1e-15 * abs(hlc3) then 0 else sign(move);
        let flow = hlc3 * volume;
        let up = sum(max(side, 0) * flow, n);
        let all = up + sum(max(-side, 0) * flow, n);
        if all == 0 then 0 else 100 * up / all
      }
      """,
      "The money flow index, 0 to 100: money traded at rising typical prices, as a share of that "
        + "at changed ones; 0 where nothing flowed.",
      formula:
        "100 * up / (up + down); up, down: sums over n of hlc3 * volume where hlc3 rose, fell by "
        + "more than its last digit",
      source: "Quong and Soudack 1989; TA-Lib MFI, but that gives 0 wherever the whole flow is "
        + "below 1, as with tiny prices; Pine gives 100 where nothing fell",
      example: Builtin.Example("mfi(2)", close: [1, 3, 1, 1], gives: [.nan, .nan, 75, 0])),
    PreludeDefinition(
      "efi", aliases: ["force_index"], .volume,
      "fn efi(x = close, n = 13) = ema(change(x, 1) * volume, n)",
      "Elder's force index: the average of price changes times volume.",
      formula: "ema((x - x[1]) * volume, n)", source: "Elder 1993; seeded as `ema` is",
      memory: .fading,
      example: Builtin.Example("efi(close, 2)", close: [1, 3, 4], gives: [.nan, .nan, 1.5])),
    PreludeDefinition(
      "eom", aliases: ["ease_of_movement"], .volume,
      """
      fn eom(n = 14, scale = 10_000) =
        sma(scale * change(hl2, 1) * (high - low) / volume, n)
      """,
      "The ease of movement: how far prices go for the volume; missing while a bar of the window "
        + "had none.",
      formula: "sma(scale * (hl2 - hl2[1]) * (high - low) / volume, n)",
      source: "Arms; Pine's built-in with its divisor 10000; others use 1e8",
      example: .counting("eom(2)", .nan, .nan, 0)),
    PreludeDefinition(
      "klinger", aliases: ["kvo"], .volume,
      """
      fn klinger(fast = 34, slow = 55, signal = 13) = {
        let move = change(hlc3, 1);
        let force = if move >= -1e-15 * abs(hlc3) then volume else if move < 0 then -volume else na;
        let line = ema(force, fast) - ema(force, slow);
        (line: line, signal: ema(line, signal))
      }
      """,
      "Klinger's volume oscillator: a fast average of signed volume less a slow one, and its "
        + "average.",
      formula: "force = volume where hlc3 >= hlc3[1], else -volume; line = ema(force, fast) - "
        + "ema(force, slow); signal = ema(line, signal)",
      source: "as Pine's built-in and pandas-ta have it; Klinger 1997 scales volume by the trend's "
        + "range first",
      memory: .fading,
      example: Builtin.Example(
        "klinger(1, 2, 1).line", close: [3, 4, 2, 2],
        gives: [.nan, .nan, -1, 0.33333333333333326])),
    PreludeDefinition(
      "volume_oscillator", .volume,
      """
      fn volume_oscillator(fast = 5, slow = 10) = {
        let long = ema(volume, slow);
        100 * (ema(volume, fast) - long) / long
      }
      """,
      "A fast average of volume against a slow one, in percent.",
      formula: "100 * (ema(volume, fast) - ema(volume, slow)) / ema(volume, slow)",
      source: "Pine's built-in; MetaStock takes plain averages", memory: .fading,
      example: .counting("volume_oscillator(1, 2)", .nan, 0, 0)),
    PreludeDefinition(
      "wvad", .volume,
      """
      fn wvad() = {
        let range = high - low;
        (close - open) / (if range == 0 then 1 else range) * volume
      }
      """,
      "Williams' variable accumulation/distribution of the bar: volume times the body's share.",
      formula: "(close - open) / (high - low) * volume; 0 for a bar without range",
      source: "Williams; Pine ta.wvad gives na for a bar without range",
      example: .counting("wvad()", 0, 0)),
    PreludeDefinition(
      "iii", .volume,
      """
      fn iii() = {
        let range = high - low;
        (2 * close - high - low) / ((if range == 0 then 1 else range) * volume)
      }
      """,
      "The intraday intensity index of the bar; missing where nothing was traded.",
      formula: "(2 * close - high - low) / ((high - low) * volume); 0 for a bar without range",
      source: "Bostian; Pine ta.iii gives na for a bar without range",
      example: .counting("iii()", 0, 0)),
  ]

  /// Averages of prices by volume. For a session, `vwap_since(is_first_bar_of(1d))`.
  static let vwaps: [PreludeDefinition] = [
    PreludeDefinition(
      "vwap", .volume,
      """
      fn vwap(x = hlc3) = {
        let traded = if is_na(x) then na else volume;
        cum(x * traded) / cum(traded)
      }
      """,
      "The volume-weighted average price since the first bar; missing before anything was traded.",
      formula: "cum(x * volume) / cum(volume)",
      source: "definition; Pine ta.vwap begins anew with each session: `vwap_since`",
      memory: .open, example: .counting("vwap()", 1, 1.5, 2)),
    PreludeDefinition(
      "vwap_since", aliases: ["anchored_vwap"], .volume,
      """
      fn vwap_since(c = bar_index == 0, x = hlc3) = {
        let traded = if is_na(x) then na else volume;
        sum_since(c, x * traded) / sum_since(c, traded)
      }
      """,
      "The volume-weighted average price since the condition last held, that bar included; before "
        + "the first time, since the first bar.",
      formula: "sum_since(c, x * volume) / sum_since(c, volume)",
      source: "definition; Pine ta.vwap(x, c)", memory: .open,
      example: Builtin.Example(
        "vwap_since(close == 5)", close: [1, 2, 5, 3], gives: [1, 1.5, 5, 4])),
    PreludeDefinition(
      "vwap_bands", .volume,
      """
      fn vwap_bands(c = bar_index == 0, x = hlc3, k = 1) = {
        let traded = if is_na(x) then na else volume;
        let base = from x next if c then x else prev;
        let move = x - base;
        let weight = sum_since(c, traded);
        let shift = sum_since(c, move * traded) / weight;
        let spread = sum_since(c, move * move * traded) / weight - shift * shift;
        let width = k * sqrt(max(spread, 0));
        let mid = base + shift;
        (upper: mid + width, mid: mid, lower: mid - width)
      }
      """,
      "The volume-weighted average price since the condition last held, with k standard deviations "
        + "by volume above and below it.",
      formula: "mid = vwap_since(c, x); upper, lower = mid +- k * sqrt(sum_since(c, volume * (x - "
        + "mid)^2) / sum_since(c, volume)), from distances to the first x",
      source: "definition; Pine ta.vwap(x, c, k)", memory: .open,
      example: Builtin.Example(
        "vwap_bands(close == 5, close).upper", close: [1, 3, 5, 5], gives: [1, 3, 5, 5])),
    PreludeDefinition(
      "vwap_rolling", aliases: ["rolling_vwap"], .volume,
      """
      fn vwap_rolling(n = 20, x = hlc3) = sum(x * volume, n) / sum(volume, n)
      """,
      "The volume-weighted average price of the last n bars; missing where nothing was traded.",
      formula: "sum(x * volume, n) / sum(volume, n)",
      source: "definition; `vwma` of the typical price",
      example: .counting("vwap_rolling(2)", .nan, 1.5, 2.5)),
  ]
}
