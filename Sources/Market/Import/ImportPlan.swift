public import Host
internal import Machine

/// Which rows of which texts become which series of bars: one for each instrument.
///
/// Instruments are told apart by a column of the rows that names them, else by the names of the
/// files. What may be one instrument or two is refused, with class `data`.
public struct ImportPlan: Sendable {
  /// The bars of one instrument, which are read by `bars(of:)`.
  public struct Series: Sendable {
    /// What a column of the rows calls the instrument; nil where none does.
    public let symbol: String?
    /// What a data set of it is called among others: by the file where it is of one, else by the
    /// instrument. It may still be no name that the store takes.
    public internal(set) var name: String
    /// How long its bars are, such as `1m`, where it was told apart by that.
    public internal(set) var length: String?
    let sheets: [Sheet]
    /// Why it cannot be read: one of its files cannot.
    let failure: Failure?

    /// The file its rows are in, where it is one.
    public var place: String? { sheets.count == 1 ? sheets[0].place : nil }

    /// Which rows of what they are, for the catalog.
    ///
    /// - Parameter file: what was imported.
    public func source(in file: String) -> String {
      var words = [place ?? file]
      if sheets.count > 1 {
        let names = sheets.map(\.name)
        let shown = names.prefix(4).joined(separator: ", ")
        words.append("files \(shown)" + (names.count > 4 ? " and \(names.count - 4) more" : ""))
      }
      if let origin = sheets.first?.part.origin { words.append("\(origin.what) \(origin.value)") }
      if let symbol, sheets.contains(where: { $0.dialect.symbols.count > 1 }) {
        words.append("rows of \(symbol)")
      }
      if let length { words.append("bars of \(length)") }
      return words.joined(separator: ", ")
    }
  }

  /// Rows of one text, and how they are written.
  struct Sheet: Sendable {
    /// The text, and the path of its file for messages.
    let part: ImportPart
    let place: String
    var table: LineTable
    var dialect: Dialect
    /// What was said, and what other texts have shown.
    let wish: ImportWish
    /// True for rows that were told apart by the length of their bars.
    var isOfOneLength = false

    var name: String { part.name }
  }

  /// By name; at least one.
  public private(set) var series: [Series]
  /// Files that are not read, with the reason for each.
  public let leftOut: [ImportDecision]
  let path: String
  let wish: ImportWish

  /// Finds out how each text is written, and which rows are of which instrument.
  public init(_ parts: [ImportPart], path: String, _ wish: ImportWish) throws(Failure) {
    var entries = ImportEntries(parts, path: path, wish)
    try entries.read()
    series = try entries.series()
    leftOut = entries.leftOut
    self.path = path
    self.wish = wish
    guard wish.splitsLengths else { return }
    var split: [Series] = []
    for whole in series { split += try lengths(whole) }
    series = split
  }

  /// A series for each length of the bars in one; nothing is read twice but the times.
  private func lengths(_ series: Series) throws(Failure) -> [Series] {
    guard series.failure == nil else { return [series] }
    var groups = LengthGroups(path: path)
    for sheet in series.sheets {
      for part in sheet.lengthParts { try groups.add(part.sheet, try piece(part.sheet), part.text) }
    }
    return try groups.sheets().map { length, sheets in
      Series(
        symbol: series.symbol, name: series.name, length: length, sheets: sheets, failure: nil)
    }
  }

  /// The series where there is one alone.
  public func only() throws(Failure) -> Series {
    if series.count == 1 { return series[0] }
    let names = series.map { $0.symbol ?? $0.name }
    let shown = names.prefix(6).joined(separator: ", ") + (names.count > 6 ? ", ..." : "")
    throw Failure(
      .data, code: ImportKinds.symbols.code,
      series.contains { $0.symbol == nil }
        ? "by their names the files are of \(names.count) instruments, \(shown): say --symbol NAME "
          + "for one of them, or if all are of one"
        : "the rows are of \(names.count) instruments, \(shown): say --symbol",
      at: .init(file: path), help: ImportKinds.symbols.remedy)
  }

