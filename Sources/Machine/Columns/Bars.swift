/// The columns a program can read from the market.
public enum InputColumn: UInt8, Sendable, Hashable, CaseIterable {
  case open, high, low, close, volume
}

/// Bars as typed columns, all of the same length, oldest first.
///
/// `time` is the start of each bar in nanoseconds since 1970-01-01 UTC and strictly increases; the
/// other columns hold `Grid` words. The columns may lie in a mapped file.
public struct Bars: Sendable {
  public private(set) var time: Words
  public private(set) var open: Words
  public private(set) var high: Words
  public private(set) var low: Words
  public private(set) var close: Words
  public private(set) var volume: Words
  /// The length of one bar in nanoseconds; 0 when it is not known (fewer than two bars).
  public let interval: Int64

  @inlinable public var count: Int { time.count }

  /// All columns must have the length of `time`; anything else is a programming error.
  public init(
    time: Words, open: Words, high: Words, low: Words, close: Words, volume: Words,
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

  /// The same of arrays, which are copied, or of both kinds.
  public init(
    time: some WordList, open: some WordList, high: some WordList, low: some WordList,
    close: some WordList, volume: some WordList, interval: Int64
  ) {
    self.init(
      time: time.words, open: open.words, high: high.words, low: low.words, close: close.words,
      volume: volume.words, interval: interval)
  }

  public func column(_ column: InputColumn) -> Words {
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

  /// The rows of a range, as bars of their own that lie where these do.
  public func rows(_ range: Range<Int>) -> Bars {
    Bars(
      time: time.rows(range), open: open.rows(range), high: high.rows(range), low: low.rows(range),
      close: close.rows(range), volume: volume.rows(range), interval: interval)
  }

  /// Rows that will not be read soon: bars from a mapped file give their memory back.
  public func rest(_ rows: Range<Int>) {
    for column in [time, open, high, low, close, volume] { column.rest(rows) }
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
