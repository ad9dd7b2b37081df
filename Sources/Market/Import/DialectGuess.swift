internal import Host

/// Finds out how a text is written, from its lines alone, and says why.
struct DialectGuess {
  let table: LineTable
  let path: String
  /// The name of the text itself, which may hold a date.
  let name: String
  let isFromArchive: Bool
  let wish: ImportWish
  var dialect = Dialect()
  /// How many fields a row has.
  private(set) var width = 0
  /// Rows that are looked at for everything but the order of dates.
  private(set) var sample: [[ArraySlice<UInt8>]] = []

  init(_ part: ImportPart, _ table: LineTable, path: String, _ wish: ImportWish) {
    self.table = table
    self.path = path
    name = part.name
    isFromArchive = part.packing.contains("zip")
    self.wish = wish
    if let origin = part.origin { dialect.decisions.append(origin) }
    if !part.packing.isEmpty {
      dialect.decide("packing", part.packing.joined(separator: ", "), "by the first bytes")
    }
  }

  mutating func found() throws(Failure) -> Dialect {
    guard !table.isEmpty else {
      throw Failure(
        .data, code: DataKinds.empty.code, "the file has nothing but blank lines",
        at: .init(file: path), help: DataKinds.empty.remedy)
    }
    try chooseDelimiter()
    let heads = try chooseRows()
    try chooseColumns(heads)
    try chooseNumbers()
    try chooseMoments()
    chooseScale()
    try chooseUnitOfSizes()
    return dialect
  }

  func failure(_ kind: FailureKind, _ message: String, line: Int? = nil) -> Failure {
    Failure(
      .data, code: kind.code, message, at: .init(file: path, line: line), help: kind.remedyOfImport)
  }

  func shown(_ field: ArraySlice<UInt8>) -> String { shownText(Array(field).span) }

  // MARK: - Delimiter

  private static let delimiters: [(UInt8, String)] = [
    (0x2C, "comma"), (0x3B, "semicolon"), (0x09, "tab"), (0x7C, "bar"), (0x20, "space"),
  ]

  /// The lines that are looked at: the first 300 and the last 40.
  private var looked: [Int] {
    let count = table.count
    let first = min(wish.skip, count)
    return Array(first..<min(count, first + 300))
      + Array(max(min(count, first + 300), count - 40)..<count)
  }

  private mutating func chooseDelimiter() throws(Failure) {
    var best: (score: Double, byte: UInt8, name: String, width: Int, share: Int)?
    for (byte, name) in Self.delimiters where wish.delimiter ?? byte == byte {
      guard let found = score(byte) else { continue }
      let score = found.score * (byte == 0x20 ? 0.5 : 1)
      if score > best?.score ?? 0 { best = (score, byte, name, found.width, found.share) }
    }
    if best == nil, let (byte, name) = pairs, let found = score(byte, least: 2) {
      best = (1, byte, name, found.width, found.share)
    }
    if best == nil, let wished = wish.delimiter, let found = score(wished) {
      best = (found.score, wished, "as said", found.width, found.share)
    }
    guard let best, best.score > 0.2 else {
      if looked.count == 1 {
        throw failure(DataKinds.headerOnly, "the file has one line, and no row below it", line: 1)
      }
      throw failure(
        ImportKinds.noBars,
        "no delimiter parts the lines into three fields or more, and bars have five; trades of two "
          + "columns need a header or --columns time,price",
        line: table.firstNumber)
    }
    dialect.delimiter = best.byte
    width = best.width
    dialect.decide(
      "delimiter", best.name,
      wish.delimiter != nil
        ? "as said" : "\(best.share) of \(looked.count) lines looked at have \(width) fields by it",
      "--delimiter")
  }

  /// The delimiter of trades that are a time and a price, where a header or `--columns` says so.
  private var pairs: (byte: UInt8, name: String)? {
    Self.delimiters.first { byte, _ in
      guard wish.delimiter ?? byte == byte else { return false }
      if let columns = wish.columns { return columns.count == 2 && score(byte, least: 2) != nil }
      return looked.prefix(20).contains { index in
        let roles = (table.fields(index, byte) ?? []).map {
          ColumnNames.role(of: ColumnNames.plain($0))
        }
        return roles == [.time, .price] || roles == [.price, .time]
      }
    }
  }

