internal import Machine
internal import TestSupport
internal import Testing

/// Programs as a whole: cut anywhere, stopped and taken up again, printed, hashed.
@Suite struct ProgramTests {
  private let bars = Market.holes.bars(300, seed: 5)

  @Test(arguments: Specimen.all)
  func anyCutGivesTheSameBits(_ program: Program) throws {
    let whole = try program.run(bars, cut: .every(300))
    for cut in Cut.all(300, seed: 6) + (0..<20).map({ .random(room: 37, seed: $0) }) {
      let columns = try program.run(bars, cut: cut)
      for (column, expected) in zip(columns, whole) {
        #expect(difference(column, expected) == nil, "\(cut)")
      }
    }
  }

  private func machine(_ program: Program, room: Int) throws -> VirtualMachine {
    try VirtualMachine(program, values: [5], room: room, surroundings: .trial(bars))
  }

  @Test(arguments: Specimen.all)
  func oneBarAtATimeGivesTheSameBits(_ program: Program) throws {
    let whole = try program.run(bars, cut: .every(300))
    var machine = try machine(program, room: 1)
    for row in 0..<bars.count {
      machine.advance(bars[row], interval: bars.interval)
      for (output, column) in zip(program.outputs, whole) {
        #expect(machine.bits(output.slot, row: 0) == column[row], "\(output.name) at \(row)")
      }
    }
  }

  @Test(
    "a state that is stored and restored goes on as if nothing had been", arguments: Specimen.all)
  func snapshots(_ program: Program) throws {
    let whole = try program.run(bars, cut: .every(300))
    var dice = SplitMix64(seed: 7)
    for _ in 0..<20 {
      let cut = dice.whole(0...bars.count)
      var first = try machine(program, room: 300)
      first.advance(bars, rows: 0..<cut)
      let snapshot = first.snapshot()
      var second = try machine(program, room: dice.whole(1...50))
      // What it has seen before does not show.
      second.advance(bars, rows: 0..<dice.whole(0...second.room))
      try second.restore(snapshot)
      #expect(second.snapshot() == snapshot)
      #expect(second.count == cut)
      for row in cut..<bars.count {
        second.advance(bars, rows: row..<(row + 1))
        for (output, column) in zip(program.outputs, whole) {
          #expect(
            second.bits(output.slot, row: 0) == column[row],
            "\(output.name) at \(row), restored at \(cut)")
        }
      }
    }
  }

  @Test func snapshotsOfOthersAreRefused() throws {
    var machine = try VirtualMachine(Specimen.program(), values: [5])
    let words = machine.snapshot().words
    func failure(_ words: [UInt64]) -> SnapshotFailure? {
      do throws(SnapshotFailure) {
        try machine.restore(Snapshot(words: words))
        return nil
      } catch { return error }
    }
    #expect(failure([]) == .version(found: 0))
    #expect(failure([99] + words.dropFirst()) == .version(found: 99))
    #expect(failure([words[0], 1] + words.dropFirst(2)) == .otherProgram)
    #expect(
      failure(Array(words.dropLast())) == .wrongSize(expected: words.count, found: words.count - 1))
    #expect(failure(Array(words[0...2]) + [8] + words.dropFirst(4)) == .otherParameters)
    let endless = Array(words[0...3]) + [.max] + words.dropFirst(5)
    #expect(failure(endless) != nil)
    #expect(failure(words) == nil)
  }

  @Test func valuesAreChecked() throws {
    let program = Specimen.program()
    for values: [Double] in [[], [1, 2]] {
      #expect(throws: RunFailure.values(expected: 1, given: values.count)) {
        _ = try VirtualMachine(program, values: values)
      }
    }
    for value: Double in [0, -1, 2.5, .nan, .infinity, 1e9, 600_000] {
      #expect(throws: RunFailure.self) { _ = try VirtualMachine(program, values: [value]) }
    }
  }

  @Test func theWarmUpIsThatOfTheSlowestValue() throws {
    // late and top wait for less than stdev(ema(sma(close, 10), 3), 4): 9 + 2 + 3 bars.
    #expect(try VirtualMachine(Specimen.program(), values: [5]).warmUp == 14)
    #expect(try VirtualMachine(Specimen.program(), values: [20]).warmUp == 44)
  }

  /// Changes with the format version alone.
  @Test func hashesAreStable() {
    var hash = StableHash()
    #expect(hash.value == 0xcbf2_9ce4_8422_2325)
    hash.add(1)
    hash.add("quill")
    hash.add(0.5)
    #expect(hash.value == 0x5d57_91a6_1f8b_a37b)
    #expect(Specimen.program().hash == Specimen.program().hash)
    var other = Specimen.program()
    other.title = "another"
    #expect(other.hash != Specimen.program().hash)
  }
}
