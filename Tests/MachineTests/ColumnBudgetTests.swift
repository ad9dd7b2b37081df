internal import Compiler
internal import Syntax
internal import TestSupport
internal import Testing

@testable internal import Machine

/// What a cache of columns may take, and what it gives where nothing fits.
@Suite struct ColumnBudgetTests {
  private static let bars = Market.calm.bars(300, seed: 11)
  /// Bytes of one column of numbers.
  private static let room = 300 * 8

  private static func program(_ texts: [String]) throws -> Program {
    let compilation = compile(expressions: texts.map { Source(name: "look", text: $0) })
    return try #require(compilation.program, "\(texts): \(compilation.diagnostics)")
  }

  private static func bits(_ column: Column) -> [UInt64] {
    switch column {
    case .numbers(let numbers): numbers.map(\.bitPattern)
    case .words(let words): words.map { UInt64(bitPattern: $0) }
    case .flags(let flags): flags.map(UInt64.init)
    }
  }

  /// Calls over all the bars that a look costs.
  private static func calls(_ cache: inout ColumnCache, _ texts: [String]) throws -> Int {
    let before = cache.computedRows
    _ = try cache.outputs(of: program(texts), values: [])
    return (cache.computedRows - before) / bars.count
  }

  /// The rows asked for are those of whole columns, whatever is known and whatever fits.
  @Test(arguments: [0, room, 3 * room, 100 * room])
  func rowsArePartsOfColumns(_ budget: Int) throws {
    let texts = ["rsi(sma(close, 5), 14)", "close > open", "time", "close", "7"]
    let program = try Self.program(texts)
    var plenty = ColumnCache(Self.bars)
    let whole = try plenty.outputs(of: program, values: [])
    var cache = ColumnCache(Self.bars, budget: budget)
    for rows in [295..<300, 0..<1, 0..<300, 120..<140, 300..<300, 290..<310, 295..<300] {
      let part = try cache.outputs(of: program, values: [], rows: rows)
      let expected = whole.map { Self.bits($0.rows(rows)) }
      #expect(part.map(Self.bits) == expected, "rows \(rows), budget \(budget)")
      #expect(cache.bytes <= budget)
    }
  }

  /// With room for one column that of the output stays, not one of those it is made of.
  @Test func whatIsNearestToTheOutputStays() throws {
    var cache = ColumnCache(Self.bars, budget: Self.room)
    #expect(try Self.calls(&cache, ["ema(sma(close, 5), 5)"]) == 2)
    #expect(try Self.calls(&cache, ["ema(sma(close, 5), 5)"]) == 0)
    #expect(try Self.calls(&cache, ["sma(close, 5)"]) == 1)
  }

  /// A loop that does not fit is computed whole each time, and takes no room from what does.
  @Test func aLoopStaysAsAWholeOrNotAtAll() throws {
    let loop = "from close next prev * 0.9 + close * 0.1"
    var plenty = ColumnCache(Self.bars)
    let all = try Self.calls(&plenty, [loop])
    #expect(all > 1)
    var cache = ColumnCache(Self.bars, budget: Self.room)
    let first = try Self.calls(&cache, [loop])
    #expect(first == all)
    // `close * 0.1` does not depend on the past, and fits.
    #expect(try Self.calls(&cache, [loop]) == all - 1)
    #expect(try Self.calls(&cache, ["close * 0.1"]) == 0)
  }

  /// Of a loop some columns may have been let go: what is left of it is of no use, and none is
  /// taken for all.
  @Test(arguments: 0...9)
  func aLoopInPartsIsComputedAgain(_ others: Int) throws {
    let loop = """
      { let (a, b) = from (close, open) next (prev.b * 0.5 + close, prev.a - prev.b); (a, b) }
      """
    var plenty = ColumnCache(Self.bars)
    let fresh = try plenty.outputs(of: Self.program([loop]), values: []).map(Self.bits)
    #expect(fresh.count == 2 && fresh[0] != fresh[1])
    var cache = ColumnCache(Self.bars, budget: plenty.bytes)
    for round in 0..<2 {
      let seen = try cache.outputs(of: Self.program([loop]), values: []).map(Self.bits)
      #expect(seen == fresh, "round \(round) with \(others) others")
      for length in 2..<(2 + others) { _ = try Self.calls(&cache, ["sma(close, \(length))"]) }
    }
    let seen = try cache.outputs(of: Self.program([loop]), values: []).map(Self.bits)
    #expect(seen == fresh, "with \(others) others")
  }

  /// Names are not remembered without end; forgetting them changes no result.
  @Test func namesHaveALimit() throws {
    var cache = ColumnCache(Self.bars, budget: 100 * Self.room, mostNames: 20)
    let first = try cache.outputs(of: Self.program(["sma(close, 2)"]), values: [])
    #expect(try Self.calls(&cache, ["sma(close, 2)"]) == 0)
    for length in 3...30 { _ = try Self.calls(&cache, ["sma(close, \(length))"]) }
    #expect(cache.bytes <= 20 * Self.room)
    let again = cache.computedRows
    let second = try cache.outputs(of: Self.program(["sma(close, 2)"]), values: [])
    #expect(cache.computedRows - again == Self.bars.count)
    #expect(first.map(Self.bits) == second.map(Self.bits))
  }
}
