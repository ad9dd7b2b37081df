/// Puts the bars of a clock together to slower ones.
///
/// A bar belongs to the bucket in which it begins. A bucket is done at the first close at or after
/// its end, told by the bars alone: at the close of its own last bar, or, where that one is
/// missing, at the next close there is. One close can so end two buckets. A bucket without bars
/// gives no bar, and neither does the first one unless the data begin with it: part of it may be
/// missing.
struct Buckets {
  /// What is kept between two bars; a snapshot holds it.
  struct State {
    var start = Int64(0)
    var end = Int64(0)
    /// True from a bucket's first bar until it is done.
    var isOpen = false
    /// False for the first bucket where the data begin after it did.
    var isWhole = false
    /// True as long as no bar has been seen.
    var isFirst = true
    /// The start of the bucket done last.
    var done = Int64.min
    var slow = Bar(
      time: 0, open: Grid.missing, high: Grid.missing, low: Grid.missing, close: Grid.missing,
      volume: Grid.missing)
  }

  let timeframe: Timeframe
  private let almanac: any Almanac
  private var stretch = Stretch.none
  var state = State()
  /// The slow bars of the chunk, and their ends.
  private(set) var bars: [Bar] = []
  private(set) var ends: [Int64] = []

  /// The columns that the bars carry beside the market.
  private let extras: [String]

  init(_ timeframe: Timeframe, _ almanac: any Almanac, extras: [String]) {
    self.timeframe = timeframe
    self.almanac = almanac
    self.extras = extras
    state.slow = Bar(
      time: 0, open: Grid.missing, high: Grid.missing, low: Grid.missing, close: Grid.missing,
      volume: Grid.missing, extras: extras.map { _ in Grid.missing })
  }

  func place(of name: String) -> Int? { extras.firstIndex(of: name) }

  /// Makes room for a chunk with so many slow bars, and forgets the last one.
  mutating func begin(_ room: Int) {
    bars.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    bars.reserveCapacity(room)
    ends.reserveCapacity(room)
  }

  /// Adds a bar and its end; gives how many slow bars are done with it.
  @inline(__always)
  mutating func add(_ bar: Bar, end: Int64) -> Int {
    let before = bars.count
    if !stretch.holds(at: bar.time) {
      stretch = almanac.stretch(of: .bucket(timeframe), at: bar.time)
    }
    let bucket = stretch.value
    if state.isOpen, bucket != state.start { finish() }
    if let bucket, state.isOpen || bucket != state.done {
      if state.isOpen { state.slow.take(bar) } else { open(bucket, bar) }
      if end >= state.end { finish() }
    }
    state.isFirst = false
    return bars.count - before
  }

  private mutating func open(_ bucket: Int64, _ bar: Bar) {
    state.start = bucket
    state.end = stretch.over
    state.isOpen = true
    state.isWhole = !state.isFirst || bar.time == bucket
    state.slow = Bar(
      time: bucket, open: bar.open, high: bar.high, low: bar.low, close: bar.close,
      volume: bar.volume,
      extras: bar.extras.count == extras.count ? bar.extras : extras.indices.map { bar.extra($0) })
  }

  private mutating func finish() {
    state.isOpen = false
    state.done = state.start
    guard state.isWhole else { return }
    bars.append(state.slow)
    ends.append(state.end)
  }
}

extension Bar {
  /// The later bar of the same bucket: what is missing in one of them is taken from the other.
  @inline(__always)
  fileprivate mutating func take(_ bar: Bar) {
    self = Bar(
      time: time, open: Bar.isKnown(open) ? open : bar.open,
      high: Bar.farther(high, bar.high) { $0 < $1 }, low: Bar.farther(low, bar.low) { $0 > $1 },
      close: Bar.isKnown(bar.close) ? bar.close : close, volume: Bar.sum(volume, bar.volume),
      extras: extras.isEmpty ? [] : latest(bar))
  }

  /// Of what is known of two bars beside the market the later.
  private func latest(_ bar: Bar) -> [Int64] {
    extras.indices.map { Bar.isKnown(bar.extra($0)) ? bar.extra($0) : extras[$0] }
  }

  private static func isKnown(_ word: Int64) -> Bool {
    Grid.isCount(word) || Machine.isKnown(Grid.number(word))
  }

  @inline(__always)
  private static func farther(
    _ a: Int64, _ b: Int64, _ yields: (Double, Double) -> Bool
  ) -> Int64 {
    let (x, y) = (Grid.number(a), Grid.number(b))
    guard Machine.isKnown(x) else { return b }
    return Machine.isKnown(y) && yields(x, y) ? b : a
  }

  /// Exact as long as both and the sum are whole counts of the grid.
  private static func sum(_ a: Int64, _ b: Int64) -> Int64 {
    if Grid.isCount(a), Grid.isCount(b), Grid.isCount(a + b) { return a + b }
    let (x, y) = (Grid.number(a), Grid.number(b))
    guard Machine.isKnown(x) else { return b }
    return Machine.isKnown(y) ? Grid.word(x + y) : a
  }
}
