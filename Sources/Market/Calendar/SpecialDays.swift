/// The days on which a market is closed though it is a weekday, or closes early.
public struct SpecialDays: Sendable, Hashable {
  /// By days since 1970-01-01: the minute after midnight, local, at which trading ends; 0 where
  /// there is none that day.
  private(set) var ends: [Int: Int] = [:]

  /// A market without special days.
  public static let none = SpecialDays()

  public init() {}

  var isEmpty: Bool { ends.isEmpty }

  /// nil on an ordinary day.
  func end(of date: Int) -> Int? { ends.isEmpty ? nil : ends[date] }

  /// A day without trading.
  public mutating func close(_ date: Int) { ends[date] = 0 }

  /// A day that ends early, at a minute after midnight; a day without trading stays one.
  public mutating func shorten(_ date: Int, to minute: Int) {
    if ends[date] != 0 { ends[date] = max(1, minute) }
  }

  /// The same with the ends of shortened days taken away.
  var wholeDays: SpecialDays {
    var days = SpecialDays()
    days.ends = ends.filter { $0.value == 0 }
    return days
  }

  /// Easter Sunday of the Gregorian calendar, in days since 1970-01-01.
  public static func easter(_ year: Int) -> Int {
    let golden = year % 19
    let century = year / 100
    let leap = (century - century / 4 - (8 * century + 13) / 25 + 19 * golden + 15) % 30
    let moon = leap - leap / 28 * (1 - leap / 28 * (29 / (leap + 1)) * ((21 - golden) / 11))
    let weekday = (year + year / 4 + moon + 2 - century + century / 4) % 7
    let day = moon - weekday
    let month = 3 + (day + 40) / 44
    return CivilDate(year: year, month: month, day: day + 28 - 31 * (month / 4))?.daysSince1970 ?? 0
  }
}

extension SpecialDays {
  /// The New York Stock Exchange's, by its rules as they were at the time and with the closings
  /// that no rule gives, from 1953 (the first whole year without trading on Saturdays) to 2100.
  /// Shortened days are known from 1993 on.
  public static let newYork: SpecialDays = {
    var days = SpecialDays()
    for year in 1953...2100 { days.addNewYork(year) }
    for date in newYorkClosings { days.close(date) }
    for (date, minute) in newYorkShortDays { days.shorten(date, to: minute) }
    return days
  }()

  private mutating func addNewYork(_ year: Int) {
    for date in SpecialDays.fixedHolidays(year) + SpecialDays.movingHolidays(year) { close(date) }
    if year >= 1993 { shortenNewYork(year) }
  }

  /// Holidays of a date, moved off weekends as the Exchange does.
  private static func fixedHolidays(_ year: Int) -> [Int] {
    var days: [Int] = []
    // A New Year's Day on a Saturday is not made up for: the Friday ends the year's books.
    days += observed(year, 1, 1, saturday: false)
    if year <= 1970 { days += observed(year, 2, 22, saturday: year >= 1964) }
    if year == 1953 { days += observed(year, 2, 12, saturday: false) }
    if year <= 1969 { days += observed(year, 5, 30, saturday: year >= 1964) }
    if year >= 2022 { days += observed(year, 6, 19, saturday: true) }
    days += observed(year, 7, 4, saturday: year >= 1954)
    if year == 1953 {
      days += observed(year, 10, 12, saturday: false)
      days += observed(year, 11, 11, saturday: false)
    }
    return days + observed(year, 12, 25, saturday: year >= 1954)
  }

  /// Holidays of a weekday.
  private static func movingHolidays(_ year: Int) -> [Int] {
    var days: [Int] = []
    if year >= 1998 { days.append(nth(3, 0, year, 1)) }
    if year >= 1971 { days.append(nth(3, 0, year, 2)) }
    days.append(easter(year) - 2)
    if year >= 1971 { days.append(nth(1, 0, year, 6) - 7) }
    days.append(nth(1, 0, year, 9))
    // Elections: the Tuesday after the first Monday of November.
    if year <= 1968 || year <= 1980 && year % 4 == 0 { days.append(nth(1, 0, year, 11) + 1) }
    return days + [nth(4, 3, year, 11)]
  }

  /// 13:00 on the day after Thanksgiving, on Christmas Eve and beside Independence Day.
  private mutating func shortenNewYork(_ year: Int) {
    let oneOClock = 780
    shorten(SpecialDays.nth(4, 3, year, 11) + 1, to: oneOClock)
    let eve = SpecialDays.date(year, 12, 24)
    if TradingCalendar.weekday(eve) <= 3 { shorten(eve, to: oneOClock) }
    guard year >= 1995 else { return }
    let fourth = SpecialDays.date(year, 7, 4)
    switch TradingCalendar.weekday(fourth) {
    case 1, 2, 4: shorten(fourth - 1, to: oneOClock)
    case 3: shorten(year < 2013 ? fourth + 1 : fourth - 1, to: oneOClock)
    default: break
    }
  }

  /// What no rule gives: mourning, storms, wars, and the paper work that was not done in 1968.
  private static let newYorkClosings: [Int] = {
    var days = [
      (1956, 12, 24), (1958, 12, 26), (1961, 5, 29), (1963, 11, 25), (1968, 2, 12), (1968, 4, 9),
      (1968, 7, 5), (1968, 11, 11), (1969, 2, 10), (1969, 3, 31), (1969, 7, 21), (1972, 12, 28),
      (1973, 1, 25), (1977, 7, 14), (1985, 9, 27), (1994, 4, 27), (2001, 9, 11), (2001, 9, 12),
      (2001, 9, 13), (2001, 9, 14), (2004, 6, 11), (2007, 1, 2), (2012, 10, 29), (2012, 10, 30),
      (2018, 12, 5), (2025, 1, 9),
    ].map { date($0.0, $0.1, $0.2) }
    // Wednesdays from 12 June on, but in weeks that have a holiday already.
    let first = date(1968, 6, 12)
    let kept = [(7, 3), (9, 4), (11, 6), (11, 13), (11, 27), (12, 25)].map {
      date(1968, $0.0, $0.1)
    }
    days += stride(from: first, through: date(1968, 12, 31), by: 7).filter { !kept.contains($0) }
    return days
  }()

  private static let newYorkShortDays: [(Int, Int)] = [
    (date(1997, 10, 27), 930), (date(1997, 12, 26), 780), (date(1999, 12, 31), 780),
    (date(2003, 12, 26), 780),
  ]

  // MARK: - Days of a year

  static func date(_ year: Int, _ month: Int, _ day: Int) -> Int {
    CivilDate(year: year, month: month, day: day)?.daysSince1970 ?? 0
  }

  /// The date, on the Monday behind a Sunday, and where `saturday` holds on the Friday before a
  /// Saturday.
  private static func observed(_ year: Int, _ month: Int, _ day: Int, saturday: Bool) -> [Int] {
    let date = date(year, month, day)
    switch TradingCalendar.weekday(date) {
    case 5: return saturday ? [date - 1] : []
    case 6: return [date + 1]
    default: return [date]
    }
  }

  /// The nth of a weekday (0 is Monday) in a month.
  private static func nth(_ count: Int, _ weekday: Int, _ year: Int, _ month: Int) -> Int {
    let first = date(year, month, 1)
    return first + (weekday - TradingCalendar.weekday(first) + 7) % 7 + 7 * (count - 1)
  }
}
