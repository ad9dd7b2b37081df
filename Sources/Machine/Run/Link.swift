/// An instruction with its addresses worked out for one set of parameter values.
struct Linked {
  let opcode: Opcode
  let immediate: Int
  let body: (@Sendable (Call) -> Void)?
  /// The clock over whose rows it runs; of a loop the one that ticks first.
  let clock: Int
  let tables: Tables
  let target: Slot?
  /// What `tick`, `sample`, `hold` and `reading` read, and how many rows ago.
  let source: Slot?
  let offset: Int
  /// For `splat`: the bits to write.
  let bits: UInt64
  /// For `account`: what it reads.
  let field: AccountField?

  /// First entries in the frame's tables.
  struct Tables {
    let operands: Int
    let targets: Int
    let scalars: Int
    let scalarCount: Int
    let state: Int
    let stateCount: Int
  }

  var stateCount: Int { tables.stateCount }
}

/// How much of a frame's tables is used.
struct TableUse {
  var places = 0
  var scalars = 0
  var states = 0
}

/// How many rows of its clock pass before a value is there.
struct WarmUp {
  /// From the first row on.
  var start = 0
  /// From the row on at which every slower clock has ticked often enough; nothing where none is
  /// read.
  var ready: Int?

  mutating func join(_ other: WarmUp, after bars: Int) {
    start = max(start, other.start + bars)
    if let theirs = other.ready { ready = max(ready ?? 0, theirs + bars) }
  }

  func after(_ bars: Int) -> WarmUp {
    WarmUp(start: start + bars, ready: ready.map { $0 + bars })
  }
}

/// Works out, from a verified program and its scalars, how much history every slot needs, how long
/// the warm-up is, and where every operand stands.
struct Linker {
  private let program: Program
  /// The sections as they run with these scalars.
  let columns: [Placed]
  let bars: [Placed]
  let entries: [Placed]
  /// By clock, bank and slot.
  private var histories: [[[Int]]]
  /// Missing for a slot that no instruction has written so far: what reads it reads its past alone,
  /// which a recurrence fills itself from its first bar on.
  private var warmUps: [[[WarmUp?]]]
  /// Of the flags that say when each clock ticks; nothing for one that never does.
  private var tickWarmUps: [WarmUp?]
  private var uses: [TableUse]

  /// Throws where a scalar is not what an instruction needs.
  init(_ program: Program, scalars: OnceValues) throws(RunFailure) {
    self.program = program
    columns = try Unrolling.of(program.columns, scalars)
    bars = try Unrolling.of(program.bars, scalars)
    entries = try Unrolling.of(program.entries, scalars)
    histories = (0...program.clocks.count).map { clock in
      Bank.allCases.map { [Int](repeating: 0, count: program.slots(ofClock: clock)[$0]) }
    }
    warmUps = histories.map { $0.map { $0.map { _ in nil } } }
    tickWarmUps = histories.map { _ in nil }
    uses = histories.map { _ in TableUse() }
  }

  /// Measures both sections; throws where a length is not in its range.
  mutating func measure() throws(RunFailure) {
    for placed in columns { try measure(placed) }
    for placed in bars { try measure(placed) }
    for placed in entries { try measure(placed) }
    let rows = histories.joined().joined().reduce(0, +)
    let bytes = (rows + uses.reduce(0) { $0 + $1.states }) * 8
    if bytes > MachineLimits.stateBytes { throw .memory(bytes: bytes) }
  }

  private mutating func measure(_ placed: Placed) throws(RunFailure) {
    let instruction = placed.instruction
    var reach = instruction.opcode == .hold ? 1 : 0
    var lookback = 0
    let clock = instruction.clock
    if instruction.opcode == .call {
      let builtin = Builtin.all[instruction.immediate]
      let values = try checked(placed, builtin)
      reach = builtin.kernel.reach(values)
      lookback = builtin.lookback(values)
      uses[clock].states += builtin.kernel.words(values)
      uses[clock].scalars += values.count
    }
    var warmUp = WarmUp()
    for (operand, offset) in zip(instruction.operands, placed.offsets) {
      let (bank, index) = (Int(operand.slot.bank.rawValue), operand.slot.index)
      let there = operand.slot.clock
      histories[there][bank][index] = max(histories[there][bank][index], offset + reach)
      guard there == clock, let known = warmUps[there][bank][index] else { continue }
      warmUp.join(known, after: offset)
    }
    if instruction.opcode == .tick { tickWarmUps[instruction.immediate] = warmUp }
    if instruction.opcode == .hold, let there = instruction.operands.first?.slot.clock {
      warmUp = isSteady(there) ? WarmUp(ready: 0) : tickWarmUps[there] ?? WarmUp()
    }
    for target in instruction.targets {
      warmUps[clock][Int(target.bank.rawValue)][target.index] = warmUp.after(lookback)
    }
    if instruction.opcode.readsByPlace {
      uses[clock].places += instruction.operands.count
    }
    uses[clock].places += instruction.targets.count
  }

