public import Machine

/// What the statements of a program want at a close: of the market and the account once, and of each
/// open entry in turn where a statement asks for it.
extension Session {
  /// Appends what each statement wants at a row of the machine's last `advance`, in file order.
  ///
  /// - Parameter numbers: what the session calls the statements.
  public mutating func read(
    _ orders: [OrderStatement], _ numbers: [Int], from machine: inout VirtualMachine, row: Int,
    into decisions: inout [Decision]
  ) {
    for (order, number) in zip(orders, numbers) where !order.isPerEntry {
      if let wish = Decision(order, number: number, from: machine, row: row) {
        decisions.append(wish)
      }
    }
    if !machine.program.remembered.isEmpty {
      memory = machine.program.remembered.map { machine.number($0, row: row) }
    }
    if machine.program.entries.isEmpty || lots.isEmpty { return }
    var entry = EntryValues()
    for index in lots.indices {
      // The parts of one order are one entry.
      if index > 0, lots[index].number == lots[index - 1].number { continue }
      describe(lots[index], &entry)
      machine.judge(row: row, entry: entry)
      for (order, statement) in zip(orders, numbers) where order.isPerEntry {
        let wish = Decision(
          order, number: statement, entry: lots[index].number, from: machine, row: row)
        if let wish { decisions.append(wish) }
      }
    }
  }

  /// An open entry at the close just reached.
  private func describe(_ lot: Lot, _ entry: inout EntryValues) {
    let sign: Int128 = units > 0 ? 1 : -1
    let move = Int128(mark) &- Int128(lot.price.count)
    entry[.price] = lot.price.number
    entry[.bars] = Double(row - lot.row)
    entry[.high] = Double(lot.high) / Grid.scale
    entry[.low] = Double(lot.low) / Grid.scale
    entry[.pnl] = Money(count: sign &* move &* Int128(lot.left) &- lot.fee.count).number
    entry[.risk] = lot.risk > 0 ? Double(lot.risk) / Grid.scale : .nan
    entry.remembered = memories.last { $0.row == lot.decided }?.values ?? []
  }

  /// A bar has closed: what is open has seen its prices, from its fill on.
  mutating func seeEntries(_ bar: Bar) {
    guard !lots.isEmpty || !memories.isEmpty else { return }
    if let path = terms.rule.path(bar) {
      for index in lots.indices {
        let lot = lots[index]
        let seen = path.extremes(from: lot.row == row ? lot.moment : path.start, to: path.end)
        lots[index].high = Swift.max(lot.high, seen.high)
        lots[index].low = Swift.min(lot.low, seen.low)
      }
    }
    forgetMemories()
  }

  /// What no order and no entry speaks of is forgotten.
  private mutating func forgetMemories() {
    if memories.isEmpty { return }
    memories.removeAll { memory in
      lots.firstIndex { $0.decided == memory.row } == nil
        && entries.firstIndex { $0.decided == memory.row } == nil
        && !sent.contains { $0.decided == memory.row }
    }
  }
}
