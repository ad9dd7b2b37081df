internal import Machine
internal import TestSupport
internal import Testing

/// Words of numbers: exact, and never mistaken for each other.
@Suite struct GridTests {
  /// Numbers of every kind, from a printed seed.
  static func numbers(seed: UInt64) -> [Double] {
    var dice = SplitMix64(seed: seed)
    var numbers: [Double] = [0, -0.0, 1, -1, 0.1, 1e-8, -1e-8, 0.5e-8, 22_517_998.13685248]
    for _ in 0..<20_000 {
      switch dice.whole(0...3) {
      case 0: numbers.append(Double(bitPattern: dice.next()))
      case 1: numbers.append(Double(dice.whole(-1_000_000_000...1_000_000_000)) / 100)
      case 2: numbers.append(Double(dice.whole(-(1 << 51)...(1 << 51))) / 1e8)
      default: numbers.append(dice.bell() * 100)
      }
    }
    return numbers
  }

  @Test func wordsGiveTheirNumbersBack() {
    for number in GridTests.numbers(seed: 1) where !number.isSubnormal {
      let back = Grid.number(Grid.word(number))
      #expect(number.isNaN ? back.isNaN : back == number, "\(number)")
    }
  }

  @Test func numbersOfCountsAreOnTheGrid() {
    var dice = SplitMix64(seed: 2)
    let edges = [0, 1, -1, Grid.limit, -Grid.limit, Grid.limit - 1, 1 - Grid.limit]
    let counts = edges + (0..<20_000).map { _ in Int64(dice.whole(-(1 << 51)...(1 << 51))) }
    for count in counts {
      #expect(Grid.isCount(count))
      #expect(Grid.number(count) == Double(count) / 1e8)
      #expect(Grid.word(Grid.number(count)) == count)
    }
  }

  @Test func noTwoNumbersShareAWord() {
    var words: [Int64: Double] = [:]
    for number in GridTests.numbers(seed: 3) where !number.isNaN && !number.isSubnormal {
      let word = Grid.word(number)
      if let other = words[word] { #expect(other == number, "\(word)") }
      words[word] = number
    }
  }

  @Test func countsAreInTheOrderOfTheirNumbers() {
    let counts = GridTests.numbers(seed: 4).map { ($0, Grid.word($0)) }
      .filter { Grid.isCount($0.1) && !$0.0.isSubnormal }.sorted { $0.0 < $1.0 }
    for (lower, upper) in zip(counts, counts.dropFirst()) {
      #expect(lower.0 == upper.0 ? lower.1 == upper.1 : lower.1 < upper.1)
    }
  }

  @Test func whatIsNoCountKeepsItsBits() {
    let edge = Double(Grid.limit) / 1e8
    for number in [.infinity, -.infinity, .pi, 1e300, -1e300, 1e-300, -1e-300, edge.nextUp] {
      #expect(Grid.word(number) == Int64(bitPattern: number.bitPattern), "\(number)")
      #expect(!Grid.isCount(Grid.word(number)), "\(number)")
    }
    for missing in [Double.nan, -.nan, .signalingNaN, Double(bitPattern: 0x7ff0_0000_0000_0001)] {
      #expect(Grid.word(missing) == Grid.missing)
    }
    #expect(Grid.number(Grid.missing).isNaN && !Grid.isCount(Grid.missing))
    #expect(Grid.word(.leastNonzeroMagnitude) == 0)
  }
}