  /// How well a delimiter parts the lines: the share of lines with the most common number of
  /// fields, by the share of fields in them that are numbers or times.
  private func score(
    _ byte: UInt8, least: Int = 3
  ) -> (score: Double, width: Int, share: Int)? {
    var counts: [Int: Int] = [:]
    let lines = looked.map { table.fields($0, byte) ?? [] }
    for fields in lines where fields.count >= least { counts[fields.count, default: 0] += 1 }
    guard let (width, share) = counts.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }) else {
      return nil
    }
    var (good, all) = (0, 0)
    for fields in lines where fields.count == width {
      for field in fields {
        all += 1
        if case .word = FieldLook(field) { continue }
        good += 1
      }
    }
    let quality = Double(good) / Double(max(1, all))
    return (Double(share) / Double(max(1, lines.count)) * (0.1 + quality), width, share)
  }

  // MARK: - Rows

  /// True for what can only be a row: mostly numbers and times.
  private func isRow(_ index: Int) -> Bool {
    guard let fields = table.fields(index, dialect.delimiter),
      fields.count == width || fields.count == width + 1 && fields.last?.isEmpty == true
    else { return false }
    var (values, missing, words) = (0, 0, 0)
    for field in fields {
      switch FieldLook(field) {
      case .number, .moment: values += 1
      case .missing: missing += 1
      case .word: words += 1
      }
    }
    return values >= 1 && values + missing >= min(3, width) && words * 2 <= fields.count
  }

  /// The line of the header where lines above it look like rows, being filled up with delimiters as
  /// a sheet's are; else the line that was asked for.
  private func banner(from start: Int) -> Int {
    let lines = start..<min(table.count, start + 50)
    guard wish.hasHeader != false, wish.columns == nil,
      let head = lines.first(where: isHeader), lines.contains(where: { $0 < head && isRow($0) })
    else { return start }
    let isFilled = (start..<head).allSatisfy { index in
      let fields = table.fields(index, dialect.delimiter) ?? []
      return fields.count(where: \.isEmpty) * 2 >= fields.count
        || fields.count < width
    }
    return isFilled ? head : start
  }

  /// True for words alone that name a time and prices.
  private func isHeader(_ index: Int) -> Bool {
    guard let fields = table.fields(index, dialect.delimiter), fields.count == width else {
      return false
    }
    let roles = fields.map { ColumnNames.role(of: ColumnNames.plain($0)) }
    return roles.contains(.time)
      && [.open, .close, .price, .bid].contains { roles.contains($0) }
      && fields.allSatisfy {
        if case .word = FieldLook($0) { return true }
        return $0.isEmpty
      }
  }

  /// Finds the first and the last row; gives the lines above that name columns.
  private mutating func chooseRows() throws(Failure) -> [[ArraySlice<UInt8>]] {
    let count = table.count
    let start = banner(from: min(wish.skip, count))
    guard var first = (start..<min(count, start + 300)).first(where: isRow) else {
      throw failure(
        count - start < 2 ? DataKinds.headerOnly : ImportKinds.noBars,
        "none of the first lines is a row of numbers", line: table.firstNumber)
    }
    var heads: [[ArraySlice<UInt8>]] = []
    var above: [Int] = []
    for index in 0..<first {
      let fields = table.fields(index, dialect.delimiter) ?? []
      if index >= start, wish.hasHeader != false, fields.count >= width - 1,
        fields.count <= width + 1
      {
        heads.append(fields)
        dialect.header = Array(table.line(index))
      } else {
        above.append(table.number(index))
      }
    }
    if wish.hasHeader == true, heads.isEmpty, let fields = table.fields(first, dialect.delimiter) {
      heads.append(fields)
      dialect.header = Array(table.line(first))
      first += 1
      dialect.decide("header", "line \(table.number(first - 1))", "as said", "--header")
    } else if heads.count > 1 {
      dialect.decide(
        "header", "\(heads.count) lines",
        "they stand above the first row, line \(table.number(first)), and have its fields",
        "--skip")
    }
    if !above.isEmpty {
      dialect.decide(
        "lines above", "\(above.count) left out",
        wish.skip >= above.count
          ? "as said"
          : start > wish.skip
            ? "they stand above the header, line \(table.number(start)), and are filled up"
            : "line \(above[0]) has not the \(width) fields of the rows", "--skip")
    }
    var end = count
    dialect.rows = first..<end
    while end > first + 1, isFooter(end - 1) { end -= 1 }
    if end < count {
      dialect.decide(
        "lines below", "\(count - end) left out",
        "line \(table.number(end)) is no row")
    }
    dialect.rows = first..<end
    try checkEdges(above: min(wish.skip, first), dialect.rows)
    for index in first..<min(end, first + 2_000) {
      if !table.isRemark(index), let fields = table.fields(index, dialect.delimiter),
        fields.count >= width, !fields.allSatisfy(\.isEmpty)
      {
        sample.append(Array(fields.prefix(width)))
      }
    }
    return heads
  }

  private func isFooter(_ index: Int) -> Bool {
    guard let fields = table.fields(index, dialect.delimiter), let first = fields.first else {
      return false
    }
    // `Total,,,,,60` below rows that do not begin with a word.
    if case .word = FieldLook(first), fields.count(where: \.isEmpty) * 2 >= width,
      let row = table.fields(dialect.rows.lowerBound, dialect.delimiter)?.first
    {
      if case .word = FieldLook(row) {} else { return true }
    }
    guard !isRow(index) else { return false }
    // How many rows there are.
    let above = index - dialect.rows.lowerBound
    if fields.count == 1, Int(String(decoding: first, as: UTF8.self)) == above { return true }
    // What begins as a row does is a row that is cut short, and that is to be said.
    guard case .word = FieldLook(first), !isCutShort(index) else { return false }
    return fields.count != width
      || !fields.dropFirst().contains {
        if case .number = FieldLook($0) { return true }
        return false
      }
  }

  /// True for digits without a word, as the first of a row's that was cut off.
  private func isCutShort(_ index: Int) -> Bool {
    let line = table.line(index)
    guard line.first.map({ (48...57).contains($0) }) ?? false,
      !line.contains(where: { $0 >= 0x80 || $0 | 0x20 >= 97 && $0 | 0x20 <= 122 })
    else { return false }
    let row = table.fields(dialect.rows.lowerBound, dialect.delimiter) ?? []
    return RowPattern(row).data(line, isBelowHeader: true) == nil
  }
}
