internal import Machine
internal import Syntax

/// What a column or a number fixed for a run is, to the trader.
enum ScalarType: Hashable {
  case number, flag, time, duration

  var bank: Bank {
    switch self {
    case .number: .number
    case .flag: .flag
    case .time, .duration: .word
    }
  }

  /// As a fact or a hover shows it.
  var spelling: String {
    switch self {
    case .number: "number"
    case .flag: "bool"
    case .time: "time"
    case .duration: "duration"
    }
  }

  /// In a sentence.
  var words: String {
    switch self {
    case .number: "a number"
    case .flag: "true or false"
    case .time: "a time"
    case .duration: "a length of time"
    }
  }
}

/// What an expression is while a file is elaborated. Records, tuples and texts exist at compile
/// time only.
enum Value: Hashable {
  case scalar(Edge, ScalarType)
  /// `na`, of a type that its neighbour decides.
  case missing
  case record([Member])
  case tuple([Value])
  case text(String)
  /// One of some texts; the node is the number of the text.
  case choice(NodeID, [String])
  /// What the instrument is called: a text that is known when a run begins.
  case symbol
  /// Something that could not be made sense of; a problem has been reported.
  case unknown

  struct Member: Hashable {
    let name: String
    let value: Value
  }

  var isUnknown: Bool {
    if case .unknown = self { return true }
    return false
  }

  /// The texts it can be, where they are known.
  var texts: [String] {
    switch self {
    case .text(let text): [text]
    case .choice(_, let texts): texts
    default: []
    }
  }

  /// The names of a record's fields.
  var fieldNames: [String]? {
    if case .record(let members) = self { return members.map(\.name) }
    return nil
  }

  /// The direct parts of a record or tuple.
  var parts: [Value]? {
    switch self {
    case .record(let members): members.map(\.value)
    case .tuple(let parts): parts
    default: nil
    }
  }

  /// A value of the same shape with other parts.
  func with(parts: [Value]) -> Value {
    switch self {
    case .record(let members):
      .record(zip(members, parts).map { Member(name: $0.name, value: $1) })
    case .tuple: .tuple(parts)
    default: parts.first ?? self
    }
  }

  /// In a sentence: "a number".
  var words: String {
    switch self {
    case .scalar(_, let type): type.words
    case .missing: "`na`"
    case .record: "a record"
    case .tuple: "several values"
    case .text, .symbol: "a text"
    case .choice: "a choice of texts"
    case .unknown: "a value"
    }
  }

  /// As a fact or a hover shows it.
  var spelling: String {
    switch self {
    case .scalar(_, let type): type.spelling
    case .missing: "number"
    case .record(let members):
      "record (" + members.map { "\($0.name): \($0.value.spelling)" }.joined(separator: ", ") + ")"
    case .tuple(let parts): "(" + parts.map(\.spelling).joined(separator: ", ") + ")"
    case .text, .symbol: "text"
    case .choice: "choice"
    case .unknown: "unknown"
    }
  }

  /// The nodes it is made of.
  var edges: [Edge] {
    switch self {
    case .scalar(let edge, _): [edge]
    case .choice(let node, _): [Edge(node)]
    case .record(let members): members.flatMap(\.value.edges)
    case .tuple(let parts): parts.flatMap(\.edges)
    case .missing, .text, .symbol, .unknown: []
    }
  }
}
