public import Host
internal import Machine

/// Bars from a file of any vendor: what it is, is found out and said.
public enum Importing {
  /// Members of archives that are no bars by their names.
  private static let others = [
    ".md", ".pdf", ".json", ".xml", ".html", ".htm", ".checksum", ".png", ".license", ".ini",
    ".jpg", ".jpeg", ".gif", ".svg", ".css", ".js", ".py", ".ipynb", ".log", ".yaml", ".yml",
    ".toml", ".sha256", ".md5", "-wal", "-shm", "-journal", ".sig", ".asc", ".doc", ".docx", ".rtf",
    ".url",
  ]
  /// And by how they begin.
  private static let papers = ["readme", "_readme", "license", "licence", "changelog", "thumbs.db"]

  /// True for the name of a file that is left out beside others.
  public static func isOther(_ name: String) -> Bool {
    let last = name.lowercased().split(separator: "/").last.map(String.init) ?? ""
    return others.contains { last.hasSuffix($0) } || papers.contains { last.hasPrefix($0) }
  }

  /// One text that has been read.
  struct Piece {
    let name: String
    let columns: Columns
    let dialect: Dialect
    let findings: Findings

    /// The order of its dates, where another text has shown it.
    var sharedDates: ImportDecision? {
      guard case .shared = dialect.dates,
        let dates = dialect.decisions.first(where: { $0.what == "dates" })
      else { return nil }
      return ImportDecision("dates of \(name)", dates.value, dates.because, dates.override)
    }
  }

  /// The bars of the texts together, where they are of one instrument: see `ImportPlan`.
  public static func bars(
    of parts: [ImportPart], path: String, _ wish: ImportWish
  ) throws(Failure) -> Imported {
    let plan = try ImportPlan(parts, path: path, wish)
    return try plan.bars(of: try plan.only())
  }

  /// Bars of one length and of another are no one series.
  private static func checkLengths(_ pieces: [Piece], _ path: String) throws(Failure) {
    guard pieces.count > 1 else { return }
    var known: (length: Int64, name: String)?
    for piece in pieces {
      guard let length = piece.columns.length else { continue }
      if let known, known.length != length {
        throw Failure(
          .data, code: QualityKinds.mixedIntervals.code,
          "\(known.name) has bars of \(TimeText.duration(known.length)) and \(piece.name) of "
            + TimeText.duration(length), at: .init(file: path), help: LengthGroups.remedy)
      }
      known = known ?? (length, piece.name)
    }
  }

  /// Files of one instrument that have bars of the same times have the same bars; others are of
  /// several instruments, or of several sources, whatever their names say.
  static func checkOverlaps(_ pieces: [Piece], _ path: String) throws(Failure) {
    let shared = SharedStretches(pieces.compactMap(\.columns.ends))
    guard !shared.isEmpty else { return }
    var known: [Int64: (piece: Int, row: Int)] = [:]
    var (same, different) = (0, 0)
    for (index, piece) in pieces.enumerated() {
      let bars = piece.columns.bars(interval: 0)
      try bars.visit { row throws(Failure) in
        let time = bars.time[row]
        guard shared.contains(time) else { return }
        guard let other = known[time], other.piece != index else {
          known[time] = (index, row)
          return
        }
        let before = pieces[other.piece].columns
        let isSame =
          bars.open[row] == before.open[other.row] && bars.high[row] == before.high[other.row]
          && bars.low[row] == before.low[other.row] && bars.close[row] == before.close[other.row]
        if isSame { same += 1 } else { different += 1 }
        guard different >= 5, different > same else { return }
        throw Failure(
          .data, code: ImportKinds.symbols.code,
          "\(pieces[other.piece].name) and \(piece.name) have other bars at the same times, as "
            + "\(TimeText.text(time)), so they may be of two instruments",
          at: .init(file: path),
          help: "Import them one by one; or say with --symbol that all are of one.")
      }
    }
  }

  /// Files in which a column such as `contract` says something else are of several instruments.
  static func checkMarks(_ pieces: [Piece], _ path: String) throws(Failure) {
    guard let first = pieces.first else { return }
    for piece in pieces.dropFirst() {
      for (name, value) in piece.dialect.marks.sorted(by: { $0.key < $1.key }) {
        guard let known = first.dialect.marks[name], known != value else { continue }
        throw Failure(
          .data, code: ImportKinds.symbols.code,
          "the column \(name) says \(shownText(Array(known.utf8).span)) in \(first.name) and "
            + "\(shownText(Array(value.utf8).span)) in \(piece.name)", at: .init(file: path),
          help: ImportKinds.symbols.remedy)
      }
    }
  }

