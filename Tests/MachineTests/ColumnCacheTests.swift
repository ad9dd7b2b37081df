internal import Compiler
internal import Machine
internal import Syntax
internal import TestSupport
internal import Testing

/// A second look computes nothing that is known, and gives the bits of the first.
@Suite struct ColumnCacheTests {
  private static let bars = Market.calm.bars(300, seed: 7)

  private static func program(_ texts: [String], _ settings: [Scripts.Setting] = []) throws
    -> Program
  {
    let sources = texts.map { Source(name: "look", text: $0) }
    let compilation = compile(expressions: sources, parameters: settings)
    return try #require(compilation.program, "\(texts): \(compilation.diagnostics)")
  }

  private static func fresh(_ program: Program, _ bars: Bars) throws -> [Column] {
    var machine = try VirtualMachine(
      program, values: program.parameters.map(\.standard), room: 64, surroundings: .trial(bars))
    var columns = program.outputs.map { Column($0.slot.bank, room: bars.count) }
    for start in stride(from: 0, to: bars.count, by: 64) {
      let rows = start..<min(start + 64, bars.count)
      machine.advance(bars, rows: rows)
      for (index, output) in program.outputs.enumerated() {
        machine.append(output.slot, rows: rows.count, to: &columns[index])
      }
    }
    return columns
  }

  /// What a look costs, in calls over all the bars.
  private static func calls(
    _ cache: inout ColumnCache, _ texts: [String], _ settings: [Scripts.Setting] = []
  ) throws -> Int {
    let before = cache.computedRows
    let program = try program(texts, settings)
    let seen = try cache.outputs(of: program, values: program.parameters.map(\.standard))
    #expect(try same(seen, fresh(program, cache.bars)), "\(texts)")
    #expect((cache.computedRows - before) % cache.bars.count == 0)
    return (cache.computedRows - before) / cache.bars.count
  }

  private static func bits(_ column: Column) -> [UInt64] {
    switch column {
    case .numbers(let numbers): numbers.map(\.bitPattern)
    case .words(let words): words.map { UInt64(bitPattern: $0) }
    case .flags(let flags): flags.map(UInt64.init)
    }
  }

  private static func same(_ left: [Column], _ right: [Column]) throws -> Bool {
    left.map(bits) == right.map(bits)
  }

