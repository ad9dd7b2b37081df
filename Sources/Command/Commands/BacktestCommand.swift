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
      """)

  @Argument(help: "A .quill file.", completion: .file(extensions: ["quill"])) var file: String
  @OptionGroup var bars: BarsOptions
  @OptionGroup var range: RangeOptions
  @Option(help: ArgumentHelp("Sets a parameter of the strategy.", valueName: "name=value"))
  var set: [String] = []
  @OptionGroup var costs: CostOptions
  @Option(help: "Write the trades as CSV.", completion: .file()) var trades: String?
  @Option(help: "Write equity at every close as CSV.", completion: .file()) var equity: String?
  @Option(help: "Write what the alerts say as JSON, one a line.", completion: .file())
  var alerts: String?
  @OptionGroup var output: OutputOptions
  @OptionGroup var log: LogOptions

  func run() throws {
    let clock = Environment.system.clock
    let settings = try Settings.load(in: .system)
    let start = clock.uptime()
    let (source, _, program) = try StrategyFile(path: file).strategy(in: .system)
    let values = try program.values(try set.map(ParameterSetting.init))
    let terms = try costs.terms(
      symbol: bars.source.symbol, settings, assuming: program.assumptions)
    let compiled = clock.uptime()
    let loadedData = try bars.load(for: program, threads: try costs.threadCount(settings), log: log)
    let loaded = clock.uptime()
    let (cut, rows) = try RunStart.bars(
      loadedData.bars, rows: try range.rows(of: loadedData.bars), program.assumptions)
    let data = loadedData.with(bars: cut)
    var options = BacktestSettings(
      terms: terms, periodsPerYear: PeriodsPerYear.inferred(from: data.bars))
    options.rows = rows
    options.wantsEquity = equity != nil
    options.wantsAlerts = alerts != nil
    let result = try BacktestRun.result(of: program, values, data, options, source)
    let timing = BacktestReport.Timing(
      load: loaded - compiled, compile: compiled - start, run: clock.uptime() - loaded)
    let report = BacktestReport(
      program: try program.named(for: values, data.surroundings.of(terms)), values: values,
      bars: bars,
      data: data,
      result: result, timing: timing, hasAlerts: alerts != nil)
    if let trades { try report.writeTrades(to: trades) }
    if let alerts { try report.writeAlerts(to: alerts) }
    if let equity { try report.writeEquity(to: equity) }
    try Terminal.out(output.json ? report.json.text() + "\n" : report.text)
  }
}
