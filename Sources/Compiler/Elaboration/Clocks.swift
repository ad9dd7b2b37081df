internal import Machine
internal import Syntax

/// `on CLOCK { ... }`: another clock ticks inside the braces.
extension Elaborator {
  mutating func on(_ clock: Clock, _ body: Expression, _ span: Span, _ scope: Int) -> Value {
    guard let number = number(of: clock, span, scope) else {
      markUsed([body], from: scope)
      return .unknown
    }
    let outer = graph.clock
    graph.clock = number
    let inner = scopes.count
    scopes.append(Scope(parent: scope))
    let value = value(body, inner)
    graph.clock = outer
    return seen(held(value, number, span), span)
  }

  /// What is fixed for a run is there from the first tick on, as everything else.
  private mutating func held(_ value: Value, _ clock: Int, _ span: Span) -> Value {
    switch value {
    case .scalar(let edge, let type):
      guard graph[edge.node].binding <= .parameter else { return value }
      return .scalar(graph.held(edge, from: clock, place(span)), type)
    case .record, .tuple:
      var parts: [Value] = []
      for part in value.parts ?? [] { parts.append(held(part, clock, span)) }
      return value.with(parts: parts)
    case .missing, .text, .choice, .symbol, .unknown: return value
    }
  }

  /// The clock's number in the graph; nothing when it is none.
  private mutating func number(of clock: Clock, _ span: Span, _ scope: Int) -> Int? {
    let origin = place(span)
    guard graph.clocks.count < MachineLimits.clocks else {
      report(.limit(.clocks), at: span)
      return nil
    }
    switch clock {
    case .timeframe(let expression):
      guard let timeframe = timeframe(expression) else { return nil }
      return graph.clock(.timeframe(timeframe), parent: instrument, origin)
    case .instrument(let name, let expression):
      guard let symbol = name.plain, !symbol.isEmpty else {
        report(.clock(.symbolNotFixed), at: name.span)
        return nil
      }
      if expression == nil { doubt(instrument: symbol, name.span) }
      let bars = graph.clock(.instrument(symbol), parent: 0, origin)
      guard let expression else { return bars }
      guard let timeframe = timeframe(expression) else { return nil }
      return graph.clock(.timeframe(timeframe), parent: bars, origin)
    case .condition(let expression):
      guard let edge = flag(expression, "`on`", scope) else { return nil }
      guard graph.binding(edge) > .parameter else {
        report(.clock(.conditionIsFixed), at: expression.span)
        return nil
      }
      let condition = Edge(graph.plain(edge))
      return graph.clock(.condition, parent: graph.clock, condition: condition, origin)
    }
  }

  /// The clock of the instrument whose bars are read here: the strategy's own, or that of an `on`
  /// around.
  private var instrument: Int {
    graph.path(from: graph.clock).first { clock in
      guard clock > 0, case .instrument = graph.clocks[clock - 1].kind else { return false }
      return true
    } ?? 0
  }

  /// A timeframe, written as a length of time.
  private mutating func timeframe(_ expression: Expression) -> Timeframe? {
    guard case .duration(let count, let unit) = expression.kind else {
      report(.clock(.notTimeframe(source.text(expression.span))), at: expression.span)
      return nil
    }
    guard let timeframe = Timeframe(count, unit.timeframe) else {
      report(.clock(.timeframeRange(most: Timeframe.mostUnits)), at: expression.span)
      return nil
    }
    return timeframe
  }

  // MARK: - Across clocks

  /// What a value is on the rows of the clock that is current here.
  mutating func seen(_ value: Value, _ span: Span) -> Value {
    switch value {
    case .scalar(let edge, let type): return .scalar(graph.seen(edge, place(span)), type)
    case .record, .tuple:
      var parts: [Value] = []
      for part in value.parts ?? [] { parts.append(seen(part, span)) }
      return value.with(parts: parts)
    case .missing, .text, .choice, .symbol, .unknown: return value
    }
  }

  /// A column of the market: of the nearest clock that has bars of its own.
  mutating func market(_ span: Span, _ make: (inout Graph) -> NodeID) -> Edge {
    let node = graph.within(graph.home, make)
    return graph.seen(Edge(node), place(span))
  }

  /// A name that is worked out on other bars is read inside of a slower clock: its value there is
  /// the one at the tick, not one of the slower bars.
  mutating func warnOfSampling(_ id: Int, _ value: Value, _ span: Span) {
    let (own, home) = (declarations[id].clock, graph.home)
    guard home > 0, own != home, !graph.path(from: own).contains(home), site == nil,
      !value.edges.allSatisfy({ graph[$0.node].binding <= .parameter }), !value.isUnknown
    else { return }
    if case .argument = declarations[id].meaning { return }
    report(
      .clock(.sampled(declarations[id].name.text, clock: graph.spelling(ofClock: home))), at: span)
  }

  // MARK: - Functions of clocks and calendars

