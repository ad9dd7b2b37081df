package import ArgumentParser
package import Backtest
import Host
package import Machine
package import Market

/// The full report: whether it is wanted, where it goes, and what it holds a strategy against.
package struct ReportOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      full prints the whole tear sheet, FILE.html writes it as one page; may be given more than \
      once.
      """, valueName: "full|FILE.html"),
    completion: .file(extensions: ["html"]))
  package var report: [String] = []

  @Option(
    help: ArgumentHelp(
      "What the report compares with: a file of bars, or a SYMBOL of --with. Without it, the "
        + "instrument itself, bought and held.",
      valueName: "[SYMBOL=]FILE|SYMBOL"),
    completion: .file(extensions: ["csv", "gz"]))
  package var benchmark: String?

  package init() {}

  /// The pages to be written.
  package var pages: [String] { report.filter { $0 != "full" } }
  /// True where the text or the JSON is to be the full one.
  package var isFull: Bool { report.contains("full") }
  package var isWanted: Bool { !report.isEmpty }

  package func validate() throws {
    for name in pages where !name.hasSuffix(".html") && !name.hasSuffix(".htm") {
      throw Failure(.usage, UsageKinds.value, "--report takes full or FILE.html, not \(name)")
    }
  }

  /// The benchmark that was named; nothing where none was.
  ///
  /// - Parameters:
  ///   - market: where a symbol may stand.
  ///   - read: reads the bars of a file.
  package func benchmark(
    among market: MarketOptions, _ read: (BarsOptions) throws -> Bars
  ) throws -> Benchmark? {
    guard let benchmark else { return nil }
    let companion = market.others.first { $0.hasPrefix(benchmark + "=") }
    let options = BarsOptions(data: companion ?? benchmark)
    let bars = try read(options)
    return Benchmark(name: options.source.symbol, times: bars.time, closes: bars.close)
  }
}

extension TearSheet {
  /// The full report of a portfolio.
  ///
  /// - Parameter bars: the longest of its bars, which say how many days make a year.
  package init?(
    _ result: PortfolioResult, of strategies: [PortfolioStrategy],
    on instruments: [PortfolioInstrument], _ bars: Bars, benchmark: Benchmark?
  ) {
    guard let almanac = instruments.lazy.compactMap(\.surroundings.almanac).first else {
      return nil
    }
    self.init(
      TrackRecord(
        result, of: strategies, on: instruments, almanac: almanac,
        daysPerYear: PeriodsPerYear.days(of: bars), benchmark: benchmark))
  }

  /// The full report of a backtest that kept equity.
  package init?(
    _ result: BacktestResult, of program: Program, on symbol: String, _ data: DataSet,
    benchmark: Benchmark?
  ) {
    guard let almanac = data.surroundings.almanac else { return nil }
    let record = TrackRecord(
      result, of: program, on: symbol, bars: data.bars, almanac: almanac,
      daysPerYear: PeriodsPerYear.days(of: data.bars), benchmark: benchmark)
    guard let record else { return nil }
    self.init(record)
  }
}
