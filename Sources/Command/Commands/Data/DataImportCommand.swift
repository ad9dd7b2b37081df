import ArgumentParser
import Console
import Host
import Machine
import Market
import Store

struct DataImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Bring a file, a folder or an archive into the store.",
    discussion: """
      What the file is, is found out and said: delimiter, header, columns, dates, decimals, clock.
      --explain shows the evidence and imports nothing; every decision has an option against it.
      Where two readings are possible, the command says so and asks for one. gz, zip and zstd are
      unpacked; trades and quotes become bars; Parquet, Arrow, JSON and SQLite go through duckdb.

      Nothing is repaired in silence: times that repeat or go back are refused, unless --sort and
      --dedupe ask for the repair, which is counted and recorded. --fill puts in missing bars at the
      last close; --adjust FILE keeps splits and dividends beside the bars, and reading applies them.

      Example: quill data import Strategies/data/sp500_daily.csv --as sp500 --calendar us-equities
      Example: quill data import klines.zip --as btc --explain
      """)

  @Argument(help: "A file, a folder of files, or an archive.", completion: .file()) var file: String
  @Flag(help: "Show what was found out and why, and import nothing.") var explain = false
  @Option(help: ArgumentHelp("The name of the data set; else the file's.", valueName: "NAME"))
  var `as`: String?
  @Option(help: "The instrument; else the name of the file.") var symbol: String?
  @Option(
    help: ArgumentHelp(
      "When it is traded: 24x7, us-equities, us-futures, fx or a TOML file.", valueName: "NAME|FILE"
    )
  )
  var calendar: String?
  @Flag(help: "Add the rows behind those of the data set.") var append = false
  @Flag(help: "Write a data set of this name anew.") var replace = false
  @Flag(help: "Put rows in the order of their times.") var sort = false
  @Flag(help: "Leave one row of each time.") var dedupe = false
  @Option(help: "Which of different rows of one time stands: first or last.") var keep: Kept?
  @Flag(help: "Put in missing bars at the last close, without volume.") var fill = false
  @Option(
    help: ArgumentHelp(
      "Splits and dividends: CSV with last_date_inclusive,price_factor,split_factor.",
      valueName: "FACTORS"), completion: .file(extensions: ["csv"]))
  var adjust: String?
  @Option(help: ArgumentHelp("Join the bars to longer ones.", valueName: "TIMEFRAME"))
  var resample: String?
  @OptionGroup var reading: ImportOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var log: LogOptions

  enum Kept: String, CaseIterable, ExpressibleByArgument { case first, last }

  func run() throws {
    if append, replace {
      throw Failure(.usage, UsageKinds.arguments, "give --append or --replace, not both")
    }
    if keep != nil, !dedupe {
      throw Failure(.usage, UsageKinds.arguments, "--keep goes with --dedupe")
    }
    let name = `as` ?? Self.name(of: file)
    guard explain || DataRecord.isName(name) else {
      throw Failure(
        .usage, StoreKinds.name, "\"\(name.prefix(80))\" cannot name a data set; give --as NAME")
    }
    let zones = ZoneFiles(.system)
    var market = MarketOptions.standard
    let known = append ? try OpenStore.reading()?.record(name) : nil
    market.calendar = calendar
    let hours = try market.tradingCalendar(stored: known, zones, in: .system)
    let found = try reading.read(
      file, symbol: symbol, sorts: sort, sampling: try sampling(hours))
    if explain { return try show(found) }
    let set = found.set
    let (bars, repairs) = try mended(set, hours, found.isReversed)
    let (longer, outside) = try joined(
      DataSet(bars: bars, report: set.report), found, hours, zones)
    if let known { try check(known, found, longer.bars) }
    var record = DataRecord(
      name: name, symbol: symbol ?? found.symbol ?? Self.name(of: file),
      interval: longer.bars.interval,
      zone: hours.zone.name, calendar: calendar ?? known?.calendar ?? hours.name, source: file)
    record.columns += longer.bars.extras.map(\.name)
    record.factors = adjust
    let factors = try adjust.map { path throws(Failure) in try Factors(path, in: .system) }
    let saved = try OpenStore.writing().save(
      record, mode: append ? .append : replace ? .replace : .new, calendar: hours,
      repairs: repairs, factors: factors, bars: longer.bars)
    try report(saved, found, longer.report, repairs, outside: outside)
  }

  /// With a calendar that has sessions, bars of trades begin with the session, as joined ones do:
  /// they are made short, and joined.
  private func sampling(_ hours: TradingCalendar) throws -> Sampling? {
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
    let steps = (1..<max(1, bars.count)).map { bars.time[$0] - bars.time[$0 - 1] }
    guard known.rows >= 5, steps.count >= 4, known.interval != bars.interval,
      steps.count(where: { $0 == bars.interval }) * 5 >= steps.count * 3
    else { return }
    throw Failure(
      .data, QualityKinds.mixedIntervals,
      "these are bars of \(TimeText.duration(bars.interval)), and the data set \(known.name) has "
        + "bars of \(TimeText.duration(known.interval))", at: .init(file: file))
  }

  /// The name of a file without folder and endings, `_` for spaces, commas and brackets.
  static func name(of path: String) -> String {
    let last = path.split(separator: "/").last.map(String.init) ?? path
    let words = last.prefix { $0 != "." }.split { $0 == " " || $0 == "," || $0 == "(" || $0 == ")" }
    return words.joined(separator: "_")
  }

  /// What `--explain` prints.
  private func show(_ found: Imported) throws {
    guard output.json else { return try Terminal.out(found.explanation) }
    try Terminal.out(
      JSON.object([
        ("schema", "quill.data-explain/1"), ("file", .text(file)),
        ("rows", .integer(found.set.bars.count)),
        ("interval_ns", .integer(found.set.bars.interval)),
        ("from", .text(TimeText.text(found.set.report.from))),
        ("to", .text(TimeText.text(found.set.report.to))), ("decisions", found.decisionsJSON),
      ]).text() + "\n")
  }

  private func mended(
    _ set: DataSet, _ hours: TradingCalendar, _ isReversed: Bool
  ) throws -> (bars: Bars, repairs: [DataRepair]) {
    var repairs = Repairs(set.bars)
    if sort { repairs.sort() }
    if dedupe {
      guard sort || repairs.isSorted else { throw disorder(set) }
      // First and last are those of the file, which may have been read from its end.
      let kept: Repairs.Kept? = keep.map { ($0 == .first) == isReversed ? .last : .first }
      try repairs.dedupe(keeping: kept)
    }
    guard repairs.isOrdered else { throw disorder(set) }
    if fill { try repairs.fill(hours) }
    return (
      repairs.bars,
      repairs.done.map { DataRepair(kind: $0.kind, count: $0.count, detail: $0.detail) }
    )
  }

  private func disorder(_ set: DataSet) -> Failure {
    let findings = Inspection(set.bars, calendar: .always).findings
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
    return Failure(
      .data, kind, message, at: .init(file: file),
      help: "give \(flags.sorted().reversed().joined(separator: " ")) to mend it on purpose")
  }

  private func report(
    _ record: DataRecord, _ found: Imported, _ report: DataReport, _ repairs: [DataRepair],
    outside: Int
  ) throws {
    if output.json {
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
      return try Terminal.out(
        JSON.object([
          ("schema", "quill.data-import/1"), ("dataset", .object(record.json)),
          ("notes", .array(report.notes.map(JSON.text))), ("decisions", found.decisionsJSON),
          ("problems", .array(problems)),
          ("repairs", .array(mended)), ("outside", .integer(outside)),
        ]).text() + "\n")
    }
    for problem in report.problems {
      log.say(.warning, "\(file):\(problem.firstLine): \(problem.message) [\(problem.kind.code)]")
    }
    var lines = [
      "\(record.name): \(record.rows) bars of \(record.symbol), \(TimeText.text(record.from)) to "
        + TimeText.text(record.to)
    ]
    lines += report.notes.map { "  read as  \($0)" }
    lines += repairs.map { "  mended   \($0.kind): \($0.detail)" }
    if record.gaps > 0 {
      lines.append("  gaps     \(record.gaps), with \(record.missing) missing bars")
    }
    try Terminal.out(lines.joined(separator: "\n") + "\n")
  }
}
