internal import Syntax

/// What the language means but this version does not do yet.
enum Unsupported {
  /// Something without which the file cannot mean what it says.
  case construct(String)

  func diagnostic(at span: Span) -> Diagnostic {
    switch self {
    case .construct(let name):
      Diagnostic(
        CompilerKinds.unsupported, message: "\(name) is not supported yet", span: span)
    }
  }
}

extension CompilerKinds {
  static let unsupportedKinds = [unsupported]

  static let unsupported = DiagnosticKind(
    "E0900", "Something is not supported yet",
    explanation: """
      The language has it, this version of Quill does not. Nothing pretends: a file that says more than \
      can be done is refused.
      """,
    before: strategy("enter long when close > open and not data_gap"),
    after: strategy("enter long when close > open"))
}
