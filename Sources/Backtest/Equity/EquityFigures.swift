internal import Machine

/// What the equity of a run comes to: sums that every metric of the curve is made of.
///
/// A return is equity at a close over equity at the close before, less one; the first bar has none.
public struct EquityFigures: Sendable, Hashable {
  /// Equity before the first bar and after the last.
  public let capital: Double
  public internal(set) var last: Double
  /// Bars of the run.
  public let bars: Int
  /// Sum of the returns, of their squares, and of the squares of the negative ones.
  public internal(set) var sum = 0.0
  public internal(set) var squares = 0.0
  public internal(set) var falls = 0.0
  /// The deepest fall below the highest equity before it, as a share of that: 0 or more.
  public internal(set) var maxDrawdown = 0.0
  /// The longest time from a peak to the bar that reaches it again, or to the last bar.
  public internal(set) var drawdownBars = 0
  public internal(set) var drawdownNanoseconds: Int64 = 0
  /// Bars at whose close a position was open.
  public internal(set) var exposedBars = 0
  /// Up to 60 values spread evenly over the run, the last one last.
  public internal(set) var samples: [Double] = []

  /// The highest equity so far, the bar it was last at, and the lowest since.
  var peak: Double
  var trough: Double
  private var peakRow: Int

  init(capital: Double, row: Int, bars: Int) {
    self.capital = capital
    self.bars = bars
    last = capital
    peak = capital
    trough = capital
    peakRow = row
  }

  /// How many returns were summed.
  public var returns: Int { bars - 1 }

  /// Equity reaches its peak again: what lies since the last peak is a drawdown.
  @inline(__always)
  mutating func recover(row: Int, _ times: Words) {
    if trough < peak { endDrawdown(row: row, times) }
  }

  /// Equity is at a peak up to a row.
  @inline(__always)
  mutating func rest(at value: Double, row: Int) {
    peak = value
    trough = value
    peakRow = row
  }

  mutating func finish(row: Int, _ times: Words) {
    if trough < peak { endDrawdown(row: row, times) }
  }

  private mutating func endDrawdown(row: Int, _ times: Words) {
    if peak > 0 { maxDrawdown = max(maxDrawdown, (peak - trough) / peak) }
    drawdownBars = max(drawdownBars, row - peakRow)
    drawdownNanoseconds = max(drawdownNanoseconds, times[row] &- times[peakRow])
  }
}
