internal import Host

extension DialectGuess {
  /// Finds how the times are written, and by which clock.
  mutating func chooseMoments() throws(Failure) {
    guard let column = dialect.place(.time) else { return }
    try chooseMoments(column)
    noteIdle(column)
  }

  private mutating func chooseMoments(_ column: Int) throws(Failure) {
    let texts = sample.map { $0[column] }
    let counts = texts.map { TimeCount(Array($0).span) }
    let areDates = texts.allSatisfy { MomentText($0) != nil }
    if !areDates, counts.allSatisfy({ $0 != nil }) {
      try chooseUnit(column, counts.compactMap { $0?.magnitude })
      return
    }
    try chooseClockWidth()
    try chooseOrder(column)
    try chooseZone(column)
    try checkAbbreviations(column)
    try chooseClock(column)
    dialect.chooseDirection(table, latest: wish.latestYear)
  }

  private mutating func chooseUnit(_ column: Int, _ values: [UInt64]) throws(Failure) {
    let most = values.max() ?? 0
    let isOrdered = wish.dates != nil || ColumnNames.order(ofDate: dialect.names[column]) != nil
    if isOrdered, try chooseDigits(column) { return }
    if most < 86_400_000, let date = fileDate {
      dialect.moments = .sinceMidnight(date)
      dialect.decide(
        "times", "milliseconds since midnight",
        "all are below 86,400,000, and the file's name has a date")
      try chooseClock(column)
      return
    }
    if !isOrdered, !wish.areSpreadsheetDays, try chooseDigits(column) { return }
    if wish.areSpreadsheetDays || most < 100_000, try chooseSpreadsheetDays(column) { return }
    if sample.allSatisfy({ Self.isYearAndDay($0[column]) }) {
      throw failure(
        ImportKinds.twoReadings,
        "\(dialect.names[column]) holds numbers such as \(most), which may be a year and a day of "
          + "it: write them as 2021-017", line: table.number(dialect.rows.lowerBound))
    }
    let isSaid = wish.epoch == .unix || dialect.names[column].contains("unix")
    guard most >= 100_000_000 || isSaid else {
      let areMinutes = values.count > 2 && values.allSatisfy { $0 % 60 == 0 } && most >= 86_400
      guard !areMinutes, !wish.areSpreadsheetDays else {
        throw failure(
          ImportKinds.twoReadings,
          "\(dialect.names[column]) holds numbers such as \(shown(sample[0][column])), which may "
            + "count seconds since 1970: say --dates unix if so, or write dates",
          line: table.number(dialect.rows.lowerBound))
      }
      throw failure(
        DataKinds.badTime,
        "\(dialect.names[column]) holds numbers that are no times, such as "
          + "\(most)", line: table.number(dialect.rows.lowerBound))
    }
    if try chooseShortStamps(column) { return }
    if try chooseTicks(column, values) { return }
    let unit = TimeUnit(magnitude: most)
    dialect.moments = .count(unit)
    dialect.decide(
      "times", "\(unit.name) since 1970",
      "by their size, such as \(most)"
        + (wish.clock == nil ? "" : "; they are of UTC, whatever --zone says"))
  }

  /// `2021017`.
  private static func isYearAndDay(_ text: ArraySlice<UInt8>) -> Bool {
    guard text.count == 7, let number = Int(String(decoding: text, as: UTF8.self)) else {
      return false
    }
    return (1_900...2_100).contains(number / 1_000)
      && CivilDate.days(year: number / 1_000, ordinal: number % 1_000) != nil
  }

  /// Ten or twelve digits that are times as well by `yymmddHHMM` and its like.
  private mutating func chooseShortStamps(_ column: Int) throws(Failure) -> Bool {
    let texts = sample.map { $0[column] }
    guard let first = texts.first,
      texts.allSatisfy({ MomentText(shortStamp: $0) != nil && $0.count == first.count })
    else { return false }
    guard wish.dates == .ymd else {
      let unit = TimeUnit(magnitude: first.count == 10 ? 1_000_000_000 : 100_000_000_000)
      throw failure(
        ImportKinds.twoReadings,
        "\(shown(first)) may count \(unit.name) since 1970 or be a date and time of which the "
          + "year has two digits: say --dates ymd for dates, or write them otherwise")
    }
    dialect.moments = .shortStamps
    dialect.decide("times", "yymmddHHMM", "as said", "--dates")
    try chooseClock(column)
    return true
  }

