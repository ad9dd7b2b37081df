internal import Host
internal import Machine

/// The rows of a file put together again, block by block and in order.
struct CSVAssembly: Sendable {
  let path: String
  /// The bytes of text in the file, where they are known.
  let textSize: Int?
  /// How many blocks have come so far.
  private(set) var pieces = 0
  private var lines: Int
  private var rows: WordSpool
  private var findings = Findings()
  /// Blank lines after the last row so far.
  private var trailingBlanks = Finding()
  private var failure: Failure?
  private var proof: CSVProof
  private var constants: ConstantColumns
  private var isProved = false
  private let isOrdered: Bool
  private let advance: Advance?
  /// The bytes of text so far.
  private var textCount = 0
  /// True when there will be no data set.
  var hasFailed: Bool { failure != nil }

  /// Rows out of order after which no more are held to be counted.
  private static let mostDisorder = 1_000_000

  /// - Parameters:
  ///   - extras: how many columns beside the market come.
  ///   - isOrdered: true where rows out of order are refused.
  ///   - scratch: where rows go that are too many for memory.
  ///   - advance: hears of bytes, where it is known how many there are.
  init(
    _ proof: CSVProof, path: String, lines: Int, textSize: Int?, extras: Int, isOrdered: Bool,
    _ scratch: Scratch, _ advance: Advance? = nil
  ) {
    self.advance = advance
    self.proof = proof
    constants = proof.constants
    self.isOrdered = isOrdered
    rows = WordSpool(columns: 6 + extras, scratch)
    self.path = path
    self.lines = lines
    self.textSize = textSize
  }

  /// Adds the next block; false when there is no use in another one.
  mutating func append(_ block: ByteBlock, _ piece: CSVIntake.Piece) -> Bool {
    pieces += 1
    guard failure == nil else { return false }
    textCount += block.textCount
    if let textSize { advance?(textCount, textSize) }
    if let failure = piece.failure {
      self.failure = failure
      return false
    }
    if block.rows > 0 {
      addBlanks()
      if rows.count == 0 { reserve(for: block) }
      if let last = rows.last, let next = block.column(.time).first, next <= last {
        findings.add(next == last ? .duplicate : .disorder, line: lines + block.firstRowLine + 1)
      }
      do throws(Failure) {
        try rows.append(block)
      } catch {
        failure = error
        return false
      }
    }
    findings.append(block.findings, from: lines + 1)
    if block.trailingBlanks.count > 0 {
      if trailingBlanks.count == 0 {
        trailingBlanks.firstLine = lines + block.trailingBlanks.firstLine + 1
      }
      trailingBlanks.count += block.trailingBlanks.count
    }
    if !isProved {
      proof.add(block)
      if proof.isComplete { prove() }
    }
    if failure == nil, let change = constants.change(in: block) {
      failure = proof.failure(change, line: lines + change.line + 1)
    }
    if failure == nil, let problem = block.problem {
      failure = problem.what.failure(in: path, line: lines + problem.line + 1)
    }
    lines += block.lines
    if isOrdered, failure == nil,
      findings[.duplicate].count + findings[.disorder].count > Self.mostDisorder
    {
      failure = disorder
    }
    return failure == nil
  }

  private mutating func prove() {
    isProved = true
    failure = proof.failure(Columns(rows.head))
  }

  /// The data set, once every block has come; or why there is none.
  mutating func finish(
    _ layout: Layout, _ notes: [String]
  ) throws(Failure) -> DataSet {
    if failure == nil, !isProved, rows.count > 0 { prove() }
    if failure == nil { failure = proof.contradiction(findings, rows: rows.count) }
    if let failure { throw failure }
    let columns = Columns(try rows.finish())
    guard let from = columns.time.first, let to = columns.time.last else {
      throw LineProblem(
        kind: DataKinds.headerOnly, message: "the file has a header line and no rows"
      ).failure(in: path, line: nil)
    }
    if isOrdered, let disorder { throw disorder }
    let interval = Self.commonStep(columns.time)
    let bars = Bars(
      time: columns.time, open: columns.open, high: columns.high, low: columns.low,
      close: columns.close, volume: columns.volume, interval: interval,
      extras: zip(layout.extras, columns.extras).map {
        Bars.Extra(name: layout.names[$0], words: $1)
      })
    rows = WordSpool(columns: 6, nil)
    let report = DataReport(
      rows: bars.count, from: from, to: to, interval: interval, problems: findings.problems,
      notes: notes + Self.notes(on: layout.style) + findings.notes)
    return DataSet(bars: bars, report: report)
  }

  /// Makes room for all rows, by the length of those of the first block.
  private mutating func reserve(for block: ByteBlock) {
    guard let textSize else { return }
    let estimate = Double(textSize) / Double(block.textCount) * Double(block.rows)
    rows.reserve(Int(estimate * 1.02) + 1_024)
  }

  /// Blank lines were only the end of the file if no row follows.
  private mutating func addBlanks() {
    findings.add(.blankLine, trailingBlanks)
    trailingBlanks = Finding()
  }

  /// What is wrong with the order of the rows so far.
  private var disorder: Failure? {
    let duplicates = findings[.duplicate]
    let disorder = findings[.disorder]
    guard duplicates.count + disorder.count > 0 else { return nil }
    var parts: [String] = []
    if disorder.count > 0 {
      let rows = counted(disorder.count, "row is", "rows are")
      parts.append("\(rows) earlier than the row before, first on line \(disorder.firstLine)")
    }
    if duplicates.count > 0 {
      let rows = counted(duplicates.count, "row has", "rows have")
      parts.append("\(rows) the time of the row before, first on line \(duplicates.firstLine)")
    }
    let isReversed = disorder.count == rows.count - 1 && disorder.count > 1
    let kind = disorder.count > 0 ? DataKinds.disorder : DataKinds.duplicates
    let line = (disorder.count > 0 ? disorder : duplicates).firstLine
    let help =
      isReversed
      ? "The file has the newest bar first: (head -1 FILE; tail -n +2 FILE | tac) > NEW.csv "
        + "turns it round."
      : kind.remedy
    return Failure(
      .data, code: kind.code, parts.joined(separator: "; "), at: .init(file: path, line: line),
      help: help)
  }

  private static func notes(on style: TimeStyle) -> [String] {
    switch style {
    case .count(let unit): ["times are read as \(unit.name) since 1970, by their size"]
    case .iso(isZoned: false): ["times without a zone are read as UTC"]
    case .iso(isZoned: true): []
    }
  }

  /// The most common step between times, the shortest of several; 0 for fewer than two.
  static func commonStep(_ time: Words) -> Int64 {
    guard time.count > 1 else { return 0 }
    let first = time[1] &- time[0]
    var same = 0
    _ = time.allNeighbours { before, next in
      if next &- before == first { same += 1 }
      return true
    }
    if same * 2 > time.count - 1 { return first }
    var counts: [Int64: Int] = [:]
    _ = time.allNeighbours { before, next in
      counts[next &- before, default: 0] += 1
      return true
    }
    let best = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }
    return best?.key ?? 0
  }
}
