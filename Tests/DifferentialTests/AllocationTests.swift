internal import Allocations
internal import Compiler
internal import Foundation
internal import Host
internal import Live
internal import Machine
internal import Market
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

  /// Bars of other clocks are put together without memory as well.
  @Test(arguments: [1, 64])
  func aBarOfManyClocksAllocatesNothing(_ room: Int) throws {
    let bars = Market.holes.bars(2_000, seed: 8).spaced(3_600_000_000_000, seed: 8)
    var machine = try VirtualMachine(
      Specimen.clockwork(), values: [5], room: room, surroundings: .trial(bars))
    for row in 0..<500 { machine.advance(bars[row], interval: bars.interval) }
    let before = allocations_of_this_thread()
    for row in 500..<2_000 { machine.advance(bars[row], interval: bars.interval) }
    #expect(allocations_of_this_thread() - before == 0)
  }

  // MARK: A whole live bar

  /// Feed, executor, session, broker and back, with orders and fills.
  struct Passing: CustomTestStringConvertible {
    let testDescription: String
    let program: Program
    let bars: Bars

    /// - Parameter text: what stands behind the title.
    init(_ name: String, _ text: String) throws {
      let bars = Market.holes.bars(4_000, seed: 8)
      try self.init(
        name, compile(Source(name: "", text: "strategy \"x\"\n" + text)),
        bars.spaced(3_600_000_000_000, seed: 8))
    }

    init(_ name: String, _ compilation: Compilation, _ bars: Bars) throws {
      testDescription = name
      program = try #require(compilation.program, "\(name): \(compilation.diagnostics)")
      self.bars = bars
    }

    /// Allocations after the first bars, and how many orders were filled meanwhile.
    func count(warmingUp first: Int) throws -> (allocations: UInt, fills: Int) {
      let terms = Terms(
        capital: try Money("10000"), instrument: try Instrument(symbol: "X"),
        fee: .share(try Ratio("5bps")), slippage: PaperBroker.standardSlippage)
      let executor = try Executor(
        program, values: program.parameters.map(\.standard), terms: terms,
        history: bars.rows(0..<5), surroundings: .trial(bars))
      let broker = try #require(PaperBroker(terms, interval: bars.interval))
      broker.reserve(reports: 16 * bars.count)
      var loop = Loop(
        executor,
        ports: Loop.Ports(
          feed: ReadyFeed(bars, from: 5), broker: broker, clock: EnvironmentClock(StillClock())))
      loop.reserve(bars: bars.count, trades: 4 * bars.count)
      for _ in 0..<first { _ = loop.turn() }
      let fills = loop.executor.session.fillCount
      let before = allocations_of_this_thread()
      for _ in first..<bars.count - 10 { _ = loop.turn() }
      let allocations = allocations_of_this_thread() - before
      #expect(!loop.executor.isHalted && loop.executor.bars.count == bars.count - 5)
      return (allocations, loop.executor.session.fillCount - fills)
    }
  }

  /// Bars that were made beforehand: where they come from is not what is counted.
  final class ReadyFeed: Feed {
    private let bars: [Bar]
    private var next = 0
    let interval: Int64
    var pace: Int64 { 0 }

    init(_ bars: Bars, from first: Int) {
      self.bars = (first..<bars.count).map { bars[$0] }
      interval = bars.interval
    }

    func poll(now: Int64) -> FeedNews {
      guard next < bars.count else { return .ended }
      defer { next += 1 }
      return .bar(bars[next], sequence: Int64(next), watermark: bars[next].time)
    }
  }

  static let orders = [
    (
      "orders at the market",
      """
      let a = sma(close, 5)
      enter long when close crosses above a size 50%
      enter short when close crosses below a and position > 0 size 20%
      exit 50% of long when close > a and position.bars > 2
      """
    ),
    (
      "orders at prices",
      """
      pyramid 3
      enter long "dip" when close < sma(close, 9) size 10% at close * 0.99 for 3 bars stop 2% target 3%
      enter long "break" when close > sma(close, 9) size 5 units beyond highest(high, 3) until close < open
        trail atr(3) after 1%
      exit 50% of "dip" stop at lowest(low, 5)
      exit when position.bars > 20
      """
    ),
    (
      "clocks and memory",
      """
      let day = on 1d { sma(close, 3) }
      let other = on "OTHER" { ema(close, 4) }
      let seen = on close > open { highest(high, 3) }
      let state = from 0 next if fresh(1w) then 0 else prev + 1
      enter long when close > day and other > 0 and state > 2 size 10%
      exit when weekday == 5 or close < seen * 0.9
      """
    ),
  ]

  @Test(arguments: 0..<orders.count)
  func aLiveBarAllocatesNothing(_ number: Int) throws {
    let (name, text) = Self.orders[number]
    let (allocations, fills) = try Passing(name, text).count(warmingUp: 500)
    #expect(allocations == 0, "\(name)")
    #expect(fills > 100, "\(name)")
  }

  @Test(arguments: Shipped.names)
  func aLiveBarOfAShippedStrategyAllocatesNothing(_ name: String) throws {
    let command = try #require(try Shipped.commands(name).first)
    let file = try #require(Shipped.value("--data", of: command))
    let bars = try CSVFile(Repository.root.appendingPathComponent(file).path)
      .read(in: .system).bars
    let passing = try Passing(name, Shipped.compiled(Shipped.path(name)), bars)
    // What is said, and what an entry remembers, takes memory when it happens: not at every bar.
    let text = try Repository.text(Shipped.path(name))
    let isSparse = text.contains("\nalert ") || text.contains("at_entry(")
    let most = isSparse ? UInt(bars.count / 8) : 0
    #expect(try passing.count(warmingUp: bars.count / 2).allocations <= most)
  }
}

private var isDebugBuild: Bool {
  #if DEBUG
    true
  #else
    false
  #endif
}
