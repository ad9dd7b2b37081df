internal import Host
internal import Machine

extension ImportReader {
  /// Of a file that has its newest row first and times of a zone, the moments are found from its
  /// end on: only so is it known which of the hours that clocks show twice comes first. Where such
  /// an hour is to be the last, it is first found out which stand there once.
  mutating func findMoments() throws(Failure) {
    guard !dialect.isZoned, dialect.clock != nil else { return }
    if wish.turn == .last {
      _ = try allMoments()
      turned = Set(seen.twice.filter { !$0.value }.keys)
      seen = Seen()
    }
    guard dialect.isNewestFirst else { return }
    let all = try allMoments()
    let found = seen
    seen = Seen()
    (seen.twice, seen.once, seen.skipped) = (found.twice, found.once, found.skipped)
    moments = all
  }

  /// The moments of all rows, found from the oldest on.
  private mutating func allMoments() throws(Failure) -> Words {
    var all = WordSpool(columns: 1, wish.scratch)
    last = .min
    let (first, end) = (dialect.rows.lowerBound, dialect.rows.upperBound - 1)
    let isNewestFirst = dialect.isNewestFirst
    for index in stride(
      from: isNewestFirst ? end : first, through: isNewestFirst ? first : end,
      by: isNewestFirst ? -1 : 1)
    {
      let fields = try fields(index)
      try all.append(fields.map { fields throws(Failure) in try moment(fields, index) } ?? 0)
    }
    return try all.finish()[0]
  }

  mutating func moment(
    _ fields: [ArraySlice<UInt8>], _ index: Int
  ) throws(Failure) -> Int64 {
    if !moments.isEmpty { return moments[dialect.rows.upperBound - 1 - index] }
    let text = fields[time]
    if text.isEmpty { throw wrong(DataKinds.missingTime, "is empty", text, index) }
    east = try zone(fields, index)
    switch dialect.moments {
    case .count(let unit):
      guard let count = TimeCount(Array(text).span) else {
        throw wrong(DataKinds.badTime, "is no count of \(unit.name)", text, index)
      }
      guard TimeUnit(magnitude: count.magnitude) == unit || count.magnitude < 100_000_000 else {
        throw wrong(
          DataKinds.mixedTimes, "is no count of \(unit.name) by its size, as the first is", text,
          index)
      }
      guard case .success(let moment) = count.nanoseconds(unit) else {
        throw wrong(DataKinds.timeRange, "is out of range", text, index)
      }
      return moment
    case .sinceMidnight(let date):
      guard let count = TimeCount(Array(text).span), count.magnitude < 86_400_000 else {
        throw wrong(
          DataKinds.badTime, "is no count of milliseconds since midnight", text, index)
      }
      let local = Int64(date) * 86_400 + Int64(count.magnitude / 1_000)
      return try instant(local, Int64(count.magnitude % 1_000) * 1_000_000, text, index)
    case .spreadsheetDays:
      guard let local = SpreadsheetDays.seconds(text) else {
        throw wrong(DataKinds.badTime, "is no day as spreadsheets count them", text, index)
      }
      return try instant(
        local, 0, text, index, isDay: !text.contains(UInt8(ascii: ".")))
    case .shortStamps:
      guard let moment = MomentText(shortStamp: text),
        let local = moment.local(.dmy, latest: wish.latestYear)
      else { throw wrong(DataKinds.badTime, "is not a time", text, index) }
      return try instant(local.seconds, local.nanoseconds, text, index)
    case .ticks(let first):
      guard let count = TimeCount(Array(text).span), !count.isNegative, count.billionths == 0,
        let ticks = Int64(exactly: Int128(count.magnitude) - Int128(first)),
        ticks.magnitude < 1 << 56
      else { throw wrong(DataKinds.badTime, "is no count of 100 nanoseconds", text, index) }
      let second = ticks.floored(by: 10_000_000)
      return try instant(second, (ticks - second * 10_000_000) * 100, text, index)
    case .digits(let order, let areMonths):
      let clock = dialect.place(.clock).map { dialect.clockText(fields[$0]) }
      guard let moment = MomentText(digits: text, order, areMonths: areMonths, clock: clock),
        let local = moment.local(order, latest: wish.latestYear)
      else { throw wrong(DataKinds.badTime, "is not a time", text, index) }
      return try instant(
        local.seconds, local.nanoseconds, text, index, isDay: !moment.hasClock)
    case .dates(let order): return try dated(fields, order, index)
    }
  }