  static func joined(
    _ pieces: [Piece], _ notes: [ImportDecision], _ symbol: String?, _ path: String,
    _ wish: ImportWish
  ) throws(Failure) -> Imported {
    let extras = wish.extras
    try checkLengths(pieces, path)
    let order = pieces.indices.sorted {
      (pieces[$0].columns.time.first ?? .max, $0) < (pieces[$1].columns.time.first ?? .max, $1)
    }
    var spool = WordSpool(columns: 6 + extras.count, wish.scratch)
    var findings = Findings()
    for index in order {
      if pieces.count > 1 {
        let bars = pieces[index].columns.bars(interval: 0, extras: extras)
        try spool.append(bars, 0..<bars.count)
      }
      findings.append(pieces[index].findings, from: 0)
    }
    let columns = pieces.count == 1 ? pieces[0].columns : Columns(try spool.finish())
    guard columns.time.count > 0 else {
      throw Failure(
        .data, code: DataKinds.headerOnly.code, "there are no rows", at: .init(file: path),
        help: DataKinds.headerOnly.remedy)
    }
    let sorted = columns.time.sortedOnce
    let interval = CSVAssembly.commonStep(sorted)
    let bars = columns.bars(interval: interval, extras: extras)
    var decisions = (pieces.first?.dialect.decisions ?? []) + notes
    if pieces.count > 1 {
      decisions += pieces.dropFirst().compactMap(\.sharedDates)
      decisions.append(
        ImportDecision("files", "\(pieces.count)", "read one after another, by their first times"))
    }
    let report = DataReport(
      rows: bars.count, from: sorted.first ?? 0, to: sorted.last ?? 0, interval: interval,
      problems: findings.problems,
      notes: decisions.map { "\($0.what): \($0.value) (\($0.because))" })
    return Imported(
      set: DataSet(bars: bars, report: report), decisions: decisions, symbol: symbol,
      isReversed: pieces.count == 1 && pieces[0].dialect.isReversed,
      moved: pieces.reduce(0) { $0 + $1.dialect.moved },
      unknownWords: pieces.first?.dialect.unknownWords ?? [],
      isSampled: [.trades, .quotes].contains(pieces.first?.dialect.kind))
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
    if bytes.count > 262, bytes[257..<262].elementsEqual("ustar".utf8) { return "tar" }
    let ink = bytes.filter { $0 > 0x20 }
    guard ink.first == UInt8(ascii: "{") || ink.first == UInt8(ascii: "[") else { return nil }
    // A header may be `[Date],[Open]`.
    return ink.dropFirst().first.map { "{[]}\"-0123456789".utf8.contains($0) } ?? true
      ? "json" : nil
  }

  /// How many times as long as a file its text is likely to be at most, by its first bytes.
  public static func expansion(of bytes: [UInt8]) -> Int {
    if bytes.starts(with: [0x1F, 0x8B]) || bytes.starts(with: Array("PK".utf8)) { return 9 }
    switch format(of: bytes) {
    case nil, "json", "tar": return 1
    case "sqlite": return 2
    default: return 9
    }
  }

  static func binary(_ text: HeldBytes) -> String? {
    if let format = format(of: text.head(4_096)), format != "json" {
      // The others are read where they are files of their own.
      return "the file is not text but \(format); unpack it first"
    }
    guard let place = text.prefix(4_096).firstIndex(of: 0) else { return nil }
    return "the file is not text: its byte \(place + 1) is zero, which text never holds"
  }
}

/// The times that several stretches of time have in common.
private struct SharedStretches {
  /// In order, and apart from each other.
  private var stretches: [ClosedRange<Int64>] = []

  init(_ ends: [(first: Int64, last: Int64)]) {
    var latest: Int64?
    for (first, last) in ends.sorted(by: { $0.first < $1.first }) {
      if let latest, first <= latest {
        let next = first...min(latest, last)
        if let before = stretches.last, next.lowerBound <= before.upperBound {
          stretches[stretches.count - 1] =
            before.lowerBound...max(before.upperBound, next.upperBound)
        } else {
          stretches.append(next)
        }
      }
      latest = max(latest ?? last, last)
    }
  }

  var isEmpty: Bool { stretches.isEmpty }

  func contains(_ time: Int64) -> Bool {
    var (low, high) = (0, stretches.count)
    while low < high {
      let middle = (low + high) / 2
      if stretches[middle].lowerBound <= time { low = middle + 1 } else { high = middle }
    }
    return low > 0 && time <= stretches[low - 1].upperBound
  }
}

extension Words {
  /// All that are there in their order, each once.
  fileprivate var sortedOnce: Words {
    allNeighbours { $0 < $1 }
      ? self : Words(Array(Set(self)).sorted())
  }
}

extension Columns {
  /// The earliest time and the latest; nil where there are no rows.
  var ends: (first: Int64, last: Int64)? {
    guard var first = time.first else { return nil }
    var last = first
    _ = time.allNeighbours { _, next in
      (first, last) = (min(first, next), max(last, next))
      return true
    }
    return (first, last)
  }

  /// The step that most rows take, in nanoseconds; nil where they are few or take many steps.
  var length: Int64? {
    let sorted = time.sortedOnce
    guard sorted.count >= 5 else { return nil }
    let step = CSVAssembly.commonStep(sorted)
    var same = 0
    _ = sorted.allNeighbours { before, next in
      if next &- before == step { same += 1 }
      return true
    }
    return same * 5 >= (sorted.count - 1) * 3 ? step : nil
  }
}
