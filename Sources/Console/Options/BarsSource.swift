import Glibc
package import Host
import Machine
package import Market
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

/// A file of bars or the name of a data set: whatever stands where bars are asked for.
package struct BarsSource: Sendable {
  package let text: String
  package var usesCache = true

  /// `store:` in front says that a data set is meant, though a file has that name.
  package static let mark = "store:"

  package init(_ text: String, usesCache: Bool = true) {
    self.text = text
    self.usesCache = usesCache
  }

  /// The data set that is meant; nothing where it is a file.
  package func record(
    in environment: Environment
  ) throws(Failure) -> (store: DataStore, record: DataRecord)? {
    let isSaid = text.hasPrefix(Self.mark)
    let name = isSaid ? String(text.dropFirst(Self.mark.count)) : text
    guard isSaid || DataRecord.isName(name) else { return nil }
    if !isSaid, (try? environment.disk.status(name)) != nil { return nil }
    let store = try DataStore.existing(root: Places.store, in: environment)
    if let store, let record = try store.record(name) { return (store, record) }
    guard isSaid else { return nil }
    throw Failure(
      .data, StoreKinds.unknown, "there is no data set \"\(name.prefix(80))\" in \(Places.store)")
  }

  /// Reads the bars.
  ///
  /// - Parameters:
  ///   - threads: for reading a file; nil takes what the machine has.
  ///   - columns: those wanted beside prices and volume, which neither the store nor the cache
  ///     keeps: they are read from the file each time.
  package func read(
    in environment: Environment, threads: Int? = nil, columns: [String] = []
  ) throws(Failure) -> DataSet {
    if let (store, record) = try record(in: environment) {
      guard let column = columns.first else { return try store.open(record.name) }
      throw Failure(
        .data, DataKinds.missingColumn,
        "no column for \(column); the data set \(record.name) keeps prices and volume alone",
        help: "Give the file itself.")
    }
    let file = CSVFile(text)
    guard usesCache, columns.isEmpty else {
      do throws(Failure) {
        return try file.read(in: environment, threads: threads, columns: columns)
      } catch {
        throw usesCache ? explained(error, in: environment) : error
      }
    }
    let cache = BarsCache(root: Places.cache + "/bars", in: environment)
    do throws(Failure) {
      return try cache.bars(of: text) { () throws(Failure) in
        try file.read(in: environment, threads: threads)
      }
    } catch {
      throw explained(error, in: environment)
    }
  }

  /// A name that is neither a file nor a data set.
  private func explained(_ failure: Failure, in environment: Environment) -> Failure {
    guard failure.code == SystemKinds.missing.code, DataRecord.isName(text),
      let store = try? DataStore.existing(root: Places.store, in: environment),
      let records = try? store.records(), !records.isEmpty
    else { return failure }
    return Failure(
      failure.failureClass, code: failure.code,
      failure.message + ", and no data set of this name is in the store", at: failure.place,
      help: "`quill data ls` lists the data sets; " + (failure.help ?? ""))
  }
}
