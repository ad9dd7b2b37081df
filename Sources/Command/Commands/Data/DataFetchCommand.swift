import ArgumentParser
import Console
import Host
import Machine
import Market
import Providers
import Store

struct DataFetchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch", abstract: "Ask providers for bars, one after another, and keep them.",
    discussion: """
      The first provider that has the bars gives them; the others are asked where the one before has
      none or fails. What fails for now is asked again, later each time, and who keeps failing is left
      alone. With --max-age answers are kept on the disk, and used again until they are older than
      that or another bar has closed by the calendar. --append asks only for what follows the last
      bar that is there.

      Example: quill data fetch folder:bars,symbol=SPY store:spy-backup --as spy
      Example: quill data fetch synth:garch,seed=7,interval=1m --from 2000-01-05 --out bars.csv
      """)

  @Argument(help: "Providers in the order in which they are asked; `quill data providers`.")
  var providers: [String]
  @Option(help: "The instrument, where a provider has several.") var symbol: String?
  @OptionGroup var range: RangeOptions
  @Option(
    help: ArgumentHelp("Keep answers, and take one that is not older.", valueName: "1h"))
  var maxAge: String?
  @Option(
    help: ArgumentHelp(
      "When it is traded: 24x7, us-equities, us-futures, fx or a TOML file.", valueName: "NAME|FILE"
    ))
  var calendar: String?
  @Option(help: ArgumentHelp("Keep the bars as a data set.", valueName: "NAME")) var `as`: String?
  @Flag(help: "Add the bars behind those of the data set.") var append = false
  @Flag(help: "Write a data set of this name anew.") var replace = false
  @Option(
    help: ArgumentHelp("Write the bars as CSV; - is standard output.", valueName: "FILE"),
    completion: .file())
  var out: String?
  @OptionGroup var output: OutputOptions
  @OptionGroup var log: LogOptions

  func validate() throws {
    if append, replace { throw ValidationError("give --append or --replace, not both") }
    if append || replace, `as` == nil {
      throw ValidationError("--append and --replace go with --as NAME")
    }
  }

  private func files() throws -> OutputFiles {
    try OutputFiles(["--out": out], beside: output.taken)
  }

  func run() throws {
    _ = try files()
    if let name = `as`, !DataRecord.isName(name) {
      throw Failure(
        .usage, StoreKinds.name, "\"\(name.prefix(80))\" cannot name a data set; give --as NAME")
    }
    let known = append ? try `as`.flatMap { try OpenStore.reading()?.record($0) } : nil
    var market = MarketOptions.standard
    market.calendar = calendar
    let hours = try market.tradingCalendar(stored: known, ZoneFiles(.system), in: .system)
    let chain = try providers.map { text throws(Failure) in
      try ProviderCatalog.provider(text, store: Places.store)
    }
    var failover = Failover(chain, cache: try cache(hours))
    var times = try range.times()
    if let last = known?.to {
      guard last < times.upperBound else { return try report(nil, known) }
      times = max(times.lowerBound, last + 1)...times.upperBound
    }
    let answer: Failover.Answer
    do throws(Failure) {
      answer = try failover.answer(BarRequest(symbol: symbol, times: times), in: .system)
    } catch {
      // That nothing has come since is what --append hopes for on most days.
      guard let known, error.code == ProviderKinds.nothing.code else { throw error }
      return try report(nil, known)
    }
    for record in answer.asked {
      guard let failure = record.failure else { continue }
      log.say(.warning, "\(record.provider): \(failure.message) [\(failure.code)]")
    }
    let saved = try keep(answer, known, hours)
    try report(answer, saved)
  }

  private func cache(_ hours: TradingCalendar) throws -> HistoryCache? {
    guard let maxAge else { return nil }
    guard let age = Timeframe(text: maxAge)?.length else {
      throw Failure(
        .usage, UsageKinds.value, "--max-age takes a length such as 30m, 1h or 7d, not \(maxAge)")
    }
    return HistoryCache(
      root: Places.cache + "/providers", HistoryCache.Freshness(age: age, calendar: hours))
  }

  private func keep(
    _ answer: Failover.Answer, _ known: DataRecord?, _ hours: TradingCalendar
  ) throws -> DataRecord? {
    if let out {
      var text: [UInt8] = []
      BarsExport.csv(answer.bars, 0..<answer.bars.count) { text += $0 }
      try OutputFiles.write(out, text)
    }
    guard let name = `as` else { return nil }
    let record = DataRecord(
      name: name, symbol: symbol ?? name, interval: answer.bars.interval, zone: hours.zone.name,
      calendar: calendar ?? known?.calendar ?? hours.name, source: answer.provider)
    return try OpenStore.writing().save(
      record, mode: append ? .append : replace ? .replace : .new, calendar: hours,
      bars: answer.bars.with(extras: []))
  }

  /// - Parameter answer: nil where nothing has come since the last bar that is there.
  private func report(_ answer: Failover.Answer?, _ record: DataRecord?) throws {
    let (first, last) = (answer?.bars.time.first, answer?.bars.time.last)
    if output.json {
      let asked = (answer?.asked ?? []).map { record in
        JSON.object([
          ("provider", .text(record.provider)), ("tries", .integer(record.tries)),
          ("waited_s", .number(Double(record.waited) / 1e9)),
          ("code", .optional(record.failure?.code)),
          ("message", .optional(record.failure?.message)),
        ])
      }
      return try Terminal.out(
        JSON.object([
          ("schema", "quill.data-fetch/1"), ("provider", .optional(answer?.provider)),
          ("place", .optional(answer?.place.rawValue)),
          ("fetched", .optional(answer.map { TimeText.text($0.fetched) })),
          ("rows", .integer(answer?.bars.count ?? 0)),
          ("interval_ns", .integer(answer?.bars.interval ?? 0)),
          ("from", .optional(first.map(TimeText.text))),
          ("to", .optional(last.map(TimeText.text))),
          ("asked", .array(asked)), ("dataset", record.map { .object($0.json) } ?? .null),
          ("path", .optional(out)),
        ]).text() + "\n")
    }
    guard let answer, let first, let last else {
      return try files().summary("nothing has come since \(TimeText.text(record?.to ?? 0))\n")
    }
    let place =
      switch answer.place {
      case .provider: ""
      case .memory, .disk: ", as it was given at \(TimeText.text(answer.fetched))"
      }
    try files().summary(
      "\(answer.bars.count) bars of \(answer.provider), \(TimeText.text(first)) to "
        + "\(TimeText.text(last))\(place)\n"
        + (record.map { "\($0.name): \($0.rows) bars\n" } ?? ""))
  }
}
