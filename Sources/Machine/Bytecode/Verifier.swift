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

  /// A fold that is being looked through.
  struct Fold {
    /// What goes from step to step.
    let carried: Set<Slot>
    /// What exists in it alone.
    var scalars: Set<Slot>
    var columns: Set<Slot>
  }
  var folds: [Fold] = []

  static let mostSlots = 200_000
  static let mostFolds = 128

  init(_ program: Program) { self.program = program }

  mutating func verify() throws(RunFailure) {
    try require(program.clocks.count <= MachineLimits.clocks, "too many clocks")
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
    if let step = program.priceStep {
      try require(step.bank == .number, "a step of a price that is no number")
      try define(step, in: &once, program.onceSlots)
    }
    for moment in program.moments {
      try require(moment.slot.bank == .word, "a moment that is no time")
      try define(moment.slot, in: &once, program.onceSlots)
    }
    for check in program.symbols {
      try require(check.flag.bank == .flag, "a symbol's check that is no flag")
      try define(check.flag, in: &once, program.onceSlots)
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
      try require(
        output.slot.clock == 0 && frame.contains(output.slot),
        "output \(output.name) is never written")
    }
    for naming in program.namings { try verifyText(naming.parts, among: once) }
    if let outlook = program.outlook { try verifyOutlook(outlook) }
  }

  /// What is looked at stands in a program of its own.
  private func verifyOutlook(_ outlook: Outlook) throws(RunFailure) {
    try require(
      outlook.program.outlook == nil && outlook.program.orders.isEmpty
        && outlook.program.parameters.map(\.name) == program.parameters.map(\.name),
      "an outlook that is more than one")
    var verifier = Verifier(outlook.program)
    try verifier.verify()
    for plot in outlook.plots {
      for series in plot.series {
        try require(
          series.slot.bank != .word && verifier.frame.contains(series.slot),
          "a plot of nothing")
      }
      try require(
        plot.levels.allSatisfy { $0.bank == .number && verifier.once.contains($0) },
        "a level that is not fixed")
    }
    for alert in outlook.alerts {
      try require(
        alert.when.bank == .flag && verifier.frame.contains(alert.when), "an alert without when")
      try verifyText(alert.text + alert.values.map(\.value), among: verifier.frame)
    }
  }

  private func verifyText(_ parts: [TextPart], among known: Set<Slot>) throws(RunFailure) {
    for part in parts {
      guard let slot = part.slot else { continue }
      try require(slot.bank == part.bank && known.contains(slot), "a text of nothing")
      if case .number(_, let decimals?) = part {
        try require((0...99).contains(decimals), "a number of \(decimals) decimals")
      }
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
    try verifyScalarCall(instruction, builtin)
    try define(instruction.targets[0], in: &once, program.onceSlots)
  }

  private func verifyScalarCall(_ instruction: Instruction, _ builtin: Builtin)
    throws(RunFailure)
  {
    try require(builtin.isElementwise, "\(builtin.name) needs columns")
    try require(
      instruction.scalars.isEmpty && builtin.inputs.isEmpty, "\(builtin.name) needs a column")
    let banks = builtin.parameters.map(\.bank)
    try require(
      instruction.operands.map(\.slot.bank) == banks, "\(builtin.name) has other operands")
    for operand in instruction.operands {
      try require(operand.offset == .fixed(0), "a scalar has no past")
      try require(once.contains(operand.slot), "\(builtin.name) reads an unknown scalar")
    }
    try verifyTarget(instruction, builtin.result)
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
    let later = bars ? Set(section.flatMap(\.columns)) : []
    while next < section.count {
      let instruction = section[next]
      guard instruction.opcode == .loop else {
        next = try verifyStep(section[...], next, bars: bars, pending: later)
        continue
      }
      let body = section.dropFirst(next + 1).prefix(Swift.max(0, instruction.immediate))
      try require(
        !bars && instruction.immediate > 0 && body.count == instruction.immediate
          && instruction.targets.isEmpty && instruction.operands.isEmpty
          && instruction.scalars.isEmpty, "a loop that does not fit")
      try verifyLoop(body)
      let pending = Set(body.flatMap(\.columns))
      next += 1
      while next < body.endIndex {
        try require(section[next].opcode != .loop, "a loop in a loop")
        try require(section[next].opcode != .across, "a cross-section in a loop")
        next = try verifyStep(body, next, bars: false, pending: pending)
      }
    }
  }

  /// One instruction, or a fold with its body; gives the place behind it.
  private mutating func verifyStep(
    _ section: ArraySlice<Instruction>, _ place: Int, bars: Bool, pending: Set<Slot>
  ) throws(RunFailure) -> Int {
    let instruction = section[place]
    guard instruction.opcode == .fold else {
      try verifyStep(instruction, bars: bars, pending: pending)
      return place + 1
    }
    let body = section[(place + 1)...].prefix(Swift.max(0, instruction.immediate))
    try require(
      body.count == instruction.immediate && instruction.scalars.count == 2
        && instruction.scalars.allSatisfy { $0.bank == .number && once.contains($0) }
        && instruction.targets.last?.bank == .number
        && instruction.operands.map(\.slot.bank) == instruction.columns.map(\.bank),
      "a fold that does not fit")
    try require(folds.count < Verifier.mostFolds, "too many folds in one another")
    try require(
      ticking.contains(instruction.clock)
        && instruction.columns.allSatisfy { $0.clock == instruction.clock },
      "a fold over several clocks")
    for operand in instruction.operands {
      try verifyRead(operand, of: instruction, from: instruction.clock, pending)
    }
    for slot in instruction.columns { try define(slot) }
    var fold = Fold(carried: Set(instruction.columns), scalars: [], columns: [])
    if let variable = instruction.targets.last {
      try define(variable, in: &once, program.onceSlots)
      fold.scalars.insert(variable)
    }
    folds.append(fold)
    var next = place + 1
    while next < body.endIndex { next = try verifyStep(body, next, bars: bars, pending: pending) }
    let done = folds.removeLast()
    // What a step computes is gone behind the fold.
    once.subtract(done.scalars)
    frame.subtract(done.columns)
    if !folds.isEmpty { folds[folds.count - 1].columns.formUnion(done.carried) }
    return next
  }

  /// An instruction in a fold.
  private mutating func verifyFolded(_ instruction: Instruction) throws(RunFailure) {
    switch instruction.opcode {
    case .scalar:
      let builtin = try builtin(instruction)
      try verifyScalarCall(instruction, builtin)
      try define(instruction.targets[0], in: &once, program.onceSlots)
      folds[folds.count - 1].scalars.insert(instruction.targets[0])
    case .vary:
      try require(
        instruction.scalars.count == 1 && once.contains(instruction.scalars[0])
          && instruction.operands.isEmpty, "a column of an unknown scalar")
      try verifyTarget(instruction, instruction.scalars[0].bank)
      try require(ticking.contains(instruction.clock), "a fold over several clocks")
      try define(instruction.targets[0])
      folds[folds.count - 1].columns.insert(instruction.targets[0])
    case .carry:
      try require(
        instruction.targets.count == 1 && instruction.operands.count == 1
          && instruction.operands[0].slot.bank == instruction.targets[0].bank
          && instruction.scalars.isEmpty
          && folds[folds.count - 1].carried.contains(instruction.targets[0]),
        "a fold carries what is not its own")
      try verifyRead(instruction.operands[0], of: instruction, from: instruction.clock, [])
    default: throw .invalid("\(instruction.opcode.mnemonic) in a fold")
    }
  }

  /// A loop goes row by row over one clock. Others in it may tick by it; where one may tick more
  /// than once a row, nothing in the loop reads its past.
  private func verifyLoop(_ body: ArraySlice<Instruction>) throws(RunFailure) {
    // Scalars belong to no clock.
    let body = body.filter { $0.opcode != .scalar }
    let home = body.map(\.clock).min() ?? 0
    let own = Set(body.flatMap(\.columns))
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
    if !folds.isEmpty, instruction.opcode != .call { return try verifyFolded(instruction) }
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
    case .named:
      try require(program.named.indices.contains(instruction.immediate), "no such named column")
      try verifyTarget(instruction, .number)
    case .gap:
      try require(
        clock == 0 && !bars && instruction.targets.count == 1
          && instruction.operands.map(\.slot.bank) == [.word]
          && instruction.operands[0].offset == .fixed(1), "a gap after no time")
      try verifyRead(instruction.operands[0], of: instruction, from: clock, pending)
      try verifyTarget(instruction, .number)
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
    case .fold, .scalar, .vary, .carry:
      throw .invalid("\(instruction.opcode.mnemonic) outside of a fold")
    case .entry, .remembered: throw .invalid("an entry's value outside the entries section")
    case .across:
      try require(
        !bars && clock == 0 && UInt8(exactly: instruction.immediate).flatMap(Across.init) != nil,
        "no such cross-section")
      try verifyTarget(instruction, .number)
      try require(instruction.operands.map(\.slot.bank) == [.number], "a cross-section of nothing")
      try verifyRead(instruction.operands[0], of: instruction, from: 0, pending)
    }
    switch instruction.opcode {
    case .call, .reading, .gap, .tick, .sample, .hold, .across: break
    default:
      try require(instruction.operands.isEmpty, "\(instruction.opcode.mnemonic) has no operands")
    }
    if instruction.opcode != .call, instruction.opcode != .splat {
      try require(instruction.scalars.isEmpty, "\(instruction.opcode.mnemonic) has no scalars")
    }
    if [.column, .words, .named, .time, .timeClose, .barIndex].contains(instruction.opcode) {
      try require(!bars || clock > 0, "a market column in the bars section")
      try require(
        clock == 0 || instruction.opcode == .barIndex || program.clocks[clock - 1].isSteady,
        "a condition has no bars of its own")
    }
    try require(ticking.contains(clock), "clock \(clock) is read before it ticks")
    try define(instruction.targets[0])
    if !folds.isEmpty { folds[folds.count - 1].columns.insert(instruction.targets[0]) }
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
    let isOfFold = folds.contains {
      $0.carried.contains(operand.slot) || $0.columns.contains(operand.slot)
    }
    try require(!isOfFold || operand.offset == .fixed(0), "what a fold computes has no past in it")
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
    try require(folds.isEmpty || builtin.isElementwise, "\(builtin.name) remembers, in a fold")
    try verifyOperands(instruction, builtin, pending: pending)
    let scalars = builtin.parameters.count { $0.isScalar }
    try require(
      instruction.scalars.count == scalars
        && instruction.scalars.allSatisfy { $0.bank == .number && once.contains($0) },
      "\(builtin.name) needs \(scalars) scalars")
    try verifyTarget(instruction, builtin.result)
  }

  private func verifyOperands(
    _ instruction: Instruction, _ builtin: Builtin, pending: Set<Slot>
  ) throws(RunFailure) {
    let banks =
      builtin.parameters.filter { !$0.isScalar }.map(\.bank) + builtin.inputs.map { _ in .number }
    try require(
      instruction.operands.map(\.slot.bank) == banks, "\(builtin.name) has other operands")
    for operand in instruction.operands {
      try verifyRead(operand, of: instruction, from: instruction.clock, pending)
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
        try require(
          flag.bank == .flag && flag.clock == 0 && frame.contains(flag), "an order without when")
      }
      for number in order.numbers {
        try require(
          number.bank == .number && number.clock == 0 && frame.contains(number),
          "an order without its size")
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
