internal import Compiler
internal import Host
internal import Machine
internal import Market
internal import Reference
internal import Syntax
internal import TestSupport

/// A column of results as bits; every missing number and every missing word is the same.
struct Column: Equatable {
  let name: String
  let bits: [UInt64]

  init(_ name: String, machine: [UInt64], _ bank: Bank) {
    self.name = name
    bits = bank == .number ? machine.map { Column.bits(Double(bitPattern: $0)) } : machine
  }

  init(_ name: String, numbers: [Double]) {
    self.name = name
    bits = numbers.map(Column.bits)
  }

  init(_ name: String, flags: [Bool]) {
    self.name = name
    bits = flags.map { $0 ? 1 : 0 }
  }

  init(_ name: String, words: [Int64?]) {
    self.name = name
    bits = words.map { UInt64(bitPattern: $0 ?? Grid.missing) }
  }

  private static func bits(_ number: Double) -> UInt64 {
    number.isNaN ? Double.nan.bitPattern : number.bitPattern
  }

  /// The reference's columns of an expression: one, or one for each field.
  static func all(_ name: String, _ column: ReferenceEvaluator.Column) -> [Column] {
    switch column {
    case .numbers(let numbers): [Column(name, numbers: numbers)]
    case .flags(let flags): [Column(name, flags: flags)]
    case .words(let words): [Column(name, words: words)]
    case .record(let fields): fields.flatMap { all("\(name).\($0.name)", $0.column) }
    }
  }

  /// The first bar at which another column has other bits, in words.
  func difference(from other: Column) -> String? {
    guard let bar = zip(bits, other.bits).enumerated().first(where: { $0.1.0 != $0.1.1 })?.offset
    else { return bits.count == other.bits.count ? nil : "other lengths" }
    return "bar \(bar): machine \(spelled(bits[bar])), reference \(spelled(other.bits[bar]))"
  }

  private func spelled(_ bits: UInt64) -> String {
    "\(Double(bitPattern: bits)) (\(String(bits, radix: 16)))"
  }
}

/// What went wrong with a generated program, with all that is needed to see it again.
struct Discrepancy: Error, CustomStringConvertible {
  let description: String

  init(_ what: String, _ program: String, seed: UInt64) {
    description = "\(what)\n\(program)\nseen again with SEED=\(seed)"
  }
}

/// One generated program before the machine and before the reference.
struct Confrontation {
  let seed: UInt64
  let bars: Bars
  let market: Market
  private let surroundings: Surroundings
  /// Timeframes that these bars can be put together to.
  let timeframes: [String]

  private static let minute: Int64 = 60_000_000_000
  /// Lengths of bars in minutes, with timeframes that suit them.
  private static let lengths: [(minutes: Int64, timeframes: [String])] = [
    (1_440, ["3d", "1w", "1mo"]), (60, ["2h", "4h", "1d", "1w"]), (15, ["1h", "90m", "1d"]),
    (5, ["15m", "1h", "4h"]), (420, ["1d", "2d", "1w"]),
  ]
  private static let calendars = ["24x7", "us-equities", "fx", "us-futures"]

  init(seed: UInt64, bars count: Int = 100) {
    self.seed = seed
    market = Market.allCases[Int(seed % UInt64(Market.allCases.count))]
    var dice = SplitMix64(seed: seed)
    let length = dice.pick(Confrontation.lengths)
    timeframes = length.timeframes
    bars = market.bars(count, seed: seed).withColumns(seed: seed)
      .spaced(length.minutes * Confrontation.minute, seed: seed)
    let calendar = try? TradingCalendar.named(
      dice.pick(Confrontation.calendars), ZoneFiles(.system))
    surroundings = .trial(bars, calendar ?? .always)
  }

  /// Columns of expressions with parameters.
  func expressions(_ texts: [String], _ settings: [Scripts.Setting]) throws {
    let listing = listing(texts, settings)
    let sources = texts.map { Source(name: "generated", text: $0) }
    let compilation = compile(
      expressions: sources, parameters: settings, columns: Bars.columnNames)
    guard let program = compilation.program else {
      throw failure("refused: \(problems(compilation))", listing)
    }
    let evaluator = ReferenceEvaluator(
      bars: bars,
      parameters: Dictionary(uniqueKeysWithValues: settings.map { ($0.name, $0.value) }),
      columns: Set(Bars.columnNames), surroundings: surroundings)
    var expected: [Column] = []
    for text in texts {
      do throws(ReferenceFailure) {
        let expression = parseExpression(Source(name: "generated", text: text)).0
        expected += Column.all(text, try evaluator.evaluate(expression))
      } catch { throw failure("the reference: \(error.message) in \(text)", listing) }
    }
    try compare(program, expected, settings.map(\.value), listing)
    try causal(program, settings.map(\.value), listing)
  }

