internal import Syntax

/// What concerns names.
enum NameProblem {
  case unknown(String, suggestions: [String])
  case unknownFunction(String, suggestions: [String])
  case foreign(String, String, fix: Diagnostic.Fix?)
  case twice(String, first: Span)
  case priceColumn(String)
  case builtinRedefined(String, stillCalled: Bool)
  case unused(String, isParameter: Bool, isField: Bool)
  case unknownField(String, known: [String], suggestions: [String])
  case noFields(String, String)
  /// `entry` without a field.
  case spaceAlone(String)
  case fieldTwice(String)
  case functionAsValue(String, String)
  case valueAsFunction(String)
  case previousOutside

  func diagnostic(at span: Span) -> Diagnostic {
    switch self {
    case .unknown(let name, let near):
      Diagnostic(
        CompilerKinds.unknownName, message: "nothing is called `\(name)`", span: span,
        help: didYouMean(near) ?? "define it with `let \(name) = ...` or `param \(name) = ...`",
        fix: unmistakable(near, for: name).map { .init("write `\($0)`", span, $0) })
    case .unknownFunction(let name, let near):
      Diagnostic(
        CompilerKinds.unknownFunction, message: "there is no function `\(name)`", span: span,
        help: didYouMean(near)
          ?? "`quill builtins` lists them all; your own begin with `fn \(name)(...) =`",
        fix: unmistakable(near, for: name).map { .init("write `\($0)`", span, $0) })
    case .foreign(let name, let advice, let fix):
      Diagnostic(
        CompilerKinds.foreignName, message: "`\(name)` is a word of another language", span: span,
        help: advice, fix: fix)
    case .twice(let name, let first):
      Diagnostic(
        CompilerKinds.declaredTwice, message: "`\(name)` is defined twice", span: span,
        notes: [.init("the first definition", at: first)],
        help: "give one of them another name")
    case .priceColumn(let name):
      Diagnostic(
        CompilerKinds.priceColumn,
        message: "`\(name)` is a column of the market and cannot be redefined", span: span,
        help: "choose another name, `my_\(name)` for example")
    case .builtinRedefined, .unused: gentle(at: span)
    default: use(at: span)
    }
  }

  /// What is no error.
  private func gentle(at span: Span) -> Diagnostic {
    switch self {
    case .unused(let name, let isParameter, let isField):
      return Diagnostic(
        CompilerKinds.unused, severity: .warning,
        message: "nothing uses \(isParameter ? "the parameter " : "")`\(name)`", span: span,
        help: isParameter
          ? "a sweep would try its values for nothing; remove it or use it"
          : "remove it, or begin its name with `_` to keep it for later",
        // A name that takes a field of a record by that name cannot have another one.
        fix: isParameter || isField
          ? nil : .init("write `_\(name)`", Span(span.start, span.start), "_"))
    case .builtinRedefined(let name, let stillCalled):
      return Diagnostic(
        CompilerKinds.builtinRedefined, severity: .hint,
        message: "`\(name)` is also the name of a builtin", span: span,
        help: stillCalled
          ? "`\(name)` is now this value; `\(name)(...)` still calls the builtin"
          : "from here on `\(name)` means this definition")
    default: return use(at: span)
    }
  }

  /// Names that are used as what they are not.
  private func use(at span: Span) -> Diagnostic {
    switch self {
    case .unknownField(let name, let known, let near):
      Diagnostic(
        CompilerKinds.unknownField, message: "there is no field `\(name)` here", span: span,
        help: didYouMean(near) ?? "the fields are \(alternatives(known))",
        fix: unmistakable(near, for: name).map { .init("write `\($0)`", span, $0) })
    case .noFields(let name, let words):
      Diagnostic(
        CompilerKinds.unknownField, message: "\(words) has no field `\(name)`", span: span,
        help: "fields belong to records such as `(mid: m, up: u)`")
    case .spaceAlone(let name):
      Diagnostic(
        CompilerKinds.unknownField, message: "`\(name)` is no value by itself", span: span,
        help: name == "entry"
          ? "write `entry.price`, `entry.bars` or another of its fields"
          : "write `last_trade.pnl` or another of its fields")
    case .fieldTwice(let name):
      Diagnostic(
        CompilerKinds.declaredTwice, message: "the field `\(name)` is given twice", span: span)
    case .functionAsValue(let name, let signature):
      Diagnostic(
        CompilerKinds.functionAsValue,
        message: "`\(name)` is a function; it has no value until it is called", span: span,
        help: "write `\(signature)`")
    case .valueAsFunction(let name):
      Diagnostic(
        CompilerKinds.functionAsValue, message: "`\(name)` is a value and cannot be called",
        span: span, help: "its past is `\(name)[1]`; a product is written with `*`")
    default:
      Diagnostic(
        CompilerKinds.previousOutside, message: "`prev` has a meaning inside `next` alone",
        span: span, help: "`from FIRST next NEXT` remembers; the bar before is `x[1]`")
    }
  }
}

