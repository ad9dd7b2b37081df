/// The order of a date's parts.
public enum DateOrder: String, Sendable, Hashable, CaseIterable { case ymd, dmy, mdy }

/// A date, perhaps with a time of day and a zone, as any vendor may write it.
struct MomentText: Sendable, Hashable {
  /// Three numbers as they stand, or year, month and day where their order is certain.
  var parts: (Int, Int, Int)
  /// The order, where the text itself says it.
  var order: DateOrder?
  /// True where points part the numbers, as where the day comes first.
  var hasPoints = false
  /// What parts the three numbers, where their order is open.
  var mark: UInt8 = 0
  /// True where the year, wherever it stands, has two digits.
  var isShort = false
  /// True for a month of a year, which stands for its first day.
  var isMonth = false
  /// Since midnight.
  var nanoseconds: Int64 = 0
  var hasClock = false
  /// Seconds east of UTC, where the text says so.
  var offset: Int?
  /// The short name of a zone, as `est`, which may stand for one offset or for several.
  var abbreviation: String?
  /// The name of a zone by its place, as `US/Eastern`, where the text has one.
  var zone: String?

  static func == (left: MomentText, right: MomentText) -> Bool {
    left.parts == right.parts && left.order == right.order && left.nanoseconds == right.nanoseconds
      && left.offset == right.offset
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(parts.0)
    hasher.combine(parts.1)
    hasher.combine(parts.2)
    hasher.combine(nanoseconds)
  }

  /// Names and short names of months in English, German, French, Spanish, Italian, Portuguese,
  /// Dutch and others.
  private static let months: [String: Int] = {
    let names = [
      "jan january januar j\u{E4}n j\u{E4}nner janv janvier ene enero gen gennaio janeiro januari",
      "feb february februar f\u{E9}v f\u{E9}vr f\u{E9}vrier fevr febrero febbraio fev fevereiro "
        + "februari",
      "mar march m\u{E4}r m\u{E4}rz mrz maerz mars marzo mar\u{E7}o marco mrt maart",
      "apr april avr avril abr abril aprile",
      "may mai mayo mag maggio maio mei",
      "jun june juni juin junio giu giugno junho",
      "jul july juli juil juillet julio lug luglio julho",
      "aug august ao\u{FB}t aout ago agosto augustus",
      "sep sept september septembre septiembre set settembre setembro",
      "oct october okt oktober octobre octubre ott ottobre out outubro",
      "nov november novembre noviembre novembro",
      "dec december dez dezember d\u{E9}c d\u{E9}cembre decembre dic diciembre dicembre dezembro",
    ]
    var known: [String: Int] = [:]
    for (index, list) in names.enumerated() {
      for name in (list + " " + MonthNames.others[index]).split(separator: " ") {
        known[String(name)] = index + 1
      }
    }
    return known
  }()
  private static let weekdays: Set<String> = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

  /// nil where the text is no date.
  init?(_ text: ArraySlice<UInt8>, clock: ArraySlice<UInt8>? = nil) {
    guard text.count <= 64 else { return nil }
    var scanner = Scanner(Self.plain(text))
    parts = (0, 0, 0)
    guard readDate(&scanner) else { return nil }
    var isDashed = false
    if scanner.skipMark() {
      isDashed = scanner.text[scanner.place - 1] == 0x5F
    } else {
      scanner.skip {
        $0 == 0x20 || $0 == 0x2C || $0 == 0x54 || $0 == 0x74 || $0 == 0x3B || $0 == 0x44
      }
    }
    if !scanner.isAtEnd {
      guard !isMonth, readClock(&scanner, isDashed: isDashed), readZone(&scanner) else {
        return nil
      }
    }
    if let clock {
      var scanner = Scanner(clock)
      guard !hasClock, !isMonth, readClock(&scanner), readZone(&scanner) else { return nil }
    }
  }

  /// `yymmddHHMM` or `yymmddHHMMSS`; nil where the text is neither.
  init?(shortStamp text: ArraySlice<UInt8>) {
    guard text.count == 10 || text.count == 12,
      text.allSatisfy({ (48...57).contains($0) }),
      let value = Int(String(decoding: text, as: UTF8.self))
    else { return nil }
    let stamp = text.count == 10 ? value * 100 : value
    let (date, clock) = (stamp / 1_000_000, stamp % 1_000_000)
    parts = (date % 100, date / 100 % 100, date / 10_000)
    order = .dmy
    isShort = true
    guard setClock(clock / 10_000, clock / 100 % 100, clock % 100, 0), days(.dmy) != nil else {
      return nil
    }
  }

