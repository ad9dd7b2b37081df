internal import Machine
internal import Syntax

extension Elaborator {
  /// An argument with its value.
  struct Given {
    let value: Value
    let span: Span
  }

  /// The first row of a name whose parameters take what is given.
  mutating func builtin(
    _ name: Name, _ rows: [Int], _ arguments: [Argument], _ span: Span, _ scope: Int
  ) -> Value {
    let labels = arguments.map { $0.label?.text }
    var given: [Given] = []
    for argument in arguments {
      given.append(Given(value: value(argument.value, scope), span: argument.value.span))
    }
    var nearest: (row: Int, matching: Matching)?
    for row in Elaborator.candidates(rows, isBounded: labels.contains(Builtin.bound)) {
      let matching = Matching(Row.all[row].formals, labels: labels)
      if matching.flaw == nil, fits(row, matching, given) {
        return apply(row, matching, given, name, span)
      }
      if nearest == nil || matching.flaw == nil || nearest?.matching.flaw != nil {
        nearest = (row, matching)
      }
    }
    guard let nearest else { return .unknown }
    let formals = Row.all[nearest.row].formals
    if let flaw = nearest.matching.flaw {
      let problem = problem(flaw, name.text, formals)
      report(.call(problem), at: place(of: flaw, arguments, name))
    } else if !given.contains(where: \.value.isUnknown) {
      reportMisfit(nearest.row, nearest.matching, given, name)
    }
    return .unknown
  }

  // MARK: - Choosing a row

  /// The rows with a length that changes where its bound is given, else the others; all of them
  /// where there is no choice.
  private static func candidates(_ rows: [Int], isBounded: Bool) -> [Int] {
    let fitting = rows.filter { Builtin.all[$0].isBounded == isBounded }
    return fitting.isEmpty ? rows : fitting
  }

  private func fits(_ row: Int, _ matching: Matching, _ given: [Given]) -> Bool {
    for (index, parameter) in Row.all[row].parameters.enumerated() {
      guard let position = matching.positions[index] else { continue }
      if !fits(parameter.kind, given[position].value) { return false }
    }
    return true
  }

  private func fits(_ kind: Builtin.ParameterKind, _ value: Value) -> Bool {
    switch (kind, value) {
    case (.number, .scalar(_, .number)), (.length, .scalar(_, .number)),
      (.factor, .scalar(_, .number)), (.flag, .scalar(_, .flag)), (.number, .missing):
      true
    case (.word, .scalar(_, let type)): type.bank == .word
    case (.grid, .scalar(let edge, .number)): graph.isInput(edge)
    default: false
    }
  }

  private mutating func reportMisfit(
    _ row: Int, _ matching: Matching, _ given: [Given], _ name: Name
  ) {
    let builtin = Builtin.all[row]
    for (index, parameter) in builtin.parameters.enumerated() {
      guard let position = matching.positions[index],
        !fits(parameter.kind, given[position].value)
      else { continue }
      let argument = given[position]
      if let fields = argument.value.fieldNames, parameter.kind != .flag {
        report(.type(.severalValues(source.text(argument.span), fields)), at: argument.span)
      } else {
        report(
          .type(
            .argument(
              parameter.name, builtin.signature, wanted: parameter.kind.words,
              found: argument.value.words)),
          at: argument.span)
      }
      return
    }
  }

  // MARK: - Calling it

  private mutating func apply(
    _ row: Int, _ matching: Matching, _ given: [Given], _ name: Name, _ span: Span
  ) -> Value {
    let builtin = Row.all[row]
    let origin = place(span)
    var operands: [Edge] = []
    var scalars: [NodeID] = []
    var type: ScalarType = builtin.result == .flag ? .flag : .number
    for (index, parameter) in builtin.parameters.enumerated() {
      let argument = matching.positions[index].map { given[$0] }
      if parameter.isScalar {
        guard let scalar = scalar(argument, parameter, name, span) else { return .unknown }
        scalars.append(scalar)
      } else {
        guard let argument, let edge = operand(argument, parameter) else { return .unknown }
        operands.append(edge)
        // A time or a length of time stays one; how many bars ago is a number beside it.
        if case .scalar(_, let given) = argument.value, parameter.kind == .word,
          builtin.result == .word
        {
          type = given
        }
      }
    }
    for column in builtin.inputs { operands.append(market(span) { $0.input(column, origin) }) }
    return .scalar(graph.apply(row, operands, scalars, origin), type)
  }

  private mutating func operand(_ argument: Given, _ parameter: Builtin.Parameter) -> Edge? {
    guard case .scalar(let edge, _) = argument.value else {
      return edge(argument.value, as: .number, argument.span)
    }
    guard parameter.kind == .grid else { return edge }
    let words = graph.words(of: Edge(edge.node), place(argument.span))
    return Edge(words.node, edge.shift)
  }

  /// The node of a length or factor, which must be fixed for a run and in its range.
  private mutating func scalar(
    _ argument: Given?, _ parameter: Builtin.Parameter, _ name: Name, _ span: Span
  ) -> NodeID? {
    guard let argument else {
      return parameter.standard.map { graph.constant($0, place(span)) }
    }
    guard case .scalar(let edge, _) = argument.value else { return nil }
    guard graph.binding(edge) <= .parameter, let bits = graph[edge.node].standard else {
      let isLength = parameter.kind.range != nil
      report(
        .time(
          .notFixed(
            parameter.name, of: name.text, source.text(argument.span), isLength: isLength,
            canBeBounded: Builtin.rows(named: name.text).contains { Builtin.all[$0].isBounded })),
        at: argument.span)
      return nil
    }
    guard let range = parameter.kind.range else { return edge.node }
    let values = [Double(bitPattern: bits)] + bounds(edge.node)
    for value in values {
      guard let whole = Int(exactly: value), range.contains(whole) else {
        report(
          .call(
            .outOfRange(
              parameter.name, of: name.text, value, least: range.lowerBound,
              most: range.upperBound, isStandard: value == values[0])),
          at: argument.span)
        return nil
      }
    }
    return edge.node
  }

  /// The ends of a parameter's domain.
  func bounds(_ node: NodeID) -> [Double] {
    guard case .parameter(let number) = graph[node].kind else { return [] }
    switch parameters[number].domain {
    case .range(let range, let step):
      let next = step.map { [range.lowerBound + $0] } ?? []
      return [range.lowerBound, range.upperBound]
        + next.filter { $0 <= range.upperBound }
    case .numbers(let numbers): return numbers
    case .texts, nil: return []
    }
  }
}

extension Builtin.ParameterKind {
  var range: ClosedRange<Int>? {
    if case .length(let range) = self { return range }
    return nil
  }

  /// In a sentence.
  var words: String {
    switch self {
    case .number, .grid: "a number"
    case .flag: "true or false"
    case .word: "a time"
    case .length: "a whole number"
    case .factor: "a fixed number"
    }
  }
}
