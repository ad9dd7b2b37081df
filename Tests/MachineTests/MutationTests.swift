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