  /// Six or eight digits as a day in an order, or six as a year and a month; nil where the text is
  /// none, or the clock beside it is none.
  init?(
    digits text: ArraySlice<UInt8>, _ wanted: DateOrder, areMonths: Bool,
    clock: ArraySlice<UInt8>? = nil
  ) {
    guard text.count == 6 || text.count == 8 && !areMonths,
      text.allSatisfy({ (48...57).contains($0) }),
      let value = Int(String(decoding: text, as: UTF8.self))
    else { return nil }
    if areMonths {
      parts = (value / 100, value % 100, 1)
    } else if text.count == 6 {
      (parts, isShort) = ((value / 10_000, value / 100 % 100, value % 100), true)
    } else if wanted == .ymd {
      parts = (value / 10_000, value / 100 % 100, value % 100)
    } else {
      parts = (value / 1_000_000, value / 10_000 % 100, value % 10_000)
    }
    isMonth = areMonths
    if let clock {
      var scanner = Scanner(clock)
      guard !areMonths, readClock(&scanner), readZone(&scanner) else { return nil }
    }
  }

  /// True for a time of day alone, such as `16h00`.
  static func isClock(_ text: ArraySlice<UInt8>) -> Bool {
    MomentText([50, 48, 50, 48, 48, 49, 48, 49], clock: text) != nil
  }

  /// Seconds since midnight as `HH:MM:SS` with their decimals; nil where they are none.
  static func clock(ofSeconds text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard let count = TimeCount(Array(text).span), !count.isNegative, count.magnitude <= 86_400
    else { return nil }
    let second = Int(count.magnitude)
    let parts = [second / 3_600, second / 60 % 60, second % 60]
    let words = parts.map { ($0 < 10 ? "0" : "") + "\($0)" }.joined(separator: ":")
    let point = text.firstIndex(of: 0x2E) ?? text.endIndex
    return (Array(words.utf8) + text[point...])[...]
  }

  /// Days since 1970-01-01, with the parts in an order; nil where there is no such day.
  ///
  /// - Parameter latest: the last year that one of two digits may stand for.
  func days(_ wanted: DateOrder, latest: Int = 2_069) -> Int? {
    let (year, month, day) =
      switch order ?? wanted {
      case .ymd: (parts.0, parts.1, parts.2)
      case .dmy: (parts.2, parts.1, parts.0)
      case .mdy: (parts.2, parts.0, parts.1)
      }
    let full =
      year < 100 && order != .ymd ? year + (2_000 + year <= latest ? 2_000 : 1_900) : year
    guard (1_600...2_300).contains(full) else { return nil }
    return CivilDate(year: full, month: month, day: day)?.daysSince1970
  }

  /// Seconds and nanoseconds as clocks show them, in an order; nil where there is no such day.
  func local(
    _ order: DateOrder, latest: Int = 2_069
  ) -> (seconds: Int64, nanoseconds: Int64)? {
    guard let days = days(order, latest: latest) else { return nil }
    return (
      Int64(days) * 86_400 + nanoseconds / 1_000_000_000, nanoseconds % 1_000_000_000
    )
  }

  // MARK: - Parts

