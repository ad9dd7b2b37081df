internal import Machine
internal import Syntax

extension Elaborator {
  // MARK: - if

  mutating func conditional(
    _ condition: Expression, _ yes: Expression, _ no: Expression, _ span: Span, _ scope: Int
  ) -> Value {
    let holds = flag(condition, "`if`", scope)
    let first = value(yes, scope)
    let second = value(no, scope)
    guard let holds else { return .unknown }
    notice(holds, at: condition.span)
    doubt(condition, is: holds)
    return chosen(holds, first, second, span, at: no.span)
  }

  /// The node of an expression that must be true or false.
  mutating func flag(_ expression: Expression, _ user: String, _ scope: Int) -> Edge? {
    let value = value(expression, scope)
    switch value {
    case .scalar(let edge, .flag): return edge
    case .unknown: return nil
    default:
      report(.type(.notCondition(user, value.words)), at: expression.span)
      return nil
    }
  }

  /// One value or the other; both must be of one type, records and tuples part by part.
  mutating func chosen(
    _ condition: Edge, _ yes: Value, _ no: Value, _ span: Span, at place: Span
  ) -> Value {
    switch (yes, no) {
    case (.unknown, _), (_, .unknown): return .unknown
    case (.missing, .missing): return .missing
    case (.scalar(_, let type), .missing), (.missing, .scalar(_, let type)):
      return chosen(condition, yes, no, as: type, span, at: place)
    case (.scalar(_, let first), .scalar(_, let second)) where first == second:
      return chosen(condition, yes, no, as: first, span, at: place)
    case (.text(let first), .text(let second)) where first == second: return yes
    case (.text, .text), (.choice, .choice), (.text, .choice), (.choice, .text):
      if let holds = graph.flag(condition) { return holds ? yes : no }
      return chosenText(condition, yes, no, span)
    default: return chosenParts(condition, yes, no, span, at: place)
    }
  }

  private mutating func chosen(
    _ condition: Edge, _ yes: Value, _ no: Value, as type: ScalarType, _ span: Span,
    at place: Span
  ) -> Value {
    guard let first = edge(yes, as: type, span), let second = edge(no, as: type, span) else {
      report(.type(.missingCondition), at: place)
      return .unknown
    }
    let operands = [condition, first, second]
    return .scalar(graph.apply(.choose, type.bank, operands, self.place(span)), type)
  }

  /// One text or another: a choice between all that there are, by their numbers.
  private mutating func chosenText(
    _ condition: Edge, _ yes: Value, _ no: Value, _ span: Span
  ) -> Value {
    let origin = place(span)
    var texts: [String] = []
    for value in [yes, no] {
      for text in value.texts where !texts.contains(text) { texts.append(text) }
    }
    var numbers: [Edge] = []
    for value in [yes, no] { numbers.append(number(of: value, in: texts, origin)) }
    let chosen = graph.apply(.choose, .number, [condition] + numbers, origin)
    return .choice(graph.plain(chosen), texts)
  }

  /// The place of a text among some, as a number.
  private mutating func number(of value: Value, in texts: [String], _ origin: Span) -> Edge {
    func place(_ text: String) -> Double { Double(texts.firstIndex(of: text) ?? 0) }
    guard case .choice(let node, let own) = value else {
      return Edge(graph.constant(place(value.texts.first ?? ""), origin))
    }
    var number = Edge(node)
    // What is missing is no text: a number of none stays one.
    for (index, text) in own.enumerated() where index != Int(place(text)) {
      let isIt = comparison(.equal, Edge(node), Double(index), origin)
      let other = Edge(graph.constant(place(text), origin))
      number = graph.apply(.choose, .number, [isIt, other, number], origin)
    }
    return number
  }

  private mutating func chosenParts(
    _ condition: Edge, _ yes: Value, _ no: Value, _ span: Span, at place: Span
  ) -> Value {
    guard let first = yes.parts, let second = no.parts, first.count == second.count else {
      report(.type(.branches(yes.words, no.words)), at: place)
      return .unknown
    }
    var order = Array(second.indices)
    if let names = yes.fieldNames, let others = no.fieldNames, names != others {
      order = names.compactMap { others.firstIndex(of: $0) }
      guard order.count == names.count else {
        report(.type(.branchFields(names, others)), at: place)
        return .unknown
      }
    }
    var parts: [Value] = []
    for (index, part) in first.enumerated() {
      parts.append(chosen(condition, part, second[order[index]], span, at: place))
    }
    return (yes.fieldNames == nil ? no : yes).with(parts: parts)
  }

  // MARK: - match

  /// An arm whose condition is known to be one thing.
  private struct Choice {
    let condition: Edge?
    let value: Value
    let span: Span
  }

  mutating func match(
    _ subject: Expression, _ arms: [Arm], _ span: Span, _ scope: Int
  ) -> Value {
    let value = value(subject, scope)
    var choices: [Choice] = []
    var seen: Set<String> = []
    var isBroken = value.isUnknown
    var isCovered = false
    // A text is known when the file is compiled; which arms it leaves out is no news.
    let isText = if case .text = value { true } else { false }
    for arm in arms {
      let result = self.value(arm.value, scope)
      guard let pattern = arm.pattern else {
        if isCovered, !isText { report(.type(.armNeverReached), at: arm.span) }
        if !isCovered { choices.append(Choice(condition: nil, value: result, span: arm.span)) }
        isCovered = true
        continue
      }
      guard let test = test(pattern, of: value, subject, scope) else {
        isBroken = true
        continue
      }
      if isCovered || !seen.insert(test.key).inserted {
        if !isText { report(.type(.armNeverReached), at: arm.span) }
        continue
      }
      choices.append(Choice(condition: test.condition, value: result, span: arm.span))
      isCovered = covers(seen, value)
    }
    if isBroken { return .unknown }
    if !isCovered {
      report(.type(.notExhaustive(missing(seen, value))), at: subject.span)
      return .unknown
    }
    return folded(choices, span)
  }

