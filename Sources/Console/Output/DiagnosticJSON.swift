package import Syntax

extension Diagnostic {
  package func json(in source: Source) -> JSON {
    let (start, end) = (source.place(span.start), source.place(span.end))
    return .object([
      ("code", .text(code)), ("severity", .text(severity.rawValue)), ("message", .text(message)),
      ("line", .integer(start.line)), ("column", .integer(start.column)),
      ("end_line", .integer(end.line)), ("end_column", .integer(end.column)),
      ("label", .optional(label)), ("help", .optional(help)),
      (
        "notes",
        .array(
          notes.map { note in
            .object([
              ("message", .text(note.text)),
              ("line", note.span.map { .integer(source.place($0.start).line) } ?? .null),
            ])
          })
      ),
      ("fix", fix.map { $0.json(in: source) } ?? .null),
    ])
  }
}

extension Diagnostic.Fix {
  fileprivate func json(in source: Source) -> JSON {
    .object([
      ("title", .text(title)), ("guess", .bool(isGuess)),
      (
        "edits",
        .array(
          edits.map {
            .object([
              ("start", .integer($0.span.start)), ("end", .integer($0.span.end)),
              ("replacement", .text($0.replacement)),
            ])
          })
      ),
    ])
  }
}
