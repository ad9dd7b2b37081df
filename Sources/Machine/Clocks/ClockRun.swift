/// One clock of a running program: its own rows in a frame of their own, and which of them belong
/// to which row of the clock it ticks by.
final class ClockRun {
  let clock: Program.Clock
  var frame: Frame
  /// Own rows before the chunk.
  private(set) var count = 0
  /// How many own rows the chunk can have.
  private(set) var most = 0
  /// For every row of the parent's chunk so far, the own rows of the chunk up to and including it.
  private var ends: [Int] = []
  /// For every own row of the chunk the parent's row at which it ticked.
  private(set) var origins: [Int] = []
  /// Slots that hold one value at every row, filled once and for all.
  private var fills: [(slot: Slot, bits: UInt64)] = []
  /// Of a timeframe.
  var buckets: Buckets?
  /// Of another instrument.
  private let companion: Bars?

  /// - Parameter extras: the columns that the bars it counts carry beside the market.
  init(
    _ clock: Program.Clock, frame: consuming Frame, _ surroundings: Surroundings, extras: [String]
  ) {
    self.clock = clock
    self.frame = frame
    switch clock.kind {
    case .condition: companion = nil
    case .timeframe(let timeframe):
      companion = nil
      buckets = surroundings.almanac.map { Buckets(timeframe, $0, extras: extras) }
    case .instrument(let symbol): companion = surroundings.companions[symbol]
    }
  }

  func fill(_ slot: Slot, bits: UInt64) {
    fills.append((slot, bits))
    frame.fill(slot, bits: bits)
  }

  // MARK: - Rows

  /// The own rows that belong to rows of the parent.
  @inline(__always)
  func rows(of parent: Range<Int>) -> Range<Int> {
    let first = parent.lowerBound == 0 ? 0 : ends[parent.lowerBound - 1]
    return first..<(parent.isEmpty ? first : ends[parent.upperBound - 1])
  }

  /// Own rows of the chunk up to and including those of a row of the parent.
  @inline(__always)
  func ownRows(upTo parentRow: Int) -> Int { ends[parentRow] }

  /// Own rows since the first, up to and including those of a row of the parent's chunk.
  func total(at parentRow: Int) -> Int { count + (parentRow < 0 ? 0 : ends[parentRow]) }

  /// Begins a chunk of so many rows of the parent, of which the last ends at a time.
  func begin(_ parentRows: Int, until end: Int64) {
    count += frame.rows
    ends.removeAll(keepingCapacity: true)
    origins.removeAll(keepingCapacity: true)
    switch clock.kind {
    case .condition: most = parentRows
    case .timeframe: most = 2 * parentRows
    case .instrument: most = companionRows(until: end)
    }
    let room = frame.room
    frame.begin(atMost: most)
    if frame.room != room { for fill in fills { frame.fill(fill.slot, bits: fill.bits) } }
    ends.reserveCapacity(parentRows)
    origins.reserveCapacity(most)
    buckets?.begin(most)
  }

  /// Bars of the other instrument that have ended by a time and are not counted yet.
  private func companionRows(until end: Int64) -> Int {
    guard let companion else { return 0 }
    return companion.closed(by: end, from: count) - count
  }

  private func tick(_ row: Int, times: Int) {
    for _ in 0..<times { origins.append(row) }
    ends.append(origins.count)
    frame.extend(by: times)
  }

  // MARK: - Ticking

  func tick(row: Int, where holds: Bool) { tick(row, times: holds ? 1 : 0) }

  /// A bar of the parent has ended.
  func tick(row: Int, _ bar: Bar, end: Int64) {
    tick(row, times: buckets?.add(bar, end: end) ?? 0)
  }

  /// The bars have come to a time.
  func tick(row: Int, until end: Int64) {
    guard let companion else { return tick(row, times: 0) }
    let done = count + origins.count
    tick(row, times: companion.closed(by: end, from: done) - done)
  }

  /// A row of the chunk as a bar, and its end; nothing for a condition, which has none of its own.
  @inline(__always)
  func bar(_ row: Int) -> (bar: Bar, end: Int64)? {
    if let buckets { return (buckets.bars[row], buckets.ends[row]) }
    guard let companion else { return nil }
    let bar = companion[count + row]
    return (bar, companion.end(of: count + row))
  }

  /// A column beside the market: by its name in the bars of another instrument, by its place in
  /// slower ones.
  func extra(_ row: Int, name: String, place: Int) -> Int64 {
    if let buckets { return buckets.bars[row].extra(buckets.place(of: name) ?? place) }
    guard let companion, let found = companion.extras.first(where: { $0.name == name }) else {
      return Grid.missing
    }
    return found.words[count + row]
  }

  // MARK: - Snapshots

  /// How many words `past` has.
  var pastCount: Int { 1 + (buckets?.state.words.count ?? 0) + frame.pastCount }

  func past() -> [UInt64] {
    [UInt64(count + frame.rows)] + (buckets?.state.words ?? []) + frame.past()
  }

  func restore(past words: some Collection<UInt64>) {
    var rest = Array(words)
    count = Int(clamping: rest.removeFirst())
    ends = []
    origins = []
    if let known = buckets?.state {
      buckets?.state = Buckets.State(words: Array(rest.prefix(known.words.count)))
      rest.removeFirst(known.words.count)
    }
    frame.restore(past: rest)
  }
}

extension Bars {
  /// How many bars have ended by a time, given that the first `known` have.
  fileprivate func closed(by end: Int64, from known: Int) -> Int {
    guard known < count, self.end(of: known) <= end else { return Swift.min(known, count) }
    // Mostly the next bars; far jumps are halved.
    var (low, step) = (known, 1)
    while low + step < count, self.end(of: low + step) <= end {
      low += step
      step *= 2
    }
    var high = Swift.min(low + step, count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if self.end(of: middle) <= end { low = middle } else { high = middle }
    }
    return low + 1
  }
}

extension Buckets.State {
  var words: [UInt64] {
    [
      start, end, isOpen ? 1 : 0, isWhole ? 1 : 0, isFirst ? 1 : 0, done, slow.open, slow.high,
      slow.low, slow.close, slow.volume,
    ].map { UInt64(bitPattern: $0) } + slow.extras.map { UInt64(bitPattern: $0) }
  }

  init(words: [UInt64]) {
    let words = words.map { Int64(bitPattern: $0) }
    start = words[0]
    end = words[1]
    isOpen = words[2] != 0
    isWhole = words[3] != 0
    isFirst = words[4] != 0
    done = words[5]
    slow = Bar(
      time: words[0], open: words[6], high: words[7], low: words[8], close: words[9],
      volume: words[10], extras: Array(words[11...]))
  }
}
