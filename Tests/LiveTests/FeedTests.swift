import Host
import Live
import Machine
import TestSupport
import Testing
import Trading

/// Whatever a feed delivers, the session goes on or ends, and says why.
@Suite struct FeedTests {
  /// Buys at the first close and sells at the tenth.
  private func program() -> Program {
    var assembler = Assembler(title: "feed")
    let close = assembler.column(.close)
    let index = assembler.supply(.barIndex)
    let one = assembler.splat(assembler.constant(1))
    let ten = assembler.splat(assembler.constant(10))
    let early = assembler.call(
      assembler.row("less", [.number, .number]), [Operand(index), Operand(one)])
    let late = assembler.call(
      assembler.row("greater", [.number, .number]), [Operand(index), Operand(ten)])
    assembler.output(close, as: "close")
    var program = assembler.program
    program.orders = [
      OrderStatement(
        kind: .enter(.long, tag: nil, size: nil), when: early, origin: Origin(0, 0)),
      OrderStatement(kind: .exit(.all, share: nil), when: late, origin: Origin(0, 0)),
    ]
    return program
  }

  private struct Session {
    let journal = MemoryJournal()
    let clock = SimulatedClock()
    var rows = 0
    var dropped = 0
    var isHalted = false
    var events: [Event] { journal.events(since: 0) }
    /// Why it ended.
    var end: String? {
      if case .ended(let why, _)? = events.last?.data { why } else { nil }
    }
    func said(_ type: String) -> [Event] { events.filter { $0.type == type } }
  }

  private func run(_ feed: any Feed, broker: (any Broker)? = nil) throws -> Session {
    var session = Session()
    let terms = Terms(capital: try Money("10000"), instrument: try Instrument(symbol: "X"))
    let history = Bars(
      time: [], open: [], high: [], low: [], close: [], volume: [], interval: feed.interval)
    let paper = try #require(PaperBroker(terms, interval: feed.interval))
    let executor = try Executor(program(), values: [], terms: terms, history: history)
    var loop = Loop(
      executor,
      ports: Loop.Ports(
        feed: feed, broker: broker ?? paper, clock: EnvironmentClock(session.clock),
        journal: session.journal))
    var turns = 0
    loop.run {
      turns += 1
      return turns > 10_000
    }
    session.rows = loop.executor.bars.count
    session.dropped = loop.executor.dropped
    session.isHalted = loop.executor.isHalted
    return session
  }

  private static let bars = Market.calm.bars(20, seed: 4)
  private static let interval = bars.interval

  @Test func itEnds() throws {
    let session = try run(ScriptedFeed(Self.bars.news, interval: Self.interval))
    #expect(session.rows == 20)
    #expect(session.end == "the feed has ended")
    #expect(session.said("fill").count == 2)
    let empty = try run(ScriptedFeed([], interval: Self.interval))
    #expect(empty.rows == 0 && empty.events.count == 1)
  }

  @Test func itFails() throws {
    let news = Array(Self.bars.news.prefix(5)) + [.failed("the line is cut")]
    let session = try run(ScriptedFeed(news, interval: Self.interval))
    #expect(session.rows == 5)
    #expect(session.end == "the line is cut")
  }

