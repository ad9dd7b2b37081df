import Machine

/// Writes programs by hand: what the compiler would emit for a few lines of Quill.
struct Assembly {
  private(set) var program: Program

  init(_ title: String = "by hand") { program = Program(title: title, sourceHash: 0) }

  // MARK: Scalars

  mutating func number(_ value: Double) -> Slot {
    let slot = Slot(.number, program.onceSlots.number)
    program.onceSlots.number += 1
    program.constants.append(Constant(slot: slot, bits: value.bitPattern))
    return slot
  }

  mutating func parameter(_ name: String, _ standard: Double) -> Slot {
    let slot = Slot(.number, program.onceSlots.number)
    program.onceSlots.number += 1
    program.parameters.append(
      Program.Parameter(name: name, standard: standard, domain: nil, slot: slot))
    return slot
  }

  // MARK: Columns

  private mutating func slot(_ bank: Bank) -> Slot {
    let slot = Slot(bank, program.frameSlots[bank])
    program.frameSlots[bank] += 1
    return slot
  }

  mutating func column(_ column: InputColumn) -> Slot {
    let target = slot(.number)
    program.columns.append(
      Instruction(.column, immediate: Int(column.rawValue), targets: [target]))
    return target
  }

  mutating func words(_ column: InputColumn) -> Slot {
    let target = slot(.word)
    program.columns.append(
      Instruction(.words, immediate: Int(column.rawValue), targets: [target]))
    return target
  }

  mutating func barIndex() -> Slot {
    let target = slot(.number)
    program.columns.append(Instruction(.barIndex, targets: [target]))
    return target
  }

  mutating func splat(_ value: Double) -> Slot {
    let target = slot(.number)
    let scalar = number(value)
    program.columns.append(Instruction(.splat, targets: [target], scalars: [scalar]))
    return target
  }

  /// Calls a builtin by name or by symbol; the row is the one whose operands have these banks. With
  /// `ofAccount` it stands in the `bars` section.
  mutating func call(
    _ name: String, _ operands: [Slot], scalars: [Slot] = [], ofAccount: Bool = false
  ) -> Slot {
    let rows = Builtin.rows(named: name) + Builtin.rows(symbol: name)
    let row = rows.first { row in
      let parameters = Builtin.all[row].parameters
      return parameters.filter { !$0.isScalar }.map(\.bank) == operands.map(\.bank)
        && parameters.count(where: \.isScalar) == scalars.count
    }
    guard let row else { preconditionFailure("no builtin \(name) for these operands") }
    let target = slot(Builtin.all[row].result)
    let instruction = Instruction(
      .call, immediate: row, targets: [target], operands: operands.map { Operand($0) },
      scalars: scalars)
    if ofAccount {
      program.bars.append(instruction)
    } else {
      program.columns.append(instruction)
    }
    return target
  }

  /// An account value as a number.
  mutating func account(_ field: AccountField) -> Slot {
    let target = slot(.number)
    program.bars.append(
      Instruction(.account, immediate: Int(field.rawValue), targets: [target]))
    return target
  }

  // MARK: Orders

  mutating func enter(
    _ direction: OrderStatement.Direction, _ when: Slot, tag: String? = nil,
    size: (OrderStatement.SizeUnit, Slot)? = nil
  ) {
    program.orders.append(
      OrderStatement(
        kind: .enter(direction, tag: tag, size: size.map { .init(unit: $0.0, value: $0.1) }),
        when: when, origin: Origin(0, 0)))
  }

  mutating func exit(
    _ selector: OrderStatement.Selector = .all, _ when: Slot, share: Slot? = nil
  ) {
    program.orders.append(
      OrderStatement(kind: .exit(selector, share: share), when: when, origin: Origin(0, 0)))
  }
}

extension Assembly {
  /// The SMA cross of the benchmarks: long or flat, one unit, or all of equity.
  static func averageCross(
    _ fast: Double = 10, _ slow: Double = 30, sized: Bool = true
  ) -> Program {
    var code = Assembly("average cross")
    let close = code.words(.close)
    let quick = code.call("sma", [close], scalars: [code.parameter("fast", fast)])
    let calm = code.call("sma", [close], scalars: [code.parameter("slow", slow)])
    let size = sized ? (OrderStatement.SizeUnit.units, code.splat(1)) : nil
    code.enter(.long, code.call("crosses above", [quick, calm]), size: size)
    code.exit(.side(.long), code.call("crosses below", [quick, calm]))
    return code.program
  }
}
