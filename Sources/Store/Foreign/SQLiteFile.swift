internal import GRDB
public import Host
public import Market

/// A file of SQLite that others have written, opened to be read alone: nothing is written, neither
/// into it nor beside it.
///
/// A file with a rollback journal is read under SQLite's shared lock. One in WAL mode would need a
/// file of shared memory beside it, so it is taken as it stands; what only its journal holds is
/// never passed over, but refused.
public struct SQLiteFile: ForeignTables {
  /// The first bytes of every such file that is not encrypted.
  public static let mark = Array("SQLite format 3\0".utf8)

  /// True for a name as such files have.
  public static func isNamed(_ path: String) -> Bool {
    [".db", ".db3", ".sqlite", ".sqlite3"].contains { path.lowercased().hasSuffix($0) }
  }

  /// How long another program is waited for that writes the file, in seconds.
  private static let patience = 2.0

  public let tables: [ForeignTable]
  /// How many seconds a question may take.
  private let longest: Double
  private let path: String
  private let queue: DatabaseQueue
  private let disk: any Disk
  private let scratch: Scratch?
  /// What the file was, where no lock keeps others from writing it.
  private let before: FileStatus?

  /// - Parameters:
  ///   - scratch: where rows go that are too much for memory; nil holds them all.
  ///   - longest: how many seconds a question to it may take.
  public init(
    _ path: String, in environment: Environment, scratch: Scratch? = nil, longest: Double = 600
  ) throws(Failure) {
    self.longest = longest
    let disk = environment.disk
    let place = try disk.resolved(path)
    let (head, failure) = try disk.open(place).piece(100)
    if let failure { throw failure }
    let isShared = head.count > 19 && head[18] < 2 && head[19] < 2
    if !isShared, ((try? disk.status(place + "-wal"))?.bytes ?? 0) > 0 {
      throw Self.refusal(
        "\(place)-wal holds rows that are not yet in the file: a program has it open, or was ended "
          + "while it wrote", path,
        help: "End that program; or make a copy of the whole and import that: "
          + "sqlite3 FILE \".backup copy.db\".")
    }
    before = isShared ? nil : try disk.status(place)
    let address = "file:" + Catalog.escaped(place) + (isShared ? "?mode=ro" : "?immutable=1")
    queue = try Self.guarded(path) { () throws -> DatabaseQueue in
      var configuration = Configuration()
      configuration.readonly = true
      configuration.busyMode = .timeout(Self.patience)
      configuration.label = "quill.import"
      return try DatabaseQueue(path: address, configuration: configuration)
    }
    (self.path, self.disk, self.scratch) = (path, disk, scratch)
    tables = try Self.guarded(path) { [queue] in try queue.read { try Self.tables($0) } }
  }

  private static func tables(_ database: Database) throws -> [ForeignTable] {
    let names = try String.fetchAll(
      database,
      sql: """
        SELECT name FROM sqlite_master
        WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name
        """)
    return names.map { name in
      // A view of what is no longer there, or a table of a module that is not here.
      let statement = try? database.makeStatement(sql: "SELECT * FROM \(quoted(name))")
      return ForeignTable(name, columns: statement?.columnNames ?? [])
    }
  }

  private static func quoted(_ name: String) -> String {
    "\"" + name.replacing("\"", with: "\"\"") + "\""
  }

  // MARK: - Rows

  public func rows(ofTable name: String, limit: Int) throws(Failure) -> ForeignRows {
    try rows("SELECT * FROM \(Self.quoted(name))", limit, isQuestion: false)
  }

  public func rows(ofQuestion sql: String, limit: Int) throws(Failure) -> ForeignRows {
    let first = sql.split { !$0.isLetter }.first?.lowercased() ?? ""
    guard ["select", "with", "values"].contains(first), !sql.utf8.contains(0) else {
      throw Self.notAsked(first.isEmpty ? "it is empty" : "it begins with \(first.prefix(20))")
    }
    return try rows(sql, limit, isQuestion: true)
  }

  private static func notAsked(_ why: String) -> Failure {
    Failure(
      .usage, code: ImportKinds.database.code,
      "--sql takes one SELECT, which changes nothing: \(why)",
      help: "Ask as by --sql \"select time, open, high, low, close, volume from bars\".")
  }

  private func rows(
    _ sql: String, _ limit: Int, isQuestion: Bool
  ) throws(Failure) -> ForeignRows {
    // A question such as one that calls itself may never end, and gives no row in between.
    let found = Monitor<Result<ForeignRows, Failure>?>(nil)
    Threads.run(2) { [queue, path, longest, scratch] part in
      guard part == 0 else {
        if !found.waits(longest, until: { $0 != nil }) { queue.interrupt() }
        return
      }
      let rows = Result { () throws(Failure) in
        try Self.guarded(path, isQuestion: isQuestion, longest) {
          try Self.answer(queue, sql, limit, scratch, path)
        }.get()
      }
      found.with { $0 = rows }
    }
    if let before, try disk.status(disk.resolved(path)) != before {
      throw Self.refusal(
        "another program wrote the file while it was read", path,
        help: "Import it when nobody writes it, or import a copy.")
    }
    guard let rows = found.with({ $0 }) else {
      throw Self.refusal("its rows were not read", path)
    }
    return try rows.get()
  }

