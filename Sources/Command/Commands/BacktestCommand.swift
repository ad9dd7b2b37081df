import ArgumentParser
import Backtest
import Compiler
import Console
import Host
import Machine
import Market
import Syntax
import Trading

struct BacktestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backtest",
    abstract: "Trade a strategy or a portfolio over bars and report what came of it.",
    discussion: """
      Example: quill backtest Strategies/sma-cross/sma-cross.quill \\
                 --data Strategies/data/sp500_daily.csv --set fast=10 --fee 5bps --slippage 5bps
               quill backtest my.quill --data F.csv --report full --report sheet.html
               quill backtest Strategies/*/*.quill --data SPX=A.csv NDX=B.csv --rank calmar
               quill backtest rotation.quill --data bars/

      With several strategies or several files of bars, every strategy is traded over every file, each
      with the whole capital, and the pairs are ranked. What keeps one pair from running is said below
      the ranking; the exit code is then that of the first one.

      A `portfolio` file trades every symbol of its universe on one account; --data then takes folders
      too, and strategies named behind it trade on the same account.

      `quill metrics` lists what can be ranked by and what the full report has.
      """)

  @Argument(
    help: "A .quill file; several are compared, or share the account of a portfolio.",
    completion: .file(extensions: ["quill"]))
  var files: [String] = []
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Bars as CSV, plain or gz; SYMBOL=FILE names the symbol. Of a portfolio also folders.",
      valueName: "[SYMBOL=]FILE"),
    completion: .file(extensions: ["csv", "gz"]))
  var data: [String] = []
  @OptionGroup var reading: ReadingOptions
  @OptionGroup var market: MarketOptions
  @OptionGroup var range: RangeOptions
  @Option(help: ArgumentHelp("Sets a parameter of the strategy.", valueName: "name=value"))
  var set: [String] = []
  @OptionGroup var costs: CostOptions
  @OptionGroup var actions: ActionsOptions
  @OptionGroup var portfolio: PortfolioOptions
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
  private var strategies: [String] {
    files.prefix(1) + files.dropFirst().filter(BacktestCommand.isStrategy)
      + data.filter(BacktestCommand.isStrategy)
  }
  /// The bars: also those that a shell has written out behind a strategy.
  private var sources: [String] {
    data.filter { !BacktestCommand.isStrategy($0) }
      + files.dropFirst().filter { !BacktestCommand.isStrategy($0) }
  }

  private static func isStrategy(_ path: String) -> Bool { path.hasSuffix(".quill") }

  private var areSeveral: Bool { strategies.count * sources.count > 1 }

  /// True where the first of several files is a portfolio, whatever else is wrong with it; of one
  /// alone its compilation says so.
  private var isPortfolio: Bool {
    guard let first = strategies.first,
      let source = try? StrategyFile(path: first).source(in: .system)
    else { return false }
    return StrategyFile.isPortfolio(source)
  }

  private func written() throws -> OutputFiles {
    try OutputFiles(
      ["--trades": trades, "--equity": equity, "--alerts": alerts], beside: output.taken)
  }

  func validate() throws {
    _ = try written()
    if strategies.isEmpty { throw ValidationError("Missing expected argument '<files>'") }
    if sources.isEmpty { throw ValidationError("--data needs a file of bars") }
    guard areSeveral else {
      if rank != nil { throw ValidationError("--rank is for several strategies or files of bars") }
      if report.benchmark != nil, !report.isWanted {
        throw ValidationError("--benchmark is for --report, and for --rank by what it measures")
      }
      return
    }
    if isPortfolio { return try refuseForPortfolios() }
    if report.isWanted || trades != nil || equity != nil || alerts != nil {
      throw ValidationError(
        "--report, --trades, --equity and --alerts are for one strategy over one file of bars")
    }
  }

  /// What a portfolio does not have is refused rather than passed over.
  private func refuseForPortfolios() throws {
    if rank != nil { throw ValidationError("--rank compares, and a portfolio is one account") }
    if report.benchmark != nil, !report.isWanted {
      throw ValidationError("--benchmark is for --report")
    }
  }

  func run() throws {
    let settings = try Settings.load(in: .system)
    let clock = Environment.system.clock
    let start = clock.uptime()
    if areSeveral, !isPortfolio {
      try portfolio.refuse()
      return try compare(settings)
    }
    let first = try StrategyFile(path: strategies[0]).strategy(in: .system)
    if first.1.kind == .portfolio {
      try refuseForPortfolios()
      return try runPortfolio(first, settings, since: start)
    }
    try portfolio.refuse()
    let bars = BarsOptions(data: sources[0], market: market, reading: reading)
    let (source, _, program) = first
    let values = try program.values(try set.map(ParameterSetting.init))
    let terms = try costs.terms(
      symbol: bars.source.symbol, settings, of: bars.facts, assuming: program.assumptions)
    let compiled = clock.uptime()
    let threads = try costs.threadCount(settings)
    let loadedData = try bars.load(
      for: program, beside: terms.funding?.column.map { [$0] } ?? [], threads: threads, log: log)
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
    options.wantsTrades = output.json || trades != nil || report.isWanted
    options.wantsEquity = equity != nil || report.isWanted
    options.actions =
      try actions.load(
        of: [bars.source.symbol], log: log, in: .system)[bars.source.symbol] ?? []
    options.wantsAlerts = alerts != nil
    let result = try BacktestRun.result(of: program, values, data, options, source)
    let timing = BacktestReport.Timing(
      load: loaded - compiled, compile: compiled - start, run: clock.uptime() - loaded)
    let named = try program.named(for: values, data.surroundings.of(terms))
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
    try written().summary(output.json ? shown.json.text() + "\n" : shown.text)
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
    let compiled = try Comparison.compile(strategies, try set.map(ParameterSetting.init))
    let programs = compiled.compactMap { try? $0.get().program }
    let actions = try actions.load(
      of: sources.map { BarsOptions(data: $0).source.symbol }, log: log, in: .system)
    let comparison = Comparison(
      paths: strategies, strategies: compiled,
      markets: sources.map {
        self.market(
          BarsOptions(data: $0, market: market, reading: reading), programs, actions, settings)
      },
      rank: rank, benchmark: benchmark)
    let pairs = comparison.run(threads: threads == 0 ? Environment.processors : threads)
    let outcome = ComparisonReport(pairs, by: rank)
    try Terminal.out(output.json ? outcome.json.text() + "\n" : outcome.text)
    if let failure = outcome.failures.first?.failure {
      throw Reported(exitCode: failure.failureClass.exitCode)
    }
  }

  /// A file of bars among others: read on one thread, as several are read at the same time.
  private func market(
    _ bars: BarsOptions, _ programs: [Program], _ actions: [String: [CorporateAction]],
    _ settings: Settings
  ) -> Comparison.Market {
    let (symbol, path) = bars.source
    return Comparison.Market(
      symbol: symbol, path: path,
      load: { [log, costs] in
        try bars.load(
          for: programs, beside: try costs.columns(settings, of: bars.facts), threads: 1, log: log)
      },
      prepare: { [costs, range] program, data in
        let terms = try costs.terms(
          symbol: symbol, settings, of: bars.facts, assuming: program.assumptions)
        let (cut, rows) = try RunStart.bars(
          data.bars, rows: try range.rows(of: data.bars), program.assumptions)
        var options = BacktestSettings(
          terms: terms, periodsPerYear: PeriodsPerYear.inferred(from: cut))
        options.rows = rows
        options.actions = actions[symbol] ?? []
        return (data.with(bars: cut), options)
      })
  }

  // MARK: A portfolio

  private func runPortfolio(
    _ first: (Source, Compilation, Program), _ settings: Settings, since start: Int64
  ) throws {
    let clock = Environment.system.clock
    var sources = [first.0]
    var partners: [PortfolioStrategy] = []
    for (number, path) in strategies.enumerated() {
      let (source, _, program) =
        number == 0 ? first : try StrategyFile(path: path).strategy(in: .system)
      if number > 0 { sources.append(source) }
      partners.append(try strategy(program, path, among: partners))
    }
    let compiled = clock.uptime()
    let program = first.2
    let data = try PortfolioData(
      self.sources, for: partners.map(\.program),
      universe: portfolio.universe.map { [$0] } ?? program.universe, market: market,
      reading: reading,
      threads: try costs.threadCount(settings), log: log, in: .system,
      beside: { [costs] in try costs.columns(settings, of: $0) })
    let instruments = try data.instruments(
      for: partners.map(\.program), program.assumptions, costs, settings, market: market,
      range: range,
      actions: try actions.load(
        of: data.members.map(\.symbol), log: log, in: .system), in: .system)
    let loaded = clock.uptime()
    let longest = data.members.max { $0.set.bars.count < $1.set.bars.count }
    guard let bars = longest?.set.bars, let terms = instruments.first?.terms else { return }
    var options = PortfolioSettings(
      capital: terms.capital, periodsPerYear: PeriodsPerYear.inferred(from: bars))
    options.times = try range.times()
    options.closesAtEnd = portfolio.closeAtEnd
    options.wantsAlerts = alerts != nil
    let benchmark = try report.benchmark(among: market) {
      try $0.load(threads: try costs.threadCount(settings), log: log).bars
    }
    let result = try PortfolioRun(partners, on: instruments, settings: options).result(sources)
    let timing = BacktestReport.Timing(
      load: loaded - compiled, compile: compiled - start, run: clock.uptime() - loaded)
    let sheet =
      report.isWanted
      ? TearSheet(result, of: partners, on: instruments, bars, benchmark: benchmark) : nil
    var shown = PortfolioReport(
      title: program.title, data: data, result: result, strategies: partners,
      instruments: instruments, settings: options, timing: timing, hasAlerts: alerts != nil,
      sheet: sheet)
    for page in report.pages { try shown.writePage(to: page) }
    if !report.isFull { shown.sheet = nil }
    if let trades { try shown.writeTrades(to: trades) }
    if let alerts { try shown.writeAlerts(to: alerts) }
    if let equity { try shown.writeEquity(to: equity) }
    try written().summary(output.json ? shown.json.text() + "\n" : shown.text)
  }

  /// A program with its parameters: `name=value` speaks of every program that has the name.
  private func strategy(
    _ program: Program, _ path: String, among others: [PortfolioStrategy]
  ) throws -> PortfolioStrategy {
    let settings = try set.map(ParameterSetting.init)
    let own =
      strategies.count == 1
      ? settings
      : settings.filter { given in program.parameters.contains { $0.name == given.name } }
    let base = path.split(separator: "/").last.map { String($0.prefix { $0 != "." }) } ?? path
    let alike = others.count { $0.name == base || $0.name.hasPrefix(base + "-") }
    return PortfolioStrategy(
      name: alike == 0 ? base : "\(base)-\(alike + 1)", program: program,
      values: try program.values(own))
  }
}
