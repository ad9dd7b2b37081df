import ArgumentParser
import Backtest
import Compiler
import Console
import Host
import Machine
import Market
import Syntax
import Trading

struct PlotCommand: ParsableCommand {
  enum Format: String, CaseIterable, ExpressibleByArgument { case csv, json, table }

  static let configuration = CommandConfiguration(
    commandName: "plot", abstract: "Print what a file plots, one row a bar.",
    discussion: """
      The series of every `plot`, of an indicator or a strategy, over the bars; with --json the \
      panes and levels too. A strategy is traded on the way, so that it can plot its account.

      Example: quill plot my-idea/my-idea.quill --data Strategies/data/sp500_daily.csv --last 5
      """)

  @Argument(help: "A .quill file.", completion: .file(extensions: ["quill"])) var file: String
  @OptionGroup var bars: BarsOptions
  @OptionGroup var range: RangeOptions
  @Option(help: ArgumentHelp("Sets a parameter of the file.", valueName: "name=value"))
  var set: [String] = []
  @OptionGroup var costs: CostOptions
  @Option(help: "csv, json or table.") var format: Format?
  @Option(help: "Only the last N bars.") var last: Int?
  @OptionGroup var output: OutputOptions
  @OptionGroup var log: LogOptions

  func run() throws {
    if let last, last < 0 {
      throw Failure(.usage, UsageKinds.value, "--last takes a whole number from 0, not \(last)")
    }
    let settings = try Settings.load(in: .system)
    let (source, compilation, program) = try StrategyFile(path: file).program(in: .system)
    guard compilation.kind != .portfolio else {
      throw Failure(
        .strategy, UsageKinds.run, "\(file) is a portfolio: its plots are of many symbols",
        help: "print one symbol's expressions with `quill eval`")
    }
    let terms = try costs.terms(
      symbol: bars.source.symbol, settings, of: bars.facts, assuming: program.assumptions)
    guard program.outlook?.plots.isEmpty == false else {
      throw Failure(
        .strategy, UsageKinds.run, "\(file) plots nothing",
        help: "add `plot close` to it, or print an expression with `quill eval`")
    }
    let values = try program.values(try set.map(ParameterSetting.init))
    let loaded = try bars.load(for: program, threads: try costs.threadCount(settings), log: log)
    let (cut, rows) = try RunStart.bars(
      loaded.bars, rows: try range.rows(of: loaded.bars), program.assumptions)
    let data = loaded.with(bars: cut)
    var options = BacktestSettings(
      terms: terms, periodsPerYear: PeriodsPerYear.inferred(from: data.bars))
    options.rows = rows
    options.wantsPlots = true
    let result = try BacktestRun.result(of: program, values, data, options, source)
    let named = try program.named(for: values, data.surroundings.of(terms))
    guard let outlook = named.outlook else { return }
    let shown = PlotOutput(
      title: named.title, plots: outlook.plots,
      levels: try outlook.plots.map {
        try outlook.program.scalars($0.levels, values: values, data.surroundings.of(terms))
      },
      columns: result.plots, bars: data.bars.rows(result.rows))
    switch output.json ? .json : format ?? .csv {
    case .csv: try shown.writeCSV(last: last)
    case .json: try shown.writeJSON(last: last)
    case .table: try shown.writeTable(last: last)
    }
  }
}
