internal import GRDB
public import Host
public import Machine
public import Market

/// Bars kept as columns: one file of NumPy's format for each, in a folder for each data set, and a
/// catalog that says what counts.
///
///     catalog.sqlite
///     columns/NAME/GENERATION/time.npy open.npy high.npy low.npy close.npy volume.npy
///
/// What the catalog has not committed does not exist: a longer file is read up to the committed
/// rows, and cut when it is written next.
public final class DataStore: Sendable {
  public let root: String
  let environment: Environment
  let catalog: Catalog

  /// Opens the store in a folder, or makes it there.
  public convenience init(root: String, in environment: Environment) throws(Failure) {
    try environment.disk.makeFolder(root)
    try Self.checkCatalog(root, environment.disk)
    try self.init(
      root: root, in: environment, catalog: try Catalog(path: "\(root)/catalog.sqlite"))
  }

  /// The store in a folder, where there is one, to be read alone: nothing is made or written by
  /// it, and what changes the store fails.
  public static func reading(
    root: String, in environment: Environment
  ) throws(Failure) -> DataStore? {
    guard try checkCatalog(root, environment.disk),
      let catalog = try Catalog.reading("\(root)/catalog.sqlite", environment.disk)
    else { return nil }
    return try DataStore(root: root, in: environment, catalog: catalog)
  }

  /// The store in a folder, where there is one, to be read and changed.
  public static func existing(
    root: String, in environment: Environment
  ) throws(Failure) -> DataStore? {
    guard try checkCatalog(root, environment.disk) else { return nil }
    return try DataStore(root: root, in: environment)
  }

  /// True where there is a catalog. One that is empty or gone while columns lie beside it is lost,
  /// and one that cannot be looked at is no store without data sets; both fail.
  @discardableResult
  private static func checkCatalog(_ root: String, _ disk: any Disk) throws(Failure) -> Bool {
    let status: FileStatus?
    do throws(Failure) {
      status = try disk.status("\(root)/catalog.sqlite")
    } catch {
      guard error.code == SystemKinds.missing.code else { throw error }
      status = nil
    }
    if let status, status.kind != .file || status.bytes > 0 { return true }
    // A journal may hold all of a catalog that is just being made.
    let journal = (try? disk.status("\(root)/catalog.sqlite-wal"))?.bytes ?? 0
    let sets = ((try? disk.list("\(root)/columns")) ?? []).filter { !$0.hasPrefix(".") }
    guard sets.isEmpty || journal > 0 else {
      let what = status == nil ? "is gone" : "is empty"
      throw StoreKinds.lost.failure(
        "the catalog of the store \(root) \(what), and columns of \(sets.count) data "
          + "\(sets.count == 1 ? "set lie" : "sets lie") beside it: "
          + sets.prefix(5).joined(separator: ", ") + (sets.count > 5 ? ", ..." : ""))
    }
    return status != nil
  }

  init(root: String, in environment: Environment, catalog: Catalog) throws(Failure) {
    self.root = root
    self.environment = environment
    self.catalog = catalog
  }

  // MARK: - Reading

  /// Every data set, by name.
  public func records() throws(Failure) -> [DataRecord] {
    try catalog.read {
      try Row.fetchAll($0, sql: "SELECT * FROM dataset ORDER BY name").map(DataRecord.init)
    }
  }

  /// What is known of a data set; nil where there is none of this name.
  public func record(_ name: String) throws(Failure) -> DataRecord? {
    try catalog.read { try DataRecord.find(name, $0) }
  }

  /// The same; fails with D0401 where there is none.
  public func known(_ name: String) throws(Failure) -> DataRecord {
    guard let record = try record(name) else {
      throw StoreKinds.unknown.failure("there is no data set \"\(name.prefix(80))\"")
    }
    return record
  }

  /// The first holes of a data set, in order.
  public func gaps(of name: String, most: Int = 1_000) throws(Failure) -> [DataGap] {
    try catalog.read {
      try Row.fetchAll(
        $0, sql: "SELECT * FROM gap WHERE dataset = ? ORDER BY row LIMIT ?",
        arguments: [name, most]
      ).map { DataGap(row: $0["row"], after: $0["after"], before: $0["before"], bars: $0["bars"]) }
    }
  }

  /// What was changed on purpose, in order.
  public func repairs(of name: String) throws(Failure) -> [DataRepair] {
    try catalog.read {
      try Row.fetchAll(
        $0, sql: "SELECT * FROM repair WHERE dataset = ? ORDER BY number", arguments: [name]
      ).map { row in
        var repair = DataRepair(kind: row["kind"], count: row["count"], detail: row["detail"])
        repair.time = row["time"]
        return repair
      }
    }
  }

  /// The committed bars, where they lie: nothing is copied and nothing but the heads is read.
  ///
  /// - Parameter extras: the columns beside the market that are wanted; all where nothing is said.
  public func bars(
    _ record: DataRecord, extras names: [String]? = nil
  ) throws(Failure) -> Bars {
    var extras: [Bars.Extra] = []
    for name in names ?? record.extras {
      guard record.extras.contains(name) else {
        let beside = record.extras.joined(separator: ", ")
        throw Failure(
          .data, code: DataKinds.missingColumn.code,
          "no column for \(name); the data set \(record.name) keeps "
            + (beside.isEmpty ? "prices and volume alone" : "beside the market \(beside)"),
          help: "Import the file again with --extras \(name).")
      }
      extras.append(Bars.Extra(name: name, words: try column(name, of: record)))
    }
    return Bars(
      time: try column("time", of: record), open: try column("open", of: record),
      high: try column("high", of: record), low: try column("low", of: record),
      close: try column("close", of: record), volume: try column("volume", of: record),
      interval: record.interval, extras: extras)
  }

