internal import Host
internal import Machine

/// Reads the rows of a text by its dialect; every row counts, and what cannot be read is a failure
/// with its line.
struct ImportReader {
  let table: LineTable
  let path: String
  let wish: ImportWish
  var dialect: Dialect
  var findings = Findings()
  /// What rows had that is worth saying once, when all are read.
  var seen = Seen()
  let time: Int
  /// The moment of the row before.
  var last: Int64 = .min
  /// Seconds east of UTC by the zone that the row has in a column of its own.
  var east: Int?
  /// The moments of all rows where they had to be found from the last row up, from it on.
  var moments = Words()
  /// The moments at which clocks go back, where the hour before is meant to be the last of the two.
  var turned: Set<Int64> = []
  /// True where a number was not understood of which it was never found out how it is written.
  private(set) var isInDoubt = false
  private let width: Int

  struct Seen: Sendable {
    /// Lines that repeat the header.
    var headers = 0
    /// Lines that begin with `#`, and rows without a single value.
    var remarks = 0
    var empties = 0
    /// Rows of which the high is not the highest or the low not the lowest, and rows with all four.
    var impossible = 0
    var whole = 0
    /// Times that clocks show twice: by the moment at which they go back, whether rows do so too.
    var twice: [Int64: Bool] = [:]
    /// The first such time of which the rows do not tell which it is.
    var once: (moment: Int64, line: Int)?
    /// Local midnights that clocks skip.
    var skipped = 0
  }

  init(_ table: LineTable, _ dialect: Dialect, path: String, _ wish: ImportWish) {
    self.table = table
    self.dialect = dialect
    self.path = path
    self.wish = wish
    time = dialect.place(.time) ?? 0
    width = dialect.roles.count
  }

  /// The bars in the order of the file, the newest last where the whole file has it first.
  mutating func bars() throws(Failure) -> Columns {
    if !wish.extras.isEmpty, dialect.kind != .bars {
      throw failure(
        ImportKinds.noBars,
        "columns beside prices and volume come with bars, not with bid and ask, "
          + "trades or quotes")
    }
    if wish.sampling != nil, dialect.kind == .bars || dialect.kind == .sides {
      throw Failure(
        .usage, code: "U0003", "--bars is for trades and quotes, and the file has bars",
        at: .init(file: path), help: "Join bars to longer ones with --resample.")
    }
    try findMoments()
    let columns: Columns
    switch dialect.kind {
    case .bars: columns = try withoutTotals(ordered(bars([.open, .high, .low, .close])))
    case .sides: columns = try withoutTotals(ordered(sides()))
    case .trades, .quotes: columns = try ticks()
    case nil: columns = Columns()
    }
    wish.advance?(dialect.rows.count, dialect.rows.count)
    try saySeen()
    return columns
  }

  /// Says what was seen in rows; refuses what contradicts the roles of the columns.
  private mutating func saySeen() throws(Failure) {
    if seen.whole >= 5, seen.impossible * 2 > seen.whole, wish.columns == nil {
      let said = dialect.header.isEmpty ? "what the columns were taken for" : "the header"
      throw failure(
        ImportKinds.twoReadings,
        "in \(seen.impossible) of \(seen.whole) rows the high is not the highest or the low not "
          + "the lowest, so \(said) and the rows contradict each other: say what the columns are "
          + "with --columns")
    }
    if seen.headers > 0 {
      dialect.decide(
        "repeated headers", "\(counted(seen.headers, "line", "lines")) left out",
        "they are the same as the header")
    }
    for (what, count) in [("remarks", seen.remarks), ("empty rows", seen.empties)] where count > 0 {
      dialect.decide(
        what, "\(counted(count, "line", "lines")) left out",
        what == "remarks" ? "they begin with #" : "none of their fields has anything in it")
    }
    try sayTwice()
    if seen.skipped > 0 {
      dialect.decide(
        "midnights skipped", "the first moment of the day",
        "\(counted(seen.skipped, "midnight", "midnights")) that the clocks never show", "--zone")
    }
  }

  /// Refuses times that clocks show twice where nothing tells which of the two they are.
  private mutating func sayTwice() throws(Failure) {
    let open = seen.twice.filter { !$0.value }.keys.sorted()
    if let turn = wish.turn, open.isEmpty, turned.isEmpty {
      dialect.decide(
        "hours shown twice", "none in doubt",
        "so that --twice \(turn.rawValue) decides nothing", "--twice")
    }
    guard let first = open.first, let zone = dialect.clock?.zone.name else { return }
    if let turn = wish.turn {
      return dialect.decide(
        "hours shown twice", turn.rawValue,
        "as said, where rows have only one of them: \(counted(open.count, "time", "times"))",
        "--twice")
    }
    throw failure(
      ImportKinds.twoReadings,
      "clocks of \(zone) go back at \(TimeText.text(first &* 1_000_000_000)) and show the hour "
        + "before it again; the rows have that hour once, and which is open: say --twice first or "
        + "--twice last", line: seen.once?.line)
  }

  // MARK: - Bars

