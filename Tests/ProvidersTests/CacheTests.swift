import Host
import Machine
import Market
import Providers
import Testing

/// What is kept is given as long as it can be right, and no longer.
@Suite struct CacheTests {
  private let clock = SimulatedClock(now: Minutes.start + 10 * Minutes.minute + 5)
  private let disk = MemoryDisk()
  private let hour: Int64 = 3_600_000_000_000

  private var environment: Environment { .simulated(seed: 1, clock: clock, disk: disk) }

  private func cache(
    age: Int64? = nil, root: String? = "kept", most: Int = 1_000_000, _ calendar: String = "24x7"
  ) throws -> HistoryCache {
    HistoryCache(
      root: root,
      .init(
        age: age ?? 24 * hour,
        calendar: try TradingCalendar.named(calendar, ZoneFiles(.system))), most: most)
  }

  private func provider(_ rows: Range<Int>...) -> ScriptedProvider {
    ScriptedProvider("a:b", rows.map { .bars(Minutes.bars($0)) })
  }

  @Test func theSecondTimeNobodyIsAsked() throws {
    let provider = provider(0..<10)
    var failover = Failover([provider], cache: try cache())
    let first = try failover.answer(BarRequest(), in: environment)
    #expect(first.place == .provider)
    let again = try failover.answer(BarRequest(), in: environment)
    #expect(again.place == .memory && again.bars.time == first.bars.time && again.asked.isEmpty)
    #expect(again.fetched == clock.now())
    // Another process finds it on the disk.
    var other = Failover([provider], cache: try cache())
    let found = try other.answer(BarRequest(), in: environment)
    #expect(found.place == .disk && found.bars.close == first.bars.close)
    #expect(try other.answer(BarRequest(), in: environment).place == .memory)
    #expect(provider.times.count == 1)
  }

  @Test func anotherQuestionIsAnotherAnswer() throws {
    let provider = provider(0..<10)
    var failover = Failover([provider], cache: try cache())
    let time = Minutes.start
    for request in [
      BarRequest(), BarRequest(symbol: "A"), BarRequest(symbol: "B"),
      BarRequest(times: time...time), BarRequest(times: time...(time + 1)),
    ] {
      #expect(try failover.answer(request, in: environment).place == .provider)
    }
    #expect(provider.times.count == 5)
  }

  @Test func itIsAskedAgainWhenABarHasClosed() throws {
    let provider = provider(0..<10, 0..<11)
    var failover = Failover([provider], cache: try cache())
    _ = try failover.answer(BarRequest(), in: environment)
    // The bar of the tenth minute closes at the eleventh.
    clock.advance(by: Minutes.minute - 6)
    #expect(try failover.answer(BarRequest(), in: environment).place == .memory)
    clock.advance(by: 1)
    let next = try failover.answer(BarRequest(), in: environment)
    #expect(next.place == .provider && next.bars.count == 11)
  }

  @Test func aRangeThatIsOverStaysRight() throws {
    let provider = provider(0..<5)
    var failover = Failover([provider], cache: try cache())
    let request = BarRequest(
      times: Minutes.start...(Minutes.start + 4 * Minutes.minute))
    _ = try failover.answer(request, in: environment)
    clock.advance(by: 20 * hour)
    #expect(try failover.answer(request, in: environment).place == .memory)
    // Until it is too old.
    clock.advance(by: 4 * hour + 1)
    #expect(try failover.answer(request, in: environment).place == .provider)
  }

  @Test func nothingChangesWhileTheMarketIsClosed() throws {
    let provider = provider(0..<390)
    // Friday 2024-01-05, half past five in New York; the last bar was Tuesday's, it does not
    // matter.
    clock.set(now: 1_704_493_800_000_000_000)
    var failover = Failover([provider], cache: try cache(age: 1_000 * hour, "us-equities"))
    _ = try failover.answer(BarRequest(), in: environment)
    // Monday, a second before the first bar closes.
    clock.set(now: 1_704_724_259_000_000_000)
    #expect(try failover.answer(BarRequest(), in: environment).place == .memory)
    clock.set(now: 1_704_724_260_000_000_000)
    #expect(try failover.answer(BarRequest(), in: environment).place == .provider)
  }

  @Test func aClockThatWasSetBackIsNotBelieved() throws {
    let provider = provider(0..<10)
    var failover = Failover([provider], cache: try cache())
    _ = try failover.answer(BarRequest(), in: environment)
    clock.set(now: Minutes.start)
    #expect(try failover.answer(BarRequest(), in: environment).place == .provider)
  }

  @Test func memoryIsBounded() throws {
    let provider = provider(0..<10)
    var failover = Failover([provider], cache: try cache(root: nil, most: 25))
    for symbol in ["A", "B", "A", "C"] {
      _ = try failover.answer(BarRequest(symbol: symbol), in: environment)
    }
    #expect(try failover.answer(BarRequest(symbol: "A"), in: environment).place == .memory)
    #expect(try failover.answer(BarRequest(symbol: "C"), in: environment).place == .memory)
    #expect(try failover.answer(BarRequest(symbol: "B"), in: environment).place == .provider)
  }

  /// The power goes at every step of keeping a second answer: the first or the second is there, or
  /// none, but never a part.
  @Test func everyStepMayBeTheLast() throws {
    func life(_ disk: MemoryDisk) throws -> (SimulatedClock, ScriptedProvider) {
      let clock = SimulatedClock(now: clock.now())
      let provider = ScriptedProvider(
        "a:b", [.bars(Minutes.bars(0..<10)), .bars(Minutes.bars(0..<12))])
      var failover = Failover([provider], cache: try cache())
      _ = try failover.answer(BarRequest(), in: .simulated(seed: 1, clock: clock, disk: disk))
      return (clock, provider)
    }
    let whole = MemoryDisk()
    let (_, _) = try life(whole)
    let before = whole.steps
    for step in 0...40 {
      let disk = MemoryDisk()
      let (clock, provider) = try life(disk)
      #expect(disk.steps == before)
      clock.advance(by: 2 * Minutes.minute)
      disk.stop(after: step)
      var second = Failover([provider], cache: try cache())
      _ = try second.answer(
        BarRequest(), in: .simulated(seed: 1, clock: clock, disk: disk))
      disk.restart(.some(seed: UInt64(step)))
      var third = Failover(
        [ScriptedProvider("a:b", [.bars(Minutes.bars(0..<13))])], cache: try cache())
      let answer = try third.answer(
        BarRequest(), in: .simulated(seed: 1, clock: clock, disk: disk))
      #expect([12, 13].contains(answer.bars.count), "step \(step)")
      #expect(answer.bars.close == Minutes.bars(0..<answer.bars.count).close, "step \(step)")
    }
  }
}
