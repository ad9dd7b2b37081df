internal import Syntax

/// The names of a file, a block or a function's call, inside those of the place around it.
struct Scope {
  let parent: Int?
  /// Declarations by name; values and functions do not stand in each other's way.
  private(set) var values: [String: Int] = [:]
  private(set) var functions: [String: Int] = [:]
  /// The same names in the order of their declarations.
  private(set) var valueNames: [String] = []
  private(set) var functionNames: [String] = []
  /// What `prev` is here.
  var previous: Value?

  init(parent: Int?, previous: Value? = nil) {
    self.parent = parent
    self.previous = previous
  }

  mutating func add(value name: String, _ declaration: Int) {
    values[name] = declaration
    valueNames.append(name)
  }

  mutating func add(function name: String, _ declaration: Int) {
    functions[name] = declaration
    functionNames.append(name)
  }
}

/// A name that stands for something, and how far its elaboration is.
struct Declaration {
  enum Meaning {
    /// `let name = expression`
    case binding(Expression)
    /// `let (a, b) = expression`: all of them
    case group(Expression, [Name])
    /// One name of a group.
    case member(group: Int, Int)
    case function(Function)
    case parameter(Parameter)
    /// Given by a call.
    case argument
  }

  enum State {
    case waiting
    /// Being elaborated, since the sum of delays around was this; with what stands for its past so
    /// far.
    case running(delay: Int)
    case done(Value)
  }

  let name: Name
  let meaning: Meaning
  let scope: Int
  var state: State
  /// Stand for the value while it is elaborated, one for each name; see `Elaborator.past`.
  var placeholders: [Placeholder] = []
  var isUsed = false

  struct Placeholder {
    let member: Int
    let value: Value
  }
}
