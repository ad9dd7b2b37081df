/// The values of the `once` section for one set of parameter values.
struct OnceValues {
  private var values: [[UInt64]]

  init(
    _ program: Program, parameters: [Double], _ surroundings: Surroundings
  ) throws(RunFailure) {
    guard parameters.count == program.parameters.count else {
      throw .values(expected: program.parameters.count, given: parameters.count)
    }
    values = Bank.allCases.map { [UInt64](repeating: 0, count: program.onceSlots[$0]) }
    for constant in program.constants { self[constant.slot] = constant.bits }
    for (parameter, value) in zip(program.parameters, parameters) {
      self[parameter.slot] = OnceValues.bits(value, parameter.slot.bank)
    }
    if let slot = program.priceStep {
      guard let step = surroundings.priceStep else { throw .priceStep }
      self[slot] = step.bitPattern
    }
    for moment in program.moments {
      let instant = surroundings.almanac?.instant(ofLocal: moment.local) ?? moment.local
      self[moment.slot] = UInt64(bitPattern: instant)
    }
    for check in program.symbols {
      self[check.flag] = check.symbol == surroundings.symbol ? 1 : 0
    }
    for instruction in program.once {
      let arguments = instruction.operands.map { self[$0.slot] }
      for target in instruction.targets {
        self[target] = Builtin.constant(instruction.immediate, arguments)
      }
    }
    for requirement in program.requirements where self[requirement.flag] == 0 {
      throw .requirement(requirement.text)
    }
  }

  private static func bits(_ value: Double, _ bank: Bank) -> UInt64 {
    switch bank {
    case .number: value.bitPattern
    case .word: UInt64(bitPattern: Int64(exactly: value) ?? Grid.missing)
    case .flag: value == 0 ? 0 : 1
    }
  }

  subscript(_ slot: Slot) -> UInt64 {
    get { values[Int(slot.bank.rawValue)][slot.index] }
    set { values[Int(slot.bank.rawValue)][slot.index] = newValue }
  }

  func bits(_ slot: Slot) -> UInt64 { self[slot] }
  func number(_ slot: Slot) -> Double { Double(bitPattern: self[slot]) }
  func word(_ slot: Slot) -> Int64 { Int64(bitPattern: self[slot]) }
}

extension Builtin {
  /// An element-wise row over scalars, in bits: of a Double, an Int64, or 0 or 1. The one kernel
  /// serves here too, so that a folded constant has the bits it would have at run time.
  public static func constant(_ row: Int, _ arguments: [UInt64]) -> UInt64 {
    let builtin = all[row]
    precondition(builtin.isElementwise, "only element-wise rows have constant values")
    let banks = builtin.parameters.map(\.bank)
    precondition(banks.count == arguments.count, "wrong number of arguments")
    var slots: [Slot] = []
    var counts = SlotCounts()
    for bank in banks + [builtin.result] {
      slots.append(Slot(bank, counts[bank]))
      counts[bank] += 1
    }
    var frame = Frame(
      histories: Bank.allCases.map { [Int](repeating: 0, count: counts[$0]) }, room: 1,
      places: slots.count, scalars: 0, states: 0)
    frame.begin(1)
    for (index, slot) in slots.enumerated() {
      frame.setPlace(index, slot: slot, offset: 0)
      if index < arguments.count { frame.set(slot, 0, bits: arguments[index]) }
    }
    let tables = Linked.Tables(
      operands: 0, targets: arguments.count, scalars: 0, scalarCount: 0, state: 0, stateCount: 0)
    builtin.kernel.body(frame.call(tables, first: 0, count: 1))
    return frame.bits(slots[arguments.count], 0)
  }
}

extension Builtin.Parameter {
  /// The bank of the operand that is passed for it.
  public var bank: Bank {
    switch kind {
    case .number, .length, .factor: .number
    case .flag: .flag
    case .word, .grid: .word
    }
  }
}
