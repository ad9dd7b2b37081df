internal import Machine
internal import Syntax

extension Elaborator {
  mutating func call(
    _ name: Name, _ arguments: [Argument], _ span: Span, _ scope: Int
  ) -> Value {
    if let id = declaration(ofFunction: name.text, from: scope)
      ?? function(ofLibrary: name.text, from: scope),
      case .function(let function) = declarations[id].meaning
    {
      declarations[id].isUsed = true
      return expand(function, id, declarations[id].scope, name, arguments, span, scope)
    }
    if let column = constantSeries(name.text, arguments) {
      let first = arguments[0].value.span
      let all = Span(first.start, arguments[arguments.count - 1].value.span.end)
      report(.call(.constantSeries(name.text, source.text(all), column: column)), at: first)
      for argument in arguments { _ = value(argument.value, scope) }
      return .unknown
    }
    if let definition = PreludeDefinition.named(name.text) {
      return expand(definition.function, nil, nil, name, arguments, span, scope)
    }
    if let function = ClockFunction.named(name.text) {
      return call(function, name, arguments, span, scope)
    }
    if Elaborator.acrossFunctions.contains(name.text) {
      return across(name, arguments, span, scope)
    }
    let rows = Builtin.rows(named: name.text)
    if !rows.isEmpty { return builtin(name, rows, arguments, span, scope) }
    if name.text == "at_entry" { return atEntry(arguments, span, scope) }
    for argument in arguments { _ = value(argument.value, scope) }
    if isOfUnknown(name.text, scope) { return .unknown }
    let problem = notAFunction(name.text, arguments, span, scope)
    report(problem, at: name.span)
    return .unknown
  }

  /// The column that an indicator should be computed from, where a mere number stands in its place.
  private func constantSeries(_ name: String, _ arguments: [Argument]) -> String? {
    guard let first = arguments.first, first.label == nil, site == nil,
      case .number(_, nil) = first.value.kind
    else { return nil }
    let lengths: Set<String> = ["n", "fast", "slow", "short", "long", "rsi_n"]
    if let function = PreludeDefinition.named(name)?.function {
      let formals = function.formals
      guard formals.first?.name.text == "x",
        formals.dropFirst().contains(where: { lengths.contains($0.name.text) })
      else { return nil }
      if case .name(let column)? = formals[0].standard?.kind { return column }
      return "close"
    }
    let takesSeries = Builtin.rows(named: name).contains { row in
      let parameters = Builtin.all[row].parameters
      return parameters.first?.name == "x"
        && parameters.dropFirst().contains { $0.isScalar && lengths.contains($0.name) }
    }
    return takesSeries ? "close" : nil
  }

  private mutating func notAFunction(
    _ name: String, _ arguments: [Argument], _ span: Span, _ scope: Int
  ) -> Problem {
    if let problem = foreign(name, arguments, span) { return .name(problem) }
    if declaration(ofValue: name, from: scope) != nil || Elaborator.isGiven(name) {
      return .name(.valueAsFunction(name))
    }
    return .name(
      .unknownFunction(name, suggestions: near(name, among: functionNames(from: scope))))
  }

  /// True for `lib.f` where `lib` is something that a problem has been reported for.
  private func isOfUnknown(_ name: String, _ scope: Int) -> Bool {
    guard let point = name.firstIndex(of: "."),
      let id = declaration(ofValue: String(name[..<point]), from: scope),
      case .done(let value) = declarations[id].state
    else { return false }
    if case .library = declarations[id].meaning { return false }
    return value.isUnknown
  }

  // MARK: - Functions of the file and of the prelude

  /// The body of a function with its formals bound to what a call gives.
  private mutating func expand(
    _ function: Function, _ id: Int?, _ home: Int?, _ name: Name, _ arguments: [Argument],
    _ span: Span, _ scope: Int
  ) -> Value {
    let formals = function.formals.map {
      Formal(name: $0.name.text, isOptional: $0.standard != nil)
    }
    let labels = arguments.map { $0.label?.text }
    let matching = Matching(formals, labels: labels)
    var given: [Value] = []
    for argument in arguments { given.append(value(argument.value, scope)) }
    if let flaw = matching.flaw {
      let problem = problem(flaw, name.text, formals)
      report(.call(problem), at: place(of: flaw, arguments, name))
      return .unknown
    }
    if calls.contains(where: { $0.declaration == id && $0.name == name.text }) {
      let path = calls.map(\.name) + [name.text]
      report(.time(.recursion(path)), at: name.span)
      return .unknown
    }
    guard calls.count < Bound.calls else {
      report(.limit(.calls), at: calls.first?.span ?? span)
      return .unknown
    }
    let values = matching.positions.map { $0.map { given[$0] } }
    let key = Expansion(
      name: name.text, declaration: id, arguments: values, clock: graph.clock)
    if let known = expansions[key] { return known }
    calls.append(ActiveCall(name: name.text, declaration: id, span: place(span)))
    let site = self.site
    if id == nil || isServingGuests { self.site = place(span) }
    let result = reading(home, span) { $0.body(of: function, values, home) }
    self.site = site
    calls.removeLast()
    if id == nil { boundsTable.define(result, as: name.text) }
    expansions[key] = result
    return result
  }

