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

  let bars: Bars
  let rules: Rules
  let functions: [String: Function]
  let top: Names

  /// - Parameters:
  ///   - items: the file's declarations; orders and the like are passed over.
  ///   - parameters: values by name, over those of the file; a choice of texts takes its text.
  public init(
    items: [Item] = [], bars: Bars, parameters: [String: Double] = [:],
    choices: [String: String] = [:]
  ) {
    self.bars = bars
    self.rules = Rules(bars: bars)
    var functions: [String: Function] = [:]
    for definition in PreludeDefinition.all { functions[definition.name] = definition.function }
    let top = Names(parent: nil)
    for item in items {
      switch item.kind {
      case .function(let function): functions[function.name.text] = function
      case .binding(let binding): top.add(binding)
      case .parameter(let parameter): top.later[parameter.name.text] = Later(parameter.value)
      default: break
      }
    }
    for (name, value) in parameters { top.known[name] = .series(.numbers { _ in value }) }
    for (name, text) in choices { top.known[name] = .text(text) }
    self.functions = functions
    self.top = top
  }

  /// The value of an expression at every bar.
  public func evaluate(_ expression: Expression) throws(ReferenceFailure) -> Column {
    try column(meaning(expression, top))
  }

  private func column(_ meaning: Meaning) throws(ReferenceFailure) -> Column {
    switch meaning {
    case .series(let cell):
      let values = (0..<bars.count).map(cell.at)
      switch cell.before {
      case .number: return .numbers(values.map(\.number))
      case .flag: return .flags(values.map(\.flag))
      case .word: return .words(values.map(\.word))
      }
    case .record(let fields):
      var columns: [(name: String, column: Column)] = []
      for field in fields { columns.append((field.name, try column(field.value))) }
      return .record(columns)
    case .missing: return .numbers(bars.time.map { _ in .nan })
    case .text: throw ReferenceFailure("a text is no column")
    }
  }
}

/// Names in force: some known, some to be worked out when first used.
final class Names {
  let parent: Names?
  var known: [String: Meaning] = [:]
  var later: [String: Later] = [:]
  /// What `prev` means here.
  var previous: Meaning?

  init(parent: Names?) { self.parent = parent }

  func add(_ binding: Binding) {
    switch binding.pattern {
    case .name(let name): later[name.text] = Later(binding.value)
    case .tuple(let names, _):
      for (place, name) in names.enumerated() {
        later[name.text] = Later(binding.value, part: place, names: names.map(\.text))
      }
    }
  }
}

/// The expression a name stands for; with a part, its place in a record or tuple, whose pattern
/// names the fields of `prev`.
struct Later {
  let value: Expression
  let part: Int?
  let names: [String]

  init(_ value: Expression, part: Int? = nil, names: [String] = []) {
    self.value = value
    self.part = part
    self.names = names
  }
}
