internal import Host

/// Which column has the times where no name says so.
extension DialectGuess {
  /// Of columns that may be the time: dates stand above counts, and a count that other columns may
  /// be as well is asked for, but for one that goes along with it, such as the end of each bar.
  func timeColumn() throws(Failure) -> Int? {
    let all = (0..<width).filter(isWholeTime)
    guard let first = all.first else { return nil }
    let dates = all.filter { isWholeText($0) && !areAlike($0) }
    if dates.count > 1 { return try beginning(of: dates, places(dates)) }
    if let date = dates.first ?? all.first(where: isWholeText) { return date }
    let counts = all.filter { isPlausible($0) && !isUnordered($0) }
    guard counts.count > 1 else { return counts.first ?? first }
    return try beginning(
      of: counts,
      counts.map { column in
        sample.map { TimeCount(Array($0[column]).span).map { Int64(clamping: $0.magnitude) } ?? 0 }
      })
  }

  /// The first of several columns of times, where all go along with it at a distance that does not
  /// change.
  private func beginning(of columns: [Int], _ times: [[Int64]?]) throws(Failure) -> Int {
    let known = times.compactMap { $0 }
    if known.count == columns.count, let first = known.first,
      known.dropFirst().allSatisfy({ Self.isAlong($0, first) })
    {
      return columns[0]
    }
    let names = columns.map { "column \($0 + 1) (\(shown(sample[0][$0])))" }
      .joined(separator: " and ")
    throw failure(
      ImportKinds.twoReadings,
      "there is no header, and \(names) may both be the times: say which with --columns, "
        + "`time` in its place",
      line: table.number(dialect.rows.lowerBound))
  }

  /// The moments of columns of dates, in seconds; nil where their order is open.
  private func places(_ columns: [Int]) -> [[Int64]?] {
    columns.map { column in
      let moments = sample.compactMap { MomentText($0[column]) }
      let order = moments.first.flatMap(\.order) ?? .ymd
      let times = moments.compactMap { $0.local(order, latest: wish.latestYear)?.seconds }
      return times.count == sample.count ? times : nil
    }
  }

  /// True for times that are later than others by one stretch in nearly all rows.
  private static func isAlong(_ times: [Int64], _ first: [Int64]) -> Bool {
    let steps = zip(times, first).map { $0 &- $1 }
    var counts: [Int64: Int] = [:]
    for step in steps { counts[step, default: 0] += 1 }
    guard let common = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }),
      common.key >= 0
    else { return false }
    // The end of a month is not always as far from its beginning.
    return common.value * 20 >= steps.count * 17
      || steps.allSatisfy { $0 >= 0 && $0 < 32 * 86_400 }
  }

  /// True for counts that are times of 1980 to 2099 in one unit.
  private func isPlausible(_ column: Int) -> Bool {
    let units = sample.map { row in
      TimeCount(Array(row[column]).span).flatMap { TimeUnit(plausible: $0) }
    }
    return units.allSatisfy { $0 != nil && $0 == units[0] }
  }

  /// True for numbers that go up and down, as times do not.
  private func isUnordered(_ column: Int) -> Bool {
    let counts = sample.map { TimeCount(Array($0[column]).span)?.magnitude ?? 0 }
    let (up, down) = (
      (1..<max(1, counts.count)).count { counts[$0] > counts[$0 - 1] },
      (1..<max(1, counts.count)).count { counts[$0] < counts[$0 - 1] }
    )
    return min(up, down) * 10 > up + down
  }

  /// True for a column that says the same in all rows.
  func areAlike(_ column: Int) -> Bool {
    sample.allSatisfy { $0[column].elementsEqual(sample[0][column]) }
  }

  /// True for whole numbers that go up, or down, by one from each row to the next.
  func isCounter(_ column: Int) -> Bool {
    let numbers = sample.map { Int(String(decoding: $0[column], as: UTF8.self)) }
    guard numbers.count >= 3, let first = numbers[0], let second = numbers[1] else { return false }
    let step = second &- first
    return step.magnitude == 1
      && (1..<numbers.count).allSatisfy { row in
        guard let one = numbers[row - 1], let two = numbers[row] else { return false }
        return two &- one == step
      }
  }

  /// True for whole numbers of which each is above the one before, in twenty rows or more; or each
  /// below.
  func isRising(_ column: Int) -> Bool {
    let numbers = sample.map { Int(String(decoding: $0[column], as: UTF8.self)) }
    guard numbers.count >= 20, numbers.allSatisfy({ $0 != nil }) else { return false }
    let whole = numbers.compactMap { $0 }
    return (1..<whole.count).allSatisfy { whole[$0] > whole[$0 - 1] }
      || (1..<whole.count).allSatisfy { whole[$0] < whole[$0 - 1] }
  }

  /// What `--columns` would say of the rows: roles that are known, and `-` for the others.
  func columnsText(_ roles: [Int: ImportRole], _ known: [ImportRole] = []) -> String {
    (0..<width).map { place in
      (roles[place] ?? (known.indices.contains(place) ? known[place] : .ignored)).rawValue
    }.joined(separator: ",")
  }

  /// The index of a table, which has no name; another column of dates stands above numbers in it.
  func unnamedTime(_ names: [String], _ roles: [ImportRole]) throws(Failure) -> Int? {
    guard names[0].isEmpty || names[0] == "index" || names[0] == "unnamed:_0",
      sample.allSatisfy({ MomentText($0[0]) != nil || TimeCount(Array($0[0]).span) != nil })
    else { return nil }
    let others = roles.indices.dropFirst().filter {
      roles[$0] == .ignored && !areAlike($0) && (isWholeText($0) || isTimeCount($0))
    }
    let dates = others.filter(isWholeText)
    if !isWholeText(0) {
      if dates.count == 1 { return dates[0] }
      if dates.isEmpty, others.isEmpty || isCounter(0) && !isPlausible(0) {
        return others.isEmpty ? 0 : others.count == 1 ? others[0] : nil
      }
    } else if dates.isEmpty {
      return 0
    }
    let found = ([0] + others).map { "\($0 + 1) (\(shown(sample[0][$0])))" }
      .joined(separator: " and ")
    throw failure(
      ImportKinds.twoReadings,
      "columns \(found) may both be the times: say which with --columns, `time` in its place",
      line: table.number(dialect.rows.lowerBound))
  }

  private func isTimeCount(_ column: Int) -> Bool { isPlausible(column) && !isUnordered(column) }
}
