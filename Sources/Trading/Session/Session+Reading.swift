public import Machine

/// What the statements of a program want at a close: of the market and the account once, and of
/// each open entry in turn where a statement asks for it.
extension Session {
  /// Appends what each statement wants at a row of the machine's last `advance`, in file order.
  public mutating func read(
    _ sources: [DecisionSource], from machine: inout VirtualMachine, row: Int,
    into decisions: inout [Decision]
  ) {
    for place in sources.indices where !sources[place].isPerEntry {
      let wish = sources.decision(place, from: machine, row: row)
      if let wish { decisions.append(wish) }
    }
    if !machine.program.remembered.isEmpty,
      decisions.contains(where: { plans[$0.statement].isEntry && $0.verb == .acts })
    {
      memory = machine.program.remembered.map { machine.number($0, row: row) }
    }
    if machine.program.entries.isEmpty || lots.isEmpty { return }
    for index in lots.indices {
      // The parts of one order are one entry.
      if index > 0, lots[index].number == lots[index - 1].number { continue }
      describe(lots[index], tracks[index])
      machine.judge(row: row, entry: asked)
      for place in sources.indices where sources[place].isPerEntry {
        let wish = sources.decision(
          place, entry: lots[index].number, from: machine, row: row)
        if let wish { decisions.append(wish) }
      }
    }
  }

  /// An open entry at the close just reached.
  private mutating func describe(_ lot: Lot, _ track: Track) {
    let sign: Int128 = units > 0 ? 1 : -1
    var gain: Int128 = 0
    for index in lots.indices where lots[index].number == lot.number {
      let part = lots[index]
      let move = Int128(mark) &- Int128(part.price.count)
      gain = gain &+ sign &* move &* Int128(part.left) &- part.fee.count
    }
    asked[.price] = track.price.number
    asked[.bars] = Double(row - track.row)
    asked[.high] = Double(track.high) / Grid.scale
    asked[.low] = Double(track.low) / Grid.scale
    asked[.pnl] = Money(count: gain).number
    asked[.risk] = track.risk > 0 ? Double(track.risk) / Grid.scale : .nan
    asked.remembered = memories.last { $0.row == track.decided }?.values ?? []
  }

  /// A bar has closed: what is open has seen its prices, from its fill on.
  mutating func seeEntries(_ bar: Bar) {
    guard !lots.isEmpty || !memories.isEmpty else { return }
    if let path = terms.rule.path(bar) {
      for index in lots.indices {
        let lot = lots[index]
        let seen = path.extremes(
          from: tracks[index].row == row ? lot.moment : path.start, to: path.end)
        tracks[index].high = Swift.max(tracks[index].high, seen.high)
        tracks[index].low = Swift.min(tracks[index].low, seen.low)
      }
    }
    forgetMemories()
  }

  /// The rows of the closes that decided what is open or on its way.
  public var openDecisions: Set<Int> {
    var rows = Set(tracks.map(\.decided))
    for index in entries.indices { rows.insert(entries[index].decided) }
    for order in sent { rows.insert(order.decided) }
    return rows
  }

  /// What no order and no entry speaks of is forgotten.
  private mutating func forgetMemories() {
    // What is on its way may want it.
    if memories.isEmpty || !parcels.isEmpty { return }
    memories.removeAll { memory in
      !tracks.contains { $0.decided == memory.row }
        && entries.firstIndex { $0.decided == memory.row } == nil
        && !sent.contains { $0.decided == memory.row }
    }
  }
}
