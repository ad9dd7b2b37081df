package import Backtest
package import Host
package import Machine
package import Market
import Providers
package import Trading

/// The files of a portfolio: which symbols there are, and when they belong to it.
package struct PortfolioData {
  /// One symbol with its bars.
  package struct Member {
    package let symbol: String
    package let path: String
    package let set: DataSet
    package let facts: Instruments.Facts
    package let membership: [ClosedRange<Int64>]?
  }

  /// By symbol.
  package private(set) var members: [Member] = []
  /// What a file of members lists, and what of that there are no bars of.
  package private(set) var listed: Int?
  package private(set) var missing: [String] = []
  package private(set) var currency: String?

  /// - Parameters:
  ///   - given: files, `SYMBOL=FILE`, and folders of files.
  ///   - programs: what is run: their columns are read.
  ///   - beside: the columns that the terms of an instrument ask for.
  ///   - universe: the symbols that the program names, or one file of members; empty for all.
  package init(
    _ given: [String], for programs: [Program], universe: [String], market: MarketOptions,
    reading: ReadingOptions, threads: Int, log: LogOptions,
    in environment: Environment, beside: (Instruments.Facts) throws -> [String] = { _ in [] }
  ) throws {
    var files = try PortfolioData.files(given, in: environment)
    var memberships: [String: [ClosedRange<Int64>]] = [:]
    if let path = universe.first, path.hasSuffix(".csv") {
      memberships = try UniverseFile(path, in: environment).members
      listed = memberships.count
      missing = memberships.keys.filter { symbol in !files.contains { $0.symbol == symbol } }
        .sorted()
      files = files.filter { memberships[$0.symbol] != nil }
    } else if !universe.isEmpty {
      for symbol in universe where !files.contains(where: { $0.symbol == symbol }) {
        throw Failure(
          .usage, UsageKinds.value, "the universe names \(symbol), and there are no bars of it",
          help: "add its file to --data: \(symbol)=FILE")
      }
      files = files.filter { universe.contains($0.symbol) }
    }
    let known = try Instruments.load(market.instruments, in: environment)
    var memory = try MemoryGuard(reading.memory)
    for file in files {
      let options = BarsOptions(
        data: "\(file.symbol)=\(file.path)", market: market, reading: reading)
      let facts = known.facts(file.symbol)
      try agree(facts, file.symbol)
      members.append(
        Member(
          symbol: file.symbol, path: file.path,
          set: try options.alone(
            programs.reduce(into: Set(try beside(facts))) {
              $0.formUnion($1.columns(of: nil).union($1.columns(of: file.symbol)))
            }, &memory, threads: threads, log: log
          ).set, facts: facts,
          membership: memberships[file.symbol]))
    }
    guard !members.isEmpty else {
      throw Failure(.data, DataKinds.headerOnly, "there are no bars of any symbol of the universe")
    }
  }

  /// All quote currencies are one: an account has no other.
  private mutating func agree(_ facts: Instruments.Facts, _ symbol: String) throws {
    guard let own = facts[.currency] else { return }
    if let currency, currency != own {
      throw Failure(
        .data, UsageKinds.instruments,
        "\(symbol) is quoted in \(own), and others in \(currency); an account has one currency")
    }
    currency = own
  }

  // MARK: Files

  /// Symbols and paths, by symbol; a file is named by what stands before the first point.
  private static func files(
    _ given: [String], in environment: Environment
  ) throws -> [(symbol: String, path: String)] {
    var files: [(symbol: String, path: String)] = []
    for data in given {
      let source = BarsOptions(data: data).source
      // A data set or a provider is no file.
      let record = try BarsSource(source.path).record(in: environment)
      let isNamed = record != nil || ProviderCatalog.entry(of: source.path) != nil
      guard !isNamed, try environment.disk.status(source.path).kind == .folder else {
        files.append(source)
        continue
      }
      let folder = source.path.hasSuffix("/") ? source.path : source.path + "/"
      let names = try environment.disk.list(source.path).filter {
        !$0.hasPrefix(".") && ($0.hasSuffix(".csv") || $0.hasSuffix(".csv.gz"))
      }
      files += names.map { BarsOptions(data: folder + $0).source }
    }
    files.sort { ($0.symbol, $0.path) < ($1.symbol, $1.path) }
    for (one, next) in zip(files, files.dropFirst()) where one.symbol == next.symbol {
      throw Failure(
        .usage, UsageKinds.value, "\(one.path) and \(next.path) are both of \(one.symbol)",
        help: "name them apart: SYMBOL=FILE")
    }
    return files
  }

  // MARK: Instruments

  /// The members as a run takes them.
  package func instruments(
    for programs: [Program], _ assumptions: Assumptions, _ costs: CostOptions, _ settings: Settings,
    market: MarketOptions, range: RangeOptions, actions: [String: [CorporateAction]],
    in environment: Environment
  ) throws -> [PortfolioInstrument] {
    let companions = Dictionary(uniqueKeysWithValues: members.map { ($0.symbol, $0.set.bars) })
    // What all of them look at beside themselves is read once.
    struct Wanted: Hashable {
      let path: String
      let columns: [String]
    }
    var read: [Wanted: Bars] = [:]
    return try members.map { member in
      var surroundings = try market.surroundings(
        of: member.set.bars, member.facts, in: environment,
        columns: { symbol in
          programs.reduce(into: []) { $0.formUnion($1.columns(of: symbol)) }
        }
      ) { path, columns in
        let wanted = Wanted(path: path, columns: columns)
        if let known = read[wanted] { return known }
        let bars = try BarsSource(path).read(in: environment, columns: columns).bars
        read[wanted] = bars
        return bars
      }
      surroundings.companions.merge(companions) { own, _ in own }
      let terms = try costs.terms(
        symbol: member.symbol, settings, of: member.facts, assuming: assumptions)
      let start = try PortfolioData.start(of: member.set.bars, assumptions, range)
      var instrument = PortfolioInstrument(
        symbol: member.symbol, terms: terms, source: .held(start.bars),
        surroundings: surroundings, sector: member.facts[.sector],
        membership: member.membership, tradesSince: start.time)
      instrument.actions = actions[member.symbol] ?? []
      return instrument
    }
  }

  /// The bars that a program sees, and the time from which on it trades them.
  private static func start(
    of bars: Bars, _ assumptions: Assumptions, _ range: RangeOptions
  ) throws -> (bars: Bars, time: Int64) {
    if let interval = assumptions.interval, interval != bars.interval, bars.count > 1 {
      _ = try RunStart.bars(bars, rows: nil, assumptions)
    }
    switch assumptions.history {
    case nil: return (bars, .min)
    case .bars(let count):
      let times = try range.times()
      let first = bars.time.firstIndex { $0 >= times.lowerBound } ?? bars.count
      let start = max(0, first - count)
      let row = max(first, start + count)
      return (bars.rows(start..<bars.count), row < bars.count ? bars.time[row] : .max)
    case .since(let time):
      let start = bars.time.firstIndex { $0 >= time } ?? bars.count
      return (bars.rows(start..<bars.count), .min)
    }
  }
}
