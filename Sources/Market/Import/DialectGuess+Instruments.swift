internal import Host

/// Columns beside the known ones that tell instruments apart.
extension DialectGuess {
  /// Rows of several instruments are never one series: a left-out column of contracts, strikes or
  /// markets with several values names the instruments, unless it takes more than one to do so.
  mutating func useInstruments(
    _ names: [String], _ roles: inout [ImportRole]
  ) throws(Failure) {
    let known = roles.firstIndex(of: .symbol)
    let isTape =
      known != nil && !roles.contains(.open) && !roles.contains(.bidOpen)
      && !roles.contains(.askOpen)
    let parts = roles.indices.filter { place in
      // Trades of one instrument come from many exchanges.
      roles[place] == .ignored && ColumnNames.tellsInstruments(names[place])
        && !(isTape && ColumnNames.isExchange(names[place]))
        && (names[place].hasPrefix("strike") || !isMeasured(place))
    }
    guard !parts.isEmpty else { return }
    let places = ([known].compactMap(\.self) + parts).sorted {
      (ColumnNames.rank(ofInstrument: names[$0]), $0)
        < (ColumnNames.rank(ofInstrument: names[$1]), $1)
    }
    let found = columns(places)
    for place in parts { dialect.marks[names[place]] = found.only(place) }
    let varying = parts.filter { found.isVarying($0) }
    guard let first = varying.first else { return }
    let all = (known.map { found.isVarying($0) ? [$0] : [] } ?? []) + varying
    let keys = ([known].compactMap(\.self) + places).filter { all.contains($0) }
    guard let key = keys.first(where: { key in all.allSatisfy { found.decides(key, $0) } }) else {
      let shown = places.filter { all.contains($0) }.map { "\($0 + 1) (\(names[$0]))" }
        .joined(separator: " and ")
      throw failure(
        ImportKinds.symbols,
        "columns \(shown) tell instruments apart only together, such as "
          + "\(found.example(first)): take the rows of one into a file, or name each in a column "
          + "symbol; --columns with - leaves a column out, and all of its rows are one series")
    }
    if let known { roles[known] = .ignored }
    roles[key] = .symbol
  }

  /// True for numbers with decimals, which measure something and name nothing.
  private func isMeasured(_ place: Int) -> Bool {
    sample.contains { $0[place].contains(UInt8(ascii: ".")) }
      && sample.allSatisfy { row in
        switch FieldLook(row[place]) {
        case .number, .missing: true
        case .moment, .word: false
        }
      }
  }

  /// Left-out columns of words that change, which may name instruments by a name nobody knows.
  func unknownWords(_ names: [String], _ roles: [ImportRole]) -> [String] {
    roles.indices.filter { place in
      roles[place] == .ignored && !names[place].isEmpty
        && sample.contains { !$0[place].elementsEqual(sample[0][place]) }
        && sample.allSatisfy { row in
          switch FieldLook(row[place]) {
          case .word, .missing: true
          case .moment, .number: false
          }
        }
    }.map { names[$0] }
  }

  /// What all rows have in some columns; a row that has not all of them is not looked at.
  private func columns(_ places: [Int]) -> InstrumentColumns {
    var columns = InstrumentColumns(places)
    for index in dialect.rows {
      let line = table.line(index)
      guard !LineTable.isRemark(line), !line.elementsEqual(dialect.header),
        let fields = LineTable.fields(of: line, dialect.delimiter), fields.count >= width
      else { continue }
      columns.add(places.map { fields[$0] })
    }
    return columns
  }
}

/// What the values of some columns say of each other.
private struct InstrumentColumns {
  private let places: [Int]
  /// Each row that is not as another, by the number of the value in each column; 0 where it is
  /// empty.
  private var rows: Set<[Int]> = []
  private var known: [[ArraySlice<UInt8>: Int]]

  init(_ places: [Int]) {
    self.places = places
    known = places.map { _ in [:] }
  }

  mutating func add(_ row: [ArraySlice<UInt8>]) {
    var numbers: [Int] = []
    for (column, text) in row.enumerated() {
      let next = known[column].count + 1
      numbers.append(text.isEmpty ? 0 : known[column][text, default: next])
      if numbers[column] == next { known[column][text] = next }
    }
    rows.insert(numbers)
  }

  private func column(_ place: Int) -> Int { places.firstIndex(of: place) ?? 0 }

  func isVarying(_ place: Int) -> Bool { known[column(place)].count > 1 }

  /// The value of a column that has no other.
  func only(_ place: Int) -> String? {
    let values = known[column(place)]
    return values.count == 1 ? values.first.map { String(decoding: $0.key, as: UTF8.self) } : nil
  }

  /// True where each value of one column has one of the other.
  func decides(_ place: Int, _ other: Int) -> Bool {
    var pairs: [Int: Int] = [:]
    let (one, two) = (column(place), column(other))
    for row in rows where row[two] != 0 {
      if let before = pairs[row[one]], before != row[two] { return false }
      pairs[row[one]] = row[two]
    }
    return true
  }

  /// Two values of a column.
  func example(_ place: Int) -> String {
    known[column(place)].sorted { $0.value < $1.value }.prefix(2)
      .map { shownText(Array($0.key).span) }.joined(separator: " and ")
  }
}
