/// The columns a program can read from the market.
public enum InputColumn: UInt8, Sendable, Hashable, CaseIterable {
  case open, high, low, close, volume
}

/// Bars as typed columns, all of the same length, oldest first.
///
/// `time` is the start of each bar in nanoseconds since 1970-01-01 UTC and strictly increases; the
/// other columns hold `Grid` words. The columns may lie in a mapped file.
///
/// Beside the columns of the market they can carry others of the data, by name: `column funding`
/// of a program reads `extras["funding"]`. Names are in small letters, in a fixed order.
public struct Bars: Sendable {
  public private(set) var time: Words
  public private(set) var open: Words
  public private(set) var high: Words
  public private(set) var low: Words
  public private(set) var close: Words
  public private(set) var volume: Words
  /// The length of one bar in nanoseconds; 0 when it is not known (fewer than two bars).
  public let interval: Int64
  /// What the data hold beside the market, in the order of `Bar.extras`.
  public private(set) var extras: [Extra]

  /// A named column of numbers, as `Grid` words.
  public struct Extra: Sendable {
    public let name: String
    public fileprivate(set) var words: Words

    public init(name: String, words: some WordList) {
      self.name = name
      self.words = words.words
    }
  }

  @inlinable public var count: Int { time.count }

  /// All columns must have the length of `time`; anything else is a programming error.
  public init(
    time: Words, open: Words, high: Words, low: Words, close: Words, volume: Words,
    interval: Int64, extras: [Extra] = []
  ) {
    precondition(
      ([open, high, low, close, volume] + extras.map(\.words)).allSatisfy {
        $0.count == time.count
      }, "columns of different lengths")
    self.time = time
    self.open = open
    self.high = high
    self.low = low
    self.close = close
    self.volume = volume
    self.interval = interval
    self.extras = extras
  }

  /// The same of arrays, which are copied, or of both kinds.
  public init(
    time: some WordList, open: some WordList, high: some WordList, low: some WordList,
    close: some WordList, volume: some WordList, interval: Int64, extras: [Extra] = []
  ) {
    self.init(
      time: time.words, open: open.words, high: high.words, low: low.words, close: close.words,
      volume: volume.words, interval: interval, extras: extras)
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

  /// Adds a bar behind the last; its time must be later than all others. What it lacks of `extras`
  /// is missing.
  public mutating func append(_ bar: Bar) {
    precondition(bar.time > time.last ?? .min, "a bar out of order")
    time.append(bar.time)
    open.append(bar.open)
    high.append(bar.high)
    low.append(bar.low)
    close.append(bar.close)
    volume.append(bar.volume)
    for index in extras.indices { extras[index].words.append(bar.extra(index)) }
  }

  /// Makes room for so many bars in all.
  public mutating func reserve(_ count: Int) {
    time.reserveCapacity(count)
    open.reserveCapacity(count)
    high.reserveCapacity(count)
    low.reserveCapacity(count)
    close.reserveCapacity(count)
    volume.reserveCapacity(count)
    for index in extras.indices { extras[index].words.reserveCapacity(count) }
  }

  /// The same bars with other columns beside the market, each as long as `time`.
  public func with(extras: [Extra]) -> Bars {
    Bars(
      time: time, open: open, high: high, low: low, close: close, volume: volume,
      interval: interval, extras: extras)
  }

  /// The same bars with the columns of some names too: missing, where they do not carry them.
  public func filled(_ names: some Sequence<String>) -> Bars {
    let known = Set(extras.map(\.name))
    let none = [Int64](repeating: Grid.missing, count: count)
    let more = names.filter { !known.contains($0) }.sorted()
    return more.isEmpty ? self : with(extras: extras + more.map { Extra(name: $0, words: none) })
  }

  /// The rows of a range, as bars of their own that lie where these do.
  public func rows(_ range: Range<Int>) -> Bars {
    Bars(
      time: time.rows(range), open: open.rows(range), high: high.rows(range), low: low.rows(range),
      close: close.rows(range), volume: volume.rows(range), interval: interval,
      extras: extras.map { Extra(name: $0.name, words: $0.words.rows(range)) })
  }

  /// Calls `body` with each row, the last first where it is said, and gives back the memory behind.
  public func visit<Problem: Error>(
    isReversed: Bool = false, _ body: (Int) throws(Problem) -> Void
  ) throws(Problem) {
    let stretch = 1 << 17
    for first in stride(from: 0, to: count, by: stretch) {
      let end = min(count, first + stretch)
      for row in first..<end { try body(isReversed ? count - 1 - row : row) }
      rest(isReversed ? count - end..<count - first : first..<end)
    }
  }

  /// Rows that will not be read soon: bars from a mapped file give their memory back.
  public func rest(_ rows: Range<Int>) {
    for column in [time, open, high, low, close, volume] + extras.map(\.words) {
      column.rest(rows)
    }
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
  /// What the data hold beside the market, in the order of `Bars.extras`; none where nothing asks.
  public let extras: [Int64]

  @inlinable
  public init(
    time: Int64, open: Int64, high: Int64, low: Int64, close: Int64, volume: Int64,
    extras: [Int64] = []
  ) {
    self.time = time
    self.open = open
    self.high = high
    self.low = low
    self.close = close
    self.volume = volume
    self.extras = extras
  }

  /// A column beside the market, by its place; missing where the bar does not carry it.
  @inlinable
  public func extra(_ place: Int) -> Int64 {
    extras.indices.contains(place) ? extras[place] : Grid.missing
  }
}

extension Bars {
  @inlinable
  public subscript(row: Int) -> Bar {
    Bar(
      time: time[row], open: open[row], high: high[row], low: low[row], close: close[row],
      volume: volume[row], extras: extras.isEmpty ? [] : extras.map { $0.words[row] })
  }
}
