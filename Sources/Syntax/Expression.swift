/// An expression. `height` is its depth as a tree; the parser refuses what exceeds `Limits.height`,
/// so that every recursion over a tree ends on any stack.
public struct Expression: Sendable {
  public let kind: Kind
  public let span: Span
  public let height: Int

  /// What it is.
  public indirect enum Kind: Sendable {
    /// A number as written (`2%` is `number(2, .percent)`).
    case number(Double, Unit?)
    case duration(Int, TimeUnit)
    case date(DateLiteral)
    case text(TextTemplate)
    case bool(Bool)
    case missing
    case name(String)
    case previous
    case unary(UnaryOperator, Expression)
    case binary(BinaryOperator, Expression, Expression)
    case index(Expression, Expression)
    case field(Expression, Name)
    case call(Name, [Argument])
    /// `sum(i in 0..<n: body)`; the name is one of `sum any all count max min avg`.
    case fold(Name, variable: Name, range: RangeExpression, body: Expression)
    /// `fold(i in 0..<n: from FIRST next NEXT)`
    case foldFrom(variable: Name, range: RangeExpression, first: Expression, next: Expression)
    case conditional(Expression, Expression, Expression)
    case match(Expression, [Arm])
    case block([Binding], Expression)
    case from(first: Expression, next: Expression)
    case on(Clock, Expression)
    case record([Field])
    case tuple([Expression])
    /// What could not be read; a problem has been reported.
    case hole
  }

  public init(_ kind: Kind, _ span: Span) {
    self.kind = kind
    self.span = span
    self.height = 1 + Expression.tallest(kind)
  }

  /// The direct parts, in source order.
  public var children: [Expression] { Expression.children(kind) }

  /// Spelt out for the frequent kinds, so that no array is built for every node.
  private static func tallest(_ kind: Kind) -> Int {
    switch kind {
    case .number, .duration, .date, .bool, .missing, .name, .previous, .hole: 0
    case .unary(_, let operand): operand.height
    case .binary(_, let left, let right), .index(let left, let right):
      Swift.max(left.height, right.height)
    case .field(let base, _): base.height
    case .call(_, let arguments): arguments.reduce(0) { Swift.max($0, $1.value.height) }
    default: children(kind).reduce(0) { Swift.max($0, $1.height) }
    }
  }

  private static func children(_ kind: Kind) -> [Expression] {
    switch kind {
    case .number, .duration, .date, .bool, .missing, .name, .previous, .hole: []
    case .text(let text): text.values
    case .unary(_, let operand): [operand]
    case .binary(_, let left, let right), .index(let left, let right): [left, right]
    case .field(let base, _): [base]
    case .call(_, let arguments): arguments.map(\.value)
    case .fold(_, _, let range, let body): range.children + [body]
    case .foldFrom(_, let range, let first, let next): range.children + [first, next]
    case .conditional(let condition, let yes, let no): [condition, yes, no]
    case .match(let subject, let arms): [subject] + arms.map(\.value)
    case .block(let bindings, let result): bindings.map(\.value) + [result]
    case .from(let first, let next): [first, next]
    case .on(let clock, let body): clock.children + [body]
    case .record(let fields): fields.map(\.value)
    case .tuple(let parts): parts
    }
  }
}

/// What is glued to a number.
public enum Unit: String, Sendable, Hashable, CaseIterable { case percent, bps, risk, ticks }

/// What a duration counts.
public enum TimeUnit: String, Sendable, Hashable, CaseIterable {
  case second = "s"
  case minute = "m"
  case hour = "h"
  case day = "d"
  case week = "w"
  case month = "mo"
  case year = "y"
}

/// `2020-01-01`, `2020-01-01T09:30`, `2020-01-01T09:30:00Z`, `...+02:00`
public struct DateLiteral: Sendable, Hashable {
  /// Where a time without more is.
  public enum Zone: Sendable, Hashable {
    case instrument
    case offset(minutes: Int)
  }
  public let year: Int
  public let month: Int
  public let day: Int
  /// Seconds since midnight.
  public let seconds: Int
  public let zone: Zone
  public init(year: Int, month: Int, day: Int, seconds: Int, zone: Zone) {
    self.year = year
    self.month = month
    self.day = day
    self.seconds = seconds
    self.zone = zone
  }
}

/// An operator before its operand.
public enum UnaryOperator: String, Sendable, Hashable, CaseIterable {
  case negate = "-"
  case not
}

/// An operator between two operands, as it is spelled.
public enum BinaryOperator: String, Sendable, Hashable, CaseIterable {
  case or, and
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case crossesAbove = "crosses above"
  case crossesBelow = "crosses below"
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case coalesce = "??"
  case power = "^"
}

/// A positional or named argument.
public struct Argument: Sendable {
  public let label: Name?
  public let value: Expression
  public init(label: Name?, value: Expression) {
    self.label = label
    self.value = value
  }
}

/// `name: value`
public struct Field: Sendable {
  public let name: Name
  public let value: Expression
  public init(name: Name, value: Expression) {
    self.name = name
    self.value = value
  }
}

/// `pattern => value`; a missing pattern is `else`.
public struct Arm: Sendable {
  public let pattern: Expression?
  public let value: Expression
  public let span: Span
  public init(pattern: Expression?, value: Expression, span: Span) {
    self.pattern = pattern
    self.value = value
    self.span = span
  }
}

/// `a..b` (closed) or `a..<b`; `upper` is missing where a single value stands for a range of one.
public struct RangeExpression: Sendable {
  public let lower: Expression
  public let upper: Expression?
  public let closed: Bool
  public let span: Span
  public init(lower: Expression, upper: Expression?, closed: Bool, span: Span) {
    self.lower = lower
    self.upper = upper
    self.closed = closed
    self.span = span
  }
  public var children: [Expression] { upper.map { [lower, $0] } ?? [lower] }
}

/// The clock of `on CLOCK { ... }`.
public enum Clock: Sendable {
  /// `on 1d`
  case timeframe(Expression)
  /// `on "SPY"` or `on "SPY", 1d`
  case instrument(TextTemplate, timeframe: Expression?)
  /// `on C`: ticks at the bars where C holds
  case condition(Expression)

  public var children: [Expression] {
    switch self {
    case .timeframe(let frame): [frame]
    case .instrument(let text, let frame): text.values + (frame.map { [$0] } ?? [])
    case .condition(let condition): [condition]
    }
  }
}

/// A text with holes: `"{symbol}: rsi {pulse:.1}"`.
public struct TextTemplate: Sendable {
  /// A part of the tree.
  public enum Part: Sendable {
    /// The text itself, escapes already read (`{{` is one brace).
    case literal(String)
    /// `{EXPR}` or `{EXPR:FORMAT}`
    case value(Expression, format: String?)
  }
  public let parts: [Part]
  public let span: Span
  public init(parts: [Part], span: Span) {
    self.parts = parts
    self.span = span
  }

  /// The whole text when it has no holes.
  public var plain: String? {
    var text = ""
    for part in parts {
      guard case .literal(let piece) = part else { return nil }
      text += piece
    }
    return text
  }

  public var values: [Expression] {
    parts.compactMap { if case .value(let value, _) = $0 { value } else { nil } }
  }
}
