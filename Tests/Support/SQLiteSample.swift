internal import GRDB

/// A file of SQLite as any other program makes it.
public final class SQLiteSample {
  private let queue: DatabaseQueue

  /// - Parameter isJournalShared: true for WAL mode.
  public init(_ path: String, isJournalShared: Bool = false, _ statements: String...) throws {
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    if isJournalShared { configuration.journalMode = .wal }
    queue = try DatabaseQueue(path: path, configuration: configuration)
    for statement in statements { try run(statement) }
  }

  public func run(_ statement: String) throws {
    try queue.writeWithoutTransaction { try $0.execute(sql: statement) }
  }

  /// A table with rows; each cell as SQL writes it.
  public func table(_ name: String, _ columns: String, _ rows: [[String]]) throws {
    try run("CREATE TABLE \(name) (\(columns))")
    try queue.write { database in
      for row in rows {
        try database.execute(sql: "INSERT INTO \(name) VALUES (\(row.joined(separator: ",")))")
      }
    }
  }

  public func close() throws { try queue.close() }
}
