internal import Machine
internal import Trading

/// The fast way: only the bars at which something happens.
extension Passage {
  mutating func runBySignals() {
    var signals = SignalMasks(orders, room: machine.room)
    var visits: [Visit] = []
    // The next row at which an order on its way may fill.
    var due = rows.lowerBound
    for start in chunks {
      let chunk = advance(from: start)
      signals.pack(machine, rows: chunk.count)
      signals.drop(before: tradesFrom - chunk.lowerBound)
      gather(signals, chunk, into: &visits)
      for visit in visits {
        pass(&due, before: visit.row)
        if session.hasPending, due == visit.row { open(due, word: bars.open[due]) }
        decide(signals, visit, chunk)
        due = visit.row + 1
        if session.hasPending, !isAtClose, due < chunk.upperBound {
          open(due, word: visit.nextOpen)
          due += 1
        }
      }
      pass(&due, before: chunk.upperBound)
      session.makeRoom(done: chunk.upperBound, of: rows.upperBound)
      if chunk.upperBound == rows.upperBound { end() }
      tape.extend(to: max(chunk.upperBound, tape.next), line)
    }
  }

  /// A bar at which a statement acts, and the next bar's open: a column the machine may not have
  /// read.
  private struct Visit {
    let row: Int
    let nextOpen: Int64
  }

  /// Reads the opens of a whole chunk at once: one by one, each would wait for memory alone.
  private func gather(_ signals: SignalMasks, _ chunk: Range<Int>, into visits: inout [Visit]) {
    visits.removeAll(keepingCapacity: true)
    let last = bars.count - 1
    for word in signals.any.indices {
      var bits = signals.any[word]
      while bits != 0 {
        let row = chunk.lowerBound + word * 64 + bits.trailingZeroBitCount
        bits &= bits - 1
        visits.append(Visit(row: row, nextOpen: bars.open[min(row + 1, last)]))
      }
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

  /// The close of a bar at which a statement acts.
  @inline(__always)
  private mutating func decide(_ signals: SignalMasks, _ visit: Visit, _ chunk: Range<Int>) {
    let row = visit.row - chunk.lowerBound
    while !decisions.isEmpty { decisions.removeLast() }
    for statement in orders.indices where signals.acts(statement, row: row) {
      decisions.append(decision(statement, row: row))
    }
    decide(at: visit.row)
  }

  @inline(__always)
  private mutating func decide(at row: Int) {
    let fills = session.fillCount
    session.close(row: row, word: bars.close[row])
    session.decide(decisions)
    if session.fillCount != fills { turn(at: row) }
  }
}

/// At which rows of a chunk each statement acts, one bit a row.
struct SignalMasks {
  /// A mask for each distinct condition, and which of them is a statement's.
  private let slots: [Slot]
  private let indices: [Int]
  private var masks: [[UInt64]]
  /// Where any statement acts.
  private(set) var any: [UInt64]

  init(_ orders: [OrderStatement], room: Int) {
    var slots: [Slot] = []
    indices = orders.map { order in
      if let known = slots.firstIndex(of: order.when) { return known }
      slots.append(order.when)
      return slots.count - 1
    }
    self.slots = slots
    let empty = [UInt64](repeating: 0, count: (room + 63) / 64)
    masks = slots.map { _ in empty }
    any = empty
  }

  /// Reads the conditions of the machine's last rows.
  mutating func pack(_ machine: borrowing VirtualMachine, rows: Int) {
    for word in any.indices { any[word] = 0 }
    for index in slots.indices {
      machine.pack(slots[index], into: &masks[index])
      for word in 0..<((rows + 63) / 64) { any[word] |= masks[index][word] }
    }
  }

  /// Forgets the rows before one of the chunk.
  mutating func drop(before row: Int) {
    guard row > 0 else { return }
    for word in 0..<min(row / 64, any.count) { any[word] = 0 }
    if row / 64 < any.count { any[row / 64] &= ~0 << UInt64(row % 64) }
  }

  @inline(__always)
  func acts(_ statement: Int, row: Int) -> Bool {
    masks[indices[statement]][row >> 6] >> UInt64(row & 63) & 1 != 0
  }
}
