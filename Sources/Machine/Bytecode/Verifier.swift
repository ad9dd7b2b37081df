extension Program {
  /// Proves that running the program can touch nothing outside its frame. Trusts nothing: a program
  /// may come from a file.
  public func verify() throws(RunFailure) {
    var verifier = Verifier(self)
    try verifier.verify()
  }
}

private struct Verifier {
  let program: Program
  /// Slots written so far, in the `once` frame and in the main frame.
  var once: Set<Slot> = []
  var frame: Set<Slot> = []

  /// Clocks whose tick has been met.
  var ticking: Set<Int> = [0]

  static let mostSlots = 200_000
  static let mostClocks = 1_000

  init(_ program: Program) { self.program = program }

  mutating func verify() throws(RunFailure) {
    try require(program.clocks.count <= Verifier.mostClocks, "too many clocks")
    try require(program.readings.count <= Verifier.mostSlots, "too many readings")
    for (number, clock) in program.clocks.enumerated() { try verify(clock, number + 1) }
    for bank in Bank.allCases {
      var count = 0
      for clock in 0...program.clocks.count {
        let slots = program.slots(ofClock: clock)[bank]
        try require((0...Verifier.mostSlots).contains(slots), "too many slots")
        count += slots
      }
      try require(
        (0...Verifier.mostSlots).contains(program.onceSlots[bank])
          && count <= Verifier.mostSlots, "too many slots")
    }
    for constant in program.constants { try define(constant.slot, in: &once, program.onceSlots) }
    for parameter in program.parameters { try define(parameter.slot, in: &once, program.onceSlots) }
    for instruction in program.once { try verifyOnce(instruction) }
    for requirement in program.requirements {
      try require(
        requirement.flag.bank == .flag && once.contains(requirement.flag),
        "a requirement is not a flag of the once section")
    }
    try verifySection(program.columns, bars: false)
    try verifySection(program.bars, bars: true)
    try verifyOrders()
    for output in program.outputs {
      try require(
        output.slot.clock == 0 && frame.contains(output.slot),
        "output \(output.name) is never written")
    }
  }

  private func require(_ holds: Bool, _ message: @autoclosure () -> String) throws(RunFailure) {
    if !holds { throw .invalid(message()) }
  }

  private func verify(_ clock: Program.Clock, _ number: Int) throws(RunFailure) {
    try require((0..<number).contains(clock.parent), "a clock before its parent")
    switch clock.kind {
    case .condition: break
    case .timeframe:
      let isOfBars = clock.parent == 0
      guard !isOfBars else { return }
      guard case .instrument = program.clocks[clock.parent - 1].kind else {
        throw .invalid("a timeframe of what has no bars")
      }
    case .instrument: try require(clock.parent == 0, "an instrument beside other bars")
    }
  }

  private func define(_ slot: Slot, in slots: inout Set<Slot>, _ counts: SlotCounts)
    throws(RunFailure)
  {
    try require((0..<counts[slot.bank]).contains(slot.index), "slot \(slot) does not exist")
    try require(slots.insert(slot).inserted, "slot \(slot) is written twice")
  }

  /// Writes a slot of a clock's frame.
  private mutating func define(_ slot: Slot) throws(RunFailure) {
    try require((0...program.clocks.count).contains(slot.clock), "no clock \(slot.clock)")
    try define(slot, in: &frame, program.slots(ofClock: slot.clock))
  }

  private mutating func verifyOnce(_ instruction: Instruction) throws(RunFailure) {
    try require(instruction.opcode == .call, "the once section holds calls only")
    let builtin = try builtin(instruction)
    try require(builtin.isElementwise, "\(builtin.name) needs columns")
    try require(
      instruction.scalars.isEmpty && builtin.inputs.isEmpty, "\(builtin.name) needs a column")
    try verifyOperands(instruction, builtin, among: once, pending: [])
    for operand in instruction.operands {
      try require(operand.offset == .fixed(0), "a scalar has no past")
    }
    try verifyTarget(instruction, builtin.result)
    try define(instruction.targets[0], in: &once, program.onceSlots)
  }

  private func builtin(_ instruction: Instruction) throws(RunFailure) -> Builtin {
    try require(
      Builtin.all.indices.contains(instruction.immediate), "no builtin \(instruction.immediate)")
    return Builtin.all[instruction.immediate]
  }

  private func verifyTarget(_ instruction: Instruction, _ bank: Bank) throws(RunFailure) {
    try require(
      instruction.targets.count == 1 && instruction.targets[0].bank == bank,
      "\(instruction.opcode.mnemonic) writes one \(bank) slot")
  }

