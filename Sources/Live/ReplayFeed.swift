public import Machine
public import Trading

/// Bars of the past that come as if they were of now.
public final class ReplayFeed: Feed {
  /// How fast time runs.
  public enum Speed: Sendable, Hashable {
    /// As fast as the bars are asked for.
    case most
    /// So many times as fast as it was; positive.
    case times(Double)
  }

  private let bars: Bars
  private let speed: Speed
  private var row: Int
  private let first: Int
  /// When the first bar opened, on the stopwatch.
  private var start: Int64?

  /// - Parameter row: the first bar to come; those before are `BarsHistory`.
  public init(_ bars: Bars, from row: Int = 0, speed: Speed = .most) {
    self.bars = bars
    self.speed = speed
    self.row = min(max(0, row), bars.count)
    first = self.row
  }

  public var interval: Int64 { bars.interval }
  public var expected: Int { bars.count - row }

  public var pace: Int64 { scaled(bars.interval) }

  /// A length of market time on the stopwatch.
  private func scaled(_ length: Int64) -> Int64 {
    guard case .times(let times) = speed, times > 0 else { return 0 }
    return Int64(min(max(0, Double(length) / times), 4e18))
  }

  public func poll(now: Int64) -> FeedNews {
    guard row < bars.count else { return .ended }
    let bar = bars[row]
    let end = bars.end(of: row)
    if case .times = speed {
      let start = start ?? now
      self.start = start
      let due = start &+ scaled(end &- bars.time[first])
      if now < due { return .waiting(until: due) }
    }
    row += 1
    return .bar(bar, sequence: Int64(row - first), watermark: end)
  }
}

/// The past of bars at hand.
public final class BarsHistory: History {
  private let source: Bars

  public init(_ bars: Bars) { source = bars }

  public var interval: Int64 { source.interval }

  public func bars(before time: Int64, most: Int) -> Bars {
    var (low, high) = (0, source.count)
    while low < high {
      let middle = (low + high) / 2
      if source.time[middle] < time { low = middle + 1 } else { high = middle }
    }
    return source.rows(max(0, low - max(0, most))..<low)
  }
}
