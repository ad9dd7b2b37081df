public import Machine
public import Syntax

/// What compiling makes of a text: a program when nothing is wrong, and in any case all that is to
/// be said.
public struct Compilation: Sendable {
  /// Missing when there is an error.
  public let program: Program?
  /// Sorted by their place in the text; for several expressions one text after the other.
  public let diagnostics: [Diagnostic]
  /// For each diagnostic the number of the text it is about: 0, but for `compile(expressions:)`; -1
  /// is the file that expressions stand within.
  public let texts: [Int]
  /// What is known of each name and order, in the order of the text.
  public let facts: [Fact]

  /// The tests of the file, where it has any and nothing is wrong.
  public internal(set) var tests: TestSuite?

  /// True when something is wrong, warnings aside.
  public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}
