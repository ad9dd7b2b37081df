internal import Machine
internal import Syntax

/// Operators, choices and calls.
extension ReferenceEvaluator {
  func unary(_ operation: UnaryOperator, _ operand: Expression, _ names: Names)
    throws(ReferenceFailure) -> Meaning
  {
    let x = try cell(operand, names)
    switch operation {
    case .negate:
      if case .word = x.before { return .series(try words(.subtract, word(0), x)) }
      return .series(.numbers { -x.number($0) })
    case .not: return .series(.flags { !x.flag($0) })
    }
  }

  func binary(_ operation: BinaryOperator, _ left: Meaning, _ right: Meaning)
    throws(ReferenceFailure) -> Meaning
  {
    if case .text(let a) = left, case .text(let b) = right {
      return .series(.flags { _ in (a == b) == (operation == .equal) })
    }
    let (a, b) = (try like(left, right), try like(right, left))
    switch a.before {
    case .flag: return .series(try flags(operation, a, b))
    case .word: return .series(try words(operation, a, b))
    case .number: return .series(numbers(operation, a, b))
    }
  }

  private func flags(_ operation: BinaryOperator, _ a: Cell, _ b: Cell) throws(ReferenceFailure)
    -> Cell
  {
    switch operation {
    case .and: return .flags { [a.flag($0), b.flag($0)].allSatisfy { $0 } }
    case .or: return .flags { [a.flag($0), b.flag($0)].contains(true) }
    case .equal: return .flags { a.flag($0) == b.flag($0) }
    case .notEqual: return .flags { a.flag($0) != b.flag($0) }
    default: throw ReferenceFailure("\(operation.rawValue) takes no conditions")
    }
  }

  private func words(_ operation: BinaryOperator, _ a: Cell, _ b: Cell) throws(ReferenceFailure)
    -> Cell
  {
    func compare(_ holds: @escaping (Int64, Int64) -> Bool) -> Cell {
      .flags { bar in
        guard let x = a.at(bar).word, let y = b.at(bar).word else { return false }
        return holds(x, y)
      }
    }
    switch operation {
    case .less: return compare(<)
    case .lessOrEqual: return compare(<=)
    case .greater: return compare(>)
    case .greaterOrEqual: return compare(>=)
    case .equal: return compare(==)
    case .notEqual: return compare(!=)
    case .subtract:
      return Cell(.word(nil)) { bar in
        guard let x = a.at(bar).word, let y = b.at(bar).word else { return .word(nil) }
        return .word(Int64(exactly: Int128(x) - Int128(y)))
      }
    case .add:
      return Cell(.word(nil)) { bar in
        guard let x = a.at(bar).word, let y = b.at(bar).word else { return .word(nil) }
        return .word(Int64(exactly: Int128(x) + Int128(y)))
      }
    default: throw ReferenceFailure("\(operation.rawValue) takes no times")
    }
  }

  private func numbers(_ operation: BinaryOperator, _ a: Cell, _ b: Cell) -> Cell {
    func map(_ value: @escaping (Double, Double) -> Double) -> Cell {
      .numbers { value(a.number($0), b.number($0)) }
    }
    func test(_ holds: @escaping (Double, Double) -> Bool) -> Cell {
      .flags { holds(a.number($0), b.number($0)) }
    }
    switch operation {
    case .add: return map(+)
    case .subtract: return map(-)
    case .multiply: return map(*)
    case .divide: return map(quotient)
    case .power: return map(power)
    case .coalesce: return map { isValue($0) ? $0 : $1 }
    case .less: return test(<)
    case .lessOrEqual: return test(<=)
    case .greater: return test(>)
    case .greaterOrEqual: return test(>=)
    case .equal: return test(==)
    case .notEqual: return test(differ)
    case .crossesAbove:
      return .flags { a.number($0) > b.number($0) && a.number($0 - 1) <= b.number($0 - 1) }
    case .crossesBelow:
      return .flags { a.number($0) < b.number($0) && a.number($0 - 1) >= b.number($0 - 1) }
    case .and, .or: return .flags { _ in false }
    }
  }

  // MARK: Choices

  func choose(_ condition: Cell, _ yes: Meaning, _ no: Meaning) throws(ReferenceFailure) -> Meaning
  {
    if case .record(let first) = yes, case .record(let second) = no {
      var parts: [(name: String, value: Meaning)] = []
      for (index, field) in first.enumerated() {
        let other = second.first { $0.name == field.name } ?? second[index]
        parts.append((field.name, try choose(condition, field.value, other.value)))
      }
      return .record(parts)
    }
    if case .text = yes { return condition.flag(0) ? yes : no }
    let a = try like(yes, no)
    let b = try like(no, yes)
    // Both are computed at every bar, so that the state of neither has a hole.
    return .series(
      Cell(a.before) { bar in
        let (first, second) = (a.at(bar), b.at(bar))
        return condition.flag(bar) ? first : second
      })
  }

