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
               quill backtest rotation.quill --data bars/

      A `portfolio` file trades every symbol of its universe on one account; --data then takes folders
      and may be given more than once, and strategies named behind it trade on the same account.
      """)

  @Argument(
    help: "A .quill file; behind a portfolio, others that share its account, and files of bars.",
    completion: .file(extensions: ["quill"])) var files: [String]
  @Option(
    help: ArgumentHelp(
      "Bars as CSV, plain or gz; SYMBOL=FILE names the symbol. Of a portfolio also a folder.",
      valueName: "[SYMBOL=]FILE"),
    completion: .file(extensions: ["csv", "gz"]))
  var data: [String] = []
  @OptionGroup var market: MarketOptions
  @OptionGroup var range: RangeOptions
  @Option(help: ArgumentHelp("Sets a parameter of the strategy.", valueName: "name=value"))
  var set: [String] = []
  @OptionGroup var costs: CostOptions
  @OptionGroup var actions: ActionsOptions
  @OptionGroup var portfolio: PortfolioOptions
  @Option(help: "Write the trades as CSV.", completion: .file()) var trades: String?
  @Option(help: "Write equity at every close as CSV.", completion: .file()) var equity: String?
  @Option(help: "Write what the alerts say as JSON, one a line.", completion: .file())
  var alerts: String?
  @OptionGroup var output: OutputOptions
  @OptionGroup var log: LogOptions

  /// The files of strategies, and those of bars that a shell has written out.
  private var programs: [String] { files.filter { $0.hasSuffix(".quill") || $0 == files[0] } }
  private var sources: [String] { data + files.dropFirst().filter { !$0.hasSuffix(".quill") } }

  func validate() throws {
    if sources.isEmpty {
      throw ValidationError("Missing expected argument '--data <[SYMBOL=]FILE>'")
    }
  }

  func run() throws {
    let clock = Environment.system.clock
    let start = clock.uptime()
    let settings = try Settings.load(in: .system)
    let strategy = try StrategyFile(path: files[0]).strategy(in: .system)
    if strategy.1.kind == .portfolio {
      return try runPortfolio(strategy, settings, since: start)
    }
    guard programs.count == 1, sources.count == 1 else {
      throw Failure(
        .usage, UsageKinds.arguments,
        "\(files[0]) is a strategy: it trades one symbol, by itself",
        help: "begin it with `portfolio` in place of `strategy` to trade several on one account")
    }
    try portfolio.refuse()
    let bars = BarsOptions(data: sources[0], market: market)
    let (source, _, program) = strategy
    let values = try program.values(try set.map(ParameterSetting.init))
    let terms = try costs.terms(
      symbol: bars.source.symbol, settings, of: bars.facts, assuming: program.assumptions)
    let compiled = clock.uptime()
    let loadedData = try bars.load(threads: try costs.threadCount(settings), log: log)
    let loaded = clock.uptime()
    let (cut, rows) = try RunStart.bars(
      loadedData.bars, rows: try range.rows(of: loadedData.bars), program.assumptions)
    let data = loadedData.with(bars: cut)
    var options = BacktestSettings(
      terms: terms, periodsPerYear: PeriodsPerYear.inferred(from: data.bars))
    options.rows = rows
    options.wantsEquity = equity != nil
    options.actions = try actions.load(in: .system)[bars.source.symbol] ?? []
    options.wantsAlerts = alerts != nil
    let result = try BacktestRun.result(of: program, values, data, options, source)
    let timing = BacktestReport.Timing(
      load: loaded - compiled, compile: compiled - start, run: clock.uptime() - loaded)
    let report = BacktestReport(
      program: try program.named(for: values, tick: terms.tick), values: values, bars: bars,
      data: data,
      result: result, timing: timing, hasAlerts: alerts != nil)
    if let trades { try report.writeTrades(to: trades) }
    if let alerts { try report.writeAlerts(to: alerts) }
    if let equity { try report.writeEquity(to: equity) }
    try Terminal.out(output.json ? report.json.text() + "\n" : report.text)
  }

  // MARK: A portfolio

  private func runPortfolio(
    _ first: (Source, Compilation, Program), _ settings: Settings, since start: Int64
  ) throws {
    if alerts != nil {
      throw Failure(.usage, UsageKinds.arguments, "a portfolio's alerts are not written yet")
    }
    let clock = Environment.system.clock
    var sources = [first.0]
    var strategies: [PortfolioStrategy] = []
    for (number, path) in programs.enumerated() {
      let (source, _, program) =
        number == 0 ? first : try StrategyFile(path: path).strategy(in: .system)
      if number > 0 { sources.append(source) }
      strategies.append(try strategy(program, path, among: strategies))
    }
    let compiled = clock.uptime()
    let program = first.2
    let data = try PortfolioData(
      self.sources, universe: portfolio.universe.map { [$0] } ?? program.universe, market: market,
      threads: try costs.threadCount(settings), log: log, in: .system)
    let instruments = try data.instruments(
      program.assumptions, costs, settings, market: market, range: range,
      actions: try actions.load(in: .system), in: .system)
    let loaded = clock.uptime()
    let longest = data.members.max { $0.set.bars.count < $1.set.bars.count }
    guard let bars = longest?.set.bars, let terms = instruments.first?.terms else { return }
    var options = PortfolioSettings(
      capital: terms.capital, periodsPerYear: PeriodsPerYear.inferred(from: bars))
    options.times = try range.times()
    options.closesAtEnd = portfolio.closeAtEnd
    let result = try PortfolioRun(strategies, on: instruments, settings: options).result(sources)
    let timing = BacktestReport.Timing(
      load: loaded - compiled, compile: compiled - start, run: clock.uptime() - loaded)
    let report = PortfolioReport(
      title: program.title, data: data, result: result, strategies: strategies,
      terms: instruments.map(\.terms), settings: options, timing: timing)
    if let trades { try report.writeTrades(to: trades) }
    if let equity { try report.writeEquity(to: equity) }
    try Terminal.out(output.json ? report.json.text() + "\n" : report.text)
  }

  /// A program with its parameters: `name=value` speaks of every program that has the name.
  private func strategy(
    _ program: Program, _ path: String, among others: [PortfolioStrategy]
  ) throws -> PortfolioStrategy {
    let settings = try set.map(ParameterSetting.init)
    let own =
      programs.count == 1
      ? settings
      : settings.filter { given in program.parameters.contains { $0.name == given.name } }
    let base = path.split(separator: "/").last.map { String($0.prefix { $0 != "." }) } ?? path
    let alike = others.count { $0.name == base || $0.name.hasPrefix(base + "-") }
    return PortfolioStrategy(
      name: alike == 0 ? base : "\(base)-\(alike + 1)", program: program,
      values: try program.values(own))
  }
}
