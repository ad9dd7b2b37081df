internal import Host

extension DialectGuess {
  /// Finds how the times are written, and by which clock.
  mutating func chooseMoments() throws(Failure) {
    guard let column = dialect.place(.time) else { return }
    let texts = sample.map { $0[column] }
    let counts = texts.map { TimeCount(Array($0).span) }
    let areDates = texts.allSatisfy { MomentText($0) != nil }
    if !areDates, counts.allSatisfy({ $0 != nil }) {
      try chooseUnit(column, counts.compactMap { $0?.magnitude })
      return
    }
    chooseClockWidth()
    try chooseOrder(column)
    try chooseZone(column)
    try checkAbbreviations(column)
    chooseClock(column)
    dialect.chooseDirection(table, latest: wish.latestYear)
    try checkName(column)
  }

  private mutating func chooseUnit(_ column: Int, _ values: [UInt64]) throws(Failure) {
    let most = values.max() ?? 0
    if most < 86_400_000, let date = fileDate {
      dialect.moments = .sinceMidnight(date)
      dialect.decide(
        "times", "milliseconds since midnight",
        "all are below 86,400,000, and the file's name has a date")
      chooseClock(column)
      return
    }
    if wish.areSpreadsheetDays || most < 100_000, try chooseSpreadsheetDays(column) { return }
    if sample.allSatisfy({ Self.isYearAndDay($0[column]) }) {
      throw failure(
        ImportKinds.twoReadings,
        "\(dialect.names[column]) holds numbers such as \(most), which may be a year and a day of "
          + "it: write them as 2021-017", line: table.number(dialect.rows.lowerBound))
    }
    guard most >= 100_000_000 || dialect.names[column].contains("unix") else {
      throw failure(
        DataKinds.badTime,
        "\(dialect.names[column]) holds numbers that are no times, such as "
          + "\(most)", line: table.number(dialect.rows.lowerBound))
    }
    if try chooseShortStamps(column) { return }
    let unit = TimeUnit(magnitude: most)
    dialect.moments = .count(unit)
    dialect.decide("times", "\(unit.name) since 1970", "by their size, such as \(most)")
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
    chooseClock(column)
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
    var open = OpenDates()
    for index in dialect.rows {
      guard let fields = table.fields(index, dialect.delimiter), column < fields.count,
        let moment = MomentText(fields[column])
      else { continue }
      if let order = moment.order, open.kept.isEmpty {
        return decide(order, "\(shown(fields[column])) leaves no choice")
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
        DataKinds.badTime, "no date of \(dialect.names[column]) is understood, such as \(text)",
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
  private mutating func chooseClockWidth() {
    guard let clock = dialect.place(.clock),
      sample.allSatisfy({ $0[clock].allSatisfy { (48...57).contains($0) } })
    else { return }
    var longest = 0
    for index in dialect.rows {
      guard let fields = table.fields(index, dialect.delimiter), clock < fields.count else {
        continue
      }
      longest = max(longest, fields[clock].count)
      if longest > 4 { break }
    }
    if longest <= 2, ["hour", "hr"].contains(dialect.names[clock]) {
      // From 1 to 24 the hours may be those that begin or those that end.
      let hours = Set(sample.map { Int(String(decoding: $0[clock], as: UTF8.self)) ?? 24 })
      dialect.areHours = hours.contains(0) && hours.allSatisfy { $0 < 24 }
      if dialect.areHours {
        dialect.decide("times of day", "hours", "\(dialect.names[clock]) goes from 0 to 23 at most")
      }
    }
    guard (3...6).contains(longest) else { return }
    dialect.clockWidth = longest > 4 ? 6 : 4
  }

  /// The zone that times name by its place, as `US/Eastern`.
  private mutating func chooseZone(_ column: Int) throws(Failure) {
    guard let text = sample.first?[column], let name = MomentText(text)?.zone else { return }
    dialect.zoneName = name
    guard wish.clock == nil else { return }
    guard let zones = wish.zones else {
      throw failure(ImportKinds.twoReadings, "the times name the zone \(name): say --zone")
    }
    dialect.clock = (try zones.zone(name), 0)
  }

  /// A short name of a zone that stands for several must not be taken for one of them.
  private func checkAbbreviations(_ column: Int) throws(Failure) {
    guard wish.clock == nil else { return }
    let clock = dialect.place(.clock)
    for row in sample {
      let moment = MomentText(row[column], clock: clock.map { dialect.clockText(row[$0]) })
      guard let name = moment?.abbreviation, moment?.offset == nil else { continue }
      throw failure(
        ImportKinds.twoReadings,
        "the times name the zone \(name.uppercased()), which is not one offset: say --zone, such "
          + "as " + ZoneAbbreviation.meanings(name))
    }
  }

  mutating func chooseClock(_ column: Int) {
    if let name = dialect.zoneName, dialect.clock != nil {
      return dialect.decide("zone", name, "the times name it", "--zone")
    }
    dialect.clock = wish.clock
    let text = sample.first?[column] ?? []
    let time = dialect.place(.clock).flatMap { place in
      sample.first.flatMap { MomentText(text, clock: dialect.clockText($0[place])) }
    }
    let moment = time ?? MomentText(text)
    if let name = moment?.abbreviation, let clock = wish.clock {
      dialect.passesAbbreviations = true
      return dialect.decide(
        "zone", clock.zone.name, "as said, in the place of \(name.uppercased())", "--zone")
    }
    if moment?.offset != nil {
      dialect.isZoned = true
      return dialect.decide("zone", "in the times", "\(shown(text)) names it")
    }
    if let clock = wish.clock {
      let ahead = clock.ahead == 0 ? "" : ", \(clock.ahead / 3_600) hours ahead"
      return dialect.decide("zone", clock.zone.name + ahead, "as said", "--zone")
    }
    dialect.decide("zone", "UTC", "the times name none", "--zone")
  }

  /// A zone in the name of the column that is not UTC must not be passed over.
  private func checkName(_ column: Int) throws(Failure) {
    let name = dialect.names[column]
    guard wish.clock == nil, let open = name.firstIndex(of: "("), name.hasSuffix(")") else {
      return
    }
    let zone = name[name.index(after: open)...].dropLast()
    guard !["utc", "gmt", "s", "ms", "us", "ns"].contains(String(zone)) else { return }
    throw failure(
      ImportKinds.twoReadings,
      "the column \(name) may be of another clock than UTC: say --zone, such as America/New_York")
  }
}
