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
    /// Columns that read their own past, as a whole, and one of them.
    case loop([Step])
    case member(of: Int, Int)
    /// A column that only its caller knows: never the same as another.
    case stranger(Int)
  }

  private struct Step: Hashable {
    let row: Int
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
    for group in program.columnGroups {
      guard group.isLoop else {
        let instruction = group.steps[0]
        names[instruction.targets[0]] = intern(shape(instruction, names, scalars))
        continue
      }
      var own: [Slot: Int] = [:]
      for (number, step) in group.steps.enumerated() { own[step.targets[0]] = number }
      let steps = group.steps.map { step($0, names, own, scalars) }
      let loop = intern(.loop(steps))
      for (number, step) in group.steps.enumerated() {
        names[step.targets[0]] = intern(.member(of: loop, number))
      }
    }
    return names
  }

  private mutating func shape(
    _ instruction: Instruction, _ names: [Slot: Int], _ scalars: OnceValues
  ) -> Shape {
    switch instruction.opcode {
    case .call: return .step(step(instruction, names, [:], scalars))
    case .splat:
      let scalar = instruction.scalars[0]
      return .scalar(scalar.bank, scalars.bits(scalar))
    case .column, .words, .time, .timeClose, .barIndex:
      return .market(instruction.opcode, instruction.immediate)
    case .extra, .account, .loop, .entry, .remembered:
      strangers += 1
      return .stranger(strangers)
    }
  }

  private func step(
    _ instruction: Instruction, _ names: [Slot: Int], _ own: [Slot: Int], _ scalars: OnceValues
  ) -> Step {
    let reads = instruction.operands.map { operand in
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
    return Step(
      row: instruction.opcode == .call ? instruction.immediate : -1, reads: reads,
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

  /// True for what costs no more than copying it.
  var isRead: Bool { !isLoop && steps[0].opcode != .call }
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
