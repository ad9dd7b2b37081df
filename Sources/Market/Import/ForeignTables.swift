public import Host

/// A file of tables that another module has opened for the import.
public protocol ForeignTables {
  /// The tables and views, by name.
  var tables: [ForeignTable] { get }
  /// The rows of a table as CSV with a header line; refused where it is more than `limit` bytes.
  func rows(ofTable name: String, limit: Int) throws(Failure) -> ForeignRows
  /// The same of the rows that a question gives, which may only read.
  func rows(ofQuestion sql: String, limit: Int) throws(Failure) -> ForeignRows
}

/// A table of such a file.
public struct ForeignTable: Sendable, Hashable {
  public let name: String
  public let columns: [String]

  public init(_ name: String, columns: [String]) {
    self.name = name
    self.columns = columns
  }

  /// True where the columns can be those of bars, trades or quotes by their names.
  var canBeBars: Bool {
    var dialect = Dialect()
    let names = columns.map { ColumnNames.plain(Array($0.utf8)[...]) }
    let prefix = ColumnNames.prefix(of: names)
    dialect.roles = names.map { name in
      let own = prefix.flatMap { name.hasPrefix($0) ? String(name.dropFirst($0.count)) : nil }
      return ColumnNames.role(of: own ?? name) ?? .ignored
    }
    let roles = dialect.roles
    if roles.contains(.close), roles.contains(.amount) || roles.contains(.volume) {
      dialect.roles.append(.price)
    }
    if roles.contains(.price), roles.contains(.open) { dialect.roles.append(.close) }
    return dialect.kind != nil
  }

  /// As a message shows it.
  fileprivate var words: String {
    let shown = columns.prefix(8).joined(separator: ", ")
    return "\(name) (\(shown)\(columns.count > 8 ? ", ..." : ""))"
  }
}

/// Rows of such a table, as text.
public struct ForeignRows: Sendable {
  public let text: HeldBytes
  public let count: Int

  public init(text: HeldBytes, count: Int) {
    self.text = text
    self.count = count
  }
}

extension ImportPart {
  /// The rows of one table of a file, or those that a question to it gives.
  ///
  /// - Parameters:
  ///   - table: the table that was asked for.
  ///   - question: given the name of the table for which `FILE` stands in it, as SQL has it; nil
  ///     where nothing is asked.
  ///   - most: the bytes that the text may have.
  public init(
    _ file: some ForeignTables, path: String, table: String?,
    question: ((() throws(Failure) -> String) throws(Failure) -> String)?, most: Int
  ) throws(Failure) {
    let rows: ForeignRows
    let origin: ImportDecision
    if let question {
      let sql = try question { () throws(Failure) in
        let name = try Self.chosen(table, of: file, path).value
        return "\"" + name.replacing("\"", with: "\"\"") + "\""
      }
      rows = try file.rows(ofQuestion: sql, limit: most)
      origin = ImportDecision("rows", "\(rows.count)", "by the question", "--sql")
    } else {
      origin = try Self.chosen(table, of: file, path)
      rows = try file.rows(ofTable: origin.value, limit: most)
    }
    guard rows.count > 0 else {
      throw Failure(
        .data, code: DataKinds.headerOnly.code,
        question == nil ? "the table \(origin.value) has no rows" : "the question gives no rows",
        at: .init(file: path), help: "Choose another table, or ask otherwise with --sql.")
    }
    self.init(name: InstrumentNames.last(of: path), text: rows.text)
    self.origin = origin
  }

  /// The table that was asked for, else the only one that can be bars.
  private static func chosen(
    _ wanted: String?, of file: some ForeignTables, _ path: String
  ) throws(Failure) -> ImportDecision {
    let tables = file.tables
    let shown =
      tables.prefix(12).map(\.words).joined(separator: ", ") + (tables.count > 12 ? ", ..." : "")
    func refusal(_ message: String) -> Failure {
      Failure(
        .data, code: ImportKinds.tables.code, message, at: .init(file: path),
        help: ImportKinds.tables.remedy)
    }
    if let wanted {
      guard
        let known = tables.first(where: { $0.name == wanted })
          ?? tables.first(where: { $0.name.lowercased() == wanted.lowercased() })
      else {
        throw refusal("there is no table \(wanted.prefix(80)); the tables are \(shown)")
      }
      return ImportDecision("table", known.name, "as said", "--table")
    }
    guard let first = tables.first else { throw refusal("the file has no tables") }
    if tables.count == 1 {
      return ImportDecision("table", first.name, "the file has no other", "--table")
    }
    let fitting = tables.filter(\.canBeBars)
    guard fitting.count == 1 else {
      let can = fitting.map(\.name).joined(separator: ", ")
      throw refusal(
        "the file has \(tables.count) tables, \(shown); "
          + (fitting.isEmpty
            ? "none has the columns of bars by their names" : "\(can) may all be bars"))
    }
    return ImportDecision(
      "table", fitting[0].name,
      "of \(tables.count) tables the only one whose columns can be bars", "--table")
  }
}
