public import Syntax

/// A strategy with one small mistake in it. Tests that pass all the same would not have noticed.
public struct Mutant: Sendable, Hashable {
  /// What a mutant changes; `Grammar/language.md` lists them in this order.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// `<` becomes `<=` or `>`, `==` becomes `!=`.
    case comparison
    /// `crosses above` becomes `crosses below`.
    case cross
    /// `and` becomes `or`.
    case logic
    /// `not x` becomes `x`.
    case negation
    /// `+` becomes `-`, `*` becomes `/`.
    case arithmetic
    /// A number becomes a little more, and a little less.
    case constant
    /// The branches of an `if` change places.
    case branches
    /// `x[n]` becomes `x[n + 1]`, and `x[n - 1]`.
    case delay
    /// `long` becomes `short`.
    case side
    /// An order is left out.
    case order
  }

  /// A part of the text with another one in its place.
  public struct Edit: Sendable, Hashable {
    public let span: Span
    public let replacement: String
  }

  public let kind: Kind
  /// What is shown: the place of the change.
  public let span: Span
  /// What stood there and what stands there now, each on one line.
  public let was: String
  public let now: String
  /// In the order of the text, none inside another.
  let edits: [Edit]

  /// The whole text with the change.
  public func text(of source: Source) -> Source {
    var bytes = source.bytes
    for edit in edits.reversed() {
      bytes.replaceSubrange(edit.span.start..<edit.span.end, with: Array(edit.replacement.utf8))
    }
    return Source(name: source.name, bytes: bytes)
  }
}