  @Test func duplicatesAndDisorderAreDropped() throws {
    let news = Self.bars.news
    let plain = try run(ScriptedFeed(news, interval: Self.interval))
    var mixed = news
    mixed.insert(news[7], at: 8)
    mixed.insert(news[3], at: 12)
    mixed.insert(news[0], at: 12)
    mixed.append(news[19])
    let session = try run(ScriptedFeed(mixed, interval: Self.interval))
    #expect(session.rows == 20)
    #expect(session.dropped == 4)
    let reasons = session.said("dropped").map(\.data)
    let times = Self.bars.time
    #expect(
      reasons == [
        .dropped(time: times[7], .duplicate), .dropped(time: times[0], .disorder),
        .dropped(time: times[3], .disorder), .dropped(time: times[19], .duplicate),
      ])
    #expect(session.said("fill").map(\.data) == plain.said("fill").map(\.data))
    #expect(session.said("gap").isEmpty)
  }

  @Test func gapsAreSaid() throws {
    var news = Self.bars.news
    news.removeSubrange(5..<8)
    let session = try run(ScriptedFeed(news, interval: Self.interval))
    #expect(session.rows == 17)
    let (before, after) = (Self.bars.time[4], Self.bars.time[8])
    #expect(session.said("gap").map(\.data) == [.gap(from: before, to: after, bars: 3)])
  }

  @Test func aStallIsSaidOnce() throws {
    var news = Self.bars.news
    let wait = [FeedNews](repeating: .waiting(until: nil), count: 100)
    news.insert(contentsOf: wait, at: 10)
    news.insert(contentsOf: wait, at: 5)
    // A bar a second on the stopwatch; the loop rests at most a quarter of one.
    let session = try run(ScriptedFeed(news, interval: Self.interval, pace: 1_000_000_000))
    #expect(session.rows == 20)
    #expect(
      session.said("stalled").map(\.data) == [.stalled(intervals: 3), .stalled(intervals: 3)])
    // A feed that knows when the next bar comes does not stall.
    let slow = try run(ReplayFeed(Self.bars, speed: .times(100_000)))
    #expect(slow.rows == 20 && slow.said("stalled").isEmpty)
  }

  /// A bar without prices is a gap in the data: nothing fills there, an exit waits.
  @Test func missingPricesAreHoles() throws {
    for hole in [[1], [11, 12], [0, 1, 2]] {
      var rows = (0..<Self.bars.count).map(Self.bars.numbers)
      for row in hole { rows[row] = rows[row].map { _ in Double.nan } }
      let session = try run(ScriptedFeed(Bars(rows: rows).news, interval: Self.interval))
      #expect(session.rows == 20 && !session.isHalted)
      let fills = session.said("fill").count
      // Holes before the entry's fill lose the entry; later ones only delay the exit.
      #expect(fills == (hole.contains(1) ? 0 : 2), "\(hole)")
    }
  }

  @Test func hostileNumbersEndNothing() throws {
    for seed in 0..<200 as Range<UInt64> {
      var dice = SplitMix64(seed: seed)
      let bars = Bars(rows: (0..<30).map { _ in dice.hostileBar() })
      let session = try run(ScriptedFeed(bars.news, interval: bars.interval))
      #expect(session.rows == 30 && !session.isHalted, "seed \(seed)")
    }
  }

  /// Reports nobody can believe end the sending of orders, not the session.
  @Test(arguments: ContractTests.Faulty.Fault.allCases)
  func aBrokerThatContradictsItselfIsHalted(_ fault: ContractTests.Faulty.Fault) throws {
    let terms = Terms(capital: try Money("10000"), instrument: try Instrument(symbol: "X"))
    let paper = try #require(PaperBroker(terms, interval: Self.interval))
    let broker = ContractTests.Faulty(paper, fault)
    let bars = Market.calm.bars(200, seed: 4)
    let session = try run(ScriptedFeed(bars.news, interval: Self.interval), broker: broker)
    #expect(session.rows == 200)
    // A report heard twice is passed over, and nothing here is cancelled.
    let isHalted = fault == .skips || fault == .spends
    #expect(session.isHalted == isHalted, "\(fault)")
    #expect(session.said("halted").count == (isHalted ? 1 : 0))
  }

  /// A journal on a disk that is full after some events.
  private final class FullJournal: Journal {
    let inner = MemoryJournal()
    let room: Int64
    init(room: Int64) { self.room = room }
    var isDurable: Bool { false }
    var count: Int64 { inner.count }
    func append(_ event: Event) -> Bool { inner.count < room && inner.append(event) }
    func events(since id: Int64) -> [Event] { inner.events(since: id) }
  }

  /// What cannot be written is not sent, and the bars go on.
  @Test(arguments: 0..<12)
  func anOrderThatCannotBeWrittenIsNotSent(_ room: Int64) throws {
    let terms = Terms(capital: try Money("10000"), instrument: try Instrument(symbol: "X"))
    let paper = try #require(PaperBroker(terms, interval: Self.interval))
    let journal = FullJournal(room: room)
    let history = Self.bars.rows(0..<0)
    let executor = try Executor(program(), values: [], terms: terms, history: history)
    var loop = Loop(
      executor,
      ports: Loop.Ports(
        feed: ScriptedFeed(Self.bars.news, interval: Self.interval), broker: paper,
        clock: EnvironmentClock(SimulatedClock()), journal: journal))
    loop.run { false }
    let (rows, isHalted) = (loop.executor.bars.count, loop.executor.isHalted)
    #expect(rows == 20)
    #expect(isHalted)
    // The bar, the signal, the order: only with all three on paper does the broker hear of it.
    #expect(paper.orders(since: 0).isEmpty == (room < 3))
    #expect(journal.count == room)
  }

  @Test func anotherSessionEventForEventIsTheSame() throws {
    let first = try run(ReplayFeed(Self.bars, speed: .times(1000)))
    let second = try run(ReplayFeed(Self.bars, speed: .times(1000)))
    #expect(first.events == second.events)
    #expect(!first.events.isEmpty)
  }
}
