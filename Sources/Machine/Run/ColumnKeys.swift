/// Names columns by how they are computed: equal names are equal columns over the same bars, bit
/// for bit, whatever programs they are from. Exact, not a hash: names are numbers of interned
/// shapes.
struct ColumnKeys {
  /// What a column is, its operands named.
  private enum Shape: Hashable {
    /// A column of the market: an opcode, its immediate, and the tick of the clock whose bars it
    /// is about.
    case market(Opcode, Int, of: Int?)
    case reading(Reading, of: Int)
    /// When a clock ticks: its kind, the tick of its parent, and the condition.
    case tick(Program.Clock.Kind, of: Int?, where: Read?)
    /// A column brought from one clock to another, and the tick of the slower one.
    case crossing(Opcode, Read, at: Int)
    case scalar(Bank, UInt64, of: Int?)
    case step(Step)
    /// Columns that read their own past, as a whole, and one of them.
    case loop([Step])
    case member(of: Int, Int)
    /// A column that only its caller knows: never the same as another.
    case stranger(Int)
  }

  private struct Step: Hashable {
    let opcode: Opcode
    let row: Int
    /// The tick of the clock over whose rows it runs.
    let clock: Int?
    let reads: [Read]
    let scalars: [UInt64]
  }

  private struct Read: Hashable {
    enum Source: Hashable {
      case column(Int)
      /// A step of the same loop.
      case own(Int)
    }
    let source: Source
    let bars: Int
  }

  private var numbers: [Shape: Int] = [:]
  private var strangers = 0

  /// How many shapes have a name.
  var count: Int { numbers.count }

  private mutating func intern(_ shape: Shape) -> Int {
    if let known = numbers[shape] { return known }
    numbers[shape] = numbers.count
    return numbers.count - 1
  }

  /// The name of every slot that the `columns` section of a verified program writes.
  mutating func name(_ program: Program, _ scalars: OnceValues) -> [Slot: Int] {
    var names: [Slot: Int] = [:]
    // The name of each clock's tick.
    var ticks: [Int: Int] = [:]
    for group in program.columnGroups {
      guard group.isLoop else {
        let instruction = group.steps[0]
        let name = intern(shape(instruction, names, ticks, program, scalars))
        names[instruction.targets[0]] = name
        if instruction.opcode == .tick { ticks[instruction.immediate] = name }
        continue
      }
      var own: [Slot: Int] = [:]
      for (number, step) in group.steps.enumerated() { own[step.targets[0]] = number }
      let steps = group.steps.map { step($0, names, own, ticks, program, scalars) }
      let loop = intern(.loop(steps))
      for (number, step) in group.steps.enumerated() {
        let name = intern(.member(of: loop, number))
        names[step.targets[0]] = name
        if step.opcode == .tick { ticks[step.immediate] = name }
      }
    }
    return names
  }

  private mutating func shape(
    _ instruction: Instruction, _ names: [Slot: Int], _ ticks: [Int: Int], _ program: Program,
    _ scalars: OnceValues
  ) -> Shape {
    let clock = ticks[instruction.clock]
    func read() -> Read? {
      instruction.operands.first.map { self.read($0, names, [:], scalars) }
    }
    switch instruction.opcode {
    case .call: return .step(step(instruction, names, [:], ticks, program, scalars))
    case .splat:
      let scalar = instruction.scalars[0]
      return .scalar(scalar.bank, scalars.bits(scalar), of: clock)
    case .column, .words, .time, .timeClose, .barIndex:
      return .market(instruction.opcode, instruction.immediate, of: clock)
    case .tick:
      return .tick(program.clocks[instruction.immediate - 1].kind, of: clock, where: read())
    case .reading:
      if case .column(let name)? = read()?.source {
        return .reading(program.readings[instruction.immediate], of: name)
      }
    case .sample: if let read = read(), let clock { return .crossing(.sample, read, at: clock) }
    case .hold:
      let other = instruction.operands[0].slot.clock
      if let read = read(), let tick = ticks[other] { return .crossing(.hold, read, at: tick) }
    case .extra, .account, .loop: break
    }
    strangers += 1
    return .stranger(strangers)
  }

  private func read(
    _ operand: Operand, _ names: [Slot: Int], _ own: [Slot: Int], _ scalars: OnceValues
  ) -> Read {
    let bars: Int
    switch operand.offset {
    case .fixed(let fixed): bars = fixed
    // A number that is no offset is refused when the program is linked.
    case .once(let slot): bars = Int(exactly: scalars.number(slot)) ?? -1
    }
    let source: Read.Source =
      own[operand.slot].map { .own($0) } ?? .column(names[operand.slot] ?? -1)
    return Read(source: source, bars: bars)
  }

  private mutating func step(
    _ instruction: Instruction, _ names: [Slot: Int], _ own: [Slot: Int], _ ticks: [Int: Int],
    _ program: Program, _ scalars: OnceValues
  ) -> Step {
    let opcode = instruction.opcode
    var row = opcode == .call ? instruction.immediate : -1
    if [.column, .words, .reading, .tick].contains(opcode) {
      // What these are is no matter of the operands: a name of its own says it.
      strangers += 1
      row = intern(.stranger(strangers))
    }
    return Step(
      opcode: opcode, row: row, clock: ticks[instruction.clock],
      reads: instruction.operands.map { read($0, names, own, scalars) },
      scalars: instruction.scalars.map { scalars.bits($0) })
  }
}

/// Instructions that are computed together: a loop with its steps, or one.
struct ColumnGroup {
  let isLoop: Bool
  let steps: [Instruction]

  /// The instructions as they stand in the section.
  var instructions: [Instruction] {
    guard isLoop else { return steps }
    return [Instruction(.loop, immediate: steps.count, origin: steps[0].origin)] + steps
  }

  /// True for what is a column over the bars, and has nothing in it that must tick for others.
  var canBeKept: Bool {
    steps.allSatisfy { $0.clock == 0 && $0.opcode != .tick && $0.opcode != .sample }
  }

  /// True for what costs no more than copying it.
  var isRead: Bool { !isLoop && ![.call, .hold, .reading].contains(steps[0].opcode) }
}

extension Program {
  /// The `columns` section of a verified program, loops held together.
  var columnGroups: [ColumnGroup] {
    var groups: [ColumnGroup] = []
    var next = 0
    while next < columns.count {
      let isLoop = columns[next].opcode == .loop
      let first = isLoop ? next + 1 : next
      let end = isLoop ? first + columns[next].immediate : first + 1
      groups.append(ColumnGroup(isLoop: isLoop, steps: Array(columns[first..<end])))
      next = end
    }
    return groups
  }
}

extension Instruction {
  /// The clocks whose ticks it needs.
  var clocks: [Int] { ([clock] + operands.map(\.slot.clock)).filter { $0 > 0 } }
}
