/// What keeps a share of itself from step to step and takes in a number: y = keep * y[1] + x.
///
/// Steps are taken in blocks of four, counted from the first: within a block the numbers taken in
/// are put together first, and what y was before the block is added last. So one step does not
/// wait for the one before, and four of them are one step of the lanes (`lanes_fading_average`),
/// which give the same bits as these steps do one by one.
struct Fading: BitwiseCopyable, Sendable {
  let keep: Double
  /// The value before the block; until the first step it may be set.
  var start = 0.0
  private var place = 0
  /// What was taken in one step before, and what that and its predecessor make, one and two steps
  /// before; 0 before the block.
  private var before = 0.0
  private var alone = (one: 0.0, two: 0.0)

  init(keep: Double) { self.keep = keep }

  /// Takes in a number, and gives the new value.
  @inline(__always)
  mutating func take(_ x: Double) -> Double {
    let square = keep * keep
    let pair = x + keep * before
    let four = pair + square * alone.two
    switch place {
    case 0:
      (before, alone, place) = (x, (pair, 0), 1)
      return four + keep * start
    case 1:
      (before, alone, place) = (x, (pair, alone.one), 2)
      return four + square * start
    case 2:
      (before, alone, place) = (x, (pair, alone.one), 3)
      return four + square * keep * start
    default:
      start = four + square * square * start
      (before, alone, place) = (0, (0, 0), 0)
      return start
    }
  }

  /// Takes `count` steps: one by one up to the next block and behind the last, whole blocks at
  /// once. False, and nothing to be trusted, where `blocks` says so.
  @inline(__always)
  static func steps(
    _ count: Int, lead: Int, one: (Int) -> Bool, blocks: (Range<Int>) -> Bool
  ) -> Bool {
    let end = lead + (count - lead) / 4 * 4
    for row in 0..<lead where !one(row) { return false }
    guard blocks(lead..<end) else { return false }
    for row in end..<count where !one(row) { return false }
    return true
  }

  /// Steps to the next block.
  var lead: Int { (4 - place) & 3 }
  /// Fewer rows go one by one.
  static let worthwhile = 16
}

/// An exponential average: y = y[1] + (1 - keep) * (x - y[1]), by its distance from x, which is 0
/// to the bit where x stands still for long enough or has always done so.
struct FadingAverage: BitwiseCopyable, Sendable {
  var distance: Fading
  var last = Double.nan

  init(keep: Double) { distance = Fading(keep: keep) }

  /// The average begins with a value, at x.
  mutating func begin(_ value: Double, at x: Double) {
    distance.start = value - x
    last = x
  }

  @inline(__always)
  mutating func next(_ x: Double) -> Double {
    let far = distance.take(distance.keep * (last - x))
    last = x
    return x + far
  }

  /// All rows of a call, of `x`, which may be the target itself; false where one is missing.
  mutating func run(_ x: Rows<Double>, _ call: Call) -> Bool {
    let out = call.target(Double.self)
    var state = self
    defer { self = state }
    return Fading.steps(call.count, lead: distance.lead) { row in
      let value = x[row]
      out[row] = state.next(value)
      return isKnown(value)
    } blocks: { rows in
      call.fadingAverage(
        x, rows: rows, keep: state.distance.keep, last: &state.last, start: &state.distance.start)
    }
  }
}

/// The same, seeded with the mean of the first n values after some that are skipped.
struct SeededAverage: BitwiseCopyable, Sendable {
  let n: Double
  let skip: Double
  private var seen = 0.0
  private var seed = Pair()
  var average: FadingAverage

  init(_ n: Double, skip: Double = 0, keep: Double) {
    self.n = n
    self.skip = skip
    average = FadingAverage(keep: keep)
  }

  /// Wilder's: the newest value weighs 1 / n.
  init(wilder n: Double) { self.init(n, keep: (n - 1) / n) }

  var isSeeded: Bool { seen == n + skip }

  /// Takes in a value; the average, or missing while the seed is gathered.
  @inline(__always)
  mutating func push(_ x: Double) -> Double { isSeeded ? average.next(x) : begin(x) }

  private mutating func begin(_ x: Double) -> Double {
    seen += 1
    guard seen > skip else { return .nan }
    seed.add(x)
    guard isSeeded else { return .nan }
    let value = seed.value / n
    average.begin(value, at: x)
    return value
  }

  /// All rows of a call at once; false, and nothing to be trusted, where that cannot be.
  mutating func run(_ x: Rows<Double>, _ call: Call) -> Bool {
    isSeeded && call.count >= Fading.worthwhile && average.run(x, call)
  }
}

/// A scan that can take many rows at once.
protocol LaneScan: Scan {
  /// All rows of a call, with the bits of `next`; false, and nothing to be trusted but what was
  /// before, where that cannot be.
  mutating func run(_ call: Call) -> Bool
}

extension Kernel {
  /// A scan whose lanes take the rows of a call where they can.
  static func lanes<S: LaneScan>(
    _: S.Type, reach: (@Sendable ([Double]) -> Int)? = nil,
    scratch: @escaping @Sendable ([Double]) -> Int = { _ in 0 }
  ) -> Kernel {
    let general = Kernel.scan(S.self, reach: reach, scratch: scratch)
    return Kernel(
      shape: general.shape,
      body: { call in
        var state = call.load(S.self)
        guard call.count >= Fading.worthwhile, state.run(call) else { return general.body(call) }
        call.store(state)
      }, reach: general.reach, words: general.words, prepare: general.prepare)
  }
}
