public import Host
internal import Machine

/// Bars from a file of any vendor: what it is, is found out and said.
public enum Importing {
  /// Members of archives that are no bars by their names.
  private static let others = [
    ".md", ".pdf", ".json", ".xml", ".html", ".htm", ".checksum", ".png", ".license", ".ini",
  ]
  /// And by how they begin.
  private static let papers = ["readme", "_readme", "license", "licence", "changelog", "thumbs.db"]

  /// True for the name of a file that is left out beside others.
  public static func isOther(_ name: String) -> Bool {
    let last = name.lowercased().split(separator: "/").last.map(String.init) ?? ""
    return others.contains { last.hasSuffix($0) } || papers.contains { last.hasPrefix($0) }
  }

  /// One text that has been read.
  private struct Piece {
    let name: String
    let columns: Columns
    let dialect: Dialect
    let findings: Findings
  }

  /// The bars of the texts together, oldest text first, in the order of each. Nothing is repaired:
  /// times may repeat and go back.
  ///
  /// Fails with class `data` for anything that is not understood or can be understood in two ways.
  public static func bars(
    of parts: [ImportPart], path: String, _ wish: ImportWish
  ) throws(Failure) -> Imported {
    var pieces: [Piece] = []
    let wanted = parts.filter { parts.count == 1 || !isOther($0.name) }
    guard !wanted.isEmpty else {
      throw Failure(
        .data, code: DataKinds.empty.code, "none of the files are bars by their names",
        at: .init(file: path), help: DataKinds.empty.remedy)
    }
    for part in wanted {
      let place = parts.count == 1 ? path : "\(path)/\(part.name)"
      let table = LineTable(part.text)
      if table.lines.isEmpty, wanted.count > 1 { continue }
      if let problem = binary(part.text) {
        throw Failure(
          .data, code: DataKinds.binary.code, problem, at: .init(file: place),
          help: DataKinds.binary.remedy)
      }
      var guess = DialectGuess(part, table, path: place, wish)
      var reader = ImportReader(table, try guess.found(), path: place, wish)
      let columns = try reader.bars()
      pieces.append(
        Piece(
          name: part.name, columns: columns, dialect: reader.dialect, findings: reader.findings))
    }
    guard let first = pieces.first else {
      throw Failure(
        .data, code: DataKinds.empty.code, "there is nothing to be imported", at: .init(file: path),
        help: DataKinds.empty.remedy)
    }
    let symbols = Set(pieces.compactMap(\.dialect.symbol))
    guard symbols.count <= 1 else {
      throw ImportKinds.symbols.failure(
        "the files are of \(symbols.sorted().joined(separator: ", ")): import them one by one")
    }
    if wish.symbol == nil, pieces.contains(where: { $0.dialect.symbol == nil }) {
      try InstrumentNames.check(pieces.map(\.name), path)
    }
    try checkLengths(pieces, path)
    var dialect = first.dialect
    let left = parts.filter { parts.count > 1 && isOther($0.name) }.map(\.name)
    if !left.isEmpty {
      dialect.decide(
        "files left out", left.joined(separator: ", "), "they are no bars by their names")
    }
    return try joined(pieces, dialect, symbols.first, path, wish.extras)
  }

  /// Bars of one length and of another are no one series.
  private static func checkLengths(_ pieces: [Piece], _ path: String) throws(Failure) {
    var known: (length: Int64, name: String)?
    for piece in pieces {
      guard let length = piece.columns.length else { continue }
      if let known, known.length != length {
        throw QualityKinds.mixedIntervals.dataFailure(
          "\(path): \(known.name) has bars of \(TimeText.duration(known.length)) and \(piece.name) "
            + "of \(TimeText.duration(length))")
      }
      known = known ?? (length, piece.name)
    }
  }

  private static func joined(
    _ pieces: [Piece], _ dialect: Dialect, _ symbol: String?, _ path: String, _ extras: [String]
  ) throws(Failure) -> Imported {
    let order = pieces.indices.sorted {
      (pieces[$0].columns.time.first ?? .max, $0) < (pieces[$1].columns.time.first ?? .max, $1)
    }
    var columns = Columns(extras: extras.count)
    var findings = Findings()
    for index in order {
      let piece = pieces[index].columns
      if pieces.count == 1 {
        columns = piece
      } else {
        columns.append(piece.bars(interval: 0, extras: extras), 0..<piece.time.count)
      }
      findings.append(pieces[index].findings, from: 0)
    }
    guard columns.time.count > 0 else {
      throw Failure(
        .data, code: DataKinds.headerOnly.code, "there are no rows", at: .init(file: path),
        help: DataKinds.headerOnly.remedy)
    }
    let sorted = Words(Array(Set(columns.time)).sorted())
    let interval = CSVAssembly.commonStep(sorted)
    let bars = columns.bars(interval: interval, extras: extras)
    var decisions = dialect.decisions
    if pieces.count > 1 {
      decisions.append(
        ImportDecision("files", "\(pieces.count)", "read one after another, by their first times"))
    }
    let report = DataReport(
      rows: bars.count, from: sorted.first ?? 0, to: sorted.last ?? 0, interval: interval,
      problems: findings.problems,
      notes: decisions.map { "\($0.what): \($0.value) (\($0.because))" })
    return Imported(
      set: DataSet(bars: bars, report: report), decisions: decisions, symbol: symbol,
      isReversed: pieces.count == 1 && dialect.isReversed,
      isSampled: dialect.kind == .trades || dialect.kind == .quotes)
  }

  /// True for two spellings of one instrument, such as BTC/USD and btcusd, or AAPL and AAPL.US.
  public static func areAlike(_ one: String, _ two: String) -> Bool {
    DialectGuess.areAlike(one, two)
  }

  /// What the first bytes say of a file that is no text.
  public static func format(of bytes: [UInt8]) -> String? {
    let marks: [(String, [UInt8])] = [
      ("parquet", Array("PAR1".utf8)), ("arrow", Array("ARROW1".utf8)),
      ("sqlite", Array("SQLite format 3".utf8)), ("zstd", [0x28, 0xB5, 0x2F, 0xFD]),
      ("xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A]), ("bzip2", Array("BZh".utf8)),
    ]
    if let found = marks.first(where: { bytes.starts(with: $0.1) }) { return found.0 }
    let first = bytes.first { $0 > 0x20 }
    return first == UInt8(ascii: "{") || first == UInt8(ascii: "[") ? "json" : nil
  }

  private static func binary(_ text: [UInt8]) -> String? {
    if let format = format(of: text), format != "json" {
      return "the file is not text but \(format)"
    }
    guard let place = text.prefix(4_096).firstIndex(of: 0) else { return nil }
    return "the file is not text: its byte \(place + 1) is zero, which text never holds"
  }
}

extension Columns {
  /// The step that most rows take, in nanoseconds; nil where they are few or take many steps.
  fileprivate var length: Int64? {
    let sorted = Words(Array(Set(time)).sorted())
    guard sorted.count >= 5 else { return nil }
    let step = CSVAssembly.commonStep(sorted)
    let same = (1..<sorted.count).count { sorted[$0] - sorted[$0 - 1] == step }
    return same * 5 >= (sorted.count - 1) * 3 ? step : nil
  }
}