  private mutating func readDate(_ scanner: inout Scanner) -> Bool {
    if let word = scanner.word(), Self.weekdays.contains(String(word.prefix(3))) {
      scanner.skip { $0 == 0x2C || $0 == 0x20 || $0 == 0x2E }
    } else {
      scanner.restart()
    }
    if let month = scanner.word() {
      // Jan 02, 2020
      guard let number = Self.month(month) else { return false }
      scanner.skip { $0 == 0x20 || $0 == 0x2E || $0 == 0x2D }
      var ahead = scanner
      if let year = ahead.number(4), year.count == 4, ahead.isAtEnd {
        // Jan 2020
        (parts, order, isMonth, scanner) = ((year.value, number, 1), .ymd, true, ahead)
        return true
      }
      guard let day = scanner.number(2) else { return false }
      scanner.skip { $0 == 0x20 || $0 == 0x2C || $0 == 0x2D }
      guard let year = scanner.number(4) else { return false }
      (parts, order) = ((number, day.value, year.value), .mdy)
      return true
    }
    guard let first = scanner.number(17) else { return false }
    if [8, 10, 12, 14, 17].contains(first.count) { return readCompact(first.value, first.count) }
    if first.count == 7, readYearsSince1900(first.value) { return true }
    if first.count == 4, readNumberedDay(of: first.value, &scanner) { return true }
    let isJoined = scanner.next.map { (0x61...0x7A).contains($0 | 0x20) } ?? false
    if isJoined, first.count <= 2, let word = scanner.word(), let number = Self.month(word),
      let year = scanner.number(4), year.count == 4
    {
      // 02JAN2020
      (parts, order) = ((first.value, number, year.value), .dmy)
      return true
    }
    guard let mark = scanner.next, [0x2D, 0x2F, 0x2E, 0x20].contains(mark) else { return false }
    scanner.skip { $0 == mark || $0 == 0x20 }
    if let month = scanner.word() {
      // 02-Jan-2020
      guard let number = Self.month(month) else { return false }
      scanner.skip { $0 == mark || $0 == 0x20 || $0 == 0x2C || $0 == 0x2E }
      guard let last = scanner.number(4) else { return false }
      (parts, order) =
        first.count == 4
        ? ((first.value, number, last.value), .ymd) : ((first.value, number, last.value), .dmy)
      return true
    }
    guard mark != 0x20, let second = scanner.number(2) else { return false }
    if scanner.isAtEnd, first.count == 4, second.count == 2, mark != 0x2E {
      // 2020-01
      (parts, order, isMonth) = ((first.value, second.value, 1), .ymd, true)
      return true
    }
    guard scanner.next == mark else { return false }
    // 2021- 12- 29, as Investing.com writes it in Korea.
    scanner.skip { $0 == mark || $0 == 0x20 }
    guard let third = scanner.number(4) else { return false }
    parts = (first.value, second.value, third.value)
    if first.count == 4 {
      guard third.count <= 2 else { return false }
      order = .ymd
    } else {
      guard first.count <= 2, third.count == 4 || third.count == 2 else { return false }
      hasPoints = mark == 0x2E
      self.mark = mark
      isShort = third.count == 2
    }
    return true
  }

  /// `2021-W03-2` and `2021W032`, a day of a week as ISO 8601 counts them, and `2021-017`, a day of
  /// the year; nothing is taken where neither stands there.
  private mutating func readNumberedDay(of year: Int, _ scanner: inout Scanner) -> Bool {
    var ahead = scanner
    let isParted = ahead.take(0x2D)
    let day: Int
    if ahead.take(0x57) || ahead.take(0x77) {
      guard let number = ahead.number(isParted ? 2 : 3), number.count == (isParted ? 2 : 3)
      else { return false }
      var (week, weekday) = (number.value, 0)
      if isParted {
        guard ahead.take(0x2D), let number = ahead.number(1) else { return false }
        weekday = number.value
      } else {
        (week, weekday) = week.quotientAndRemainder(dividingBy: 10)
      }
      guard let found = CivilDate.days(year: year, week: week, weekday: weekday) else {
        return false
      }
      day = found
    } else {
      guard isParted, let number = ahead.number(3), number.count == 3,
        let found = CivilDate.days(year: year, ordinal: number.value)
      else { return false }
      day = found
    }
    let date = CivilDate(daysSince1970: day)
    (parts, order, scanner) = ((date.year, date.month, date.day), .ymd, ahead)
    return true
  }

  /// `20200131`, `2020013114`, `202001311430`, `20200131143000`, `20200131143000123`.
  private mutating func readCompact(_ value: Int, _ count: Int) -> Bool {
    var date = value
    if count == 10 {
      // As seconds since 1970 these would be of 2030 to 2036.
      guard (1_900_000_000..<2_100_000_000).contains(value) else { return false }
      date = value / 100
      guard setClock(value % 100, 0, 0, 0) else { return false }
    } else if count == 12 {
      date = value / 10_000
      guard setClock(value / 100 % 100, value % 100, 0, 0) else { return false }
    } else if count == 14 {
      date = value / 1_000_000
      guard setClock(value / 10_000 % 100, value / 100 % 100, value % 100, 0) else { return false }
    } else if count == 17 {
      date = value / 1_000_000_000
      let clock = value / 1_000 % 1_000_000
      let rest = value % 1_000 * 1_000_000
      guard setClock(clock / 10_000, clock / 100 % 100, clock % 100, rest) else { return false }
    }
    (parts, order) = ((date / 10_000, date / 100 % 100, date % 100), .ymd)
    return (1_600...2_300).contains(parts.0) && days(.ymd) != nil
  }

