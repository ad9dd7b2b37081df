/// An instruction with its addresses worked out for one set of parameter values.
struct Linked {
  let opcode: Opcode
  let immediate: Int
  let body: (@Sendable (Call) -> Void)?
  /// First entries in the frame's tables.
  let operands: Int
  let targets: Int
  let scalars: Int
  let scalarCount: Int
  let state: Int
  let stateCount: Int
  let target: Slot?
  /// For `splat`: the bits to write.
  let bits: UInt64
}

/// Works out, from a verified program and its scalars, how much history every slot needs, how long
/// the warm-up is, and where every operand stands.
struct Linker {
  private let program: Program
  private let scalars: OnceValues
  private var histories: [[Int]]
  /// Missing for a slot that no instruction has written so far: what reads it reads its past alone,
  /// which a recurrence fills itself from its first bar on.
  private var warmUps: [[Int?]]
  private var places = 0
  private var scalarCount = 0
  private var states = 0

  init(_ program: Program, scalars: OnceValues) {
    self.program = program
    self.scalars = scalars
    let counts = program.frameSlots
    histories = Bank.allCases.map { [Int](repeating: 0, count: counts[$0]) }
    warmUps = histories.map { $0.map { _ in nil } }
  }

  /// Measures both sections; throws where a scalar is not what an instruction needs.
  mutating func measure() throws(RunFailure) {
    for instruction in program.columns + program.bars + program.entries {
      try measure(instruction)
    }
    let bytes = histories.joined().reduce(0, +) * 8 + states * 8
    if bytes > MachineLimits.stateBytes { throw .memory(bytes: bytes) }
  }

  private mutating func measure(_ instruction: Instruction) throws(RunFailure) {
    var reach = 0
    var lookback = 0
    if instruction.opcode == .call {
      let builtin = Builtin.all[instruction.immediate]
      let values = try checked(instruction, builtin)
      reach = builtin.kernel.reach(values)
      lookback = builtin.lookback(values)
      states += builtin.kernel.words(values)
      scalarCount += values.count
    }
    var warmUp = 0
    for operand in instruction.operands {
      let offset = try offset(operand, instruction.origin)
      let (bank, index) = (Int(operand.slot.bank.rawValue), operand.slot.index)
      histories[bank][index] = max(histories[bank][index], offset + reach)
      if let known = warmUps[bank][index] { warmUp = max(warmUp, known + offset) }
    }
    for target in instruction.targets {
      warmUps[Int(target.bank.rawValue)][target.index] = warmUp + lookback
    }
    places += instruction.operands.count + instruction.targets.count
  }

  /// The scalars of a call, lengths checked against their ranges.
  private func checked(_ instruction: Instruction, _ builtin: Builtin) throws(RunFailure)
    -> [Double]
  {
    let values = instruction.scalars.map { scalars.number($0) }
    for (parameter, value) in zip(builtin.parameters.filter(\.isScalar), values) {
      guard case .length(let range) = parameter.kind else { continue }
      guard let whole = Int(exactly: value), range.contains(whole) else {
        throw .length(
          builtin: builtin.name, parameter: parameter.name, value: value,
          origin: instruction.origin)
      }
    }
    return values
  }

  private func offset(_ operand: Operand, _ origin: Origin) throws(RunFailure) -> Int {
    switch operand.offset {
    case .fixed(let bars): return bars
    case .once(let slot):
      let value = scalars.number(slot)
      guard let bars = Int(exactly: value), (0...MachineLimits.length).contains(bars) else {
        throw .offset(value: value, origin: origin)
      }
      return bars
    }
  }

  /// Bars before every value of the program is there.
  var warmUp: Int { warmUps.joined().compactMap(\.self).max() ?? 0 }

  func makeFrame(room: Int) -> Frame {
    Frame(
      histories: histories, room: room, places: places, scalars: scalarCount, states: states)
  }

  /// Writes the addresses of a section's instructions into the frame's tables; `cursor` counts what
  /// is used.
  func link(_ section: [Instruction], into frame: borrowing Frame, _ cursor: inout Cursor)
    -> [Linked]
  {
    var linked: [Linked] = []
    for instruction in section {
      let start = cursor
      for operand in instruction.operands {
        let offset = (try? offset(operand, instruction.origin)) ?? 0
        frame.setPlace(cursor.places, slot: operand.slot, offset: offset)
        cursor.places += 1
      }
      let targets = cursor.places
      for target in instruction.targets {
        frame.setPlace(cursor.places, slot: target, offset: 0)
        cursor.places += 1
      }
      var body: (@Sendable (Call) -> Void)?
      if instruction.opcode == .call {
        let kernel = Builtin.all[instruction.immediate].kernel
        let values = instruction.scalars.map { scalars.number($0) }
        for value in values {
          frame.setScalar(cursor.scalars, value)
          cursor.scalars += 1
        }
        let words = kernel.words(values)
        kernel.prepare(frame.stateWords(cursor.states, count: words), values)
        cursor.states += words
        body = kernel.body
      }
      linked.append(
        Linked(
          opcode: instruction.opcode, immediate: instruction.immediate, body: body,
          operands: start.places, targets: targets, scalars: start.scalars,
          scalarCount: cursor.scalars - start.scalars, state: start.states,
          stateCount: cursor.states - start.states, target: instruction.targets.first,
          bits: instruction.opcode == .splat ? scalars.bits(instruction.scalars[0]) : 0))
    }
    return linked
  }

  /// How much of the frame's tables is used.
  struct Cursor {
    var places = 0
    var scalars = 0
    var states = 0
  }
}

/// The values of the `once` section for one set of parameter values.
struct OnceValues {
  private var values: [[UInt64]]

  init(_ program: Program, parameters: [Double], tick: Double?) throws(RunFailure) {
    guard parameters.count == program.parameters.count else {
      throw .values(expected: program.parameters.count, given: parameters.count)
    }
    values = Bank.allCases.map { [UInt64](repeating: 0, count: program.onceSlots[$0]) }
    for constant in program.constants { self[constant.slot] = constant.bits }
    for (parameter, value) in zip(program.parameters, parameters) {
      self[parameter.slot] = OnceValues.bits(value, parameter.slot.bank)
    }
    if let slot = program.tick {
      guard let tick else { throw .tick }
      self[slot] = tick.bitPattern
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

  private subscript(_ slot: Slot) -> UInt64 {
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
    let linked = Linked(
      opcode: .call, immediate: row, body: builtin.kernel.body, operands: 0,
      targets: arguments.count, scalars: 0, scalarCount: 0, state: 0, stateCount: 0,
      target: nil, bits: 0)
    builtin.kernel.body(frame.call(linked, first: 0, count: 1))
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
