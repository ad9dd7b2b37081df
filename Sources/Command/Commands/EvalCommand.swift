import ArgumentParser
import Compiler
import Console
import Host
import Machine
import Market
import Syntax
import Trading

struct EvalCommand: ParsableCommand {
  enum Format: String, CaseIterable, ExpressibleByArgument { case csv, json, table }

  static let configuration = CommandConfiguration(
    commandName: "eval", abstract: "Print expressions over bars, one row a bar.",
    discussion: """
      Example: quill eval 'sma(close, n)' 'bbands(close, 20)' --set n=50 \\
                 --data Strategies/data/sp500_daily.csv --last 5
      """)

  @Argument(help: "Expressions; a record gives one column a field.") var expressions: [String]
  @OptionGroup var bars: BarsOptions
  @Option(help: ArgumentHelp("A name the expressions can use.", valueName: "name=value"))
  var set: [String] = []
  @Option(
    name: .customLong("column"),
    help: ArgumentHelp(
      "A column of the data that the expressions can use; may be given more than once.",
      valueName: "NAME"))
  var named: [String] = []
  @Option(help: "Bars computed at a time; the results are the same for any.") var chunk = 1024
  @Flag(help: "Use the reference evaluator instead of the machine.") var oracle = false
  @Option(help: "csv, json or table.") var format: Format?
  @Option(help: "Only the last N bars.") var last: Int?
  @OptionGroup var output: OutputOptions
  @OptionGroup var log: LogOptions

  func run() throws {
    guard (1...MachineLimits.room).contains(chunk) else {
      throw Failure(
        .usage, UsageKinds.value, "--chunk takes 1 to \(MachineLimits.room), not \(chunk)")
    }
    if let last, last < 0 {
      throw Failure(.usage, UsageKinds.value, "--last takes a whole number from 0, not \(last)")
    }
    let settings = try set.map(ParameterSetting.init)
    let sources = expressions.map { Source(name: "expression", text: $0) }
    for source in sources where source.bytes.count > Limits.sourceBytes {
      throw Failure(.strategy, code: "E0001", "an expression is longer than a strategy may be")
    }
    let compilation = compile(
      expressions: sources, parameters: try settings.map(constant), columns: named)
    try report(compilation, sources)
    guard let program = compilation.program else { throw Reported(exitCode: 1) }
    let data = try bars.load(for: program, threads: 0, log: log)
    let columns =
      try oracle
      ? EvalColumn.reference(
        sources, settings: settings, bars: data.bars, outputs: program.outputs,
        columns: named, surroundings: data.surroundings)
      : EvalColumn.machine(
        program, bars: data.bars, chunk: chunk, surroundings: data.surroundings)
    let first = max(0, data.bars.count - (last ?? data.bars.count))
    let rows = first..<data.bars.count
    switch output.json ? .json : format ?? .csv {
    case .csv: try EvalWriter(columns: columns, bars: data.bars).writeCSV(rows)
    case .json: try EvalWriter(columns: columns, bars: data.bars).writeJSON(rows)
    case .table: try EvalWriter(columns: columns, bars: data.bars).writeTable(rows)
    }
  }

  private func constant(_ setting: ParameterSetting) throws -> (name: String, value: Double) {
    guard let value = setting.number else {
      throw Failure(
        .usage, UsageKinds.parameter, "--set \(setting.name)=\(setting.value) is not a number")
    }
    return (setting.name, value)
  }

  /// Problems are drawn in the expression they are in.
  private func report(_ compilation: Compilation, _ sources: [Source]) throws {
    for (problem, text) in zip(compilation.diagnostics, compilation.texts)
    where problem.severity != .hint {
      Terminal.say(
        problem.terminalText(in: sources[text], colored: Terminal.isColored(2)) + "\n")
    }
  }
}
