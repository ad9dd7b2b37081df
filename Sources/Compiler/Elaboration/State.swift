internal import Machine
internal import Syntax

/// Values that depend on their own past: `from FIRST next NEXT`, and names used with `[n]` in what
/// defines them.
extension Elaborator {
  // MARK: - from

  /// `names` are those of the pattern that takes a tuple apart: `let (dir, line) = from (1, low)
  /// next ...` may say `prev.dir`.
  mutating func from(
    _ first: Expression, _ next: Expression, _ names: [String], _ span: Span, _ scope: Int
  ) -> Value {
    var seed = value(first, scope)
    if case .tuple(let parts) = seed, parts.count == names.count {
      seed = .record(zip(names, parts).map { .init(name: $0, value: $1) })
    }
    if case .missing = seed {
      let type = guess(next, scope).type ?? .number
      guard type != .flag, let edge = edge(.missing, as: type, first.span) else {
        report(.type(.missingCondition), at: first.span)
        return .unknown
      }
      seed = .scalar(edge, type)
    }
    let past = placeholder(seed, first.span)
    let inner = scopes.count
    scopes.append(Scope(parent: scope, previous: shifted(past, .fixed(1), span)))
    let step = value(next, inner)
    if seed.isUnknown || step.isUnknown { return .unknown }
    return stepped(seed, past, step, span, at: next.span)
  }

  /// Stands for the value while what defines it is elaborated.
  private mutating func placeholder(_ seed: Value, _ span: Span) -> Value {
    switch seed {
    case .scalar(_, let type):
      return .scalar(Edge(graph.recurrence(type.bank, place(span))), type)
    case .missing:
      return .scalar(Edge(graph.recurrence(.number, place(span))), .number)
    case .record, .tuple:
      var parts: [Value] = []
      for part in seed.parts ?? [] { parts.append(placeholder(part, span)) }
      return seed.with(parts: parts)
    case .text, .choice, .symbol:
      report(.type(.noPast(seed.words)), at: span)
      return .unknown
    case .unknown: return .unknown
    }
  }

  private mutating func stepped(
    _ seed: Value, _ past: Value, _ step: Value, _ span: Span, at place: Span
  ) -> Value {
    if seed.isUnknown || step.isUnknown { return .unknown }
    if case .scalar(let recurrence, let type) = past {
      let first = edge(seed, as: type, span)
      guard let first, let next = edge(step, as: type, place) else {
        report(.type(.stepOfOtherType(type.words, step.words)), at: place)
        return .unknown
      }
      let node = recurrence.node
      var result = stepped(first, Edge(node, .fixed(1)), next, type, self.place(span))
      if !graph.define(node, as: result), let missing = edge(.missing, as: type, span) {
        // Nothing but its own past, which begins as nothing.
        result = missing
        _ = graph.define(node, as: missing)
      }
      return .scalar(result, type)
    }
    guard let firsts = seed.parts, let pasts = past.parts, let nexts = step.parts,
      firsts.count == nexts.count
    else {
      if !past.isUnknown { report(.type(.stepOfOtherType(seed.words, step.words)), at: place) }
      return .unknown
    }
    var parts: [Value] = []
    for index in firsts.indices {
      parts.append(stepped(firsts[index], pasts[index], nexts[index], span, at: place))
    }
    return seed.with(parts: parts)
  }

  /// FIRST wherever the past is missing and FIRST is not, else NEXT. A condition is never missing:
  /// FIRST stands on the first bar alone.
  mutating func stepped(
    _ first: Edge, _ past: Edge, _ next: Edge, _ type: ScalarType, _ origin: Span
  ) -> Edge {
    switch type.bank {
    case .number:
      guard let row = Operation.from.row(.number) else { return next }
      return Edge(graph.call(row, [past, first, next], [], origin))
    case .flag:
      let bar = Edge(graph.barIndex(origin))
      let isFirst = comparison(.equal, bar, 0, origin)
      return graph.apply(.choose, .flag, [isFirst, first, next], origin)
    case .word:
      let wasThere = graph.apply(.equal, .word, [past, past], origin)
      let isGone = graph.apply(.not, .flag, [wasThere], origin)
      let isThere = graph.apply(.equal, .word, [first, first], origin)
      let begins = graph.apply(.and, .flag, [isGone, isThere], origin)
      return graph.apply(.choose, .word, [begins, first, next], origin)
    }
  }

  // MARK: - Names with a past

  /// What stands for a name that is being elaborated, where only its past is asked for.
  mutating func past(of id: Int, member: Int, _ span: Span) -> Value {
    usedPasts += 1
    if let known = declarations[id].placeholders.first(where: { $0.member == member }) {
      return known.value
    }
    let shape: Shape
    switch declarations[id].meaning {
    case .binding(let expression): shape = guess(expression, declarations[id].scope)
    case .group(let expression, let names):
      shape = guess(expression, declarations[id].scope).part(member, named: names[member].text)
    case .member, .function, .parameter, .column, .argument, .library: shape = .number
    }
    let clock = graph.clock
    graph.clock = declarations[id].clock
    let value = placeholder(shape, span)
    graph.clock = clock
    declarations[id].placeholders.append(.init(member: member, value: value))
    return value
  }

  private mutating func placeholder(_ shape: Shape, _ span: Span) -> Value {
    switch shape {
    case .scalar(let type):
      return .scalar(Edge(graph.recurrence(type.bank, place(span))), type)
    case .record(let fields):
      var members: [Value.Member] = []
      for field in fields {
        members.append(.init(name: field.name, value: placeholder(field.shape, span)))
      }
      return .record(members)
    case .tuple(let shapes):
      var parts: [Value] = []
      for shape in shapes { parts.append(placeholder(shape, span)) }
      return .tuple(parts)
    }
  }

  /// Says what the placeholders of a declaration stood for, now that its value is known.
  mutating func closed(_ value: Value, _ id: Int) -> Value {
    let placeholders = declarations[id].placeholders
    guard !placeholders.isEmpty else { return value }
    let span = declarations[id].name.span
    var parts = value.parts ?? []
    let isGroup = if case .group = declarations[id].meaning { true } else { false }
    var result = value
    for placeholder in placeholders {
      let part = isGroup ? parts[placeholder.member] : value
      let known = closed(placeholder.value, as: part, declarations[id].name.text, span)
      if known.isUnknown { return .unknown }
      if isGroup { parts[placeholder.member] = known } else { result = known }
    }
    return isGroup ? .tuple(parts) : result
  }

  /// Defines the nodes of a placeholder as those of a value of the same shape.
  private mutating func closed(
    _ past: Value, as value: Value, _ name: String, _ span: Span
  ) -> Value {
    if value.isUnknown { return .unknown }
    if case .scalar(let recurrence, let type) = past, let edge = edge(value, as: type, span) {
      if graph.define(recurrence.node, as: edge) { return .scalar(edge, type) }
      report(.time(.onlyItsPast(name)), at: span)
      return .unknown
    }
    guard let pasts = past.parts, let parts = value.parts, pasts.count == parts.count,
      past.fieldNames == value.fieldNames
    else {
      report(.type(.stepOfOtherType(past.words, value.words)), at: span)
      return .unknown
    }
    var known: [Value] = []
    for (past, part) in zip(pasts, parts) { known.append(closed(past, as: part, name, span)) }
    return known.contains(where: \.isUnknown) ? .unknown : value.with(parts: known)
  }
}
