internal import Machine
internal import Syntax

/// `sum(i in 0..<n: ...)` and its like, and `fold(i in 0..<n: from FIRST next NEXT)`.
///
/// A short fold with constant bounds is written out here, step by step. Any other becomes a fold of
/// the machine, whose steps are written out when the parameters are known; nothing in it can
/// remember from bar to bar, for how many memories there are would not be known here. Where
/// something does, constant bounds are written out after all. Both forms give the same bits.
extension Elaborator {
  /// Folds of more steps are left to the machine where that is possible.
  static let writtenOut = 32

  /// The bounds of a fold: the first number and the last.
  private struct Bounds {
    let lower: NodeID
    let upper: NodeID
    /// The numbers, where they are known when the file is compiled.
    let constant: (first: Int, last: Int)?

    /// True where a fold is better written out at once.
    var isShort: Bool {
      guard let constant else { return false }
      return constant.last - constant.first < Elaborator.writtenOut
    }
  }

  // MARK: - The named folds

  /// `sum any all count max min avg`, from left to right.
  mutating func fold(
    _ name: Name, _ variable: Name, _ range: RangeExpression, _ body: Expression, _ span: Span,
    _ scope: Int
  ) -> Value {
    guard let kind = FoldKind(rawValue: name.text) else { return .unknown }
    guard let bounds = bounds(range, scope) else {
      _ = value(body, inside(scope, variable, .unknown))
      return .unknown
    }
    var total: Edge?
    if !bounds.isShort {
      total =
        compact(bounds, span, firsts: [initial(kind, span)], types: [kind.type]) {
          elaborator, pasts in
          let inner = elaborator.inside(scope, variable, pasts.variable)
          guard let term = elaborator.term(kind, body, inner) else { return nil }
          // What the steps alone decide is no column: it is a number.
          if elaborator.graph.binding(term) <= .parameter, bounds.constant != nil { return nil }
          guard case .scalar(let past, _) = pasts.values[0] else { return nil }
          return [elaborator.joined(kind, past, term, span)]
        }?.first
    }
    if total == nil, let (first, last) = bounds.constant {
      var sum = initial(kind, span)
      total =
        writtenOut(first, last, span) { elaborator, number in
          let inner = elaborator.inside(scope, variable, elaborator.whole(number, span))
          guard let term = elaborator.term(kind, body, inner) else { return false }
          sum = elaborator.joined(kind, sum, term, span)
          return true
        } ? sum : nil
    }
    guard let total else { return .unknown }
    return .scalar(finished(kind, total, bounds, span), kind.type)
  }

  /// What a named fold does.
  private enum FoldKind: String {
    case sum, any, all, count, max, min, avg

    var type: ScalarType { self == .any || self == .all ? .flag : .number }
    /// True where each step says true or false.
    var takesFlags: Bool { self == .any || self == .all || self == .count }
  }

  private mutating func initial(_ kind: FoldKind, _ span: Span) -> Edge {
    switch kind {
    case .sum, .count, .avg: Edge(graph.constant(0, place(span)))
    case .any: Edge(graph.constant(false, place(span)))
    case .all: Edge(graph.constant(true, place(span)))
    case .max: Edge(graph.constant(-.infinity, place(span)))
    case .min: Edge(graph.constant(.infinity, place(span)))
    }
  }

  private mutating func term(_ kind: FoldKind, _ body: Expression, _ scope: Int) -> Edge? {
    if kind.takesFlags { return flag(body, "`\(kind.rawValue)`", scope) }
    let value = value(body, scope)
    switch value {
    case .unknown: return nil
    case .scalar(_, .number), .missing: return edge(value, as: .number, body.span)
    default:
      report(.type(.notNumber("`\(kind.rawValue)`", value.words)), at: body.span)
      return nil
    }
  }

