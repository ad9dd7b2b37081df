public import Machine
public import Syntax

/// What compiling makes of a text: a program when nothing is wrong, and in any case all that is to
/// be said.
public struct Compilation: Sendable {
  /// Missing when there is an error.
  public let program: Program?
  /// Sorted by their place in the text; for several expressions one text after the other.
  public private(set) var diagnostics: [Diagnostic]
  /// For each diagnostic the number of the text it is about: 0, but for `compile(expressions:)`; -1
  /// is the file that expressions stand within.
  public private(set) var texts: [Int]
  /// What is known of each name and order, in the order of the text.
  public let facts: [Fact]

  /// What kind of file it is; expressions by themselves are a strategy.
  public var kind = Header.Kind.strategy
  /// The paths of the imported files, also of those that are not there, in the order of their
  /// first import.
  public var imports: [String] = []
  /// What `quill check` says beside the problems, sorted by its place in the text.
  public var advice: [Diagnostic] = []

  /// Says the advice too; `strict` takes every warning for an error.
  public mutating func addAdvice(strict: Bool) {
    let all = (diagnostics + advice).enumerated().sorted {
      ($0.element.span.start, $0.offset) < ($1.element.span.start, $1.offset)
    }
    diagnostics = all.map { strict ? $0.element.strict : $0.element }
    texts = diagnostics.map { _ in 0 }
    advice = []
  }

  /// True when something is wrong, warnings aside.
  public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}

extension Diagnostic {
  /// The same, an error where it is a warning.
  fileprivate var strict: Diagnostic {
    guard severity == .warning else { return self }
    return Diagnostic(
      kind, severity: .error, message: message, span: span, label: label, notes: notes, help: help,
      fix: fix)
  }
}
