/// What the parser makes of a file: its items in order. Every node carries its span.
///
/// The tree is plain values; a part that could not be read is an `Expression` of kind `.hole`, so
/// that every later phase can go on and say what else is wrong.
public struct SyntaxTree: Sendable {
  /// `quill 1`: the edition the file was written for, when it says so.
  public var edition: Edition?
  public var items: [Item]

  /// The edition a file names.
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

  /// What it is.
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

/// `strategy "Title"`: what kind of file it is.
public struct Header: Sendable {
  /// What it is.
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
  /// The values a parameter may take.
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
  /// What a binding names.
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
  /// A parameter of a function.
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

/// Which way an entry goes.
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
  /// Which entries an exit speaks of.
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
  /// What a size counts.
  public enum SizeUnit: String, Sendable { case share, units, cash }
  /// How long an order rests.
  public enum Duration: Sendable {
    case bars(Expression)
    case time(Expression)
  }
  /// What it is.
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
  /// What it is.
  public enum Kind: Sendable {
    case maxDrawdown(Expression)
    case maxDailyLoss(Expression)
    case maxPosition(Expression)
    case maxSector(Expression)
    case maxExposure(Expression)
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
  /// What it is.
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
  /// One line of a test.
  public struct Step: Sendable {
    /// What it is.
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
  /// A part of the tree.
  public enum Bars: Sendable {
    /// `bars from "file.csv"`
    case file(TextTemplate)
    /// `bars close: ramp(1, 2, 3), dip(5%, 8)`: a sequence of shapes for one column
    case shapes(column: Name?, [Expression])
    /// `bars (o, h, l, c[, v]), ...`: literal rows
    case rows([Expression])
  }
  /// What must hold, and where.
  public struct Expectation: Sendable {
    /// What is expected.
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
