/// What the parser makes of a file: its items in order. Every node carries its span.
///
/// The tree is plain values; a part that could not be read is an `Expression` of kind `.hole`, so that
/// every later phase can go on and say what else is wrong.
public struct SyntaxTree: Sendable {
  /// `quill 1`: the edition the file was written for, when it says so.
  public var edition: Edition?
  public var items: [Item]

  public struct Edition: Sendable, Hashable {
    public let number: Int
    public let span: Span
    public init(number: Int, span: Span) {
      self.number = number
      self.span = span
    }
  }

  public init(edition: Edition? = nil, items: [Item] = []) {
    self.edition = edition
    self.items = items
  }
}

/// An identifier where it stands.
public struct Name: Hashable, Sendable {
  public let text: String
  public let span: Span
  public init(_ text: String, _ span: Span) {
    self.text = text
    self.span = span
  }
}

// MARK: - Items

/// One statement of a file.
public struct Item: Sendable {
  public let kind: Kind
  public let span: Span

  public init(_ kind: Kind, _ span: Span) {
    self.kind = kind
    self.span = span
  }

  public indirect enum Kind: Sendable {
    case header(Header)
    case parameter(Parameter)
    case require(Expression)
    case binding(Binding)
    case function(Function)
    case column(Name)
    case use(Import)
    case enter(Enter)
    case exit(Exit)
    case entries(Entries)
    case each(Each)
    case allocate(Allocate)
    case pyramid(Expression)
    /// `cooldown 5 bars`
    case cooldown(Expression)
    /// `reversal off` (or `on`)
    case reversal(Bool)
    case limits([Limit])
    case assume([Assumption])
    case history(History)
    case universe([Expression])
    case alert(Alert)
    case plot(Plot)
    case test(Test)
  }
}

public struct Header: Sendable {
  public enum Kind: String, Sendable, CaseIterable { case strategy, portfolio, indicator, library }
  public let kind: Kind
  public let title: TextTemplate
  public init(kind: Kind, title: TextTemplate) {
    self.kind = kind
    self.title = title
  }
}

/// `param fast = 14 in 5..30 step 5`
public struct Parameter: Sendable {
  public enum Domain: Sendable {
    case range(RangeExpression, step: Expression?)
    case set([Expression])
  }
  public let name: Name
  public let value: Expression
  public let domain: Domain?
  public init(name: Name, value: Expression, domain: Domain?) {
    self.name = name
    self.value = value
    self.domain = domain
  }
}

/// `let x = e` or `let (a, b) = e`
public struct Binding: Sendable {
  public enum Pattern: Sendable {
    case name(Name)
    case tuple([Name], Span)
  }
  public let pattern: Pattern
  public let value: Expression
  public init(pattern: Pattern, value: Expression) {
    self.pattern = pattern
    self.value = value
  }
}

/// `fn zscore(x, n = 20) = expression`
public struct Function: Sendable {
  public struct Formal: Sendable {
    public let name: Name
    public let standard: Expression?
    public init(name: Name, standard: Expression?) {
      self.name = name
      self.standard = standard
    }
  }
  public let name: Name
  public let formals: [Formal]
  public let body: Expression
  public init(name: Name, formals: [Formal], body: Expression) {
    self.name = name
    self.formals = formals
    self.body = body
  }
}

/// `import "path" as name`
public struct Import: Sendable {
  public let path: TextTemplate
  public let name: Name
  public init(path: TextTemplate, name: Name) {
    self.path = path
    self.name = name
  }
}

public enum Side: String, Sendable, Hashable, CaseIterable { case long, short }

/// `enter long "tag" CLAUSES`
public struct Enter: Sendable {
  public let side: Side
  public let tag: TextTemplate?
  public let clauses: [Clause]
  public init(side: Side, tag: TextTemplate?, clauses: [Clause]) {
    self.side = side
    self.tag = tag
    self.clauses = clauses
  }
}

/// `exit 50% of long CLAUSES`
public struct Exit: Sendable {
  public enum Selector: Sendable {
    case all
    case side(Side)
    case tag(TextTemplate)
  }
  public let share: Expression?
  public let selector: Selector
  public let clauses: [Clause]
  public init(share: Expression?, selector: Selector, clauses: [Clause]) {
    self.share = share
    self.selector = selector
    self.clauses = clauses
  }
}

/// `entries long CLAUSES`
public struct Entries: Sendable {
  public let side: Side?
  public let clauses: [Clause]
  public init(side: Side?, clauses: [Clause]) {
    self.side = side
    self.clauses = clauses
  }
}

