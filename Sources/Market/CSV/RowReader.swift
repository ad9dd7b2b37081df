internal import Host
internal import Machine

/// One row as words, in the order of `Role`: time, open, high, low, close, volume, and what was
/// asked for beside them.
struct Row: Sendable, Hashable {
  var time: Int64
  var words: [Int64]
}

/// Reads any line a file may hold, carefully; the fast path of `ByteBlock` hands it what is
/// unusual.
struct RowReader {
  let layout: Layout
  private var fields: [Field] = []

  init(_ layout: Layout) { self.layout = layout }

  /// The row of a line without its line end; nil for a blank line.
  mutating func row(_ line: Span<UInt8>) throws(LineProblem) -> Row? {
    guard try split(line) else { return nil }
    var words: [Int64] = [0, 0, 0, 0, 0]
    for (index, role) in layout.roles.enumerated() {
      guard role.rawValue >= Role.open.rawValue, role.rawValue <= Role.volume.rawValue else {
        continue
      }
      words[Int(role.rawValue) - 1] = try word(line, index)
    }
    for index in layout.extras { words.append(try word(line, index)) }
    for (index, label) in layout.labels { try check(line, index, label) }
    return Row(time: try time(line), words: words)
  }

  /// The words of the first row in columns that name what rows are of, by their places.
  mutating func labels(of line: Span<UInt8>) throws(LineProblem) -> [Int: [UInt8]] {
    guard try split(line) else { return [:] }
    var labels: [Int: [UInt8]] = [:]
    for (index, name) in layout.names.enumerated() where layout.roles[index] == .ignored {
      guard ColumnNames.tellsInstruments(name) || ColumnNames.role(of: name) == .symbol else {
        continue
      }
      let text = line.extracting(fields[index].range)
      if case .malformed = NumberText(text) { labels[index] = text.indices.map { text[$0] } }
    }
    return labels
  }

  /// Rows of something else are not those that the first rows are of.
  private func check(
    _ line: Span<UInt8>, _ index: Int, _ label: [UInt8]
  ) throws(LineProblem) {
    let text = line.extracting(fields[index].range)
    guard text.count != label.count || text.indices.contains(where: { text[$0] != label[$0] })
    else { return }
    throw LineProblem(
      kind: DataKinds.needsImport,
      message: "the column \(layout.names[index]) may name instruments: it has "
        + "\(shownText(label.span)) in the first row and \(shownText(text)) here",
      column: fields[index].range.lowerBound + 1)
  }

  /// How the first row writes its time.
  mutating func style(of line: Span<UInt8>) throws(LineProblem) -> TimeStyle {
    guard try split(line), let index = layout.roles.firstIndex(of: .time) else {
      return layout.style
    }
    let text = line.extracting(fields[index].range)
    if !layout.hasClock, let count = TimeCount(text) {
      guard !count.looksLikeDate(text) else { throw timeProblem(line, index, .ambiguous) }
      guard let unit = TimeUnit(plausible: count) else { throw implausible(line, index) }
      if unit == .nanoseconds, TimeUnit.ofYearOne.contains(count.magnitude) {
        throw LineProblem(
          kind: DataKinds.needsImport,
          message: "\(layout.names[index]) may count nanoseconds since 1970 or 100 nanoseconds "
            + "since the year 1: \(fields[index].text(in: line))",
          column: fields[index].range.lowerBound + 1)
      }
      return .count(unit)
    }
    if layout.hasClock, case .failure = TimeText.read(text) { throw separate(line, index) }
    let isZoned = try isoTime(line, index).isZoned
    if !isZoned { try checkBeside(index) }
    return .iso(isZoned: isZoned)
  }

  /// What may be the zone of the times or their time of day must not be passed over.
  private func checkBeside(_ time: Int) throws(LineProblem) {
    for (index, name) in layout.names.enumerated() where layout.roles[index] == .ignored {
      let isZone = ColumnNames.role(of: name) == .zone
      let isClock =
        layout.names[time] == "date" && fields[time].range.count <= 10 && !layout.hasClock
        && ColumnNames.isTimeOfDay(name)
      guard isZone || isClock else { continue }
      throw LineProblem(
        kind: DataKinds.needsImport,
        message: "the column \(name) may have the \(isZone ? "zone of the times" : "time of day")",
        column: fields[index].range.lowerBound + 1)
    }
  }

