public import Host
public import Machine

/// Changes to bars that somebody asked for, each counted. Rows may be in any order before `sort`.
public struct Repairs: Sendable {
  /// One kind of change and how many rows it touched.
  public struct Done: Sendable, Hashable {
    public let kind: String
    public let count: Int
    public let detail: String
  }

  /// Which of several different rows of one time stands.
  public enum Kept: String, Sendable, Hashable, CaseIterable { case first, last }

  /// Bars that filling may add, at most.
  public static let mostFilled = 50_000_000

  public private(set) var bars: Bars
  public private(set) var done: [Done] = []

  private let scratch: Scratch?

  /// - Parameter scratch: where rows go that are too many for memory; nil holds them all.
  public init(_ bars: Bars, scratch: Scratch? = nil) {
    self.bars = bars
    self.scratch = scratch
  }

  /// True where times strictly increase.
  public var isOrdered: Bool {
    bars.time.allNeighbours { $0 < $1 }
  }

  /// True where no time is before the one of the row above it.
  public var isSorted: Bool {
    bars.time.allNeighbours { $0 <= $1 }
  }

  /// Puts rows in the order of their times; rows of one time keep theirs.
  ///
  /// - Parameter before: how many were put in order before they became bars.
  public mutating func sort(before: Int = 0) throws(Failure) {
    let time = bars.time
    var moved = 0
    _ = time.allNeighbours { before, next in
      if next < before { moved += 1 }
      return true
    }
    if moved > 0 {
      let order = (0..<time.count).sorted { (time[$0], $0) < (time[$1], $1) }
      var sorted = spool
      for row in order { try sorted.append(bars[row]) }
      try take(sorted)
    }
    moved += before
    done.append(
      Done(
        kind: "sort", count: moved,
        detail: counted(moved, "row was", "rows were") + " earlier than the row before"))
  }

  /// Leaves one row of each time, of sorted rows.
  ///
  /// - Parameter kept: which of rows that differ stands; without it those are a failure.
  public mutating func dedupe(keeping kept: Kept?) throws(Failure) {
    let whole = bars
    var rest = spool
    var (same, different) = (0, 0)
    var last: Bar?
    try whole.visit { row throws(Failure) in
      let bar = whole[row]
      guard let before = last, before.time == bar.time else {
        if let last { try rest.append(last) }
        last = bar
        return
      }
      if before == bar {
        same += 1
        return
      }
      guard let kept else {
        throw DataKinds.duplicates.failure(
          "two rows at \(TimeText.text(bar.time)) have different prices; say which stands with "
            + "--keep first or --keep last")
      }
      different += 1
      if kept == .last { last = bar }
    }
    if let last { try rest.append(last) }
    if same + different > 0 { try take(rest) }
    let words = kept.map {
      ", \(different) of them different from the one that stayed (\($0.rawValue))"
    }
    done.append(
      Done(
        kind: "dedupe", count: same + different,
        detail: counted(same + different, "row", "rows") + " of a time that was there"
          + (different > 0 ? words ?? "" : "")))
  }

  /// Takes away the rows that are not later than the last of others, where these have each of them;
  /// both are in order.
  ///
  /// - Returns: the time of the first row that the others have not, or have otherwise.
  public mutating func follow(_ others: Bars, named name: String) -> Int64? {
    guard others.count > 0 else { return nil }
    let end = others.time[others.count - 1]
    var (same, place) = (0, 0)
    while same < bars.count, bars.time[same] <= end {
      while others.time[place] < bars.time[same] { place += 1 }
      guard others[place] == bars[same] else { return bars.time[same] }
      same += 1
    }
    bars = bars.rows(same..<bars.count)
    done.append(
      Done(
        kind: "dedupe", count: same,
        detail: counted(same, "row", "rows") + " that \(name) has already"))
    return nil
  }

  /// Puts bars at the last close, without volume, where the calendar has trading and there are
  /// none; of sorted rows.
  public mutating func fill(_ calendar: TradingCalendar) throws(Failure) {
    let scan = GapScan(calendar, interval: bars.interval)
    let gaps = scan.gaps(in: bars.time)
    let missing = gaps.reduce(0) { $0.addingUpTo($1.bars) }
    guard missing <= Self.mostFilled else {
      throw QualityKinds.gaps.failure(
        "\(counted(missing, "bar", "bars")) are missing, more than --fill puts in")
    }
    var filled = spool
    var next = 0
    for gap in gaps {
      try filled.append(bars, next..<gap.row)
      next = gap.row
      let close = bars.close[gap.row - 1]
      for time in scan.times(from: gap.after, to: gap.before, most: gap.bars) {
        try filled.append(
          Bar(time: time, open: close, high: close, low: close, close: close, volume: 0))
      }
    }
    if !gaps.isEmpty {
      try filled.append(bars, next..<bars.count)
      let columns = Columns(try filled.finish())
      bars = columns.bars(interval: bars.interval, extras: bars.extras.map(\.name))
    }
    done.append(
      Done(
        kind: "fill", count: missing,
        detail: counted(missing, "bar", "bars") + " at the last close, in "
          + counted(gaps.count, "gap", "gaps")))
  }

  /// None, of as many columns as the bars.
  private var spool: WordSpool { WordSpool(columns: 6 + bars.extras.count, scratch) }

  private mutating func take(_ rows: consuming WordSpool) throws(Failure) {
    let columns = Columns(try rows.finish())
    bars = columns.bars(
      interval: CSVAssembly.commonStep(columns.time), extras: bars.extras.map(\.name))
  }
}
