internal import Syntax

/// What concerns `test`.
enum TestProblem {
  case noBars
  case expectsNothing
  case cannotHappen(String)
  case twice(String, first: Span)
  case unknownParameter(String, known: [String], suggestions: [String])
  case parameterTwice(String)
  case unfit(String, found: String)
  case outside(String, Double, String)
  case mixture
  case badFile
  case unknownColumn(String, known: [String], suggestions: [String])
  case badRow
  case badPrice(Double, most: Double)
  case impossibleBar(Int)
  case gapAtEnd
  case tooManyBars(Int)
  case noLevel(String)
  case unknownShape(String, known: [String], suggestions: [String])
  case shapeArguments(String, [[String]])
  case shapeNumber(String, Double, String)
  case noClose
  case unevenColumns(String, Int, close: Int)
  case notABar(Double)
  case emptyRange
  case beyondBars(Int, count: Int)

  func diagnostic(at span: Span) -> Diagnostic {
    switch self {
    case .noBars:
      Diagnostic(
        CompilerKinds.testBars, message: "this test has no bars", span: span,
        help: "begin with `bars close: ramp(100, 120, 30)`, rows or `bars from \"file.csv\"`")
    case .expectsNothing:
      Diagnostic(
        CompilerKinds.expectsNothing, severity: .warning,
        message: "this test expects nothing, so it cannot fail", span: span,
        help: "say what must happen: `expect entered long at 20..25`")
    case .cannotHappen(let what):
      Diagnostic(
        CompilerKinds.cannotHappen, severity: .warning,
        message: "the file never makes \(what), so this will fail", span: span,
        help: "expect something else, or say `never`")
    case .twice(let name, let first):
      Diagnostic(
        CompilerKinds.testTwice, message: "two tests are called \"\(name)\"", span: span,
        notes: [.init("the first of them", at: first)], help: "give one of them another name")
    case .unknownParameter, .parameterTwice, .unfit, .outside: setting(at: span)
    case .notABar, .emptyRange, .beyondBars: place(at: span)
    case .unknownShape, .shapeArguments, .shapeNumber, .noLevel, .gapAtEnd: shape(at: span)
    default: bars(at: span)
    }
  }

  private func setting(at span: Span) -> Diagnostic {
    switch self {
    case .unknownParameter(let name, let known, let near):
      Diagnostic(
        CompilerKinds.testParameter, message: "there is no parameter `\(name)` to set", span: span,
        help: didYouMean(near)
          ?? (known.isEmpty
            ? "the file declares none" : "the parameters are \(alternatives(known))"),
        fix: near.first.map { .init("write `\($0)`", span, $0) })
    case .parameterTwice(let name):
      Diagnostic(
        CompilerKinds.testParameter, message: "this test sets `\(name)` twice", span: span)
    case .unfit(let name, let found):
      Diagnostic(
        CompilerKinds.testParameter, message: "`\(name)` cannot be set to \(found)", span: span,
        help: "give it a value of the kind it is declared with")
    case .outside(let name, let value, let allowed):
      Diagnostic(
        CompilerKinds.testParameter, message: "`\(name)` cannot be \(plain(value))", span: span,
        help: "it takes \(allowed)")
    default: bars(at: span)
    }
  }

  private func place(at span: Span) -> Diagnostic {
    switch self {
    case .notABar(let number):
      Diagnostic(
        CompilerKinds.testPlace, message: "there is no bar \(plain(number))", span: span,
        help: "bars are counted 0, 1, 2, ...")
    case .beyondBars(let bar, let count):
      Diagnostic(
        CompilerKinds.testPlace, message: "the test has no bar \(bar)", span: span,
        help: "it has \(counted(count, "bar")): the last one is \(count - 1)")
    default:
      Diagnostic(
        CompilerKinds.testPlace, message: "there is no bar in this range", span: span,
        help: "the smaller number stands first: `at 12..15`")
    }
  }

  private func shape(at span: Span) -> Diagnostic {
    switch self {
    case .unknownShape(let name, let known, let near):
      Diagnostic(
        CompilerKinds.testShape, message: "there is no shape `\(name)`", span: span,
        help: didYouMean(near) ?? "the shapes are \(alternatives(known))",
        fix: near.first.map { .init("write `\($0)`", span, $0) })
    case .shapeArguments(let name, let forms):
      Diagnostic(
        CompilerKinds.testShape, message: "`\(name)` cannot be written like this", span: span,
        help: "write "
          + alternatives(forms.map { "\(name)(" + $0.joined(separator: ", ") + ")" }))
    case .shapeNumber(let formal, let number, let wanted):
      Diagnostic(
        CompilerKinds.testShape, message: "`\(formal)` of a shape cannot be \(plain(number))",
        span: span, help: "it is \(wanted)")
    case .noLevel(let name):
      Diagnostic(
        CompilerKinds.testShape, message: "`\(name)` has no price to start from", span: span,
        help: "begin with a price: `ramp(100, 120, 30)`, `flat(100, 20)` or a number")
    default:
      Diagnostic(
        CompilerKinds.testShape, message: "no bar follows this gap", span: span,
        help: "a gap moves the open of the bar behind it: `gap(5%), flat(10)`")
    }
  }