  private static func answer(
    _ queue: DatabaseQueue, _ sql: String, _ limit: Int, _ scratch: Scratch?, _ path: String
  ) throws -> Result<ForeignRows, Failure> {
    try queue.read { database throws -> Result<ForeignRows, Failure> in
      let statement = try database.makeStatement(sql: sql)
      guard statement.isReadonly, !statement.columnNames.isEmpty else {
        return .failure(notAsked("this one does not only read"))
      }
      var writer = try RowText(statement.columnNames, limit: limit, scratch)
      let cursor = try Row.fetchCursor(statement)
      while let row = try cursor.next() {
        if let problem = try writer.add(row) {
          return .failure(refusal(problem, path, help: RowText.help))
        }
      }
      return .success(try writer.rows())
    }
  }

  // MARK: - Failures

  private static func refusal(_ message: String, _ path: String, help: String? = nil) -> Failure {
    Failure(
      .data, code: ImportKinds.database.code, message, at: .init(file: path),
      help: help ?? ImportKinds.database.remedy)
  }

  private static func guarded<Value>(
    _ path: String, isQuestion: Bool = false, _ longest: Double = 0, _ body: () throws -> Value
  ) throws(Failure) -> Value {
    do {
      return try body()
    } catch let failure as Failure {
      throw failure
    } catch let error as DatabaseError where error.resultCode == .SQLITE_INTERRUPT {
      throw refusal(
        "the rows were not there after \(Int(longest.rounded(.up))) seconds", path,
        help: "Ask for less, as by a WITH that ends, or make a table of the rows with sqlite3 "
          + "first and import that.")
    } catch let error as DatabaseError {
      throw problem(error, path, isQuestion: isQuestion)
    } catch {
      throw refusal("SQLite says: \(error)", path)
    }
  }

  private static func problem(
    _ error: DatabaseError, _ path: String, isQuestion: Bool
  ) -> Failure {
    let words = error.message ?? "\(error.resultCode)"
    switch error.resultCode {
    case .SQLITE_NOTADB:
      return refusal(
        "behind its first bytes the file is no database of SQLite: it is encrypted or damaged", path
      )
    case .SQLITE_CORRUPT: return refusal("the file is damaged: \(words)", path)
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      return refusal(
        "another program is writing the file", path,
        help: "Import it when that has ended, or import a copy.")
    case .SQLITE_CANTOPEN, .SQLITE_READONLY:
      return refusal(
        "the file cannot be read without changing it: \(words)", path,
        help: "A program was ended while it wrote; open the file with sqlite3 once, which ends the "
          + "writing, or import a copy.")
    case .SQLITE_ERROR, .SQLITE_MISUSE, .SQLITE_AUTH:
      let areSeveral = words.hasPrefix("Multiple statements")
      return isQuestion
        ? notAsked(areSeveral ? "there are several" : words)
        : refusal("SQLite says: \(words)", path)
    default: return refusal("SQLite says: \(words)", path)
    }
  }
}

/// Rows of a statement as CSV.
private struct RowText {
  static let help =
    "Take the columns of the bars alone: --sql \"select time, open, high, low, close, volume from "
    + "TABLE\"."

  private var gathering: ByteGathering
  /// The line that is written now.
  private var text: [UInt8] = []
  private var count = 0
  private let names: [String]
  private let limit: Int

  init(_ names: [String], limit: Int, _ scratch: Scratch?) throws(Failure) {
    (self.names, self.limit) = (names, limit)
    gathering = ByteGathering(scratch)
    for (place, name) in names.enumerated() {
      if place > 0 { text.append(0x2C) }
      add(name)
    }
    try end()
  }

  private mutating func end() throws(Failure) {
    text.append(0x0A)
    try gathering.append(text)
    text.removeAll(keepingCapacity: true)
  }

  /// All rows.
  consuming func rows() throws(Failure) -> ForeignRows {
    let count = count
    return ForeignRows(text: try gathering.finish(), count: count)
  }

  /// Adds a row, or says why it cannot be one.
  mutating func add(_ row: Row) throws(Failure) -> String? {
    count += 1
    for place in names.indices {
      if place > 0 { text.append(0x2C) }
      let value: DatabaseValue = row[place]
      switch value.storage {
      case .null: break
      case .int64(let number): text += "\(number)".utf8
      case .double(let number): add(number)
      case .string(let string): add(string)
      case .blob:
        return "column \(names[place].prefix(80)) of row \(count) is a BLOB, which is no number, "
          + "time or word"
      }
    }
    try end()
    return gathering.count <= limit ? nil : "the rows are more than \(limit >> 20) MB of text"
  }

  /// A whole number without a point, so that counts of time are counts.
  private mutating func add(_ number: Double) {
    guard let whole = Int64(exactly: number), whole.magnitude < 1 << 53 else {
      text += "\(number)".utf8
      return
    }
    text += "\(whole)".utf8
  }

  /// In quotes where it would else be read as something other than one field; line ends and tabs
  /// become spaces.
  private mutating func add(_ string: String) {
    let bytes = string.utf8.map { $0 < 0x20 ? 0x20 : $0 }
    let isPlain =
      !bytes.contains { $0 == 0x2C || $0 == 0x22 || $0 == 0x3B || $0 == 0x7C }
      && bytes.first != 0x23 && bytes.first != 0x20 && bytes.last != 0x20
    guard !isPlain else {
      text += bytes
      return
    }
    text.append(0x22)
    for byte in bytes {
      if byte == 0x22 { text.append(0x22) }
      text.append(byte)
    }
    text.append(0x22)
  }
}
