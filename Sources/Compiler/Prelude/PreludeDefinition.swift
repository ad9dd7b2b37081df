public import Machine
public import Syntax

/// A builtin that is written in Quill: a function that every file can call.
public struct PreludeDefinition: Sendable {
  /// What a call gives.
  public enum Result: Sendable, Hashable {
    case number, flag
    /// Numbers by name.
    case record([String])
  }

  public let name: String
  public let aliases: [String]
  public let family: Builtin.Family
  /// The definition, one `fn`.
  public let text: String
  public let summary: String
  public let formula: String
  /// Where the definition is from, and where other libraries differ.
  public let source: String
  public let result: Result
  public let memory: Memory
  /// True where most bars have no value: `pivot_high` has one where a pivot shows.
  public let isSparse: Bool
  /// A call and what it gives; the call says which part of a record.
  public let example: Builtin.Example
  /// The definition as a tree.
  public let function: Function

  /// What of the past the result depends on.
  public enum Memory: String, Sendable, Hashable { case finite, fading, open }

  /// As it is called: `macd(x, fast, slow, signal)`.
  public var signature: String {
    "\(name)(" + function.formals.map(\.name.text).joined(separator: ", ") + ")"
  }

  /// As it is declared: `macd(x = close, fast = 12, slow = 26, signal = 9)`.
  public var heading: String {
    var depth = 0
    var heading = ""
    for character in text.dropFirst("fn ".count) {
      heading.append(character.isNewline ? " " : character)
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
      if character == ")" && depth == 0 { break }
    }
    return heading.split(separator: " ").joined(separator: " ")
      .replacing("( ", with: "(").replacing(" )", with: ")")
  }

  /// What is written behind a call to get its columns: nothing, or one field each.
  public var parts: [String] {
    if case .record(let fields) = result { return fields.map { ".\($0)" } }
    return [""]
  }

  init(
    _ name: String, aliases: [String] = [], _ family: Builtin.Family, _ text: String,
    _ summary: String, formula: String, source: String = "definition", memory: Memory = .finite,
    gives: Result? = nil, isSparse: Bool = false, example: Builtin.Example
  ) {
    self.name = name
    self.aliases = aliases
    self.family = family
    self.text = text
    self.summary = summary
    self.formula = formula
    self.source = source
    self.memory = memory
    self.isSparse = isSparse
    self.example = example
    let function = PreludeDefinition.read(name, text)
    self.function = function
    self.result = gives ?? PreludeDefinition.result(function.body)
  }

  /// Every definition, by families.
  public static let all: [PreludeDefinition] = [
    averages, filters, bands, ranges, oscillators, places, directions, regressions,
    prices, levels, volumes, vwaps, events, turns, candles, patterns, moments, returns, numbers,
  ].flatMap { $0 }

  static func named(_ name: String) -> PreludeDefinition? {
    index[name].map { all[$0] }
  }

  private static let index: [String: Int] = {
    var index: [String: Int] = [:]
    for (number, definition) in all.enumerated() {
      for name in [definition.name] + definition.aliases { index[name] = number }
    }
    return index
  }()

  /// The fields of a body that ends in a record; a number otherwise.
  private static func result(_ body: Expression) -> Result {
    switch body.kind {
    case .block(_, let end): result(end)
    case .record(let fields): .record(fields.map(\.name.text))
    default: .number
    }
  }

  /// The function of a text; a text that is none gives one without a value, which the tests catch.
  private static func read(_ name: String, _ text: String) -> Function {
    for item in parse(Source(name: "prelude/\(name)", text: text)).tree.items {
      if case .function(let function) = item.kind { return function }
    }
    return Function(
      name: Name(name, .none), formals: [], body: Expression(.hole, .none))
  }
}