  /// `1210315`, the day that EasyLanguage writes so: years since 1900, month and day, from 2000 on.
  private mutating func readYearsSince1900(_ value: Int) -> Bool {
    guard (1_000_101...1_991_231).contains(value) else { return false }
    (parts, order) = ((1_900 + value / 10_000, value / 100 % 100, value % 100), .ymd)
    return days(.ymd) != nil
  }

  private static func month(_ word: String) -> Int? { months[word] }

  private mutating func setClock(_ hour: Int, _ minute: Int, _ second: Int, _ rest: Int) -> Bool {
    // 24:00 is the end of a day.
    guard hour < 24 || hour == 24 && minute == 0 && second == 0 && rest == 0, minute < 60,
      second < 60
    else { return false }
    nanoseconds = Int64(hour * 3_600 + minute * 60 + second) * 1_000_000_000 + Int64(rest)
    hasClock = true
    return true
  }

  /// `9:30`, `03-AM`, `09:30:00.123`, `093000`, `0930`, `093000123`, and AM or PM behind it.
  ///
  /// - Parameter isDashed: true where hyphens part them, as in `09-30-00`.
  private mutating func readClock(_ scanner: inout Scanner, isDashed: Bool = false) -> Bool {
    guard var first = scanner.number(9) else { return false }
    var (minute, second, rest) = (0, 0, 0)
    let colon: UInt8 = isDashed && scanner.next == 0x2D ? 0x2D : 0x3A
    if scanner.take(colon) || first.count <= 2 && scanner.takeHour() {
      guard first.count <= 2, let read = scanner.number(2) else { return false }
      minute = read.value
      if scanner.take(colon) {
        guard let read = scanner.number(2) else { return false }
        second = read.value
        if scanner.take(0x2E) || scanner.take(0x2C) || scanner.take(0x3A) {
          guard let part = scanner.fraction() else { return false }
          rest = part
        }
      }
    } else {
      switch first.count {
      case 9:
        rest = first.value % 1_000 * 1_000_000
        first.value /= 1_000
        fallthrough
      case 5, 6:
        (minute, second) = (first.value / 100 % 100, first.value % 100)
        first.value /= 10_000
        if scanner.take(0x2E), let part = scanner.fraction() {
          rest = part
        } else if first.count == 6, let part = scanner.spacedFraction() {
          rest = part
        }
      case 3, 4:
        minute = first.value % 100
        first.value /= 100
      case 1 where scanner.isBeforeHalf, 2 where scanner.isBeforeHalf:
        scanner.skip { $0 == 0x2D || $0 == 0x20 }
      case 1 where first.value == 0: break
      default: return false
      }
    }
    scanner.skip { $0 == 0x20 }
    if let isAfternoon = scanner.half() {
      guard (1...12).contains(first.value) else { return false }
      first.value = first.value % 12 + (isAfternoon ? 12 : 0)
    }
    return setClock(first.value, minute, second, rest)
  }

  /// Nothing, `Z`, `UTC`, `GMT+0300`, `+01:00`.
  private mutating func readZone(_ scanner: inout Scanner) -> Bool {
    scanner.skip { $0 == 0x20 }
    if scanner.isAtEnd { return true }
    let start = scanner.place
    if let word = scanner.word() {
      if scanner.next == 0x2F {
        scanner.skip { $0 > 0x2B && $0 != 0x2C && $0 < 0x7B }
        zone = String(decoding: scanner.text[start..<scanner.place], as: UTF8.self)
        return scanner.isAtEnd
      }
      if scanner.isAtEnd, ZoneAbbreviation.isKnown(word) {
        (abbreviation, offset) = (word, ZoneAbbreviation.offset(word))
        return true
      }
      guard ["z", "utc", "gmt"].contains(word) else { return false }
      offset = 0
      if scanner.isAtEnd { return true }
    }
    let isEast = scanner.take(0x2B)
    guard isEast || scanner.take(0x2D), let hours = scanner.number(4) else { return false }
    var seconds =
      hours.count > 2 ? hours.value / 100 * 3_600 + hours.value % 100 * 60 : hours.value * 3_600
    if hours.count <= 2, scanner.take(0x3A) {
      guard let minutes = scanner.number(2) else { return false }
      seconds += minutes.value * 60
    }
    scanner.skipAside()
    guard seconds < 86_400, scanner.isAtEnd else { return false }
    offset = isEast ? seconds : -seconds
    return true
  }

