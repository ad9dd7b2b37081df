public import Syntax

/// A file whose problems have been mended as far as tools can.
public struct Mended: Sendable {
  /// One fix that was made.
  public struct Change: Sendable {
    /// The problem, and the text in which it stood.
    public let problem: Diagnostic
    public let source: Source
    /// The same text with the fix in it, alone with the others of its round.
    public let after: Source
  }

  /// The text as it is now; the one that was given where nothing could be mended.
  public private(set) var source: Source
  public private(set) var compilation: Compilation
  /// In the order in which they were made.
  public private(set) var changes: [Change] = []

  /// How often the problems of what the last fixes gave are mended in turn. Every round leaves less
  /// to mend, but for fixes that undo each other.
  private static let rounds = 12

  /// Mends a file: fixes are applied, what they give is compiled and mended again. A fix that makes
  /// the file worse is not made; see `Standing`.
  ///
  /// - Parameters:
  ///   - guesses: also applies fixes that are only likely.
  ///   - compile: what is wrong with a text.
  public init(
    _ source: Source, guesses: Bool = false,
    compile: (Source) -> Compilation = { Compiler.compile($0) }
  ) {
    self.source = source
    self.compilation = compile(source)
    for _ in 0..<Mended.rounds {
      guard advance(guesses, compile) else { return }
    }
  }

  /// One round: all fixes together, or where that makes things worse each of them alone. False when
  /// nothing was changed.
  private mutating func advance(_ guesses: Bool, _ compile: (Source) -> Compilation) -> Bool {
    let problems = compilation.diagnostics
    if attempt(problems, guesses, compile) { return true }
    // One bad fix must not keep the good ones away.
    return problems.contains { attempt([$0], guesses, compile) }
  }

  /// Applies the fixes of some problems, if that leaves the file better than it is.
  private mutating func attempt(
    _ problems: [Diagnostic], _ guesses: Bool, _ compile: (Source) -> Compilation
  ) -> Bool {
    let mending = Mending(of: source, problems, guesses: guesses)
    guard !mending.applied.isEmpty, mending.bytes.count <= Limits.sourceBytes else { return false }
    let after = Source(name: source.name, bytes: mending.bytes)
    let compiled = compile(after)
    let before = Standing(compilation, bytes: source.bytes.count)
    guard Standing(compiled, bytes: mending.bytes.count) < before else { return false }
    changes += mending.applied.map { Change(problem: $0, source: source, after: after) }
    source = after
    compilation = compiled
    return true
  }
}

/// How well a file stands: a lower one is better. What cannot be read hides what it means, so
/// problems of the syntax count first, then errors, warnings and hints: a fix may bring to light
/// what was wrong all along, but never add to what it was of the same kind.
struct Standing: Comparable {
  /// Bytes behind the last problem that is shown, where there are more problems than are shown.
  let unseen: Int
  let unread: Int
  let errors: Int
  let warnings: Int
  let hints: Int

  init(_ compilation: Compilation, bytes: Int) {
    let problems = compilation.diagnostics
    unseen =
      problems.count < Limits.problems
      ? 0 : max(1, bytes - (problems.last?.span.start ?? 0))
    func count(_ severity: Diagnostic.Severity) -> Int {
      problems.count { $0.severity == severity }
    }
    unread = problems.count { $0.severity == .error && $0.code < "E0100" }
    errors = count(.error)
    warnings = count(.warning)
    hints = count(.hint)
  }

  static func < (left: Standing, right: Standing) -> Bool {
    (left.unseen, left.unread, left.errors, left.warnings, left.hints)
      < (right.unseen, right.unread, right.errors, right.warnings, right.hints)
  }
}
