internal import Machine
internal import TestSupport
internal import Testing

/// The machine against the reference evaluator, bit for bit, over generated programs and at every
/// cut. `QUILL_SEEDS` says how many programs, `SEED` runs one of them.
@Suite struct DifferentialTests {
  /// A share of the seeds, so that shares run side by side.
  struct Hand: Sendable, CustomTestStringConvertible {
    let number: Int
    let seeds: [UInt64]
    var testDescription: String { "hand \(number)" }

    static let all: [Hand] = {
      let seeds = SplitMix64.seeds(SplitMix64.programs(standard: 2_000))
      return (0..<8).map { hand in
        Hand(number: hand, seeds: seeds.filter { $0 % 8 == UInt64(hand) })
      }
    }()
  }

  @Test("expressions", arguments: Hand.all)
  func expressions(_ hand: Hand) {
    record(hand.seeds) { seed in
      let confrontation = Confrontation(seed: seed)
      var scripts = Scripts(seed: seed)
      scripts.timeframes = confrontation.timeframes
      scripts.columns = Bars.columnNames
      let texts = scripts.expressions(3)
      try confrontation.expressions(texts, scripts.settings)
    }
  }

  @Test("strategies", arguments: Hand.all)
  func strategies(_ hand: Hand) {
    record(hand.seeds.filter { $0 % 3 == 0 }) { seed in
      let confrontation = Confrontation(seed: seed)
      var scripts = Scripts(seed: seed)
      scripts.timeframes = confrontation.timeframes
      scripts.columns = Bars.columnNames
      try confrontation.strategy(scripts.strategy())
    }
  }

  /// Sums and spreads of two or three numbers often lie exactly halfway between two numbers.
  @Test("windows whose results are halves")
  func halves() {
    let seeds = SplitMix64.seeds(40).filter { Confrontation(seed: $0, bars: 1).market == .offGrid }
    #expect(!seeds.isEmpty)
    record(seeds) { seed in
      try Confrontation(seed: seed, bars: 2_000).expressions(
        [
          "stdev(volume, 2)", "stdev(log(close), 2)", "sma(volume * 0.1, 2)", "wma(volume, 3)",
          "linreg_slope(volume * 0.1, 3)", "linreg_slope(round(close), 4)",
          "r_squared(volume, 3)",
        ], [])
    }
  }

  /// Goes on after a failure, but not for ever.
  private func record(_ seeds: [UInt64], _ body: (UInt64) throws -> Void) {
    var failures = 0
    for seed in seeds where failures < 300 {
      do { try body(seed) } catch {
        failures += 1
        Issue.record("seed \(seed): \(error)")
      }
    }
  }
}
