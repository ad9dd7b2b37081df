package import ArgumentParser
import Host
package import Machine
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

  /// Reads the bars, with the columns that a program asks for, and what else it may ask.
  package func load(for program: Program, threads: Int, log: LogOptions) throws -> DataSet {
    var set = try read(
      source.path, program.columns(of: nil).sorted(), threads: threads, log: log)
    set.surroundings = try market.surroundings(
      of: set.bars, in: .system, columns: { program.columns(of: $0) }
    ) {
      try read($0, $1, threads: threads, log: log).bars
    }
    set.surroundings.symbol = source.symbol
    return set
  }

  private func read(
    _ path: String, _ columns: [String], threads: Int, log: LogOptions
  ) throws -> DataSet {
    let set = try CSVFile(path).read(
      in: .system, threads: threads == 0 ? nil : threads, columns: columns)
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