  private mutating func verifySection(_ section: [Instruction], bars: Bool) throws(RunFailure) {
    var next = 0
    // In the `bars` section every row is one step, so any slot of it may be read with an offset.
    let later = bars ? Set(section.flatMap(\.targets)) : []
    while next < section.count {
      let instruction = section[next]
      guard instruction.opcode == .loop else {
        try verifyStep(instruction, bars: bars, pending: later)
        next += 1
        continue
      }
      let body = section.dropFirst(next + 1).prefix(Swift.max(0, instruction.immediate))
      try require(
        !bars && instruction.immediate > 0 && body.count == instruction.immediate
          && instruction.targets.isEmpty && instruction.operands.isEmpty,
        "a loop that does not fit")
      try verifyLoop(body)
      let pending = Set(body.flatMap(\.targets))
      for step in body {
        try require(step.opcode != .loop, "a loop in a loop")
        try verifyStep(step, bars: false, pending: pending)
      }
      next += 1 + body.count
    }
  }

  /// A loop goes row by row over one clock. Others in it may tick by it; where one may tick more
  /// than once a row, nothing in the loop reads its past.
  private func verifyLoop(_ body: ArraySlice<Instruction>) throws(RunFailure) {
    let home = body.map(\.clock).min() ?? 0
    let own = Set(body.flatMap(\.targets))
    for step in body {
      try require(
        isOnce(step.clock, home) != nil, "a loop over clocks that have nothing in common")
      for operand in step.operands where own.contains(operand.slot) {
        let isPlain = operand.offset == .fixed(0)
        try require(
          isPlain || isOnce(operand.slot.clock, home) == true, "a loop through another clock")
      }
    }
  }

  /// Whether a clock ticks at most once a row of another one; nothing where it does not tick by it.
  private func isOnce(_ clock: Int, _ home: Int) -> Bool? {
    var (clock, isOnce) = (clock, true)
    while clock != home {
      guard clock > 0, clock <= program.clocks.count else { return nil }
      isOnce = isOnce && !program.clocks[clock - 1].isSteady
      clock = program.clocks[clock - 1].parent
    }
    return isOnce
  }

  /// `pending` are slots written later in the same step; they can be read only as they were before.
  private mutating func verifyStep(_ instruction: Instruction, bars: Bool, pending: Set<Slot>)
    throws(RunFailure)
  {
    let clock = instruction.clock
    try require(
      (0...program.clocks.count).contains(clock), "\(instruction.opcode.mnemonic) of no clock")
    switch instruction.opcode {
    case .column, .words:
      try require(
        UInt8(exactly: instruction.immediate).flatMap(InputColumn.init) != nil,
        "no such input column")
      try verifyTarget(instruction, instruction.opcode == .words ? .word : .number)
    case .time, .timeClose: try verifyTarget(instruction, .word)
    case .barIndex: try verifyTarget(instruction, .number)
    case .splat:
      try require(
        instruction.scalars.count == 1 && once.contains(instruction.scalars[0]),
        "a splat of an unknown scalar")
      try verifyTarget(instruction, instruction.scalars[0].bank)
    case .extra:
      try require(
        !bars && clock == 0 && program.extras.indices.contains(instruction.immediate),
        "no such extra column")
      try verifyTarget(instruction, program.extras[instruction.immediate])
    case .account:
      try require(
        bars && clock == 0
          && UInt8(exactly: instruction.immediate).flatMap(AccountField.init) != nil,
        "an account value outside the bars section")
      try verifyTarget(instruction, instruction.targets.first?.bank == .flag ? .flag : .number)
    case .call: try verifyCall(instruction, pending: pending)
    case .reading:
      try require(program.readings.indices.contains(instruction.immediate), "no such reading")
      try require(
        instruction.targets.count == 1 && instruction.operands.map(\.slot.bank) == [.word],
        "a reading of no time")
      try verifyRead(instruction.operands[0], of: instruction, from: clock, pending)
    case .tick: try verifyTick(instruction, bars: bars, pending)
    case .sample, .hold: try verifyCrossing(instruction, pending)
    case .loop: throw .invalid("a loop in a loop")
    }
    switch instruction.opcode {
    case .call, .reading, .tick, .sample, .hold: break
    default:
      try require(instruction.operands.isEmpty, "\(instruction.opcode.mnemonic) has no operands")
    }
    if [.column, .words, .time, .timeClose, .barIndex].contains(instruction.opcode) {
      try require(!bars || clock > 0, "a market column in the bars section")
      try require(
        clock == 0 || instruction.opcode == .barIndex || program.clocks[clock - 1].isSteady,
        "a condition has no bars of its own")
    }
    try require(ticking.contains(clock), "clock \(clock) is read before it ticks")
    try define(instruction.targets[0])
  }