  @Test func aSecondLookComputesNothing() throws {
    var cache = ColumnCache(ColumnCacheTests.bars)
    #expect(try ColumnCacheTests.calls(&cache, ["sma(close, 10) - ema(close, 20)"]) == 3)
    #expect(try ColumnCacheTests.calls(&cache, ["sma(close, 10) - ema(close, 20)"]) == 0)
    // What it is made of, in other words and side by side.
    #expect(try ColumnCacheTests.calls(&cache, ["ema(close, 10 + 10)", "sma(close, 10)"]) == 0)
    // What is built on it costs what is new alone.
    #expect(try ColumnCacheTests.calls(&cache, ["highest(sma(close, 10), 5)[3]"]) == 2)
    #expect(
      try ColumnCacheTests.calls(&cache, ["{ let x = sma(close, 10); x - ema(close, 20) } > 0"])
        == 1)
    #expect(try ColumnCacheTests.calls(&cache, ["sma(close, 11)"]) == 1)
  }

  @Test func valuesOfParametersCount() throws {
    var cache = ColumnCache(ColumnCacheTests.bars)
    #expect(try ColumnCacheTests.calls(&cache, ["sma(close, n)"], [("n", 10)]) == 1)
    #expect(try ColumnCacheTests.calls(&cache, ["sma(close, m)"], [("m", 10)]) == 0)
    #expect(try ColumnCacheTests.calls(&cache, ["sma(close, n)"], [("n", 12)]) == 1)
    #expect(try ColumnCacheTests.calls(&cache, ["sma(close, 12)"]) == 0)
  }

  @Test func whatReadsItsPastIsKeptAsAWhole() throws {
    var cache = ColumnCache(ColumnCacheTests.bars)
    let text = "from close next prev * 0.9 + close * 0.1"
    #expect(try ColumnCacheTests.calls(&cache, [text]) > 0)
    #expect(try ColumnCacheTests.calls(&cache, [text]) == 0)
    #expect(try ColumnCacheTests.calls(&cache, ["(\(text)) > close"]) == 1)
  }

  @Test func theBudgetIsKept() throws {
    let room = ColumnCacheTests.bars.count * 8
    var cache = ColumnCache(ColumnCacheTests.bars, budget: 2 * room)
    for n in 2...6 {
      #expect(try ColumnCacheTests.calls(&cache, ["sma(close, \(n))"]) == 1)
      #expect(cache.bytes <= cache.budget)
    }
    #expect(try ColumnCacheTests.calls(&cache, ["sma(close, 6)", "sma(close, 5)"]) == 0)
    #expect(try ColumnCacheTests.calls(&cache, ["sma(close, 2)"]) == 1)
    #expect(try ColumnCacheTests.calls(&cache, ["sma(close, 5)"]) == 1)
  }

  @Test func aColumnThatIsNotThereIsRefused() throws {
    var program = try ColumnCacheTests.program(["close"])
    program.extras = [.flag]
    #expect(throws: RunFailure.extras(expected: [.flag], given: [])) {
      _ = try VirtualMachine(program, values: [])
    }
    #expect(throws: RunFailure.extras(expected: [.flag], given: [.word])) {
      _ = try VirtualMachine(program, values: [], extras: [.words([1])])
    }
    program.columns.append(Instruction(.extra, immediate: 1, targets: [Slot(.number, 1)]))
    program.frameSlots.number += 1
    #expect(throws: RunFailure.self) { try program.verify() }
  }

  /// Behind its last row a column is missing; single bars read what chunks do.
  @Test func extraColumnsAreReadByRow() throws {
    var program = Program(title: "extra", sourceHash: 0)
    program.extras = [.number, .flag]
    program.columns = [
      Instruction(.extra, immediate: 0, targets: [Slot(.number, 0)]),
      Instruction(.extra, immediate: 1, targets: [Slot(.flag, 0)]),
    ]
    program.frameSlots.number = 1
    program.frameSlots.flag = 1
    let extras: [Column] = [.numbers([1, 2, 3]), .flags([0, 1, 1])]
    let bars = ColumnCacheTests.bars.rows(0..<5)
    for room in [1, 2, 5] {
      var machine = try VirtualMachine(program, values: [], room: room, extras: extras)
      var (numbers, flags) = (Column(.number, room: 5), Column(.flag, room: 5))
      for start in stride(from: 0, to: 5, by: room) {
        let rows = start..<min(5, start + room)
        machine.advance(bars, rows: rows)
        machine.append(Slot(.number, 0), rows: rows.count, to: &numbers)
        machine.append(Slot(.flag, 0), rows: rows.count, to: &flags)
      }
      let missing = Double.nan.bitPattern
      let expected = [1.0, 2, 3].map(\.bitPattern) + [missing, missing]
      #expect(ColumnCacheTests.bits(numbers) == expected)
      #expect(flags == .flags([0, 1, 1, 0, 0]))
    }
    #expect(program.disassembly.contains("n0 <- extra 0"))
  }

  /// One cache for many programs, so that most of what they read is known.
  @Test(arguments: SplitMix64.seeds(20))
  func aCacheChangesNoBit(_ seed: UInt64) throws {
    var scripts = Scripts(seed: seed)
    let market = Market.allCases[Int(seed % UInt64(Market.allCases.count))]
    let bars = market.bars(120, seed: seed)
    var cache = ColumnCache(bars, .trial(bars), budget: 40 * 120 * 8)
    for _ in 0..<12 {
      let texts = scripts.expressions(3)
      let program = try ColumnCacheTests.program(texts, scripts.settings)
      let values = program.parameters.map(\.standard)
      let fresh = try ColumnCacheTests.fresh(program, cache.bars)
      for _ in 0..<2 {
        let seen = try cache.outputs(of: program, values: values)
        #expect(try ColumnCacheTests.same(seen, fresh), "seed \(seed): \(texts)")
      }
    }
  }
}