  private mutating func folded(_ choices: [Choice], _ span: Span) -> Value {
    guard var result = choices.last?.value else { return .unknown }
    for choice in choices.dropLast().reversed() {
      guard let condition = choice.condition else { continue }
      result = chosen(condition, choice.value, result, span, at: choice.span)
    }
    return result
  }

  /// When an arm is taken, and a key that only an equal pattern shares.
  private mutating func test(
    _ pattern: Expression, of subject: Value, _ expression: Expression, _ scope: Int
  ) -> (condition: Edge, key: String)? {
    let value = value(pattern, scope)
    switch (subject, value) {
    case (.unknown, _), (_, .unknown): return nil
    case (.choice(let node, let texts), .text(let text)):
      guard let number = index(of: text, in: texts, pattern.span) else { return nil }
      return (comparison(.equal, Edge(node), Double(number), pattern.span), text)
    case (.symbol, .text(let text)):
      return (Edge(graph.symbolIs(text, place(pattern.span))), text)
    case (.text(let subject), .text(let text)):
      return (Edge(graph.constant(subject == text, place(pattern.span))), text)
    case (.scalar(let edge, .number), .scalar(let constant, .number)):
      guard let number = constantNumber(constant) else { break }
      return (comparison(.equal, edge, number, pattern.span), plain(number))
    case (.scalar(let edge, .flag), .scalar(let constant, .flag)):
      guard let flag = graph.flag(constant) else { break }
      let condition = flag ? edge : graph.apply(.not, .flag, [edge], place(pattern.span))
      return (condition, flag ? "true" : "false")
    default: break
    }
    report(.type(.badPattern(subject.words, source.text(expression.span))), at: pattern.span)
    return nil
  }

  /// The number of an edge that is known when the file is compiled.
  func constantNumber(_ edge: Edge) -> Double? {
    guard edge.shift == .none, case .constant(let bits) = graph[edge.node].kind else {
      return nil
    }
    return Double(bitPattern: bits)
  }

  private func covers(_ seen: Set<String>, _ subject: Value) -> Bool {
    guard let all = everyKey(subject) else { return false }
    return all.allSatisfy(seen.contains)
  }

  private func missing(_ seen: Set<String>, _ subject: Value) -> [String] {
    guard let all = everyKey(subject) else { return [] }
    return all.filter { !seen.contains($0) }
  }

  /// The keys of all values a subject can have, when they can be listed.
  private func everyKey(_ subject: Value) -> [String]? {
    switch subject {
    case .choice(_, let texts): return texts
    case .text(let text): return [text]
    case .scalar(_, .flag): return ["true", "false"]
    case .scalar(let edge, .number):
      guard edge.shift == .none, case .parameter(let number) = graph[edge.node].kind,
        case .numbers(let numbers) = parameters[number].domain
      else { return nil }
      return numbers.map(plain)
    default: return nil
    }
  }

  // MARK: - Blocks

  /// `{ let m = sma(x, 9); x - m }`; `names` are those of a pattern that takes the result apart.
  mutating func block(
    _ bindings: [Binding], _ result: Expression, _ names: [String], _ scope: Int
  ) -> Value {
    let inner = scopes.count
    scopes.append(Scope(parent: scope))
    let first = declarations.count
    for binding in bindings { declare(binding, in: inner) }
    let own = first..<declarations.count
    for id in own {
      if case .waiting = declarations[id].state { elaborateQuietly(id) }
    }
    let value: Value
    if case .from(let seed, let next) = result.kind {
      value = from(seed, next, names, result.span, inner)
    } else if case .foldFrom(let variable, let range, let seed, let next) = result.kind {
      value = foldFrom(variable, range, seed, next, names, result.span, inner)
    } else {
      value = self.value(result, inner)
    }
    warnOfUnused(own)
    return value
  }

  /// Elaborates what may never be used, so that its problems are found.
  mutating func elaborateQuietly(_ id: Int) {
    if case .member = declarations[id].meaning { return }
    elaborate(id)
  }

  func isUnused(_ id: Int) -> Bool {
    let declaration = declarations[id]
    guard !declaration.isUsed, !declaration.name.text.hasPrefix("_") else { return false }
    if case .done(.unknown) = declaration.state { return false }
    switch declaration.meaning {
    case .binding, .member, .parameter, .column: return true
    case .group, .function, .argument, .library: return false
    }
  }

  /// Warns of names that nothing uses.
  mutating func warnOfUnused(_ ids: Range<Int>) {
    guard site == nil else { return }
    for id in ids where isUnused(id) {
      let isParameter = if case .parameter = declarations[id].meaning { true } else { false }
      let isField = if case .member = declarations[id].meaning { true } else { false }
      let name = declarations[id].name
      report(
        .name(.unused(name.text, isParameter: isParameter, isField: isField)), at: name.span)
    }
  }
}