  private func isSteady(_ clock: Int) -> Bool { clock > 0 && program.clocks[clock - 1].isSteady }

  /// The scalars of a call, lengths checked against their ranges.
  private func checked(_ placed: Placed, _ builtin: Builtin) throws(RunFailure) -> [Double] {
    let values = placed.numbers
    for (parameter, value) in zip(builtin.parameters.filter(\.isScalar), values) {
      guard case .length(let range) = parameter.kind else { continue }
      guard let whole = Int(exactly: value), range.contains(whole) else {
        throw .length(
          builtin: builtin.name, parameter: parameter.name, value: value,
          origin: placed.instruction.origin)
      }
    }
    return values
  }

  /// What every value of the program waits for.
  var warmUp: WarmUp { joined(0) }

  private func joined(_ clock: Int) -> WarmUp {
    var all = WarmUp()
    for known in warmUps[clock].joined() { if let known { all.join(known, after: 0) } }
    return all
  }

  /// For each clock how many rows it must have before its values are there; nothing for one that
  /// nobody waits for.
  var needs: [Int?] {
    program.clocks.indices.map { clock in
      isSteady(clock + 1) && tickWarmUps[clock + 1] != nil ? joined(clock + 1).start + 1 : nil
    }
  }

  func makeFrame(clock: Int, room: Int) -> Frame {
    Frame(
      histories: histories[clock], room: room, places: uses[clock].places,
      scalars: uses[clock].scalars, states: uses[clock].states)
  }

  /// Writes the addresses of a section's instructions into the tables of the frames; `cursors`
  /// counts for each clock what is used.
  func link(
    _ section: [Placed], into frame: inout Frame, _ runs: [ClockRun],
    _ cursors: inout [TableUse]
  ) -> [Linked] {
    var linked: [Linked] = []
    for (place, placed) in section.enumerated() {
      if placed.instruction.opcode == .loop {
        let steps = section.dropFirst(place + 1).prefix(placed.immediate)
        let clock = steps.map(\.instruction.clock).min() ?? 0
        linked.append(link(placed, clock: clock, into: &frame, &cursors[0]))
      } else if placed.instruction.clock == 0 {
        linked.append(link(placed, clock: 0, into: &frame, &cursors[0]))
      } else {
        let clock = placed.instruction.clock
        let run = runs[clock - 1]
        linked.append(link(placed, clock: clock, into: &run.frame, &cursors[clock]))
      }
    }
    return linked
  }

  private func link(
    _ placed: Placed, clock: Int, into frame: inout Frame, _ cursor: inout TableUse
  ) -> Linked {
    let instruction = placed.instruction
    let start = cursor
    if instruction.opcode.readsByPlace {
      for (operand, offset) in zip(instruction.operands, placed.offsets) {
        frame.setPlace(cursor.places, slot: operand.slot, offset: offset)
        cursor.places += 1
      }
    }
    let targets = cursor.places
    for target in instruction.targets {
      frame.setPlace(cursor.places, slot: target, offset: 0)
      cursor.places += 1
    }
    let body = body(placed, into: &frame, &cursor)
    return Linked(
      opcode: instruction.opcode, immediate: placed.immediate, body: body,
      clock: clock,
      tables: Linked.Tables(
        operands: start.places, targets: targets, scalars: start.scalars,
        scalarCount: cursor.scalars - start.scalars, state: start.states,
        stateCount: cursor.states - start.states),
      target: instruction.targets.first, source: instruction.operands.first?.slot,
      offset: placed.offsets.first ?? 0, bits: placed.bits,
      field: instruction.opcode == .account
        ? AccountField(rawValue: UInt8(clamping: placed.immediate)) : nil)
  }

  /// The loop of an instruction over columns, its scalars and state written into the frame.
  private func body(
    _ placed: Placed, into frame: inout Frame, _ cursor: inout TableUse
  ) -> (@Sendable (Call) -> Void)? {
    let instruction = placed.instruction
    if instruction.opcode == .carry, let target = instruction.targets.first {
      return Kernel.carry(target.bank).body
    }
    guard instruction.opcode == .call else { return nil }
    let kernel = Builtin.all[instruction.immediate].kernel
    let values = placed.numbers
    for value in values {
      frame.setScalar(cursor.scalars, value)
      cursor.scalars += 1
    }
    let words = kernel.words(values)
    kernel.prepare(frame.stateWords(cursor.states, count: words), values)
    cursor.states += words
    return kernel.body
  }
}

extension Opcode {
  /// True where operands stand in the instruction's own frame and are read through its tables.
  var readsByPlace: Bool { self == .call || self == .carry }
}