extension CompilerKinds {
  static let names = [
    unknownName, unknownFunction, foreignName, declaredTwice, priceColumn, builtinRedefined,
    unused, unknownField, functionAsValue, previousOutside,
  ]

  static let unknownName = DiagnosticKind(
    "E0101", "A name is unknown",
    explanation: """
      A name must be defined with `let`, `param` or `fn`, or be one that every file knows: `close`, \
      `time`, `position` and the like. The order of definitions does not matter, the spelling does.
      """,
    before: strategy("enter long when clsoe > 100"),
    after: strategy("enter long when close > 100"))

  static let unknownFunction = DiagnosticKind(
    "E0102", "A function is unknown",
    explanation: """
      Functions are builtins, which `quill builtins` lists, or those that the file defines with `fn`.
      """,
    before: strategy("enter long when close > smaa(close, 20)"),
    after: strategy("enter long when close > sma(close, 20)"))

  static let foreignName = DiagnosticKind(
    "E0103", "A word is of another language",
    explanation: """
      The word belongs to Pine Script, AFL, thinkScript or another language. What it does is written \
      differently here; the help says how.
      """,
    before: strategy("enter long when ta.crossover(close, sma(close, 20))"),
    after: strategy("enter long when close crosses above sma(close, 20)"))

  static let declaredTwice = DiagnosticKind(
    "E0104", "A name is defined twice",
    explanation: """
      Within a file, a block, a function's list of names or a record a name stands for one thing.
      """,
    before: strategy("let m = sma(close, 9)\nlet m = sma(close, 20)\nenter long when close > m"),
    after: strategy(
      "let fast = sma(close, 9)\nlet slow = sma(close, 20)\nenter long when fast > slow"))

  static let priceColumn = DiagnosticKind(
    "E0105", "A column of the market is redefined",
    explanation: """
      `open`, `high`, `low`, `close` and `volume` mean the same in every file; a reader relies on that.
      """,
    before: strategy("let close = 100\nenter long when open > close"),
    after: strategy("let limit = 100\nenter long when open > limit"))

  static let builtinRedefined = DiagnosticKind(
    "E0106", "The name of a builtin is redefined",
    explanation: """
      That is allowed, but a reader may take the name for the builtin. Functions and values have names \
      of their own kind: after `let rsi = rsi(close, 14)` the name is the value, and `rsi(...)` still \
      calls the builtin. A parameter may have the name of any function without this hint.
      """,
    before: strategy("let rsi = rsi(close, 14)\nenter long when rsi < 30"),
    after: strategy("let pulse = rsi(close, 14)\nenter long when pulse < 30"))

  static let unused = DiagnosticKind(
    "E0107", "A name is never used",
    explanation: """
      Nothing depends on the definition, so it has no effect. Often another name was meant somewhere. A \
      name that begins with `_` is never reported.
      """,
    before: strategy("let slow = sma(close, 50)\nenter long when close > sma(close, 20)"),
    after: strategy("let slow = sma(close, 50)\nenter long when close > slow"))

  static let unknownField = DiagnosticKind(
    "E0108", "A field is unknown",
    explanation: """
      Records have named fields: `bbands(close)` gives `upper`, `mid` and `lower`, `position` has \
      `price`, `bars`, `lots` and `pnl`. Single values have none.
      """,
    before: strategy("enter long when close < bbands(close).bottom"),
    after: strategy("enter long when close < bbands(close).lower"))

  static let functionAsValue = DiagnosticKind(
    "E0109", "A function is used as a value, or a value as a function",
    explanation: """
      A function has a value only where it is called, with its arguments in parentheses, even when it \
      needs none: `tr()`. A value cannot be called.
      """,
    before: strategy("enter long when close - open > atr"),
    after: strategy("enter long when close - open > atr(14)"))

  static let previousOutside = DiagnosticKind(
    "E0110", "`prev` stands outside `next`",
    explanation: """
      `prev` is the value that `from FIRST next NEXT` had one bar ago, so it can only stand in NEXT. A \
      function does not see the `prev` of its caller; pass it as an argument.
      """,
    before: strategy("let up = prev + 1\nenter long when up > 3"),
    after: strategy("let up = from 0 next prev + 1\nenter long when up > 3"))

  /// A whole file for a page's example.
  static func strategy(_ body: String) -> String { "strategy \"example\"\n\(body)\n" }
}
