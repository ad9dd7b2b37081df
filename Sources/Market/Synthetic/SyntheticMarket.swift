public import Host
public import Machine

/// Bars of a market that never was, from a model and a seed: the same bits for the same seed, on
/// every machine and however many pieces they are taken in.
///
/// A bar is made of four steps of the model, which give its high and low; it opens at the last
/// close. Volume is a draw around 1,000 that grows with the bar's range.
public struct SyntheticMarket {
  /// What makes a market beside the seed.
  public struct Terms: Sendable {
    public var model = PriceModel.gbm
    public var start = 100.0
    /// Of the logarithm, a year.
    public var drift = 0.05
    public var volatility = 0.2
    public var decimals = 2
    /// The length of a bar in nanoseconds.
    public var interval: Int64 = 86_400_000_000_000
    /// The start of the first bar.
    public var from: Int64 = 946_857_600_000_000_000
    public init() {}
  }

  private let terms: Terms
  private let calendar: TradingCalendar
  private var walk: PriceWalk
  private var chance: Chance
  private var price: Double
  private var time: Int64

  /// - Parameter periodsPerYear: how many bars make a year.
  public init(
    _ terms: Terms, seed: UInt64, calendar: TradingCalendar, periodsPerYear: Double
  ) {
    self.terms = terms
    self.calendar = terms.interval >= 86_400_000_000_000 ? calendar.ofDates : calendar
    walk = PriceWalk(
      terms.model, drift: terms.drift, volatility: terms.volatility,
      step: 1 / (4 * periodsPerYear))
    chance = Chance(SimulatedRandom(seed: seed))
    price = terms.start
    time = terms.from
    time = open(time)
  }

  /// The next bars.
  public mutating func next(_ count: Int) -> Bars {
    var columns = Columns()
    columns.reserve(count)
    for _ in 0..<count {
      let first = price
      var (high, low) = (first, first)
      for _ in 0..<4 {
        price = min(max(price * ExactMath.exp(walk.next(&chance)), 1e-6), 1e7)
        high = max(high, price)
        low = min(low, price)
      }
      let range = (high - low) / first
      let volume = (1_000 * (0.5 + chance.uniform()) * (1 + 50 * range)).rounded()
      columns.append(
        Bar(
          time: time, open: word(first), high: word(high), low: word(low), close: word(price),
          volume: Grid.word(min(volume, 1e9))))
      time = open(time &+ terms.interval)
    }
    return columns.bars(interval: terms.interval)
  }

  /// The first time from one on at which the calendar has trading.
  private func open(_ time: Int64) -> Int64 {
    guard calendar.hours != nil else { return time }
    let found = calendar.day(at: time.floored(by: 1_000_000_000))
    return found.day != nil || found.until == .max ? time : found.until.nanoseconds
  }

  /// A price to its decimals, at least one step above zero.
  private func word(_ price: Double) -> Int64 {
    var step: Int64 = 1
    for _ in 0..<(8 - min(max(terms.decimals, 0), 8)) { step *= 10 }
    let steps = (price * Grid.scale / Double(step)).rounded()
    return max(step, Int64(min(steps, Double(Grid.limit / step))) * step)
  }
}

/// Real bars with their order taken away: what a rule finds in them is chance.
public enum Shuffle: String, Sendable, Hashable, CaseIterable {
  /// Every bar, as steps from the close before, at another place.
  case permute
  /// The same in blocks, so that what is near stays near.
  case block
  /// Normal draws with the mean and deviation of the real steps.
  case noise

  /// The shuffled bars, at the times of the real ones.
  ///
  /// - Parameters:
  ///   - block: bars of a block, at least one.
  ///   - decimals: of prices, 0 to 8.
  public func bars(
    from bars: Bars, seed: UInt64, block: Int, decimals: Int
  ) throws(Failure) -> Bars {
    let steps = try Steps(bars)
    var chance = Chance(SimulatedRandom(seed: seed))
    let order = order(steps.count, block: max(1, block), &chance)
    var columns = Columns()
    columns.reserve(bars.count)
    var price = Grid.number(bars.close[0])
    columns.append(bars[0])
    for row in 1..<bars.count {
      let source = order[row - 1]
      var step = steps[source]
      if self == .noise {
        let move = steps.mean + steps.deviation * chance.normal()
        let half = ExactMath.exp(steps.deviation * chance.normal().magnitude / 2)
        let gap = 1.0
        let close = ExactMath.exp(move)
        step = (gap, max(gap, close) * half, min(gap, close) / half, close, step.volume)
      }
      func word(_ ratio: Double) -> Int64 { Shuffle.word(price * ratio, decimals) }
      columns.append(
        Bar(
          time: bars.time[row], open: word(step.open), high: word(step.high), low: word(step.low),
          close: word(step.close), volume: step.volume))
      price = min(max(price * step.close, 1e-6), 1e7)
    }
    return columns.bars(interval: bars.interval)
  }

  private func order(_ count: Int, block: Int, _ chance: inout Chance) -> [Int] {
    switch self {
    case .noise: return Array(0..<count)
    case .permute:
      var order = Array(0..<count)
      for index in stride(from: count - 1, to: 0, by: -1) {
        order.swapAt(index, chance.below(index + 1))
      }
      return order
    case .block:
      var order: [Int] = []
      while order.count < count {
        // Blocks go round the end, so that every bar is drawn as often.
        let first = chance.below(count)
        for step in 0..<min(block, count - order.count) { order.append((first + step) % count) }
      }
      return order
    }
  }

  private static func word(_ price: Double, _ decimals: Int) -> Int64 {
    var step: Int64 = 1
    for _ in 0..<(8 - min(max(decimals, 0), 8)) { step *= 10 }
    let steps = (price * Grid.scale / Double(step)).rounded()
    return max(step, Int64(min(steps, Double(Grid.limit / step))) * step)
  }

  /// Bars as ratios to the close before.
  private struct Steps {
    typealias Step = (open: Double, high: Double, low: Double, close: Double, volume: Int64)
    private let all: [Step]
    let mean: Double
    let deviation: Double
    var count: Int { all.count }
    subscript(index: Int) -> Step { all[index] }

    init(_ bars: Bars) throws(Failure) {
      guard bars.count > 2 else {
        throw DataKinds.headerOnly.failure("a shuffle needs three bars at least")
      }
      var all: [Step] = []
      for row in 0..<bars.count {
        let bar = bars[row]
        let numbers = [bar.open, bar.high, bar.low, bar.close].map { Grid.number($0) }
        guard numbers.allSatisfy({ $0 > 0 && $0.isFinite }) else {
          throw DataKinds.notPositive.failure(
            "the bar at \(TimeText.text(bar.time)) has a missing, zero or negative price, and a "
              + "shuffle is made of ratios")
        }
        guard row > 0 else { continue }
        let before = Grid.number(bars.close[row - 1])
        all.append(
          (
            numbers[0] / before, numbers[1] / before, numbers[2] / before, numbers[3] / before,
            bar.volume
          ))
      }
      let moves = all.map { ExactMath.log($0.close) }
      let mean = moves.reduce(0, +) / Double(moves.count)
      let squares = moves.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      self.all = all
      self.mean = mean
      deviation = (squares / Double(moves.count)).squareRoot()
    }
  }
}