  private mutating func joined(
    _ kind: FoldKind, _ past: Edge, _ term: Edge, _ span: Span
  ) -> Edge {
    let origin = place(span)
    switch kind {
    case .sum, .avg: return graph.apply(.add, .number, [past, term], origin)
    case .any: return graph.apply(.or, .flag, [past, term], origin)
    case .all: return graph.apply(.and, .flag, [past, term], origin)
    case .count:
      let (one, zero) = (Edge(graph.constant(1, origin)), Edge(graph.constant(0, origin)))
      let more = graph.apply(.choose, .number, [term, one, zero], origin)
      return graph.apply(.add, .number, [past, more], origin)
    case .max, .min:
      guard let row = Elaborator.extremes[kind.rawValue] else { return term }
      return graph.apply(row, [past, term], [], origin)
    }
  }

  /// The rows of `max` and `min` of two numbers.
  private static let extremes: [String: Int] = {
    var rows: [String: Int] = [:]
    for name in ["max", "min"] {
      rows[name] = Builtin.rows(named: name).first { Builtin.all[$0].parameters.count == 2 }
    }
    return rows
  }()

  /// An average divides; of no numbers at all there is neither a highest nor a lowest.
  private mutating func finished(
    _ kind: FoldKind, _ total: Edge, _ bounds: Bounds, _ span: Span
  ) -> Edge {
    let origin = place(span)
    let (lower, upper) = (Edge(bounds.lower), Edge(bounds.upper))
    switch kind {
    case .sum, .any, .all, .count: return total
    case .avg:
      let one = Edge(graph.constant(1, origin))
      let steps = graph.apply(.subtract, .number, [upper, lower], origin)
      let count = graph.apply(.add, .number, [steps, one], origin)
      let average = graph.apply(.divide, .number, [total, count], origin)
      return unlessEmpty(average, bounds, origin)
    case .max, .min: return unlessEmpty(total, bounds, origin)
    }
  }

  private mutating func unlessEmpty(_ result: Edge, _ bounds: Bounds, _ origin: Span) -> Edge {
    let isEmpty = graph.apply(.less, .number, [Edge(bounds.upper), Edge(bounds.lower)], origin)
    let missing = Edge(graph.constant(.nan, origin))
    return graph.apply(.choose, .number, [isEmpty, missing, result], origin)
  }

  // MARK: - fold

  /// `from FIRST next NEXT` with the steps of a range in place of bars: FIRST at the first step,
  /// and what the last step gives. `names` are those of a pattern that takes a tuple apart.
  mutating func foldFrom(
    _ variable: Name, _ range: RangeExpression, _ first: Expression, _ next: Expression,
    _ names: [String], _ span: Span, _ scope: Int
  ) -> Value {
    guard let bounds = bounds(range, scope) else {
      let inner = inside(scope, variable, .unknown)
      _ = value(first, inner)
      scopes[inner].previous = .unknown
      _ = value(next, inner)
      return .unknown
    }
    // What kind of value it is shows at a step that is thrown away.
    let begin = Value.scalar(Edge(bounds.lower), .number)
    let shape = seed(first, next, names, inside(scope, variable, begin))
    if shape.isUnknown { return .unknown }
    let types = shape.types
    var results: [Edge]?
    if !bounds.isShort {
      let blanks = types.map { blank($0, span) }
      results = compact(bounds, span, firsts: blanks, types: types) {
        elaborator, pasts in
        let inner = elaborator.inside(scope, variable, pasts.variable)
        let step = elaborator.step(first, next, names, shape.with(scalars: pasts.values), inner)
        guard let step, case .scalar(let number, _) = pasts.variable else { return nil }
        let begins = elaborator.graph.apply(
          .equal, .number, [number, Edge(bounds.lower)], elaborator.place(span))
        return elaborator.seeded(step, pasts.values, begins, span)
      }
    }
    if results == nil, let (begin, end) = bounds.constant {
      var values = types.map { Value.scalar(blank($0, span), $0) }
      let isDone = writtenOut(begin, end, span) { elaborator, number in
        let inner = elaborator.inside(scope, variable, elaborator.whole(number, span))
        let step = elaborator.step(first, next, names, shape.with(scalars: values), inner)
        guard let step else { return false }
        let begins = Edge(elaborator.graph.constant(number == begin, elaborator.place(span)))
        let edges = elaborator.seeded(step, values, begins, span)
        values = zip(edges, types).map { .scalar($0, $1) }
        return true
      }
      results = isDone ? values.flatMap(\.edges) : nil
    }
    guard let results else { return .unknown }
    return shape.with(scalars: zip(results, types).map { .scalar($0, $1) })
  }