  /// The dates of all rows, as far as they leave a choice between orders.
  private struct OpenDates {
    var first = 0
    var second = 0
    /// By their lines.
    var kept: [(line: Int, moment: MomentText)] = []
    var areShort = false
  }

  /// Which number of a date is the day: by numbers above twelve anywhere in the file, else by which
  /// reading puts the rows in order.
  private mutating func chooseOrder(_ column: Int) throws(Failure) {
    if let wanted = wish.dates {
      dialect.moments = .dates(wanted)
      return dialect.decide("dates", wanted.rawValue, "as said", "--dates")
    }
    if let named = ColumnNames.order(ofDate: dialect.names[column]),
      sample.contains(where: { MomentText($0[column]).map { $0.order == nil } ?? false })
    {
      return decide(named, "the name of the column says it")
    }
    var open = OpenDates()
    for index in dialect.rows {
      guard let fields = table.fields(index, dialect.delimiter), column < fields.count,
        let moment = MomentText(fields[column])
      else { continue }
      if let order = moment.order, open.kept.isEmpty {
        return decide(order, "\(shown(fields[column])) leaves no choice")
      }
      if let before = open.kept.first?.moment, moment.order == nil, before.mark != moment.mark {
        throw failure(
          ImportKinds.twoReadings,
          "the dates are written in two ways, \(shown(self.sample[0][column])) and "
            + "\(shown(fields[column])), as a spreadsheet leaves them that took some for dates in "
            + "another order: export them anew, or say --dates if all of them have one order",
          line: table.number(index))
      }
      if let first = open.kept.first, first.moment.isShort != moment.isShort {
        throw failure(
          ImportKinds.twoReadings,
          "\(shown(fields[column])) has a year of other digits than "
            + "\(shown(self.sample[0][column])), which may be cut off where a file was cut into "
            + "parts: put the parts together, or leave the line out with --skip",
          line: table.number(first.line))
      }
      open.areShort = open.areShort || moment.isShort
      open.first = max(open.first, moment.parts.0)
      open.second = max(open.second, moment.parts.1)
      if open.kept.count < 20_000 { open.kept.append((index, moment)) }
      if !open.areShort, open.first > 12, open.second <= 12,
        index > dialect.rows.lowerBound + 100_000
      {
        break
      }
    }
    guard let sample = open.kept.first else {
      let text = self.sample.first.map { shown($0[column]) } ?? ""
      throw failure(
        DataKinds.badTime,
        "no date of \(dialect.names[column]) is understood, such as \(text)"
          + hint(self.sample.first?[column] ?? []),
        line: table.number(dialect.rows.lowerBound))
    }
    if open.areShort { return try chooseShortOrder(open) }
    switch (open.first > 12, open.second > 12) {
    case (true, false):
      decide(.dmy, "the first number goes up to \(open.first)", .sure(.dmy))
    case (false, true):
      decide(.mdy, "the second number goes up to \(open.second)", .sure(.mdy))
    case (true, true):
      throw failure(
        DataKinds.badTime,
        "the dates have both numbers above twelve, \(open.first) and \(open.second)")
    case (false, false):
      if sample.moment.hasPoints {
        return decide(.dmy, "numbers parted by points have the day first", .likely(.dmy))
      }
      chooseByOrder(open.kept.map(\.moment), [.dmy, .mdy])
    }
  }

  /// How to write what is nearly a time.
  private func hint(_ text: ArraySlice<UInt8>) -> String {
    let words = String(decoding: text, as: UTF8.self).lowercased()
    if words.contains("e+"), Double(words) != nil {
      return ": write counts of seconds with all of their digits, without an exponent"
    }
    let parts = words.split { "-/ ' ".contains($0) }
    if parts.count == 2, parts.contains(where: { $0.count <= 2 && Int($0) != nil }),
      parts.contains(where: { $0.first?.isLetter == true })
    {
      return ", which may be a month of a year or a day of a month: write months as 2015-01 and "
        + "days as 2015-01-31"
    }
    return ""
  }

