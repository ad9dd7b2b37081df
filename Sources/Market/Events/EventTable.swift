import Host

/// A small CSV file about symbols and days: universes, dividends, splits.
struct EventTable {
  struct Row {
    let path: String
    let line: Int
    let fields: [String]

    func failure(_ message: String) -> Failure {
      Failure(
        .data, code: DataKinds.events.code, "\(path):\(line): \(message)",
        at: .init(file: path, line: line), help: DataKinds.events.remedy)
    }

    func symbol() throws(Failure) -> String {
      if fields[0].isEmpty { throw failure("there is no symbol") }
      return fields[0]
    }

    /// A time of a field; nothing where it is empty.
    func time(_ field: Int, atDayEnd: Bool) throws(Failure) -> Int64? {
      let text = fields[field]
      if text.isEmpty { return nil }
      guard let time = TimeText.nanoseconds(of: text) else {
        throw failure("\(text) is not a date")
      }
      return atDayEnd && text.utf8.count == 10 ? time &+ 86_400_000_000_000 &- 1 : time
    }
  }

  private static let bytes = 64 * 1024 * 1024

  let rows: [Row]

  /// Reads a file with these columns, in this order, under a header line that says so.
  init(_ path: String, columns: [String], in environment: Environment) throws(Failure) {
    let bytes = try environment.disk.read(path, limit: EventTable.bytes)
    let text = String(decoding: bytes, as: UTF8.self)
    var rows: [Row] = []
    var isHeader = true
    for (number, part) in text.split(separator: "\n", omittingEmptySubsequences: false)
      .enumerated()
    {
      let fields = part.split(separator: ",", omittingEmptySubsequences: false).map { field in
        String(field.filter { $0 != " " && $0 != "\r" && $0 != "\"" && $0 != "\t" })
      }
      if fields == [""] { continue }
      let row = Row(path: path, line: number + 1, fields: fields)
      if isHeader {
        guard fields.map({ $0.lowercased() }) == columns else {
          throw row.failure("the first line must be " + columns.joined(separator: ","))
        }
        isHeader = false
        continue
      }
      guard fields.count == columns.count else {
        throw row.failure("\(fields.count) fields where there should be \(columns.count)")
      }
      rows.append(row)
    }
    if isHeader { throw DataKinds.events.failure("\(path) is empty") }
    self.rows = rows
  }
}
