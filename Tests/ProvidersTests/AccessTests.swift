import Host
import Machine
import Providers
import Testing

/// How a provider is asked, with time and chance of a simulation.
@Suite struct AccessTests {
  private let clock = SimulatedClock()
  private let second: Int64 = 1_000_000_000

  private func environment(seed: UInt64 = 1) -> Environment { .simulated(seed: seed, clock: clock) }

  @Test func kindsHaveCodesOfTheirOwn() {
    let codes = ProviderKinds.all.map(\.code)
    #expect(Set(codes).count == codes.count)
  }

  // MARK: - The bucket

  @Test func aBucketGivesABurstAndThenARate() {
    var bucket = TokenBucket(rate: 4, burst: 3)
    #expect((0..<3).map { _ in bucket.take(now: 7) } == [0, 0, 0])
    #expect(bucket.take(now: 7) == second / 4)
    #expect(bucket.take(now: 7 + second / 4 - 1) == 1)
    #expect(bucket.take(now: 7 + second / 4) == 0)
    // It holds no more than the burst, however long nobody asks.
    #expect((0..<4).map { _ in bucket.take(now: 100 * second) } == [0, 0, 0, second / 4])
    // A stopwatch that ran backwards gives nothing away.
    #expect(bucket.take(now: 0) > 0)
    var free = TokenBucket(rate: nil, burst: 1)
    #expect((0..<100).allSatisfy { _ in free.take(now: 0) == 0 })
    var wild = TokenBucket(rate: 1e-30, burst: .max)
    #expect(wild.take(now: .min) == 0 && wild.take(now: .max) == 0)
  }

  /// In no stretch of time are there more than the burst and what the rate gives in it.
  @Test func aBucketKeepsItsLimitInEveryStretch() {
    let draws = SimulatedRandom(seed: 3)
    for _ in 0..<50 {
      let rate = Double(draws.next() % 50 + 1)
      let burst = Int(draws.next() % 10 + 1)
      var bucket = TokenBucket(rate: rate, burst: burst)
      var now: Int64 = 0
      var taken: [Int64] = []
      for _ in 0..<400 {
        now += Int64(draws.next() % 60_000_000)
        if bucket.take(now: now) == 0 { taken.append(now) }
      }
      for first in taken.indices {
        for last in first..<taken.count {
          let most = Double(burst) + Double(taken[last] - taken[first]) / 1e9 * rate
          #expect(Double(last - first + 1) <= most + 1e-3)
        }
      }
    }
  }

