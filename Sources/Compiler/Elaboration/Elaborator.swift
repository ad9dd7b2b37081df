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
  /// What a run begins with, and where it is said.
  var assumptions = Assumptions()
  var assumed: [String: Span] = [:]
  /// What the nodes so far are numbers of.
  var dimensions = Dimensions()
  /// What kind of file it is.
  var kind = Header.Kind.strategy
  var facts: [FactEntry] = []
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
  }
  let kind: Kind
  let when: Edge
  let span: Span
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
