/// The smallest piece of a source text that means something, as a kind and two byte offsets.
struct Token: Sendable {
  enum Kind: UInt8, Sendable {
    case endOfFile
    /// A word: reserved, special in its place, or a plain name.
    case name
    /// A number without a unit, with a glued `%`, `bps` or `R`, a duration, a date.
    case number, quantity, duration, date
    /// A text is `textOpen (textPiece | holeOpen … [holeFormat] holeClose)* textClose`.
    case textOpen, textPiece, holeOpen, holeFormat, holeClose, textClose
    case parenOpen, parenClose, squareOpen, squareClose, braceOpen, braceClose
    case comma, semicolon, colon, dot, range, rangeBelow
    case assign, arrow
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
    case plus, minus, star, slash, power, coalesce
    /// What other languages write: recognised so that the problem can say what to write here.
    case colonAssign, compoundAssign, doubleAnd, doubleOr, bang, angles, doubleStar, question,
      percent
    /// A literal, a text or characters with a problem that has been reported already.
    case spoiltLiteral, spoiltText, spoilt
  }

  let kind: Kind
  let word: Word
  /// Nothing but blanks stands before it on its line.
  let startsLine: Bool
  private let low: Int32
  private let high: Int32

  var start: Int { Int(low) }
  var end: Int { Int(high) }
  var span: Span { Span(start, end) }

  init(_ kind: Kind, word: Word = .plain, startsLine: Bool, _ start: Int, _ end: Int) {
    self.kind = kind
    self.word = word
    self.startsLine = startsLine
    // A source is at most `Limits.sourceBytes` long, so both offsets fit.
    self.low = Int32(truncatingIfNeeded: start)
    self.high = Int32(truncatingIfNeeded: end)
  }
}

/// A comment where it stands, from `//` to the last visible character of its line.
public struct Comment: Sendable, Hashable {
  public let span: Span
  /// Nothing but blanks stands before it on its line.
  public let ownLine: Bool

  public init(span: Span, ownLine: Bool) {
    self.span = span
    self.ownLine = ownLine
  }
}