  /// The bars of a series, oldest text first, in the order of each. Nothing is repaired: times may
  /// repeat and go back.
  ///
  /// Fails with class `data` for anything that is not understood or can be understood in two ways.
  public func bars(of series: Series) throws(Failure) -> Imported {
    if let failure = series.failure { throw failure }
    var pieces: [Importing.Piece] = []
    var copies: [ImportDecision] = []
    for (index, sheet) in series.sheets.enumerated() {
      if let same = series.sheets[..<index].first(where: { $0.isCopy(of: sheet) }) {
        copies.append(
          ImportDecision("files left out", sheet.name, "every byte is as in \(same.name)"))
        continue
      }
      pieces.append(try piece(sheet))
    }
    if wish.symbol == nil { try Importing.checkMarks(pieces, path) }
    if series.symbol == nil, wish.symbol == nil {
      try Importing.checkOverlaps(pieces, path)
      try Importing.checkContracts(pieces, path)
    }
    let notes = copies + (self.series.count == 1 ? leftOut : [])
    return try Importing.joined(pieces, notes, series.symbol, path, wish)
  }

  /// Where a number is not understood of which it was not found out how it is written, the rows are
  /// read again by the evidence of all of them.
  private func piece(_ sheet: Sheet) throws(Failure) -> Importing.Piece {
    try sheet.checkLengths()
    var reader = ImportReader(sheet.table, sheet.dialect, path: sheet.place, wish)
    var columns: Columns
    do throws(Failure) {
      columns = try reader.bars()
    } catch {
      guard reader.isInDoubt else { throw error }
      var thorough = sheet.wish
      thorough.isThorough = true
      var guess = DialectGuess(sheet.part, sheet.table, path: sheet.place, thorough)
      reader = ImportReader(sheet.table, try guess.found(), path: sheet.place, wish)
      columns = try reader.bars()
    }
    try sheet.checkStretches(columns.time)
    return Importing.Piece(
      name: sheet.name, columns: columns, dialect: reader.dialect, findings: reader.findings)
  }
}

extension ImportPlan.Sheet {
  /// True for the same text in another file; rows of many instruments in one text are no copies.
  fileprivate func isCopy(of other: Self) -> Bool {
    name != other.name && table.text == other.table.text
  }

  /// The rows of each instrument that the symbol's column names.
  func split(_ wish: ImportWish) -> [(symbol: String, sheet: ImportPlan.Sheet)] {
    guard let column = dialect.place(.symbol) else { return [] }
    return split(by: column).map { symbol, sheet in
      var sheet = sheet
      sheet.dialect.symbol = symbol
      sheet.dialect.decisions.removeAll { $0.what == "symbol" }
      sheet.dialect.decide(
        "symbol", symbol,
        "the column \(dialect.names[column]) names it, and \(dialect.symbols.count) in all",
        "--symbol")
      sheet.dialect.chooseDirection(sheet.table, latest: wish.latestYear)
      return (symbol, sheet)
    }
  }

  /// The rows of each text that stands in a column. Lines that have none, as remarks do, go with
  /// the row above them.
  func split(by column: Int) -> [(text: String, sheet: ImportPlan.Sheet)] {
    var places: [ArraySlice<UInt8>: Int] = [:]
    var lines: [[UInt32]] = []
    var (current, early) = (-1, [UInt32]())
    for index in dialect.rows {
      let line = table.line(index)
      let fields =
        LineTable.isRemark(line) || line.elementsEqual(dialect.header)
        ? nil : LineTable.fields(of: line, dialect.delimiter)
      if let fields, column < fields.count, !fields.allSatisfy(\.isEmpty) {
        if let known = places[fields[column]] {
          current = known
        } else {
          current = lines.count
          places[fields[column]] = current
          lines.append(early)
          early = []
        }
      }
      let place = table.place(index)
      if current < 0 { early.append(place) } else { lines[current].append(place) }
    }
    return places.sorted { $0.value < $1.value }.map { text, place in
      var sheet = self
      sheet.table = LineTable(table, places: lines[place])
      sheet.dialect.rows = 0..<lines[place].count
      return (String(decoding: text, as: UTF8.self), sheet)
    }
  }
}
