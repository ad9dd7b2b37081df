public import Machine

/// Made-up bars of every kind a machine must survive, each from a seed.
public enum Market: String, CaseIterable, Sendable, CustomStringConvertible {
  /// A walk in whole cents.
  case calm
  /// A few price levels only, with flat stretches: ties everywhere.
  case ties
  /// A walk in cents with holes of every length.
  case holes
  /// Prices with all digits of a Double: not one of them on the grid.
  case offGrid
  /// On and off the grid in turn, holes between.
  case mixed
  /// A walk in cents that jumps by a third now and then.
  case gaps
  /// Prices about 1e7, volumes at the edge of the grid.
  case large
  /// Prices of a few units of the grid's last place.
  case small

  public var description: String { rawValue }

  /// Bars whose high and low hold open and close, one a day.
  public func bars(_ count: Int, seed: UInt64) -> Bars {
    var dice = SplitMix64(seed: seed &* 31 &+ UInt64(Market.allCases.firstIndex(of: self) ?? 0))
    var rows: [[Double]] = []
    var price = start
    var hole = 0
    for _ in 0..<count {
      let open = next(price, &dice)
      let close = next(open, &dice)
      price = close
      let high = step(max(open, close) * (1 + wiggle(&dice)), &dice)
      let low = step(min(open, close) * (1 - wiggle(&dice)), &dice)
      let bar = [open, max(high, open, close), min(low, open, close), close, volume(&dice)]
      if hole == 0, hasHoles, dice.chance(0.04) { hole = dice.pick([1, 1, 2, 3, 8]) }
      rows.append(hole > 0 ? holed(bar, &dice) : bar)
      hole = max(0, hole - 1)
    }
    return Bars(rows: rows)
  }

  private var hasHoles: Bool { self == .holes || self == .mixed }

  private var start: Double {
    switch self {
    case .large: 1e7
    case .small: 2.5e-7
    case .ties: 10
    default: 100
    }
  }

  private func next(_ price: Double, _ dice: inout SplitMix64) -> Double {
    switch self {
    case .ties: return dice.chance(0.5) ? price : step(Double(dice.whole(18...22)) / 2, &dice)
    case .small: return step(max(3e-8, price + Double(dice.whole(-2...2)) * 1e-8), &dice)
    case .gaps where dice.chance(0.05): return step(price * dice.pick([2 / 3.0, 1.5]), &dice)
    default: return step(max(1, price * (1 + 0.01 * dice.bell())), &dice)
    }
  }

  private func wiggle(_ dice: inout SplitMix64) -> Double {
    self == .ties ? 0 : max(0, 0.004 * dice.bell())
  }

  /// A price as this market quotes it.
  private func step(_ price: Double, _ dice: inout SplitMix64) -> Double {
    switch self {
    case .offGrid: price * (1 + 1e-9 * (dice.unit() + 0.1))
    case .mixed where dice.chance(0.3): price * (1 + 1e-9 * (dice.unit() + 0.1))
    case .small: (price * 1e8).rounded() / 1e8
    default: (price * 100).rounded() / 100
    }
  }

  private func volume(_ dice: inout SplitMix64) -> Double {
    switch self {
    case .large: 2e7 + Double(dice.whole(0...2_000_000))
    case .ties: Double(dice.whole(0...2)) * 100
    case .offGrid: 1000 * dice.unit()
    default: Double(dice.whole(0...10_000))
    }
  }

  private func holed(_ bar: [Double], _ dice: inout SplitMix64) -> [Double] {
    if dice.chance(0.6) { return bar.map { _ in .nan } }
    return bar.map { dice.chance(0.4) ? .nan : $0 }
  }
}

extension Bars {
  /// Bars of rows `[open, high, low, close, volume]`, one a day from 2020-01-01 on.
  public init(rows: [[Double]]) {
    let day: Int64 = 86_400_000_000_000
    func words(_ column: Int) -> [Int64] { rows.map { Grid.word($0[column]) } }
    self.init(
      time: rows.indices.map { 1_577_836_800_000_000_000 + Int64($0) * day }, open: words(0),
      high: words(1), low: words(2), close: words(3), volume: words(4), interval: day)
  }

  /// What an example of a builtin's row is computed over.
  public init(closes: [Double]) {
    self.init(rows: closes.map { [$0, $0, $0, $0, 1] })
  }

  /// The numbers of a row: open, high, low, close, volume.
  public func numbers(_ row: Int) -> [Double] {
    InputColumn.allCases.map { Grid.number(column($0)[row]) }
  }

  /// The same bars with other numbers from a row on.
  public func replacing(from row: Int, _ change: ([Double]) -> [Double]) -> Bars {
    var rows = (0..<count).map(numbers)
    for index in row..<Swift.max(row, count) { rows[index] = change(rows[index]) }
    let changed = Bars(rows: rows)
    return Bars(
      time: time, open: changed.open, high: changed.high, low: changed.low, close: changed.close,
      volume: changed.volume, interval: interval,
      extras: extras.map { extra in
        // What the data say beside the market changes with it.
        let words = extra.words.enumerated().map { index, word in
          index < row ? word : Grid.word(Grid.number(word) * -3 + 1)
        }
        return Extra(name: extra.name, words: words)
      })
  }

  /// The names of the columns of `withColumns`.
  public static let columnNames = ["funding", "rank"]

  /// The same bars with a column `funding`, which is not known everywhere, and `rank`, which is.
  public func withColumns(seed: UInt64) -> Bars {
    var dice = SplitMix64(seed: seed &+ 99)
    var funding: [Int64] = []
    var rank: [Int64] = []
    for _ in 0..<count {
      funding.append(dice.chance(0.6) ? Grid.missing : Grid.word((dice.unit() - 0.5) / 100))
      rank.append(Grid.word(Double(dice.whole(0...5))))
    }
    return with(extras: [
      Extra(name: "funding", words: funding), Extra(name: "rank", words: rank),
    ])
  }
}
