/// What parsing makes of a text: always a tree, and what is wrong with it.
public struct ParseResult: Sendable {
  public let source: Source
  public let tree: SyntaxTree
  /// In the order of the text; empty when the text is well formed.
  public let diagnostics: [Diagnostic]
  /// Every comment, in the order of the text.
  public let comments: [Comment]
  /// How many levels deep the text goes, as `Limits.nesting` counts them.
  let nesting: Int
}

/// Parses a whole file. Never fails: what could not be read is a hole in the tree and a diagnostic.
public func parse(_ source: Source) -> ParseResult {
  if let refused = refusal(of: source) {
    return ParseResult(
      source: source, tree: SyntaxTree(), diagnostics: [refused], comments: [], nesting: 0)
  }
  var parser = Parser(source)
  let tree = parser.file()
  return ParseResult(
    source: source, tree: tree, diagnostics: parser.diagnostics, comments: parser.comments,
    nesting: parser.deepest)
}

/// Parses a text that is one expression, as in `quill eval EXPR`.
public func parseExpression(_ source: Source) -> (Expression, [Diagnostic]) {
  if let refused = refusal(of: source) {
    return (Expression(.hole, Span(0, source.bytes.count)), [refused])
  }
  var parser = Parser(source)
  let value = parser.expression()
  parser.expectEnd()
  return (value, parser.diagnostics)
}

extension Source {
  /// The problem of a file with so many bytes, if that is too many. Lets a command refuse a file
  /// before it is read.
  public static func tooLarge(byteCount: Int) -> Diagnostic? {
    guard byteCount > Limits.sourceBytes else { return nil }
    return SyntaxProblem.file(.tooLarge(bytes: byteCount)).diagnostic(at: .none)
  }
}

/// What makes a text not worth lexing: its length, or bytes that no text holds.
private func refusal(of source: Source) -> Diagnostic? {
  if let refused = Source.tooLarge(byteCount: source.bytes.count) { return refused }
  guard let zero = source.bytes.firstIndex(of: 0) else { return nil }
  return SyntaxProblem.file(.binary).diagnostic(at: Span(zero, zero + 1))
}
