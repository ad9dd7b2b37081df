internal import Lanes
internal import Machine
internal import TestSupport
internal import Testing

/// The lanes give the bits of the plain loops, whatever the processor.
@Suite struct LanesTests {
  private static func words(_ count: Int, _ random: inout SplitMix64) -> [Int64] {
    let size = random.pick([1, 30, 51, 62])
    return (0..<count).map { _ in Int64(bitPattern: random.next()) >> Int64(63 - size) }
  }

  private static func numbers(_ count: Int, _ random: inout SplitMix64) -> [Double] {
    (0..<count).map { _ in
      random.once(in: 9)
        ? random.pick([.nan, .infinity, -.infinity, 0, -0.0]) : Double(random.below(7)) / 2
    }
  }

  @Test(arguments: SplitMix64.seeds(200))
  func numbersAreThoseOfTheGrid(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let edge: Int64 = 1 << 51
    let special: [Int64] = [
      edge, -edge, edge + 1, -edge - 1, .min, .max, 0, Grid.missing, Grid.word(-1e300),
      Grid.word(1.0 / 3),
    ]
    // In blocks of nothing but counts, too.
    let (odds, least) = random.pick([(3, 0), (20, 12), (1_000_000, 12)])
    let words: [Int64] = (0..<random.below(70)).map { _ in
      if random.once(in: odds) { return random.pick(special) }
      return Int64(bitPattern: random.next()) >> Int64(least + random.below(64 - least))
    }
    var found = [Double](repeating: 0, count: words.count)
    lanes_numbers(words, words.count, &found)
    let expected = words.map { Grid.number($0) }
    #expect(found.map(\.bitPattern) == expected.map(\.bitPattern), "seed \(seed)")
  }

  @Test(arguments: SplitMix64.seeds(200))
  func averagesAreExact(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let (length, rows) = (1 + random.below(40), random.below(70))
    let words = LanesTests.words(length + rows, &random)
    let limit = random.once(in: 3) ? Int64(1) << 50 : Int64.max >> 1
    let divisor = Double(length) * 1e8
    let before = words[..<length].reduce(0, &+)
    var sum = before
    var found = [Double](repeating: 0, count: rows)
    let isExact = words.withUnsafeBufferPointer { words in
      lanes_averages(
        words.baseAddress! + length, rows, length, limit, divisor, &sum, &found)
    }
    let all = words[length...].allSatisfy { $0.magnitude <= limit.magnitude }
    #expect(isExact == all, "seed \(seed)")
    var plain = before
    var expected: [Double] = []
    for row in 0..<rows {
      plain &+= words[length + row] &- words[row]
      expected.append(Double(plain) / divisor)
    }
    #expect(sum == (all ? plain : before), "seed \(seed)")
    if all { #expect(found.map(\.bitPattern) == expected.map(\.bitPattern), "seed \(seed)") }
  }

  @Test(arguments: SplitMix64.seeds(200))
  func crossesAreTheDefinition(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let rows = random.below(80)
    let (a, b) = (
      LanesTests.numbers(rows + 1, &random), LanesTests.numbers(rows + 1, &random)
    )
    var found = [UInt8](repeating: 9, count: rows)
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        lanes_crosses(a.baseAddress! + 1, b.baseAddress! + 1, rows, &found)
      }
    }
    let expected: [UInt8] = (1..<(rows + 1)).map { a[$0] > b[$0] && a[$0 - 1] <= b[$0 - 1] ? 1 : 0 }
    #expect(found == expected, "seed \(seed)")
  }

  @Test(arguments: SplitMix64.seeds(300))
  func extremesAreTheDefinition(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let isHighest = random.once(in: 2)
    let length = 1 + random.below(random.pick([8, 70, 200]))
    let parts = (0..<3).map { _ in random.below(random.pick([9, 300, 1_500])) }
    let values = (0..<(length + parts.reduce(0, +))).map { _ in
      random.once(in: 5) ? -0.0 : Double(random.below(40)) - 20
    }
    let extreme = { (rows: ArraySlice<Double>) in (isHighest ? rows.max() : rows.min())! + 0 }
    // The first block is over: its places hold the extremes of its ends.
    var block = (0..<length).map { extreme(values[$0..<length]) }
    var (place, soFar, first) = (0, 0.0, length)
    for rows in parts {
      var found = [Double](repeating: 0, count: rows)
      let isKnown = values.withUnsafeBufferPointer { values in
        let x = values.baseAddress! + first
        return isHighest
          ? lanes_highest(x, rows, length, &place, &soFar, &block, &found)
          : lanes_lowest(x, rows, length, &place, &soFar, &block, &found)
      }
      let expected = (first..<(first + rows)).map { extreme(values[($0 - length + 1)...$0]) }
      #expect(isKnown, "seed \(seed)")
      #expect(found.map(\.bitPattern) == expected.map(\.bitPattern), "seed \(seed)")
      first += rows
    }
    #expect(place == (first - length) % length, "seed \(seed)")
    var found = [0.0, 0, 0]
    let (before, at) = (block, place)
    let isKnown = lanes_highest([1, .nan, 2], 3, length, &place, &soFar, &block, &found)
    #expect(!isKnown && before == block && at == place, "seed \(seed)")
  }

  @Test(arguments: SplitMix64.seeds(200))
  func equityFollowsTheLine(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let rows = random.below(70)
    let odds = random.pick([5, 1_000_000])
    let closes = (0..<rows).map { _ in
      random.once(in: odds)
        ? random.pick([0, -1, 1 << 51, (1 << 51) + 1, Int64.max, .min])
        : 1 + Int64(random.next() >> 13)
    }
    let (cash, perCount) = (Double(random.below(10_000)) / 7, random.pick([1e-8, -3e-7, 0.1]))
    var found = [Double](repeating: 0, count: rows)
    let arePrices = lanes_equity(closes, rows, cash, perCount, &found)
    #expect(arePrices == closes.allSatisfy { $0 >= 1 && $0 <= 1 << 51 }, "seed \(seed)")
    let expected = closes.map { cash + Double($0) * perCount }
    if arePrices { #expect(found.map(\.bitPattern) == expected.map(\.bitPattern), "seed \(seed)") }
  }

  @Test(arguments: SplitMix64.seeds(200))
  func returnsAndExtremesAreSummedInFourLanes(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let rows = 4 * (1 + random.below(20))
    let equity = (0...rows).map { _ in 90 + Double(random.below(2000)) / 100 }
    var sums = [Double](repeating: 0, count: 12)
    var (top, bottom) = (0.0, 0.0)
    let count = 1 + random.below(rows)
    equity.withUnsafeBufferPointer { equity in
      lanes_returns(equity.baseAddress! + 1, rows, &sums)
      lanes_extremes(equity.baseAddress! + 1, count, &top, &bottom)
    }
    var expected = [Double](repeating: 0, count: 12)
    for row in 0..<rows {
      let change = equity[row + 1] / equity[row] - 1
      expected[row % 4] += change
      expected[4 + row % 4] += change * change
      if change < 0 { expected[8 + row % 4] += change * change }
    }
    #expect(sums.map(\.bitPattern) == expected.map(\.bitPattern), "seed \(seed)")
    #expect(top == equity[1...count].max() && bottom == equity[1...count].min(), "seed \(seed)")
  }
}
