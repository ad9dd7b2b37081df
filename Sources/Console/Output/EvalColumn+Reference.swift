import Compiler
import Host
package import Machine
import Reference
package import Syntax

extension EvalColumn {
  /// The columns of a program's outputs by the reference evaluator.
  package static func reference(
    _ sources: [Source], settings: [ParameterSetting], bars: Bars, outputs: [Program.Output],
    columns names: [String] = [], surroundings: Surroundings
  ) throws -> [EvalColumn] {
    var parameters: [String: Double] = [:]
    for setting in settings { parameters[setting.name] = setting.number }
    let evaluator = ReferenceEvaluator(
      bars: bars, parameters: parameters, columns: Set(names), surroundings: surroundings)
    var columns: [EvalColumn] = []
    for source in sources {
      let (expression, _) = parseExpression(source)
      do {
        columns += named(source.text(expression.span), try evaluator.evaluate(expression))
      } catch {
        throw Failure(
          .strategy, UsageKinds.run, "the reference evaluator cannot do this: \(error.message)")
      }
    }
    let durations = Set(outputs.filter(\.isDuration).map(\.name))
    return columns.map {
      EvalColumn(name: $0.name, values: $0.values, isDuration: durations.contains($0.name))
    }
  }

  private static func named(_ name: String, _ column: ReferenceEvaluator.Column) -> [EvalColumn] {
    switch column {
    case .numbers(let numbers): [EvalColumn(name: name, values: .numbers(numbers))]
    case .flags(let flags):
      [EvalColumn(name: name, values: .flags(flags.map { $0 ? 1 : 0 }))]
    case .words(let words):
      [EvalColumn(name: name, values: .words(words.map { $0 ?? Grid.missing }))]
    case .record(let fields): fields.flatMap { named("\(name).\($0.name)", $0.column) }
    }
  }
}
