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
    try chooseOrder(column)
    chooseClock(column)
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
    guard most >= 100_000_000 || dialect.names[column].contains("unix") else {
      throw failure(
        DataKinds.badTime,
        "\(dialect.names[column]) holds numbers that are no times, such as "
          + "\(most)", line: table.numbers[dialect.rows.lowerBound])
    }
    let unit = TimeUnit(magnitude: most)
    dialect.moments = .count(unit)
    dialect.decide("times", "\(unit.name) since 1970", "by their size, such as \(most)")
  }

  /// Which number of a date is the day: by numbers above twelve anywhere in the file, else by which
  /// reading puts the rows in order.
  private mutating func chooseOrder(_ column: Int) throws(Failure) {
    if let wanted = wish.dates {
      dialect.moments = .dates(wanted)
      return dialect.decide("dates", wanted.rawValue, "as said", "--dates")
    }
    var (first, second) = (0, 0)
    var open: [(Int, MomentText)] = []
    for index in dialect.rows {
      guard let fields = table.fields(index, dialect.delimiter), column < fields.count,
        let moment = MomentText(fields[column])
      else { continue }
      if let order = moment.order, open.isEmpty {
        dialect.moments = .dates(order == .mdy ? .mdy : order)
        return dialect.decide(
          "dates", order.rawValue, "\(shown(fields[column])) leaves no choice", "--dates")
      }
      first = max(first, moment.parts.0)
      second = max(second, moment.parts.1)
      if open.count < 20_000 { open.append((index, moment)) }
      if first > 12, second <= 12, index > dialect.rows.lowerBound + 100_000 { break }
    }
    guard let sample = open.first else {
      throw failure(
        DataKinds.badTime, "no date of \(dialect.names[column]) is understood",
        line: table.numbers[dialect.rows.lowerBound])
    }
    switch (first > 12, second > 12) {
    case (true, false): decide(.dmy, "the first number goes up to \(first)")
    case (false, true): decide(.mdy, "the second number goes up to \(second)")
    case (true, true):
      throw failure(
        DataKinds.badTime, "the dates have both numbers above twelve, \(first) and \(second)")
    case (false, false):
      if sample.1.hasPoints { return decide(.dmy, "numbers parted by points have the day first") }
      try chooseByOrder(open.map(\.1))
    }
  }

  private mutating func decide(_ order: DateOrder, _ because: String) {
    dialect.moments = .dates(order)
    dialect.decide("dates", order.rawValue, because, "--dates")
  }

  private mutating func chooseByOrder(_ moments: [MomentText]) throws(Failure) {
    func isOrdered(_ order: DateOrder) -> Bool {
      let times = moments.compactMap { $0.local(order).map { $0.seconds } }
      guard times.count == moments.count, times.count > 1 else { return false }
      let rises = (1..<times.count).allSatisfy { times[$0] >= times[$0 - 1] }
      return rises || (1..<times.count).allSatisfy { times[$0] <= times[$0 - 1] }
    }
    switch (isOrdered(.dmy), isOrdered(.mdy)) {
    case (true, false): decide(.dmy, "only so are the rows in order")
    case (false, true): decide(.mdy, "only so are the rows in order")
    default:
      throw failure(
        ImportKinds.twoReadings,
        "no date has a number above twelve, so day and month may be either: say --dates dmy or "
          + "--dates mdy")
    }
  }

  private mutating func chooseClock(_ column: Int) {
    dialect.clock = wish.clock
    let text = sample.first?[column] ?? []
    if MomentText(text)?.offset != nil {
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
