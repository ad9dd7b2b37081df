internal import Compiler
internal import Machine
internal import Reference
internal import Syntax
internal import TestSupport
internal import Testing

/// The example of every builtin, as its page shows it, is what the machine and the reference
/// compute.
@Suite struct ExampleTests {
  struct Example: Sendable, CustomStringConvertible {
    let name: String
    let call: String
    let close: [Double]
    let gives: [Double]
    var description: String { "\(name): \(call)" }
  }

  static let all: [Example] =
    Builtin.all.map {
      Example(
        name: $0.name, call: $0.example.call, close: $0.example.close, gives: $0.example.gives)
    }
    + PreludeDefinition.all.map { definition in
      let example = definition.example
      return Example(
        name: definition.name, call: example.call, close: example.close, gives: example.gives)
    }
    + ClockFunction.all.map {
      Example(
        name: $0.name, call: $0.example.call, close: $0.example.close, gives: $0.example.gives)
    }

  @Test(arguments: ExampleTests.all)
  func isTrue(_ example: Example) throws {
    let source = Source(name: example.name, text: example.call)
    let bars = Bars(closes: example.close)
    let compilation = compile(expressions: [source])
    let program = try #require(
      compilation.program, "\(compilation.diagnostics.map(\.message))")
    for cut in Cut.all(bars.count, seed: 1) {
      let bits = try program.run(bars, cut: cut, surroundings: .trial(bars))[0]
      check(bits.map { number($0, program.outputs[0].slot.bank, bars.interval) }, example)
    }
    let (expression, _) = parseExpression(source)
    switch try ReferenceEvaluator(bars: bars, surroundings: .trial(bars)).evaluate(expression) {
    case .numbers(let numbers): check(numbers, example)
    case .flags(let flags): check(flags.map { $0 ? 1 : 0 }, example)
    case .words(let words):
      check(words.map { $0.map { Double($0) / Double(bars.interval) } ?? .nan }, example)
    case .record: Issue.record("an example that is no column of numbers")
    }
  }

  /// Lengths of time are told in bars.
  private func number(_ bits: UInt64, _ bank: Bank, _ interval: Int64) -> Double {
    switch bank {
    case .number: Double(bitPattern: bits)
    case .flag: Double(bits)
    case .word:
      Int64(bitPattern: bits) == Grid.missing
        ? .nan : Double(Int64(bitPattern: bits)) / Double(interval)
    }
  }

  private func check(_ numbers: [Double], _ example: Example) {
    for (number, expected) in zip(numbers, example.gives) {
      #expect(number == expected || number.isNaN && expected.isNaN, "\(numbers)")
    }
  }
}