  /// Of three numbers of two digits each, any end may be the year.
  private mutating func chooseShortOrder(_ open: OpenDates) throws(Failure) {
    let moments = open.kept.map(\.moment)
    var fitting: [DateOrder] = [.dmy, .ymd, .mdy].filter { order in
      order != (moments[0].hasPoints ? .mdy : nil)
        && moments.allSatisfy { $0.days(order, latest: wish.latestYear) != nil }
    }
    if open.first > 12 { fitting.removeAll { $0 == .mdy } }
    if open.first > 31 { fitting.removeAll { $0 == .dmy } }
    if open.second > 12 { fitting.removeAll { $0 != .mdy } }
    switch fitting.count {
    case 0:
      throw failure(
        DataKinds.badTime, "the dates of two digits each have no order in which all are days",
        line: table.number(dialect.rows.lowerBound))
    case 1: decide(fitting[0], "only so all are days", .sure(fitting[0]))
    default: chooseByOrder(moments, fitting)
    }
    dialect.decide(
      "century", "up to \(wish.latestYear)", "a year of two digits is the last that may be over")
  }

  private mutating func decide(
    _ order: DateOrder, _ because: String, _ evidence: Dialect.DateEvidence = .none
  ) {
    dialect.dates = evidence
    dialect.moments = .dates(order)
    dialect.decide("dates", order.rawValue, because, "--dates")
  }

  /// Where the rows are in order by several readings, it is left open for what other texts say.
  private mutating func chooseByOrder(_ moments: [MomentText], _ orders: [DateOrder]) {
    func isOrdered(_ order: DateOrder) -> Bool {
      let times = moments.compactMap { $0.local(order, latest: wish.latestYear)?.seconds }
      guard times.count == moments.count, times.count > 1 else { return false }
      let rises = (1..<times.count).allSatisfy { times[$0] >= times[$0 - 1] }
      return rises || (1..<times.count).allSatisfy { times[$0] <= times[$0 - 1] }
    }
    let ordered = orders.filter(isOrdered)
    if ordered.count == 1 {
      return decide(ordered[0], "only so are the rows in order", .likely(ordered[0]))
    }
    if let shared = wish.sharedDates, orders.contains(shared.order) {
      return decide(shared.order, shared.because, .shared)
    }
    let choices = (ordered.isEmpty ? orders : ordered).map { "--dates \($0.rawValue)" }
    let text = shown(sample[0][dialect.place(.time) ?? 0])
    dialect.dates = .open(
      failure(
        ImportKinds.twoReadings,
        "the dates, such as \(text), are days in more than one order: say "
          + choices.joined(separator: " or ")))
  }

  /// Times of day as numbers, such as 93000 and 0: as many digits as the longest.
  private mutating func chooseClockWidth() throws(Failure) {
    guard let clock = dialect.place(.clock) else { return }
    if try areSeconds(clock) {
      dialect.areSeconds = true
      return dialect.decide(
        "times of day", "seconds since midnight",
        "\(shown(sample.first?[clock] ?? [])) and its like are no hours, minutes and seconds")
    }
    guard sample.allSatisfy({ $0[clock].allSatisfy { (48...57).contains($0) } }) else { return }
    var longest = sample.map { $0[clock].count }.max() ?? 0
    for index in dialect.rows where longest <= 4 {
      guard let fields = table.fields(index, dialect.delimiter), clock < fields.count else {
        continue
      }
      longest = max(longest, fields[clock].count)
    }
    if longest <= 2, ["hour", "hr"].contains(dialect.names[clock]) {
      // From 1 to 24 the hours may be those that begin or those that end.
      let hours = Set(sample.map { Int(String(decoding: $0[clock], as: UTF8.self)) ?? 24 })
      dialect.areHours = hours.contains(0) && hours.allSatisfy { $0 < 24 }
      if dialect.areHours {
        dialect.decide("times of day", "hours", "\(dialect.names[clock]) goes from 0 to 23 at most")
      }
    }
    guard (3...9).contains(longest) else { return }
    dialect.clockWidth = longest > 6 ? 9 : longest > 4 ? 6 : 4
  }
}
