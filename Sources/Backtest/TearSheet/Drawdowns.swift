/// Equity below its highest, from the bar that was highest to the one that reaches it again.
public struct Drawdown: Sendable, Hashable {
  /// Starts of the bars of the peak, of the lowest equity, and of the bar that reached the peak
  /// again, if one did; in nanoseconds since 1970.
  public let peakTime: Int64
  public let troughTime: Int64
  public let recoveryTime: Int64?
  /// The fall as a share of the peak; more than 1 where more was lost than there was.
  public let depth: Double
  /// Bars from the peak to the lowest, and to the recovery or the last bar.
  public let barsToTrough: Int
  public let bars: Int
  /// The same as the latter in nanoseconds.
  public let duration: Int64
}

/// Every drawdown of a record, bar by bar, as `max_drawdown` sees them.
struct Drawdowns: Sendable, Hashable {
  let count: Int
  let meanDepth: Double?
  /// The deepest ones, deepest first.
  let deepest: [Drawdown]

  init(_ record: TrackRecord, most: Int) {
    var walk = Walk(times: record.times, peak: record.performance.equity.capital)
    for (row, value) in record.equity.enumerated() { walk.step(row, value) }
    walk.finish(record.equity.count - 1)
    count = walk.found.count
    meanDepth =
      walk.found.isEmpty ? nil : walk.found.reduce(0) { $0 + $1.depth } / Double(walk.found.count)
    deepest = Array(walk.found.sorted { $0.depth > $1.depth }.prefix(most))
  }

  private struct Walk {
    let times: [Int64]
    var peak: Double
    var peakRow = 0
    var trough: (row: Int, value: Double)?
    var found: [Drawdown] = []

    init(times: [Int64], peak: Double) { (self.times, self.peak) = (times, peak) }

    mutating func step(_ row: Int, _ value: Double) {
      if value >= peak {
        end(row, recovered: true)
        (peak, peakRow) = (value, row)
      } else if trough.map({ value < $0.value }) ?? true {
        trough = (row, value)
      }
    }

    mutating func finish(_ row: Int) { end(row, recovered: false) }

    private mutating func end(_ row: Int, recovered: Bool) {
      guard let low = trough else { return }
      trough = nil
      guard peak > 0 else { return }
      found.append(
        Drawdown(
          peakTime: times[peakRow], troughTime: times[low.row],
          recoveryTime: recovered ? times[row] : nil, depth: (peak - low.value) / peak,
          barsToTrough: low.row - peakRow, bars: row - peakRow,
          duration: times[row] &- times[peakRow]))
    }
  }
}