/// A clause of `enter`, `exit` or `entries`.
public struct Clause: Sendable {
  public enum SizeUnit: String, Sendable { case share, units, cash }
  public enum Duration: Sendable {
    case bars(Expression)
    case time(Expression)
  }
  public indirect enum Kind: Sendable {
    case when(Expression)
    /// `at P`: a limit
    case at(Expression)
    /// `beyond P [at Q]`: a stop, or with `at` a stop-limit
    case beyond(Expression, at: Expression?)
    case lasting(Duration)
    case until(Expression)
    case untilFilled
    case size(Expression, SizeUnit)
    case risk(Expression)
    case stop(Price)
    case target(Price)
    case trail(Expression, after: Expression?)
  }
  /// `stop D` is a distance, `stop at L` a level.
  public enum Price: Sendable {
    case distance(Expression)
    case level(Expression)
  }
  public let kind: Kind
  public let span: Span
  public init(_ kind: Kind, _ span: Span) {
    self.kind = kind
    self.span = span
  }
}

/// `each i in 1..4 { ... }`: unrolled when compiled.
public struct Each: Sendable {
  public let variable: Name
  public let range: RangeExpression
  public let items: [Item]
  public init(variable: Name, range: RangeExpression, items: [Item]) {
    self.variable = variable
    self.range = range
    self.items = items
  }
}

/// `allocate E band B when C`
public struct Allocate: Sendable {
  public let target: Expression
  public let band: Expression?
  public let when: Expression?
  public init(target: Expression, band: Expression?, when: Expression?) {
    self.target = target
    self.band = band
    self.when = when
  }
}

/// One entry of `limits { ... }`.
public struct Limit: Sendable {
  public enum Kind: Sendable {
    case maxDrawdown(Expression)
    case maxDailyLoss(Expression)
    case maxPosition(Expression)
    case maxOrders(Expression, per: Expression)
  }
  public let kind: Kind
  public let flatten: Bool
  public let span: Span
  public init(kind: Kind, flatten: Bool, span: Span) {
    self.kind = kind
    self.flatten = flatten
    self.span = span
  }
}

/// One entry of `assume { ... }`.
public struct Assumption: Sendable {
  public enum Kind: Sendable {
    case bars(Expression)
    case capital(Expression)
    case fee(Expression)
    case slippage(Expression)
  }
  public let kind: Kind
  public let span: Span
  public init(kind: Kind, span: Span) {
    self.kind = kind
    self.span = span
  }
}

/// `history 2_000 bars` or `history since 2020-01-01`
public enum History: Sendable {
  case bars(Expression)
  case since(Expression)
}

/// `alert "text" when C with price: close, stop: low`
public struct Alert: Sendable {
  public let text: TextTemplate
  public let when: Expression?
  public let values: [Field]
  public init(text: TextTemplate, when: Expression?, values: [Field]) {
    self.text = text
    self.when = when
    self.values = values
  }
}

/// `plot a, b in "pane" levels 30, 70`
public struct Plot: Sendable {
  public let series: [Expression]
  public let pane: TextTemplate?
  public let levels: [Expression]
  public init(series: [Expression], pane: TextTemplate?, levels: [Expression]) {
    self.series = series
    self.pane = pane
    self.levels = levels
  }
}

/// `test "name" { ... }`
public struct Test: Sendable {
  public struct Step: Sendable {
    public indirect enum Kind: Sendable {
      case bars(Bars)
      case parameter(Name, Expression)
      case expect(Expectation)
    }
    public let kind: Kind
    public let span: Span
    public init(_ kind: Kind, _ span: Span) {
      self.kind = kind
      self.span = span
    }
  }
  public enum Bars: Sendable {
    /// `bars from "file.csv"`
    case file(TextTemplate)
    /// `bars close: ramp(1, 2, 3), dip(5%, 8)`: a sequence of shapes for one column
    case shapes(column: Name?, [Expression])
    /// `bars (o, h, l, c[, v]), ...`: literal rows
    case rows([Expression])
  }
  public struct Expectation: Sendable {
    public indirect enum Subject: Sendable {
      /// `entered`, `exited`, `refused`, `filled`
      case event(Name, side: Side?, tag: TextTemplate?)
      /// `alerted "text"`
      case alerted(TextTemplate?)
      case holds(Expression)
    }
    public let never: Bool
    public let subject: Subject
    /// A bar or a range of bars.
    public let at: RangeExpression?
    public init(never: Bool, subject: Subject, at: RangeExpression?) {
      self.never = never
      self.subject = subject
      self.at = at
    }
  }
  public let name: TextTemplate
  public let steps: [Step]
  public init(name: TextTemplate, steps: [Step]) {
    self.name = name
    self.steps = steps
  }
}

// MARK: - Expressions

/// An expression. `height` is its depth as a tree; the parser refuses what exceeds `Limits.height`, so
/// that every recursion over a tree ends on any stack.
public struct Expression: Sendable {
  public let kind: Kind
  public let span: Span
  public let height: Int

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

public enum Unit: String, Sendable, Hashable, CaseIterable { case percent, bps, risk, ticks }

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

public enum UnaryOperator: String, Sendable, Hashable, CaseIterable {
  case negate = "-"
  case not
}

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