  private mutating func verifyTick(
    _ instruction: Instruction, bars: Bool, _ pending: Set<Slot>
  ) throws(RunFailure) {
    try verifyTarget(instruction, .flag)
    let number = instruction.immediate
    try require(number > 0 && number <= program.clocks.count, "no clock \(number)")
    let clock = program.clocks[number - 1]
    try require(clock.parent == instruction.clock, "a tick on the rows of another clock")
    try require(ticking.insert(number).inserted, "clock \(number) ticks twice")
    if clock.kind == .condition {
      try require(instruction.operands.map(\.slot.bank) == [.flag], "a tick without its condition")
      try verifyRead(instruction.operands[0], of: instruction, from: instruction.clock, pending)
    } else {
      try require(!bars && instruction.operands.isEmpty, "a tick that the market does not tell")
    }
  }

  /// `sample` reads its clock's parent, `hold` a clock whose parent is its own.
  private func verifyCrossing(_ instruction: Instruction, _ pending: Set<Slot>)
    throws(RunFailure)
  {
    try require(
      instruction.targets.count == 1 && instruction.operands.count == 1
        && instruction.targets[0].bank == instruction.operands[0].slot.bank,
      "\(instruction.opcode.mnemonic) reads one column")
    let (own, other) = (instruction.clock, instruction.operands[0].slot.clock)
    let (inner, outer) = instruction.opcode == .sample ? (own, other) : (other, own)
    try require(
      inner > 0 && inner <= program.clocks.count && program.clocks[inner - 1].parent == outer,
      "\(instruction.opcode.mnemonic) between strangers")
    try require(ticking.contains(inner), "clock \(inner) is read before it ticks")
    try verifyRead(instruction.operands[0], of: instruction, from: other, pending)
  }

  private func verifyRead(
    _ operand: Operand, of instruction: Instruction, from clock: Int, _ pending: Set<Slot>
  ) throws(RunFailure) {
    try require(
      operand.slot.clock == clock, "\(instruction.opcode.mnemonic) reads the rows of another clock")
    switch operand.offset {
    case .fixed(let bars):
      try require((0...MachineLimits.length).contains(bars), "offset \(bars) is out of range")
      try require(
        frame.contains(operand.slot) || (bars > 0 && pending.contains(operand.slot)),
        "\(instruction.opcode.mnemonic) reads slot \(operand.slot) before it is written")
    case .once(let slot):
      try require(slot.bank == .number && once.contains(slot), "an offset of an unknown scalar")
      try require(frame.contains(operand.slot), "a parameter cannot delay a later value")
    }
  }

  private func verifyCall(_ instruction: Instruction, pending: Set<Slot>) throws(RunFailure) {
    let builtin = try builtin(instruction)
    try verifyOperands(instruction, builtin, among: frame, pending: pending)
    let scalars = builtin.parameters.count { $0.isScalar }
    try require(
      instruction.scalars.count == scalars
        && instruction.scalars.allSatisfy { $0.bank == .number && once.contains($0) },
      "\(builtin.name) needs \(scalars) scalars")
    try verifyTarget(instruction, builtin.result)
  }

  private func verifyOperands(
    _ instruction: Instruction, _ builtin: Builtin, among known: Set<Slot>, pending: Set<Slot>
  ) throws(RunFailure) {
    let banks =
      builtin.parameters.filter { !$0.isScalar }.map(\.bank) + builtin.inputs.map { _ in .number }
    try require(
      instruction.operands.map(\.slot.bank) == banks, "\(builtin.name) has other operands")
    for operand in instruction.operands {
      try require(operand.slot.clock == instruction.clock, "\(builtin.name) reads another clock")
      switch operand.offset {
      case .fixed(let bars):
        try require((0...MachineLimits.length).contains(bars), "offset \(bars) is out of range")
        try require(
          known.contains(operand.slot) || (bars > 0 && pending.contains(operand.slot)),
          "\(builtin.name) reads slot \(operand.slot) before it is written")
      case .once(let slot):
        try require(slot.bank == .number && once.contains(slot), "an offset of an unknown scalar")
        try require(known.contains(operand.slot), "a parameter cannot delay a later value")
      }
    }
  }

  private func verifyOrders() throws(RunFailure) {
    for order in program.orders {
      try require(
        order.when.bank == .flag && order.when.clock == 0 && frame.contains(order.when),
        "an order without when")
      var values: [Slot] = []
      switch order.kind {
      case .enter(_, _, let size): values = size.map { [$0.value] } ?? []
      case .exit(_, let share): values = share.map { [$0] } ?? []
      }
      for value in values {
        try require(
          value.bank == .number && value.clock == 0 && frame.contains(value),
          "an order without its size")
      }
    }
  }
}
