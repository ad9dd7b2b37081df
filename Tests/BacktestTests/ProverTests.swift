import Compiler
import Machine
import Syntax
import TestSupport
import Testing
import Trading

@testable import Backtest

/// A proof holds for what the compiler makes, and the comparison behind it finds a single bit.
@Suite struct ProverTests {
  private static let account = """
    strategy "looks at the account"
    let fast = ema(close, 5)
    let steps = from 0 next prev + 1
    enter long when fast crosses above sma(close, 9) and flat size 50%
    exit long when position > 0 and steps > 20 and close < fast
    """

  private func prover(_ text: String, _ bars: Bars, seed: UInt64 = 1) throws -> Prover {
    let compilation = compile(Source(name: "proof", text: text))
    let program = try #require(compilation.program, "\(compilation.diagnostics)")
    let terms = Terms(capital: try Money("10000"), instrument: try Instrument(symbol: "X"))
    return Prover(
      program, values: program.parameters.map(\.standard), bars: bars,
      surroundings: .trial(bars), terms: terms, seed: seed)
  }

  @Test(arguments: SplitMix64.seeds(6))
  func holdsForGeneratedStrategies(_ seed: UInt64) throws {
    var scripts = Scripts(seed: seed)
    scripts.columns = Bars.columnNames
    let text = scripts.strategy(seesAccount: seed % 2 == 0)
    let bars = Market.allCases[Int(seed % UInt64(Market.allCases.count))].bars(150, seed: seed)
      .withColumns(seed: seed)
    var heard = 0
    let proof = try prover(text, bars, seed: seed).prove { done, all in
      heard += 1
      #expect(done == heard && done <= all)
    }
    #expect(proof.holds, "seed \(seed): \(String(describing: proof.difference))\n\(text)")
    #expect(proof.trials.count == 5 + 3 * Prover.cuts && heard == proof.trials.count)
  }

  @Test func holdsWhereTheAccountIsLookedAt() throws {
    let proof = try prover(ProverTests.account, Market.calm.bars(400, seed: 3)).prove()
    #expect(proof.holds && proof.columns > 8, "\(proof)")
  }

  @Test func holdsForNoBarsAndForOne() throws {
    for count in [0, 1] {
      #expect(try prover(ProverTests.account, Market.calm.bars(count, seed: 3)).prove().holds)
    }
  }

  /// Changing bars changes columns, and no row before them: so a program that saw the change sooner
  /// would be found at that row.
  @Test func theComparisonBites() throws {
    let bars = Market.calm.bars(200, seed: 5)
    let prover = try prover(ProverTests.account, bars)
    let plain = try prover.columns(of: bars, room: 64)
    let other = try prover.columns(of: prover.changed(bars, from: 120), room: 64)
    #expect(prover.first(plain, other, 200)?.row == 120)
    #expect(prover.first(plain, other, 120) == nil)
    let short = try prover.columns(of: bars.rows(0..<90), room: 64)
    #expect(prover.first(plain, short, 90) == nil && prover.first(plain, short, 91)?.row == 90)
    // One bit of one value.
    for slot in plain.indices {
      var spoilt = plain
      spoilt[slot] = ProverTests.spoilt(plain[slot], 37)
      let found = prover.first(plain, spoilt, 200)
      #expect(found?.row == 37 && found?.slot == slot)
    }
  }

  private static func spoilt(_ column: Column, _ row: Int) -> Column {
    switch column {
    case .numbers(var numbers):
      numbers[row] = Double(bitPattern: numbers[row].bitPattern ^ 1)
      return .numbers(numbers)
    case .words(var words):
      words[row] ^= 1
      return .words(words)
    case .flags(var flags):
      flags[row] ^= 1
      return .flags(flags)
    }
  }
}