  private mutating func body(
    of function: Function, _ arguments: [Value?], _ home: Int?
  ) -> Value {
    let inner = scopes.count
    scopes.append(Scope(parent: home))
    for (index, formal) in function.formals.enumerated() {
      let standard = arguments[index] == nil ? formal.standard.map { value($0, inner) } : nil
      bind(formal.name, to: arguments[index] ?? standard ?? .unknown, in: inner)
    }
    return value(function.body, inner)
  }

  /// Makes a name stand for a value.
  mutating func bind(_ name: Name, to value: Value, in scope: Int) {
    scopes[scope].values.add(name.text, declarations.count)
    declarations.append(
      Declaration(
        name: name, meaning: .argument, scope: scope, clock: graph.clock, state: .done(value)))
  }

  /// Looks for problems in a function that nothing calls.
  mutating func tryOut(_ id: Int) {
    guard case .function(let function) = declarations[id].meaning else { return }
    let inner = scopes.count
    scopes.append(Scope(parent: declarations[id].scope))
    for formal in function.formals {
      if let standard = formal.standard { _ = value(standard, inner) }
      bind(formal.name, to: .unknown, in: inner)
    }
    calls.append(
      ActiveCall(name: function.name.text, declaration: id, span: function.name.span))
    isTryingOut = true
    _ = value(function.body, inner)
    isTryingOut = false
    calls.removeLast()
  }

  // MARK: - Arguments

  mutating func problem(_ flaw: Matching.Flaw, _ name: String, _ formals: [Formal]) -> CallProblem {
    let signature = "\(name)(" + formals.map(\.name).joined(separator: ", ") + ")"
    switch flaw {
    case .tooMany(let given):
      return .tooMany(signature, given: given, most: formals.count)
    case .missing(let formal): return .missing(formal, signature)
    case .unknownLabel(_, let label):
      let known = formals.map(\.name)
      return .unknownLabel(label, signature, suggestions: near(label, among: known))
    case .twice(_, let label): return .twice(label, signature)
    }
  }

  func place(of flaw: Matching.Flaw, _ arguments: [Argument], _ name: Name) -> Span {
    switch flaw {
    case .tooMany: arguments.last?.value.span ?? name.span
    case .missing: name.span
    case .unknownLabel(let index, _), .twice(let index, _):
      arguments[index].label?.span ?? arguments[index].value.span
    }
  }
}

/// What a function calls one of its arguments.
struct Formal {
  let name: String
  let isOptional: Bool
}

/// Which argument of a call is which formal.
struct Matching {
  enum Flaw {
    case tooMany(given: Int)
    case missing(String)
    case unknownLabel(Int, String)
    case twice(Int, String)
  }

  /// For each formal the number of its argument, if it is given.
  private(set) var positions: [Int?]
  private(set) var flaw: Flaw?

  init(_ formals: [Formal], labels: [String?]) {
    positions = formals.map { _ in nil }
    var next = 0
    for (argument, label) in labels.enumerated() {
      guard let label else {
        if next < formals.count {
          if positions[next] != nil { flaw = flaw ?? .twice(argument, formals[next].name) }
          positions[next] = argument
        } else {
          flaw = flaw ?? .tooMany(given: labels.count)
        }
        next += 1
        continue
      }
      guard let formal = formals.firstIndex(where: { $0.name == label }) else {
        flaw = flaw ?? .unknownLabel(argument, label)
        continue
      }
      if positions[formal] != nil { flaw = flaw ?? .twice(argument, label) }
      positions[formal] = argument
    }
    for (index, formal) in formals.enumerated() where positions[index] == nil {
      if !formal.isOptional { flaw = flaw ?? .missing(formal.name) }
    }
  }
}
