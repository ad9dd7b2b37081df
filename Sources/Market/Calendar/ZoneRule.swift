/// The rule for all years to come at the end of a zone file: `EST5EDT,M3.2.0,M11.1.0`, as POSIX has
/// it for the variable TZ, with the hours of RFC 8536.
struct ZoneRule {
  /// A day of the year and the seconds after its midnight.
  private struct Day {
    enum Kind {
      /// 1 to 365, the 29th of February never counted.
      case common(Int)
      /// 0 to 365.
      case any(Int)
      /// Month, week (5 is the last) and day of the week (0 is Sunday).
      case weekday(Int, Int, Int)
    }
    let kind: Kind
    let seconds: Int64

    /// Seconds since 1970-01-01 as clocks show before the change.
    func moment(_ year: Int) -> Int64? {
      guard let first = CivilDate(year: year, month: 1, day: 1)?.daysSince1970 else { return nil }
      let days: Int
      switch kind {
      case .common(let day):
        let isLeap = CivilDate(year: year, month: 2, day: 29) != nil
        days = first + day - 1 + (isLeap && day >= 60 ? 1 : 0)
      case .any(let day): days = first + day
      case .weekday(let month, let week, let day):
        guard let start = CivilDate(year: year, month: month, day: 1)?.daysSince1970 else {
          return nil
        }
        // 1970-01-01 was a Thursday.
        let begins = ((start + 4) % 7 + 7) % 7
        var found = start + (day - begins + 7) % 7 + (week - 1) * 7
        while CivilDate(daysSince1970: found).month != month { found -= 7 }
        days = found
      }
      return Int64(days) * 86_400 + seconds
    }
  }

  private let standard: Int64
  private let summer: (offset: Int64, from: Day, until: Day)?

  init?(_ text: [UInt8]) {
    var reader = Reader(text)
    guard reader.name(), let standard = reader.time() else { return nil }
    self.standard = -standard
    guard !reader.isAtEnd else {
      summer = nil
      return
    }
    guard reader.name() else { return nil }
    var offset = -standard + 3_600
    if reader.peek != 0x2C {
      guard let given = reader.time() else { return nil }
      offset = -given
    }
    guard let from = reader.day(), let until = reader.day(), reader.isAtEnd else { return nil }
    summer = (offset, from, until)
  }

  /// The changes after a moment up to the end of a year.
  func changes(after moment: Int64, through lastYear: Int) -> [(moment: Int64, offset: Int64)] {
    guard let summer else { return [] }
    let first = CivilDate(daysSince1970: Int(clamping: max(moment, 0) / 86_400)).year
    guard first <= lastYear else { return [] }
    var changes: [(moment: Int64, offset: Int64)] = []
    for year in first...lastYear {
      guard let from = summer.from.moment(year), let until = summer.until.moment(year) else {
        continue
      }
      changes.append((from - standard, summer.offset))
      changes.append((until - summer.offset, standard))
    }
    return changes.filter { $0.moment > moment }.sorted { $0.moment < $1.moment }
  }

  private struct Reader {
    private let text: [UInt8]
    private var place = 0

    init(_ text: [UInt8]) { self.text = text }

    var isAtEnd: Bool { place == text.count }
    var peek: UInt8 { place < text.count ? text[place] : 0 }

    private mutating func take(_ byte: UInt8) -> Bool {
      guard peek == byte, !isAtEnd else { return false }
      place += 1
      return true
    }

    /// `EST` or `<+03>`.
    mutating func name() -> Bool {
      let start = place
      if take(0x3C) {
        while !isAtEnd, peek != 0x3E { place += 1 }
        return take(0x3E)
      }
      while (0x41...0x5A).contains(peek) || (0x61...0x7A).contains(peek) { place += 1 }
      return place - start >= 3
    }

    private mutating func number() -> Int? {
      var value: Int?
      while (0x30...0x39).contains(peek), (value ?? 0) < 100_000 {
        value = (value ?? 0) * 10 + Int(peek - 0x30)
        place += 1
      }
      return value
    }

    /// `5`, `-3:30`, `167:59:59`; in seconds.
    mutating func time() -> Int64? {
      let isNegative = take(0x2D)
      if !isNegative { _ = take(0x2B) }
      guard let hours = number() else { return nil }
      var seconds = hours * 3_600
      if take(0x3A) {
        guard let minutes = number() else { return nil }
        seconds += minutes * 60
        if take(0x3A) {
          guard let rest = number() else { return nil }
          seconds += rest
        }
      }
      return Int64(isNegative ? -seconds : seconds)
    }

    /// `,M3.2.0/2`
    mutating func day() -> Day? {
      guard take(0x2C) else { return nil }
      let kind: Day.Kind
      if take(0x4D) {
        guard let month = number(), take(0x2E), let week = number(), take(0x2E),
          let day = number(), (1...12).contains(month), (1...5).contains(week),
          (0...6).contains(day)
        else { return nil }
        kind = .weekday(month, week, day)
      } else if take(0x4A) {
        guard let day = number(), (1...365).contains(day) else { return nil }
        kind = .common(day)
      } else {
        guard let day = number(), (0...365).contains(day) else { return nil }
        kind = .any(day)
      }
      guard take(0x2F) else { return Day(kind: kind, seconds: 7_200) }
      guard let seconds = time() else { return nil }
      return Day(kind: kind, seconds: seconds)
    }
  }
}
