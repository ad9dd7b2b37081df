/// The columns a program can read from the market.
public enum InputColumn: UInt8, Sendable, Hashable, CaseIterable {
  case open, high, low, close, volume
}

/// Bars as typed columns, all of the same length, oldest first.
///
/// `time` is the start of each bar in nanoseconds since 1970-01-01 UTC and strictly increases; the
/// other columns hold `Grid` words.
public struct Bars: Sendable {
  public private(set) var time: [Int64]
  public private(set) var open: [Int64]
  public private(set) var high: [Int64]
  public private(set) var low: [Int64]
  public private(set) var close: [Int64]
  public private(set) var volume: [Int64]
  /// The length of one bar in nanoseconds; 0 when it is not known (fewer than two bars).
  public let interval: Int64

  @inlinable public var count: Int { time.count }

  /// All columns must have the length of `time`; anything else is a programming error.
  public init(
    time: [Int64], open: [Int64], high: [Int64], low: [Int64], close: [Int64], volume: [Int64],
    interval: Int64
  ) {
    precondition(
      [open, high, low, close, volume].allSatisfy { $0.count == time.count },
      "columns of different lengths")
    self.time = time
    self.open = open
    self.high = high
    self.low = low
    self.close = close
    self.volume = volume
    self.interval = interval
  }

  public func column(_ column: InputColumn) -> [Int64] {
    switch column {
    case .open: open
    case .high: high
    case .low: low
    case .close: close
    case .volume: volume
    }
  }

  /// Adds a bar behind the last; its time must be later than all others.
  public mutating func append(_ bar: Bar) {
    precondition(bar.time > time.last ?? .min, "a bar out of order")
    time.append(bar.time)
    open.append(bar.open)
    high.append(bar.high)
    low.append(bar.low)
    close.append(bar.close)
    volume.append(bar.volume)
  }

  /// Makes room for so many bars in all.
  public mutating func reserve(_ count: Int) {
    time.reserveCapacity(count)
    open.reserveCapacity(count)
    high.reserveCapacity(count)
    low.reserveCapacity(count)
    close.reserveCapacity(count)
    volume.reserveCapacity(count)
  }

  /// The rows of a range, as bars of their own.
  public func rows(_ range: Range<Int>) -> Bars {
    let part = range.clamped(to: 0..<count)
    return Bars(
      time: Array(time[part]), open: Array(open[part]), high: Array(high[part]),
      low: Array(low[part]), close: Array(close[part]), volume: Array(volume[part]),
      interval: interval)
  }
}

/// One bar, as the live side sees it: its start and its `Grid` words.
public struct Bar: Sendable, Hashable {
  public let time: Int64
  public let open: Int64
  public let high: Int64
  public let low: Int64
  public let close: Int64
  public let volume: Int64

  @inlinable
  public init(time: Int64, open: Int64, high: Int64, low: Int64, close: Int64, volume: Int64) {
    self.time = time
    self.open = open
    self.high = high
    self.low = low
    self.close = close
    self.volume = volume
  }
}

extension Bars {
  @inlinable
  public subscript(row: Int) -> Bar {
    Bar(
      time: time[row], open: open[row], high: high[row], low: low[row], close: close[row],
      volume: volume[row])
  }
}
