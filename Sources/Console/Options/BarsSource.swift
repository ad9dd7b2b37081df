import Glibc
package import Host
import Machine
package import Market
import Providers
package import Store

/// Where Quill keeps what it stores.
package enum Places {
  /// The store of data sets: `QUILL_STORE`, else `quill` under `XDG_DATA_HOME` or
  /// `~/.local/share`.
  package static var store: String {
    variable("QUILL_STORE") ?? (base("XDG_DATA_HOME", "/.local/share") + "/quill")
  }

  /// What may go at any time: `QUILL_CACHE`, else `quill` under `XDG_CACHE_HOME` or `~/.cache`.
  package static var cache: String {
    variable("QUILL_CACHE") ?? (base("XDG_CACHE_HOME", "/.cache") + "/quill")
  }

  private static func base(_ name: String, _ folder: String) -> String {
    // A path that is not absolute is to be ignored, says the XDG specification.
    if let given = variable(name), given.hasPrefix("/") { return given }
    return (variable("HOME") ?? ".") + folder
  }

  private static func variable(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    let text = String(cString: value)
    return text.isEmpty ? nil : text
  }
}

/// A file of bars, the name of a data set or a provider: whatever stands where bars are asked for.
package struct BarsSource: Sendable {
  package let text: String
  package var usesCache = true

  /// `store:` in front says that a data set is meant, though a file has that name.
  package static let mark = "store:"

  package init(_ text: String, usesCache: Bool = true) {
    self.text = Terminal.input(text)
    self.usesCache = usesCache
  }

  /// A data set in an open store.
  package typealias Stored = (store: DataStore, record: DataRecord)

  /// The data set that is meant; nothing where it is a file.
  package func record(
    in environment: Environment
  ) throws(Failure) -> Stored? {
    let isSaid = text.hasPrefix(Self.mark)
    let name = isSaid ? String(text.dropFirst(Self.mark.count)) : text
    guard isSaid || DataRecord.isName(name) else { return nil }
    if !isSaid, (try? environment.disk.status(name)) != nil { return nil }
    let store = try DataStore.reading(root: Places.store, in: environment)
    if let store, let record = try store.record(name) { return (store, record) }
    guard isSaid else { return nil }
    throw Failure(
      .data, StoreKinds.unknown, "there is no data set \"\(name.prefix(80))\" in \(Places.store)")
  }

  /// Reads the bars.
  ///
  /// - Parameters:
  ///   - threads: for reading a file; nil takes what the machine has.
  ///   - columns: those wanted beside prices and volume.
  package func read(
    in environment: Environment, threads: Int? = nil, columns: [String] = []
  ) throws(Failure) -> DataSet {
    try read(try record(in: environment), in: environment, threads: threads, columns: columns)
  }

  /// The same where it is known already whether a data set is meant.
  package func read(
    _ stored: Stored?, in environment: Environment, threads: Int? = nil, columns: [String] = []
  ) throws(Failure) -> DataSet {
    if let stored { return try stored.store.open(stored.record, columns: columns) }
    if let provider = try provider(in: environment) {
      return try ask(provider, columns, in: environment)
    }
    if (try? environment.disk.status(text))?.kind == .other { Terminal.announce(reading: text) }
    let file = CSVFile(text)
    let advance = Progress.hearing("reading \(text)", in: environment)
    do throws(Failure) {
      guard usesCache else {
        return try file.read(
          in: environment, threads: threads, columns: columns, advance: advance)
      }
      let cache = BarsCache(root: Places.cache + "/bars", in: environment)
      return try cache.bars(of: text, columns: columns) { () throws(Failure) in
        try file.read(in: environment, threads: threads, columns: columns, advance: advance)
      }
    } catch {
      throw explained(error, in: environment)
    }
  }

  /// The provider that is meant; nothing where it is a file.
  private func provider(in environment: Environment) throws(Failure) -> (any Provider)? {
    guard let entry = ProviderCatalog.entry(of: text), entry.services.contains(.history),
      (try? environment.disk.status(text)) == nil
    else { return nil }
    return try ProviderCatalog.provider(text, store: Places.store)
  }

  private func ask(
    _ provider: any Provider, _ columns: [String], in environment: Environment
  ) throws(Failure) -> DataSet {
    if let column = columns.first {
      throw Failure(
        .data, DataKinds.missingColumn, "no column for \(column); \(text) gives prices and volume",
        help: "Give a file, or a data set that was imported with --extras.")
    }
    var chain = Failover([provider])
    let bars = try chain.answer(BarRequest(), in: environment).bars
    return DataSet(
      bars: bars,
      report: DataReport(
        rows: bars.count, from: bars.time.first ?? 0, to: bars.time.last ?? 0,
        interval: bars.interval, problems: [], notes: []))
  }

  /// True for a name that a file is not likely to have: without an ending in letters.
  private var isOfDataSet: Bool {
    let ending = text.split(separator: ".", omittingEmptySubsequences: false).dropFirst().last
    return DataRecord.isName(text) && ending?.first?.isLetter != true
  }

  /// A name that is neither a file nor a data set.
  package func explained(_ failure: Failure, in environment: Environment) -> Failure {
    guard failure.code == SystemKinds.missing.code else { return failure }
    if isOfDataSet {
      return Failure(
        .data, StoreKinds.unknown,
        "there is no data set \"\(text)\" in \(Places.store), and no file of this name")
    }
    guard usesCache, DataRecord.isName(text),
      let store = try? DataStore.reading(root: Places.store, in: environment),
      let records = try? store.records(), !records.isEmpty
    else { return failure }
    return Failure(
      failure.failureClass, code: failure.code,
      failure.message + ", and no data set of this name is in the store", at: failure.place,
      help: "`quill data ls` lists the data sets; " + (failure.help ?? ""))
  }
}
