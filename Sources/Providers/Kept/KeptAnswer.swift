internal import Host
internal import Machine
internal import Market
internal import Store

/// An answer on the disk: a folder of columns beside a note of the question and the time. The
/// columns of one time lie in a folder of that time, whose report is written last; the newest whole
/// one counts.
struct KeptAnswer {
  let bars: Bars
  let fetched: Int64

  init(bars: Bars, fetched: Int64) {
    self.bars = bars
    self.fetched = fetched
  }

  /// nil where there is none, or it is not whole, or of another question.
  init?(_ key: String, in folder: String, _ disk: any Disk) {
    guard let note = try? disk.read("\(folder)/question", limit: 1 << 16),
      note.elementsEqual(key.utf8)
    else { return nil }
    for time in Self.times(in: folder, disk).reversed() {
      guard let set = ColumnFolder("\(folder)/\(time)", disk).read() else { continue }
      self.init(bars: set.bars, fetched: time)
      return
    }
    return nil
  }

  /// Writes it, then takes older ones away.
  func write(_ key: String, to folder: String, _ disk: any Disk) throws(Failure) {
    let older = Self.times(in: folder, disk)
    try disk.makeFolder(folder)
    try disk.write("\(folder)/question", Array(key.utf8))
    if older.contains(fetched) { try disk.remove("\(folder)/\(fetched)") }
    try ColumnFolder("\(folder)/\(fetched)", disk).write(bars)
    for time in older where time != fetched { try? disk.remove("\(folder)/\(time)") }
  }

  private static func times(in folder: String, _ disk: any Disk) -> [Int64] {
    ((try? disk.list(folder)) ?? []).compactMap { Int64($0) }.sorted()
  }
}
