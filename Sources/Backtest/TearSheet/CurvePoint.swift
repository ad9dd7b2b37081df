/// A point of the curves that are drawn.
public struct CurvePoint: Sendable, Hashable {
  /// The start of its last bar, in nanoseconds since 1970.
  public let time: Int64
  /// Equity at that bar's close.
  public let equity: Double
  /// The deepest fall below the peak in its bars, as a share of the peak.
  public let drawdown: Double
  /// What the capital would be worth in the benchmark; `nil` before its first price.
  public let benchmark: Double?

  /// At most `most` points of equal stretches of a record, the last bar among them.
  static func curve(of record: TrackRecord, most: Int) -> [CurvePoint] {
    let count = min(most, record.times.count)
    guard count > 0 else { return [] }
    let ends = (1...count).map { $0 * record.times.count / count - 1 }
    let prices = record.benchmark?.prices(at: ends.map { record.times[$0] }) ?? []
    let first = record.benchmark?.prices(at: record.times.prefix(1)).first ?? nil
    let base = first ?? prices.lazy.compactMap { $0 }.first
    let capital = record.performance.equity.capital
    var (row, peak) = (0, capital)
    return ends.enumerated().map { index, end in
      var deepest = 0.0
      while row <= end {
        peak = max(peak, record.equity[row])
        if peak > 0 { deepest = max(deepest, 1 - record.equity[row] / peak) }
        row += 1
      }
      let price = index < prices.count ? prices[index] : nil
      var worth: Double?
      if let price, let base { worth = capital * (price / base) }
      return CurvePoint(
        time: record.times[end], equity: record.equity[end], drawdown: deepest, benchmark: worth)
    }
  }
}
