/// What concerns a file as a whole.
enum FileProblem: Sendable {
  case tooLarge(bytes: Int)
  case notUTF8(UInt8)
  case binary
  case tooDeep
  case tooTall
  case tooMany

  func diagnostic(at span: Span) -> Diagnostic {
    switch self {
    case .tooLarge(let bytes):
      Diagnostic(
        SyntaxKinds.fileTooLarge,
        message: "this file has \(grouped(bytes)) bytes; a source file may have "
          + "\(grouped(Limits.sourceBytes))",
        span: span,
        help: "move shared `let` and `fn` definitions into a library and `import` it")
    case .notUTF8(let byte):
      Diagnostic(
        SyntaxKinds.notUTF8, message: "this file is not UTF-8 text", span: span,
        label: "the byte 0x\(hexadecimal(UInt32(byte), digits: 2)) begins no character",
        help: "save the file as UTF-8 in your editor")
    case .binary:
      Diagnostic(
        SyntaxKinds.binaryFile, message: "this is not a text file", span: span,
        label: "a zero byte", help: "give the name of a `.quill` file")
    case .tooDeep:
      Diagnostic(
        SyntaxKinds.nestedTooDeeply,
        message: "this is nested more than \(Limits.nesting) levels deep", span: span,
        label: "one level too many", help: "name the inner parts with `let`")
    case .tooTall:
      Diagnostic(
        SyntaxKinds.expressionTooLong, message: "this expression is too long to read", span: span,
        label: "more than \(Limits.height) steps inside one another",
        help: "name parts of it with `let`")
    case .tooMany:
      Diagnostic(
        SyntaxKinds.tooManyProblems,
        message: "there are more than \(Limits.problems) problems; the rest is not shown",
        span: span,
        help: "mend the first ones and check again")
    }
  }
}

/// `262_144`
func grouped(_ number: Int) -> String {
  var digits = Array(String(number))
  var index = digits.count - 3
  while index > 0 {
    digits.insert("_", at: index)
    index -= 3
  }
  return String(digits)
}

func hexadecimal(_ value: UInt32, digits: Int) -> String {
  let text = String(value, radix: 16, uppercase: true)
  return String(repeating: "0", count: Swift.max(0, digits - text.count)) + text
}
