internal import Machine
internal import Syntax

extension Elaborator {
  /// What an expression is. Every part is looked at, also behind a problem.
  mutating func value(_ expression: Expression, _ scope: Int) -> Value {
    guard admits(expression.span) else { return .unknown }
    depth += 1
    defer { depth -= 1 }
    let span = expression.span
    switch expression.kind {
    case .number, .duration, .date, .text, .bool, .missing, .hole:
      return literal(expression)
    case .name(let name): return self.name(name, span, scope)
    case .previous: return previous(span, scope)
    case .unary(let symbol, let operand): return unary(symbol, operand, span, scope)
    case .binary(let symbol, let left, let right):
      return binary(symbol, left, right, span, scope)
    case .index(let base, let count): return index(base, count, span, scope)
    case .field(let base, let name): return field(base, name, span, scope)
    case .call(let name, let arguments): return call(name, arguments, span, scope)
    case .conditional(let condition, let yes, let no):
      return conditional(condition, yes, no, span, scope)
    case .match(let subject, let arms): return match(subject, arms, span, scope)
    case .block(let bindings, let result): return block(bindings, result, [], scope)
    case .from(let first, let next): return from(first, next, [], span, scope)
    case .record(let fields): return record(fields, scope)
    case .tuple(let parts): return tuple(parts, scope)
    case .fold(let name, let variable, let range, let body):
      return fold(name, variable, range, body, span, scope)
    case .foldFrom(let variable, let range, let first, let next):
      return foldFrom(variable, range, first, next, [], span, scope)
    case .on(let clock, let body): return on(clock, body, span, scope)
    }
  }

  private mutating func literal(_ expression: Expression) -> Value {
    let span = place(expression.span)
    switch expression.kind {
    case .number(let number, let unit): return self.number(number, unit, expression.span)
    case .duration(let count, let unit): return duration(count, unit, expression.span)
    case .date(let date):
      guard let moment = date.nanoseconds else {
        report(.type(.noSuchTime), at: expression.span)
        return .unknown
      }
      if case .instrument = date.zone { return .scalar(Edge(graph.moment(moment, span)), .time) }
      return .scalar(Edge(graph.constant(word: moment, span)), .time)
    case .text(let template):
      if let text = template.plain { return .text(text) }
      report(.output(.textWithValues), at: expression.span)
      return .unknown
    case .bool(let flag): return .scalar(Edge(graph.constant(flag, span)), .flag)
    case .missing: return .missing
    default: return .unknown
    }
  }

  private mutating func number(_ number: Double, _ unit: Unit?, _ span: Span) -> Value {
    let result: Double
    switch unit {
    case nil: result = number
    case .percent: result = number / 100
    case .bps: result = number / 10_000
    case .risk:
      guard allowsRisk else {
        report(.price(.riskElsewhere), at: span)
        return .unknown
      }
      result = number
    case .ticks:
      let (count, tick) = (graph.constant(number, place(span)), graph.priceStep(place(span)))
      return .scalar(
        graph.apply(.multiply, .number, [Edge(count), Edge(tick)], place(span)), .number)
    }
    return .scalar(Edge(graph.constant(result, place(span))), .number)
  }

  private mutating func duration(_ count: Int, _ unit: TimeUnit, _ span: Span) -> Value {
    guard let length = unit.nanoseconds else {
      report(.type(.noFixedLength(source.text(span))), at: span)
      return .unknown
    }
    let (product, overflow) = Int64(count).multipliedReportingOverflow(by: length)
    guard !overflow else {
      report(.type(.noSuchTime), at: span)
      return .unknown
    }
    return .scalar(Edge(graph.constant(word: product, place(span))), .duration)
  }

  private mutating func record(_ fields: [Field], _ scope: Int) -> Value {
    var members: [Value.Member] = []
    for field in fields {
      let value = value(field.value, scope)
      if members.contains(where: { $0.name == field.name.text }) {
        report(.name(.fieldTwice(field.name.text)), at: field.name.span)
      } else {
        members.append(.init(name: field.name.text, value: value))
      }
    }
    return .record(members)
  }

