public import Machine

/// A program being damaged.
public struct Mutant {
  public var program: Program

  public init(program: Program) { self.program = program }

  /// Damages it somewhere.
  public mutating func change(_ dice: inout SplitMix64) {
    switch dice.whole(0...10) {
    case 10: changeClocks(&dice)
    case 0...5: changeInstruction(&dice)
    case 6: changeSlots(&dice)
    case 7: changeScalars(&dice)
    case 8: moveInstructions(&dice)
    default: changeEnds(&dice)
    }
  }

  private func slot(_ dice: inout SplitMix64) -> Slot {
    Slot(
      dice.pick(Bank.allCases), dice.pick([-1, 0, 1, 2, 3, 4, 5, 9, 12, 1 << 40]),
      clock: dice.pick([0, 0, 0, 1, 2, 3, 4, 5, 6, -1, 1 << 40]))
  }

  private func number(_ dice: inout SplitMix64) -> Int {
    dice.pick([-1, 0, 1, 2, 3, 7, 255, 256, 1_000_000, .max, .min, dice.whole(0...90)])
  }

  private func operand(_ dice: inout SplitMix64) -> Operand {
    dice.chance(0.7)
      ? Operand(slot(&dice), .fixed(dice.pick([0, 0, 1, 2, 50, number(&dice)])))
      : Operand(slot(&dice), .once(slot(&dice)))
  }

  private mutating func changeInstruction(_ dice: inout SplitMix64) {
    let section = dice.pick([\Program.once, \.columns, \.columns, \.columns, \.bars])
    guard !program[keyPath: section].isEmpty else {
      program[keyPath: section].append(
        Instruction(.account, immediate: number(&dice), targets: [slot(&dice)]))
      return
    }
    let index = dice.whole(0...program[keyPath: section].count - 1)
    let old = program[keyPath: section][index]
    var (targets, operands, scalars) = (old.targets, old.operands, old.scalars)
    var (opcode, immediate) = (old.opcode, old.immediate)
    switch dice.whole(0...6) {
    case 0: opcode = dice.pick(Opcode.allCases)
    case 1: immediate = dice.chance(0.7) ? dice.whole(0...90) : number(&dice)
    case 2: targets = dice.chance(0.5) ? [slot(&dice)] : targets + [slot(&dice)]
    case 3: operands = operands.map { dice.chance(0.5) ? operand(&dice) : $0 }
    case 4: operands = dice.chance(0.5) ? operands + [operand(&dice)] : operands.dropLast()
    case 5: scalars = scalars.map { _ in slot(&dice) }
    default: scalars = dice.chance(0.5) ? scalars + [slot(&dice)] : scalars.dropLast()
    }
    program[keyPath: section][index] = Instruction(
      opcode, immediate: immediate, targets: targets, operands: operands, scalars: scalars,
      origin: old.origin)
  }

  private mutating func changeClocks(_ dice: inout SplitMix64) {
    guard !program.clocks.isEmpty, dice.chance(0.9) else {
      program.clocks.append(Program.Clock(.condition, parent: number(&dice)))
      return
    }
    let index = dice.whole(0...program.clocks.count - 1)
    let old = program.clocks[index]
    switch dice.whole(0...3) {
    case 0: program.clocks[index].slots[dice.pick(Bank.allCases)] = number(&dice)
    case 1: program.clocks.remove(at: index)
    case 2: program.clocks[index] = Program.Clock(old.kind, parent: dice.pick([0, 1, 2, 5, -1]))
    default:
      let kind = dice.pick(program.clocks.map(\.kind))
      var clock = Program.Clock(kind, parent: old.parent)
      clock.slots = old.slots
      program.clocks[index] = clock
    }
  }

  private mutating func changeSlots(_ dice: inout SplitMix64) {
    let count = dice.pick([-1, 0, 1, 3, 100, 200_001, .max])
    if dice.chance(0.5) {
      program.frameSlots[dice.pick(Bank.allCases)] = count
    } else {
      program.onceSlots[dice.pick(Bank.allCases)] = count
    }
  }

  private mutating func changeScalars(_ dice: inout SplitMix64) {
    if dice.chance(0.5) {
      let value = dice.pick([0, 1, -1, 0.5, 17, 1e6, 1e18, .nan, .infinity])
      program.parameters[0] = Program.Parameter(
        name: "length", standard: value, domain: nil,
        slot: dice.chance(0.8) ? program.parameters[0].slot : slot(&dice))
    } else {
      let index = dice.whole(0...program.constants.count - 1)
      program.constants[index] = Constant(
        slot: dice.chance(0.8) ? program.constants[index].slot : slot(&dice),
        bits: dice.chance(0.5) ? dice.next() : Double(number(&dice)).bitPattern)
    }
  }

  private mutating func moveInstructions(_ dice: inout SplitMix64) {
    let last = program.columns.count - 1
    let (a, b) = (dice.whole(0...last), dice.whole(0...last))
    switch dice.whole(0...3) {
    case 0: program.columns.swapAt(a, b)
    case 1: program.columns.remove(at: a)
    case 2: program.columns.insert(program.columns[a], at: b)
    default: program.bars.append(program.columns.remove(at: a))
    }
  }

  private mutating func changeEnds(_ dice: inout SplitMix64) {
    switch dice.whole(0...2) {
    case 0: program.outputs.append(Program.Output(name: "new", slot: slot(&dice)))
    case 1:
      program.requirements.append(Program.Requirement(flag: slot(&dice), text: "something"))
    default:
      let size = OrderStatement.Size(unit: .share, value: slot(&dice))
      program.orders.append(
        OrderStatement(
          kind: .enter(.long, tag: nil, size: size), when: slot(&dice), origin: Origin(0, 1)))
    }
  }
}
