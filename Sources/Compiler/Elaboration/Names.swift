internal import Machine
internal import Syntax

extension Elaborator {
  // MARK: - Finding

  /// The nearest declaration of a value with this name.
  func declaration(ofValue name: String, from scope: Int) -> Int? {
    var current: Int? = scope
    while let id = current {
      if let declaration = scopes[id].values[name] { return declaration }
      current = scopes[id].parent
    }
    return nil
  }

  func declaration(ofFunction name: String, from scope: Int) -> Int? {
    var current: Int? = scope
    while let id = current {
      if let declaration = scopes[id].functions[name] { return declaration }
      current = scopes[id].parent
    }
    return nil
  }

  mutating func name(_ name: String, _ span: Span, _ scope: Int) -> Value {
    if let id = declaration(ofValue: name, from: scope) {
      if case .library = declarations[id].meaning { report(.file(.alone(name)), at: span) }
      let value = use(id, span)
      if case .column = declarations[id].meaning { return column(declarations[id].name, span) }
      warnOfSampling(id, value, span)
      return seen(value, span)
    }
    if let value = given(name, span) { return value }
    let problem = unknown(name, span, scope)
    report(.name(problem), at: span)
    return .unknown
  }

  /// A column of the data: of the nearest clock that has bars of its own.
  private mutating func column(_ name: Name, _ span: Span) -> Value {
    let (origin, text) = (place(span), name.text.lowercased())
    return .scalar(market(span) { $0.named(text, origin) }, .number)
  }

  private mutating func unknown(_ name: String, _ span: Span, _ scope: Int) -> NameProblem {
    if let problem = foreign(name, nil, span) { return problem }
    if let signature = signature(of: name, scope) { return .functionAsValue(name, signature) }
    return .unknown(name, suggestions: near(name, among: valueNames(from: scope)))
  }

  /// How a function of this name is called.
  private func signature(of name: String, _ scope: Int) -> String? {
    if let id = declaration(ofFunction: name, from: scope),
      case .function(let function) = declarations[id].meaning
    {
      return "\(name)(" + function.formals.map(\.name.text).joined(separator: ", ") + ")"
    }
    if let definition = PreludeDefinition.named(name) { return definition.signature }
    return Builtin.rows(named: name).last.map { Builtin.all[$0].signature }
  }

  /// Words that a name may have been meant to be.
  mutating func near(_ name: String, among known: [String]) -> [String] {
    let length = name.utf8.count
    let likely = known.filter { abs($0.utf8.count - length) <= 3 }
    guard patience >= likely.count else {
      patience = 0
      return []
    }
    patience -= likely.count
    return suggestions(for: name, among: likely, most: 2)
  }

  /// Every value that can be named here, in a fixed order.
  private func valueNames(from scope: Int) -> [String] {
    patience == 0 ? [] : names(from: scope) { $0.values.names } + Elaborator.givenNames
  }

  private func names(from scope: Int, _ own: (Scope) -> [String]) -> [String] {
    var names: [String] = []
    var current: Int? = scope
    while let id = current {
      names += own(scopes[id])
      current = scopes[id].parent
    }
    return names
  }

  /// Every function that can be called here, in a fixed order.
  func functionNames(from scope: Int) -> [String] {
    if patience == 0 { return [] }
    var names = names(from: scope) { $0.functions.names }
    names += ClockFunction.all.map(\.name)
    if kind == .portfolio { names += Elaborator.acrossFunctions }
    for definition in PreludeDefinition.all { names += [definition.name] + definition.aliases }
    for builtin in Builtin.all where builtin.symbol == nil {
      names += [builtin.name] + builtin.aliases
    }
    return names
  }

  // MARK: - Elaborating

  /// The value of a declaration, which is elaborated now if it has not been.
  mutating func use(_ id: Int, _ span: Span) -> Value {
    declarations[id].isUsed = true
    if case .member(let group, let number) = declarations[id].meaning {
      declarations[group].isUsed = true
      return result(of: group, member: number, named: id, span)
    }
    return result(of: id, member: nil, named: id, span)
  }

  private mutating func result(
    of id: Int, member: Int?, named name: Int, _ span: Span
  ) -> Value {
    if case .waiting = declarations[id].state {
      reading(declarations[id].scope, span) { $0.elaborate(id) }
    }
    switch declarations[id].state {
    case .done(let value):
      guard let member else { return value }
      guard let parts = value.parts, member < parts.count else { return .unknown }
      return parts[member]
    case .running(let begun):
      if delay > begun { return past(of: id, member: member ?? 0, span) }
      if countedDelay > 0 {
        report(.time(.countedCycle(declarations[name].name.text)), at: span)
        return .unknown
      }
      let from = running.firstIndex(of: id) ?? 0
      var names = running[from...].map { self.name(of: $0) }
      names[0] = declarations[name].name.text
      report(.time(.cycle(names, isOthersPast: site == nil && names.count > 1)), at: span)
      return .unknown
    case .waiting: return .unknown
    }
  }

  private func name(of id: Int) -> String {
    if case .group(_, let names) = declarations[id].meaning {
      return "(" + names.map(\.text).joined(separator: ", ") + ")"
    }
    return declarations[id].name.text
  }

  /// Works out a declaration that is waiting, outside of any call that made it necessary.
  mutating func elaborate(_ id: Int) {
    let (calls, site, scope) = (self.calls, self.site, declarations[id].scope)
    if scope == Elaborator.file { (self.calls, self.site) = ([], nil) }
    defer { (self.calls, self.site) = (calls, site) }
    let clock = graph.clock
    graph.clock = declarations[id].clock
    defer { graph.clock = clock }
    declarations[id].state = .running(delay: delay)
    running.append(id)
    defer { running.removeLast() }
    let value: Value
    switch declarations[id].meaning {
    case .binding(let expression): value = self.value(expression, scope)
    case .group(let expression, let names): value = group(expression, names, scope)
    case .parameter(let parameter): value = self.parameter(parameter)
    case .column: value = column(declarations[id].name, declarations[id].name.span)
    case .member, .function, .argument, .library: value = .unknown
    }
    declarations[id].state = .done(closed(value, id))
  }

  private mutating func group(_ expression: Expression, _ names: [Name], _ scope: Int) -> Value {
    let texts = names.map(\.text)
    let whole: Value
    switch expression.kind {
    case .from(let first, let next):
      whole = from(first, next, texts, expression.span, scope)
    case .foldFrom(let variable, let range, let first, let next):
      whole = foldFrom(variable, range, first, next, texts, expression.span, scope)
    case .block(let bindings, let result): whole = block(bindings, result, texts, scope)
    default: whole = value(expression, scope)
    }
    guard let parts = whole.parts else {
      if !whole.isUnknown {
        report(.type(.notSeveral(names.count, whole.words)), at: expression.span)
      }
      return .tuple(names.map { _ in .unknown })
    }
    if let fields = whole.fieldNames {
      if texts.allSatisfy(fields.contains) {
        return .tuple(texts.map { name in parts[fields.firstIndex(of: name) ?? 0] })
      }
      if let mixed = texts.indices.first(where: { index in
        fields.contains(texts[index]) && (index >= fields.count || fields[index] != texts[index])
      }) {
        report(.type(.mixedFields(texts[mixed], fields)), at: names[mixed].span)
        return .tuple(names.map { _ in .unknown })
      }
    }
    guard parts.count == names.count else {
      report(
        .type(.wrongCount(names: names.count, values: parts.count, whole.fieldNames)),
        at: expression.span)
      return .tuple(names.map { _ in .unknown })
    }
    return .tuple(parts)
  }
}
