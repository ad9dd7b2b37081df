/// What names of columns of times say of the clock that shows them.
extension ColumnNames {
  /// Cities that are one zone.
  private static let cities: [String: String] = [
    "ny": "America/New_York", "nyc": "America/New_York", "newyork": "America/New_York",
    "new_york": "America/New_York", "chicago": "America/Chicago", "toronto": "America/Toronto",
    "london": "Europe/London", "berlin": "Europe/Berlin", "frankfurt": "Europe/Berlin",
    "paris": "Europe/Paris", "amsterdam": "Europe/Amsterdam", "zurich": "Europe/Zurich",
    "madrid": "Europe/Madrid", "moscow": "Europe/Moscow", "istanbul": "Europe/Istanbul",
    "tokyo": "Asia/Tokyo", "hongkong": "Asia/Hong_Kong", "hong_kong": "Asia/Hong_Kong",
    "singapore": "Asia/Singapore", "shanghai": "Asia/Shanghai", "seoul": "Asia/Seoul",
    "mumbai": "Asia/Kolkata", "kolkata": "Asia/Kolkata", "sydney": "Australia/Sydney",
  ]
  /// Clocks of a region or of somebody, which are no one zone.
  private static let others: Set<String> = [
    "eastern", "central", "mountain", "pacific", "local", "exchange", "exch", "market", "venue",
    "broker", "server", "lokal", "locale", "ortszeit", "b\u{F6}rse",
  ]
  /// Letters of formats such as `yyyy-mm-dd` and `hh:mm:ss`, which say nothing of a clock.
  private static let format = Set("ymdhstja:/.-_ 24")

  /// The zone that a word names by its city.
  static func zone(ofCity word: String) -> String? {
    cities[word.lowercased().replacing(" ", with: "_")]
  }

  private static func isClock(_ word: String) -> Bool {
    if ["utc", "gmt"].contains(word) || cities[word] != nil || others.contains(word) {
      return true
    }
    if ZoneAbbreviation.isKnown(word) { return true }
    guard word.hasPrefix("utc") || word.hasPrefix("gmt") else { return false }
    return ZoneCell.seconds(word) != nil
  }

  /// What a column of times is called without the clock in its name, as `time` of `time_et`; nil
  /// where the name has none.
  static func stem(ofTime name: String) -> String? {
    if let open = name.firstIndex(of: "(") {
      let stem = name[..<open]
      return stem.isEmpty ? nil : String(stem.last == "_" ? stem.dropLast() : stem)
    }
    let words = name.split(separator: "_").map(String.init)
    guard words.count > 1 else { return nil }
    var kept: [String] = []
    var place = 0
    while place < words.count {
      let pair = words[place...].prefix(2).joined(separator: "_")
      if cities[pair] != nil {
        place += 2
      } else if isClock(words[place]) {
        place += 1
        // `Time GMT-5`
        while place < words.count, Int(words[place]) != nil { place += 1 }
      } else {
        kept.append(words[place])
        place += 1
      }
    }
    return kept.isEmpty || kept.count == words.count ? nil : kept.joined(separator: "_")
  }

  /// The words of a header that say by which clock its column is, such as `ET` of `Time (ET)` and
  /// of `time_et`, `America/New_York` or `local`; nil where it has none.
  static func clock(ofTime header: String) -> String? {
    if let open = header.firstIndex(where: { $0 == "(" || $0 == "[" }),
      let end = header.lastIndex(where: { $0 == ")" || $0 == "]" }), open < end
    {
      let inside = header[header.index(after: open)..<end].trimming(" ")
      let small = inside.lowercased()
      let isFormat = small.allSatisfy(format.contains) && !ZoneAbbreviation.isKnown(small)
      if isFormat || ["s", "ms", "us", "ns", "\u{B5}s", "unix", "epoch", "iso"].contains(small) {
        return nil
      }
      if small.hasPrefix("utc") || small.hasPrefix("gmt") { return inside.replacing(" ", with: "") }
      return inside.isEmpty ? nil : inside
    }
    let words = header.split { [" ", "_", ".", "\t", ","].contains($0) }.map(String.init)
    guard words.count > 1 || header.contains("-") else { return nil }
    for (place, word) in words.enumerated() {
      let pair = words[place...].prefix(2).joined(separator: "_").lowercased()
      if cities[pair] != nil { return pair }
      if isClock(word.lowercased()) { return word }
      if word.contains("/"), case .place = ZoneCell(word, takesNames: false) { return word }
      let parts = word.split(separator: "-").map { $0.lowercased() }
      if parts.count > 1, let part = parts.first(where: isClock) { return part }
    }
    return nil
  }

  /// True for words of a clock that no zone is known of, such as `local`.
  static func isOfNoZone(_ words: String) -> Bool {
    words.lowercased().split(separator: " ").contains { others.contains(String($0)) }
  }
}

extension Substring {
  /// Without such characters at its ends.
  fileprivate func trimming(_ mark: Character) -> String {
    var rest = self
    while rest.first == mark { rest = rest.dropFirst() }
    while rest.last == mark { rest = rest.dropLast() }
    return String(rest)
  }
}