  /// Reads from front to back.
  private struct Scanner {
    let text: ArraySlice<UInt8>
    var place: Int

    init(_ text: ArraySlice<UInt8>) {
      self.text = text
      place = text.startIndex
    }

    var isAtEnd: Bool { place == text.endIndex }
    var next: UInt8? { isAtEnd ? nil : text[place] }

    /// True where AM or PM comes next, perhaps behind a hyphen or a space.
    var isBeforeHalf: Bool {
      var rest = self
      rest.skip { $0 == 0x2D || $0 == 0x20 }
      return rest.half() != nil
    }

    /// Takes AM or PM, also as `a.m.` and `a. m.`, and says whether it is PM; nil and nothing taken
    /// where neither comes next.
    mutating func half() -> Bool? {
      let mark = place
      let letter = word()
      if letter == "am" || letter == "pm" { return letter == "pm" }
      if letter == "a" || letter == "p", take(0x2E) {
        skip { $0 == 0x20 }
        if word() == "m" {
          _ = take(0x2E)
          return letter == "p"
        }
      }
      place = mark
      return nil
    }

    /// Takes the `h` of `16h00`.
    mutating func takeHour() -> Bool {
      guard next.map({ $0 | 0x20 }) == 0x68, place + 1 < text.endIndex,
        TimeText.digit(text[place + 1]) != nil
      else { return false }
      place += 1
      return true
    }

    /// Takes what stands between a date and its clock in `20210301-09:30:00`,
    /// `01MAR2021:09:30:00` and `2021-03-01_09-30-00`, where a clock follows.
    mutating func skipMark() -> Bool {
      guard let mark = next, [0x2D, 0x3A, 0x5F].contains(mark), text.endIndex - place >= 9,
        text[(place + 1)...].prefix(2).allSatisfy({ TimeText.digit($0) != nil })
      else { return false }
      // With seconds, as `-05:00` may be a zone.
      let parting = text[place + 3]
      guard text[place + 6] == parting, parting == 0x3A || mark == 0x5F && parting == 0x2D else {
        return false
      }
      place += 1
      return true
    }

    /// Takes seven digits behind a space, which count 100 nanoseconds.
    mutating func spacedFraction() -> Int? {
      var ahead = self
      guard ahead.take(0x20), let part = ahead.number(7), part.count == 7 else { return nil }
      self = ahead
      return part.value * 100
    }

    mutating func restart() { place = text.startIndex }

    mutating func skip(_ isSkipped: (UInt8) -> Bool) {
      while let byte = next, isSkipped(byte) { place += 1 }
    }

    /// Takes the name of a zone in brackets behind an offset, which says the same: `(Central
    /// European Time)`, `[Europe/Berlin]`.
    mutating func skipAside() {
      let mark = place
      skip { $0 == 0x20 }
      let end: UInt8? = take(0x28) ? 0x29 : take(0x5B) ? 0x5D : nil
      skip { $0 != end }
      if end == nil || !take(end ?? 0) { place = mark }
    }

    mutating func take(_ byte: UInt8) -> Bool {
      guard next == byte else { return false }
      place += 1
      return true
    }

    /// At most so many digits; nil where there is none or one more.
    mutating func number(_ most: Int) -> (value: Int, count: Int)? {
      var (value, count) = (0, 0)
      while let byte = next, let digit = TimeText.digit(byte) {
        guard count < most else { return nil }
        value = value * 10 + digit
        count += 1
        place += 1
      }
      return count > 0 ? (value, count) : nil
    }

    /// Decimals of a second as nanoseconds.
    mutating func fraction() -> Int? {
      var (value, count) = (0, 0)
      while let byte = next, let digit = TimeText.digit(byte) {
        if count < 9 { value = value * 10 + digit }
        count += 1
        place += 1
      }
      guard count > 0 else { return nil }
      for _ in 0..<max(0, 9 - count) { value *= 10 }
      return value
    }

    /// Letters, as small ones.
    mutating func word() -> String? {
      let start = place
      while let byte = next, byte >= 0x80 || (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A {
        place += 1
      }
      guard place > start else { return nil }
      return String(decoding: text[start..<place], as: UTF8.self).lowercased()
    }
  }
}
