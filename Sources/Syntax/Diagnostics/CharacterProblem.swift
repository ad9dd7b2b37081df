/// Characters that no program is made of.
enum CharacterProblem: Sendable {
  case hidden(UInt32)
  case unknown(String)
  case lookAlike(String, meant: String)
  case quotes(open: Span, close: Span)
  case commentStyle(String)
  case commentLikeDivision

  func diagnostic(at span: Span) -> Diagnostic {
    switch self {
    case .hidden(let scalar):
      Diagnostic(
        SyntaxKinds.hiddenCharacter, message: "a hidden character stands here", span: span,
        label: "U+\(hexadecimal(scalar, digits: 4)), which cannot be seen",
        help: "remove it: a file must mean what it looks like",
        fix: .init("remove the hidden character", span, ""))
    case .unknown(let text):
      Diagnostic(
        SyntaxKinds.unknownCharacter, message: "`\(text)` has no meaning in a program", span: span,
        help: text.utf8.contains { $0 >= 0x80 }
          ? "names are written with a to z, A to Z, digits and `_`; other letters stand in texts"
          : nil)
    case .lookAlike(let written, let meant):
      Diagnostic(
        SyntaxKinds.lookAlike,
        message: meant == " "
          ? "this blank is not an ordinary space" : "`\(written)` is written `\(meant)` here",
        span: span,
        fix: .init(meant == " " ? "write a space" : "write `\(meant)`", span, meant))
    case .quotes(let open, let close):
      Diagnostic(
        SyntaxKinds.textQuotes, message: "a text stands between straight double quotes", span: span,
        help: "write \"...\"",
        fix: .init(
          title: "write straight double quotes", edits: [.init(open, "\""), .init(close, "\"")]))
    case .commentStyle(let written):
      Diagnostic(
        SyntaxKinds.commentStyle, message: "a comment begins with `//`", span: span,
        help: written == "#"
          ? "write `//` instead of `#`" : "begin every line of the comment with `//`",
        fix: written == "#" ? .init("write `//`", span, "//") : nil)
    case .commentLikeDivision:
      Diagnostic(
        SyntaxKinds.commentLikeDivision, severity: .hint,
        message: "`//` begins a comment: this number is not read", span: span,
        help: "a quotient is `a / b`, a whole one `floor(a / b)`")
    }
  }
}