  /// Cuts the line into fields; false for a blank one.
  private mutating func split(_ line: Span<UInt8>) throws(LineProblem) -> Bool {
    guard line.count <= CSVFile.longestLine else { throw .longLine }
    try splitFields(line, delimiter: layout.delimiter, into: &fields)
    if fields.count == 1, fields[0].range.isEmpty { return false }
    guard fields.count == layout.roles.count else {
      throw LineProblem(
        kind: DataKinds.fieldCount,
        message: "\(fields.count) fields where the first line has \(layout.roles.count)")
    }
    return true
  }

  private func word(_ line: Span<UInt8>, _ index: Int) throws(LineProblem) -> Int64 {
    let text = line.extracting(fields[index].range)
    let column = fields[index].range.lowerBound + 1
    let name = layout.names[index]
    switch NumberText(text) {
    case .word(let word): return word
    case .missing: return Grid.missing
    case .infinite:
      throw LineProblem(
        kind: DataKinds.infinite, message: "\(name) is \(shownText(text))", column: column)
    case .malformed:
      throw LineProblem(
        kind: DataKinds.notNumber, message: "\(name) is not a number: \(shownText(text))",
        column: column, help: Self.help(for: text))
    }
  }

  private static func help(for text: Span<UInt8>) -> String? {
    var hasComma = false
    for index in text.indices where text[index] == UInt8(ascii: ",") { hasComma = true }
    return hasComma ? "Write a point before the decimals and nothing between thousands." : nil
  }

  private func time(_ line: Span<UInt8>) throws(LineProblem) -> Int64 {
    guard let index = layout.roles.firstIndex(of: .time) else { return 0 }
    switch layout.style {
    case .count(let unit): return try countedTime(line, index, unit)
    case .iso(let isZoned):
      let reading = try isoTime(line, index)
      guard reading.isZoned == isZoned else {
        throw mixed(
          line, index, isZoned ? "a time without a zone" : "a time with a zone",
          isZoned ? "has one" : "has none")
      }
      return reading.nanoseconds
    }
  }

  private func countedTime(
    _ line: Span<UInt8>, _ index: Int, _ unit: TimeUnit
  ) throws(LineProblem) -> Int64 {
    let text = line.extracting(fields[index].range)
    guard let count = TimeCount(text) else {
      if case .success = TimeText.read(text) {
        throw mixed(line, index, "an ISO time", "counts \(unit.name)")
      }
      throw timeProblem(line, index, .malformed)
    }
    guard let found = TimeUnit(plausible: count) else { throw implausible(line, index) }
    guard found == unit else {
      throw mixed(
        line, index, "a count of \(found.name) by its magnitude", "counts \(unit.name)")
    }
    switch count.nanoseconds(unit) {
    case .success(let time): return time
    case .failure(let fault): throw timeProblem(line, index, fault)
    }
  }

  private func isoTime(_ line: Span<UInt8>, _ index: Int) throws(LineProblem) -> TimeReading {
    let text = line.extracting(fields[index].range)
    let reading: Result<TimeReading, TimeFault>
    if let clock = layout.roles.firstIndex(of: .clock) {
      reading = TimeText.read(date: text, clock: line.extracting(fields[clock].range))
    } else {
      reading = TimeText.read(text)
    }
    switch reading {
    case .success(let reading): return reading
    case .failure(let fault):
      if case .iso = layout.style, !layout.hasClock, TimeCount(text) != nil {
        throw mixed(line, index, "a count", "is an ISO time")
      }
      throw timeProblem(line, index, fault)
    }
  }

  private func implausible(_ line: Span<UInt8>, _ index: Int) -> LineProblem {
    LineProblem(
      kind: DataKinds.needsImport,
      message: "\(layout.names[index]) counts \(fields[index].text(in: line)), which is no time "
        + "from 1980 to 2099 in any unit", column: fields[index].range.lowerBound + 1)
  }

  /// A date beside a time of day that is not written as ISO has it.
  private func separate(_ line: Span<UInt8>, _ index: Int) -> LineProblem {
    LineProblem(
      kind: DataKinds.needsImport,
      message: "\(layout.names[index]) is no ISO date such as 2020-01-31: "
        + fields[index].text(in: line), column: fields[index].range.lowerBound + 1)
  }

