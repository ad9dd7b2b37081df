internal import Machine
internal import Trading

/// The fast way of a program that asks its account: as long as nothing is on its way the account
/// stands still, so that some bars are computed at once, up to the first at which a statement acts.
/// What was computed behind that one is computed anew.
extension Passage {
  /// The most bars that are computed ahead.
  static let farthest = 128

  mutating func runAhead() {
    var account = AccountValues(capital: settings.terms.capital.number)
    let signals = sources.map(\.when)
    for start in chunks {
      let chunk = advance(from: start)
      var bar = chunk.lowerBound
      var ahead = 8
      while bar < chunk.upperBound {
        if session.hasPending || bar < tradesFrom {
          take(bar, of: start, &account)
          bar += 1
          continue
        }
        let rows = bar..<min(bar + ahead, chunk.upperBound)
        stand(over: rows, of: start, &account)
        let local = (rows.lowerBound - start)..<(rows.upperBound - start)
        let acting = machine.first(of: signals, in: local)
        bar = pass(rows.lowerBound...(acting.map { $0 + start } ?? rows.upperBound - 1))
        if let acting {
          decide(at: acting + start, row: acting)
          ahead = max(8, ahead / 2)
        } else {
          ahead = min(2 * ahead, Passage.farthest)
        }
      }
      finish(chunk)
      if chunk.upperBound == rows.upperBound { end() }
      tape.extend(to: max(chunk.upperBound, tape.next), line)
    }
  }

  /// Computes rows over which nothing fills.
  private mutating func stand(
    over rows: Range<Int>, of start: Int, _ account: inout AccountValues
  ) {
    session.close(row: rows.lowerBound, word: bars.close[rows.lowerBound])
    let standing = session.standing
    standing.writeSteady(into: &account)
    let local = (rows.lowerBound - start)..<(rows.upperBound - start)
    if !machine.movingFields.isEmpty { readMarks(rows) }
    for place in machine.movingFields.indices {
      standing.write(
        machine.movingFields[place], at: marks, from: rows.lowerBound, peak: session.peak,
        into: &readings)
      machine.note(place, readings, rows: local)
    }
    machine.decide(rows: local, account: account)
  }

  /// The last close that was a price, at each row.
  private mutating func readMarks(_ rows: Range<Int>) {
    marks.removeAll(keepingCapacity: true)
    var mark = session.markCount
    for row in rows {
      if let price = Price(word: bars.close[row]) { mark = price.count }
      marks.append(mark)
    }
  }

  /// The closes of rows at which nothing fills; gives the row behind them.
  private mutating func pass(_ rows: ClosedRange<Int>) -> Int {
    session.pass(rows, bars.close)
    return rows.upperBound + 1
  }
}
