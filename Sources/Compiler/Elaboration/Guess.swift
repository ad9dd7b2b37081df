internal import Machine
internal import Syntax

/// What a value will be, told from its text alone: needed where a value's past is used before the
/// value itself is known. A wrong guess is a problem that is reported, never a wrong program.
indirect enum Shape {
  case scalar(ScalarType)
  case record([(name: String, shape: Shape)])
  case tuple([Shape])

  static let number = Shape.scalar(.number)

  /// The shape of a known value.
  init(_ value: Value) {
    switch value {
    case .scalar(_, let type): self = .scalar(type)
    case .record(let members): self = .record(members.map { ($0.name, Shape($0.value)) })
    case .tuple(let parts): self = .tuple(parts.map { Shape($0) })
    case .missing, .text, .choice, .symbol, .unknown: self = .number
    }
  }

  var type: ScalarType? {
    if case .scalar(let type) = self { return type }
    return nil
  }

  /// What a name of a pattern is: the field of this name, or the part at this place.
  func part(_ number: Int, named name: String) -> Shape {
    switch self {
    case .record(let fields):
      if let field = fields.first(where: { $0.name == name }) { return field.shape }
      return number < fields.count ? fields[number].shape : .number
    case .tuple(let parts): return number < parts.count ? parts[number] : .number
    case .scalar: return .number
    }
  }
}

extension Elaborator {
  /// What is left to spend on a guess, and the names it has come through.
  private struct Effort {
    var steps = 400
    var names: [Int] = []
  }

  func guess(_ expression: Expression, _ scope: Int) -> Shape {
    var effort = Effort()
    return guess(expression, scope, &effort) ?? .number
  }

  /// Nothing where nothing can be said: `na`, `prev`, or when it takes too long.
  private func guess(_ expression: Expression, _ scope: Int, _ effort: inout Effort) -> Shape? {
    effort.steps -= 1
    guard effort.steps > 0 else { return nil }
    switch expression.kind {
    case .bool: return .scalar(.flag)
    case .date: return .scalar(.time)
    case .duration: return .scalar(.duration)
    case .number: return .number
    case .unary(let symbol, let operand):
      return symbol == .not ? .scalar(.flag) : guess(operand, scope, &effort)
    case .binary(let symbol, let left, let right):
      if symbol.isComparison || symbol.isLogical { return .scalar(.flag) }
      return guess(symbol, left, right, scope, &effort)
    case .index(let base, _): return guess(base, scope, &effort)
    case .field(let base, let name):
      guard let whole = guess(base, scope, &effort) else { return nil }
      return whole.part(.max, named: name.text)
    case .conditional(_, let yes, let no):
      return guess(yes, scope, &effort) ?? guess(no, scope, &effort)
    case .fold(let name, _, _, _):
      return name.text == "any" || name.text == "all" ? .scalar(.flag) : .number
    case .from(let first, let next), .foldFrom(_, _, let first, let next):
      return guess(first, scope, &effort) ?? guess(next, scope, &effort)
    case .match(_, let arms):
      for arm in arms {
        if let shape = guess(arm.value, scope, &effort) { return shape }
      }
      return nil
    case .block(_, let result), .on(_, let result): return guess(result, scope, &effort)
    case .record(let fields):
      return .record(fields.map { ($0.name.text, guess($0.value, scope, &effort) ?? .number) })
    case .tuple(let parts):
      return .tuple(parts.map { guess($0, scope, &effort) ?? .number })
    case .name(let name): return guess(name, scope, &effort)
    case .call(let name, _): return guess(call: name.text, scope, &effort)
    default: return nil
    }
  }

  private func guess(
    _ symbol: BinaryOperator, _ left: Expression, _ right: Expression, _ scope: Int,
    _ effort: inout Effort
  ) -> Shape? {
    let first = guess(left, scope, &effort)
    if symbol == .subtract, first?.type == .time {
      return guess(right, scope, &effort)?.type == .time ? .scalar(.duration) : first
    }
    return first ?? guess(right, scope, &effort)
  }

  private func guess(_ name: String, _ scope: Int, _ effort: inout Effort) -> Shape? {
    guard let id = declaration(ofValue: name, from: scope) else {
      switch name {
      case "time", "time_close": return .scalar(.time)
      case AccountField.flat.spelling, "session_open": return .scalar(.flag)
      default: return .number
      }
    }
    if case .done(let value) = declarations[id].state { return Shape(value) }
    guard !effort.names.contains(id) else { return nil }
    effort.names.append(id)
    defer { effort.names.removeLast() }
    switch declarations[id].meaning {
    case .binding(let expression): return guess(expression, declarations[id].scope, &effort)
    case .member(let group, let number):
      if case .done(let value) = declarations[group].state {
        return Shape(value).part(number, named: name)
      }
      guard case .group(let expression, _) = declarations[group].meaning else { return nil }
      let whole = guess(expression, declarations[group].scope, &effort)
      return whole?.part(number, named: name)
    case .column: return .number
    case .group, .function, .parameter, .argument, .library: return nil
    }
  }

  private func guess(call name: String, _ scope: Int, _ effort: inout Effort) -> Shape? {
    if let id = declaration(ofFunction: name, from: scope)
      ?? function(ofLibrary: name, from: scope),
      case .function(let function) = declarations[id].meaning
    {
      return guess(function.body, declarations[id].scope, &effort)
    }
    if let definition = PreludeDefinition.named(name) {
      switch definition.result {
      case .number: return .scalar(.number)
      case .flag: return .scalar(.flag)
      case .record(let fields): return .record(fields.map { ($0, .number) })
      }
    }
    if ClockFunction.named(name) != nil { return .scalar(.flag) }
    guard let row = Builtin.rows(named: name).first else { return nil }
    return .scalar(Row.all[row].result == .flag ? .flag : .number)
  }
}
