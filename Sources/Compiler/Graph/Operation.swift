internal import Machine
internal import Syntax

/// What the language computes without a name: operators, choices, state.
enum Operation: Int, CaseIterable {
  case or, and, not
  case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual, crossesAbove, crossesBelow
  case add, subtract, multiply, divide, power, negate, coalesce
  case choose, from

  init(_ symbol: BinaryOperator) {
    switch symbol {
    case .or: self = .or
    case .and: self = .and
    case .equal: self = .equal
    case .notEqual: self = .notEqual
    case .less: self = .less
    case .lessOrEqual: self = .lessOrEqual
    case .greater: self = .greater
    case .greaterOrEqual: self = .greaterOrEqual
    case .crossesAbove: self = .crossesAbove
    case .crossesBelow: self = .crossesBelow
    case .add: self = .add
    case .subtract: self = .subtract
    case .multiply: self = .multiply
    case .divide: self = .divide
    case .coalesce: self = .coalesce
    case .power: self = .power
    }
  }

  /// As the builtin table has it.
  var symbol: String {
    switch self {
    case .or: BinaryOperator.or.rawValue
    case .and: BinaryOperator.and.rawValue
    case .not: "not"
    case .equal: BinaryOperator.equal.rawValue
    case .notEqual: BinaryOperator.notEqual.rawValue
    case .less: BinaryOperator.less.rawValue
    case .lessOrEqual: BinaryOperator.lessOrEqual.rawValue
    case .greater: BinaryOperator.greater.rawValue
    case .greaterOrEqual: BinaryOperator.greaterOrEqual.rawValue
    case .crossesAbove: BinaryOperator.crossesAbove.rawValue
    case .crossesBelow: BinaryOperator.crossesBelow.rawValue
    case .add: BinaryOperator.add.rawValue
    case .subtract: BinaryOperator.subtract.rawValue
    case .multiply: BinaryOperator.multiply.rawValue
    case .divide: BinaryOperator.divide.rawValue
    case .power: BinaryOperator.power.rawValue
    case .negate: "negate"
    case .coalesce: BinaryOperator.coalesce.rawValue
    case .choose: "if"
    case .from: "from"
    }
  }

  /// The row that does it to operands of a bank, if there is one.
  func row(_ bank: Bank) -> Int? { Operation.rows[rawValue * 3 + Int(bank.rawValue)] }

  private static let rows: [Int?] = allCases.flatMap { operation in
    Bank.allCases.map { bank in
      Builtin.rows(symbol: operation.symbol).first {
        Builtin.all[$0].parameters.last?.bank == bank
      }
    }
  }
}

/// What the compiler asks of a row of the builtin table again and again.
struct Row {
  let operation: Operation?
  let isElementwise: Bool
  let result: Bank
  let parameters: [Builtin.Parameter]
  let formals: [Formal]
  let inputs: [InputColumn]

  /// By the number of the row.
  static let all: [Row] = Builtin.all.map { builtin in
    Row(
      operation: Operation.allCases.first { $0.symbol == builtin.symbol },
      isElementwise: builtin.isElementwise, result: builtin.result,
      parameters: builtin.parameters,
      formals: builtin.parameters.map { Formal(name: $0.name, isOptional: $0.standard != nil) },
      inputs: builtin.inputs)
  }
}
