internal import Machine
internal import Syntax

extension Elaborator {
  // MARK: - Making names known

  mutating func declare(_ binding: Binding, in scope: Int) {
    switch binding.pattern {
    case .name(let name):
      declare(name, .binding(binding.value), in: scope)
    case .tuple(let names, let span):
      let group = declarations.count
      declarations.append(
        Declaration(
          name: Name("", span), meaning: .group(binding.value, names), scope: scope,
          clock: graph.clock, state: .waiting))
      for (index, name) in names.enumerated() {
        declare(name, .member(group: group, index), in: scope)
      }
    }
  }

  /// Makes a value known by its name, unless the name is taken.
  mutating func declare(_ name: Name, _ meaning: Declaration.Meaning, in scope: Int) {
    let id = declarations.count
    var declaration = Declaration(
      name: name, meaning: meaning, scope: scope, clock: graph.clock, state: .waiting)
    if Elaborator.isPriceColumn(name.text) {
      report(.name(.priceColumn(name.text)), at: name.span)
      declaration.isUsed = true
    } else if let known = scopes[scope].values[name.text] {
      report(.name(.twice(name.text, first: declarations[known].name.span)), at: name.span)
      declaration.isUsed = true
    } else {
      let isParameter = if case .parameter = meaning { true } else { false }
      hintOfBuiltin(name, isFunction: false, isParameter: isParameter)
      scopes[scope].values.add(name.text, id)
    }
    declarations.append(declaration)
  }

  mutating func declare(_ function: Function, in scope: Int) {
    let id = declarations.count
    let name = function.name
    if let known = scopes[scope].functions[name.text] {
      report(.name(.twice(name.text, first: declarations[known].name.span)), at: name.span)
    } else {
      hintOfBuiltin(name, isFunction: true)
      scopes[scope].functions.add(name.text, id)
    }
    var seen: Set<String> = []
    for formal in function.formals {
      let text = formal.name.text
      if Elaborator.isPriceColumn(text) {
        report(.name(.priceColumn(text)), at: formal.name.span)
      } else if !seen.insert(text).inserted {
        report(.name(.twice(text, first: name.span)), at: formal.name.span)
      }
    }
    declarations.append(
      Declaration(
        name: name, meaning: .function(function), scope: scope, clock: graph.clock,
        state: .waiting))
  }

  /// A parameter is a setting, `mode` or `smooth`: no one takes it for the function of that name.
  private mutating func hintOfBuiltin(
    _ name: Name, isFunction: Bool, isParameter: Bool = false
  ) {
    guard site == nil else { return }
    let isValue = Elaborator.isGiven(name.text)
    let isCalled =
      !Builtin.rows(named: name.text).isEmpty || PreludeDefinition.named(name.text) != nil
    if isFunction ? isCalled : isValue {
      report(.name(.builtinRedefined(name.text, stillCalled: false)), at: name.span)
    } else if !isFunction, isCalled, !isParameter {
      report(.name(.builtinRedefined(name.text, stillCalled: true)), at: name.span)
    }
  }

  /// Makes a name known whose meaning comes later, so that its uses are no further problems.
  mutating func declareUnknown(_ name: Name) {
    guard scopes[Elaborator.file].values[name.text] == nil else { return }
    bind(name, to: .unknown, in: Elaborator.file)
  }

  // MARK: - Parameters

  /// A parameter becomes a node with a standard value and the values it may take.
  mutating func parameter(_ parameter: Parameter) -> Value {
    let standard = value(parameter.value, Elaborator.file)
    let span = parameter.value.span
    switch standard {
    case .unknown: return .unknown
    case .text(let text): return choice(text, parameter)
    case .scalar(let edge, .number):
      guard let number = constantNumber(edge) else { break }
      guard let domain = numbers(parameter, standard: number) else { return .unknown }
      return .scalar(Edge(node(parameter.name, number, domain.value)), .number)
    case .scalar(let edge, .flag):
      guard let flag = graph.flag(edge) else { break }
      if parameter.domain != nil {
        report(.type(.flagDomain(parameter.name.text)), at: parameter.name.span)
      }
      let node = node(parameter.name, flag ? 1 : 0, .texts(["false", "true"]))
      return .scalar(comparison(.notEqual, Edge(node), 0, span), .flag)
    case .scalar(_, .time), .scalar(_, .duration):
      report(.type(.parameterValue(standard.words)), at: span)
      return .unknown
    default:
      report(.type(.parameterValue(standard.words)), at: span)
      return .unknown
    }
    report(.time(.notConstant("the standard value of a parameter")), at: span)
    return .unknown
  }

  private mutating func node(
    _ name: Name, _ standard: Double, _ domain: Program.Parameter.Domain?
  ) -> NodeID {
    let node = graph.parameter(parameters.count, standard: standard, name.span)
    parameters.append(
      ParameterEntry(name: name.text, standard: standard, domain: domain, node: node))
    return node
  }

  private mutating func choice(_ standard: String, _ parameter: Parameter) -> Value {
    guard case .set(let choices) = parameter.domain else {
      report(.type(.textWithoutChoices(parameter.name.text, standard)), at: parameter.value.span)
      return .unknown
    }
    var texts: [String] = []
    for choice in choices {
      switch value(choice, Elaborator.file) {
      case .text(let text) where !texts.contains(text): texts.append(text)
      case .unknown, .text: break
      default: report(.type(.mixedChoices), at: choice.span)
      }
    }
    guard let number = index(of: standard, in: texts, parameter.value.span) else {
      return .unknown
    }
    return .choice(node(parameter.name, Double(number), .texts(texts)), texts)
  }

  private struct Domain {
    let value: Program.Parameter.Domain?
  }

  /// The values a number may take; nothing when they make no sense.
  private mutating func numbers(_ parameter: Parameter, standard: Double) -> Domain? {
    let name = parameter.name.text
    switch parameter.domain {
    case nil: return Domain(value: nil)
    case .set(let choices):
      var numbers: [Double] = []
      for choice in choices {
        guard let number = constant(choice) else { return nil }
        if !numbers.contains(number) { numbers.append(number) }
      }
      guard numbers.contains(standard) else {
        report(.type(.outsideDomain(name, standard)), at: parameter.value.span)
        return nil
      }
      return Domain(value: .numbers(numbers))
    case .range(let range, let step):
      guard let lower = constant(range.lower), let end = range.upper, let upper = constant(end)
      else { return nil }
      var stride: Double?
      if let step {
        guard let number = constant(step) else { return nil }
        stride = number
      }
      guard range.closed, lower <= upper, stride.map({ $0 > 0 }) ?? true else {
        report(.type(.badRange(isClosed: range.closed, isEmpty: lower > upper)), at: range.span)
        return nil
      }
      guard standard >= lower, standard <= upper else {
        report(.type(.outsideDomain(name, standard)), at: parameter.value.span)
        return nil
      }
      return Domain(value: .range(lower...upper, step: stride))
    }
  }

  /// A number known when the file is compiled.
  private mutating func constant(_ expression: Expression) -> Double? {
    let value = value(expression, Elaborator.file)
    switch value {
    case .unknown: return nil
    case .scalar(let edge, .number):
      if let number = constantNumber(edge), number.isFinite { return number }
      report(.time(.notConstant("what a parameter can be")), at: expression.span)
      return nil
    default:
      report(.type(.mixedChoices), at: expression.span)
      return nil
    }
  }
}
