internal import Host
internal import Machine

/// The proof that a file, read directly, gives the bars that an import of it would give.
///
/// The first rows are read by the importer too. What it understands otherwise, asks about or does
/// not understand is refused, and so is a file without a header whose rows do not show the order of
/// its columns. Every further row is written as those are, or refused by `RowReader`.
struct CSVProof: Sendable {
  /// Rows that are looked at where names say what the columns are, and where they do not.
  private static let named = 64
  private static let nameless = 2_000
  /// With fewer rows nothing is proved by prices.
  private static let leastRows = 10

  private let path: String
  private let layout: Layout
  private let hasHeader: Bool
  private var text: [UInt8]
  /// How many rows are still wanted.
  private var left: Int

  init(_ path: String, _ opening: CSVOpening) {
    self.path = path
    layout = opening.header.layout
    hasHeader = !opening.header.isRow
    text = hasHeader ? opening.headText + [0x0A] : []
    left = hasHeader ? Self.named : Self.nameless
  }

  var isComplete: Bool { left == 0 }

  /// The columns that must say the same in all rows.
  var constants: ConstantColumns { ConstantColumns(layout, hasHeader: hasHeader) }

  /// Why rows that differ in such a column are not used directly.
  func failure(_ change: ConstantColumns.Change, line: Int) -> Failure {
    let texts = change.texts.joined(separator: " and ")
    return Failure(
      .data, code: DataKinds.needsImport.code,
      "the file is not used directly: \(column(change.place)) has \(texts), so that its bars are "
        + "of several instruments or lengths, which only an import tells apart",
      at: .init(file: path, line: line), help: DataKinds.needsImport.remedy)
  }

  /// Adds the next lines of the file, up to the first that cannot be read.
  mutating func add(_ block: ByteBlock) {
    guard left > 0 else { return }
    let stop = block.problem?.line ?? .max
    for line in block.firstLines(left) where line.number < stop {
      text += line.text
      text.append(0x0A)
      left -= 1
    }
  }

  /// Why the file must not be used directly; nil where it may.
  ///
  /// - Parameter columns: its rows so far, at least those that were added.
  func failure(_ columns: Columns) -> Failure? {
    let table = LineTable(HeldBytes(text))
    let name = path.split(separator: "/").last.map(String.init) ?? path
    var guess = DialectGuess(
      ImportPart(name: name, text: text), table, path: path, ImportWish())
    do throws(Failure) {
      let dialect = try guess.found()
      if case .open(let failure) = dialect.dates { throw failure }
      if let difference = difference(dialect, table) { return refusal(difference) }
      var reader = ImportReader(table, dialect, path: path, ImportWish())
      guard isSame(try reader.bars(), columns) else {
        return refusal("an import reads other bars from its first rows")
      }
    } catch {
      return refusal("an import does not take it as it is: \(error.message)")
    }
    return hasHeader ? nil : doubt(of: columns).map(refusal)
  }

  /// Why the rows of the whole file contradict what the columns are taken for; nil where they do
  /// not.
  func contradiction(_ findings: Findings, rows: Int) -> Failure? {
    let bad = findings[.highBelowLow].count + findings[.outsideRange].count
    guard rows >= Self.leastRows, bad * (hasHeader ? 2 : 20) > rows else { return nil }
    return refusal(
      "\(counted(bad, "bar", "bars")) of \(counted(rows, "row", "rows")) cannot be, with a high "
        + "that is not the highest or a low that is not the lowest, so the columns are others")
  }

  private func refusal(_ message: String) -> Failure {
    Failure(
      .data, code: DataKinds.needsImport.code, "the file is not used directly: \(message)",
      at: .init(file: path), help: DataKinds.needsImport.remedy)
  }

  // MARK: - As the importer reads it

  private static let roles: [(Role, ImportRole)] = [
    (.time, .time), (.clock, .clock), (.open, .open), (.high, .high), (.low, .low),
    (.close, .close), (.volume, .volume),
  ]

