import Machine
import TestSupport
import Testing

/// The loop that waits for a price, against one that a reader can follow.
@Suite struct ReachTests {
  @Test(arguments: SplitMix64.seeds(60))
  func theFirstBarThatGoesSoFar(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let count = random.pick([0, 1, 15, 16, 17, 64, 200])
    let odds = random.pick([20, 200, 1_000_000])
    func column() -> [Int64] {
      (0..<count).map { _ in
        if random.once(in: odds) {
          return random.pick([0, -5, Grid.missing, Grid.word(1.0 / 3), Grid.limit, .min, .max])
        }
        return Int64(1_000 + random.below(1_000))
      }
    }
    let bars = Bars(
      time: (0..<count).map(Int64.init), open: column(), high: column(), low: column(),
      close: column(), volume: (0..<count).map { _ in 0 }, interval: 1)
    let floor = random.pick([0, 900, 1_010] as [Int64])
    let ceiling = random.pick([1_990, 2_100, Int64.max])
    let start = random.below(count + 1)
    let rows = start..<(start + random.below(count - start + 1))
    var (most, least): (Int64, Int64) = (1_500, 1_500)
    var expected = (row: rows.upperBound, most: most, least: least)
    for row in rows {
      let all = [bars.open[row], bars.high[row], bars.low[row], bars.close[row]]
      let (high, low) = (all.max() ?? 0, all.min() ?? 0)
      if low <= floor || high >= ceiling || high > Grid.limit {
        expected.row = row
        break
      }
      expected.most = max(expected.most, high)
      expected.least = min(expected.least, low)
    }
    let found = bars.reach(rows, floor: floor, ceiling: ceiling, most: &most, least: &least)
    #expect(found == expected.row, "seed \(seed)")
    #expect(most == expected.most && least == expected.least, "seed \(seed)")
  }
}
