internal import Machine
internal import Syntax

/// The type a value will have, told from its text alone: needed where a value's past is used before the
/// value itself is known.
extension Elaborator {
  func guess(_ expression: Expression, _ scope: Int) -> ScalarType {
    var effort = 200
    return guess(expression, scope, &effort) ?? .number
  }

  /// The type of one part of a record or tuple.
  func guess(_ expression: Expression, member: Int, _ scope: Int) -> ScalarType {
    switch expression.kind {
    case .tuple(let parts) where member < parts.count: guess(parts[member], scope)
    case .record(let fields) where member < fields.count: guess(fields[member].value, scope)
    case .from(let first, _): guess(first, member: member, scope)
    case .block(_, let result): guess(result, member: member, scope)
    case .conditional(_, let yes, _): guess(yes, member: member, scope)
    default: .number
    }
  }

  /// Nothing where nothing can be said: `na`, `prev`, or when it takes too long.
  private func guess(
    _ expression: Expression, _ scope: Int, _ effort: inout Int
  ) -> ScalarType? {
    effort -= 1
    guard effort > 0 else { return nil }
    switch expression.kind {
    case .bool: return .flag
    case .date: return .time
    case .duration: return .duration
    case .number: return .number
    case .unary(let symbol, let operand):
      return symbol == .not ? .flag : guess(operand, scope, &effort)
    case .binary(let symbol, let left, let right):
      if symbol.isComparison || symbol.isLogical { return .flag }
      return guess(symbol, left, right, scope, &effort)
    case .index(let base, _): return guess(base, scope, &effort)
    case .conditional(_, let yes, let no):
      return guess(yes, scope, &effort) ?? guess(no, scope, &effort)
    case .from(let first, let next):
      return guess(first, scope, &effort) ?? guess(next, scope, &effort)
    case .match(_, let arms):
      for arm in arms {
        if let type = guess(arm.value, scope, &effort) { return type }
      }
      return nil
    case .block(_, let result): return guess(result, scope, &effort)
    case .name(let name): return guess(name, scope, &effort)
    case .call(let name, _): return guess(call: name.text, scope, &effort)
    default: return nil
    }
  }

  private func guess(
    _ symbol: BinaryOperator, _ left: Expression, _ right: Expression, _ scope: Int,
    _ effort: inout Int
  ) -> ScalarType? {
    let first = guess(left, scope, &effort)
    let second = guess(right, scope, &effort)
    switch (symbol, first, second) {
    case (.subtract, .time, .time): return .duration
    default: return first ?? second
    }
  }

  private func guess(_ name: String, _ scope: Int, _ effort: inout Int) -> ScalarType? {
    if let id = declaration(ofValue: name, from: scope) {
      if case .done(let value) = declarations[id].state {
        if case .scalar(_, let type) = value { return type }
        return nil
      }
      guard case .binding(let expression) = declarations[id].meaning else { return nil }
      return guess(expression, declarations[id].scope, &effort)
    }
    switch name {
    case "time", "time_close": return .time
    case AccountField.flat.spelling: return .flag
    default: return .number
    }
  }

  private func guess(call name: String, _ scope: Int, _ effort: inout Int) -> ScalarType? {
    if let id = declaration(ofFunction: name, from: scope),
      case .function(let function) = declarations[id].meaning
    {
      return guess(function.body, declarations[id].scope, &effort)
    }
    guard let row = Builtin.rows(named: name).first else { return nil }
    return Row.all[row].result == .flag ? .flag : .number
  }
}
