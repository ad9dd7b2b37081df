public import Host
internal import Machine

/// Bars from a file of any vendor: what it is, is found out and said.
public enum Importing {
  /// Members of archives that are no bars by their names.
  private static let others = [
    ".md", ".pdf", ".json", ".xml", ".html", ".htm", ".checksum", ".png", ".license", ".ini",
  ]

  /// The bars of the texts together, oldest text first, in the order of each. Nothing is repaired:
  /// times may repeat and go back.
  ///
  /// Fails with class `data` for anything that is not understood or can be understood in two ways.
  public static func bars(
    of parts: [ImportPart], path: String, _ wish: ImportWish
  ) throws(Failure) -> Imported {
    var pieces: [(columns: Columns, dialect: Dialect, findings: Findings)] = []
    let wanted = parts.filter { part in
      parts.count == 1 || !others.contains { part.name.lowercased().hasSuffix($0) }
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
      pieces.append((columns, reader.dialect, reader.findings))
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
    return try joined(pieces, first.dialect, symbols.first, path, wish.extras)
  }

  private static func joined(
    _ pieces: [(columns: Columns, dialect: Dialect, findings: Findings)], _ dialect: Dialect,
    _ symbol: String?, _ path: String, _ extras: [String]
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
    return Imported(set: DataSet(bars: bars, report: report), decisions: decisions, symbol: symbol)
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