  private mutating func tuple(_ parts: [Expression], _ scope: Int) -> Value {
    var values: [Value] = []
    for part in parts { values.append(value(part, scope)) }
    return .tuple(values)
  }

  private mutating func previous(_ span: Span, _ scope: Int) -> Value {
    var current: Int? = scope
    while let id = current {
      if let value = scopes[id].previous { return seen(value, span) }
      current = scopes[id].parent
    }
    report(.name(.previousOutside), at: span)
    return .unknown
  }

  // MARK: - Parts

  private mutating func field(
    _ base: Expression, _ name: Name, _ span: Span, _ scope: Int
  ) -> Value {
    if case .name(let alias) = base.kind, let library = library(named: alias, from: scope) {
      return value(name, of: library, alias, span)
    }
    if case .name(let space) = base.kind, declaration(ofValue: space, from: scope) == nil,
      let value = given(space, field: name, span)
    {
      return value
    }
    let whole = value(base, scope)
    switch whole {
    case .unknown: return .unknown
    case .record(let members):
      if let member = members.first(where: { $0.name == name.text }) { return member.value }
      let known = members.map(\.name)
      let near = near(name.text, among: known)
      report(.name(.unknownField(name.text, known: known, suggestions: near)), at: name.span)
    default:
      report(.name(.noFields(name.text, whole.words)), at: name.span)
    }
    return .unknown
  }

  // MARK: - The past

  private mutating func index(
    _ base: Expression, _ count: Expression, _ span: Span, _ scope: Int
  ) -> Value {
    let other = compared.flatMap { $0.index == span ? $0.other : nil }
    let shift = shift(count, of: base, comparedWith: other, scope)
    let (before, counted) = (delay, countedDelay)
    switch shift {
    case .fixed(let bars): if bars > 0 { delay += 1 }
    case .once(let node): if lowest(node) >= 1 { delay += 1 } else { countedDelay += 1 }
    case nil: break
    }
    let usedPasts = usedPasts
    let whole = value(base, scope)
    (delay, countedDelay) = (before, counted)
    guard let shift else { return .unknown }
    if case .once(let node) = shift, usedPasts != self.usedPasts {
      return lowest(node) >= 1
        ? shifted(whole, byAtLeastOne: node, count.span)
        : shifted(whole, byAny: node, count.span)
    }
    return shifted(whole, shift, count.span)
  }

  /// How many bars back an index looks, when it can be known and lies in the past.
  private mutating func shift(
    _ count: Expression, of base: Expression, comparedWith other: Span?, _ scope: Int
  ) -> Shift? {
    let value = value(count, scope)
    if value.isUnknown { return nil }
    guard case .scalar(let edge, .number) = value else {
      report(.type(.indexNotNumber(value.words)), at: count.span)
      return nil
    }
    guard graph.binding(edge) <= .parameter, let bits = graph[edge.node].standard else {
      report(.time(.indexNotFixed(source.text(count.span))), at: count.span)
      return nil
    }
    let bars = Double(bitPattern: bits)
    let least = lowest(edge.node)
    if min(bars, least) < 0 {
      future(min(bars, least), count, of: base, comparedWith: other)
      return nil
    }
    for bars in [bars] + bounds(edge.node) {
      guard bars == bars.rounded(), bars <= Double(MachineLimits.length) else {
        report(.time(.indexNotWhole(bars, most: MachineLimits.length)), at: count.span)
        return nil
      }
    }
    return graph[edge.node].binding == .constant ? .fixed(Int(bars)) : .once(edge.node)
  }

  private mutating func future(
    _ bars: Double, _ count: Expression, of base: Expression, comparedWith other: Span?
  ) {
    let text = source.text(base.span)
    let isShort = site == nil && base.span.end - base.span.start <= 60
    var fact = TimeProblem.Future(bars: -bars)
    if case .number = count.kind {
    } else if case .unary = count.kind {
    } else {
      fact.name = source.text(count.span)
    }
    if isShort { fact.past = "\(text)[\(plain(-bars))]" }
    if isShort, let other, source.text(other) == text { fact.change = "\(text) > \(text)[1]" }
    report(.time(.future(fact)), at: count.span)
  }

