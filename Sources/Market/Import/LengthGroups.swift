internal import Host
internal import Machine

/// The texts of one instrument, by the lengths of the bars in them.
struct LengthGroups {
  private let path: String
  private var groups: [(length: String, sheets: [ImportPlan.Sheet])] = []
  /// Texts with too few bars to tell.
  private var short: [(sheet: ImportPlan.Sheet, step: Int64)] = []

  init(path: String) { self.path = path }

  /// - Parameter text: what the rows themselves say of it.
  mutating func add(
    _ sheet: ImportPlan.Sheet, _ piece: Importing.Piece, _ text: String?
  ) throws(Failure) {
    let found = piece.columns.length.map { Self.text($0) } ?? text.map { InstrumentNames.plain($0) }
    guard let found, !found.isEmpty else {
      return short.append((sheet, CSVAssembly.commonStep(piece.columns.time)))
    }
    if let place = groups.firstIndex(where: { $0.length == found }) {
      groups[place].sheets.append(sheet)
    } else {
      groups.append((found, [sheet]))
    }
  }

  /// The texts of each length. Those that are too short to tell go with the others, where these
  /// have one length.
  func sheets() throws(Failure) -> [(length: String, sheets: [ImportPlan.Sheet])] {
    guard let first = short.first else { return groups }
    if groups.count == 1 { return [(groups[0].length, groups[0].sheets + short.map(\.sheet))] }
    guard groups.isEmpty, first.step > 0 else {
      throw QualityKinds.mixedIntervals.dataFailure(
        "\(path): \(first.sheet.name) has too few bars to tell how long they are")
    }
    return [(Self.text(first.step), short.map(\.sheet))]
  }

  /// As the name of a data set has it.
  private static func text(_ length: Int64) -> String {
    TimeText.duration(length).replacing(" ", with: "")
  }

  /// What to do about bars of several lengths.
  static let remedy =
    "Give a pattern of names, as --as 'NAME-{symbol}-{interval}', for a data set of each length; "
    + "or import the parts on their own."
}

extension ImportPlan.Sheet {
  /// The rows of each length that a column names; the text itself where none does.
  var lengthParts: [(text: String?, sheet: ImportPlan.Sheet)] {
    guard let column = lengthColumn else { return [(nil, self)] }
    return split(by: column).map { text, sheet in
      var sheet = sheet
      sheet.isOfOneLength = true
      sheet.dialect.decide("interval", text, "the column \(dialect.names[column]) says so")
      return (text, sheet)
    }
  }

  /// Bars of one length and of another are no one series, whatever their order.
  func checkLengths() throws(Failure) {
    guard let column = lengthColumn else { return }
    let texts = lengthTexts(column)
    throw Failure(
      .data, code: QualityKinds.mixedIntervals.code,
      "the column \(dialect.names[column]) has bars of \(texts.sorted().joined(separator: ", "))",
      at: .init(file: place), help: LengthGroups.remedy)
  }

  /// Bars of one length behind all those of another are no one series.
  func checkStretches(_ times: Words) throws(Failure) {
    guard dialect.kind == .bars || dialect.kind == .sides, let turn = LengthTurn(times) else {
      return
    }
    throw Failure(
      .data, code: QualityKinds.mixedIntervals.code,
      "up to \(TimeText.text(turn.last)) these are bars of \(TimeText.duration(turn.before)), and "
        + "from there on of \(TimeText.duration(turn.behind))", at: .init(file: place),
      help: "Cut the file there, and import the parts on their own.")
  }

  /// The column that names several lengths.
  private var lengthColumn: Int? {
    guard !isOfOneLength, dialect.kind == .bars || dialect.kind == .sides,
      let column = dialect.names.indices.first(where: {
        $0 < dialect.roles.count && dialect.roles[$0] == .ignored
          && ColumnNames.isLength(dialect.names[$0])
      })
    else { return nil }
    let texts = lengthTexts(column)
    return (2...40).contains(texts.count) && texts.allSatisfy(Self.isLength) ? column : nil
  }

  /// What stands in a column, each once; no more than can be lengths.
  private func lengthTexts(_ column: Int) -> Set<String> {
    var seen: Set<[UInt8]> = []
    for index in dialect.rows where !table.isRemark(index) {
      guard let fields = table.fields(index, dialect.delimiter), column < fields.count,
        !fields[column].isEmpty, !table.line(index).elementsEqual(dialect.header)
      else { continue }
      seen.insert(Array(fields[column]))
      if seen.count > 40 { break }
    }
    return Set(seen.map { String(decoding: $0, as: UTF8.self) })
  }

  /// Counts of minutes or seconds that bars have.
  private static let counts: Set<Int> = [
    1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 45, 60, 90, 120, 180, 240, 300, 360, 480, 600, 720,
    900, 1_440, 1_800, 2_700, 3_600, 5_400, 7_200, 10_080, 10_800, 14_400, 21_600, 28_800, 43_200,
    86_400, 604_800, 60_000, 300_000, 900_000, 1_800_000, 3_600_000, 14_400_000, 86_400_000,
  ]

  /// `1m`, `5min`, `1 hour`, `D`, `H4`, `daily`, `60`, `PT5M`.
  private static func isLength(_ text: String) -> Bool {
    if let count = Int(text) { return counts.contains(count) }
    var letters = text.lowercased().filter { $0.isLetter }
    if letters.count > 1, letters.hasPrefix("p") { letters.removeFirst() }
    if letters.count > 1, letters.hasPrefix("t") { letters.removeFirst() }
    let rest = text.filter { !$0.isLetter && $0 != " " && $0 != "_" && $0 != "-" }
    let units: Set<String> = [
      "s", "sec", "secs", "second", "seconds", "m", "min", "mins", "minute", "minutes", "t", "h",
      "hr", "hrs", "hour", "hours", "d", "day", "days", "daily", "w", "wk", "week", "weeks",
      "weekly", "mn", "mo", "mon", "month", "months", "monthly", "hourly", "y", "year", "yearly",
    ]
    return units.contains(letters) && rest.allSatisfy { ("0"..."9").contains($0) }
  }
}
