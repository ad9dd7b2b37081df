internal import Machine

/// Columns that grow, oldest row first.
struct Columns: Sendable {
  var time = Words()
  var open = Words()
  var high = Words()
  var low = Words()
  var close = Words()
  var volume = Words()
  /// Beside the market, in the order they were asked for.
  var extras: [Words]

  init(extras count: Int = 0) { extras = Array(repeating: Words(), count: count) }

  mutating func reserve(_ rows: Int) {
    time.reserveCapacity(rows)
    open.reserveCapacity(rows)
    high.reserveCapacity(rows)
    low.reserveCapacity(rows)
    close.reserveCapacity(rows)
    volume.reserveCapacity(rows)
    for place in extras.indices { extras[place].reserveCapacity(rows) }
    for column in [\Columns.time, \.open, \.high, \.low, \.close, \.volume] {
      self[keyPath: column].adviseLargePages()
    }
  }
}

extension Columns {
  mutating func append(_ bar: Bar) {
    time.append(bar.time)
    open.append(bar.open)
    high.append(bar.high)
    low.append(bar.low)
    close.append(bar.close)
    volume.append(bar.volume)
    for place in extras.indices { extras[place].append(bar.extra(place)) }
  }

  mutating func append(_ bars: Bars, _ rows: Range<Int>) {
    for row in rows { append(bars[row]) }
  }

  /// - Parameter names: of the columns beside the market, in their order.
  func bars(interval: Int64, extras names: [String] = []) -> Bars {
    Bars(
      time: time, open: open, high: high, low: low, close: close, volume: volume,
      interval: interval, extras: zip(names, extras).map { Bars.Extra(name: $0, words: $1) })
  }
}
