/// A day of the proleptic Gregorian calendar.
struct CivilDate: Sendable, Hashable {
  let year: Int
  let month: Int
  let day: Int

  /// nil when there is no such day.
  init?(year: Int, month: Int, day: Int) {
    guard (1...12).contains(month), day >= 1, day <= Self.days(inMonth: month, of: year) else {
      return nil
    }
    self.year = year
    self.month = month
    self.day = day
  }

  /// The day that many days after 1970-01-01.
  init(daysSince1970 days: Int) {
    // Years that start on 1 March put the leap day last; 146,097 days make 400 years.
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
    month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  var daysSince1970: Int {
    let marchYear = month <= 2 ? year - 1 : year
    let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
    let yearOfEra = marchYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  /// The day of a year by its number from 1, as days since 1970-01-01; nil where there is none.
  static func days(year: Int, ordinal: Int) -> Int? {
    guard let first = CivilDate(year: year, month: 1, day: 1)?.daysSince1970, ordinal >= 1,
      CivilDate(daysSince1970: first + ordinal - 1).year == year
    else { return nil }
    return first + ordinal - 1
  }

  /// The day of a week of ISO 8601, of which Monday is 1 and the first has the year's first
  /// Thursday; nil where there is none.
  static func days(year: Int, week: Int, weekday: Int) -> Int? {
    guard let fourth = CivilDate(year: year, month: 1, day: 4)?.daysSince1970,
      (1...53).contains(week), (1...7).contains(weekday)
    else { return nil }
    // 1970-01-01 was a Thursday.
    let monday = fourth - ((fourth + 3) % 7 + 7) % 7 + (week - 1) * 7
    guard CivilDate(daysSince1970: monday + 3).year == year else { return nil }
    return monday + weekday - 1
  }

  private static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}
