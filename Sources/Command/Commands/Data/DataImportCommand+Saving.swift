import Console
import Host
import Machine
import Market
import Store

/// A data set that was imported, and what is worth saying of it.
struct ImportedSet {
  let record: DataRecord
  /// The file its rows are in.
  let place: String
  let decisions: JSON
  let report: DataReport
  let repairs: [DataRepair]
  /// Bars outside of sessions, which were left out.
  let outside: Int

  /// The answer for `--json`.
  var json: [(String, JSON)] {
    let problems = report.problems.map {
      JSON.object([
        ("code", .text($0.kind.code)), ("count", .integer($0.count)),
        ("first_line", .integer($0.firstLine)), ("message", .text($0.message)),
      ])
    }
    let mended = repairs.map {
      JSON.object([
        ("kind", .text($0.kind)), ("count", .integer($0.count)), ("detail", .text($0.detail)),
      ])
    }
    return [
      ("schema", "quill.data-import/1"), ("dataset", .object(record.json)),
      ("notes", .array(report.notes.map(JSON.text))), ("decisions", decisions),
      ("problems", .array(problems)), ("repairs", .array(mended)), ("outside", .integer(outside)),
    ]
  }
}

extension DataImportCommand {
  /// What is known of a data set behind which rows are to go.
  func known(_ name: String) throws -> DataRecord? {
    append && DataRecord.isName(name) ? try OpenStore.reading()?.record(name) : nil
  }

  /// The calendar that is said, else that of the data set behind which rows go.
  func hours(_ known: DataRecord?, _ zones: ZoneFiles) throws -> TradingCalendar {
    var market = MarketOptions.standard
    market.calendar = calendar
    return try market.tradingCalendar(stored: known, zones, in: .system)
  }

  /// Mends bars as it was asked for, and puts them into the store.
  func save(
    _ found: Imported, _ name: String, _ symbol: String, _ series: ImportPlan.Series,
    _ zones: ZoneFiles
  ) throws -> ImportedSet {
    let known = try known(name)
    let hours = try hours(known, zones)
    var (bars, repairs) = try mended(found, hours)
    var (longer, outside) = try joined(
      DataSet(bars: bars, report: found.set.report), found, hours, zones)
    if let known {
      try check(known, found, longer.bars)
      if dedupe, let rest = try behind(known, longer.bars) {
        longer = DataSet(bars: rest.bars, report: longer.report)
        repairs += rest.records
      }
    }
    var record = DataRecord(
      name: name, symbol: symbol, interval: longer.bars.interval, zone: hours.zone.name,
      calendar: calendar ?? known?.calendar ?? hours.name, source: series.source(in: file))
    record.columns += longer.bars.extras.map(\.name)
    record.factors = adjust
    let factors = try adjust.map { path throws(Failure) in try Factors(path, in: .system) }
    let saved = try OpenStore.writing().save(
      record, mode: append ? .append : replace ? .replace : .new, calendar: hours,
      repairs: repairs, factors: factors, bars: longer.bars,
      advance: Progress.hearing("storing \(name)", in: .system))
    return ImportedSet(
      record: saved, place: series.place ?? file, decisions: found.decisionsJSON,
      report: longer.report,
      repairs: repairs, outside: outside)
  }

  /// With a calendar that has sessions, bars of trades begin with the session, as joined ones do:
  /// they are made short, and joined.
  func sampling(_ hours: TradingCalendar) throws -> Sampling? {
    guard let bars = reading.bars, case .time(let timeframe) = Sampling(text: bars),
      hours.name != "24x7", let length = timeframe.length, length > 60_000_000_000
    else { return nil }
    let isOfMinutes = length % 60_000_000_000 == 0
    return Timeframe(1, isOfMinutes ? .minute : .second).map { .time($0) }
  }

  /// The bars as they were asked for, by `--resample`, or by `--bars` in sessions.
  private func joined(
    _ set: DataSet, _ found: Imported, _ hours: TradingCalendar, _ zones: ZoneFiles
  ) throws -> (set: DataSet, outside: Int) {
    var (longer, outside) = (set, 0)
    func join(_ text: String) throws {
      let joined = try ResampleOption(text).applied(to: longer, hours, zones, file, log)
      (longer, outside) = (joined.set, outside + joined.outside)
    }
    if found.isSampled, try sampling(hours) != nil, let bars = reading.bars { try join(bars) }
    if let resample { try join(resample) }
    return (longer, outside)
  }

  /// Only bars of the same instrument and of the same length go behind those of a data set.
  private func check(_ known: DataRecord, _ found: Imported, _ bars: Bars) throws {
    let named = symbol ?? found.symbol
    if let named, !Importing.areAlike(named, known.symbol) {
      throw Failure(
        .data, ImportKinds.symbols,
        "the rows are of \(named), and the data set \(known.name) is of \(known.symbol)",
        at: .init(file: file),
        help: found.symbol == nil
          ? "Give the --symbol of the data set." : "Import them as a data set of their own.")
    }
    guard known.rows >= 5, bars.count >= 5, known.interval != bars.interval else { return }
    var same = 0
    _ = bars.time.allNeighbours { before, next in
      if next &- before == bars.interval { same += 1 }
      return true
    }
    guard same * 5 >= (bars.count - 1) * 3 else { return }
    throw Failure(
      .data, QualityKinds.mixedIntervals,
      "these are bars of \(TimeText.duration(bars.interval)), and the data set \(known.name) has "
        + "bars of \(TimeText.duration(known.interval))", at: .init(file: file))
  }

