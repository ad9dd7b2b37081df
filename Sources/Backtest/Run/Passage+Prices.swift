internal import Machine
internal import Trading

/// The fast way of a program with prices: where nothing is open, from one signal to the next; where
/// something is, from one touch to the next.
extension Passage {
  mutating func runByTouches() {
    var signals = SignalMasks(orders, room: machine.room)
    let isStill = hasStillExits
    for start in chunks {
      let chunk = advance(from: start)
      signals.pack(machine, rows: chunk.count)
      signals.drop(before: tradesFrom - chunk.lowerBound)
      var row = chunk.lowerBound
      while row < chunk.upperBound {
        if session.isIdle {
          row = signals.next(from: row - start) + start
          if row >= chunk.upperBound { break }
          decide(at: row, local: row - start)
        } else {
          if isStill, session.isCalm {
            let next = min(signals.next(from: row - start) + start, chunk.upperBound)
            var zone = session.calmZone()
            row = zone.first(in: bars, row..<next)
            session.pass(zone)
            if row >= chunk.upperBound { break }
          }
          walk(row, local: row - start)
        }
        row += 1
      }
      finish(chunk)
      if chunk.upperBound == rows.upperBound { end() }
      tape.extend(to: max(chunk.upperBound, tape.next), line)
    }
  }

  /// True when the prices of every exit are the same at every close, so that they need not be read
  /// anew.
  private var hasStillExits: Bool {
    let program = machine.program
    let still = Set(program.columns.filter { $0.opcode == .splat }.flatMap(\.targets))
    return orders.allSatisfy { order in
      order.isEntry || order.prices == nil
        || (order.flags + order.numbers).allSatisfy { still.contains($0) }
    }
  }

  private mutating func walk(_ row: Int, local: Int) {
    let fills = session.fillCount
    session.trade(row: row, bar: bars[row])
    if session.fillCount != fills { turn(at: row) }
    decide(at: row, local: local)
  }

  /// The close of a row, and what the statements want there.
  private mutating func decide(at row: Int, local: Int) {
    let fills = session.fillCount
    session.close(row: row, word: bars.close[row])
    guard row >= tradesFrom else { return }
    while !decisions.isEmpty { decisions.removeLast() }
    for number in orders.indices {
      let wish = Decision(orders[number], number: number, from: machine, row: local)
      if let wish { decisions.append(wish) }
    }
    session.decide(decisions)
    if session.fillCount != fills { turn(at: row) }
  }
}
