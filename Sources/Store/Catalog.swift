internal import GRDB
internal import Host

/// The catalog of a store: SQLite in WAL mode. Its transactions are what makes an import happen or
/// not; one program writes at a time, others wait for up to ten seconds.
final class Catalog: Sendable {
  /// What this version writes; a newer one is not touched.
  static let version = 1
  /// How long a writer waits for another, in seconds.
  static let patience = 10.0

  private let queue: DatabaseQueue

  /// Opens or makes the catalog in a file.
  init(path: String) throws(Failure) {
    queue = try Self.guarded { () throws -> DatabaseQueue in
      var configuration = Configuration()
      configuration.busyMode = .timeout(Self.patience)
      configuration.journalMode = .wal
      configuration.label = "quill.catalog"
      return try DatabaseQueue(path: path, configuration: configuration)
    }
    try prepare()
  }

  /// The catalog in a file that is there, to be read alone: opening it writes nothing and waits
  /// for nobody. nil where it was never begun.
  ///
  /// In a folder that must not be written SQLite cannot share its journal with writers; there the
  /// file is taken as it stands, unless a journal beside it holds what is not yet in it.
  static func reading(_ path: String, _ disk: any Disk) throws(Failure) -> Catalog? {
    do throws(Failure) {
      return try reading(path)
    } catch {
      guard error.code == StoreKinds.readOnly.code else { throw error }
      guard ((try? disk.status(path + "-wal"))?.bytes ?? 0) == 0 else { throw error }
      let refused = error
      do throws(Failure) {
        return try reading("file:" + escaped(path) + "?immutable=1")
      } catch {
        // It cannot even be read.
        guard error.code == StoreKinds.readOnly.code else { throw error }
        throw StoreKinds.catalog.failure(refused.message)
      }
    }
  }

  /// - Parameter path: a path, or a URI of SQLite's.
  static func reading(_ path: String) throws(Failure) -> Catalog? {
    let queue = try guarded { () throws -> DatabaseQueue in
      var configuration = Configuration()
      configuration.readonly = true
      configuration.busyMode = .timeout(patience)
      configuration.label = "quill.catalog"
      return try DatabaseQueue(path: path, configuration: configuration)
    }
    let catalog = Catalog(queue)
    return try catalog.knownVersion() == 0 ? nil : catalog
  }

  /// A path as a URI has it.
  static func escaped(_ path: String) -> String {
    var text = ""
    for byte in path.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x2F, 0x5F, 0x7E:
        text.unicodeScalars.append(Unicode.Scalar(byte))
      default: text += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }
    }
    return text
  }

  private init(_ queue: DatabaseQueue) { self.queue = queue }

  /// A catalog that lives as long as this object: for tests of what happens to the files.
  init() throws(Failure) {
    queue = try Self.guarded { try DatabaseQueue() }
    try prepare()
  }

  private func prepare() throws(Failure) {
    // GRDB asks for less than this when it opens a catalog in WAL mode.
    try Self.guarded {
      try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
    }
    if try knownVersion() == Self.version { return }
    try write { database in
      if try Int.fetchOne(database, sql: "PRAGMA user_version") == Self.version { return }
      try database.execute(sql: Self.schema)
      try database.execute(sql: "PRAGMA user_version = \(Self.version)")
    }
  }

  /// The version of the file: 0 where it is empty. One that is newer than this is refused.
  private func knownVersion() throws(Failure) -> Int {
    let found = try read { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 }
    guard found <= Self.version else {
      throw StoreKinds.newer.failure(
        "the store has the format \(found), and this version of Quill knows up to \(Self.version)")
    }
    return found
  }

  private static let schema = """
    CREATE TABLE dataset (
      name TEXT PRIMARY KEY NOT NULL,
      generation INTEGER NOT NULL,
      rows INTEGER NOT NULL,
      symbol TEXT NOT NULL,
      interval INTEGER NOT NULL,
      zone TEXT NOT NULL,
      calendar TEXT NOT NULL,
      first INTEGER NOT NULL,
      last INTEGER NOT NULL,
      columns TEXT NOT NULL,
      price_decimals INTEGER,
      volume_decimals INTEGER,
      gaps INTEGER NOT NULL,
      missing INTEGER NOT NULL,
      source TEXT NOT NULL,
      factors TEXT,
      created INTEGER NOT NULL,
      changed INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE gap (
      dataset TEXT NOT NULL, row INTEGER NOT NULL, after INTEGER NOT NULL,
      before INTEGER NOT NULL, bars INTEGER NOT NULL, PRIMARY KEY (dataset, row)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE block (
      dataset TEXT NOT NULL, column TEXT NOT NULL, number INTEGER NOT NULL,
      digest TEXT NOT NULL, PRIMARY KEY (dataset, column, number)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE repair (
      dataset TEXT NOT NULL, number INTEGER NOT NULL, kind TEXT NOT NULL,
      count INTEGER NOT NULL, detail TEXT NOT NULL, time INTEGER NOT NULL,
      PRIMARY KEY (dataset, number)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE last_generation (number INTEGER NOT NULL) STRICT;
    INSERT INTO last_generation VALUES (0);
    """

  // MARK: - Access

  /// Reads one state of the catalog.
  func read<Value>(_ body: (Database) throws -> Value) throws(Failure) -> Value {
    try Self.guarded { try queue.read(body) }
  }

  /// Changes the catalog: all of it or, when `body` fails, nothing. No other program writes
  /// meanwhile.
  func write<Value>(_ body: (Database) throws -> Value) throws(Failure) -> Value {
    try Self.guarded { () throws -> Value in
      var value: Value?
      try queue.inTransaction(.immediate) { database in
        value = try body(database)
        return .commit
      }
      guard let value else { throw StoreKinds.catalog.failure("the transaction gave no value") }
      return value
    }
  }

  private static func guarded<Value>(_ body: () throws -> Value) throws(Failure) -> Value {
    do {
      return try body()
    } catch let failure as Failure {
      throw failure
    } catch let error as DatabaseError {
      if error.resultCode == .SQLITE_BUSY || error.resultCode == .SQLITE_LOCKED {
        throw Failure(
          .transient, code: StoreKinds.busy.code,
          "another program writes to the store, for more than \(Int(patience)) seconds",
          help: StoreKinds.busy.remedy)
      }
      let words = error.message ?? error.resultCode.description
      if error.resultCode == .SQLITE_READONLY || error.resultCode == .SQLITE_CANTOPEN {
        throw StoreKinds.readOnly.failure("the catalog of the store: \(words)")
      }
      throw StoreKinds.catalog.failure("the catalog of the store: \(words)")
    } catch {
      throw StoreKinds.catalog.failure("the catalog of the store: \(error)")
    }
  }
}
