internal import Host

/// What the names of files say of the instruments in them.
public enum InstrumentNames {
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

  /// What is left of a name without dates, lengths of bars and such words, in small letters: files
  /// of one instrument have the same left, as `BTCUSDT-1m-2021-01.csv` and `BTCUSDT-1m-2021-02.csv`
  /// have.
  static func stem(_ name: String) -> String {
    words(name).joined(separator: " ").lowercased()
  }

  /// The same, word by word, as they are spelt.
  static func words(_ name: String) -> [String] {
    let tokens = name.split { !$0.isLetter && !$0.isNumber }.map(String.init)
    return tokens.filter { spelt in
      let token = spelt.lowercased()
      return !isPassed(token)
    }.map { token in
      let name = token.prefix { !$0.isNumber }
      return !name.isEmpty && isDate(String(token.dropFirst(name.count))) ? String(name) : token
    }
  }

  /// True for a date, a length of bars or such a word, in small letters.
  static func isPassed(_ token: String) -> Bool {
    if words.contains(token) || months.contains(token) || isDate(token) { return true }
    let letters = token.filter(\.isLetter)
    return letters.count < token.count && !isMonthCode(token)
      && (units.contains(letters) || months.contains(letters))
  }

  /// `h21`, `m22`: a month and a year as contracts have them, where it is no usual length of bars.
  private static func isMonthCode(_ token: String) -> Bool {
    guard let letter = token.first, "hmq".contains(letter), token.count == 3,
      let number = Int(token.dropFirst())
    else { return false }
    return ![10, 12, 15, 20, 30, 45, 60, 90].contains(number)
  }

  /// The month that a name in small letters stands for, from one.
  static func month(_ name: String) -> Int? {
    months.firstIndex(of: name).map { place in
      // The long names are those of all but May.
      place < 12 ? place + 1 : place - 12 + (place < 16 ? 1 : 2)
    }
  }

  /// A path's last part.
  static func last(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  /// What files of one instrument are called together: as the file, where it is one that has the
  /// instrument in its own name and not in that of a folder, else by the words that are left.
  static func name(of files: [String]) -> String {
    guard let first = files.first else { return "" }
    let own = words(last(of: first))
    if files.count == 1, !own.isEmpty { return plain(file: first) }
    return (own.isEmpty ? words(first) : own).joined(separator: "_")
  }

  /// The name of a file without folder and endings, `_` for spaces, commas and brackets.
  public static func plain(file path: String) -> String {
    let words = last(of: path).prefix { $0 != "." }.split {
      $0 == " " || $0 == "," || $0 == "(" || $0 == ")"
    }
    return words.joined(separator: "_")
  }

  /// A symbol with `_` for what cannot stand in the name of a data set.
  public static func plain(_ symbol: String) -> String {
    let known = symbol.map { character in
      character.isASCII && (character.isLetter || character.isNumber || "-_.".contains(character))
        ? character : "_"
    }
    return String(known.drop { !$0.isLetter && !$0.isNumber })
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
}
