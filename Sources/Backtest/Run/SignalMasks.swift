internal import Machine
internal import Trading

/// At which rows of a chunk each statement acts, one bit a row.
struct SignalMasks: ~Copyable {
  /// The distinct conditions, and which of them is a statement's.
  private let slots: [Slot]
  private let indices: [Int]
  /// Words of one condition, then of the next.
  private let words: Int
  private var masks: [UInt64]
  private var one: [UInt64]
  /// The conditions that call for a visit: prices of exits matter only while something is open.
  private let calls: [Bool]
  /// Where any statement acts that calls.
  private var any: [UInt64]
  /// The rows at which any statement acts, and the opens of the bars after them; the first `count`
  /// are valid.
  private(set) var rows: [Int]
  private(set) var nextOpens: [Int64]
  private(set) var count = 0

  init(_ orders: [OrderStatement], room: Int) {
    var slots: [Slot] = []
    indices = orders.map { order in
      if let known = slots.firstIndex(of: order.when) { return known }
      slots.append(order.when)
      return slots.count - 1
    }
    self.slots = slots
    calls = slots.map { slot in
      orders.contains { $0.when == slot && !$0.onlyPrices }
    }
    words = (room + 63) / 64
    any = [UInt64](repeating: 0, count: words)
    one = any
    masks = [UInt64](repeating: 0, count: words * slots.count)
    rows = [Int](repeating: 0, count: room)
    nextOpens = [Int64](repeating: 0, count: room)
  }

  /// Reads the conditions of the machine's last rows.
  mutating func pack(_ machine: borrowing VirtualMachine, rows: Int) {
    for word in any.indices { any[word] = 0 }
    for index in slots.indices {
      machine.pack(slots[index], into: &one)
      for word in 0..<((rows + 63) / 64) {
        masks[index * words + word] = one[word]
        if calls[index] { any[word] |= one[word] }
      }
    }
  }

  /// Forgets the rows before one of the chunk.
  mutating func drop(before row: Int) {
    guard row > 0 else { return }
    for word in 0..<min(row / 64, any.count) { any[word] = 0 }
    if row / 64 < any.count { any[row / 64] &= ~0 << UInt64(row % 64) }
  }

  /// Lists the rows, and reads what comes after each of them in one go: the machine need not have
  /// read the opens, and one by one, each would wait for memory alone.
  mutating func gather(_ opens: Words, from start: Int) {
    count = 0
    for word in any.indices {
      var bits = any[word]
      while bits != 0 {
        rows[count] = word * 64 + bits.trailingZeroBitCount
        count += 1
        bits &= bits - 1
      }
    }
    let last = opens.count - 1
    for visit in 0..<count { nextOpens[visit] = opens[min(start + rows[visit] + 1, last)] }
  }

  /// The first row from one of the chunk on at which a statement acts; far behind the last where
  /// there is none.
  func next(from row: Int) -> Int {
    var word = row >> 6
    guard word < any.count else { return .max / 2 }
    var bits = any[word] & (~0 << UInt64(row & 63))
    while bits == 0 {
      word += 1
      guard word < any.count else { return .max / 2 }
      bits = any[word]
    }
    return word * 64 + bits.trailingZeroBitCount
  }

  @inline(__always)
  func acts(_ statement: Int, row: Int) -> Bool {
    masks[indices[statement] * words + row >> 6] >> UInt64(row & 63) & 1 != 0
  }
  /// The one statement that acts at a row; nothing where there are several.
  @inline(__always)
  func only(row: Int) -> Int? {
    var found: Int?
    for statement in indices.indices where acts(statement, row: row) {
      if found != nil { return nil }
      found = statement
    }
    return found
  }
}
