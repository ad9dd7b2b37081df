import Host
package import Machine
import Market

/// What a run begins with, as its strategy says it: the same for a backtest and a live session.
package enum RunStart {
  /// The bars from the start of the history on, and the rows of them to be traded: all, where
  /// neither the strategy nor `rows` says anything.
  ///
  /// - Parameter rows: what was asked for, of the bars given.
  package static func bars(
    _ bars: Bars, rows: Range<Int>?, _ assumptions: Assumptions
  ) throws -> (bars: Bars, rows: Range<Int>?) {
    if let interval = assumptions.interval, interval != bars.interval {
      throw Failure(
        .data, UsageKinds.run,
        "the strategy is written for bars of \(TimeText.duration(interval)), and these are of "
          + TimeText.duration(bars.interval),
        help: "give other data, or change `bars` in its `assume`")
    }
    let wanted = rows ?? 0..<bars.count
    let start: Int
    var first: Int
    switch assumptions.history {
    case nil: return (bars, rows)
    case .bars(let count):
      start = max(0, wanted.lowerBound - count)
      first = max(wanted.lowerBound, start + count)
    case .since(let time):
      start = bars.time.firstIndex { $0 >= time } ?? bars.count
      first = max(wanted.lowerBound, start)
    }
    first = min(first, bars.count)
    guard first < wanted.upperBound else {
      throw Failure(
        .data, UsageKinds.run,
        "behind the history that the strategy asks for there is no bar left to trade",
        help: "give more data, or change its `history`")
    }
    return (bars.rows(start..<bars.count), (first - start)..<(wanted.upperBound - start))
  }
}
