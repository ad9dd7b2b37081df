internal import Machine
internal import Syntax

/// Walks the tree of a file and turns what it says into the nodes of a graph: names become values,
/// functions are expanded at their calls, types and binding times are checked on the way.
///
/// A name is elaborated when it is first used, so the order of declarations does not matter.
struct Elaborator {
  /// What bounds the work on any file.
  enum Bound {
    /// Expressions met while functions are expanded, and nodes of the graph.
    static let expansion = 100_000
    /// Calls inside calls.
    static let calls = 128
    /// Expressions inside one another, through names and calls.
    static let depth = 500
  }

  /// A function with what it is called with; a definition of the prelude has no declaration.
  struct Expansion: Hashable {
    let name: String
    let declaration: Int?
    /// Nothing for what the call leaves out.
    let arguments: [Value?]
    /// The clock whose bars its body counts.
    let clock: Int
  }

  /// A call being expanded.
  struct ActiveCall {
    let name: String
    /// The declaration, or nothing for a definition of the prelude.
    let declaration: Int?
    let span: Span
  }

  var source: Source
  /// False for `quill eval`, which has no account.
  let hasAccount: Bool
  /// False when parts of the text could not be read: then nothing is said of what seems to be
  /// missing.
  var isWhole = true
  /// What the file is called.
  var title = ""
  /// The tags of all entries of the file.
  var tags: [String] = []
  /// The sides that entries go to.
  var sides: Set<OrderStatement.Direction> = []
  /// The clauses that `entries` gives to entries, in file order.
  var defaults: [Entries] = []
  /// True when an `enter` has a stop, and when an `exit` has one.
  var entriesHaveStop = false
  var exitsHaveStop = false
  /// True when there are entries whose tags are not known.
  var hasOpenTags = false
  var graph = Graph()
  var scopes = [Scope(parent: nil)]
  var declarations: [Declaration] = []
  var parameters: [ParameterEntry] = []
  var orders: [OrderEntry] = []
  var requirements: [RequirementEntry] = []
  var plots: [PlotEntry] = []
  var alerts: [AlertEntry] = []
  /// The title and the tags that speak of parameters.
  var namings: [NamingEntry] = []
  /// The variables of the `each` around, with their numbers.
  var eachValues: [(name: String, value: Int)] = []
  /// The symbols of a portfolio, or the file that lists them.
  var universe: [String] = []
  /// What a run begins with, and where it is said.
  var assumptions = Assumptions()
  var assumed: [String: Span] = [:]
  /// What the nodes so far are numbers of.
  var dimensions = Dimensions()
  /// What kind of file it is.
  var kind = Header.Kind.strategy
  var rules = RuleEntries()
  /// What entries remember of the close that decided them.
  var remembered: [Edge] = []
  /// Where the statements stand that a file has once.
  var ruleSpans: [String: Span] = [:]
  var facts: [FactEntry] = []
  var tests: [TestEntry] = []
  /// Where each name of a test stands first.
  var testNames: [String: Span] = [:]
  /// What decides something, as it is met.
  var conditions: [ConditionEntry] = []
  /// False while tests are read: what they ask decides nothing.
  var isNoticing = true
  var diagnostics: [Diagnostic] = []
  /// For each diagnostic the number of its text, where there are several.
  var texts: [Int] = []

  /// Between which numbers the values of the graph lie.
  var boundsTable = BoundsTable()

  /// Names being elaborated, outermost first.
  var running: [Int] = []
  var calls: [ActiveCall] = []
  /// What calls gave: the same function of the same values is the same value, state included.
  var expansions: [Expansion: Value] = [:]
  /// True where a multiple of the risk such as `3R` means something.
  var allowsRisk = false
  /// The call of the prelude that is being expanded: everything in it is said to stand there.
  var site: Span?
  /// True while expressions of other texts use the names of the file: what is wrong inside of its
  /// functions is then said to stand at their calls.
  private(set) var isServingGuests = false
  /// True while a function that nothing calls is looked through.
  var isTryingOut = false
  /// How many `[n]` with a constant n >= 1 stand around, and how many where n is a parameter.
  var delay = 0
  var countedDelay = 0
  /// How often the past of a name that is being elaborated was asked for.
  var usedPasts = 0
  /// An `x[n]` that is one side of a comparison, and the other side.
  var compared: (index: Span, other: Span)?
  var depth = 0
  /// How many folds of the machine stand around, and how many that are being written out.
  var foldDepth = 0
  var unrolling = 0
  var steps = 0
  /// How many more words are compared with a misspelt one; a file full of them is not worth more.
  var patience = 6_000
  /// How many more bytes may be read again to see whether a fix needs parentheses.
  var rereading = 200_000
  private var isExhausted = false
  private var reported: Set<Reported> = []

  /// Problems of another text are new ones, wherever they stand.
  mutating func turn(to source: Source) {
    self.source = source
    reported = []
  }

