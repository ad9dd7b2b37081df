import Machine
import TestSupport
import Testing
import Trading

@testable import Backtest

/// The fast path, the bar by bar path and every chunk size give one result, bit for bit.
@Suite struct PathTests {
  /// Statements that act where a bit of the volume is set, sized by the high.
  private static func program(_ random: inout SplitMix64) -> Program {
    var code = Assembly("bits of the volume")
    let volume = code.column(.volume)
    let size = code.column(.high)
    let (two, one) = (code.splat(2), code.splat(1))
    let tags = [nil, "a", "b"]
    for bit in 0..<(1 + random.below(5)) {
      let power = code.splat(Double(1 << bit))
      let shifted = code.call("floor", [code.call("/", [volume, power])])
      let when = code.call("==", [code.call("mod", [shifted, two]), one])
      let value = random.pick([size, one, code.splat(0.5)])
      switch random.below(4) {
      case 0: code.enter(.long, when, tag: random.pick(tags))
      case 1: code.enter(random.pick([.long, .short]), when, size: (.units, value))
      case 2: code.enter(random.pick([.long, .short]), when, size: (.share, value))
      default:
        let selectors: [OrderStatement.Selector] = [.all, .side(.long), .side(.short), .tag("a")]
        code.exit(random.pick(selectors), when, share: random.pick([nil, value]))
      }
    }
    return code.program
  }

  static func bars(_ count: Int, _ random: inout SplitMix64) -> Bars {
    let walk = Sample.walk(count, &random)
    func spoiled(_ words: Words, _ odds: Int) -> [Int64] {
      words.map { word in
        guard random.once(in: odds) else { return word }
        return Grid.word(random.pick([.nan, 0, -1, 1.0 / 3, .infinity, 3e10 + 0.1]))
      }
    }
    let density = random.pick([2, 10, 100])
    let volume = (0..<count).map { _ in
      random.once(in: density) ? Grid.word(Double(random.below(32))) : 0
    }
    let odds = random.pick([3, 50, 1_000_000])
    return Bars(
      time: walk.time, open: spoiled(walk.open, odds),
      high: (0..<count).map { _ in Grid.word(random.pick([0.1, 0.5, 1, 3, .nan])) },
      low: walk.low, close: spoiled(walk.close, odds), volume: volume, interval: walk.interval)
  }

  @Test(arguments: SplitMix64.seeds(60))
  func allPathsAgree(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let program = PathTests.program(&random)
    let count = random.pick([1, 2, 63, 64, 65, 500, 1500])
    let bars = PathTests.bars(count, &random)
    var settings = try BacktestSettings.plain(
      fee: random.pick(["0", "5bps"]), slippage: random.pick(["0", "3bps"]),
      timing: random.pick([.nextOpen, .nextOpen, .close]))
    settings.closesAtEnd = random.once(in: 2)
    if random.once(in: 2) {
      let start = random.below(count)
      settings.rows = start..<(start + 1 + random.below(count - start))
    }
    settings.takesEveryBar = true
    let plain = try BacktestRun(program, values: [], bars: bars, settings: settings).result()
    for (chunk, takesEveryBar) in [
      (1, true), (7, true), (1, false), (2, false), (7, false),
      (64, false), (1000, false), (1024, false), (count, false),
    ] {
      settings.chunk = chunk
      settings.takesEveryBar = takesEveryBar
      let other = try BacktestRun(program, values: [], bars: bars, settings: settings).result()
      let difference = other.difference(from: plain)
      #expect(
        difference == nil, "chunk \(chunk), every bar \(takesEveryBar), seed \(seed)")
    }
  }

  /// The same over the laws of money: final equity is capital, trades and what is open.
  @Test(arguments: SplitMix64.seeds(30))
  func equityIsCapitalAndTrades(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let program = PathTests.program(&random)
    let bars = PathTests.bars(400, &random)
    var settings = try BacktestSettings.plain(fee: "7bps", slippage: "3bps")
    settings.closesAtEnd = true
    let result = try BacktestRun(program, values: [], bars: bars, settings: settings).result()
    let net = result.trades.reduce(Int128(0)) { $0 + $1.net.count }
    #expect(result.openLots.isEmpty)
    #expect(
      result.performance.finalEquity.count == settings.terms.capital.count + net, "seed \(seed)")
    #expect(result.equity?.last == result.performance.finalEquity.number, "seed \(seed)")
  }
}

