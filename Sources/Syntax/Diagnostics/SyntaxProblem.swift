/// What is wrong with a text, as facts; the words are `diagnostic(at:)`'s.
enum SyntaxProblem: Sendable {
  case file(FileProblem)
  case character(CharacterProblem)
  case literal(LiteralProblem)
  case structure(StructureProblem)
  case operation(OperationProblem)
  case statement(StatementProblem)

  /// The problem in words, for the place where it stands.
  func diagnostic(at span: Span) -> Diagnostic {
    switch self {
    case .file(let problem): problem.diagnostic(at: span)
    case .character(let problem): problem.diagnostic(at: span)
    case .literal(let problem): problem.diagnostic(at: span)
    case .structure(let problem): problem.diagnostic(at: span)
    case .operation(let problem): problem.diagnostic(at: span)
    case .statement(let problem): problem.diagnostic(at: span)
    }
  }
}

struct LocatedProblem: Sendable {
  let problem: SyntaxProblem
  let span: Span

  init(_ problem: SyntaxProblem, _ span: Span) {
    self.problem = problem
    self.span = span
  }

  var diagnostic: Diagnostic { problem.diagnostic(at: span) }
}

extension Diagnostic.Fix {
  /// A fix of one edit.
  init(_ title: String, _ span: Span, _ replacement: String, isGuess: Bool = false) {
    self.init(title: title, edits: [Edit(span, replacement)], isGuess: isGuess)
  }
}

/// `a`, `a or b`, `a, b or c`, each between back quotes.
func alternatives(_ words: [String]) -> String {
  let quoted = words.map { "`\($0)`" }
  guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "" }
  return quoted.dropLast().joined(separator: ", ") + " or " + last
}

func didYouMean(_ words: [String]) -> String? {
  words.isEmpty ? nil : "did you mean \(alternatives(words))?"
}

/// A piece of source text for a message, cut where it would be a burden.
func shortened(_ text: String) -> String {
  text.utf8.count <= 40 ? text : String(text.unicodeScalars.prefix(36)) + "..."
}
