/// Columns that grow, oldest row first.
struct Columns: Sendable {
  var time: [Int64] = []
  var open: [Int64] = []
  var high: [Int64] = []
  var low: [Int64] = []
  var close: [Int64] = []
  var volume: [Int64] = []
  /// Beside the market, in the order they were asked for.
  var extras: [[Int64]]

  init(extras count: Int) { extras = Array(repeating: [], count: count) }

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

  /// Appends the rows a block has scanned.
  mutating func append(_ block: ByteBlock) {
    time.append(contentsOf: block.column(.time))
    open.append(contentsOf: block.column(.open))
    high.append(contentsOf: block.column(.high))
    low.append(contentsOf: block.column(.low))
    close.append(contentsOf: block.column(.close))
    volume.append(contentsOf: block.column(.volume))
    for place in extras.indices { extras[place].append(contentsOf: block.extra(place)) }
  }
}