  /// What an import would take another way.
  private func difference(_ dialect: Dialect, _ table: LineTable) -> String? {
    guard dialect.delimiter == layout.delimiter, dialect.header.isEmpty != hasHeader else {
      return "an import parts its lines otherwise"
    }
    for (own, other) in Self.roles {
      let (here, there) = (layout.roles.firstIndex(of: own), dialect.place(other))
      if here != there {
        return "an import takes the \(other.rawValue) from \(column(there)), and here it would be "
          + column(here)
      }
    }
    if let place = dialect.place(.symbol), layout.labels[place] == nil {
      return "\(column(place)) names instruments, and only an import looks at that"
    }
    let place = dialect.names.indices.first {
      ColumnNames.tellsInstruments(dialect.names[$0]) && layout.labels[$0] == nil
        && hasWords($0, dialect, table)
    }
    if let place {
      return "\(column(place)) may name instruments, and only an import looks at that"
    }
    let isSameTime =
      switch (dialect.moments, layout.style) {
      case (.count(let unit), .count(let own)): unit == own
      case (.dates(.ymd), .iso): true
      default: false
      }
    let numbers = Self.roles.dropFirst(2).compactMap { dialect.place($0.1) }
    let isPlain = numbers.allSatisfy { place in
      dialect.styles.indices.contains(place) && dialect.styles[place].decimal == UInt8(ascii: ".")
    }
    guard isSameTime, dialect.scale == 1, isPlain else {
      return "an import reads its times or numbers otherwise"
    }
    return nil
  }

  /// True for a column that is not of numbers: those a program may read as a column of its own.
  private func hasWords(_ place: Int, _ dialect: Dialect, _ table: LineTable) -> Bool {
    dialect.rows.contains { row in
      guard let fields = table.fields(row, dialect.delimiter), fields.indices.contains(place),
        !fields[place].isEmpty
      else { return false }
      return Double(String(decoding: fields[place], as: UTF8.self)) == nil
    }
  }

  private func column(_ place: Int?) -> String {
    guard let place, layout.names.indices.contains(place) else { return "no column" }
    return "column \(place + 1) (\(shownText(Array(layout.names[place].utf8).span)))"
  }

  /// True where both have the same rows; rows out of order are refused later.
  private func isSame(_ found: Columns, _ own: Columns) -> Bool {
    let count = found.time.count
    guard count <= own.time.count else { return false }
    guard (1..<max(1, count)).allSatisfy({ own.time[$0] > own.time[$0 - 1] }) else { return true }
    let paths: [KeyPath<Columns, Words>] = [\.time, \.open, \.high, \.low, \.close, \.volume]
    return paths.allSatisfy { path in
      let (left, right) = (found[keyPath: path], own[keyPath: path])
      return (0..<count).allSatisfy { left[$0] == right[$0] }
    }
  }

  // MARK: - Without a header

  /// Why the order open, high, low, close does not show in the rows; nil where it does: a high
  /// above a low, closes that the next open goes on from, and a volume that is no price.
  private func doubt(of columns: Columns) -> String? {
    let count = min(columns.time.count, Self.nameless)
    let help = "; import it with --columns time,open,high,low,close,volume in their true order"
    guard count >= Self.leastRows else {
      return "it has no header line, and \(counted(count, "row does", "rows do")) not prove the "
        + "order of its columns" + help
    }
    func number(_ words: Words, _ row: Int) -> Double { Grid.number(words[row]) }
    // How far an open is from the close before it, and the same with open and close exchanged.
    var (kept, turned) = (0.0, 0.0)
    var (hasRange, isPrice) = (false, layout.hasVolume)
    for row in 0..<count {
      let (high, low) = (number(columns.high, row), number(columns.low, row))
      if high > low { hasRange = true }
      let volume = number(columns.volume, row)
      if !(volume >= low && volume <= high) { isPrice = false }
      guard row > 0 else { continue }
      let step = (number(columns.open, row) - number(columns.close, row - 1)).magnitude
      let other = (number(columns.close, row) - number(columns.open, row - 1)).magnitude
      guard step.isFinite, other.isFinite else { continue }
      kept += step
      turned += other
    }
    guard hasRange, kept * 3 < turned * 2 else {
      return "it has no header line, and its rows do not prove which column is the open and which "
        + "the close" + help
    }
    return isPrice
      ? "it has no header line, and its last column lies between low and high in all rows, as a "
        + "price does and a volume does not" + help : nil
  }
}
