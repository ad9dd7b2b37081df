package import Console
import Syntax

/// What a session answers to one input: text for a person, and the same for a program.
package struct Reply {
  /// What the answer is about.
  package enum Kind: String, CaseIterable {
    case nothing, columns, facts, definition, orders, data, report, code, listing, help, file, error
    case goodbye
  }

  package let kind: Kind
  /// Lines for a person, each ended; empty when there is nothing to say.
  package let text: String
  /// What `--json` adds for this kind.
  package let fields: [(String, JSON)]

  init(_ kind: Kind, _ text: String, _ fields: [(String, JSON)] = []) {
    self.kind = kind
    self.text = text
    self.fields = fields
  }

  package var isError: Bool { kind == .error }

  /// One object, as `Grammar/schemas/repl.json` has it.
  package var json: JSON {
    .object(
      [
        ("schema", "quill.repl/1"), ("kind", .text(kind.rawValue)), ("ok", .bool(!isError)),
        ("text", .text(text)),
      ] + fields)
  }

  /// Problems of a text, drawn in it.
  static func problems(_ diagnostics: [Diagnostic], in source: Source, colored: Bool) -> Reply {
    let text = diagnostics.map { $0.terminalText(in: source, colored: colored) }
    return Reply(
      .error, text.joined(separator: "\n") + "\n",
      [("problems", .array(diagnostics.map { $0.json(in: source) }))])
  }
}
