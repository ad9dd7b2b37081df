/// Spellings of dates and times that are put into another before they are read.
extension MomentText {
  /// The text as the others are written: with plain spaces for those that do not break, dates of
  /// China, Japan and Korea with hyphens, the year of `ctime` behind the day, and without the
  /// brackets of a web server's log.
  static func plain(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard let first = text.first else { return text }
    if first == 0x5B, text.last == 0x5D { return plain(text.dropFirst().dropLast()) }
    if first >= 0x41, let turned = yearInFront(text) { return turned }
    guard text.contains(where: { $0 >= 0x80 }) else { return text }
    let spaced = String(decoding: text, as: UTF8.self).replacing("\u{A0}", with: " ")
      .replacing("\u{202F}", with: " ")
    return Array((hyphened(spaced) ?? spaced).utf8)[...]
  }

  /// `Mon Jan  4 09:30:00 2021` and `Mon Jan  4 09:30:00 UTC 2021` as `Jan 4 2021 09:30:00 UTC`;
  /// nil for any other text.
  private static func yearInFront(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    func isNumber(_ word: ArraySlice<UInt8>) -> Bool {
      word.allSatisfy { (48...57).contains($0) }
    }
    var words = text.split(separator: 0x20)
    guard (4...6).contains(words.count), let year = words.last, year.count == 4, isNumber(year)
    else { return nil }
    // What is in front of the month is the day of the week.
    if words.count > 4, !isNumber(words[1]) { words.removeFirst() }
    guard words.count < 6, words[1].count <= 2, isNumber(words[1]), words[2].contains(0x3A) else {
      return nil
    }
    let order = [words[0], words[1], year] + words[2...].dropLast()
    return Array(order.joined(separator: [0x20]))[...]
  }

  /// Marks behind numbers in dates of China, Japan and Korea.
  private static let years: Set<Character> = ["\u{5E74}", "\u{B144}"]
  private static let months: Set<Character> = ["\u{6708}", "\u{C6D4}"]
  private static let days: Set<Character> = ["\u{65E5}", "\u{53F7}", "\u{C77C}"]
  private static let hours: Set<Character> = ["\u{65F6}", "\u{6642}", "\u{70B9}", "\u{C2DC}"]
  private static let minutes: Set<Character> = ["\u{5206}", "\u{BD84}"]
  private static let seconds: Set<Character> = ["\u{79D2}", "\u{CD08}"]

  /// `2021` and the marks of a year, `12` and those of a month, `29` and those of a day, perhaps
  /// with a time of day behind them, as `2021-12-29 09:30`; nil for any other text.
  private static func hyphened(_ text: String) -> String? {
    var rest = text[...]
    func number(_ marks: Set<Character>, _ counts: ClosedRange<Int>) -> Substring? {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      guard counts.contains(digits.count), let mark = rest.dropFirst(digits.count).first,
        marks.contains(mark)
      else { return nil }
      rest = rest.dropFirst(digits.count + 1).drop { $0 == " " }
      return digits
    }
    func two(_ digits: Substring) -> String { (digits.count < 2 ? "0" : "") + digits }
    guard let year = number(years, 4...4), let month = number(months, 1...2) else { return nil }
    guard let day = number(days, 1...2) else {
      return rest.isEmpty ? "\(year)-\(two(month))" : nil
    }
    // Where the day of the week stands in brackets, it says nothing more.
    if rest.first == "(", let end = rest.firstIndex(of: ")") {
      rest = rest[rest.index(after: end)...].drop { $0 == " " }
    }
    let date = "\(year)-\(two(month))-\(two(day))"
    if rest.isEmpty { return date }
    guard let hour = number(hours, 1...2) else { return "\(date) \(rest)" }
    var clock = two(hour)
    guard let minute = number(minutes, 1...2) else { return nil }
    clock += ":" + two(minute)
    if let second = number(seconds, 1...2) { clock += ":" + two(second) }
    return rest.isEmpty ? "\(date) \(clock)" : nil
  }
}