  private func bars(at span: Span) -> Diagnostic {
    switch self {
    case .mixture:
      Diagnostic(
        CompilerKinds.testBars, message: "the bars of a test are of one kind", span: span,
        label: "behind bars of another kind",
        help: "write rows, or shapes for each column, or one file")
    case .badFile:
      Diagnostic(
        CompilerKinds.testBars, message: "the name of a file is a plain text", span: span)
    case .unknownColumn(let name, let known, let near):
      Diagnostic(
        CompilerKinds.testBars, message: "bars have no column `\(name)`", span: span,
        help: didYouMean(near) ?? "the columns are \(alternatives(known))",
        fix: near.first.map { .init("write `\($0)`", span, $0) })
    case .badRow:
      Diagnostic(
        CompilerKinds.testBars, message: "this is not a row", span: span,
        help: "a row is `(open, high, low, close)` or `(open, high, low, close, volume)`")
    case .badPrice(let number, let most):
      Diagnostic(
        CompilerKinds.testBars, message: "\(plain(number)) is no price here", span: span,
        help: "prices are more than 0 and at most \(plain(most)); volumes may be 0")
    case .impossibleBar(let bar):
      Diagnostic(
        CompilerKinds.testBars, message: "bar \(bar) cannot be", span: span,
        help: "open and close lie between low and high, and the low is more than 0")
    case .tooManyBars(let most):
      Diagnostic(
        CompilerKinds.testBars, message: "a test has at most \(most) bars", span: span,
        help: "give longer markets as a file: `bars from \"file.csv\"`")
    case .noClose:
      Diagnostic(
        CompilerKinds.testBars, message: "these bars have no close", span: span,
        help: "add `bars close: ...`; the other columns follow it where nothing is said of them")
    case .unevenColumns(let column, let count, let close):
      Diagnostic(
        CompilerKinds.testBars,
        message: "`\(column)` has \(counted(count, "bar")) and `close` has \(close)", span: span,
        help: "give both as many")
    default: Diagnostic(CompilerKinds.testBars, message: "these are no bars", span: span)
    }
  }
}

extension CompilerKinds {
  static let tests = [
    testBars, testTwice, expectsNothing, testShape, testParameter, testPlace,
    cannotHappen,
  ]

  static let testBars = DiagnosticKind(
    "E0701", "The bars of a test make no sense",
    explanation: """
      A test runs over bars of its own: rows `(open, high, low, close[, volume])`, shapes for the close \
      and, where it matters, for other columns, or a file. They are of one kind, each has its open and \
      close between low and high, and columns have as many bars as the close.
      """,
    before: strategy(
      "enter long when close > open\ntest \"t\" { bars (10, 9, 8, 9) expect entered long }"),
    after: strategy(
      "enter long when close > open\n"
        + "test \"t\" { bars (9, 10, 8, 10), (10, 11, 10, 11) expect entered long }"))

  static let testTwice = DiagnosticKind(
    "E0702", "Two tests have the same name",
    explanation: """
      A test is known by its name: reports say it, and `quill test --filter` finds it.
      """,
    before: strategy(
      "enter long when close > open\n"
        + "test \"t\" { bars close: 1, 2, 3 expect entered long }\n"
        + "test \"t\" { bars close: 3, 2, 1 expect never entered }"),
    after: strategy(
      "enter long when close > open\n"
        + "test \"up\" { bars close: 1, 2, 3 expect entered long }\n"
        + "test \"down\" { bars close: 3, 2, 1 expect never entered }"))

  static let expectsNothing = DiagnosticKind(
    "E0703", "A test expects nothing",
    explanation: """
      A test without an `expect` runs, and passes whatever the strategy does.
      """,
    before: strategy("enter long when close > open\ntest \"t\" { bars close: 1, 2, 3 }"),
    after: strategy(
      "enter long when close > open\ntest \"t\" { bars close: 1, 2, 3 expect entered long at 2 }"
    ))

  static let cannotHappen = DiagnosticKind(
    "E0707", "A test expects what the file never does",
    explanation: """
      No statement of the file enters on that side, or none alerts, so the expectation cannot be met, \
      whatever the bars are.
      """,
    before: strategy(
      "enter long when close > open\ntest \"t\" { bars close: 1, 2, 3 expect entered short }"),
    after: strategy(
      "enter long when close > open\n"
        + "test \"t\" { bars close: 1, 2, 3 expect never entered short }"))

  static let testShape = DiagnosticKind(
    "E0704", "A shape cannot be drawn",
    explanation: """
      The shapes are `ramp(to, bars)`, `ramp(start, to, bars)`, `flat(bars)`, `flat(price, bars)`, \
      `dip(depth, bars)`, `gap(size)` and `noise(bars, size, seed)`. Each goes on from the close before \
      it, so the first one must say where it starts.
      """,
    before: strategy(
      "enter long when close > open\ntest \"t\" { bars close: dip(5%, 8) expect entered long }"),
    after: strategy(
      "enter long when close > open\n"
        + "test \"t\" { bars close: 100, dip(5%, 8) expect entered long }"))

  static let testParameter = DiagnosticKind(
    "E0705", "A test sets a parameter that cannot be set so",
    explanation: """
      `param NAME = VALUE` in a test gives a parameter of the file another value for this test, one of \
      those that the parameter can take.
      """,
    before: strategy(
      "param n = 5 in 2..9\nenter long when close > sma(close, n)\n"
        + "test \"t\" { bars close: ramp(1, 9, 20) param n = 12 expect entered long }"),
    after: strategy(
      "param n = 5 in 2..9\nenter long when close > sma(close, n)\n"
        + "test \"t\" { bars close: ramp(1, 9, 20) param n = 8 expect entered long }"))

  static let testPlace = DiagnosticKind(
    "E0706", "An expectation speaks of a bar that is not there",
    explanation: """
      Bars of a test are counted 0, 1, 2, ... as `bar_index` counts them. `at 12` is one bar, `at 12..15` \
      four, `at 12..<15` three.
      """,
    before: strategy(
      "enter long when close > open\ntest \"t\" { bars close: 1, 2, 3 expect entered long at 3 }"
    ),
    after: strategy(
      "enter long when close > open\ntest \"t\" { bars close: 1, 2, 3 expect entered long at 2 }"
    ))
}
