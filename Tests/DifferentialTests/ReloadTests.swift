import Compiler
import Live
import Machine
import Syntax
import TestSupport
import Testing
import Trading

/// A program that takes over in the middle of a replay knows what it would know had it run from the
/// first bar.
@Suite struct ReloadTests {
  static let programs = max(4, SplitMix64.programs(standard: 2_000) / 4)
  static let parts = 4

  private func program(_ seed: UInt64, seesAccount: Bool) throws -> Program {
    var scripts = Scripts(seed: seed)
    let text = scripts.strategy(seesAccount: seesAccount)
    var program = try #require(compile(Source(name: "", text: text)).program, "seed \(seed)")
    // What asks each open entry stands in no column.
    let orders = program.orders.enumerated().filter { !$0.element.isPerEntry }
    program.outputs = orders.flatMap { number, order in
      [("when", order.when), ("size", order.operand)].compactMap { name, slot in
        slot.map { Program.Output(name: "\(name) \(number)", slot: $0) }
      }
    }
    return program
  }

  private func terms() throws -> Terms {
    Terms(
      capital: try Money("10000"), instrument: try Instrument(symbol: "X"),
      fee: .share(try Ratio("5bps")), slippage: .share(try Ratio("5bps")))
  }

  private func loop(
    _ program: Program, _ bars: Bars, from first: Int, _ programs: any ProgramSource,
    journal: (any Journal)? = nil, terms other: Terms? = nil
  ) throws -> Loop {
    let terms = try other ?? terms()
    let executor = try Executor(
      program, values: program.parameters.map(\.standard), terms: terms,
      history: bars.rows(0..<first), surroundings: .trial(bars), keepsFills: true)
    let broker = try #require(PaperBroker(terms, interval: bars.interval))
    return Loop(
      executor,
      ports: Loop.Ports(
        feed: ReplayFeed(bars, from: first), broker: broker,
        clock: EnvironmentClock(StillClock()), journal: journal, programs: programs))
  }

  private func bits(_ loop: borrowing Loop) -> [UInt64] {
    loop.executor.program.outputs.map { loop.executor.machine.bits($0.slot, row: 0) }
  }

  private func news(_ program: Program) -> ProgramNews {
    .changed(program, values: program.parameters.map(\.standard), changes: [])
  }

  // MARK: Columns

  @Test(arguments: 0..<parts)
  func columnsAreThoseOfAFreshRun(_ part: Int) throws {
    for seed in SplitMix64.seeds(Self.programs, part: part, of: Self.parts) {
      var dice = SplitMix64(seed: UInt64(seed))
      let old = try program(UInt64(seed) &+ 3_000_000, seesAccount: seed % 2 == 0)
      let new = try program(UInt64(seed) &+ 4_000_000, seesAccount: false)
      let bars = Market.allCases[seed % Market.allCases.count].bars(150, seed: UInt64(seed))
      let (first, swap) = (dice.whole(0...40), dice.whole(1...100))
      let expected = try new.run(bars)
      var loop = try loop(old, bars, from: first, ScriptedSource([swap: news(new)]))
      while loop.turn() == .again {
        let row = loop.executor.bars.count - 1
        guard row >= first + swap - 1 else { continue }
        let same = zip(bits(loop), expected).allSatisfy { bits, column in
          bits == column[row] || (isMissing(bits) && isMissing(column[row]))
        }
        guard same else {
          Issue.record("seed \(seed), bar \(row), swapped at \(first + swap - 1)")
          return
        }
      }
      let isHalted = loop.executor.isHalted
      #expect(!isHalted)
    }
  }

  private func isMissing(_ bits: UInt64) -> Bool { Double(bitPattern: bits).isNaN }

  /// What looks at the account sees it as it was at every bar kept.
  @Test(arguments: 0..<parts)
  func theAccountOfThePastIsKept(_ part: Int) throws {
    for seed in SplitMix64.seeds(Self.programs, part: part, of: Self.parts) {
      var dice = SplitMix64(seed: UInt64(seed) &+ 7)
      let old = try program(UInt64(seed) &+ 3_000_000, seesAccount: seed % 2 == 0)
      let new = try program(UInt64(seed) &+ 5_000_000, seesAccount: true)
      let bars = Market.allCases[seed % Market.allCases.count].bars(150, seed: UInt64(seed))
      let (first, swap) = (dice.whole(0...40), dice.whole(1...100))
      var loop = try loop(old, bars, from: first, ScriptedSource([swap: news(new)]))
      // The same program beside it, told the account bar by bar as it happens.
      var beside = try VirtualMachine(
        new, values: new.parameters.map(\.standard), surroundings: .trial(bars))
      let start = AccountValues(capital: 10_000)
      for row in 0..<first {
        beside.advance(bars, rows: row..<row + 1)
        beside.decide(row: 0, account: start)
      }
      while loop.turn() == .again {
        let row = loop.executor.bars.count - 1
        beside.advance(bars, rows: row..<row + 1)
        beside.decide(row: 0, account: loop.executor.session.values)
        guard row >= first + swap - 1 else { continue }
        let other = new.outputs.map { beside.bits($0.slot, row: 0) }
        let same = zip(bits(loop), other).allSatisfy {
          $0 == $1 || (isMissing($0) && isMissing($1))
        }
        guard same else {
          Issue.record("seed \(seed), bar \(row), swapped at \(first + swap - 1)")
          return
        }
      }
    }
  }

