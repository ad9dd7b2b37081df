/// What the name of a column says of a volume or an amount, where it is none that is known.
struct SizeName {
  enum Meaning { case size, quote, ticks, other, unknown }

  /// Words of what is counted or measured, anywhere in a name.
  private static let sizes = [
    "volume", "qty", "quant", "lots", "contracts", "shares", "menge", "traded", "filled", "fill_s",
    "anzahl", "cantidad", "ilosc", "homenotional", "home_notional", "numero_de_titulos",
  ]
  /// Words that are all of a name, or one of its words.
  private static let sizeWords: Set<String> = [
    "vol", "size", "sz", "siz", "amount", "amt", "lot", "contract", "share", "units", "unit",
    "coins", "coin", "q", "base", "st\u{FC}cke", "nominal", "turnovervolume",
  ]
  /// Endings and beginnings, as of `tradedvol`, `cvol` and `lastsize`.
  private static let ends = ["vol", "size", "sz", "amount", "amt", "shares"]
  /// Of the second of two assets, in which prices are.
  private static let quotes = [
    "quote", "volumeto", "volume_to", "turnover", "notional", "value", "money", "usd", "dollar",
    "foreign", "funds", "umsatz", "cost", "consideration", "busd", "currency",
  ]
  /// Of something else than how much was traded.
  private static let others = [
    "volatil", "vwap", "wap", "average", "avg", "mean", "count", "trades", "number_of", "numberof",
    "num_", "open_int", "openint", "interest", "return", "change", "chg", "percent", "pct", "%",
    "adj", "yield", "spread", "bid", "ask", "offer", "prev", "price", "index", "sequence", "date",
    "time", "stamp", "year", "month", "week", "day", "hour", "minute", "second", "cap", "split",
    "dividend", "factor", "ratio", "delta", "gamma", "vega", "theta", "implied", "signal", "strike",
    "deliver", "multiplier", "lot_size", "lotsize", "contract_size", "contractsize", "tick_size",
    "ticksize",
    "funding", "taker", "buy", "sell", "high", "low", "open", "close", "outstanding", "float",
    "flag", "correction", "condition", "unadjusted", "session", "confirm", "weight", "settle",
    "upper", "lower", "band", "basis", "target", "label", "pred", "feature", "limit", "duration",
  ]
  private static let otherWords: Set<String> = [
    "oi", "oi_", "id", "no", "no_", "nr", "row", "#", "n", "rsi", "sma", "ema", "macd", "atr",
    "adx",
    "obv", "cci", "ma", "px", "mid", "rate", "iv", "gap", "bars", "bar", "seq", "trf", "tape",
    "type", "mult", "skip", "ignore", "dummy", "digits", "scale", "beta", "std", "zscore", "pnl",
    "hl2", "ohlc4", "dte", "up",
    "down", "range", "tr", "momentum", "score", "rank", "exchange", "code", "unnamed:_0", "index",
  ]

  let name: String

  init(_ name: String) { self.name = name }

  var meaning: Meaning {
    let words = name.split { "_() /".contains($0) }.map(String.init)
    if words.isEmpty { return .other }
    if name.contains("home") && name.contains("notional") { return .size }
    if words.contains(where: Self.otherWords.contains) { return .other }
    let isSize =
      Self.sizes.contains { name.contains($0) } || words.contains(where: Self.sizeWords.contains)
      || words.contains { word in
        Self.ends.contains { word.hasSuffix($0) || word.hasPrefix($0) }
      }
    let isOther = Self.others.contains { name.contains($0) }
    if isOther {
      // `daily_volume`, `day_vol`, and `executed_time`.
      let isDaily = name.contains("day") || name.contains("daily")
      let rest = name.replacing("daily", with: "").replacing("day", with: "")
      guard isSize, isDaily, !Self.others.contains(where: { rest.contains($0) }) else {
        // Such as `buy_volume`, which is a part of it.
        return ["volume", "qty"].contains(where: name.contains) ? .unknown : .other
      }
    }
    if Self.quotes.contains(where: { name.contains($0) }), !name.contains("turnovervol") {
      return .quote
    }
    guard isSize else { return .unknown }
    return name.contains("tick") ? .ticks : .size
  }

  // MARK: - Units

  /// What a header says of the unit of its numbers, such as `000` of `Volume (000)` and `K` of
  /// `Volume in K`: its words, and what they are multiplied by; nil where it says nothing.
  static func unit(_ header: String) -> (words: String, scale: Double?)? {
    let small = header.lowercased()
    let words: String
    if let open = small.firstIndex(where: { $0 == "(" || $0 == "[" }),
      let end = small.lastIndex(where: { $0 == ")" || $0 == "]" }), open < end
    {
      let inside = String(small[small.index(after: open)..<end])
      words = inside.hasPrefix("in ") ? String(inside.dropFirst(3)) : inside
    } else if let place = small.firstRange(of: " in ") ?? small.firstRange(of: "_in_") {
      words = String(small[place.upperBound...])
    } else if small.split(whereSeparator: { " _,".contains($0) }).count > 1,
      let last = small.split(whereSeparator: { " _,".contains($0) }).last
    {
      words = String(last)
    } else {
      return nil
    }
    let plain = words.filter { !"' _.,".contains($0) && $0 != "\u{2019}" }
    if let scale = scales[plain] { return (words, scale) }
    if let rest = ["lotsof", "lots"].first(where: plain.hasPrefix).map({ plain.dropFirst($0.count) }
    ),
      let lot = Double(rest), lot >= 1, lot <= 1e6
    {
      return (words, lot)
    }
    let isOpen = ["mil", "lots", "lot", "contracts", "boardlots"].contains(plain)
    return isOpen ? (words, nil) : nil
  }

  private static let scales: [String: Double] = {
    var scales: [String: Double] = [:]
    let all: [(String, Double)] = [
      ("00 00s 100s hundreds x100", 1e2),
      ("000 000s 1000 1000s k thousand thousands tsd tausend tys miles x1000 ths thous", 1e3),
      ("000000 m mm mn mln mio million millions millionen x1000000", 1e6),
      ("000000000 b bn mrd billion billions milliarden", 1e9),
    ]
    for (words, scale) in all {
      for word in words.split(separator: " ") { scales[String(word)] = scale }
    }
    return scales
  }()
}
