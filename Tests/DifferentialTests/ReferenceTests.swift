import Compiler
import Machine
import Reference
import Syntax
import TestSupport
import Testing

/// The machine against the reference evaluator, bit for bit, at every chunk size, over generated
/// programs.
@Suite struct ReferenceTests {
  static let programs = SplitMix64.programs(standard: 2_000)
  static let parts = 8

  @Test(arguments: 0..<parts)
  func machineEqualsReference(_ part: Int) throws {
    for seed in stride(from: part, to: Self.programs, by: Self.parts) {
      try compare(UInt64(seed))
    }
  }

  /// One program: names, functions and state, and a number and a condition over them.
  private func compare(_ seed: UInt64) throws {
    var maker = ExpressionMaker(seed: seed)
    let declarations = maker.declarations()
    // A size that is constant would be checked when compiled; these are not to be.
    let numbers = [maker.number(3), maker.number(2)].map {
      "if bar_index >= 0 then \($0) else bar_index"
    }
    let expressions = numbers + [maker.flag(3)]
    let bars = Market.allCases[Int(seed) % Market.allCases.count].bars(100, seed: seed)
    let text = ReferenceTests.asStrategy(declarations, expressions)
    let compilation = compile(Source(name: "seed \(seed)", text: text))
    guard let program = compilation.program else {
      let problems = compilation.diagnostics.filter { $0.severity == .error }.map(\.message)
      Issue.record("seed \(seed) does not compile: \(problems)\n\(text)")
      return
    }
    let values = program.parameters.map(\.standard)
    let wanted = try reference(text, expressions, bars, values[0])
    for room in [1, 2, 7, 64, 1024, bars.count] {
      let found = try machine(program, values, bars, room: room)
      for index in wanted.indices {
        for bar in 0..<bars.count where wanted[index][bar] != found[index][bar] {
          let (a, b) = (
            Double(bitPattern: wanted[index][bar]), Double(bitPattern: found[index][bar])
          )
          Issue.record(
            "seed \(seed), room \(room), bar \(bar): \(a) wanted, \(b) found\n"
              + "\(expressions[index])\n\(text)"
          )
          return
        }
      }
    }
  }

  /// Sizes carry numbers and conditions out of a strategy, so that params and functions can be
  /// used.
  private static func asStrategy(_ declarations: String, _ expressions: [String]) -> String {
    "strategy \"s\"\n" + declarations
      + "enter long \"0\" when \(expressions[2]) size \(expressions[0]) units\n"
      + "enter long \"1\" when \(expressions[2]) size \(expressions[1]) units\n"
  }

  private func machine(_ program: Program, _ values: [Double], _ bars: Bars, room: Int) throws
    -> [[UInt64]]
  {
    var machine = try VirtualMachine(program, values: values, room: room)
    var columns: [[UInt64]] = [[], [], []]
    var row = 0
    while row < bars.count {
      let rows = row..<min(row + room, bars.count)
      machine.advance(bars, rows: rows)
      for local in 0..<rows.count {
        for index in 0..<2 {
          guard case .enter(_, _, let size?) = program.orders[index].kind else { continue }
          columns[index].append(Self.bits(machine.number(size.value, row: local)))
        }
        columns[2].append(machine.flag(program.orders[0].when, row: local) ? 1 : 0)
      }
      row = rows.upperBound
    }
    return columns
  }

  private func reference(_ text: String, _ expressions: [String], _ bars: Bars, _ n: Double) throws
    -> [[UInt64]]
  {
    let items = parse(Source(name: "", text: text)).tree.items
    let evaluator = ReferenceEvaluator(items: items, bars: bars, parameters: ["n": n])
    return try expressions.map { text in
      let (expression, _) = parseExpression(Source(name: "", text: text))
      switch try evaluator.evaluate(expression) {
      case .numbers(let numbers): return numbers.map(Self.bits)
      case .flags(let flags): return flags.map { $0 ? 1 : 0 }
      case .words, .record: return []
      }
    }
  }

  /// All missing numbers are alike.
  private static func bits(_ number: Double) -> UInt64 {
    number.isNaN ? Double.nan.bitPattern : number.bitPattern
  }
}