  /// A side as a series; `na` is of the kind of the other side.
  func like(_ branch: Meaning, _ other: Meaning) throws(ReferenceFailure) -> Cell {
    guard case .missing = branch, case .series(let cell) = other else { return try cell(branch) }
    return Cell(cell.before) { _ in cell.before }
  }

  func match(_ subject: Expression, _ arms: [Arm], _ names: Names) throws(ReferenceFailure)
    -> Meaning
  {
    let value = try meaning(subject, names)
    guard let last = arms.last else { throw ReferenceFailure("a match without arms") }
    var result = try meaning(last.value, names)
    for arm in arms.dropLast().reversed() {
      guard let pattern = arm.pattern else { continue }
      let holds = try cell(try binary(.equal, value, try meaning(pattern, names)))
      result = try choose(holds, try meaning(arm.value, names), result)
    }
    return result
  }

  // MARK: Calls

  func call(_ name: String, _ arguments: [Argument], _ names: Names) throws(ReferenceFailure)
    -> Meaning
  {
    if names.isFile, let function = functions[name] {
      return try expand(function, arguments, names, Names(parent: top, world))
    }
    if let definition = prelude[name] {
      return try expand(definition, arguments, names, Names(isFile: false, world))
    }
    if let flags = try clockFunction(name, arguments, names) { return flags }
    for builtin in Builtin.rows(named: name).map({ Builtin.all[$0] })
    where builtin.parameters.allSatisfy({ $0.kind != .grid }) {
      if let cell = try series(builtin, arguments, names) { return .series(cell) }
    }
    throw ReferenceFailure("\(name) is not known, or takes other arguments")
  }

  /// Each call has names and state of its own; the body sees the names where it is written.
  private func expand(
    _ function: Function, _ arguments: [Argument], _ names: Names, _ inner: Names
  ) throws(ReferenceFailure) -> Meaning {
    var place = 0
    for argument in arguments {
      let value = try meaning(argument.value, names)
      if let label = argument.label {
        inner.known[label.text] = value
      } else if place < function.formals.count {
        inner.known[function.formals[place].name.text] = value
        place += 1
      }
    }
    for formal in function.formals where inner.known[formal.name.text] == nil {
      guard let standard = formal.standard else {
        throw ReferenceFailure("\(function.name.text) needs \(formal.name.text)")
      }
      inner.known[formal.name.text] = try meaning(standard, inner)
    }
    return try meaning(function.body, inner)
  }

  /// The series of a row, when its parameters fit the arguments.
  private func series(_ builtin: Builtin, _ arguments: [Argument], _ names: Names)
    throws(ReferenceFailure) -> Cell?
  {
    guard arguments.count <= builtin.parameters.count else { return nil }
    var given = [Expression?](repeating: nil, count: builtin.parameters.count)
    var place = 0
    for argument in arguments {
      if let label = argument.label {
        guard let index = builtin.parameters.firstIndex(where: { $0.name == label.text }) else {
          return nil
        }
        given[index] = argument.value
      } else {
        given[place] = argument.value
        place += 1
      }
    }
    var operands: [Cell] = []
    var scalars: [Double] = []
    for (parameter, expression) in zip(builtin.parameters, given) {
      guard let expression else {
        guard let standard = parameter.standard else { return nil }
        scalars.append(standard)
        continue
      }
      let cell = try cell(expression, names)
      if case .length(let range) = parameter.kind {
        guard let whole = Int(exactly: cell.number(0)), range.contains(whole) else {
          throw ReferenceFailure("\(parameter.name) of \(builtin.name) is out of range")
        }
        scalars.append(Double(whole))
      } else if parameter.isScalar {
        scalars.append(cell.number(0))
      } else {
        guard bank(cell) == parameter.bank else { return nil }
        operands.append(cell)
      }
    }
    let rules = Rules(world: world)
    if builtin.isBounded { return rules.bounded(builtin.name, operands, Int(scalars[0])) }
    return rules.series(builtin.name, operands, scalars)
  }

  private func bank(_ cell: Cell) -> Bank {
    switch cell.before {
    case .number: .number
    case .flag: .flag
    case .word: .word
    }
  }
}
