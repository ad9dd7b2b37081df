import ArgumentParser
import Backtest
import Console
import Host
import Machine
import Market
import Syntax
import Trading

struct BacktestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backtest", abstract: "Trade a strategy over bars and report what came of it.",
    discussion: """
      Example: quill backtest Strategies/sma-cross/sma-cross.quill \\
                 --data Strategies/data/sp500_daily.csv --set fast=10 --fee 5bps --slippage 5bps
               quill backtest my.quill --data F.csv --report full --report sheet.html
               quill backtest Strategies/*/*.quill --data SPX=A.csv NDX=B.csv --rank calmar

      With several strategies or several files of bars, every strategy is traded over every file, each
      with the whole capital, and the pairs are ranked. What keeps one pair from running is said below
      the ranking; the exit code is then that of the first one.

      `quill metrics` lists what can be ranked by and what the full report has.
      """)

  @Argument(
    help: "A .quill file; several are compared.", completion: .file(extensions: ["quill"]))
  var files: [String] = []
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Bars as CSV, plain or gz; SYMBOL=FILE names the symbol. Several are compared.",
      valueName: "[SYMBOL=]FILE"),
    completion: .file(extensions: ["csv", "gz"]))
  var data: [String]
  @OptionGroup var market: MarketOptions
  @OptionGroup var range: RangeOptions
  @Option(help: ArgumentHelp("Sets a parameter of the strategy.", valueName: "name=value"))
  var set: [String] = []
  @OptionGroup var costs: CostOptions
  @OptionGroup var report: ReportOptions
  @Option(
    help: ArgumentHelp(
      "What several pairs are ranked by, best first; `quill metrics` has them. [default sharpe]",
      valueName: "metric"),
    completion: .list(Metric.all.map(\.name)))
  var rank: String?
  @Option(help: "Write the trades as CSV.", completion: .file()) var trades: String?
  @Option(help: "Write equity at every close as CSV.", completion: .file()) var equity: String?
  @Option(help: "Write what the alerts say as JSON, one a line.", completion: .file())
  var alerts: String?
  @OptionGroup var output: OutputOptions
  @OptionGroup var log: LogOptions

  /// The strategies: also those that stand behind `--data`, which takes all that follows it.
  private var strategies: [String] { files + data.filter(BacktestCommand.isStrategy) }
  private var sources: [BarsOptions] {
    data.filter { !BacktestCommand.isStrategy($0) }.map { BarsOptions(data: $0, market: market) }
  }

  private static func isStrategy(_ path: String) -> Bool { path.hasSuffix(".quill") }

  func validate() throws {
    if strategies.isEmpty { throw ValidationError("Missing expected argument '<files>'") }
    if sources.isEmpty { throw ValidationError("--data needs a file of bars") }
    guard strategies.count * sources.count > 1 else {
      if rank != nil { throw ValidationError("--rank is for several strategies or files of bars") }
      if report.benchmark != nil, !report.isWanted {
        throw ValidationError("--benchmark is for --report, and for --rank by what it measures")
      }
      return
    }
    if report.isWanted || trades != nil || equity != nil || alerts != nil {
      throw ValidationError(
        "--report, --trades, --equity and --alerts are for one strategy over one file of bars")
    }
  }

  func run() throws {
    let settings = try Settings.load(in: .system)
    if strategies.count * sources.count > 1 { return try compare(settings) }
    let clock = Environment.system.clock
    let (file, bars) = (strategies[0], sources[0])
    let start = clock.uptime()
    let (source, _, program) = try StrategyFile(path: file).strategy(in: .system)
    let values = try program.values(try set.map(ParameterSetting.init))
    let terms = try costs.terms(
      symbol: bars.source.symbol, settings, assuming: program.assumptions)
    let compiled = clock.uptime()
    let threads = try costs.threadCount(settings)
    let loadedData = try bars.load(threads: threads, log: log)
    let benchmark = try report.benchmark(among: market) {
      try $0.load(threads: threads, log: log).bars
    }
    let loaded = clock.uptime()
    let (cut, rows) = try RunStart.bars(
      loadedData.bars, rows: try range.rows(of: loadedData.bars), program.assumptions)
    let data = loadedData.with(bars: cut)
    var options = BacktestSettings(
      terms: terms, periodsPerYear: PeriodsPerYear.inferred(from: data.bars))
    options.rows = rows
    options.wantsEquity = equity != nil || report.isWanted
    options.wantsAlerts = alerts != nil
    let result = try BacktestRun.result(of: program, values, data, options, source)
    let timing = BacktestReport.Timing(
      load: loaded - compiled, compile: compiled - start, run: clock.uptime() - loaded)
    let named = try program.named(for: values, tick: terms.tick)
    let sheet =
      report.isWanted
      ? TearSheet(result, of: named, on: bars.source.symbol, data, benchmark: benchmark) : nil
    var shown = BacktestReport(
      program: named, values: values, bars: bars, data: data, result: result, timing: timing,
      hasAlerts: alerts != nil, sheet: sheet)
    for page in report.pages { try shown.writePage(to: page) }
    if !report.isFull { shown.sheet = nil }
    if let trades { try shown.writeTrades(to: trades) }
    if let alerts { try shown.writeAlerts(to: alerts) }
    if let equity { try shown.writeEquity(to: equity) }
    try Terminal.out(output.json ? shown.json.text() + "\n" : shown.text)
  }

  // MARK: Several

  private func compare(_ settings: Settings) throws {
    let rank = try Metric.known(rank ?? "sharpe")
    // What is wrong with an option is wrong for every pair.
    _ = try costs.terms(symbol: "", settings)
    let threads = try costs.threadCount(settings)
    let benchmark = try report.benchmark(among: market) {
      try $0.load(threads: threads, log: log).bars
    }
    let comparison = Comparison(
      paths: strategies,
      strategies: try Comparison.compile(strategies, try set.map(ParameterSetting.init)),
      markets: sources.map { self.market($0, settings) }, rank: rank, benchmark: benchmark)
    let pairs = comparison.run(threads: threads == 0 ? Environment.processors : threads)
    let outcome = ComparisonReport(pairs, by: rank)
    try Terminal.out(output.json ? outcome.json.text() + "\n" : outcome.text)
    if let failure = outcome.failures.first?.failure {
      throw Reported(exitCode: failure.failureClass.exitCode)
    }
  }

  /// A file of bars among others: read on one thread, as several are read at the same time.
  private func market(_ bars: BarsOptions, _ settings: Settings) -> Comparison.Market {
    let (symbol, path) = bars.source
    return Comparison.Market(
      symbol: symbol, path: path, load: { [log] in try bars.load(threads: 1, log: log) },
      prepare: { [costs, range] program, data in
        let terms = try costs.terms(symbol: symbol, settings, assuming: program.assumptions)
        let (cut, rows) = try RunStart.bars(
          data.bars, rows: try range.rows(of: data.bars), program.assumptions)
        var options = BacktestSettings(
          terms: terms, periodsPerYear: PeriodsPerYear.inferred(from: cut))
        options.rows = rows
        return (data.with(bars: cut), options)
      })
  }
}
