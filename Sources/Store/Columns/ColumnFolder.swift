public import Host
public import Machine
public import Market

/// Bars as a folder of columns with a report beside them, outside of any catalog: what can be made
/// again at any time. The report is written last: a folder without one does not count.
public struct ColumnFolder: Sendable {
  private static let columns = ["time"] + InputColumn.allCases.map { "\($0)" }

  private let path: String
  private let disk: any Disk

  public init(_ path: String, _ disk: any Disk) {
    self.path = path
    self.disk = disk
  }

  /// The bars where they lie; nil where the folder was not written to its end.
  public func read() -> DataSet? {
    guard let bytes = try? disk.read("\(path)/report", limit: 1 << 22),
      let report = ReportText.report(String(decoding: bytes, as: UTF8.self))
    else { return nil }
    guard let names = extras() else { return nil }
    var columns: [Words] = []
    for column in Self.columns + names.indices.map(Self.extra) {
      let file = ColumnFile(path: "\(path)/\(column).npy", disk: disk)
      guard let words = try? file.words(rows: report.rows) else { return nil }
      columns.append(words)
    }
    let bars = Bars(
      time: columns[0], open: columns[1], high: columns[2], low: columns[3], close: columns[4],
      volume: columns[5], interval: report.interval,
      extras: zip(names, columns.dropFirst(Self.columns.count)).map {
        Bars.Extra(name: $0, words: $1)
      })
    return DataSet(bars: bars, report: report)
  }

  /// The names of the columns beside the market, which may be any text; nil where the list is cut
  /// short.
  private func extras() -> [String]? {
    guard let bytes = try? disk.read("\(path)/extras", limit: 1 << 22) else { return [] }
    let lines = String(decoding: bytes, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard lines.count >= 2, lines[lines.count - 2] == "end" else { return nil }
    return lines.dropLast(2).map { $0 }
  }

  /// The file of a column beside the market, by its place: its name need not be one of a file.
  private static func extra(_ place: Int) -> String { "extra-\(place)" }

  /// Writes bars, at least one, of which nothing is to be said.
  public func write(_ bars: Bars) throws(Failure) {
    try write(
      DataSet(
        bars: bars,
        report: DataReport(
          rows: bars.count, from: bars.time.first ?? 0, to: bars.time.last ?? 0,
          interval: bars.interval, problems: [], notes: [])))
  }

  /// Writes bars with the columns beside the market.
  public func write(_ set: DataSet) throws(Failure) {
    try disk.makeFolder(path)
    let bars = set.bars
    let words =
      [bars.time] + InputColumn.allCases.map { bars.column($0) } + bars.extras.map(\.words)
    for (column, words) in zip(Self.columns + bars.extras.indices.map(Self.extra), words) {
      var writer = try ColumnWriter(
        ColumnFile(path: "\(path)/\(column).npy", disk: disk), committed: 0)
      try writer.append(words)
      try writer.writeHead()
      try writer.sync()
    }
    let names = bars.extras.map { $0.name + "\n" }.joined()
    if !names.isEmpty { try disk.write("\(path)/extras", Array((names + "end\n").utf8)) }
    try disk.write("\(path)/report", Array(ReportText.text(of: set.report).utf8))
  }
}

/// A report as lines of a file, and back.
enum ReportText {
  static func text(of report: DataReport) -> String {
    var lines = ["\(report.rows) \(report.from) \(report.to) \(report.interval)"]
    for problem in report.problems {
      let column = problem.column.map { "\($0)" } ?? "-"
      lines.append(
        "p\t\(problem.kind.code)\t\(column)\t\(problem.count)\t\(problem.firstLine)\t"
          + escaped(problem.message))
    }
    lines += report.notes.map { "n\t" + escaped($0) }
    return (lines + ["end"]).joined(separator: "\n") + "\n"
  }

  /// nil where anything is not as it was written.
  static func report(_ text: String) -> DataReport? {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard lines.count >= 3, lines[lines.count - 2] == "end" else { return nil }
    let head = lines[0].split(separator: " ").compactMap { Int64($0) }
    guard head.count == 4, head[0] > 0, head[0] <= 1 << 40 else { return nil }
    var problems: [DataProblem] = []
    var notes: [String] = []
    for line in lines[1..<(lines.count - 2)] {
      let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      if parts.count == 2, parts[0] == "n" {
        notes.append(plain(parts[1]))
        continue
      }
      guard parts.count == 6, parts[0] == "p", let count = Int(parts[3]), let first = Int(parts[4]),
        let kind = DataKinds.all.first(where: { $0.code == parts[1] })
      else { return nil }
      let column = InputColumn.allCases.first { "\($0)" == parts[2] }
      problems.append(
        DataProblem(
          kind: kind, column: column, count: count, firstLine: first, message: plain(parts[5])))
    }
    return DataReport(
      rows: Int(head[0]), from: head[1], to: head[2], interval: head[3], problems: problems,
      notes: notes)
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\t", with: "\\t").replacing("\n", with: "\\n")
  }

  private static func plain(_ text: String) -> String {
    var plain = ""
    var isEscaped = false
    for character in text {
      if isEscaped {
        plain.append(character == "t" ? "\t" : character == "n" ? "\n" : character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else {
        plain.append(character)
      }
    }
    return plain
  }
}
