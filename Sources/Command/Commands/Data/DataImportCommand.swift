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
      unpacked; trades and quotes become bars; a table of SQLite is read as a CSV of it is (--table,
      --sql); Parquet, Arrow and JSON go through duckdb.

      Nothing is repaired in silence: times that repeat or go back are refused, unless --sort and
      --dedupe ask for the repair, which is counted and recorded. --fill puts in missing bars at the
      last close; --adjust FILE keeps splits and dividends beside the bars, and reading applies them.

      Of several instruments, told apart by a column or by the names of files, each becomes a data
      set of its own, unless --symbol names one. One that fails leaves the others alone.

      Example: quill data import Strategies/data/sp500_daily.csv --as sp500 --calendar us-equities
      Example: quill data import klines.zip --as btc --explain
      """)

  @Argument(
    help: "A file, a folder of files, or an archive; - is standard input.", completion: .file())
  var file: String
  @Flag(help: "Show what was found out and why, and import nothing.") var explain = false
  @Option(
    help: ArgumentHelp(
      "The name of the data set; else the file's. {symbol} in it stands for the instrument, "
        + "{interval} for the length of its bars, of which each becomes a data set.",
      valueName: "NAME"))
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
  @Flag(
    help: "Leave one row of each time; with --append, leave out rows that are there already.")
  var dedupe = false
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

  mutating func run() throws {
    file = Terminal.input(file)
    if append, replace {
      throw Failure(.usage, UsageKinds.arguments, "give --append or --replace, not both")
    }
    if keep != nil, !dedupe {
      throw Failure(.usage, UsageKinds.arguments, "--keep goes with --dedupe")
    }
    let zones = ZoneFiles(.system)
    let own = InstrumentNames.plain(file: file)
    // Where trades become bars, the calendar says where these begin.
    let hours = try hours(try known(`as` ?? own), zones)
    let plan = try reading.plan(
      file, symbol: symbol, sorts: sort, dropsCopies: dedupe, sampling: try sampling(hours),
      splitsLengths: `as`?.contains(Self.interval) ?? false)
    guard plan.series.count == 1 else { return try importAll(plan, zones) }
    let series = try plan.only()
    let symbol = symbol ?? series.symbol
    let name = try name(series, else: own)
    let found = try plan.bars(of: series)
    if explain {
      return try Terminal.out(
        output.json
          ? JSON.object(explained(found, name, file)).text() + "\n" : found.explanation)
    }
    let set = try save(found, name, symbol ?? own, series, zones)
    output.json ? try Terminal.out(JSON.object(set.json).text() + "\n") : try say(set)
  }

  static let interval = "{interval}"

  /// A pattern of `--as` for one series: `{symbol}` is its instrument, `{interval}` the length of
  /// its bars.
  static func filled(_ pattern: String, _ symbol: String, _ series: ImportPlan.Series) -> String {
    pattern.replacing("{symbol}", with: symbol).replacing(interval, with: series.length ?? "")
  }

  /// The instrument of a file of one, as names of data sets have it.
  func oneName(_ series: ImportPlan.Series) -> String {
    let own = InstrumentNames.plain(file: file)
    let files = series.length == nil || series.name.isEmpty ? own : series.name
    return InstrumentNames.plain(symbol ?? series.symbol ?? files)
  }

  /// What a data set is called: by `--as`, else by the file.
  private func name(_ series: ImportPlan.Series, else own: String) throws -> String {
    let name = `as`.map { Self.filled($0, oneName(series), series) } ?? own
    guard explain || DataRecord.isName(name) else {
      throw Failure(
        .usage, StoreKinds.name, "\"\(name.prefix(80))\" cannot name a data set; give --as NAME")
    }
    return name
  }

  /// The answer of `--explain` for `--json`.
  func explained(_ found: Imported, _ name: String, _ place: String) -> [(String, JSON)] {
    [
      ("schema", "quill.data-explain/1"), ("name", .text(name)), ("file", .text(place)),
      ("rows", .integer(found.set.bars.count)),
      ("interval_ns", .integer(found.set.bars.interval)),
      ("from", .text(TimeText.text(found.set.report.from))),
      ("to", .text(TimeText.text(found.set.report.to))), ("decisions", found.decisionsJSON),
    ]
  }
}
