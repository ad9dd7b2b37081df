import Console
import Machine
import Market
import Trading

/// Columns of the data that definitions ask for after the bars were loaded.
extension ReplSession {
  /// Reads the bars of some options, with the columns asked for of them and, by its symbol, of each
  /// other instrument.
  func read(
    _ options: BarsOptions, columns: (String?) -> Set<String> = { _ in [] }
  ) throws -> DataSet {
    let source = BarsSource(options.source.path, usesCache: false)
    var set = try source.read(in: environment, columns: columns(nil).sorted())
    let record = try source.record(in: environment)?.record
    let facts = try options.market.facts(options.source.symbol, in: environment)
    set.surroundings = try options.market.surroundings(
      of: set.bars, facts, stored: record, in: environment, columns: { columns($0) }
    ) { try BarsSource($0, usesCache: false).read(in: environment, columns: $1).bars }
    set.surroundings = set.surroundings.of(
      symbol: options.source.symbol, priceStep: facts.tick?.number)
    return set
  }

  /// Reads the bars again where a program asks for columns that they do not carry yet; those that
  /// they do stay.
  mutating func bring(_ program: Program) throws {
    guard let data else { return }
    let surroundings = data.set.surroundings
    func known(_ symbol: String?) -> [String] {
      guard let symbol else { return surroundings.extras }
      return surroundings.companions[symbol]?.extras.map(\.name) ?? []
    }
    let all: [String?] = [nil] + surroundings.companions.keys.map { $0 }
    guard all.contains(where: { !program.columns(of: $0).isSubset(of: known($0)) }) else { return }
    let set = try read(data.options) { program.columns(of: $0).union(known($0)) }
    self.data = LoadedBars(
      options: data.options, set: set, cache: ColumnCache(set.bars, set.surroundings))
  }
}
