internal import Machine
internal import TestSupport
internal import Testing

/// The verifier trusts nothing: whatever is done to a program, it is refused or it runs.
@Suite struct MutationTests {
  /// `SEED=n` in the environment runs that one alone.
  static let seeds: [UInt64] = SplitMix64.seeds(40)

  @Test(arguments: MutationTests.seeds)
  func whatPassesTheVerifierRuns(_ seed: UInt64) throws {
    var dice = SplitMix64(seed: seed)
    let bars = Market.mixed.bars(40, seed: seed)
    var accepted = 0
    for _ in 0..<100 {
      var mutant = Mutant(program: dice.pick(Specimen.all))
      for _ in 0..<dice.pick([1, 1, 1, 2, 3, 8]) { mutant.change(&dice) }
      // What traps here is found again with SEED.
      if (try? mutant.program.verify()) == nil { continue }
      accepted += 1
      _ = mutant.program.disassembly
      _ = mutant.program.hash
      _ = try? mutant.program.run(bars, cut: .every(7))
      decide(mutant.program, bars)
    }
    #expect(accepted > 0, "seed \(seed)")
  }

  private func decide(_ program: Program, _ bars: Bars) {
    let values = program.parameters.map(\.standard)
    guard
      var machine = try? VirtualMachine(
        program, values: values, room: 5, surroundings: .trial(bars))
    else { return }
    machine.advance(bars, rows: 0..<5)
    for row in 0..<5 { machine.decide(row: row, account: AccountValues(capital: 1_000)) }
    let snapshot = machine.snapshot()
    #expect(throws: Never.self) { try machine.restore(snapshot) }
  }

  @Test func whatCannotRunIsRefused() {
    let good = Specimen.program()
    #expect(throws: Never.self) { try good.verify() }
    var bad: [(String, Program)] = []
    func add(_ name: String, _ change: (inout Program) -> Void) {
      var program = good
      change(&program)
      bad.append((name, program))
    }
    add("a slot that is not there") { $0.frameSlots.number = 0 }
    add("a number of slots below 0") { $0.frameSlots.flag = -1 }
    add("too many slots") { $0.onceSlots.word = 1 << 40 }
    add("an output that is never written") {
      $0.outputs[0] = .init(name: "x", slot: Slot(.flag, 9))
    }
    add("a value read before it is written") { $0.columns.swapAt(0, 3) }
    add("a value written twice") { $0.columns.append($0.columns[0]) }
    add("a loop longer than the section") { $0.columns.append(Instruction(.loop, immediate: 9)) }
    add("an account value among the columns") {
      $0.columns.append(Instruction(.account, targets: [Slot(.number, 0)]))
    }
    add("no such builtin") {
      $0.columns.append(Instruction(.call, immediate: 9_999, targets: [Slot(.number, 0)]))
    }
    add("an order without its condition") {
      $0.orders.append(
        OrderStatement(
          kind: .exit(.all, share: nil), when: Slot(.flag, 77), origin: Origin(0, 1)))
    }
    for (name, program) in bad {
      #expect(throws: RunFailure.self, "\(name)") { try program.verify() }
    }
  }
}

/// A program being damaged.
struct Mutant {
  var program: Program

  mutating func change(_ dice: inout SplitMix64) {
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
