internal import Machine
internal import Syntax

/// What concerns the size of a program.
enum LimitProblem {
  case expansion
  case calls
  case depth
  case clocks
  case verification(String)

  func diagnostic(at span: Span) -> Diagnostic {
    switch self {
    case .expansion:
      Diagnostic(
        CompilerKinds.tooLarge, message: "this grows too large", span: span,
        label:
          "more than \(Elaborator.Bound.expansion) steps once functions and folds are written out",
        help: "give what is computed several times a name with `let`")
    case .calls:
      Diagnostic(
        CompilerKinds.tooDeep,
        message: "calls stand more than \(Elaborator.Bound.calls) deep in one another", span: span)
    case .depth:
      Diagnostic(
        CompilerKinds.tooDeep, message: "this is made of too many steps inside one another",
        span: span, help: "give parts of it a name with `let`")
    case .clocks:
      Diagnostic(
        CompilerKinds.tooLarge, message: "more than \(MachineLimits.clocks) clocks are too many",
        span: span, help: "give an `on` that stands in several places a name with `let`")
    case .verification(let text):
      Diagnostic(
        CompilerKinds.internalError,
        message: "the compiler made a program that cannot run: \(text)",
        span: span, help: "this is a mistake in Quill; please report it with the file")
    }
  }
}

extension CompilerKinds {
  static let limits = [tooLarge, tooDeep, internalError]

  static let tooLarge = DiagnosticKind(
    "E0501", "A program grows too large",
    explanation: """
      Functions are expanded where they are called. When functions call functions many times over, a \
      short file becomes a huge program; so do folds with constant bounds when something in them \
      remembers. The limit is 100,000 steps, and 1,000 clocks. A call with equal arguments counts \
      once: it is the same value.
      """,
    before: strategy(doubling(18)), after: strategy(doubling(3)))

  static let tooDeep = DiagnosticKind(
    "E0502", "Calls stand too deep in one another",
    explanation: """
      Functions that call functions may stand 128 deep in one another, and expressions 500 deep through \
      names and calls.
      """,
    before: strategy(chain(140)), after: strategy(chain(10)))

  static let internalError = DiagnosticKind(
    "E0999", "The compiler made a mistake",
    explanation: """
      The program did not pass the verifier. That is a mistake in Quill, not in the file; please report \
      it. There is no example.
      """,
    before: "", after: "")

  /// Functions that each call the one before twice, with different values.
  private static func doubling(_ count: Int) -> String {
    var lines = ["fn f0(x) = x * 1.5"]
    for index in 1..<count {
      lines.append("fn f\(index)(x) = f\(index - 1)(x * 2) + f\(index - 1)(x * 3)")
    }
    return lines.joined(separator: "\n") + "\nenter long when f\(count - 1)(close) > 0"
  }

  /// Functions that each call the one before.
  private static func chain(_ count: Int) -> String {
    var lines = ["fn f0(x) = x * 1.5"]
    for index in 1..<count { lines.append("fn f\(index)(x) = f\(index - 1)(x) + 1") }
    return lines.joined(separator: "\n") + "\nenter long when f\(count - 1)(close) > 0"
  }
}
