internal import Host

/// What the names of files say of the instruments in them.
enum InstrumentNames {
  /// Words that name no instrument.
  private static let words: Set<String> = [
    "csv", "txt", "tsv", "zip", "gz", "zst", "parquet", "json", "part", "data", "file", "chunk",
    "trades", "trade", "quotes", "quote", "klines", "kline", "ohlcv", "ohlc", "bars", "candles",
    "ticks", "tick", "prices", "price", "history", "historical", "hist", "daily", "hourly",
    "minute", "minutes", "day", "hour", "weekly", "old", "new", "first", "second", "last",
  ]
  private static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    "january", "february", "march", "april", "june", "july", "august", "september", "october",
    "november", "december",
  ]
  private static let units: Set<String> = [
    "s", "m", "h", "d", "w", "t", "mo", "mn", "min", "mins", "minute", "minutes", "hour", "hours",
    "day", "days", "sec", "part", "q", "y", "year", "week", "month",
  ]

  /// What is left of a name without dates, lengths of bars and such words: files of one instrument
  /// have the same left, as `BTCUSDT-1m-2021-01.csv` and `BTCUSDT-1m-2021-02.csv` have.
  static func stem(_ name: String) -> String {
    let tokens = name.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    return tokens.filter { token in
      if words.contains(token) || months.contains(token) || isDate(token) { return false }
      let letters = token.filter(\.isLetter)
      return !(letters.count < token.count && (units.contains(letters) || months.contains(letters)))
    }.map { token in
      let name = token.prefix { !$0.isNumber }
      return !name.isEmpty && isDate(String(token.dropFirst(name.count))) ? String(name) : token
    }.joined(separator: " ")
  }

  /// A number of a file, of a day or a month, a year, or a date.
  private static func isDate(_ token: String) -> Bool {
    guard token.allSatisfy({ ("0"..."9").contains($0) }), let number = Int(token) else {
      return false
    }
    switch token.count {
    case 1, 2: return true
    case 4: return (1_900...2_100).contains(number)
    case 6: return (1_900...2_100).contains(number / 100) && (1...12).contains(number % 100)
    case 8: return MomentText(Array(token.utf8)[...]) != nil
    default: return false
    }
  }

  /// Refuses files that are of several instruments by their names.
  static func check(_ names: [String], _ path: String) throws(Failure) {
    let stems = Set(names.map(stem)).subtracting([""])
    guard stems.count > 1 else { return }
    let shown = names.sorted().prefix(6).joined(separator: ", ") + (names.count > 6 ? ", ..." : "")
    throw ImportKinds.symbols.failure(
      "\(path): by their names the files are of \(stems.count) instruments (\(shown)): import them "
        + "one by one, or say --symbol NAME if all are of one")
  }
}