  /// A data set as reading a file gives it, adjusted for splits and dividends where they were given
  /// with the import.
  public func open(_ name: String) throws(Failure) -> DataSet { try open(try known(name)) }

  /// The same of a data set whose record is at hand.
  ///
  /// - Parameter columns: those beside the market that are wanted; all where nothing is said.
  public func open(
    _ record: DataRecord, columns: [String]? = nil
  ) throws(Failure) -> DataSet {
    let bars = try bars(record, extras: columns)
    guard record.factors != nil else { return DataSet(bars: bars, report: record.report) }
    let factors = try Factors("\(folder(of: record))/factors.csv", in: environment)
    let zone = try ZoneFiles(environment).zone(record.zone)
    let adjusted = factors.adjusted(bars, in: zone)
    var report = record.report
    report = DataReport(
      rows: report.rows, from: report.from, to: report.to, interval: report.interval,
      problems: report.problems,
      notes: report.notes + [
        "\(adjusted.count) bars are adjusted for splits and dividends, as \(record.factors ?? "")"
      ])
    return DataSet(bars: adjusted.bars, report: report)
  }

  func column(_ column: String, of record: DataRecord) throws(Failure) -> Words {
    try file(column, of: record).words(rows: record.rows)
  }

  func file(_ column: String, of record: DataRecord) -> ColumnFile {
    ColumnFile(path: "\(folder(of: record))/\(column).npy", disk: environment.disk)
  }

  /// The folder of a data set's files.
  public func folder(of record: DataRecord) -> String {
    "\(root)/columns/\(record.name)/\(record.generation)"
  }

  // MARK: - Removing

  /// Takes a data set out of the catalog, then its files away.
  public func remove(_ name: String) throws(Failure) {
    try catalog.write { database in
      guard try DataRecord.find(name, database) != nil else {
        throw StoreKinds.unknown.failure("there is no data set \"\(name.prefix(80))\"")
      }
      try DataRecord.forget(name, database)
    }
    try? environment.disk.remove("\(root)/columns/\(name)")
  }

  /// Takes away the files of the store that no data set needs: what an import left that was broken
  /// off, or one that was replaced. Gives their folders and their size in bytes.
  public func prune(dryRun: Bool = false) throws(Failure) -> [(folder: String, bytes: Int)] {
    var found: [(folder: String, bytes: Int)] = []
    try catalog.write { database in
      let records = try Row.fetchAll(database, sql: "SELECT * FROM dataset").map(DataRecord.init)
      let kept = Set(records.map { folder(of: $0) })
      let disk = environment.disk
      for name in (try? disk.list("\(root)/columns")) ?? [] {
        let folder = "\(root)/columns/\(name)"
        let generations = (try? disk.list(folder)) ?? []
        if !generations.contains(where: { kept.contains("\(folder)/\($0)") }) {
          found.append((folder, disk.size(of: folder)))
          continue
        }
        for generation in generations where !kept.contains("\(folder)/\(generation)") {
          found.append(("\(folder)/\(generation)", disk.size(of: "\(folder)/\(generation)")))
        }
      }
      if dryRun { return }
      for (folder, _) in found { try disk.remove(folder) }
    }
    return found
  }

  // MARK: - Checking

  /// A part of a column that is not what was written.
  public struct Damage: Sendable, Hashable {
    public let column: String
    /// The rows it is about; all where the file itself is wrong.
    public let rows: Range<Int>
    public let message: String
  }

  /// Reads all of a data set and compares it with its check sums.
  public func verify(_ name: String) throws(Failure) -> [Damage] {
    let record = try known(name)
    var found: [Damage] = []
    for column in ["time"] + record.columns {
      let words: Words
      do throws(Failure) {
        words = try self.column(column, of: record)
      } catch {
        found.append(Damage(column: column, rows: 0..<record.rows, message: error.message))
        continue
      }
      let sums = try catalog.read {
        try String.fetchAll(
          $0, sql: "SELECT digest FROM block WHERE dataset = ? AND column = ? ORDER BY number",
          arguments: [name, column])
      }
      let digests = ColumnFile.digests(of: words, from: 0).map { String($0, radix: 16) }
      for (block, digest) in digests.enumerated()
      where !sums.indices.contains(block) || sums[block] != digest {
        let start = block * ColumnFile.blockRows
        let rows = start..<min(record.rows, start + ColumnFile.blockRows)
        found.append(
          Damage(
            column: column, rows: rows,
            message: "rows \(rows.lowerBound) to \(rows.upperBound - 1) are not what was written"))
      }
    }
    return found
  }
}

extension DataRecord {
  /// What reading it as a file would report.
  var report: DataReport {
    DataReport(
      rows: rows, from: from, to: to, interval: interval, problems: [],
      notes: gaps > 0 ? ["\(name): \(gaps) gaps with \(missing) missing bars"] : [])
  }
}

extension Disk {
  /// The bytes of all files in a folder.
  func size(of folder: String) -> Int {
    ((try? list(folder)) ?? []).reduce(0) { total, name in
      guard let status = try? status("\(folder)/\(name)") else { return total }
      return total + (status.kind == .folder ? size(of: "\(folder)/\(name)") : status.bytes)
    }
  }
}
