internal import Host

/// What stands above the first row and below the last: titles, units, totals, but never a row.
extension DialectGuess {
  /// Refuses to leave out what begins as the rows do, or has a moment and numbers, in whatever way
  /// its line is parted.
  func checkEdges(above start: Int, _ rows: Range<Int>) throws(Failure) {
    let pattern = RowPattern(table.fields(rows.lowerBound, dialect.delimiter) ?? [])
    let above = start..<rows.lowerBound
    var head: Int?
    for index in above where !table.isRemark(index) {
      if isHeaderAnyhow(index) {
        head = head ?? index
      } else if let found = pattern.data(table.line(index), isBelowHeader: head != nil) {
        throw refusal(above: index, found, rows)
      }
    }
    for index in rows.upperBound..<table.count where !table.isRemark(index) {
      guard let found = pattern.data(table.line(index), isBelowHeader: true) else { continue }
      throw refusal(below: index, found, rows)
    }
    if head == nil, let first = above.first, !isCount(first, of: rows),
      pattern.isEnd(table.fields(first, dialect.delimiter) ?? [])
    {
      throw edge(
        DataKinds.fieldCount,
        "the line is the end of a row whose beginning is not here, as where a file was cut into "
          + "parts: put the parts together, or leave the line out with --skip \(first + 1)",
        first)
    }
  }

  /// What a line above the rows is refused for: a second table, or a row that is written otherwise.
  private func refusal(
    above index: Int, _ found: RowPattern.Data, _ rows: Range<Int>
  ) -> Failure {
    let first = rows.lowerBound
    let way =
      "--skip \(first) leaves out all above line \(table.number(first))"
      + (isHeaderAnyhow(first - 1) ? "" : ", and --columns then says what the columns are")
    if let second = (index + 1..<max(first, index + 1)).last(where: isHeaderAnyhow) {
      return edge(
        DataKinds.fieldCount,
        "the line names columns anew, below rows of another table: put each table into a file; "
          + "--skip \(second) leaves out the one above", second)
    }
    return refusal(index, found, "make all rows alike; \(way)")
  }

  private func refusal(
    below index: Int, _ found: RowPattern.Data, _ rows: Range<Int>
  ) -> Failure {
    if let second = (rows.upperBound..<index).last(where: isHeaderAnyhow) {
      return edge(
        DataKinds.fieldCount,
        "the line names columns anew, and rows of another table stand below it: put each table "
          + "into a file", second)
    }
    return refusal(index, found, "make all rows alike, or put these into a file of their own")
  }

  /// A line that looks like a row and is none.
  private func refusal(_ index: Int, _ found: RowPattern.Data, _ way: String) -> Failure {
    if found.delimiter != dialect.delimiter || found.isQuoted {
      return edge(
        DataKinds.fieldCount,
        "the line has a time and numbers as the rows have, and is parted otherwise: \(way)", index)
    }
    guard found.fields.count == width else {
      return edge(
        DataKinds.fieldCount,
        "the line begins as the rows do, and has \(found.fields.count) fields where they have "
          + "\(width): \(way)", index)
    }
    let word = found.fields.first {
      if case .word = FieldLook($0) { true } else { false }
    }
    return edge(
      DataKinds.notNumber,
      "the line begins as the rows do, and \(shown(word ?? [])) is not a number: empty the field "
        + "or take out the line; \(way)", index)
  }

  private func edge(_ kind: FailureKind, _ message: String, _ index: Int) -> Failure {
    failure(kind, message, line: table.number(index))
  }

  /// True for words that name a time and prices, by any delimiter.
  private func isHeaderAnyhow(_ index: Int) -> Bool {
    guard table.line(index).contains(where: { $0 | 0x20 >= 97 }) else { return false }
    return RowPattern.delimiters.contains { delimiter in
      guard let fields = table.fields(index, delimiter), fields.count > 1 else { return false }
      let roles = fields.map { ColumnNames.role(of: ColumnNames.plain($0)) }
      return roles.contains(.time) && roles.contains { $0 != nil && $0 != .time }
        && fields.allSatisfy {
          if case .word = FieldLook($0) { return true }
          return $0.isEmpty
        }
    }
  }