  private struct Stepped {
    let firsts: [Value]
    let nexts: [Value]
    let span: Span
  }

  /// FIRST and NEXT at a step.
  private mutating func step(
    _ first: Expression, _ next: Expression, _ names: [String], _ past: Value, _ inner: Int
  ) -> Stepped? {
    let seed = seed(first, next, names, inner)
    scopes[inner].previous = past
    let step = value(next, inner)
    if seed.isUnknown || step.isUnknown { return nil }
    guard let nexts = like(past, step), let firsts = like(past, seed) else {
      report(.type(.stepOfOtherType(past.words, step.words)), at: next.span)
      return nil
    }
    return Stepped(firsts: firsts, nexts: nexts, span: next.span)
  }

  /// FIRST, with the names of the pattern that takes a tuple apart.
  private mutating func seed(
    _ first: Expression, _ next: Expression, _ names: [String], _ inner: Int
  ) -> Value {
    let seed = value(first, inner)
    if case .tuple(let parts) = seed, parts.count == names.count {
      return .record(zip(names, parts).map { .init(name: $0, value: $1) })
    }
    guard case .missing = seed else {
      if case .text = seed { return unfit(seed, first) }
      if case .choice = seed { return unfit(seed, first) }
      if case .symbol = seed { return unfit(seed, first) }
      return seed
    }
    let type = guess(next, inner).type ?? .number
    guard type != .flag, let edge = edge(.missing, as: type, first.span) else {
      report(.type(.missingCondition), at: first.span)
      return .unknown
    }
    return .scalar(edge, type)
  }

  private mutating func unfit(_ seed: Value, _ first: Expression) -> Value {
    report(.type(.noPast(seed.words)), at: first.span)
    return .unknown
  }

  /// The scalars of a value that must be of a shape.
  private mutating func like(_ shape: Value, _ value: Value) -> [Value]? {
    if case .scalar(_, let type) = shape {
      guard let edge = edge(value, as: type, .none) else { return nil }
      return [.scalar(edge, type)]
    }
    guard let shapes = shape.parts, let parts = value.parts, shapes.count == parts.count else {
      return nil
    }
    var scalars: [Value] = []
    for (shape, part) in zip(shapes, parts) {
      guard let more = like(shape, part) else { return nil }
      scalars += more
    }
    return scalars
  }

  /// What a step gives: FIRST wherever the past is missing and FIRST is not; for a condition at the
  /// first step.
  private mutating func seeded(
    _ step: Stepped, _ pasts: [Value], _ begins: Edge, _ span: Span
  ) -> [Edge] {
    var edges: [Edge] = []
    for (index, past) in pasts.enumerated() {
      guard case .scalar(let before, let type) = past,
        case .scalar(let first, _) = step.firsts[index],
        case .scalar(let next, _) = step.nexts[index]
      else { continue }
      edges.append(
        type == .flag
          ? graph.apply(.choose, .flag, [begins, first, next], place(span))
          : stepped(first, before, next, type, place(span)))
    }
    return edges
  }

  private mutating func blank(_ type: ScalarType, _ span: Span) -> Edge {
    edge(.missing, as: type, span) ?? Edge(graph.constant(false, place(span)))
  }

  // MARK: - Bounds

  private mutating func bounds(_ range: RangeExpression, _ scope: Int) -> Bounds? {
    let first = bound(range.lower, scope)
    guard let end = range.upper else { return nil }
    let last = bound(end, scope)
    guard let first, var last else { return nil }
    if !range.closed {
      let one = Edge(graph.constant(1, place(end.span)))
      last = graph.apply(.subtract, .number, [Edge(last), one], place(end.span)).node
    }
    guard let begin = constantNumber(Edge(first)).flatMap({ Int(exactly: $0) }),
      let stop = constantNumber(Edge(last)).flatMap({ Int(exactly: $0) })
    else { return Bounds(lower: first, upper: last, constant: nil) }
    guard stop - begin < Bound.expansion else {
      report(.fold(.tooMany(stop - begin + 1, most: Bound.expansion)), at: range.span)
      return nil
    }
    return Bounds(lower: first, upper: last, constant: (begin, stop))
  }

