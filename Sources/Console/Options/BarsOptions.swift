package import ArgumentParser
import Host
package import Market

/// Where bars come from, and which of them.
package struct BarsOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Bars as CSV, plain or gz; SYMBOL=FILE names the symbol.", valueName: "[SYMBOL=]FILE"),
    completion: .file(extensions: ["csv", "gz"]))
  package var data: String

  @OptionGroup package var market: MarketOptions

  /// The symbol, given or taken from the file's name, and the path.
  package var source: (symbol: String, path: String) {
    if let equals = data.firstIndex(of: "="), equals != data.startIndex,
      !data[..<equals].contains("/")
    {
      return (String(data[..<equals]), String(data[data.index(after: equals)...]))
    }
    let name = data.split(separator: "/").last.map(String.init) ?? data
    return (String(name.prefix { $0 != "." }), data)
  }

  /// What the file of instruments says of the symbol.
  package var facts: Instruments.Facts {
    get throws { try market.facts(source.symbol, in: .system) }
  }

  /// Reads the bars, and what a program over them may ask.
  package func load(threads: Int, log: LogOptions) throws -> DataSet {
    var set = try read(source.path, threads: threads, log: log)
    let facts = try facts
    set.surroundings = try market.surroundings(of: set.bars, facts, in: .system) {
      try read($0, threads: threads, log: log).bars
    }
    return set
  }

  /// Reads the bars alone.
  package func bare(threads: Int, log: LogOptions) throws -> DataSet {
    try read(source.path, threads: threads, log: log)
  }

  private func read(_ path: String, threads: Int, log: LogOptions) throws -> DataSet {
    let set = try CSVFile(path).read(in: .system, threads: threads == 0 ? nil : threads)
    for note in set.report.notes { log.say(.info, "\(path): \(note)") }
    for problem in set.report.problems {
      log.say(.warning, "\(path):\(problem.firstLine): \(problem.message) [\(problem.kind.code)]")
    }
    return set
  }

  package init() {}

  /// Bars that no command line has named.
  package init(data: String, market: MarketOptions = .standard) {
    self.data = data
    self.market = market
  }
}
