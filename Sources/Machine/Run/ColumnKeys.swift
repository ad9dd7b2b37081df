/// Names columns by how they are computed: equal names are equal columns over the same bars, bit
/// for bit, whatever programs they are from. Exact, not a hash: names are numbers of interned
/// shapes.
struct ColumnKeys {
  /// What a column is, its operands named.
  private enum Shape: Hashable {
    /// A column of the market: an opcode and its immediate.
    case market(Opcode, Int)
    case scalar(Bank, UInt64)
    case step(Step)
    /// Columns that read their own past, as a whole; or a fold, step by step; and one of them.
    case loop([Step])
    case fold([Step])
    case member(of: Int, Int)
    /// A column that only its caller knows: never the same as another.
    case stranger(Int)
  }

  private struct Step: Hashable {
    let row: Int
    /// Which of the columns computed together it writes.
    let target: Int
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
    for group in program.columnGroups {
      guard group.isWhole else {
        let instruction = group.steps[0]
        names[instruction.targets[0]] = intern(shape(instruction, names, scalars))
        continue
      }
      let steps = try Unrolling.of(group.steps, scalars)
      var own: [Slot: Int] = [:]
      for placed in steps {
        for slot in placed.instruction.columns where own[slot] == nil { own[slot] = own.count }
      }
      let whole = steps.map { step($0, names, own) }
      let shape = intern(group.isLoop ? .loop(whole) : .fold(whole))
      for slot in group.columns { names[slot] = intern(.member(of: shape, own[slot] ?? -1)) }
    }
    return names
  }

  private mutating func shape(
    _ instruction: Instruction, _ names: [Slot: Int], _ scalars: OnceValues
  ) -> Shape {
    switch instruction.opcode {
    case .call: return .step(step(placed(instruction, scalars), names, [:]))
    case .splat:
      let scalar = instruction.scalars[0]
      return .scalar(scalar.bank, scalars.bits(scalar))
    case .column, .words, .time, .timeClose, .barIndex:
      return .market(instruction.opcode, instruction.immediate)
    case .extra, .account, .loop, .fold, .scalar, .vary, .carry:
      strangers += 1
      return .stranger(strangers)
    }
  }

  /// A call as it runs. A number that is no offset is refused when the program is linked.
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

  private func step(_ placed: Placed, _ names: [Slot: Int], _ own: [Slot: Int]) -> Step {
    let instruction = placed.instruction
    let reads = zip(instruction.operands, placed.offsets).map { operand, bars in
      let source: Read.Source =
        own[operand.slot].map { .own($0) } ?? .column(names[operand.slot] ?? -1)
      return Read(source: source, bars: bars)
    }
    return Step(
      row: instruction.opcode == .call ? instruction.immediate : -1,
      target: instruction.targets.first.flatMap { own[$0] } ?? -1, reads: reads,
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

  /// True for what costs no more than copying it.
  var isRead: Bool { !isWhole && steps[0].opcode != .call }

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
