internal import Host

/// A table that names instruments and says other things of them than what they cost when.
enum InstrumentList {
  /// How many rows are looked at.
  private static let most = 2_000

  /// True for a table with a header that names instruments, no times and no prices by its names;
  /// where dates and numbers stand in it they may be times and prices by names that nobody knows.
  static func isOne(_ text: HeldBytes) -> Bool {
    let table = LineTable(text)
    return [UInt8](",;\t|".utf8).contains { isOne(table, $0) }
  }

  private static func isOne(_ table: LineTable, _ delimiter: UInt8) -> Bool {
    guard table.count > 1, let head = table.fields(0, delimiter), head.count >= 2,
      head.allSatisfy({ if case .word = FieldLook($0) { true } else { $0.isEmpty } })
    else { return false }
    let names = head.map { ColumnNames.plain($0) }
    let roles = names.map { ColumnNames.role(of: $0) }
    let known: Set<ImportRole?> = [nil, .symbol, .volume, .zone]
    guard roles.allSatisfy(known.contains),
      roles.contains(.symbol) || names.contains(where: ColumnNames.tellsInstruments)
    else { return false }
    let rows = (1..<min(table.count, most)).compactMap { table.fields($0, delimiter) }
    guard rows.allSatisfy({ $0.count == head.count }) else { return false }
    let columns = head.indices.map { column in rows.map { $0[column] } }
    return !columns.contains(where: areTimes) || !columns.contains(where: areNumbers)
  }

  /// Dates, or numbers that may count seconds since 1970 and go one way.
  private static func areTimes(_ cells: [ArraySlice<UInt8>]) -> Bool {
    let dates = cells.count { if case .moment = FieldLook($0) { true } else { false } }
    if dates * 2 > cells.count { return true }
    let counts = cells.compactMap { TimeCount(Array($0).span)?.magnitude }
    guard counts.count == cells.count, counts.allSatisfy({ $0 >= 100_000_000 }) else {
      return false
    }
    let steps = zip(counts.dropFirst(), counts)
    return steps.allSatisfy { $0 > $1 } || steps.allSatisfy { $0 < $1 }
  }

  private static func areNumbers(_ cells: [ArraySlice<UInt8>]) -> Bool {
    cells.count { if case .number = FieldLook($0) { true } else { false } } * 2 > cells.count
  }
}