  private mutating func bound(_ expression: Expression, _ scope: Int) -> NodeID? {
    let value = value(expression, scope)
    if value.isUnknown { return nil }
    guard case .scalar(let edge, .number) = value else {
      report(.type(.notNumber("the bound of a fold", value.words)), at: expression.span)
      return nil
    }
    guard graph.binding(edge) <= .parameter, let bits = graph[edge.node].standard else {
      report(.fold(.notFixed(source.text(expression.span))), at: expression.span)
      return nil
    }
    let number = Double(bitPattern: bits)
    for number in [number] + bounds(edge.node) {
      guard let whole = Int(exactly: number), whole.magnitude <= UInt(MachineLimits.length) else {
        report(.fold(.notWhole(number, most: MachineLimits.length)), at: expression.span)
        return nil
      }
    }
    return edge.node
  }

  // MARK: - The two forms

  /// A scope inside of another, with the variable of a fold.
  private mutating func inside(_ scope: Int, _ variable: Name, _ value: Value) -> Int {
    let inner = scopes.count
    scopes.append(Scope(parent: scope))
    if Elaborator.isPriceColumn(variable.text) {
      report(.name(.priceColumn(variable.text)), at: variable.span)
    }
    bind(variable, to: value, in: inner)
    return inner
  }

  private mutating func whole(_ number: Int, _ span: Span) -> Value {
    .scalar(Edge(graph.constant(Double(number), place(span))), .number)
  }

  /// One step after the other; false where a step has no meaning.
  private mutating func writtenOut(
    _ first: Int, _ last: Int, _ span: Span, _ step: (inout Elaborator, Int) -> Bool
  ) -> Bool {
    unrolling += 1
    defer { unrolling -= 1 }
    guard first <= last else { return true }
    for number in first...last {
      guard admits(span), step(&self, number) else { return false }
    }
    return true
  }

  /// What a step of a compact fold sees.
  private struct Pasts {
    let variable: Value
    let values: [Value]
  }

  /// A fold of the machine. Nothing where a step has no meaning, or remembers: where the bounds are
  /// not constant, that is a problem.
  private mutating func compact(
    _ bounds: Bounds, _ span: Span, firsts: [Edge], types: [ScalarType],
    _ step: (inout Elaborator, Pasts) -> [Edge]?
  ) -> [Edge]? {
    foldDepth += 1
    defer { foldDepth -= 1 }
    let (fold, variable) = graph.fold(
      from: bounds.lower, to: bounds.upper, depth: foldDepth, place(span))
    var values: [Value] = []
    for (first, type) in zip(firsts, types) {
      let past = graph.past(of: fold, first: first.node, place(span))
      values.append(.scalar(Edge(past), type))
    }
    let pasts = Pasts(variable: .scalar(Edge(variable), .number), values: values)
    guard let edges = step(&self, pasts) else { return nil }
    if let state = graph.folds[fold].state {
      if bounds.constant == nil { report(.fold(.state), at: state) }
      return nil
    }
    return graph.close(fold, edges, place(span)).map { Edge($0) }
  }
}

extension Value {
  /// The types of the scalars it is made of.
  fileprivate var types: [ScalarType] {
    if case .scalar(_, let type) = self { return [type] }
    return (parts ?? []).flatMap(\.types)
  }

  /// The same shape of other scalars.
  fileprivate func with(scalars: [Value]) -> Value {
    var next = 0
    return with(scalars, &next)
  }

  private func with(_ scalars: [Value], _ next: inout Int) -> Value {
    guard let parts else {
      next += 1
      return next <= scalars.count ? scalars[next - 1] : .unknown
    }
    var result: [Value] = []
    for part in parts { result.append(part.with(scalars, &next)) }
    return with(parts: result)
  }
}
