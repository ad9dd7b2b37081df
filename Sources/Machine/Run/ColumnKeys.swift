/// Names columns by how they are computed: equal names are equal columns over the same bars, bit
/// for bit, whatever programs they are from. Exact, not a hash: names are numbers of interned
/// shapes.
struct ColumnKeys {
  /// What a column is, its operands named.
  private enum Shape: Hashable {
    /// A column of the market: an opcode, its immediate, and the tick of the clock whose bars it
    /// is about.
    case market(Opcode, Int, of: Int?)
    case named(String, of: Int?)
    /// The bars missing before each, told by their times.
    case gap(of: Int)
    case reading(Reading, of: Int)
    /// When a clock ticks: its kind, the tick of its parent, and the condition.
    case tick(Program.Clock.Kind, of: Int?, where: Read?)
    /// A column brought from one clock to another, and the tick of the slower one.
    case crossing(Opcode, Read, at: Int)
    case scalar(Bank, UInt64, of: Int?)
    case step(Step)
    /// Columns that read their own past, as a whole; or a fold, step by step; and one of them.
    case loop([Step])
    case fold([Step])
    case member(of: Int, Int)
    /// A column that only its caller knows: never the same as another.
    case stranger(Int)
  }

  private struct Step: Hashable {
    let opcode: Opcode
    let row: Int
    /// Which of the columns computed together it writes.
    let target: Int
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
  mutating func name(_ program: Program, _ scalars: OnceValues) throws(RunFailure) -> [Slot: Int] {
    var names: [Slot: Int] = [:]
    // The name of each clock's tick.
    var ticks: [Int: Int] = [:]
    for group in program.columnGroups {
      guard group.isWhole else {
        let instruction = group.steps[0]
        let name = intern(shape(instruction, names, ticks, program, scalars))
        names[instruction.targets[0]] = name
        if instruction.opcode == .tick { ticks[instruction.immediate] = name }
        continue
      }
      let steps = try Unrolling.of(group.steps, scalars)
      var own: [Slot: Int] = [:]
      for placed in steps {
        for slot in placed.instruction.columns where own[slot] == nil { own[slot] = own.count }
      }
      let whole = steps.map { step($0, names, own, ticks, program) }
      let shape = intern(group.isLoop ? .loop(whole) : .fold(whole))
      for slot in group.columns { names[slot] = intern(.member(of: shape, own[slot] ?? -1)) }
      for step in group.steps where step.opcode == .tick {
        ticks[step.immediate] = names[step.targets[0]]
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
      let placed = placed(instruction, scalars)
      return placed.instruction.operands.first.map {
        self.read($0.slot, placed.offsets[0], names, [:])
      }
    }
    switch instruction.opcode {
    case .call: return .step(step(placed(instruction, scalars), names, [:], ticks, program))
    case .splat:
      let scalar = instruction.scalars[0]
      return .scalar(scalar.bank, scalars.bits(scalar), of: clock)
    case .column, .words, .time, .timeClose, .barIndex:
      return .market(instruction.opcode, instruction.immediate, of: clock)
    case .named: return .named(program.named[instruction.immediate], of: clock)
    case .gap: if case .column(let name)? = read()?.source { return .gap(of: name) }
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
    case .extra, .account, .loop, .fold, .scalar, .vary, .carry, .entry, .remembered, .across: break
    }
    strangers += 1
    return .stranger(strangers)
  }

  /// An instruction as it runs. A number that is no offset is refused when the program is linked.
  private func placed(_ instruction: Instruction, _ scalars: OnceValues) -> Placed {
    Placed(
      instruction: instruction, immediate: instruction.immediate,
      offsets: instruction.operands.map { operand in
        switch operand.offset {
        case .fixed(let fixed): fixed
        case .once(let slot): Int(exactly: scalars.number(slot)) ?? -1
        }
      }, scalars: instruction.scalars.map { scalars[$0] })
  }

  private func read(
    _ slot: Slot, _ bars: Int, _ names: [Slot: Int], _ own: [Slot: Int]
  ) -> Read {
    Read(source: own[slot].map { .own($0) } ?? .column(names[slot] ?? -1), bars: bars)
  }

  private mutating func step(
    _ placed: Placed, _ names: [Slot: Int], _ own: [Slot: Int], _ ticks: [Int: Int],
    _ program: Program
  ) -> Step {
    let instruction = placed.instruction
    let opcode = instruction.opcode
    var row = opcode == .call ? instruction.immediate : -1
    if [.column, .words, .named, .reading, .tick].contains(opcode) {
      // What these are is no matter of the operands: a name of its own says it.
      strangers += 1
      row = intern(.stranger(strangers))
    }
    return Step(
      opcode: opcode, row: row, target: instruction.targets.first.flatMap { own[$0] } ?? -1,
      clock: ticks[instruction.clock],
      reads: zip(instruction.operands, placed.offsets).map { read($0.slot, $1, names, own) },
      scalars: placed.scalars)
  }
}

/// Instructions that are computed together: a loop or a fold with its steps, or one.
struct ColumnGroup {
  let isLoop: Bool
  /// A fold begins with the instruction that says so.
  let steps: [Instruction]

  /// The instructions as they stand in the section.
  var instructions: [Instruction] {
    guard isLoop else { return steps }
    return [Instruction(.loop, immediate: steps.count, origin: steps[0].origin)] + steps
  }

  /// True for what is known as a whole or not at all.
  var isWhole: Bool { isLoop || steps[0].opcode == .fold }

  /// The columns that others may read: what stands in a fold is its own.
  let columns: [Slot]

  /// True for what is a column over the bars, and has nothing in it that must tick for others.
  var canBeKept: Bool {
    steps.allSatisfy { $0.clock == 0 && $0.opcode != .tick && $0.opcode != .sample }
  }

  /// True for what costs no more than copying it.
  var isRead: Bool { !isWhole && ![.call, .hold, .reading, .gap].contains(steps[0].opcode) }

  init(isLoop: Bool, steps: [Instruction]) {
    self.isLoop = isLoop
    self.steps = steps
    var columns: [Slot] = []
    var next = 0
    while next < steps.count {
      columns += steps[next].columns
      next += 1 + (steps[next].opcode == .fold ? steps[next].immediate : 0)
    }
    self.columns = columns
  }
}

extension Program {
  /// The `columns` section of a verified program, loops and folds held together.
  var columnGroups: [ColumnGroup] {
    var groups: [ColumnGroup] = []
    var next = 0
    while next < columns.count {
      let isLoop = columns[next].opcode == .loop
      let isFold = columns[next].opcode == .fold
      let first = isLoop ? next + 1 : next
      let end = next + 1 + (isLoop || isFold ? columns[next].immediate : 0)
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
