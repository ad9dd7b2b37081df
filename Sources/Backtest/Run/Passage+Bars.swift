internal import Machine
internal import Trading

/// The plain way: every bar in turn, as a live session has it.
extension Passage {
  mutating func runByBars() {
    var account = AccountValues(capital: settings.terms.capital.number)
    for start in chunks {
      let chunk = advance(from: start)
      for bar in chunk {
        if bar >= rows.lowerBound { visit(bar, &account) }
        machine.decide(row: bar - start, account: account)
        watch?.look(at: bar, row: bar - start, account)
        guard bar >= tradesFrom else { continue }
        let fills = session.fillCount
        while !decisions.isEmpty { decisions.removeLast() }
        for statement in orders.indices
        where machine.flag(orders[statement].when, row: bar - start) {
          decisions.append(decision(statement, row: bar - start))
        }
        session.decide(decisions)
        if session.fillCount != fills { turn(at: bar) }
      }
      if chunk.upperBound == rows.upperBound { end() }
      tape.extend(to: max(chunk.upperBound, tape.next), line)
    }
  }

  /// A bar opens and closes; what the program may know of the account follows.
  private mutating func visit(_ bar: Int, _ account: inout AccountValues) {
    let fills = session.fillCount
    session.open(row: bar, word: bars.open[bar])
    session.close(row: bar, word: bars.close[bar])
    if session.fillCount != fills { turn(at: bar) }
    session.observe(&account)
  }
}
