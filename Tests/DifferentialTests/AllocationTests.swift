internal import Allocations
internal import Compiler
internal import Live
internal import Machine
internal import Syntax
internal import TestSupport
internal import Testing
internal import Trading

/// A live session is one bar after another for months: none of them may ask for memory. Debug
/// builds do, so the suite speaks of the release build.
@Suite(.disabled(if: isDebugBuild)) struct AllocationTests {
  @Test func theCounterCounts() {
    let before = allocations_of_this_thread()
    let array = [UInt](repeating: before, count: 1000)
    #expect(allocations_of_this_thread() > before, "\(array.count)")
  }

  @Test(arguments: [1, 64])
  func aBarAllocatesNothing(_ room: Int) throws {
    let bars = Market.holes.bars(2_000, seed: 8)
    var machine = try VirtualMachine(Specimen.program(), values: [5], room: room)
    for row in 0..<200 { machine.advance(bars[row], interval: bars.interval) }
    let before = allocations_of_this_thread()
    for _ in 0..<6 {
      for row in 200..<2_000 { machine.advance(bars[row], interval: bars.interval) }
    }
    #expect(allocations_of_this_thread() - before == 0)
    #expect(machine.count == 200 + 6 * 1_800)
  }

  /// The whole of a live bar: feed, executor, session, broker and back, with orders and fills.
  @Test func aLiveBarAllocatesNothing() throws {
    let text = """
      strategy "x"
      let a = sma(close, 5)
      enter long when close crosses above a size 50%
      enter short when close crosses below a and position > 0 size 20%
      exit 50% of long when close > a and position.bars > 2
      """
    let program = try #require(compile(Source(name: "", text: text)).program)
    let bars = Market.holes.bars(4_000, seed: 8)
    let terms = Terms(
      capital: try Money("10000"), instrument: try Instrument(symbol: "X"),
      fee: .share(try Ratio("5bps")), slippage: PaperBroker.standardSlippage)
    let executor = try Executor(program, values: [], terms: terms, history: bars.rows(0..<5))
    let broker = try #require(PaperBroker(terms, interval: bars.interval))
    broker.reserve(reports: 20_000)
    var loop = Loop(
      executor,
      ports: Loop.Ports(
        feed: ReplayFeed(bars, from: 5), broker: broker, clock: EnvironmentClock(StillClock())))
    loop.reserve(bars: 4_000, trades: 4_000)
    for _ in 0..<500 { _ = loop.turn() }
    let fills = loop.executor.session.fillCount
    let before = allocations_of_this_thread()
    for _ in 0..<3_000 { _ = loop.turn() }
    #expect(allocations_of_this_thread() - before == 0)
    let (filled, rows) = (loop.executor.session.fillCount - fills, loop.executor.bars.count)
    #expect(filled > 100)
    #expect(rows == 3_505)
  }
}

private var isDebugBuild: Bool {
  #if DEBUG
    true
  #else
    false
  #endif
}