  private func mixed(
    _ line: Span<UInt8>, _ index: Int, _ found: String, _ first: String
  ) -> LineProblem {
    let shown = fields[index].text(in: line)
    return LineProblem(
      kind: DataKinds.mixedTimes,
      message: "\(layout.names[index]) is \(found), \(shown), where the first row's \(first)",
      column: fields[index].range.lowerBound + 1)
  }

  private func timeProblem(
    _ line: Span<UInt8>, _ index: Int, _ fault: TimeFault
  ) -> LineProblem {
    let clock = layout.roles.firstIndex(of: .clock)
    let shown = ([index] + (clock.map { [$0] } ?? [])).map { fields[$0].text(in: line) }
      .joined(separator: " and ")
    let name = layout.names[index]
    let column = fields[index].range.lowerBound + 1
    if fields[index].range.isEmpty {
      return LineProblem(
        kind: DataKinds.missingTime, message: "\(name) is empty", column: column)
    }
    let (kind, words) =
      switch fault {
      case .malformed: (DataKinds.badTime, "is not a time")
      case .tooFine: (DataKinds.badTime, "is finer than a nanosecond")
      case .ambiguous: (DataKinds.ambiguousDate, "is a date of unclear order")
      case .outOfRange: (DataKinds.timeRange, "is out of range")
      }
    return LineProblem(kind: kind, message: "\(name) \(words): \(shown)", column: column)
  }
}

extension LineProblem {
  static var longLine: LineProblem {
    LineProblem(
      kind: DataKinds.longLine,
      message: "the line has more than \(CSVFile.longestLine) characters")
  }
}

/// A count of time since 1970 as written: whole units and perhaps decimals.
struct TimeCount {
  let isNegative: Bool
  let magnitude: UInt64
  /// The decimals as billionths of the unit.
  let billionths: Int
  let isWholeBillionths: Bool
  private let digits: Int

  /// nil when the text is anything but digits, a sign and a point.
  init?(_ text: Span<UInt8>) {
    var at = 0
    isNegative = at < text.count && text[at] == UInt8(ascii: "-")
    if isNegative { at += 1 }
    var value: UInt64 = 0
    let start = at
    while at < text.count, let digit = TimeText.digit(text[at]) {
      let (ten, tooLarge) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflow) = ten.addingReportingOverflow(UInt64(digit))
      guard !tooLarge, !overflow else { return nil }
      value = sum
      at += 1
    }
    digits = at - start
    guard digits > 0 else { return nil }
    magnitude = value
    if at < text.count, text[at] == UInt8(ascii: ".") {
      at += 1
      guard let fraction = TimeText.fraction(text, &at) else { return nil }
      (billionths, isWholeBillionths) = fraction
    } else {
      (billionths, isWholeBillionths) = (0, true)
    }
    guard at == text.count else { return nil }
  }

  /// True for eight digits that are also a day of our times, such as 20200131, and for ten that are
  /// a day and an hour (2020013114) or a day and a minute (2001311430) rather than a second after
  /// 2030.
  func looksLikeDate(_ text: Span<UInt8>) -> Bool {
    if digits == 10, text.count == 10, magnitude >= 1_900_000_000 {
      let value = Int(magnitude)
      let pairs = [1, 100, 10_000, 1_000_000, 100_000_000].map { value / $0 % 100 }
      let hourOfDay = CivilDate(year: value / 1_000_000, month: pairs[2], day: pairs[1])
      let minuteOfDay = CivilDate(year: 2_000 + pairs[4], month: pairs[3], day: pairs[2])
      return hourOfDay != nil && value / 1_000_000 < 2_070 && pairs[0] < 24
        || minuteOfDay != nil && pairs[1] < 24 && pairs[0] < 60
    }
    guard digits == 8, text.count == 8, (18_000_000...22_000_000).contains(magnitude) else {
      return false
    }
    let value = Int(magnitude)
    return CivilDate(year: value / 10_000, month: value / 100 % 100, day: value % 100) != nil
  }

  func nanoseconds(_ unit: TimeUnit) -> Result<Int64, TimeFault> {
    var step = 1
    for _ in 0..<9 - unit.decimals { step *= 10 }
    guard isWholeBillionths, billionths % step == 0 else { return .failure(.tooFine) }
    let size = Int128(magnitude) * Int128(unit.factor) + Int128(billionths / step)
    guard let time = Int64(exactly: isNegative ? -size : size) else { return .failure(.outOfRange) }
    return .success(time)
  }
}