  /// A save that changes nothing but spaces changes nothing at all.
  @Test func theSameProgramGoesOn() throws {
    for seed in 0..<60 {
      let program = try program(UInt64(seed) &+ 6_000_000, seesAccount: seed % 2 == 0)
      let values = program.parameters.map(\.standard)
      let bars = Market.allCases[seed % Market.allCases.count].bars(150, seed: UInt64(seed))
      let source = ScriptedSource(
        Dictionary(
          uniqueKeysWithValues: stride(from: 5, to: 150, by: 5).map { ($0, news(program)) })
      )
      let once = try Passage.replayed(program, values, bars, try terms())
      let often = try Passage.replayed(program, values, bars, try terms(), programs: source)
      #expect(once.difference(from: often) == nil, "seed \(seed)")
    }
  }

  /// Half a file, a letter too many, an unknown name: the old program goes on as if nobody had
  /// saved.
  @Test func aThousandBrokenSavesChangeNothing() throws {
    let text = """
      strategy "x"
      param n = 5 in 2..20
      let a = sma(close, n)
      enter long when close > a size 50%
      exit long when close < a
      """
    let program = try #require(compile(Source(name: "", text: text)).program)
    let bars = Market.calm.bars(1_200, seed: 11)
    var dice = SplitMix64(seed: 5)
    var broken: [Int: ProgramNews] = [:]
    while broken.count < 1_000 {
      var bytes = Array(text.utf8)
      switch dice.below(3) {
      case 0: bytes.removeLast(dice.whole(1...bytes.count))
      case 1: bytes.insert(UInt8(dice.below(256)), at: dice.below(bytes.count))
      default: bytes[dice.below(bytes.count)] = UInt8(dice.below(256))
      }
      let compilation = compile(Source(name: "", bytes: bytes))
      if compilation.program != nil { continue }
      let words = compilation.diagnostics.map(\.message).joined()
      broken[broken.count + 100] = dice.once(in: 10) ? .missing("gone") : .broken(words)
    }
    let journal = MemoryJournal()
    let still = try Passage.replayed(program, [5], bars, try terms())
    let saved = try Passage.replayed(
      program, [5], bars, try terms(), journal: journal, programs: ScriptedSource(broken))
    #expect(still == saved)
    #expect(still.trades.count > 50)
    let said = journal.events(since: 0).filter { $0.type == "broken" || $0.type == "missing" }
    #expect(said.count == 1_000)
  }

  /// What compiles and still cannot run is broken as well.
  @Test func aProgramThatCannotRunIsNotTaken() throws {
    let old = try fixed("enter long when bar_index == 3 size 1 units")
    let new = try fixed("param n = 5 in 1..9\nenter long when bar_index == n size 1 units")
    let journal = MemoryJournal()
    let news = ProgramNews.changed(new, values: [], changes: [])
    var loop = try loop(
      old, Market.calm.bars(20, seed: 1), from: 0, ScriptedSource([2: news]), journal: journal)
    while loop.turn() == .again {}
    let types = journal.events(since: 0).map(\.type)
    #expect(types.contains("broken") && !types.contains("swapped"))
    let hash = loop.executor.program.hash
    #expect(hash == old.hash)
  }

  // MARK: Orders and lots

  private func fixed(_ orders: String) throws -> Program {
    let text = "strategy \"x\"\n" + orders
    let compilation = compile(Source(name: "", text: text))
    return try #require(compilation.program, "\(compilation.diagnostics.map(\.message))")
  }

  private func states(_ journal: MemoryJournal) -> [String] {
    journal.events(since: 0).compactMap {
      if case .state(let order, let state) = $0.data { "\(order) \(state.words)" } else { nil }
    }
  }

