internal import Compiler
public import Machine
public import Syntax

/// Says what an expression means at every bar, slowly and plainly: a tree walker without graph,
/// sections, chunks or kernels. The machine must give the same bits.
public struct ReferenceEvaluator {
  /// A column of results.
  public enum Column: Sendable {
    case numbers([Double])
    case flags([Bool])
    /// Nanoseconds; missing is nil.
    case words([Int64?])
    case record([(name: String, column: Column)])
  }

  /// The rows that are worked out now: the bars, or the ticks of a clock.
  var world: World
  let surroundings: Surroundings
  let functions: [String: Function]
  let prelude: [String: Function]
  let top: Names
  /// Names of columns beside the market.
  let columns: Set<String>
  let findings = Findings()

  /// - Parameters:
  ///   - items: the file's declarations; orders and the like are passed over.
  ///   - columns: names of columns of the data, over those of the file.
  ///   - parameters: values by name, over those of the file; a choice of texts takes its text.
  public init(
    items: [Item] = [], bars: Bars, parameters: [String: Double] = [:],
    choices: [String: String] = [:], columns: Set<String> = [],
    surroundings: Surroundings = .none
  ) {
    world = World(bars, surroundings.almanac)
    self.surroundings = surroundings
    top = Names(isFile: true, world)
    var prelude: [String: Function] = [:]
    for definition in PreludeDefinition.all {
      for name in [definition.name] + definition.aliases { prelude[name] = definition.function }
    }
    self.prelude = prelude
    var columns = columns
    var functions: [String: Function] = [:]
    for item in items {
      switch item.kind {
      case .function(let function): functions[function.name.text] = function
      case .binding(let binding): top.add(binding)
      case .parameter(let parameter):
        top.declared[parameter.name.text] = Names.Declared(
          value: parameter.value, part: nil, tuple: [])
      case .column(let name): columns.insert(name.text)
      default: break
      }
    }
    self.columns = columns
    self.functions = functions
    for (name, value) in parameters { top.known[name] = .series(.numbers { _ in value }) }
    for (name, text) in choices { top.known[name] = .text(text) }
  }

  /// The value of an expression at every bar.
  public func evaluate(_ expression: Expression) throws(ReferenceFailure) -> Column {
    try column(meaning(expression, top))
  }

  private func column(_ meaning: Meaning) throws(ReferenceFailure) -> Column {
    switch meaning {
    case .series(let cell):
      let values = (0..<world.count).map(cell.at)
      switch cell.before {
      case .number: return .numbers(values.map(\.number))
      case .flag: return .flags(values.map(\.flag))
      case .word: return .words(values.map(\.word))
      }
    case .record(let fields):
      var columns: [(name: String, column: Column)] = []
      for field in fields { columns.append((field.name, try column(field.value))) }
      return .record(columns)
    case .missing: return .numbers((0..<world.count).map { _ in .nan })
    case .text: throw ReferenceFailure("a text is no column")
    }
  }
}
