internal import Host
internal import Machine
internal import Market
internal import Store

/// A data set of the store.
struct StoredProvider: Provider {
  let spelling: String
  let name: String
  /// The store's folder.
  let root: String

  var manners: Manners { .local }

  init(_ text: ProviderText, root: String) throws(Failure) {
    guard !text.place.isEmpty else { throw text.wrong("the name of a data set is missing") }
    (spelling, name, self.root) = (text.spelling, text.place, root)
  }

  func mostBars(in environment: Environment) throws(Failure) -> Int? {
    let record = try opened(environment).record
    return record.factors == nil ? 0 : record.rows
  }

  private func opened(
    _ environment: Environment
  ) throws(Failure) -> (store: DataStore, record: DataRecord) {
    guard let store = try DataStore.reading(root: root, in: environment) else {
      throw StoreKinds.unknown.failure(
        "there is no data set \"\(name.prefix(80))\": the store \(root) is empty", .data)
    }
    return (store, try store.known(name))
  }

  func bars(_ request: BarRequest, in environment: Environment) throws(Failure) -> Bars {
    let (store, record) = try opened(environment)
    if let symbol = request.symbol, symbol != record.symbol {
      throw ProviderKinds.nothing.failure(
        "the data set \(name) is of \(record.symbol), not of \(symbol.prefix(40))")
    }
    let bars = try store.open(record, columns: []).bars
    return bars.rows(request.rows(of: bars))
  }
}