  /// `fresh(1h)`, `is_first_bar_of(1d)` and `in_session("09:30-16:00")`, which take what is no
  /// value.
  mutating func call(
    _ function: ClockFunction, _ name: Name, _ arguments: [Argument], _ span: Span, _ scope: Int
  ) -> Value {
    let formals = function.parameters.map {
      Formal(name: $0.name, isOptional: $0.standard != nil)
    }
    let matching = Matching(formals, labels: arguments.map { $0.label?.text })
    if let flaw = matching.flaw {
      let problem = problem(flaw, name.text, formals)
      report(.call(problem), at: place(of: flaw, arguments, name))
      return .unknown
    }
    let given = matching.positions.map { $0.map { arguments[$0].value } }
    guard let first = given[0] else { return .unknown }
    if name.text == "in_session" { return inSession(first, given[1], given[2], span, scope) }
    guard let timeframe = timeframe(first) else { return .unknown }
    if name.text == "fresh" {
      let clock = graph.clock(.timeframe(timeframe), parent: instrument, place(span))
      return .scalar(graph.seen(Edge(graph.clocks[clock - 1].tick), place(span)), .flag)
    }
    return isFirstBar(of: timeframe, span)
  }

  /// True where a bar's bucket is another one than that of the bar before; at the very first bar,
  /// where the bucket begins with it.
  private mutating func isFirstBar(of timeframe: Timeframe, _ span: Span) -> Value {
    let origin = place(span)
    let outer = graph.clock
    graph.clock = graph.home
    let time = Edge(graph.time(origin))
    let bucket = Edge(graph.reading(.bucket(timeframe), time, .word, origin))
    let isThere = graph.apply(.equal, .word, [bucket, bucket], origin)
    let isSame = graph.apply(.equal, .word, [bucket, Edge(bucket.node, .fixed(1))], origin)
    let isOther = graph.apply(.not, .flag, [isSame], origin)
    let isLater = comparison(.greater, Edge(graph.barIndex(origin)), 0, origin)
    let begins = graph.apply(.equal, .word, [bucket, time], origin)
    let isKnown = graph.apply(.or, .flag, [isLater, begins], origin)
    let isNew = graph.apply(.and, .flag, [isThere, isOther], origin)
    let result = graph.apply(.and, .flag, [isNew, isKnown], origin)
    graph.clock = outer
    return .scalar(graph.seen(result, origin), .flag)
  }

  /// What the almanac says of the bar's start.
  mutating func reading(_ reading: Reading, _ bank: Bank, _ span: Span) -> Edge {
    let origin = place(span)
    return market(span) { graph in
      graph.reading(reading, Edge(graph.time(origin)), bank, origin)
    }
  }

  private mutating func inSession(
    _ hours: Expression, _ days: Expression?, _ zone: Expression?, _ span: Span, _ scope: Int
  ) -> Value {
    let texts = [hours, days, zone].map { $0.map { text($0, scope) } }
    for (expression, text) in zip([hours, days, zone], texts) {
      guard let expression, let text, text == nil else { continue }
      report(.clock(.sessionNotText), at: expression.span)
      return .unknown
    }
    guard let times = texts[0]??.sessionHours else {
      report(.clock(.sessionHours), at: hours.span)
      return .unknown
    }
    var mask: UInt8 = 127
    if let days, let text = texts[1] ?? nil {
      guard let found = text.weekdays else {
        report(.clock(.sessionDays), at: days.span)
        return .unknown
      }
      mask = found
    }
    guard let session = SessionHours(opens: times.opens, closes: times.closes, days: mask) else {
      report(.clock(.sessionHours), at: hours.span)
      return .unknown
    }
    return .scalar(reading(.session(session, zone: texts[2] ?? nil), .flag, span), .flag)
  }

  /// A text that is known when the file is read.
  private mutating func text(_ expression: Expression, _ scope: Int) -> String? {
    if case .text(let text) = value(expression, scope) { return text }
    return nil
  }
}

extension Graph {
  /// True for a clock that ticks by the market alone.
  func isSteady(_ clock: Int) -> Bool { clock > 0 && clocks[clock - 1].kind != .condition }
}

extension TimeUnit {
  var timeframe: Timeframe.Unit {
    switch self {
    case .second: .second
    case .minute: .minute
    case .hour: .hour
    case .day: .day
    case .week: .week
    case .month: .month
    case .year: .year
    }
  }
}

extension String {
  /// `09:30-16:00`, in minutes since midnight; the end may be 24:00.
  var sessionHours: (opens: Int, closes: Int)? {
    let ends = split(separator: "-", omittingEmptySubsequences: false)
    guard ends.count == 2, let opens = ends[0].minutes, let closes = ends[1].minutes,
      opens < 1_440, opens != closes
    else { return nil }
    return (opens, closes == 0 ? 1_440 : closes)
  }

  /// `mon-fri`, `mon,wed,fri`, `sat-sun`: bit 0 is Monday.
  var weekdays: UInt8? {
    let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    var mask: UInt8 = 0
    for part in lowercased().split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false)
        .map { end in names.firstIndex { $0 == end.filter { $0 != " " } } }
      guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1]
      else { return nil }
      var day = first
      mask |= 1 << UInt8(day)
      while day != last {
        day = (day + 1) % 7
        mask |= 1 << UInt8(day)
      }
    }
    return mask
  }
}

extension Substring {
  /// `9:30` or `09:30` in minutes since midnight, up to 24:00.
  fileprivate var minutes: Int? {
    let parts = split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, (1...2).contains(parts[0].count), parts[1].count == 2,
      let hours = Int(parts[0]), let minutes = Int(parts[1]), (0...24).contains(hours),
      (0...59).contains(minutes), hours < 24 || minutes == 0, parts[0].first != "+"
    else { return nil }
    return hours * 60 + minutes
  }
}