  private mutating func bars(_ roles: [ImportRole]) throws(Failure) -> Columns {
    let places = roles.compactMap { dialect.place($0) }
    let volume = dialect.place(.volume) ?? dialect.place(.total)
    let extras = try extras()
    var spool = WordSpool(columns: 6 + extras.count, wish.scratch)
    if moments.isEmpty {
      last = .min
      (seen.twice, seen.once) = ([:], nil)
    }
    spool.reserve(dialect.rows.count)
    for index in dialect.rows {
      guard let fields = try fields(index) else { continue }
      let moment = try moment(fields, index)
      var beside: [Int64] = []
      for place in extras { beside.append(try word(fields, place, index)) }
      let bar = Bar(
        time: moment, open: try price(fields, places[0], index),
        high: try price(fields, places[1], index), low: try price(fields, places[2], index),
        close: try price(fields, places[3], index),
        volume: try volume.map { place throws(Failure) in try size(fields, place, index) } ?? 0,
        extras: beside)
      note(bar, index)
      try spool.append(bar)
    }
    if volume == nil { dialect.decide("volume", "0", withoutVolume, "--columns") }
    return Columns(try spool.finish())
  }

  /// Why the bars have no volume.
  private var withoutVolume: String {
    let left = dialect.roles.indices.filter {
      dialect.roles[$0] == .ignored && !wish.extras.contains(dialect.names[$0])
    }.map { dialect.names[$0].isEmpty ? "column \($0 + 1)" : dialect.names[$0] }
    return left.isEmpty
      ? "there is no column for it"
      : "none of the columns left out is known to be it: " + left.joined(separator: ", ")
  }

  /// The places of the columns that are kept beside prices and volume.
  private mutating func extras() throws(Failure) -> [Int] {
    var places: [Int] = []
    for name in wish.extras {
      guard let place = dialect.names.firstIndex(of: name) else {
        let found = dialect.names.prefix(16).joined(separator: ", ")
        throw failure(
          DataKinds.missingColumn, "there is no column \(name.prefix(40)); the columns are \(found)"
        )
      }
      places.append(place)
    }
    if !places.isEmpty {
      dialect.decide("beside", wish.extras.joined(separator: ", "), "as said", "--extras")
    }
    return places
  }

  /// Bars of bid and ask: those of one side, or in the middle.
  private mutating func sides() throws(Failure) -> Columns {
    let bid: [ImportRole] = [.bidOpen, .bidHigh, .bidLow, .bidClose]
    let ask: [ImportRole] = [.askOpen, .askHigh, .askLow, .askClose]
    let hasBoth = (bid + ask).allSatisfy { dialect.roles.contains($0) }
    let side = wish.side ?? (dialect.roles.contains(.bidOpen) ? .bid : .ask)
    dialect.decide(
      "side", side.rawValue,
      wish.side == nil ? "charts of currencies show the bid" : "as said", "--side")
    guard side == .mid else {
      let wanted = side == .bid ? bid : ask
      guard wanted.allSatisfy({ dialect.roles.contains($0) }) else {
        throw failure(ImportKinds.noBars, "the file has no bars of the \(side.rawValue)")
      }
      return try bars(wanted)
    }
    guard hasBoth else { throw failure(ImportKinds.noBars, "the middle needs bid and ask") }
    let (left, right) = (try bars(bid), try bars(ask))
    var spool = WordSpool(columns: 6, wish.scratch)
    func middle(_ one: Int64, _ two: Int64) -> Int64 {
      Grid.word((Grid.number(one) + Grid.number(two)) / 2)
    }
    for row in 0..<left.time.count {
      try spool.append(
        Bar(
          time: left.time[row], open: middle(left.open[row], right.open[row]),
          high: middle(left.high[row], right.high[row]), low: middle(left.low[row], right.low[row]),
          close: middle(left.close[row], right.close[row]), volume: left.volume[row]))
    }
    return Columns(try spool.finish())
  }

  private mutating func note(_ bar: Bar, _ index: Int) {
    let line = table.number(index)
    let (open, high) = (Grid.number(bar.open), Grid.number(bar.high))
    let (low, close) = (Grid.number(bar.low), Grid.number(bar.close))
    let isPossible = high >= max(open, close) && low <= min(open, close) && high >= low
    if open == open, high == high, low == low, close == close {
      seen.whole += 1
      if !isPossible { seen.impossible += 1 }
    }
    let areCounts =
      Grid.isCount(bar.open) && Grid.isCount(bar.high) && Grid.isCount(bar.low)
      && Grid.isCount(bar.close)
    if !areCounts || !isPossible || low <= 0 {
      findings.examine(bar.open, bar.high, bar.low, bar.close, line: line)
    }
    if !Grid.isCount(bar.volume) || bar.volume < 0 {
      findings.examine(volume: bar.volume, line: line)
    }
  }

