internal import Machine
internal import Trading

/// The fast way of a program with prices: where nothing is open, from one signal to the next; where
/// something is, from one touch to the next.
extension Passage {
  mutating func runByTouches() {
    var signals = SignalMasks(orders, room: machine.room)
    let isStill = machine.program.hasStillExits
    for start in chunks {
      let chunk = advance(from: start)
      signals.pack(machine, rows: chunk.count)
      signals.drop(before: tradesFrom - chunk.lowerBound)
      var row = chunk.lowerBound
      while row < chunk.upperBound {
        let isCalm = isStill && session.isCalm
        if isCalm || session.isIdle {
          let next = min(signals.next(from: row - start) + start, chunk.upperBound)
          let touched = isCalm ? touch(row..<min(next + 1, chunk.upperBound)) : nil
          row = touched ?? next
          if row >= chunk.upperBound { break }
          if touched != nil { trade(row) }
        } else {
          trade(row)
        }
        decide(signals, at: row, local: row - start)
        row += 1
      }
      finish(chunk)
      if chunk.upperBound == rows.upperBound { end() }
      tape.extend(to: max(chunk.upperBound, tape.next), line)
    }
  }

  /// The first of the rows at which a price of what is open may be touched; `nil` where there is
  /// none: the market passes through them.
  private mutating func touch(_ rows: Range<Int>) -> Int? {
    var zone = session.calmZone()
    let row = zone.first(in: bars, rows)
    session.pass(zone)
    return row < rows.upperBound ? row : nil
  }

  private mutating func trade(_ row: Int) {
    let fills = session.fillCount
    session.trade(row: row, bar: bars[row])
    if session.fillCount != fills { turn(at: row) }
  }

  /// The close of a row, and what the statements want there.
  private mutating func decide(_ signals: borrowing SignalMasks, at row: Int, local: Int) {
    let fills = session.fillCount
    session.close(row: row, word: bars.close[row])
    guard row >= tradesFrom else { return }
    while !decisions.isEmpty { decisions.removeLast() }
    for place in sources.indices {
      guard signals.acts(place, row: local) || sources[place].keep != nil else { continue }
      let wish = sources.decision(place, from: machine, row: local)
      if let wish { decisions.append(wish) }
    }
    session.decide(decisions)
    if session.fillCount != fills { turn(at: row) }
  }
}
