internal import Host

/// Days since 1899-12-30 with the time of day as decimals, as spreadsheets count them.
enum SpreadsheetDays {
  /// 1970-01-01. Below it, counts of days since 1970 begin.
  static let first = 25_569

  /// The day after the last of a year.
  static func end(ofYear year: Int) -> Int {
    first + (CivilDate(year: year + 1, month: 1, day: 1)?.daysSince1970 ?? 0)
  }

  /// True for a day with four decimals, which tell the minute and not the second.
  static func isOfMinutes(_ text: ArraySlice<UInt8>) -> Bool {
    guard let point = text.firstIndex(of: 0x2E), text.endIndex - point == 5 else { return false }
    return text[(point + 1)...].contains { $0 != 48 }
  }

  /// Seconds since 1970-01-01 as clocks show them; nil where the text is no such count, or its
  /// decimals do not tell the second.
  static func seconds(_ text: ArraySlice<UInt8>) -> Int64? {
    guard let count = TimeCount(Array(text).span), !count.isNegative,
      count.magnitude < 3_000_000
    else { return nil }
    let days = Int64(count.magnitude) - Int64(first)
    let part = Double(count.billionths) * 86_400 / 1e9
    let decimals = text.firstIndex(of: 0x2E).map { text.endIndex - $0 - 1 } ?? 0
    var open = 0.5 * 86_400
    for _ in 0..<min(decimals, 9) { open /= 10 }
    let second = part.rounded()
    // Half a day and its like are exact; otherwise the decimals must leave one second alone.
    let isExact = (part - second).magnitude < 1e-9
    if !isExact, decimals == 4 {
      // Four decimals tell the minute.
      let minute = (part / 60).rounded() * 60
      return (part - minute).magnitude <= open + 1e-4 ? days * 86_400 + Int64(minute) : nil
    }
    guard isExact || open < 0.5 && (part - second).magnitude <= open + 1e-4 else { return nil }
    return days * 86_400 + Int64(second)
  }
}

extension DialectGuess {
  /// Numbers such as 44281 are taken for a spreadsheet's days where they leave out every weekend
  /// and no other day of a week; where they do not, it is asked for.
  mutating func chooseSpreadsheetDays(_ column: Int) throws(Failure) -> Bool {
    let days = sample.compactMap { row in
      SpreadsheetDays.seconds(row[column]).map {
        TimeText.floorDivided(Int($0), by: 86_400).quotient
      }
    }
    let most = SpreadsheetDays.end(ofYear: wish.latestYear) - SpreadsheetDays.first
    guard days.count == sample.count, let least = days.min(), least >= 0,
      let last = days.max(), last < most
    else {
      guard wish.areSpreadsheetDays else { return false }
      throw failure(
        DataKinds.badTime, "\(dialect.names[column]) does not count days as spreadsheets do",
        line: table.number(dialect.rows.lowerBound))
    }
    func decide(_ because: String) throws(Failure) {
      dialect.moments = .spreadsheetDays
      let isShort = sample.contains { SpreadsheetDays.isOfMinutes($0[column]) }
      dialect.decide(
        "times", "days since 1899-12-30",
        because + (isShort ? "; their four decimals tell the minute" : ""), "--dates")
      try chooseClock(column)
    }
    if wish.areSpreadsheetDays {
      try decide("as said")
      return true
    }
    let steps = (1..<max(1, days.count)).map { days[$0] - days[$0 - 1] }
    let goOneWay = steps.allSatisfy { $0 >= 0 } || steps.allSatisfy { $0 <= 0 }
    // 1970-01-01 was a Thursday.
    let weekdays = Set(days.map { ($0 + 3) % 7 })
    let weekends = steps.count { (3...4).contains($0.magnitude) }
    guard goOneWay, Set(days).count >= 10, weekdays == [0, 1, 2, 3, 4], weekends >= 2,
      steps.allSatisfy({ $0.magnitude <= 7 })
    else {
      throw failure(
        ImportKinds.twoReadings,
        "\(dialect.names[column]): \(shown(sample[0][column])) may count days as spreadsheets do: "
          + "say --dates excel if so, or write dates",
        line: table.number(dialect.rows.lowerBound))
    }
    try decide(
      "from \(shown(sample[0][column])) on every weekend is left out and no other day of a week")
    return true
  }
}
