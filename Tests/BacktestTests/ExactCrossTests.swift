import Machine
import TestSupport
import Testing
import Trading

@testable import Backtest

/// The canonical backtest (SMA cross, one unit, 5 bps of fee and of slippage) against a loop in
/// plain integers.
@Suite struct ExactCrossTests {
  struct Outcome: Equatable {
    var trades: [[Int128]] = []
    /// Counts of 1e-16 at every close.
    var equity: [Int128] = []
    var fees: Int128 = 0
  }

  /// Prices in counts of 1e-8. Sums, not averages: `slow * sum(fast) - fast * sum(slow)` has the
  /// sign of the difference, exactly.
  static func reference(
    _ open: [Int128], _ close: [Int128], _ fast: Int, _ slow: Int, capital: Int128
  ) -> Outcome {
    let unit: Int128 = 100_000_000
    var outcome = Outcome()
    var (cash, holds, wants) = (capital, false, false)
    var (entryRow, entryPrice, entryFee): (Int, Int128, Int128) = (0, 0, 0)
    func difference(_ row: Int) -> Int128? {
      guard row >= slow - 1 else { return nil }
      let quick = close[(row - fast + 1)...row].reduce(0, +)
      let calm = close[(row - slow + 1)...row].reduce(0, +)
      return quick * Int128(slow) - calm * Int128(fast)
    }
    /// 5 bps of a notional, half to even.
    func fee(_ notional: Int128) -> Int128 {
      let (whole, rest) = notional.quotientAndRemainder(dividingBy: 2000)
      return rest == 1000 ? whole + whole % 2 : rest > 1000 ? whole + 1 : whole
    }
    for row in close.indices {
      if wants != holds {
        let slip = (open[row] + 1999) / 2000
        let price = wants ? open[row] + slip : open[row] - slip
        let cost = fee(price * unit)
        cash += (wants ? -price : price) * unit - cost
        outcome.fees += cost
        if wants {
          (entryRow, entryPrice, entryFee) = (row, price, cost)
        } else {
          let net = (price - entryPrice) * unit - cost - entryFee
          outcome.trades.append([Int128(entryRow), Int128(row), entryPrice, price, net])
        }
        holds = wants
      }
      outcome.equity.append(cash + (holds ? close[row] * unit : 0))
      guard row > 0, let now = difference(row), let before = difference(row - 1) else { continue }
      if now > 0, before <= 0 { wants = true }
      if now < 0, before >= 0 { wants = false }
    }
    return outcome
  }

  @Test(arguments: SplitMix64.seeds(8))
  func theEngineEqualsTheLoop(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let bars = Sample.walk(3000, &random)
    let program = Assembly.averageCross(10, 30)
    let settings = try BacktestSettings.plain(
      capital: "10000000", fee: "5bps", slippage: "5bps", periodsPerYear: 525_600)
    let result = try BacktestRun(
      program, values: program.parameters.map(\.standard), bars: bars, settings: settings
    ).result()
    let expected = ExactCrossTests.reference(
      bars.open.map { Int128($0) }, bars.close.map { Int128($0) }, 10, 30,
      capital: settings.terms.capital.count)
    let trades = result.trades.map {
      [
        Int128($0.entryRow), Int128($0.exitRow), Int128($0.entryPrice.count),
        Int128($0.exitPrice.count), $0.net.count,
      ]
    }
    #expect(trades.count > 20)
    #expect(trades == expected.trades, "seed \(seed)")
    #expect(result.performance.finalEquity.count == expected.equity.last, "seed \(seed)")
    #expect(result.performance.feesPaid.count == expected.fees, "seed \(seed)")
    for (mine, exact) in zip(result.equity.map(Array.init) ?? [], expected.equity) {
      // Three roundings of a number near 1e7.
      #expect(abs(mine - Double(exact) / 1e16) <= 4e-9, "seed \(seed)")
    }
  }
}