/// Programs with a `bars` section.
@Suite struct AccountTests {
  @Test func aProgramSeesItsAccountAfterTheFills() throws {
    var code = Assembly("sees its account")
    let flat = code.account(.flat)
    let held = code.account(.positionBars)
    let (half, two, one) = (code.splat(0.5), code.splat(2), code.splat(1))
    let isFlat = code.call(">", [flat, half], ofAccount: true)
    let isOld = code.call(">=", [held, two], ofAccount: true)
    code.enter(.long, isFlat, size: (.units, one))
    code.exit(.all, isOld)
    #expect(!code.program.isAccountFree)
    var random = SplitMix64(seed: 1)
    let bars = Sample.walk(20, &random)
    for chunk in [1, 3, 7, 64] {
      var settings = try BacktestSettings.plain()
      settings.chunk = chunk
      let result = try BacktestRun(code.program, values: [], bars: bars, settings: settings)
        .result()
      // Decided at 0, filled at 1; two bars old at the close of 3, sold at 4; flat at the close of
      // 4.
      #expect(
        result.trades.map { [$0.entryRow, $0.exitRow] } == [[1, 4], [5, 8], [9, 12], [13, 16]])
      #expect(result.openLots.map(\.entryRow) == [17])
    }
  }
}

@Suite struct RangeTests {
  @Test func barsBeforeTheRangeWarmUp() throws {
    var random = SplitMix64(seed: 3)
    let bars = Sample.walk(300, &random)
    let program = Assembly.averageCross(3, 5)
    let values = program.parameters.map(\.standard)
    var settings = try BacktestSettings.plain()
    let whole = try BacktestRun(program, values: values, bars: bars, settings: settings).result()
    #expect(whole.warmUp == 5)
    #expect(whole.trades.allSatisfy { $0.entryRow > 5 })
    settings.rows = 100..<200
    let part = try BacktestRun(program, values: values, bars: bars, settings: settings).result()
    #expect(part.equity?.count == 100 && part.rows == 100..<200)
    #expect(part.trades.allSatisfy { $0.entryRow > 100 && $0.exitRow < 200 })
    // The averages are those of the whole run: so are the entries after the first.
    let late = whole.trades.filter { $0.entryRow > 110 && $0.exitRow < 200 }
    #expect(!late.isEmpty && part.trades.suffix(late.count).map(\.entryRow) == late.map(\.entryRow))
  }

  @Test func whatCannotRunSaysWhy() throws {
    let program = Assembly.averageCross()
    let bars = Sample.bars(open: [1, 2], close: [1, 2])
    let settings = try BacktestSettings.plain()
    func failure(
      _ values: [Double], _ bars: Bars, _ change: (inout BacktestSettings) throws -> Void
    ) rethrows -> BacktestFailure? {
      var changed = settings
      try change(&changed)
      do {
        _ = try BacktestRun(program, values: values, bars: bars, settings: changed).result()
        return nil
      } catch {
        return error
      }
    }
    #expect(failure([10, 30], bars) { $0.rows = 2..<2 } == .noBars)
    #expect(failure([10, 30], bars.rows(0..<0)) { _ in } == .noBars)
    #expect(failure([10, 30], bars) { $0.rows = 5..<9 } == .noBars)
    #expect(failure([10, 30], bars) { $0.terms.capital = .zero } == .capital(.zero))
    #expect(failure([10, 30], bars) { $0.periodsPerYear = 0 } == .periodsPerYear(0))
    #expect(failure([10], bars) { _ in } == .program(.values(expected: 2, given: 1)))
    #expect(failure([10, 30], bars) { _ in } == nil)
    guard case .program(.length) = failure([10, 2.5], bars, { _ in }) else {
      Issue.record("a length must be whole")
      return
    }
  }
}
