internal import Machine
internal import Syntax

/// The names every file can use: columns of the market, the clock, the account.
extension Elaborator {
  /// The columns of the market that are computed from others, with the columns they are the mean
  /// of.
  private static let means: [(name: String, columns: [InputColumn])] = [
    ("hl2", [.high, .low]), ("hlc3", [.high, .low, .close]),
    ("ohlc4", [.open, .high, .low, .close]), ("hlcc4", [.high, .low, .close, .close]),
  ]

  /// What the almanac says of the bar's start, in the instrument's zone.
  private static let readings: [(name: String, reading: Reading, type: ScalarType)] = [
    ("second", .part(.second, zone: nil), .number), ("minute", .part(.minute, zone: nil), .number),
    ("hour", .part(.hour, zone: nil), .number), ("weekday", .part(.weekday, zone: nil), .number),
    ("day", .part(.day, zone: nil), .number), ("week_of_year", .part(.week, zone: nil), .number),
    ("month", .part(.month, zone: nil), .number), ("year", .part(.year, zone: nil), .number),
    ("session_open", .open, .flag),
  ]

  /// Every name this file answers, in a fixed order.
  static let givenNames: [String] =
    InputColumn.allCases.map(\.spelling) + means.map(\.name)
    + ["time", "time_close", "bar_index", "tick", "symbol", "data_gap"] + readings.map(\.name)
    + AccountField.allCases.map(\.spelling).filter { !$0.contains(".") }

  static func isPriceColumn(_ name: String) -> Bool {
    InputColumn.allCases.contains { $0.spelling == name }
  }

  /// True for a name that means something before any file says so.
  static func isGiven(_ name: String) -> Bool {
    known[name] != nil
  }

  private enum Known {
    case column(InputColumn)
    case mean([InputColumn])
    case time, timeClose, barIndex, tick, symbol, gap, space
    case reading(Reading, ScalarType)
    case account(AccountField)
  }

  private static let known: [String: Known] = {
    var known: [String: Known] = [
      "time": .time, "time_close": .timeClose, "bar_index": .barIndex, "tick": .tick,
      "symbol": .symbol, "data_gap": .gap,
    ]
    for column in InputColumn.allCases { known[column.spelling] = .column(column) }
    for mean in means { known[mean.name] = .mean(mean.columns) }
    for field in AccountField.allCases { known[field.spelling] = .account(field) }
    for reading in readings { known[reading.name] = .reading(reading.reading, reading.type) }
    for name in ["entry", "last_trade"] { known[name] = .space }
    return known
  }()

  mutating func given(_ name: String, _ span: Span) -> Value? {
    guard let known = Elaborator.known[name] else { return nil }
    let origin = place(span)
    switch known {
    case .column(let column):
      return .scalar(market(span) { $0.input(column, origin) }, .number)
    case .mean(let columns): return .scalar(mean(of: columns, origin), .number)
    case .time: return .scalar(market(span) { $0.time(origin) }, .time)
    case .timeClose: return .scalar(market(span) { $0.timeClose(origin) }, .time)
    case .reading(let reading, let type):
      return .scalar(self.reading(reading, type.bank, span), type)
    case .barIndex: return .scalar(Edge(graph.barIndex(origin)), .number)
    case .tick: return .scalar(Edge(graph.priceStep(origin)), .number)
    case .account(let field): return account(field, span)
    case .space:
      report(.name(.spaceAlone(name)), at: span)
      return .unknown
    case .symbol: return .symbol
    case .gap:
      let node = graph.within(0) { $0.gap($0.time(origin), origin) }
      return .scalar(graph.seen(Edge(node), origin), .number)
    }
  }

  /// `position.price` and what else is written with a dot; nothing when the first word has no
  /// fields.
  mutating func given(_ space: String, field: Name, _ span: Span) -> Value? {
    let name = "\(space).\(field.text)"
    if case .account(let known) = Elaborator.known[name] { return account(known, span) }
    if let known = EntryField.allCases.first(where: { $0.spelling == name }) {
      return entry(known, span)
    }
    let spaces =
      AccountField.allCases.map(\.spelling) + EntryField.allCases.map(\.spelling)
    let fields = spaces.filter { $0.hasPrefix("\(space).") }
      .map { String($0.dropFirst(space.count + 1)) }
    if !fields.isEmpty {
      let near = near(field.text, among: fields)
      report(.name(.unknownField(field.text, known: fields, suggestions: near)), at: field.span)
      return .unknown
    }
    if let problem = foreign(name, nil, span) {
      report(.name(problem), at: span)
      return .unknown
    }
    return nil
  }

  private mutating func account(_ field: AccountField, _ span: Span) -> Value {
    guard hasAccount else {
      report(.time(.noAccount(field.spelling)), at: span)
      return .unknown
    }
    if let clock = graph.path(from: graph.clock).first(where: { $0 > 0 && graph.isSteady($0) }) {
      report(
        .clock(.account(field.spelling, clock: graph.spelling(ofClock: clock))), at: span)
      return .unknown
    }
    let node = graph.within(0) { [origin = place(span)] in $0.account(field, origin) }
    let edge = graph.seen(Edge(node), place(span))
    if let texts = field.texts { return .choice(edge.node, texts) }
    return .scalar(edge, graph[node].bank == .flag ? .flag : .number)
  }

  private mutating func mean(of columns: [InputColumn], _ origin: Span) -> Edge {
    var sum = market(origin) { $0.input(columns[0], origin) }
    for column in columns.dropFirst() {
      let next = market(origin) { $0.input(column, origin) }
      sum = graph.apply(.add, .number, [sum, next], origin)
    }
    let count = Edge(graph.constant(Double(columns.count), origin))
    return graph.apply(.divide, .number, [sum, count], origin)
  }
}

extension InputColumn {
  /// As the language writes it.
  var spelling: String {
    switch self {
    case .open: "open"
    case .high: "high"
    case .low: "low"
    case .close: "close"
    case .volume: "volume"
    }
  }
}

extension Builtin {
  /// As it is called: `sma(x, n)`.
  var signature: String {
    "\(name)(" + parameters.map(\.name).joined(separator: ", ") + ")"
  }
}
