import Backtest
import Compiler
import Machine
import Syntax
import TestSupport
import Testing
import Trading

/// Nothing a strategy does before a bar depends on that bar or what follows it; and the two ways to
/// run it agree.
@Suite struct FutureTests {
  static let programs = max(1, SplitMix64.programs(standard: 2_000) / 4)
  static let parts = 4

  private func settings(everyBar: Bool, chunk: Int) throws -> BacktestSettings {
    let terms = Terms(
      capital: try Money("10000"), instrument: try Instrument(symbol: "X"),
      fee: .share(try Ratio("5bps")), slippage: .share(try Ratio("5bps")))
    var settings = BacktestSettings(terms: terms, periodsPerYear: 365)
    settings.wantsEquity = true
    settings.takesEveryBar = everyBar
    settings.chunk = chunk
    return settings
  }

  private func run(_ program: Program, _ bars: Bars, everyBar: Bool = false, chunk: Int = 1024)
    throws
    -> BacktestResult
  {
    try BacktestRun(
      program, values: program.parameters.map(\.standard), bars: bars,
      settings: try settings(everyBar: everyBar, chunk: chunk), surroundings: .trial(bars)
    ).result()
  }

  private func program(_ seed: UInt64, seesAccount: Bool) -> Program? {
    var scripts = Scripts(seed: seed &+ 1_000_000)
    let text = scripts.strategy(seesAccount: seesAccount)
    let compilation = compile(Source(name: "seed \(seed)", text: text))
    if compilation.program == nil {
      let problems = compilation.diagnostics.filter { $0.severity == .error }.map(\.message)
      Issue.record("seed \(seed) does not compile: \(problems)\n\(text)")
    }
    return compilation.program
  }

  @Test(arguments: 0..<parts)
  func fastPathEqualsSlowPath(_ part: Int) throws {
    for seed in SplitMix64.seeds(Self.programs, part: part, of: Self.parts) {
      guard let program = program(UInt64(seed), seesAccount: seed % 3 == 0) else { return }
      let bars = Market.allCases[seed % Market.allCases.count].bars(150, seed: UInt64(seed))
      let slow = try run(program, bars, everyBar: true)
      for chunk in [1, 7, 64, 1024] {
        let fast = try run(program, bars, chunk: chunk)
        let same =
          fast.trades == slow.trades && fast.openLots == slow.openLots
          && fast.refusals == slow.refusals && fast.metrics == slow.metrics
          && fast.equity?.map(\.bitPattern) == slow.equity?.map(\.bitPattern)
        guard same else {
          Issue.record("seed \(seed), chunk \(chunk): fast and slow path differ")
          return
        }
      }
    }
  }

  @Test(arguments: 0..<parts)
  func theFutureChangesNothingBefore(_ part: Int) throws {
    for seed in SplitMix64.seeds(Self.programs, part: part, of: Self.parts) {
      guard let program = program(UInt64(seed), seesAccount: seed % 2 == 0) else { return }
      var dice = SplitMix64(seed: UInt64(seed))
      let market = Market.allCases[seed % Market.allCases.count]
      let bars = market.bars(120, seed: UInt64(seed))
      let cut = dice.whole(40...110)
      let other = bars.replacing(from: cut) { $0.map { ($0 * 1.5).rounded() + 1 } }
      let whole = try run(program, bars)
      let changed = try run(program, other)
      let shorter = try run(program, bars.rows(0..<cut))
      for (name, result) in [("changed", changed), ("truncated", shorter)] {
        let same =
          before(whole, cut).elementsEqual(before(result, cut))
          && whole.trades.filter { $0.exitRow < cut } == result.trades.filter { $0.exitRow < cut }
        guard same else {
          Issue.record("seed \(seed): the \(name) future after bar \(cut) shows before it")
          return
        }
      }
    }
  }

  private func before(_ result: BacktestResult, _ cut: Int) -> [UInt64] {
    (result.equity.map(Array.init) ?? []).prefix(cut).map(\.bitPattern)
  }

  /// The harness works: a program that is another one from a bar on is noticed.
  @Test func aLookAheadWouldBeSeen() throws {
    let bars = Market.calm.bars(120, seed: 3)
    let text = "strategy \"x\"\nenter long when close > open\nexit when close < open"
    let program = try #require(compile(Source(name: "", text: text)).program)
    // The same decisions one bar early: what reading the next bar would give.
    let early = Bars(
      time: bars.time, open: Array(bars.open.dropFirst()) + [bars.open[119]], high: bars.high,
      low: bars.low, close: Array(bars.close.dropFirst()) + [bars.close[119]],
      volume: bars.volume, interval: bars.interval)
    let other = bars.replacing(from: 60) { $0.map { ($0 * 1.5).rounded() + 1 } }
    let early2 = Bars(
      time: other.time, open: Array(other.open.dropFirst()) + [other.open[119]], high: other.high,
      low: other.low, close: Array(other.close.dropFirst()) + [other.close[119]],
      volume: other.volume, interval: other.interval)
    let (a, b) = (try run(program, early), try run(program, early2))
    #expect(before(a, 60) != before(b, 60))
  }
}