  /// A date as it is written, with the time of day in it or beside it.
  private mutating func dated(
    _ fields: [ArraySlice<UInt8>], _ order: DateOrder, _ index: Int
  ) throws(Failure) -> Int64 {
    let text = fields[time]
    let clock = dialect.place(.clock).map { dialect.clockText(fields[$0]) }
    guard let moment = MomentText(text, clock: clock), moment.zone == dialect.zoneName,
      let local = moment.local(order, latest: wish.latestYear)
    else {
      if let place = dialect.place(.clock), MomentText(text)?.hasClock == false {
        throw failure(
          DataKinds.badTime,
          "\(dialect.names[place]) is no time of day: "
            + shownText(Array(fields[place]).span), line: table.number(index))
      }
      throw wrong(DataKinds.badTime, "is not a time", text, index)
    }
    let isPassed = dialect.passesAbbreviations && moment.abbreviation != nil
    if isPassed, let east = moment.offset, let second = instant(local.seconds, east) {
      return try nanoseconds(second, local.nanoseconds)
    }
    if let name = moment.abbreviation, moment.offset == nil, !isPassed {
      throw wrong(
        DataKinds.mixedTimes,
        "names a zone of several meanings (\(ZoneAbbreviation.meanings(name))), as the first "
          + "does not", text, index)
    }
    let offset = isPassed ? nil : moment.offset
    guard (offset != nil) == dialect.isZoned else {
      let what =
        dialect.isZoned
        ? "names no zone, as the first does" : "names a zone, as the first does not"
      throw wrong(DataKinds.mixedTimes, what, text, index)
    }
    if let offset {
      return try nanoseconds(local.seconds - Int64(offset), local.nanoseconds)
    }
    return try instant(
      local.seconds, local.nanoseconds, text, index, isDay: !moment.hasClock)
  }

  /// Seconds east of UTC by the column of zones; nil where there is none, or it names one place.
  private func zone(
    _ fields: [ArraySlice<UInt8>], _ index: Int
  ) throws(Failure) -> Int? {
    guard let place = dialect.place(.zone) else { return nil }
    if case .count = dialect.moments { return nil }
    let text = String(decoding: fields[place], as: UTF8.self)
    if let name = dialect.zoneCell, name == text { return nil }
    if dialect.zoneCell == nil, case .offset(let seconds) = ZoneCell(text) { return seconds }
    throw failure(
      DataKinds.mixedTimes,
      "\(dialect.names[place]) is no zone as that of the first row is: "
        + "\(shownText(Array(fields[place]).span)); say --zone for all of them",
      line: table.number(index))
  }

  /// The moment at which clocks show a local time. Of the two that show it when clocks go back, it
  /// is the first, unless the row before was later than that. What clocks skip is no time of
  /// theirs, but for midnights, which may stand for days.
  private mutating func instant(
    _ local: Int64, _ rest: Int64, _ text: ArraySlice<UInt8>, _ index: Int, isDay: Bool = false
  ) throws(Failure) -> Int64 {
    if let east { return try nanoseconds(local - Int64(east), rest) }
    guard let clock = dialect.clock else { return try nanoseconds(local, rest) }
    let shown = local - clock.ahead
    var second = clock.zone.instant(ofLocal: shown)
    let span = clock.zone.span(at: second)
    if second + span.offset != shown {
      guard shown % 86_400 == 0, rest == 0 else {
        throw wrong(
          DataKinds.badTime,
          "is never shown by clocks of \(clock.zone.name), which skip it, so the zone is another",
          text, index)
      }
      seen.skipped += 1
    } else if span.until < .max {
      let later = shown - clock.zone.span(at: span.until).offset
      if later > second, later + clock.zone.span(at: later).offset == shown {
        // The time of a row before is not passed again unless clocks were set back in between.
        let before = last.floored(by: 1_000_000_000)
        let isAgain =
          second < before || second == before && rest <= last &- before &* 1_000_000_000
        if isAgain || turned.contains(span.until) { second = later }
        if !isDay {
          seen.twice[span.until] = isAgain || seen.twice[span.until] ?? false
          if seen.once == nil { seen.once = (later, table.number(index)) }
        }
      }
    }
    return try nanoseconds(second, rest)
  }

  /// The moment that the short name of a zone tells of the two that show a local time, such as
  /// `EDT` and `EST`; nil where the clock that was said never has that offset then.
  private func instant(_ local: Int64, _ east: Int) -> Int64? {
    guard let clock = dialect.clock, clock.ahead == 0 else { return nil }
    let second = local - Int64(east)
    return clock.zone.span(at: second).offset == Int64(east) ? second : nil
  }

  private mutating func nanoseconds(_ second: Int64, _ rest: Int64) throws(Failure) -> Int64 {
    let (product, overflow) = second.multipliedReportingOverflow(by: 1_000_000_000)
    let (moment, isOver) = product.addingReportingOverflow(rest)
    guard !overflow, !isOver else {
      throw failure(DataKinds.timeRange, "a time is out of range")
    }
    last = moment
    return moment
  }

  private func wrong(
    _ kind: FailureKind, _ what: String, _ text: ArraySlice<UInt8>, _ index: Int
  ) -> Failure {
    failure(
      kind, "\(dialect.names[time]) \(what): \(shownText(Array(text).span))",
      line: table.number(index))
  }
}
