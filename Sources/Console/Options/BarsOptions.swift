package import ArgumentParser
import Host
package import Machine
package import Market
import Providers
import Store
import Trading

/// Where bars come from, and which of them.
package struct BarsOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Bars: a file of CSV, plain or gz, or a data set of the store; SYMBOL=FILE names the symbol.",
      valueName: "[SYMBOL=]FILE"),
    completion: .file(extensions: ["csv", "gz"]))
  package var data: String

  @OptionGroup package var reading: ReadingOptions
  @OptionGroup package var market: MarketOptions

  /// The symbol, given or taken from the file's name, and the path.
  package var source: (symbol: String, path: String) {
    let data = Terminal.input(data)
    if let equals = data.firstIndex(of: "="), equals != data.startIndex,
      !data[..<equals].contains("/"), ProviderCatalog.entry(of: data) == nil
    {
      return (String(data[..<equals]), String(data[data.index(after: equals)...]))
    }
    if let symbol = ProviderCatalog.symbol(in: data) { return (symbol, data) }
    let name = data.split(separator: "/").last.map(String.init) ?? data
    return (String(name.prefix { $0 != "." }), data)
  }

  /// What the file of instruments says of the symbol.
  package var facts: Instruments.Facts {
    get throws { try market.facts(source.symbol, in: .system) }
  }

  /// Reads the bars, with the columns that programs ask for, and what else they may ask.
  package func load(
    for programs: Program..., beside: [String] = [], threads: Int, log: LogOptions
  ) throws -> DataSet {
    try load(for: programs, beside: beside, threads: threads, log: log)
  }

  /// The same for any number of programs.
  ///
  /// - Parameter beside: columns that the account asks for.
  package func load(
    for programs: [Program], beside: [String] = [], threads: Int, log: LogOptions
  ) throws -> DataSet {
    var memory = try MemoryGuard(reading.memory)
    let (set, record) = try alone(
      Self.columns(nil, of: programs).union(beside), &memory, threads: threads, log: log)
    return try surrounded(set, stored: record, for: programs, threads: threads, log: log)
  }

  /// The bars alone, with some of their columns beside the market, joined where that is asked for.
  ///
  /// - Parameter memory: what may be held, of these and of others.
  func alone(
    _ columns: Set<String>, _ memory: inout MemoryGuard?, threads: Int, log: LogOptions
  ) throws -> (set: DataSet, record: DataRecord?) {
    let stored = try BarsSource(source.path).record(in: .system)
    let record = stored?.record
    try memory?.check(source.path, record, isJoined: reading.resample != nil, in: .system)
    let set = try read(source.path, stored, columns.sorted(), threads: threads, log: log)
    guard let resample = reading.resample else { return (set, record) }
    let zones = ZoneFiles(.system)
    let calendar = try market.tradingCalendar(try facts, stored: record, zones, in: .system)
    return (
      try ResampleOption(resample).applied(to: set, calendar, zones, source.path, log).set, record
    )
  }

  /// The columns that programs ask for beside the market, of their own symbol or of another one.
  private static func columns(_ symbol: String?, of programs: [Program]) -> Set<String> {
    programs.reduce(into: []) { $0.formUnion($1.columns(of: symbol)) }
  }

  /// No bars of a length, where they are still to come, with all that a program may ask.
  package func none(
    of interval: Int64, for program: Program, beside: [String] = [], threads: Int,
    log: LogOptions
  ) throws -> DataSet {
    let bars = Bars(
      time: [], open: [], high: [], low: [], close: [], volume: [], interval: interval
    ).filled(Self.columns(nil, of: [program]).union(beside))
    let report = DataReport(
      rows: 0, from: 0, to: 0, interval: interval, problems: [], notes: [])
    return try surrounded(
      DataSet(bars: bars, report: report), stored: nil, for: [program], threads: threads, log: log)
  }

  /// The same bars with what programs may ask beside them.
  private func surrounded(
    _ set: DataSet, stored record: DataRecord?, for programs: [Program], threads: Int,
    log: LogOptions
  ) throws -> DataSet {
    var set = set
    let facts = try facts
    let columns = { (symbol: String) in Self.columns(symbol, of: programs) }
    set.surroundings = try market.surroundings(
      of: set.bars, facts, stored: record, in: .system, columns: columns
    ) {
      try read($0, nil, $1, threads: threads, log: log).bars
    }
    set.surroundings = set.surroundings.of(
      symbol: source.symbol, priceStep: facts.tick?.number)
    return set
  }

  /// - Parameter stored: the data set that is meant, where it has been looked up.
  private func read(
    _ path: String, _ stored: BarsSource.Stored?, _ columns: [String], threads: Int,
    log: LogOptions
  ) throws -> DataSet {
    let source = BarsSource(path, usesCache: !reading.skipsCache)
    let set = try source.read(
      try stored ?? source.record(in: .system), in: .system,
      threads: threads == 0 ? nil : threads, columns: columns)
    for note in set.report.notes { log.say(.info, "\(path): \(note)") }
    for problem in set.report.problems {
      log.say(.warning, "\(path):\(problem.firstLine): \(problem.message) [\(problem.kind.code)]")
    }
    return set
  }

  package init() {}

  /// Bars that no command line has named.
  package init(
    data: String, market: MarketOptions = .standard, reading: ReadingOptions = .standard
  ) {
    self.data = data
    self.market = market
    self.reading = reading
  }
}
