public import Host
public import Machine

/// Bars that come in pieces, oldest first, so that not all of them need be in memory.
///
/// A column store, a file read as it is needed or a generator: whoever has bars of one instrument
/// hands them out a piece at a time.
public protocol BarStream: Sendable {
  /// The length of one bar in nanoseconds.
  var interval: Int64 { get }
  /// The next bars, about `most` of them and at least one; nothing behind the last. Every bar is
  /// later than all before it.
  mutating func next(_ most: Int) throws(Failure) -> Bars?
}

/// Where the bars of an instrument come from.
public enum BarSource: Sendable {
  /// All of them, in memory.
  case held(Bars)
  case stream(any BarStream)

  var interval: Int64 {
    switch self {
    case .held(let bars): bars.interval
    case .stream(let stream): stream.interval
    }
  }
}

/// The bars of one instrument on their way through a run: a piece of them, and how far it is used.
struct BarFeed {
  private var stream: (any BarStream)?
  private(set) var bars: Bars
  /// The number of the piece's first bar among all of the instrument.
  private(set) var first = 0
  /// The bars of the current chunk, by their places in the piece.
  private(set) var range = 0..<0
  private(set) var times = RowTimes()
  /// The rows of the piece before this one have given their memory back.
  private var rested = 0

  init(_ source: BarSource) {
    switch source {
    case .held(let bars):
      self.bars = bars
    case .stream(let stream):
      self.stream = stream
      bars = Bars(
        time: [], open: [], high: [], low: [], close: [], volume: [], interval: stream.interval)
    }
  }

  var rows: MachineRows { MachineRows(bars, rows: range) }

  /// A bar of the chunk.
  @inline(__always)
  func bar(_ local: Int) -> Bar { bars[range.lowerBound + local] }

  /// The starts of the chunk's bars.
  func copyStarts(into starts: inout [Int64], from first: Int) {
    let time = bars.time
    for (place, row) in range.enumerated() { starts[first + place] = time[row] }
  }

  /// The last chunk is used up; looks for more where the piece is.
  mutating func refill(_ room: Int) throws(Failure) {
    let used = range.upperBound
    range = used..<used
    guard used == bars.count, stream != nil else { return }
    if let piece = try stream?.next(room), piece.count > 0 {
      first += bars.count
      bars = piece
      (range, rested) = (0..<0, 0)
    } else {
      stream = nil
    }
  }

  /// Bars of a mapped file give back what the run is through with, so many at a time.
  mutating func rest(_ rows: Int) {
    guard range.lowerBound - rested >= rows else { return }
    bars.rest(rested..<range.lowerBound)
    rested = range.lowerBound
  }

  /// Up to what time the next chunk may go: that of the last bar there is room for.
  func horizon(_ room: Int) -> Int64 {
    let next = range.upperBound
    if next == bars.count { return .max }
    let isRest = bars.count - next <= room
    // Behind the last bar of a piece there may be more.
    if isRest, stream == nil { return .max }
    return bars.time[min(next + room, bars.count) - 1]
  }

  /// The bars up to a time become the next chunk.
  mutating func take(through horizon: Int64) {
    let start = range.upperBound
    var end = start
    let time = bars.time
    while end < time.count, time[end] <= horizon { end += 1 }
    range = start..<end
    for row in range { times.append(time[row]) }
  }
}

/// The times of rows, kept as runs of equal steps: little where bars follow each other.
public struct RowTimes: Sendable {
  private struct Run {
    let row: Int
    let time: Int64
    var step: Int64
  }

  private var runs: [Run] = []
  private var last: Int64 = 0
  public private(set) var count = 0

  mutating func append(_ time: Int64) {
    defer {
      last = time
      count += 1
    }
    guard let run = runs.last else { return runs.append(Run(row: 0, time: time, step: 0)) }
    let step = time &- last
    if count - run.row == 1, run.step == 0 {
      runs[runs.count - 1].step = step
    } else if step != run.step {
      runs.append(Run(row: count, time: time, step: 0))
    }
  }

  /// The time of a row that was appended.
  public subscript(_ row: Int) -> Int64 {
    precondition(row >= 0 && row < count, "row \(row) of \(count)")
    var (low, high) = (0, runs.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if runs[middle].row <= row { low = middle } else { high = middle }
    }
    let run = runs[low]
    return run.time &+ run.step &* Int64(row - run.row)
  }
}
