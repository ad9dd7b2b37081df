internal import Machine
internal import Trading

/// The fast way: only the bars at which something happens.
extension Passage {
  mutating func runBySignals() {
    var signals = SignalMasks(orders, room: machine.room)
    // The next row at which an order on its way may fill.
    var due = rows.lowerBound
    let goesStraight = session.goesStraight
    for start in chunks {
      let chunk = advance(from: start)
      signals.pack(machine, rows: chunk.count)
      signals.drop(before: min(tradesFrom, chunk.upperBound) - chunk.lowerBound)
      signals.gather(bars.open, from: chunk.lowerBound)
      for visit in 0..<signals.count {
        let row = chunk.lowerBound + signals.rows[visit]
        pass(&due, before: row)
        if session.hasPending, due == row { open(due, word: bars.open[due]) }
        if goesStraight, !session.hasPending, row + 1 < chunk.upperBound,
          goStraight(signals, visit, row, local: row - chunk.lowerBound)
        {
          due = row + 2
          continue
        }
        decide(signals, at: row, of: chunk)
        due = row + 1
        if session.hasPending, !isAtClose, due < chunk.upperBound {
          open(due, word: signals.nextOpens[visit])
          due += 1
        }
      }
      pass(&due, before: chunk.upperBound)
      finish(chunk)
      if chunk.upperBound == rows.upperBound { end() }
      tape.extend(to: max(chunk.upperBound, tape.next), line)
    }
  }

  private var isAtClose: Bool { settings.terms.timing == .close }

  /// Bars at which no statement acts, as long as orders are on their way.
  @inline(__always)
  private mutating func pass(_ due: inout Int, before end: Int) {
    while session.hasPending, due < end {
      open(due, word: bars.open[due])
      if session.hasPending, isAtClose {
        while !decisions.isEmpty { decisions.removeLast() }
        decide(at: due)
      }
      due += 1
    }
  }

  @inline(__always)
  private mutating func open(_ row: Int, word: Int64) {
    let fills = session.fillCount
    session.open(row: row, word: word)
    if session.fillCount != fills { turn(at: row) }
  }

  /// The close of a bar at which a statement acts, and the open behind it, in one go where that is
  /// possible.
  @inline(__always)
  private mutating func goStraight(
    _ signals: borrowing SignalMasks, _ visit: Int, _ row: Int, local: Int
  ) -> Bool {
    guard let place = signals.only(row: local) else { return false }
    let value = sources.value(place, from: machine, row: local)
    let isDone = session.goStraight(
      place, value, row: row, close: bars.close[row], open: signals.nextOpens[visit])
    if isDone { turn(at: row + 1) }
    return isDone
  }

  /// The close of a bar at which a statement acts.
  @inline(__always)
  private mutating func decide(_ signals: borrowing SignalMasks, at row: Int, of chunk: Range<Int>)
  {
    let local = row - chunk.lowerBound
    while !decisions.isEmpty { decisions.removeLast() }
    for statement in sources.indices where signals.acts(statement, row: local) {
      decisions.append(sources.acting(statement, from: machine, row: local))
    }
    decide(at: row)
  }

  @inline(__always)
  private mutating func decide(at row: Int) {
    let fills = session.fillCount
    session.close(row: row, word: bars.close[row])
    session.decide(decisions)
    if session.fillCount != fills { turn(at: row) }
  }
}
