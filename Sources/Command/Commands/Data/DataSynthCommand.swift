import ArgumentParser
import Console
import Host
import Machine
import Market
import Store

struct DataSynthCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "synth", abstract: "Make bars of a market that never was, or shuffle real ones.",
    discussion: """
      The same seed gives the same bars to the bit, on every machine. Models: gbm, garch, heston,
      jump, regime, ou. With --shuffle, real bars lose their order: permute (every bar at another
      place), block (blocks of --block bars), noise (normal draws of the same mean and deviation).

      Example: quill data synth --model garch --seed 7 --count 2500 --as garch7
      Example: quill data synth --shuffle block --of sp500 --block 20 --seed 1 --out shuffled.csv
      """)

  @Option(
    name: .customLong("model"), help: "gbm, garch, heston, jump, regime or ou.",
    completion: .list(PriceModel.allCases.map(\.rawValue)))
  var modelName = "gbm"
  @Option(help: "What the draws begin with, a whole number from 0.") var seed: UInt64 = 1
  @Option(help: "How many bars.") var count = 2_500
  @Option(help: ArgumentHelp("The length of a bar.", valueName: "1d")) var interval = "1d"
  @Option(help: "The start of the first bar.") var from = "2000-01-03"
  @Option(help: "The first open.") var start = 100.0
  @Option(help: "Drift of the logarithm, a year.") var drift = 0.05
  @Option(help: "Deviation of the logarithm, a year.") var volatility = 0.2
  @Option(help: "Decimals of prices, 0 to 8.") var decimals = 2
  @Option(
    help: ArgumentHelp(
      "When it is traded: 24x7, us-equities, us-futures, fx or a TOML file.", valueName: "NAME|FILE"
    )
  )
  var calendar: String?
  @Option(
    name: .customLong("shuffle"), help: "Shuffle real bars: permute, block or noise.",
    completion: .list(Shuffle.allCases.map(\.rawValue)))
  var shuffleName: String?
  @Option(help: ArgumentHelp("The bars to shuffle: a file or a data set.", valueName: "SOURCE"))
  var of: String?
  @Option(help: "Bars of a block.") var block = 20
  @Option(help: ArgumentHelp("Keep them as a data set.", valueName: "NAME")) var `as`: String?
  @Flag(help: "Write a data set of this name anew.") var replace = false
  @Option(
    help: ArgumentHelp("Write them as CSV; - is standard output.", valueName: "FILE"),
    completion: .file())
  var out: String?
  @OptionGroup var output: OutputOptions
  @OptionGroup var log: LogOptions

  func validate() throws {
    guard (`as` == nil) != (out == nil) else { throw wrong("give --as NAME or --out FILE") }
    guard PriceModel(rawValue: modelName) != nil else {
      throw wrong("--model takes gbm, garch, heston, jump, regime or ou, not \(modelName)")
    }
    guard shuffleName == nil || shuffle != nil else {
      throw wrong("--shuffle takes permute, block or noise, not \(shuffleName ?? "")")
    }
    guard (shuffle == nil) == (of == nil) else { throw wrong("--shuffle goes with --of SOURCE") }
    guard (1...2_000_000_000).contains(count) else {
      throw wrong("--count takes 1 to 2,000,000,000, not \(count)")
    }
    guard (0...8).contains(decimals) else {
      throw wrong("--decimals takes 0 to 8, not \(decimals)")
    }
    guard block >= 1 else { throw wrong("--block takes a whole number from 1, not \(block)") }
    guard start > 0, start <= 1e7 else { throw wrong("--start takes a price up to 10,000,000") }
    guard drift.magnitude <= 10 else { throw wrong("--drift takes -10 to 10, not \(drift)") }
    guard volatility >= 0, volatility <= 10 else {
      throw wrong("--volatility takes 0 to 10, not \(volatility)")
    }
  }

  private var model: PriceModel { PriceModel(rawValue: modelName) ?? .gbm }
  private var shuffle: Shuffle? { shuffleName.flatMap(Shuffle.init) }

  private func wrong(_ what: String) -> ValidationError { ValidationError(what) }

  private func files() throws -> OutputFiles {
    try OutputFiles(["--out": out], beside: output.taken)
  }

  func run() throws {
    _ = try files()
    let zones = ZoneFiles(.system)
    var market = MarketOptions.standard
    market.calendar = calendar
    let hours = try market.tradingCalendar(.none, zones, in: .system)
    if let shuffle, let of {
      let real = try BarsSource(of).read(in: .system).bars
      let bars = try shuffle.bars(from: real, seed: seed, block: block, decimals: decimals)
      var left: Bars? = bars
      return try keep(
        "\(shuffle.rawValue) of \(of), seed \(seed)", bars.interval, hours, bars.count
      ) {
        defer { left = nil }
        return left
      }
    }
    guard let length = Timeframe(text: interval)?.length else {
      throw Failure(
        .usage, UsageKinds.value, "--interval takes a length such as 1m, 1h or 1d, not \(interval)")
    }
    guard let first = TimeText.nanoseconds(of: from) else {
      throw Failure(.usage, UsageKinds.value, "--from \(from) is not a time")
    }
    var terms = SyntheticMarket.Terms()
    (terms.model, terms.start, terms.drift, terms.volatility) = (model, start, drift, volatility)
    (terms.decimals, terms.interval, terms.from) = (decimals, length, first)
    let (span, overflow) = length.multipliedReportingOverflow(by: Int64(count) * 5)
    guard !overflow, !first.addingReportingOverflow(span).overflow else {
      throw Failure(
        .usage, UsageKinds.value, "\(count) bars of \(interval) reach beyond the year 2262")
    }
    var synthetic = SyntheticMarket(
      terms, seed: seed, calendar: hours, periodsPerYear: hours.barsAYear(of: length))
    var left = count
    try keep("model \(model.rawValue), seed \(seed)", length, hours, count) {
      guard left > 0 else { return nil }
      let piece = min(left, 1 << 18)
      left -= piece
      return synthetic.next(piece)
    }
  }

  private func keep(
    _ source: String, _ length: Int64, _ hours: TradingCalendar, _ count: Int,
    _ next: () -> Bars?
  ) throws {
    if let name = `as` {
      let record = DataRecord(
        name: name, symbol: name, interval: length, zone: hours.zone.name,
        calendar: calendar ?? hours.name, source: source)
      let saved = try OpenStore.writing().save(
        record, mode: replace ? .replace : .new, calendar: hours
      ) { () throws(Failure) in next() }
      return try report(name, saved.rows)
    }
    guard let out else { return }
    try OutputFiles.write(out) { write throws(Failure) in
      var isFirst = true
      while let bars = next() {
        try BarsExport.csv(bars, 0..<bars.count, hasHeader: isFirst, write)
        isFirst = false
      }
    }
    try report(out, count)
  }

  private func report(_ place: String, _ rows: Int) throws {
    if output.json {
      return try Terminal.out(
        JSON.object([
          ("schema", "quill.data-synth/1"), ("rows", .integer(rows)), ("seed", .text(String(seed))),
          ("model", .text(shuffle?.rawValue ?? model.rawValue)), ("place", .text(place)),
        ]).text() + "\n")
    }
    try files().summary("\(place): \(rows) bars\n")
  }
}