  /// A file that has the newest bar first is read from its end: all of it, or nothing.
  private mutating func ordered(_ columns: Columns) throws(Failure) -> Columns {
    let time = columns.time
    guard time.count > 1, let first = time.first, let last = time.last, first > last,
      time.allNeighbours({ $0 >= $1 })
    else { return columns }
    var turned = WordSpool(columns: 6 + columns.extras.count, wish.scratch)
    turned.reserve(time.count)
    let bars = columns.bars(interval: 0, extras: wish.extras)
    try bars.visit(isReversed: true) { row throws(Failure) in try turned.append(bars[row]) }
    dialect.isReversed = true
    dialect.decide(
      "order", "newest first", "every row is earlier than the one above; read from the end")
    return Columns(try turned.finish())
  }

  // MARK: - Fields

  /// The fields of a row; nil for a header that stands there again, and rows of other instruments.
  mutating func fields(_ index: Int) throws(Failure) -> [ArraySlice<UInt8>]? {
    if index & 0xFFFF == 0 { wish.advance?(index - dialect.rows.lowerBound, dialect.rows.count) }
    let line = table.line(index)
    if LineTable.isRemark(line) {
      seen.remarks += 1
      return nil
    }
    guard var fields = LineTable.fields(of: line, dialect.delimiter) else {
      throw failure(
        DataKinds.badQuotes, "a quote that is not closed before the next field",
        line: table.number(index))
    }
    if fields.count == width + 1, fields.last?.isEmpty == true { fields.removeLast() }
    guard fields.count == width else {
      if isHeader(line) { return nil }
      throw failure(
        DataKinds.fieldCount,
        "\(counted(fields.count, "field", "fields")) where the others have \(width)",
        line: table.number(index))
    }
    if isHeader(line) { return nil }
    if fields.allSatisfy(\.isEmpty) {
      seen.empties += 1
      return nil
    }
    if let symbol = dialect.symbol, let place = dialect.place(.symbol),
      !fields[place].elementsEqual(symbol.utf8)
    {
      return nil
    }
    return dialect.isOtherEvent(fields) ? nil : fields
  }

  private mutating func isHeader(_ line: ArraySlice<UInt8>) -> Bool {
    var line = line
    // Where files were joined, the byte order mark of the second stands in the middle.
    if line.starts(with: [0xEF, 0xBB, 0xBF]) { line = line.dropFirst(3) }
    guard !dialect.header.isEmpty, line.elementsEqual(dialect.header) else { return false }
    seen.headers += 1
    return true
  }

  mutating func price(
    _ fields: [ArraySlice<UInt8>], _ place: Int, _ index: Int
  ) throws(Failure) -> Int64 {
    // What Databento writes for no price.
    if dialect.scale == 1e-9, fields[place].elementsEqual("9223372036854775807".utf8) {
      return Grid.missing
    }
    let word = try word(fields, place, index)
    guard dialect.scale != 1, word != Grid.missing else { return word }
    let number = Grid.number(word) * dialect.scale
    guard number.isFinite else {
      throw failure(
        DataKinds.infinite, "\(dialect.names[place]) times \(dialect.scale) is no number any more",
        line: table.number(index))
    }
    return Self.rounded(number)
  }

  /// How to write what is a number with something beside it.
  private static func hint(_ field: ArraySlice<UInt8>) -> String {
    let text = String(decoding: field, as: UTF8.self)
    let parts = text.split { " -/".contains($0) }
    if text.contains("/"), (2...3).contains(parts.count), parts.allSatisfy({ Int($0) != nil }) {
      return "; write fractions as decimals in the file, 100.375 for 100 3/8"
    }
    let digits = text.prefix { $0.isNumber || ".,-+".contains($0) }
    let mark = text.dropFirst(digits.count)
    guard digits.contains(where: \.isNumber), (1...2).contains(mark.count) else { return "" }
    return "; take the mark '\(mark)' behind the number out of the file, as in \(digits)"
  }

  /// A volume or an amount, in the unit that its header says.
  mutating func size(
    _ fields: [ArraySlice<UInt8>], _ place: Int, _ index: Int
  ) throws(Failure) -> Int64 {
    let word = try word(fields, place, index)
    guard dialect.sizeScale != 1, word != Grid.missing else { return word }
    guard let size = NumberStyle.product(Grid.number(word), dialect.sizeScale) else {
      throw failure(
        DataKinds.infinite,
        "\(dialect.names[place]) times \(dialect.sizeScale) is no number any more",
        line: table.number(index))
    }
    return size
  }

  /// To eight decimals.
  static func rounded(_ number: Double) -> Int64 {
    let count = (number * Grid.scale).rounded()
    return count.magnitude <= Double(Grid.limit) ? Int64(count) : Grid.word(number)
  }

  mutating func word(
    _ fields: [ArraySlice<UInt8>], _ place: Int, _ index: Int
  ) throws(Failure) -> Int64 {
    if let word = dialect.styles[place].word(fields[place]) { return word }
    isInDoubt = dialect.openPlaces.contains(place)
    throw failure(
      DataKinds.notNumber,
      "\(dialect.names[place]) is not a number: \(shownText(Array(fields[place]).span))"
        + Self.hint(fields[place]),
      line: table.number(index))
  }

  func failure(_ kind: FailureKind, _ message: String, line: Int? = nil) -> Failure {
    Failure(
      .data, code: kind.code, message, at: .init(file: path, line: line), help: kind.remedyOfImport)
  }
}