  /// True for a line that says how many rows there are.
  private func isCount(_ index: Int, of rows: Range<Int>) -> Bool {
    table.line(index).elementsEqual("\(rows.count)".utf8)
  }
}

/// What a row looks like, for what may be a row that is written another way.
struct RowPattern {
  /// Fields that look like a row's, and how they are parted.
  struct Data {
    let fields: [ArraySlice<UInt8>]
    let delimiter: UInt8
    /// True where all of them stand in one pair of quotes.
    let isQuoted: Bool
  }

  static let delimiters = [UInt8](",;\t| ".utf8)

  private let row: [ArraySlice<UInt8>]
  /// The column of the first moment, else of the first long whole number.
  private let time: Int?
  private let moments: Int

  init(_ row: [ArraySlice<UInt8>]) {
    self.row = row
    moments = row.count(where: Self.isMoment)
    time =
      row.firstIndex(where: Self.isMoment) ?? row.firstIndex { $0.count >= 8 && Self.isWhole($0) }
  }

  /// The fields of a line that is data; nil for one that is none.
  func data(_ line: ArraySlice<UInt8>, isBelowHeader: Bool) -> Data? {
    for delimiter in Self.delimiters {
      guard let fields = LineTable.fields(of: line, delimiter) else { continue }
      if let only = fields.first, fields.count == 1, line.first(where: { $0 > 0x20 }) == 0x22,
        let inner = LineTable.fields(of: only, delimiter), isData(inner, delimiter, isBelowHeader)
      {
        return Data(fields: inner, delimiter: delimiter, isQuoted: true)
      }
      if isData(fields, delimiter, isBelowHeader) {
        return Data(fields: fields, delimiter: delimiter, isQuoted: false)
      }
    }
    return nil
  }

  private func isData(
    _ fields: [ArraySlice<UInt8>], _ delimiter: UInt8, _ isBelowHeader: Bool
  ) -> Bool {
    // Words of a sentence have spaces between them.
    guard fields.count >= (delimiter == 0x20 ? max(4, row.count - 2) : 2) else { return false }
    var (values, times, words) = (0, 0, 0)
    for field in fields {
      switch FieldLook(field) {
      case .moment: times += 1
      case .number: values += 1
      case .word: words += 1
      case .missing: break
      }
    }
    let least = delimiter == 0x20 ? 4 : 2
    if times > 0, values >= least, words * 2 <= fields.count { return true }
    guard let time, time < fields.count, isTime(fields[time]), times <= max(moments, 1),
      (0..<time).allSatisfy({ Self.isMoment(fields[$0]) == Self.isMoment(row[$0]) })
    else { return false }
    return values > (Self.isMoment(row[time]) ? 0 : 1) || fields.count == row.count
      || isBelowHeader && delimiter != 0x20
  }

  /// True for the last fields of a row, of which the first may be cut.
  func isEnd(_ fields: [ArraySlice<UInt8>]) -> Bool {
    guard !fields.isEmpty, fields.count <= row.count, !(fields.count == row.count && moments > 0)
    else { return false }
    var numbers = 0
    for (field, other) in zip(fields.reversed(), row.reversed()) {
      switch (FieldLook(field), FieldLook(other)) {
      case (.number, .number): numbers += 1
      case (.word, .word), (.moment, .moment), (.missing, _), (_, .missing): break
      default: return false
      }
    }
    return numbers > 0
  }

  private func isTime(_ field: ArraySlice<UInt8>) -> Bool {
    guard let time else { return false }
    if Self.isMoment(row[time]) { return Self.isMoment(field) }
    return Self.isWhole(field) && abs(field.count - row[time].count) <= 1
  }

  private static func isMoment(_ field: ArraySlice<UInt8>) -> Bool {
    if case .moment = FieldLook(field) { true } else { false }
  }

  private static func isWhole(_ field: ArraySlice<UInt8>) -> Bool {
    !field.isEmpty && field.allSatisfy { (48...57).contains($0) }
  }
}
