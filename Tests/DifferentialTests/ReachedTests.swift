import Compiler
import Machine
import Syntax
import TestSupport
import Testing

/// What the differential suites say of generated programs they say of everything: the generator
/// writes every construct, and what it writes reaches every row of the table and every instruction.
@Suite struct ReachedTests {
  static let seeds = 3_000

  /// What has been met so far.
  private struct Reached {
    var rows: Set<Int> = []
    var opcodes: Set<Opcode> = []
    var account: Set<Int> = []
    var entry: Set<Int> = []
    var readings: Set<String> = []
    var clocks: Set<String> = []
    var constructs: Set<String> = []
    var operators: Set<String> = []
    var folds: Set<String> = []
    var called: Set<String> = []

    mutating func add(_ program: Program) {
      for step in program.once + program.columns + program.bars + program.entries {
        opcodes.insert(step.opcode)
        switch step.opcode {
        case .call, .scalar: rows.insert(step.immediate)
        case .account: account.insert(step.immediate)
        case .entry: entry.insert(step.immediate)
        default: break
        }
      }
      for reading in program.readings {
        switch reading {
        case .part(let part, _): readings.insert("\(part)")
        case .bucket: readings.insert("bucket")
        case .session: readings.insert("session")
        case .open: readings.insert("open")
        }
      }
      for clock in program.clocks {
        let within = clock.parent == 0 ? "" : " in a clock"
        switch clock.kind {
        case .timeframe: clocks.insert("timeframe" + within)
        case .instrument: clocks.insert("instrument" + within)
        case .condition: clocks.insert("condition" + within)
        }
      }
      if let outlook = program.outlook { add(outlook.program) }
    }

    mutating func add(_ expression: Expression) {
      let parts = Mirror(reflecting: expression.kind).children
      constructs.insert(parts.first?.label ?? "\(expression.kind)")
      switch expression.kind {
      case .binary(let symbol, _, _): operators.insert(symbol.rawValue)
      case .unary(let symbol, _): operators.insert("unary \(symbol.rawValue)")
      case .fold(let name, _, _, _): folds.insert(name.text)
      case .call(let name, _): called.insert(name.text)
      default: break
      }
      for child in expression.children { add(child) }
    }

    mutating func add(_ item: Item) {
      switch item.kind {
      case .binding(let binding): add(binding.value)
      case .function(let function): add(function.body)
      case .each(let each): for inner in each.items { add(inner) }
      case .plot(let plot): for series in plot.series { add(series) }
      case .enter(let enter): add(enter.clauses)
      case .exit(let exit): add(exit.clauses)
      default: break
      }
    }

    private mutating func add(_ clauses: [Clause]) {
      for clause in clauses {
        if case .when(let condition) = clause.kind { add(condition) }
      }
    }
  }

  private static let reached: Reached = {
    var reached = Reached()
    for seed in 1...UInt64(seeds) {
      var scripts = Scripts(seed: seed)
      scripts.columns = Bars.columnNames
      let texts = scripts.expressions(3)
      let sources = texts.map { Source(name: "generated", text: $0) }
      let compilation = compile(
        expressions: sources, parameters: scripts.settings, columns: Bars.columnNames)
      if let program = compilation.program { reached.add(program) }
      for source in sources { reached.add(parseExpression(source).0) }
      guard seed % 3 == 0 else { continue }
      var more = Scripts(seed: seed &+ 2_000_000)
      more.columns = Bars.columnNames
      let file = Source(name: "generated", text: more.strategy(seesAccount: seed % 2 == 0))
      if let program = compile(file).program { reached.add(program) }
      for item in parse(file).tree.items { reached.add(item) }
    }
    return reached
  }()

  @Test func everyRowOfTheTable() {
    let missing = Builtin.all.indices.filter { !Self.reached.rows.contains($0) }
    #expect(missing.isEmpty, "\(missing.map { Builtin.all[$0].signatureForTests })")
  }

  @Test func everyDefinitionOfThePrelude() {
    let missing = PreludeDefinition.all.filter { definition in
      !([definition.name] + definition.aliases).contains { Self.reached.called.contains($0) }
    }
    #expect(missing.isEmpty, "\(missing.map(\.name))")
    for function in ClockFunction.all {
      #expect(Self.reached.called.contains(function.name), "\(function.name)")
    }
  }

  /// `extra` is for columns that a host brings along; no text of the language becomes one. `across`
  /// needs a portfolio, which suites of its own are about.
  @Test func everyInstruction() {
    let missing = Opcode.allCases.filter {
      ![.extra, .across].contains($0) && !Self.reached.opcodes.contains($0)
    }
    #expect(missing.isEmpty, "\(missing)")
  }

  @Test func everythingThatIsAsked() {
    let fields = AccountField.allCases.filter { !Self.reached.account.contains(Int($0.rawValue)) }
    #expect(fields.isEmpty, "\(fields.map(\.spelling))")
    let own = EntryField.allCases.filter { !Self.reached.entry.contains(Int($0.rawValue)) }
    #expect(own.isEmpty, "\(own.map(\.spelling))")
    let readings = ["bucket", "session", "open"] + CalendarPart.allCases.map { "\($0)" }
    #expect(readings.filter { !Self.reached.readings.contains($0) }.isEmpty)
    let clocks = ["timeframe", "instrument", "condition"].filter {
      !Self.reached.clocks.contains($0)
    }
    #expect(clocks.isEmpty)
    for nested in ["timeframe in a clock", "condition in a clock"] {
      #expect(Self.reached.clocks.contains(nested), "\(nested)")
    }
  }

  /// A hole is what could not be read.
  @Test func everyConstruct() {
    let constructs = [
      "number", "duration", "date", "text", "bool", "missing", "name", "previous", "unary",
      "binary", "index", "field", "call", "fold", "foldFrom", "conditional", "match", "block",
      "from", "on", "record", "tuple",
    ]
    #expect(Set(constructs).subtracting(Self.reached.constructs).isEmpty)
    #expect(Self.reached.constructs.subtracting(constructs).isEmpty)
    let symbols =
      BinaryOperator.allCases.map(\.rawValue)
      + UnaryOperator.allCases.map { "unary \($0.rawValue)" }
    let missing = symbols.filter { !Self.reached.operators.contains($0) }
    #expect(missing.isEmpty, "\(missing)")
    for name in ["sum", "any", "all", "count", "max", "min", "avg"] {
      #expect(Self.reached.folds.contains(name), "\(name)")
    }
  }
}

extension Builtin {
  fileprivate var signatureForTests: String {
    "\(name)(\(parameters.map { "\($0.name): \($0.kind)" }.joined(separator: ", ")))"
  }
}