  @Test func questionsWaitForTheLimit() throws {
    var manners = Manners()
    (manners.rate, manners.burst) = (2, 2)
    let provider = ScriptedProvider("a:b", [.bars(Minutes.bars(0..<3))], manners)
    var access = Access(provider)
    for _ in 0..<5 { #expect(access.bars(BarRequest(), in: environment()).bars?.count == 3) }
    let half = second / 2
    #expect(provider.times == [0, 0, half, 2 * half, 3 * half])
  }

  // MARK: - Trying again

  @Test func waitsDoubleAndAreNeverAlike() {
    let backoff = Backoff(first: 100, most: 1_000)
    #expect((1...6).map { backoff.longest(after: $0) } == [100, 200, 400, 800, 1_000, 1_000])
    #expect(backoff.longest(after: .max) == 1_000)
    let draws = SimulatedRandom(seed: 9)
    var seen: Set<Int64> = []
    for _ in 0..<2_000 {
      let wait = backoff.wait(after: 3, draws.next())
      #expect((200...400).contains(wait))
      seen.insert(wait)
    }
    #expect(seen.count > 190)
    #expect(Backoff(first: .max, most: .max).wait(after: 70, .max) > 0)
    #expect(Backoff(first: 0, most: 0).wait(after: 1, 5) == 0)
  }

  @Test func whatFailsForNowIsAskedAgain() throws {
    let provider = ScriptedProvider(
      "a:b", [.fails(.transient), .fails(.transient), .bars(Minutes.bars(0..<3))])
    var access = Access(provider)
    let (bars, record) = access.bars(BarRequest(), in: environment())
    #expect(bars?.count == 3)
    #expect(record.tries == 3 && record.failure == nil)
    #expect(record.waited == clock.uptime())
    let times = provider.times
    #expect((50_000_000...100_000_000).contains(times[1] - times[0]))
    #expect((100_000_000...200_000_000).contains(times[2] - times[1]))
  }

  @Test func theSameSeedWaitsAlike() {
    func waits(_ seed: UInt64) -> [Int64] {
      let provider = ScriptedProvider("a:b", [.fails(.transient)])
      var access = Access(provider)
      let clock = SimulatedClock()
      _ = access.bars(BarRequest(), in: .simulated(seed: seed, clock: clock))
      return provider.times
    }
    #expect(waits(5) == waits(5))
    #expect(waits(5) != waits(6))
  }

  @Test func whatWillNotComeIsNotAskedAgain() {
    for failure in FailureClass.allCases where failure != .transient {
      let provider = ScriptedProvider("a:b", [.fails(failure)])
      var access = Access(provider)
      #expect(access.bars(BarRequest(), in: environment()).record.tries == 1)
      #expect(access.state == .closed)
    }
    var access = Access(ScriptedProvider("a:b", [.nothing]))
    let record = access.bars(BarRequest(), in: environment()).record
    #expect(record.failure?.code == ProviderKinds.nothing.code && record.tries == 1)
  }

  // MARK: - Leaving alone

  @Test func whoKeepsFailingIsLeftAlone() {
    var manners = Manners()
    (manners.tries, manners.patience, manners.rest) = (2, 4, 10 * second)
    let bars = Minutes.bars(0..<3)
    let script =
      [ScriptedProvider.Line](repeating: .fails(.transient), count: 5) + [.bars(bars)]
    let provider = ScriptedProvider("a:b", script, manners)
    var access = Access(provider)
    _ = access.bars(BarRequest(), in: environment())
    #expect(access.state == .closed)
    let second = access.bars(BarRequest(), in: environment()).record
    #expect(second.tries == 2 && second.failure?.code == "X0001")
    guard case .open(let until) = access.state else {
      Issue.record("it is \(access.state)")
      return
    }
    // Nobody is asked while it is open.
    let refused = access.bars(BarRequest(), in: environment()).record
    #expect(refused.tries == 0 && refused.failure?.code == ProviderKinds.resting.code)
    #expect(refused.failure?.failureClass == .transient)
    #expect(provider.times.count == 4)
    // Then one question: its failure opens it again, at once.
    clock.advance(by: until - clock.uptime())
    #expect(access.bars(BarRequest(), in: environment()).record.tries == 1)
    #expect(provider.times.count == 5)
    guard case .open(let later) = access.state else {
      Issue.record("it is \(access.state)")
      return
    }
    // And its answer closes it.
    clock.advance(by: later - clock.uptime())
    #expect(access.bars(BarRequest(), in: environment()).bars?.count == 3)
    #expect(access.state == .closed)
  }

  // MARK: - One after another

  @Test func theNextIsAskedWhereOneHasNothing() throws {
    let bars = Minutes.bars(0..<3)
    let providers = [
      ScriptedProvider("a:", [.fails(.system)]), ScriptedProvider("b:", [.nothing]),
      ScriptedProvider("c:", [.bars(bars)]), ScriptedProvider("d:", [.bars(bars)]),
    ]
    var failover = Failover(providers)
    let answer = try failover.answer(BarRequest(), in: environment())
    #expect(answer.provider == "c:" && answer.place == .provider)
    #expect(answer.asked.map(\.provider) == ["a:", "b:", "c:"])
    #expect(answer.asked.map { $0.failure?.code } == ["X0001", ProviderKinds.nothing.code, nil])
    #expect(providers[3].times.isEmpty)
  }

  @Test func whereNobodyHasThemAllAreNamed() {
    var failover = Failover([
      ScriptedProvider("a:", [.fails(.system)]), ScriptedProvider("b:", [.fails(.transient)]),
    ])
    do throws(Failure) {
      _ = try failover.answer(BarRequest(), in: environment())
      Issue.record("it has an answer")
    } catch {
      #expect(error.failureClass == .system)
      #expect(error.message == "a:: a: broke; then b:: b: broke")
    }
    var none = Failover([])
    #expect(throws: Failure.self) { _ = try none.answer(BarRequest(), in: environment()) }
  }
}
