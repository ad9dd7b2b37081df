internal import Host
public import Machine

/// How trades and quotes become bars.
public enum Sampling: Sendable, Hashable {
  /// One bar for each stretch of a timeframe (up to hours, in UTC) that has any.
  case time(Timeframe)
  /// A bar is full when so much was traded, in units.
  case volume(Double)
  /// The same in money.
  case dollar(Double)
  /// A bar is full after so many trades.
  case tick(Int)

  /// `1m`, `volume 1000`, `dollar 1e6`, `tick 500`; nil where the text is none of them.
  public init?(text: String) {
    let words = text.split(separator: " ")
    if words.count == 1, let timeframe = Timeframe(text: text),
      [.second, .minute, .hour].contains(timeframe.unit),
      timeframe.length ?? .max <= 86_400_000_000_000
    {
      self = .time(timeframe)
      return
    }
    guard words.count == 2, let number = Double(words[1]), number > 0, number.isFinite else {
      return nil
    }
    switch words[0] {
    case "volume": self = .volume(number)
    case "dollar": self = .dollar(number)
    case "tick":
      guard let count = Int(exactly: number) else { return nil }
      self = .tick(count)
    default: return nil
    }
  }

  public var words: String {
    switch self {
    case .time(let timeframe): timeframe.spelling
    case .volume(let most): "volume \(most)"
    case .dollar(let most): "dollar \(most)"
    case .tick(let most): "tick \(most)"
    }
  }
}

extension Timeframe {
  /// Its length, where it is one of seconds, minutes or hours.
  var step: Int64 { length ?? 86_400_000_000_000 }
}

/// Trades or quotes, one after another, and the bars they have made.
struct TickBars {
  private let sampling: Sampling
  private var spool: WordSpool
  /// The start of the last bar.
  private var last: Int64?
  private(set) var count = 0
  private var open: Bar?
  private var stretch: Int64 = .min
  private var filled = 0.0

  init(_ sampling: Sampling, _ scratch: Scratch?) {
    self.sampling = sampling
    spool = WordSpool(columns: 6, scratch)
  }

  /// Adds a price; times must not go back.
  mutating func add(_ time: Int64, _ price: Int64, _ amount: Int64) throws(Failure) {
    guard price != Grid.missing else { return }
    count += 1
    let isNext: Bool
    if case .time(let timeframe) = sampling {
      let next = time.floored(by: timeframe.step)
      isNext = next != stretch
      stretch = next
    } else {
      isNext = open == nil
    }
    if isNext {
      try close()
      var start = time
      if case .time(let timeframe) = sampling { start = stretch &* timeframe.step }
      // Bars of a full measure may begin at one time; times must increase.
      if let last, start <= last { start = last &+ 1 }
      open = Bar(time: start, open: price, high: price, low: price, close: price, volume: 0)
    }
    let size = Grid.number(amount)
    if let bar = open {
      let isHigh = Grid.number(price) > Grid.number(bar.high)
      let isLow = Grid.number(price) < Grid.number(bar.low)
      open = Bar(
        time: bar.time, open: bar.open, high: isHigh ? price : bar.high,
        low: isLow ? price : bar.low, close: price, volume: Self.sum(bar.volume, amount))
    }
    switch sampling {
    case .time: return
    case .volume(let most): try fill(size, most)
    case .dollar(let most): try fill(size * Grid.number(price), most)
    case .tick(let most): try fill(1, Double(most))
    }
  }

  private mutating func fill(_ part: Double, _ most: Double) throws(Failure) {
    if part == part { filled += part }
    guard filled >= most else { return }
    try close()
    filled = 0
  }

  /// Ends the bar that is open.
  mutating func close() throws(Failure) {
    if let open {
      try spool.append(open)
      last = open.time
    }
    open = nil
  }

  /// The columns of the bars, once the last is closed.
  consuming func finish() throws(Failure) -> [Words] { try spool.finish() }

  private static func sum(_ left: Int64, _ right: Int64) -> Int64 {
    if right == Grid.missing { return left }
    if Grid.isCount(left), Grid.isCount(right), Grid.isCount(left &+ right) { return left &+ right }
    return Grid.word(Grid.number(left) + Grid.number(right))
  }
}
