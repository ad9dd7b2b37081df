internal import Machine
public import Syntax

/// A builtin that is written in Quill: a function that every file can call.
public struct PreludeDefinition: Sendable {
  /// A call and what it gives, as in `Builtin.Example`; `field` says which part of the record.
  public struct Example: Sendable {
    public let call: String
    public let field: String?
    public let close: [Double]
    public let gives: [Double]
  }

  public let name: String
  /// The definition, one `fn`.
  public let text: String
  public let summary: String
  public let formula: String
  /// Where the definition is from, and where other libraries differ.
  public let source: String
  /// The fields of the result.
  public let fields: [String]
  public let memory: Memory
  public let example: Example
  /// The definition as a tree.
  public let function: Function

  /// What of the past the result depends on.
  public enum Memory: String, Sendable, Hashable { case finite, fading, open }

  /// As it is called: `macd(x, fast, slow, signal)`.
  public var signature: String {
    "\(name)(" + function.formals.map(\.name.text).joined(separator: ", ") + ")"
  }

  init(
    _ name: String, _ text: String, _ summary: String, formula: String, source: String,
    fields: [String], memory: Memory, example: Example
  ) {
    self.name = name
    self.text = text
    self.summary = summary
    self.formula = formula
    self.source = source
    self.fields = fields
    self.memory = memory
    self.example = example
    self.function = PreludeDefinition.read(name, text)
  }

  /// Every definition, in the order of their families.
  public static let all: [PreludeDefinition] = bands + oscillators

  static func named(_ name: String) -> PreludeDefinition? {
    index[name].map { all[$0] }
  }

  private static let index: [String: Int] = {
    var index: [String: Int] = [:]
    for (number, definition) in all.enumerated() { index[definition.name] = number }
    return index
  }()

  /// The function of a text; a text that is none gives one without a value, which the tests catch.
  private static func read(_ name: String, _ text: String) -> Function {
    for item in parse(Source(name: "prelude/\(name)", text: text)).tree.items {
      if case .function(let function) = item.kind { return function }
    }
    return Function(
      name: Name(name, .none), formals: [], body: Expression(.hole, .none))
  }
}
