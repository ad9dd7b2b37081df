internal import Backtest
internal import Compiler
internal import Machine

/// Every value that tests speak of, at every bar of a run: the watching program has gone over the
/// same bars with the account of the run.
struct Witness {
  private var columns: [Column]
  let count: Int

  /// - Parameter accounts: the account at the close of each bar.
  init(
    _ program: Program, values: [Double], bars: Bars, surroundings: Surroundings,
    accounts: [AccountValues]
  ) throws(BacktestFailure) {
    var machine: VirtualMachine
    do {
      machine = try VirtualMachine(
        program, values: values, room: 256, surroundings: surroundings)
    } catch {
      throw .program(error)
    }
    columns = program.outputs.map { Column($0.slot.bank, room: bars.count) }
    count = min(bars.count, accounts.count)
    var first = 0
    while first < count {
      let rows = first..<min(first + machine.room, count)
      machine.advance(bars, rows: rows)
      if !program.isAccountFree {
        for row in rows { machine.decide(row: row - first, account: accounts[row]) }
      }
      for (index, output) in program.outputs.enumerated() {
        machine.append(output.slot, rows: rows.count, to: &columns[index])
      }
      first = rows.upperBound
    }
  }

  func flag(_ output: Int, at bar: Int) -> Bool {
    guard columns.indices.contains(output), case .flags(let flags) = columns[output],
      flags.indices.contains(bar)
    else { return false }
    return flags[bar] != 0
  }

  func number(_ output: Int, at bar: Int) -> Double {
    guard columns.indices.contains(output), case .numbers(let numbers) = columns[output],
      numbers.indices.contains(bar)
    else { return .nan }
    return numbers[bar]
  }

  /// Whether a condition was true and false from a bar on, at any of its places.
  func sighting(_ condition: WatchedCondition, from first: Int) -> Sighting {
    var sighting = Sighting()
    for output in condition.outputs where columns.indices.contains(output) {
      guard case .flags(let flags) = columns[output] else { continue }
      for flag in flags.dropFirst(first) {
        sighting.join(Sighting(wasTrue: flag != 0, wasFalse: flag == 0))
        if sighting.wasTrue, sighting.wasFalse { return sighting }
      }
    }
    for count in condition.counts {
      sighting.join(
        Sighting(
          wasTrue: grows(count.holds, from: first), wasFalse: grows(count.fails, from: first)))
    }
    return sighting
  }

  /// True where a count that never falls is more at the last bar than before a bar.
  private func grows(_ output: Int, from first: Int) -> Bool {
    let last = number(output, at: count - 1)
    let before = number(output, at: first - 1)
    return first < count && last > (before.isNaN ? 0 : before)
  }
}
