internal import Machine
internal import Syntax

/// What is written out: numbers with their units, times, texts.
extension ReferenceEvaluator {
  func literal(_ expression: Expression) throws(ReferenceFailure) -> Meaning {
    switch expression.kind {
    case .number(let value, let unit): return .series(constant(try scaled(value, unit)))
    case .duration(let count, let unit): return .series(word(try nanoseconds(count, unit)))
    case .date(let date):
      let time = try nanoseconds(date)
      guard case .instrument = date.zone, let almanac = surroundings.almanac else {
        return .series(word(time))
      }
      return .series(word(almanac.instant(ofLocal: time)))
    case .bool(let value): return .series(.flags { _ in value })
    case .text(let text):
      guard let plain = text.plain else { throw ReferenceFailure("a text with values in it") }
      return .text(plain)
    default: return .missing
    }
  }

  private func scaled(_ value: Double, _ unit: Unit?) throws(ReferenceFailure) -> Double {
    switch unit {
    case nil: return value
    case .percent: return value / 100
    case .bps: return value / 10_000
    case .risk, .ticks: throw ReferenceFailure("a unit that needs an order")
    }
  }

  private func nanoseconds(_ count: Int, _ unit: TimeUnit) throws(ReferenceFailure) -> Int64 {
    let seconds: Int64
    switch unit {
    case .second: seconds = 1
    case .minute: seconds = 60
    case .hour: seconds = 3_600
    case .day: seconds = 86_400
    case .week: seconds = 604_800
    case .month, .year: throw ReferenceFailure("a duration without a fixed length")
    }
    return try nanoseconds(seconds: Int128(count) * Int128(seconds))
  }

  /// Days are counted one year and one month after the other.
  private func nanoseconds(_ date: DateLiteral) throws(ReferenceFailure) -> Int64 {
    func isLeap(_ year: Int) -> Bool {
      year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
    }
    func days(_ year: Int, _ month: Int) -> Int {
      [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }
    guard (1...9999).contains(date.year), (1...12).contains(date.month), date.day >= 1,
      date.day <= days(date.year, date.month)
    else { throw ReferenceFailure("there is no such day") }
    var day = date.day - 1
    for year in 1970..<max(date.year, 1970) { day += isLeap(year) ? 366 : 365 }
    for year in min(date.year, 1970)..<1970 { day -= isLeap(year) ? 366 : 365 }
    for month in 1..<date.month { day += days(date.year, month) }
    var seconds = day * 86_400 + date.seconds
    if case .offset(let minutes) = date.zone { seconds -= minutes * 60 }
    return try nanoseconds(seconds: Int128(seconds))
  }

  private func nanoseconds(seconds: Int128) throws(ReferenceFailure) -> Int64 {
    guard let word = Int64(exactly: seconds * 1_000_000_000) else {
      throw ReferenceFailure("a time too far away")
    }
    return word
  }
}
