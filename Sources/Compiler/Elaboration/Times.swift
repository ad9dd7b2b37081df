internal import Syntax

extension TimeUnit {
  /// The length in nanoseconds; months and years have none.
  var nanoseconds: Int64? {
    switch self {
    case .second: 1_000_000_000
    case .minute: 60_000_000_000
    case .hour: 3_600_000_000_000
    case .day: 86_400_000_000_000
    case .week: 604_800_000_000_000
    case .month, .year: nil
    }
  }
}

extension DateLiteral {
  /// Nanoseconds since 1970-01-01 UTC; for a date without a zone as the clocks of the instrument's
  /// show it. Nothing when there is
  /// no such day, or when it is too far away.
  var nanoseconds: Int64? {
    guard (1...9999).contains(year), (1...12).contains(month), (1...daysOfMonth).contains(day),
      (0..<86_400).contains(seconds)
    else { return nil }
    var total = daysSince1970 * 86_400 + seconds
    if case .offset(let minutes) = zone { total -= minutes * 60 }
    let (product, overflow) = Int64(total).multipliedReportingOverflow(by: 1_000_000_000)
    return overflow ? nil : product
  }

  private var daysOfMonth: Int {
    switch month {
    case 2: isLeap ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  private var isLeap: Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

  /// Days of the proleptic Gregorian calendar, with years that begin in March.
  private var daysSince1970: Int {
    let year = month <= 2 ? self.year - 1 : self.year
    let era = year / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }
}
