internal import Syntax

/// Names with their declarations: a few are looked through, many are looked up.
struct NameTable {
  private(set) var names: [String] = []
  private var declarations: [Int] = []
  private var index: [String: Int] = [:]
  private static let few = 8

  subscript(_ name: String) -> Int? {
    if names.count > NameTable.few { return index[name] }
    for (place, known) in names.enumerated() where known == name { return declarations[place] }
    return nil
  }

  /// Adds a name that is not there.
  mutating func add(_ name: String, _ declaration: Int) {
    names.append(name)
    declarations.append(declaration)
    if names.count == NameTable.few + 1 {
      for (place, known) in names.enumerated() { index[known] = declarations[place] }
    } else if names.count > NameTable.few {
      index[name] = declaration
    }
  }
}

/// The names of a file, a block or a function's call, inside those of the place around it.
struct Scope {
  let parent: Int?
  /// Values and functions do not stand in each other's way.
  var values = NameTable()
  var functions = NameTable()
  /// What `prev` is here.
  var previous: Value?
  /// The text of a library, for the scope of what it defines.
  var source: Source?

  init(parent: Int?, previous: Value? = nil) {
    self.parent = parent
    self.previous = previous
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
    /// `column name`: of the data, beside the market.
    case column
    /// Given by a call.
    case argument
    /// `import "path" as name`: the scope of what it defines.
    case library(Int)
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
  /// The clock whose bars it counts.
  let clock: Int
  var state: State
  /// Stand for the value while it is elaborated, one for each name; see `Elaborator.past`.
  var placeholders: [Placeholder] = []
  var isUsed = false

  struct Placeholder {
    let member: Int
    let value: Value
  }
}
