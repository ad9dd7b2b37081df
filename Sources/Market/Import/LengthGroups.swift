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

  /// `1m`, `5min`, `1 hour`, `D`, `H4`, `daily`.
  private static func isLength(_ text: String) -> Bool {
    let letters = text.lowercased().filter { $0.isLetter }
    let rest = text.filter { !$0.isLetter && $0 != " " && $0 != "_" && $0 != "-" }
    let units: Set<String> = [
      "s", "sec", "second", "seconds", "m", "min", "mins", "minute", "minutes", "t", "h", "hr",
      "hour",
      "hours", "d", "day", "days", "daily", "w", "week", "weekly", "mn", "mo", "mon", "month",
      "monthly", "hourly",
    ]
    return units.contains(letters) && rest.allSatisfy { ("0"..."9").contains($0) }
  }
}
