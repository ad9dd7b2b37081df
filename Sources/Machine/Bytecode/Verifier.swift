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

  static let mostSlots = 200_000

  init(_ program: Program) { self.program = program }

  mutating func verify() throws(RunFailure) {
    for bank in Bank.allCases {
      try require(
        (0...Verifier.mostSlots).contains(program.onceSlots[bank])
          && (0...Verifier.mostSlots).contains(program.frameSlots[bank]), "too many slots")
    }
    for constant in program.constants { try define(constant.slot, in: &once, program.onceSlots) }
    for parameter in program.parameters { try define(parameter.slot, in: &once, program.onceSlots) }
    if let tick = program.tick {
      try require(tick.bank == .number, "a tick that is no number")
      try define(tick, in: &once, program.onceSlots)
    }
    for instruction in program.once { try verifyOnce(instruction) }
    for requirement in program.requirements {
      try require(
        requirement.flag.bank == .flag && once.contains(requirement.flag),
        "a requirement is not a flag of the once section")
    }
    try verifySection(program.columns, bars: false)
    try verifySection(program.bars, bars: true)
    for slot in program.remembered {
      try require(slot.bank == .number && frame.contains(slot), "nothing to remember")
    }
    let shared = frame
    for instruction in program.entries { try verifyEntry(instruction, shared) }
    try verifyOrders(shared)
    try verifyRules()
    for output in program.outputs {
      try require(frame.contains(output.slot), "output \(output.name) is never written")
    }
  }

  private func require(_ holds: Bool, _ message: @autoclosure () -> String) throws(RunFailure) {
    if !holds { throw .invalid(message()) }
  }

  private func define(_ slot: Slot, in slots: inout Set<Slot>, _ counts: SlotCounts)
    throws(RunFailure)
  {
    try require((0..<counts[slot.bank]).contains(slot.index), "slot \(slot) does not exist")
    try require(slots.insert(slot).inserted, "slot \(slot) is written twice")
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
      let pending = Set(body.flatMap(\.targets))
      for step in body {
        try require(step.opcode != .loop, "a loop in a loop")
        try verifyStep(step, bars: false, pending: pending)
      }
      next += 1 + body.count
    }
  }

  /// `pending` are slots written later in the same step; they can be read only as they were before.
  private mutating func verifyStep(_ instruction: Instruction, bars: Bool, pending: Set<Slot>)
    throws(RunFailure)
  {
    switch instruction.opcode {
    case .column, .words:
      try require(
        !bars && UInt8(exactly: instruction.immediate).flatMap(InputColumn.init) != nil,
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
        !bars && program.extras.indices.contains(instruction.immediate), "no such extra column")
      try verifyTarget(instruction, program.extras[instruction.immediate])
    case .account:
      try require(
        bars && UInt8(exactly: instruction.immediate).flatMap(AccountField.init) != nil,
        "an account value outside the bars section")
      try verifyTarget(instruction, instruction.targets.first?.bank == .flag ? .flag : .number)
    case .call: try verifyCall(instruction, pending: pending)
    case .loop: throw .invalid("a loop in a loop")
    case .entry, .remembered: throw .invalid("an entry's value outside the entries section")
    }
    if instruction.opcode != .call {
      try require(instruction.operands.isEmpty, "\(instruction.opcode.mnemonic) has no operands")
    }
    if bars && [.time, .timeClose, .barIndex].contains(instruction.opcode) {
      throw .invalid("a market column in the bars section")
    }
    try define(instruction.targets[0], in: &frame, program.frameSlots)
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

  private func verifyRules() throws(RunFailure) {
    let rules = program.rules
    let numbers = [rules.pyramid, rules.cooldown].compactMap { $0 } + rules.limits.map(\.value)
    for slot in numbers {
      try require(slot.bank == .number && once.contains(slot), "a rule without its number")
    }
    for limit in rules.limits {
      try require((limit.kind == .orders) == (limit.per != nil), "a limit without its time")
      guard let per = limit.per else { continue }
      try require(per.bank == .word && once.contains(per), "a limit without its time")
    }
  }

  /// What depends on one open entry has no past and keeps no state.
  private mutating func verifyEntry(
    _ instruction: Instruction, _ shared: Set<Slot>
  ) throws(RunFailure) {
    switch instruction.opcode {
    case .entry:
      try require(
        UInt8(exactly: instruction.immediate).flatMap(EntryField.init) != nil,
        "no such value of an entry")
    case .remembered:
      try require(
        program.remembered.indices.contains(instruction.immediate), "nothing was remembered")
    case .call:
      let builtin = try builtin(instruction)
      try require(builtin.isElementwise, "\(builtin.name) needs a past")
      for operand in instruction.operands {
        try require(
          operand.offset == .fixed(0) || shared.contains(operand.slot), "an entry has no past")
      }
      try verifyCall(instruction, pending: [])
    default: throw .invalid("\(instruction.opcode.mnemonic) in the entries section")
    }
    if instruction.opcode != .call {
      try verifyTarget(instruction, .number)
      try require(instruction.operands.isEmpty, "an entry's value has no operands")
    }
    try define(instruction.targets[0], in: &frame, program.frameSlots)
  }

  private func verifyOrders(_ shared: Set<Slot>) throws(RunFailure) {
    for order in program.orders {
      let isShared = (order.flags + order.numbers).allSatisfy(shared.contains)
      try require(isShared || order.isPerEntry, "an order that speaks of an entry")
      try require(!order.isEntry || !order.isPerEntry, "an entry that speaks of an entry")
      for flag in order.flags {
        try require(flag.bank == .flag && frame.contains(flag), "an order without when")
      }
      for number in order.numbers {
        try require(
          number.bank == .number && frame.contains(number), "an order without its size")
      }
      try require(order.isEntry || order.placement == nil, "an exit that waits to enter")
      try require(
        order.placement.map { $0.at != nil || $0.beyond != nil } ?? true,
        "an order that waits for no price")
      let distances = [order.prices?.trail, order.prices?.after].compactMap { $0 }
      try require(
        distances.allSatisfy { $0.form != .level }, "a trail is a distance")
    }
  }
}