  /// The least value of a parameter or of the variable of a fold, or the value of a constant.
  func lowest(_ node: NodeID) -> Double {
    if graph[node].fold != nil {
      if case .foldVariable(let fold) = graph[node].kind { return lowest(graph.folds[fold].lower) }
      let ends = [graph.standard(node, atLast: false), graph.standard(node, atLast: true)]
      return ends.compactMap(\.self).min() ?? .nan
    }
    switch graph[node].kind {
    case .parameter(let number):
      switch parameters[number].domain {
      case .range(let range, _): return range.lowerBound
      case .numbers(let numbers): return numbers.min() ?? parameters[number].standard
      case .texts, nil: return parameters[number].standard
      }
    default: return graph[node].standard.map { Double(bitPattern: $0) } ?? .nan
    }
  }

  mutating func shifted(_ value: Value, _ shift: Shift, _ span: Span) -> Value {
    switch value {
    case .unknown, .missing: return value
    case .scalar(var edge, let type):
      if case .once = shift, graph.isRecurrence(edge.node) { edge = Edge(graph.plain(edge)) }
      guard let sum = sum(edge.shift, shift, span) else { return .unknown }
      let past = Edge(edge.node, sum)
      // What is fixed belongs to no clock; its past is that of the clock in which it is asked for.
      let isFixed = graph[edge.node].binding <= .parameter && sum != .none
      return .scalar(isFixed ? Edge(graph.plain(past)) : past, type)
    case .record, .tuple:
      var parts: [Value] = []
      for part in value.parts ?? [] { parts.append(shifted(part, shift, span)) }
      return value.with(parts: parts)
    case .text, .choice, .symbol:
      if shift != .none { report(.type(.noPast(value.words)), at: span) }
      return value
    }
  }

  /// A value that is not known yet can be delayed by a constant alone: by one bar, and what that
  /// gives by the rest of what the parameter says.
  private mutating func shifted(
    _ value: Value, byAtLeastOne count: NodeID, _ span: Span
  ) -> Value {
    let one = Edge(graph.constant(1, place(span)))
    let rest = graph.apply(.subtract, .number, [Edge(count), one], place(span)).node
    return shifted(copied(shifted(value, .fixed(1), span)), .once(rest), span)
  }

  /// The same where the parameter may also be 0: the value of the bar itself, or the past of it.
  private mutating func shifted(_ value: Value, byAny count: NodeID, _ span: Span) -> Value {
    let isNow = comparison(.equal, Edge(count), 0, span)
    let one = Edge(graph.constant(1, place(span)))
    let least = graph.apply(.choose, .number, [isNow, one, Edge(count)], place(span)).node
    let past = shifted(value, byAtLeastOne: least, span)
    return chosen(isNow, value, past, span, at: span)
  }

  private mutating func copied(_ value: Value) -> Value {
    if case .scalar(let edge, let type) = value {
      return .scalar(Edge(graph.plain(edge)), type)
    }
    var parts: [Value] = []
    for part in value.parts ?? [] { parts.append(copied(part)) }
    return parts.isEmpty ? value : value.with(parts: parts)
  }

  private mutating func sum(_ left: Shift, _ right: Shift, _ span: Span) -> Shift? {
    switch (left, right) {
    case (.fixed(0), let other), (let other, .fixed(0)): return other
    case (.fixed(let left), .fixed(let right)):
      if left + right <= MachineLimits.length { return .fixed(left + right) }
      report(.time(.indexNotWhole(Double(left + right), most: MachineLimits.length)), at: span)
      return nil
    case (.fixed(let bars), .once(let node)), (.once(let node), .fixed(let bars)):
      return sum(node, graph.constant(Double(bars), place(span)), span)
    case (.once(let left), .once(let right)): return sum(left, right, span)
    }
  }

  private mutating func sum(_ left: NodeID, _ right: NodeID, _ span: Span) -> Shift? {
    .once(graph.apply(.add, .number, [Edge(left), Edge(right)], place(span)).node)
  }
}