  /// The rows behind those of a data set, where all before them are there already and are equal.
  private func behind(_ known: DataRecord, _ bars: Bars) throws -> Repairs? {
    guard let from = bars.time.first, from <= known.to,
      let stored = try OpenStore.reading()?.bars(known)
    else { return nil }
    var rest = Repairs(bars, scratch: ImportTexts.scratch)
    if let time = rest.follow(stored, named: known.name) {
      throw Failure(
        .data, StoreKinds.overlap,
        "\(known.name) ends at \(TimeText.text(known.to)), and the row at \(TimeText.text(time)) "
          + "is not as there", at: .init(file: file))
    }
    guard rest.bars.count > 0 else {
      throw Failure(
        .data, StoreKinds.overlap, "\(known.name) has all of these rows already",
        at: .init(file: file), help: "There is nothing to be added.")
    }
    return rest
  }

  private func mended(
    _ found: Imported, _ hours: TradingCalendar
  ) throws -> (bars: Bars, repairs: [DataRepair]) {
    var repairs = Repairs(found.set.bars, scratch: ImportTexts.scratch)
    if sort { try repairs.sort(before: found.moved) }
    if dedupe {
      guard sort || repairs.isSorted else { throw disorder(found) }
      // First and last are those of the file, which may have been read from its end.
      let kept: Repairs.Kept? = keep.map { ($0 == .first) == found.isReversed ? .last : .first }
      try repairs.dedupe(keeping: kept)
    }
    guard repairs.isOrdered else { throw disorder(found) }
    if fill { try repairs.fill(hours) }
    return (repairs.bars, repairs.records)
  }

  private func disorder(_ found: Imported) -> Failure {
    let findings = Inspection(found.set.bars, calendar: .always).findings
    if let hours = findings.first(where: { $0.kind.code == QualityKinds.clockRepeats.code }) {
      return Failure(
        .data, QualityKinds.clockRepeats, hours.message, at: .init(file: file),
        help:
          "The times are those of clocks that go back in autumn: say of which with --zone, such "
          + "as Europe/Berlin. --sort and --dedupe would take away bars.")
    }
    let kinds = findings.filter {
      [DataKinds.duplicates.code, DataKinds.disorder.code].contains($0.kind.code)
    }
    let flags = kinds.map { $0.kind.code == DataKinds.disorder.code ? "--sort" : "--dedupe" }
    let kind = kinds.first?.kind ?? DataKinds.disorder
    let message = kinds.map(\.message).joined(separator: "; ")
    if flags.contains("--dedupe"), let help = wayOut(found) {
      return Failure(.data, kind, message, at: .init(file: file), help: help)
    }
    if flags.contains("--dedupe"), let name = found.unknownWords.first {
      return Failure(
        .data, kind, message, at: .init(file: file),
        help: "If the column \(name) names instruments, call it symbol in the header or by "
          + "--columns: --dedupe would leave one of them. Else give "
          + "\(flags.sorted().reversed().joined(separator: " ")).")
    }
    return Failure(
      .data, kind, message, at: .init(file: file),
      help: "give \(flags.sorted().reversed().joined(separator: " ")) to mend it on purpose")
  }

  /// What to do where more than a few rows of one time differ, of which --dedupe would take away
  /// all but one; nil where few do.
  private func wayOut(_ found: Imported) -> String? {
    let bars = found.set.bars
    var known: [Int64: Int] = [:]
    var different = 0
    for row in 0..<min(bars.count, 100_000) {
      guard let other = known[bars.time[row]] else {
        known[bars.time[row]] = row
        continue
      }
      if bars[other] != bars[row] { different += 1 }
    }
    guard different > 3, different * 20 > bars.count,
      let columns = found.decisions.first(where: { $0.what == "columns" })
    else { return nil }
    let left = columns.because.firstRange(of: "left out: ").map {
      ", and left out were " + columns.because[$0.upperBound...]
    }
    let named = found.unknownWords.first.map {
      " If the column \($0) names instruments, call it symbol in the header or by --columns."
    }
    return "Rows of one time differ, so that --dedupe would take away bars. The columns are "
      + "\(columns.value)\(left ?? ""): say with --columns which have the time and the time of day "
      + "(clock), or name the instruments (symbol).\(named ?? "")"
  }

  /// - Parameter notes: how the file was read, where it is not all that the report has.
  func say(_ set: ImportedSet, notes: [String]? = nil) throws {
    let record = set.record
    for problem in set.report.problems {
      log.say(
        .warning,
        "\(set.place):\(problem.firstLine): \(problem.message) [\(problem.kind.code)]")
    }
    var lines = [
      "\(record.name): \(record.rows) bars of \(record.symbol), \(TimeText.text(record.from)) to "
        + TimeText.text(record.to)
    ]
    lines += (notes ?? set.report.notes).map { "  read as  \($0)" }
    lines += set.repairs.map { "  mended   \($0.kind): \($0.detail)" }
    if record.gaps > 0 {
      lines.append("  gaps     \(record.gaps), with \(record.missing) missing bars")
    }
    try Terminal.out(lines.joined(separator: "\n") + "\n")
  }
}

extension Repairs {
  /// As the store keeps them.
  fileprivate var records: [DataRepair] {
    done.map { DataRepair(kind: $0.kind, count: $0.count, detail: $0.detail) }
  }
}
