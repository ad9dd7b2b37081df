internal import Host

/// Columns of times by other names than those that are known, and of parts of dates.
extension DialectGuess {
  // MARK: - Other names

  /// Where no name is known to be of times, the one column that has some and a name that says so.
  func useOtherTimes(_ names: [String], _ roles: inout [ImportRole]) throws(Failure) {
    guard !roles.contains(.time) else { return }
    let free = roles.indices.filter { roles[$0] == .ignored && isWhole($0) && !isConstant($0) }
    var found = free.filter { ColumnNames.mayBeTime(names[$0]) }
    if found.isEmpty { found = free.filter { names[$0] == "id" && areMinutes($0) } }
    guard let first = found.first else { return }
    let other = found.first { place in
      sample.contains { !$0[place].elementsEqual($0[first]) }
    }
    guard let other else {
      roles[first] = .time
      return
    }
    throw failure(
      ImportKinds.twoReadings,
      "columns \(first + 1) (\(names[first])) and \(other + 1) (\(names[other])) may both have the "
        + "times: say which with --columns, `time` in its place and - for the other")
  }

  /// True for dates, or counts of the years that bars are of.
  private func isWhole(_ column: Int) -> Bool {
    sample.allSatisfy { row in
      if MomentText(row[column]) != nil { return true }
      return TimeCount(Array(row[column]).span).map { $0.magnitude > 100_000_000 } ?? false
    }
  }

  /// True for counts of seconds that are all whole minutes, as bars have and numbers of trades not.
  private func areMinutes(_ column: Int) -> Bool {
    sample.count >= 3
      && sample.allSatisfy { row in
        guard let count = TimeCount(Array(row[column]).span) else { return false }
        return (300_000_000..<5_000_000_000).contains(count.magnitude) && count.magnitude % 60 == 0
      }
  }

  // MARK: - Constants

  /// Without those that never change, such as the time of a download, where others do.
  func changing(_ times: [Int], clocks: [Int]) -> [Int] {
    let whole = times.filter { !clocks.contains($0) }
    let rest = whole.filter { !isConstant($0) && isWhole($0) }
    // A day stays the same while the time of day beside it goes on.
    let isDay = clocks.contains { !isConstant($0) }
    guard !rest.isEmpty else { return times }
    return times.filter { place in
      !isConstant(place) || clocks.contains(place)
        || isDay && !rest.contains { isDateAlone($0) } && isDateAlone(place)
    }
  }

  /// Times of day of an unknown name beside dates that repeat must not be left out.
  func checkClocks(_ names: [String], _ roles: [ImportRole]) throws(Failure) {
    guard let time = roles.firstIndex(of: .time), !roles.contains(.clock), isDateAlone(time),
      (1..<max(1, sample.count)).contains(where: {
        sample[$0][time].elementsEqual(sample[$0 - 1][time])
      }),
      let clock = roles.indices.first(where: { place in
        roles[place] == .ignored && !isConstant(place) && isClock(place)
          && sample.allSatisfy { $0[place].contains(0x3A) }
      })
    else { return }
    let said = roles.indices.map { $0 == clock ? "clock" : roles[$0].rawValue }
    throw failure(
      ImportKinds.twoReadings,
      "the column \(names[clock]) stands beside dates that repeat and may be the time of day, such "
        + "as \(shown(sample[0][clock])): say --columns \(said.joined(separator: ",")) if so")
  }

  // MARK: - Parts of dates

  /// Dates of which year, month and day, or times of which hour and minute are columns of their
  /// own have to be put together by who knows them.
  func checkParts(_ names: [String]) throws(Failure) {
    func place(_ words: [String], _ range: ClosedRange<Int>) -> Int? {
      names.indices.first { index in
        words.contains(names[index])
          && sample.allSatisfy { row in
            Int(String(decoding: row[index], as: UTF8.self)).map(range.contains) ?? false
          }
      }
    }
    let year = place(
      ["year", "yr", "yyyy", "jahr", "a\u{F1}o", "ano", "ann\u{E9}e"], 1_800...2_200)
    let month = place(["month", "mon", "mm", "mo", "monat", "mes", "mois"], 1...12)
    let day = place(["day", "dd", "dom", "tag", "dia", "jour", "day_of_month"], 1...31)
    let hour = place(["hour", "hr", "hh", "hours", "stunde"], 0...24)
    let minute = place(["minute", "min", "mi", "minutes", "mins"], 0...59)
    let minutes = place(["minute", "min", "minutes", "mins", "minute_of_day"], 0...1_440)
    let isWhole = names.indices.contains { index in
      ![year, month, day, hour, minute, minutes].contains(index)
        && ColumnNames.role(of: names[index]) == .time && isDated(index)
    }
    if !isWhole, let year, let month {
      let parts = [year, month, day, hour, hour == nil ? nil : minute].compactMap(\.self)
      let made =
        hour == nil
        ? "make_date(\(names[year]), \(names[month]), \(day.map { names[$0] } ?? "1")) as date"
        : "make_timestamp(\(names[year]), \(names[month]), \(day.map { names[$0] } ?? "1"), "
          + "\(hour.map { names[$0] } ?? "0"), \(minute.map { names[$0] } ?? "0"), 0) as time"
      throw joining(
        parts, names, "one time", hour == nil ? "2021-01-04" : "2021-01-04 09:30", made)
    }
    let date = names.indices.first {
      ColumnNames.role(of: names[$0]) == .time && isDateAlone($0) && isDated($0)
    }
    guard let date else { return }
    let hasClock = names.indices.contains {
      ![hour, minute, minutes].contains($0) && ColumnNames.role(of: names[$0]) == .time
        && isClock($0)
    }
    guard !hasClock else { return }
    if let hour, let minute {
      throw joining(
        [hour, minute], names, "one time of day", "09:30",
        "\(names[date]) + to_minutes(60 * \(names[hour]) + \(names[minute])) as time")
    }
    if let minutes, hour == nil, sample.contains(where: { ($0[minutes].first ?? 48) != 48 }) {
      throw failure(
        ImportKinds.twoReadings,
        "the column \(names[minutes]) stands beside dates and may count the minutes of the day: "
          + "write times of day as 09:30 in the file, or leave it out with - in --columns")
    }
  }

  /// True for a column of dates, with a time of day or without.
  private func isDated(_ column: Int) -> Bool {
    sample.allSatisfy { MomentText($0[column]) != nil }
      || sample.allSatisfy {
        TimeCount(Array($0[column]).span).map { $0.magnitude > 19_000_000 } ?? false
      }
  }

  private func joining(
    _ parts: [Int], _ names: [String], _ what: String, _ example: String, _ made: String
  ) -> Failure {
    let listed = parts.map { names[$0] }.joined(separator: ", ")
    return Failure(
      .data, code: ImportKinds.noBars.code, "the columns \(listed) are parts of \(what)",
      at: .init(file: path),
      help: "Join them in the file, as \(example); or, where the program duckdb is, by --sql "
        + "\"select \(made), * exclude (\(listed)) from FILE\".")
  }
}