  @Test func anOrderWhoseStatementIsGoneIsTakenBack() throws {
    let old = try fixed("enter long when bar_index == 3 size 1 units\nexit when bar_index > 90")
    let new = try fixed("enter short when bar_index == 90 size 2 units")
    let journal = MemoryJournal()
    var loop = try loop(
      old, Market.calm.bars(20, seed: 1), from: 0, ScriptedSource([5: news(new)]),
      journal: journal)
    while loop.turn() == .again {}
    #expect(
      states(journal) == [
        "1 journalled", "1 sent", "1 accepted", "1 cancel sent", "1 cancelled",
      ])
    let (position, fills) = (loop.executor.session.position, loop.executor.session.fillCount)
    #expect(position == .zero)
    #expect(fills == 0)
  }

  @Test func anOrderWhoseStatementStaysFills() throws {
    let old = try fixed("enter long when bar_index == 3 size 1 units\nexit when bar_index > 90")
    let new = try fixed("enter long when bar_index == 90 size 2 units")
    var loop = try loop(
      old, Market.calm.bars(20, seed: 1), from: 0, ScriptedSource([5: news(new)]))
    while loop.turn() == .again {}
    let lots = loop.executor.session.openLots
    #expect(lots.map(\.quantity.description) == ["1"])
    #expect(lots.map(\.statement) == [0])
  }

  private func terms(latency days: Int64 = 0, participation: String? = nil) throws -> Terms {
    var terms = try terms()
    terms.latency = days * DrawnTerms.day
    terms.participation = try participation.map { try Ratio($0) }
    return terms
  }

  /// A cancel travels behind the order: it meets one that rests, not one that has filled.
  @Test(arguments: [("", "1 filled", "1"), (" at 1 until filled", "1 cancelled", "0")])
  func anOrderOnItsWayIsOvertakenByNothing(
    _ placement: String, _ end: String, _ position: String
  ) throws {
    let old = try fixed(
      "enter long when bar_index == 3 size 1 units\(placement)\nexit when bar_index > 90")
    let new = try fixed("enter short when bar_index == 90 size 2 units")
    let journal = MemoryJournal()
    // Decided at the close of 3, it meets the bar of 6; gone at the close of 4, that of 7.
    var loop = try loop(
      old, Market.calm.bars(20, seed: 1), from: 0, ScriptedSource([6: news(new)]),
      journal: journal, terms: try terms(latency: 2))
    while loop.turn() == .again {}
    #expect(
      states(journal) == ["1 journalled", "1 sent", "1 cancel sent", "1 accepted", end])
    let (isHalted, held) = (loop.executor.isHalted, loop.executor.session.position)
    #expect(!isHalted && held.description == position)
    let hasOrders = loop.executor.session.hasOrders
    #expect(!hasOrders)
  }

  /// What is left of an order whose statement is gone is taken back, and what has filled stays; an
  /// order whose statement stays fills to the end.
  @Test func theRestOfAnOrderGoesWithItsStatement() throws {
    let old = try fixed("enter long when bar_index == 3 size 2000 units")
    let other = try fixed("enter short when bar_index == 90 size 2 units")
    let bars = Market.calm.bars(60, seed: 1)
    for (new, isGone) in [(other, true), (old, false)] {
      let journal = MemoryJournal()
      var terms = try terms(participation: "1%")
      terms.capital = try Money("10000000")
      var loop = try loop(
        old, bars, from: 0, ScriptedSource([8: news(new)]), journal: journal, terms: terms)
      while loop.turn() == .again {}
      let (isHalted, held) = (loop.executor.isHalted, loop.executor.session.position)
      #expect(!isHalted)
      #expect(isGone ? held.count > 0 && held.count < 200_000_000_000 : held.description == "2000")
      #expect(states(journal).last == (isGone ? "1 cancelled" : "1 filled"))
      #expect(states(journal).contains("1 partly filled"))
    }
  }

  /// Saved again and again while orders are late and fill in parts, nothing changes.
  @Test func theSameProgramGoesOnWithOrdersOnTheirWay() throws {
    for seed in 0..<40 {
      var (dice, drawn) = (SplitMix64(seed: UInt64(seed) &+ 44), DrawnTerms())
      let text = OrderScripts.text(&dice)
      let program = try #require(compile(Source(name: "", text: text)).program, "\(text)")
      let bars = Market.allCases[seed % Market.allCases.count].bars(150, seed: UInt64(seed))
      var terms = try drawn.lateOrInParts(&dice)
      terms.funding = nil
      let source = ScriptedSource(
        Dictionary(
          uniqueKeysWithValues: stride(from: 5, to: 150, by: 5).map { ($0, news(program)) }))
      let once = try Passage.replayed(program, [], bars, terms)
      let often = try Passage.replayed(program, [], bars, terms, programs: source)
      if let found = once.difference(from: often) {
        Issue.record("\(found): seed \(seed), latency \(terms.latency)\n\(text)")
      }
    }
  }

  /// `exit long` speaks of any long position, `exit name` of lots whose entry bore the name.
  @Test(arguments: [
    ("exit long when bar_index == 9", "0"), ("exit short when bar_index == 9", "1"),
    ("exit \"a\" when bar_index == 9", "0"), ("exit \"b\" when bar_index == 9", "1"),
    ("exit when bar_index == 9", "0"), ("exit 50% of long when bar_index == 9", "0.5"),
  ])
  func newExitsSpeakOfOldLots(_ exit: String, _ left: String) throws {
    let old = try fixed("enter long \"a\" when bar_index == 3 size 1 units\nexit when false")
    let new = try fixed(
      "enter long \"b\" when bar_index == 90 size 7 units\n"
        + "enter long \"a\" when bar_index == 90 size 7%\n"
        + "enter short when bar_index == 90 size 7%\n"
        + exit)
    var loop = try loop(
      old, Market.calm.bars(20, seed: 1), from: 0, ScriptedSource([7: news(new)]))
    while loop.turn() == .again {}
    let (position, tag) = (loop.executor.session.position, loop.executor.session.tag(of: 0))
    #expect(position.description == left)
    #expect(tag == "a")
  }
}
