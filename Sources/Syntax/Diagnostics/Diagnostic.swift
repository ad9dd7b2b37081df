/// One problem of a source text, as data: what, where, why, and what to do about it.
public struct Diagnostic: Sendable {
  /// How bad it is: an error leaves no program.
  public enum Severity: String, Sendable, Hashable, CaseIterable { case error, warning, hint }

  /// A further place that explains the problem ("`slow` is a parameter here").
  public struct Note: Sendable {
    public let span: Span?
    public let text: String
    public init(_ text: String, at span: Span? = nil) {
      self.span = span
      self.text = text
    }
  }

  /// Edits a tool can apply, and what they do in words.
  public struct Fix: Sendable {
    /// Text to put in the place of a span.
    public struct Edit: Sendable {
      public let span: Span
      public let replacement: String
      public init(_ span: Span, _ replacement: String) {
        self.span = span
        self.replacement = replacement
      }
    }
    public let title: String
    public let edits: [Edit]
    /// True where another mending is as likely: an editor may offer it, `quill check --fix` leaves
    /// it to the trader.
    public let isGuess: Bool
    public init(title: String, edits: [Edit], isGuess: Bool = false) {
      self.title = title
      self.edits = edits
      self.isGuess = isGuess
    }
  }

  public let kind: DiagnosticKind
  public let severity: Severity
  /// A sentence in the trader's words, without a full stop.
  public let message: String
  public let span: Span
  /// A few words beside the caret.
  public let label: String?
  public let notes: [Note]
  public let help: String?
  public let fix: Fix?

  public var code: String { kind.code }

  public init(
    _ kind: DiagnosticKind, severity: Severity = .error, message: String, span: Span,
    label: String? = nil, notes: [Note] = [], help: String? = nil, fix: Fix? = nil
  ) {
    self.kind = kind
    self.severity = severity
    self.message = message
    self.span = span
    self.label = label
    self.notes = notes
    self.help = help
    self.fix = fix
  }
}

/// A stable code with its page: what `quill explain CODE` prints and `Grammar/diagnostics/CODE.md`
/// holds.
public struct DiagnosticKind: Sendable, Hashable {
  public let code: String
  public let title: String
  /// Why this is a problem and what to write instead, in a short paragraph or two.
  public let explanation: String
  /// A source text that has the problem; the page's test checks that it does.
  public let before: String
  /// The same, mended; the page's test checks that the problem is gone.
  public let after: String

  public init(_ code: String, _ title: String, explanation: String, before: String, after: String) {
    self.code = code
    self.title = title
    self.explanation = explanation
    self.before = before
    self.after = after
  }
}
