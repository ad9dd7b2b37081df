import ArgumentParser
import Backtest
import Console
import Host
import Machine
import Market
import Store

struct DataExportCommand: ParsableCommand {
  enum Format: String, CaseIterable, ExpressibleByArgument { case csv, npy }

  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write a data set or a file of bars as CSV or NumPy columns.",
    discussion: """
      CSV is timestamp,open,high,low,close,volume with times in UTC, on standard output or in --out
      FILE; `-` is standard output too.
      With --format npy a folder is written: time.npy holds nanoseconds since 1970 as 64-bit
      integers, the other columns are 64-bit floating point. A data set that is adjusted as it is
      read is written so, or as it was imported with --raw.

      Example: quill data export sp500 --from 2015-01-01 --resample 1w --out weekly.csv
      """)

  @Argument(help: "A data set, or a file of bars.") var source: String
  @OptionGroup var range: RangeOptions
  @Option(help: ArgumentHelp("Join the bars to longer ones.", valueName: "TIMEFRAME"))
  var resample: String?
  @Option(help: ArgumentHelp("When it is traded, for --resample.", valueName: "NAME|FILE"))
  var calendar: String?
  @Flag(help: "Leave out splits and dividends that were given with the import.") var raw = false
  @Option(help: "csv or npy.") var format: Format = .csv
  @Option(
    help: ArgumentHelp("The file, or the folder of columns.", valueName: "PATH"),
    completion: .file())
  var out: String?
  @OptionGroup var output: OutputOptions
  @OptionGroup var log: LogOptions

  func run() throws {
    if format == .npy, out == nil {
      throw Failure(.usage, UsageKinds.arguments, "--format npy needs --out FOLDER")
    }
    if output.json, out == nil {
      throw Failure(.usage, UsageKinds.arguments, "--json needs --out, as both write to one place")
    }
    if format == .npy, OutputFiles.isStandardOutput(out) {
      throw Failure(
        .usage, UsageKinds.arguments, "--format npy writes a folder, and --out - is none")
    }
    _ = try OutputFiles(["--out": out], beside: output.taken)
    let (bars, outside) = try loaded()
    let rows = try range.rows(of: bars) ?? 0..<bars.count
    switch format {
    case .csv: try writeCSV(bars, rows)
    case .npy: try BarsExport.writeColumns(bars.rows(rows), to: out ?? ".", in: .system)
    }
    if output.json {
      try Terminal.out(
        JSON.object([
          ("schema", "quill.data-export/1"), ("source", .text(source)),
          ("rows", .integer(rows.count)), ("outside", .integer(outside)),
          ("format", .text(format.rawValue)), ("path", .text(out ?? "")),
        ]).text() + "\n")
    }
  }

  /// The bars, and how many outside of sessions were left out by joining them.
  private func loaded() throws -> (bars: Bars, outside: Int) {
    let place = BarsSource(source)
    let found = try place.record(in: .system)
    var set: DataSet
    if let (store, record) = found {
      set = try store.open(record)
      if raw { set = set.with(bars: try store.bars(record)) }
    } else {
      set = try place.read(in: .system)
    }
    guard let resample else { return (set.bars, 0) }
    let zones = ZoneFiles(.system)
    var market = MarketOptions.standard
    market.calendar = calendar
    let hours = try market.tradingCalendar(stored: found?.record, zones, in: .system)
    let joined = try ResampleOption(resample).applied(to: set, hours, zones, source, log)
    return (joined.set.bars, joined.outside)
  }

  private func writeCSV(_ bars: Bars, _ rows: Range<Int>) throws {
    try OutputFiles.write(out ?? "-") { write throws(Failure) in
      try BarsExport.csv(bars, rows, write)
    }
  }
}
