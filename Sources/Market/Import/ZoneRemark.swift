/// What a line above the header says of the clock of the times.
enum ZoneRemark {
  /// Words that a zone stands behind, in English and other languages.
  private static let marks = [
    "timezone", "time zone", "time_zone", "time-zone", "times in", "times are in", "times are",
    "utc offset", "gmt offset", "zeitzone", "fuseau horaire", "zona horaria", "fuso orario",
    "fuso hor\u{E1}rio", "fuso horario", "tijdzone", "tidszon", "tidszone", "strefa czasowa",
    "saat dilimi", "\u{447}\u{430}\u{441}\u{43E}\u{432}\u{43E}\u{439} \u{43F}\u{43E}\u{44F}\u{441}",
  ]
  /// Words that a zone stands behind where a colon or its like comes next.
  private static let short = ["tz", "zone"]
  /// Words of lines that are about the times of the rows.
  private static let subjects: Set<String> = [
    "time", "times", "timestamp", "timestamps", "dates", "bars", "clock", "hours", "zeiten",
    "zeitangaben", "uhrzeit", "uhrzeiten", "zeitstempel", "tz", "zone", "heures", "horas",
    "datetime", "local",
  ]
  /// Words of lines that say when the file was made.
  private static let makings = [
    "export", "created", "generated", "download", "as of", "printed", "report", "erstellt",
    "updated", "retrieved",
  ]
  private static let aside: Set<Character> = [" ", ":", "=", ",", ";", "\t", "\"", "'", "|"]

  /// The words for the zone; nil for a line of something else, such as one that names columns.
  static func zone(in line: ArraySlice<UInt8>) -> String? {
    guard line.count <= 200 else { return nil }
    let text = String(decoding: line, as: UTF8.self)
    guard text.count(where: { [",", ";", "\t", "|"].contains($0) }) < 4 else { return nil }
    return marked(text) ?? told(text)
  }

  /// What stands behind `Timezone:`, `TZ=`, `times in` and their like.
  private static func marked(_ text: String) -> String? {
    let small = text.lowercased()
    guard small.count == text.count else { return nil }
    var place = marks.lazy.compactMap { small.firstRange(of: $0)?.upperBound }.first
    if place == nil {
      place =
        short.lazy.compactMap { mark -> String.Index? in
          guard let range = small.firstRange(of: mark), range.upperBound < small.endIndex,
            [":", "=", ",", ";", "\t"].contains(small[range.upperBound]),
            range.lowerBound == small.startIndex
              || !small[small.index(before: range.lowerBound)].isLetter
          else { return nil }
          return range.upperBound
        }.first
    }
    guard let place else { return nil }
    let start = small.distance(from: small.startIndex, to: place)
    let rest = text.dropFirst(start).drop { aside.contains($0) }
    // A header has more behind it.
    guard rest.count(where: { [",", ";", "\t", "|"].contains($0) }) < 2 else { return nil }
    let said = rest.prefix { ![",", ";", "\t", "|", "\"", ")"].contains($0) }
    return said.split(separator: " ").joined(separator: " ")
  }

  /// The zone in a sentence about the times, such as `all times Eastern`.
  private static func told(_ text: String) -> String? {
    let small = text.lowercased()
    guard !makings.contains(where: small.contains) else { return nil }
    let words = text.split { aside.contains($0) || ["#", "(", ")", "!", "*"].contains($0) }
      .map { $0.last == "." ? String($0.dropLast()) : String($0) }
    if words.count == 1, case .offset = ZoneCell(words[0], takesNames: false) { return words[0] }
    if words.count == 1, case .place = ZoneCell(words[0], takesNames: false) { return words[0] }
    let isOfTimes = words.count > 1 && words.contains { subjects.contains($0.lowercased()) }
    for (place, word) in words.enumerated() {
      guard isOfTimes || place > 0 && words[place - 1].lowercased() == "in" else { continue }
      let pair = words[place...].prefix(2).joined(separator: "_")
      if let city = ColumnNames.zone(ofCity: pair) ?? ColumnNames.zone(ofCity: word) { return city }
      if ColumnNames.isOfNoZone(word) { return text.trimmed }
      switch ZoneCell(word, takesNames: false) {
      case .offset where word.contains(where: \.isLetter): return word
      case .several, .place: return word
      case .offset, nil: continue
      }
    }
    return nil
  }
}

extension String {
  fileprivate var trimmed: String { split(separator: " ").joined(separator: " ") }
}
