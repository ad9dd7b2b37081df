internal import Machine
internal import Trading

/// The plain way: every bar in turn, as a live session has it.
extension Passage {
  mutating func runByBars() {
    var account = AccountValues(capital: settings.terms.capital.number)
    for start in chunks {
      let chunk = advance(from: start)
      for bar in chunk { take(bar, of: start, &account) }
      finish(chunk)
      if chunk.upperBound == rows.upperBound { end() }
      tape.extend(to: max(chunk.upperBound, tape.next), line)
    }
  }

  /// One bar of the chunk that begins at a row.
  mutating func take(_ bar: Int, of start: Int, _ account: inout AccountValues) {
    if bar >= rows.lowerBound { visit(bar, &account) }
    machine.decide(row: bar - start, account: account)
    if bar >= rows.lowerBound { diary?.turn(account) }
    watch?.look(at: bar, row: bar - start, account)
    if bar >= tradesFrom { decide(at: bar, row: bar - start) }
  }

  /// What the statements want at the close of a bar, which is a row of the chunk.
  mutating func decide(at bar: Int, row: Int) {
    let fills = session.fillCount
    while !decisions.isEmpty { decisions.removeLast() }
    session.read(sources, from: &machine, row: row, into: &decisions)
    session.decide(decisions)
    if session.fillCount != fills { turn(at: bar) }
    if diary != nil { diary?.note(decisions, session.refusals) }
  }

  /// A bar opens and closes; what the program may know of the account follows.
  private mutating func visit(_ bar: Int, _ account: inout AccountValues) {
    while nextAction < settings.actions.count, settings.actions[nextAction].time <= bars.time[bar] {
      session.apply(settings.actions[nextAction])
      nextAction += 1
      turn(at: bar)
    }
    let (fills, paid) = (session.fillCount, session.carried)
    session.trade(row: bar, bar: bars[bar])
    session.close(row: bar, bar: bars[bar])
    if session.fillCount != fills || session.carried != paid { turn(at: bar) }
    session.observe(&account)
  }
}
