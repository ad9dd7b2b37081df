internal import Host

/// Times that are numbers and no counts since 1970.
extension DialectGuess {
  /// Six or eight digits as days, or six as months: `210104`, `04012021`, `202101`.
  mutating func chooseDigits(_ column: Int) throws(Failure) -> Bool {
    let texts = sample.map { $0[column] }
    guard let count = texts.first?.count, [6, 8].contains(count),
      texts.allSatisfy({ $0.count == count })
    else { return false }
    func fits(_ order: DateOrder, areMonths: Bool) -> Bool {
      texts.allSatisfy {
        MomentText(digits: $0, order, areMonths: areMonths)?
          .days(order, latest: wish.latestYear)
          .map { count == 6 && !areMonths || (-25_567..<47_847).contains($0) } ?? false
      }
    }
    let orders = DateOrder.allCases.filter { fits($0, areMonths: false) }
    let areMonths = count == 6 && fits(.ymd, areMonths: true)
    guard areMonths || !orders.isEmpty else { return false }
    let line = table.number(dialect.rows.lowerBound)
    let text = shown(texts[0])
    let named = ColumnNames.order(ofDate: dialect.names[column])
    guard let wanted = wish.dates ?? named ?? (orders.isEmpty ? .ymd : nil) else {
      let choices =
        orders.map { "--dates \($0.rawValue)" }.joined(separator: " or ")
        + (areMonths ? "; or --dates ym if it is a month" : "")
      throw failure(
        ImportKinds.twoReadings,
        "\(dialect.names[column]): \(text) may be a day written in \(count) digits: say \(choices)",
        line: line)
    }
    let isMonth = areMonths && (wish.areMonths || wanted == .ymd && !orders.contains(.ymd))
    guard isMonth || orders.contains(wanted) && !wish.areMonths else {
      throw failure(
        DataKinds.badTime,
        wish.areMonths
          ? "\(dialect.names[column]): not all are months by --dates ym, such as \(text)"
          : "\(dialect.names[column]): not all are days by --dates \(wanted.rawValue), such as "
            + text,
        line: line)
    }
    dialect.moments = .digits(wanted, areMonths: isMonth)
    dialect.decide(
      "dates", isMonth ? "months" : "\(wanted.rawValue) in \(count) digits",
      wish.dates != nil
        ? "as said"
        : named != nil ? "the name of the column says it" : "\(text) and its like are no days",
      "--dates")
    try chooseClock(column)
    return true
  }

  /// A way to count 100 nanoseconds.
  private struct Ticks {
    let epoch: ImportWish.Epoch
    /// Those from 1970-01-01 on to 2100-01-01.
    let counts: Range<UInt64>
    let name: String
  }

  private static let ticks = [
    Ticks(
      epoch: .dotnet, counts: TimeUnit.ofYearOne,
      name: "100 nanoseconds since the year 1 (.NET)"),
    Ticks(
      epoch: .filetime, counts: 116_444_736_000_000_000..<157_469_184_000_000_000,
      name: "100 nanoseconds since 1601 (FILETIME)"),
  ]

  /// Counts of 100 nanoseconds, as .NET and Windows have them, where the rows are of whole days,
  /// hours, minutes or seconds by them and not as nanoseconds since 1970.
  mutating func chooseTicks(_ column: Int, _ values: [UInt64]) throws(Failure) -> Bool {
    let found = Self.ticks.first { ticks in
      values.allSatisfy { ticks.counts.contains($0) }
    }
    guard let found, wish.epoch != .unix else { return false }
    let (ticks, nanoseconds) = (
      Self.grain(values, 10_000_000), Self.grain(values, 1_000_000_000)
    )
    guard wish.epoch == found.epoch || ticks != nanoseconds else {
      throw failure(
        ImportKinds.twoReadings,
        "\(shown(sample[0][column])) may count nanoseconds since 1970 or \(found.name): say "
          + "--dates unix or --dates \(found.epoch.rawValue)",
        line: table.number(dialect.rows.lowerBound))
    }
    guard wish.epoch == found.epoch || ticks > nanoseconds else { return false }
    dialect.moments = .ticks(found.counts.lowerBound)
    dialect.decide(
      "times", found.name,
      wish.epoch == nil ? "only so are they whole \(Self.grains[ticks] ?? "seconds")" : "as said",
      "--dates")
    try chooseClock(column)
    return true
  }

  private static let grains: [UInt64: String] = [
    1: "seconds", 60: "minutes", 3_600: "hours", 86_400: "days",
  ]

  /// The longest stretch, in seconds, of which all counts are multiples; 0 where it is none.
  private static func grain(_ values: [UInt64], _ second: UInt64) -> UInt64 {
    let fitting = grains.keys.sorted(by: >).first { grain in
      values.allSatisfy { $0 % (grain * second) == 0 }
    }
    return fitting ?? 0
  }
}