  /// The file has been read; from here on other texts use its names.
  mutating func beginGuests() {
    isServingGuests = true
    diagnostics = []
    texts = []
    facts = []
  }

  private struct Reported: Hashable {
    let code: String
    let span: Span
    let message: String
  }

  /// The scope of the file.
  static let file = 0

  /// Imported files, by path their scopes, and those being read.
  var library = Library { _ in .refused("there are no other files here") }
  var libraries: [String: Int] = [:]
  var importing: [String] = []

  init(_ source: Source, hasAccount: Bool) {
    self.source = source
    self.hasAccount = hasAccount
  }

  /// Where something stands, for the reader: inside the prelude, where it was called.
  func place(_ span: Span) -> Span { site ?? span }

  mutating func report(_ problem: Problem, at span: Span) {
    var diagnostic = problem.diagnostic(at: place(span))
    if site == nil, !isTryingOut, let call = calls.last {
      diagnostic = diagnostic.adding(.init("`\(call.name)` is called here", at: call.span))
    }
    let key = Reported(
      code: diagnostic.code, span: diagnostic.span, message: diagnostic.message)
    guard reported.insert(key).inserted else { return }
    diagnostics.append(diagnostic)
  }

  /// Counts an expression; false when there are too many, or they stand too deep in one another.
  mutating func admits(_ span: Span) -> Bool {
    if !calls.isEmpty || unrolling > 0 { steps += 1 }
    if steps > Bound.expansion || graph.nodes.count > Bound.expansion {
      if !isExhausted { report(.limit(.expansion), at: calls.first?.span ?? span) }
      isExhausted = true
    } else if depth >= Bound.depth {
      report(.limit(.depth), at: calls.first?.span ?? span)
      return false
    }
    return !isExhausted
  }
}

extension Diagnostic {
  /// The same with one more note.
  func adding(_ note: Note) -> Diagnostic {
    Diagnostic(
      kind, severity: severity, message: message, span: span, label: label, notes: notes + [note],
      help: help, fix: fix)
  }
}

/// A parameter with its standard value.
struct ParameterEntry {
  let name: String
  let standard: Double
  let domain: Program.Parameter.Domain?
  let node: NodeID
}

/// An order whose clauses are values.
struct OrderEntry {
  enum Kind {
    case enter(OrderStatement.Direction, tag: String?, size: (OrderStatement.SizeUnit, Edge)?)
    case exit(OrderStatement.Selector, share: Edge?)
    case allocate(OrderStatement.Direction, target: Edge, band: Edge?)
  }

  /// Where an entry waits, and while what flag holds it may stay.
  struct Placement {
    var at: Edge?
    var beyond: Edge?
    var keep: Edge?
  }

  struct Price {
    let form: OrderStatement.PriceForm
    let edge: Edge
  }

  struct Prices {
    var stop: Price?
    var target: Price?
    var trail: Price?
    var after: Price?

    var all: [Price] { [stop, target, trail, after].compactMap { $0 } }
  }

  let kind: Kind
  let when: Edge
  var placement: Placement?
  var prices: Prices?
  let span: Span

  /// Every value it is made of.
  var edges: [Edge] {
    var edges = [when]
    switch kind {
    case .enter(_, _, let size): if let size { edges.append(size.1) }
    case .exit(_, let share): if let share { edges.append(share) }
    case .allocate(_, let target, let band): edges += [target] + (band.map { [$0] } ?? [])
    }
    edges += [placement?.at, placement?.beyond, placement?.keep].compactMap { $0 }
    return edges + (prices?.all.map(\.edge) ?? [])
  }

  /// The same with other edges in place of its own.
  func mapping(_ change: (Edge) -> Edge) -> OrderEntry {
    let kind: Kind
    switch self.kind {
    case .enter(let direction, let tag, let size):
      kind = .enter(direction, tag: tag, size: size.map { ($0.0, change($0.1)) })
    case .exit(let selector, let share): kind = .exit(selector, share: share.map(change))
    case .allocate(let direction, let target, let band):
      kind = .allocate(direction, target: change(target), band: band.map(change))
    }
    func changed(_ price: Price?) -> Price? {
      price.map { Price(form: $0.form, edge: change($0.edge)) }
    }
    return OrderEntry(
      kind: kind, when: change(when),
      placement: placement.map {
        Placement(at: $0.at.map(change), beyond: $0.beyond.map(change), keep: $0.keep.map(change))
      },
      prices: prices.map {
        Prices(
          stop: changed($0.stop), target: changed($0.target), trail: changed($0.trail),
          after: changed($0.after))
      }, span: span)
  }
}

struct RequirementEntry {
  let flag: NodeID
  let text: String
}

/// What a fact will speak of, once the graph is complete.
struct FactEntry {
  let kind: Fact.Kind
  let name: String
  let span: Span
  let value: Value
  /// What the value is called when it is not its own type.
  var type: String?
}