  /// The conditions and sizes of a strategy file, and what it plots.
  func strategy(_ text: String) throws {
    let source = Source(name: "generated", text: text)
    let compilation = compile(source)
    guard var program = compilation.program else {
      throw failure("refused: \(problems(compilation))", text)
    }
    let statements = Statement.all(parse(source).tree.items)
    var expected: [Column] = []
    program.outputs = []
    let orders = statements.filter { clauses($0.item) != nil }
    for (number, pair) in zip(program.orders, orders).enumerated() {
      for (word, slot) in [("when", pair.0.when), ("size", size(pair.0))] {
        guard let slot, let clause = clauses(pair.1.item)?[word] else { continue }
        let name = "\(word) of order \(number + 1)"
        program.outputs.append(.init(name: name, slot: slot))
        expected += try columns(name, clause, pair.1, text)
      }
    }
    let values = program.parameters.map(\.standard)
    try compare(program, expected, values, text)
    try causal(program, values, text)
    if let outlook = program.outlook { try shows(outlook, statements, values, text) }
  }

  private func shows(
    _ outlook: Outlook, _ statements: [Statement], _ values: [Double], _ text: String
  ) throws {
    var program = outlook.program
    var expected: [Column] = []
    let plots = statements.compactMap { statement in
      if case .plot(let plot) = statement.item.kind { (statement, plot) } else { nil }
    }
    guard plots.count == outlook.plots.count else { throw failure("plots are missing", text) }
    for ((statement, plot), shown) in zip(plots, outlook.plots) {
      for (expression, series) in zip(plot.series, shown.series) {
        program.outputs.append(.init(name: series.name, slot: series.slot))
        expected += try columns(series.name, expression, statement, text)
      }
    }
    try compare(program, expected, values, text)
    try causal(program, values, text)
  }

  private func columns(
    _ name: String, _ expression: Expression, _ statement: Statement, _ text: String
  ) throws -> [Column] {
    do throws(ReferenceFailure) {
      let evaluator = ReferenceEvaluator(
        items: statement.known, bars: bars, parameters: statement.numbers,
        surroundings: surroundings)
      return Column.all(name, try evaluator.evaluate(expression))
    } catch { throw failure("the reference: \(error.message) in \(name)", text) }
  }

  /// A statement with what is known where it stands: an `each` is written out.
  private struct Statement {
    let item: Item
    let known: [Item]
    let numbers: [String: Double]

    static func all(
      _ items: [Item], within known: [Item] = [], _ numbers: [String: Double] = [:]
    ) -> [Statement] {
      items.flatMap { item -> [Statement] in
        guard case .each(let each) = item.kind else {
          return [Statement(item: item, known: known + items, numbers: numbers)]
        }
        guard case .number(let first, _) = each.range.lower.kind,
          case .number(let last, _)? = each.range.upper?.kind
        else { return [] }
        return stride(from: first, through: last, by: 1).flatMap { number in
          all(
            each.items, within: known + items,
            numbers.merging([each.variable.text: number]) { $1 })
        }
      }
    }
  }

  private func size(_ order: OrderStatement) -> Slot? {
    if case .enter(_, _, let size?) = order.kind { return size.value }
    return nil
  }

  /// The expressions of an order's clauses.
  private func clauses(_ item: Item) -> [String: Expression]? {
    let clauses: [Clause]
    switch item.kind {
    case .enter(let enter): clauses = enter.clauses
    case .exit(let exit): clauses = exit.clauses
    default: return nil
    }
    var found: [String: Expression] = [:]
    for clause in clauses {
      switch clause.kind {
      case .when(let expression): found["when"] = expression
      case .size(let expression, _): found["size"] = expression
      default: break
      }
    }
    return found
  }

  private func compare(
    _ program: Program, _ expected: [Column], _ values: [Double], _ listing: String
  ) throws {
    for cut in Cut.all(bars.count, seed: seed) {
      let columns = try program.run(
        bars, values: values, cut: cut, surroundings: surroundings)
      guard columns.count == expected.count else {
        throw failure("\(columns.count) columns against \(expected.count)", listing)
      }
      for (index, output) in program.outputs.enumerated() {
        let column = Column(output.name, machine: columns[index], output.slot.bank)
        if let found = column.difference(from: expected[index]) {
          throw failure("\(cut), \(output.name)\n\(found)", listing)
        }
      }
    }
  }

  /// Another future changes nothing of the past, through the whole compiler.
  private func causal(_ program: Program, _ values: [Double], _ listing: String) throws {
    var random = SplitMix64(seed: seed)
    let whole = try program.run(bars, values: values, surroundings: surroundings)
    let bar = random.whole(0...bars.count - 1)
    let other = bars.replacing(from: bar) { _ in random.hostileBar() }
    let changed = try program.run(other, values: values, surroundings: surroundings)
    for (index, output) in program.outputs.enumerated()
    where whole[index].prefix(bar) != changed[index].prefix(bar) {
      throw failure("\(output.name) before bar \(bar) depends on what comes later", listing)
    }
  }

  private func problems(_ compilation: Compilation) -> String {
    compilation.diagnostics.filter { $0.severity == .error }
      .map { "\($0.code) \($0.message) at \($0.span.start)" }.joined(separator: "; ")
  }

  private func listing(_ texts: [String], _ settings: [Scripts.Setting]) -> String {
    settings.map { "\($0.name) = \($0.value)\n" }.joined() + texts.joined(separator: "\n")
  }

  private func failure(_ what: String, _ listing: String) -> Discrepancy {
    Discrepancy("\(what)\n\(market) bars", listing, seed: seed)
  }
}
