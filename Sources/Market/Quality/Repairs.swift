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

  public init(_ bars: Bars) { self.bars = bars }

  /// True where times strictly increase.
  public var isOrdered: Bool {
    (1..<max(1, bars.count)).allSatisfy { bars.time[$0] > bars.time[$0 - 1] }
  }

  /// True where no time is before the one of the row above it.
  public var isSorted: Bool {
    (1..<max(1, bars.count)).allSatisfy { bars.time[$0] >= bars.time[$0 - 1] }
  }

  /// Puts rows in the order of their times; rows of one time keep theirs.
  ///
  /// - Parameter before: how many were put in order before they became bars.
  public mutating func sort(before: Int = 0) {
    let time = bars.time
    var moved = (1..<max(1, time.count)).count { time[$0] < time[$0 - 1] }
    if moved > 0 {
      let order = (0..<time.count).sorted { (time[$0], $0) < (time[$1], $1) }
      take(order)
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
    let time = bars.time
    var order: [Int] = []
    var (same, different) = (0, 0)
    for row in 0..<time.count {
      guard let last = order.last, time[last] == time[row] else {
        order.append(row)
        continue
      }
      if bars[last] == bars[row] {
        same += 1
        continue
      }
      guard let kept else {
        throw DataKinds.duplicates.failure(
          "two rows at \(TimeText.text(time[row])) have different prices; say which stands with "
            + "--keep first or --keep last")
      }
      different += 1
      if kept == .last { order[order.count - 1] = row }
    }
    take(order)
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
    var rest = Columns(extras: bars.extras.count)
    var place = 0
    for row in 0..<bars.count {
      guard bars.time[row] <= end else {
        rest.append(bars[row])
        continue
      }
      while others.time[place] < bars.time[row] { place += 1 }
      guard others[place] == bars[row] else { return bars.time[row] }
    }
    let same = bars.count - rest.time.count
    bars = rest.bars(interval: bars.interval, extras: bars.extras.map(\.name))
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
    var filled = Columns(extras: bars.extras.count)
    var next = 0
    for gap in gaps {
      filled.append(bars, next..<gap.row)
      next = gap.row
      let close = bars.close[gap.row - 1]
      for time in scan.times(from: gap.after, to: gap.before, most: gap.bars) {
        filled.append(
          Bar(time: time, open: close, high: close, low: close, close: close, volume: 0))
      }
    }
    if !gaps.isEmpty {
      filled.append(bars, next..<bars.count)
      bars = filled.bars(interval: bars.interval, extras: bars.extras.map(\.name))
    }
    done.append(
      Done(
        kind: "fill", count: missing,
        detail: counted(missing, "bar", "bars") + " at the last close, in "
          + counted(gaps.count, "gap", "gaps")))
  }

  private mutating func take(_ order: [Int]) {
    guard order.count != bars.count || !order.elementsEqual(0..<bars.count) else { return }
    var taken = Columns(extras: bars.extras.count)
    taken.reserve(order.count)
    for row in order { taken.append(bars[row]) }
    bars = taken.bars(
      interval: CSVAssembly.commonStep(taken.time), extras: bars.extras.map(\.name))
  }
}
