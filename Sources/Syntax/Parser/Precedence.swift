/// How tightly an operator binds, loosest first. The parser and the formatter read the same table.
enum Precedence: Int, Comparable {
  /// Of `if` and `from`, which reach as far to the right as they can.
  case whole
  case or
  case and
  case not
  case comparison
  case sum
  case product
  case negation
  case coalescence
  case power
  /// Of everything that needs no parentheses anywhere.
  case operand

  static func < (left: Precedence, right: Precedence) -> Bool { left.rawValue < right.rawValue }

  /// The next tighter one.
  var tighter: Precedence { Precedence(rawValue: rawValue + 1) ?? .operand }
}

extension BinaryOperator {
  var precedence: Precedence {
    switch self {
    case .or: .or
    case .and: .and
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .crossesAbove,
      .crossesBelow:
      .comparison
    case .add, .subtract: .sum
    case .multiply, .divide: .product
    case .coalesce: .coalescence
    case .power: .power
    }
  }
}

extension Expression {
  var precedence: Precedence {
    switch kind {
    case .conditional, .from: .whole
    case .unary(.not, _): .not
    case .unary(.negate, _): .negation
    case .binary(let symbol, _, _): symbol.precedence
    default: .operand
    }
  }
}
