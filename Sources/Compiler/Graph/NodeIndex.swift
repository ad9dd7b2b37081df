internal import Machine

/// Finds nodes by a hash of what they are: an open table of node numbers, twice as large as it is
/// full.
struct NodeIndex {
  private var table = [Int32](repeating: -1, count: 1024)
  /// The hash of each node, by its number.
  private var hashes: [UInt64] = []

  /// The node with this hash for which the rest holds too.
  func find(_ hash: UInt64, where matches: (Int) -> Bool) -> Int? {
    let mask = table.count - 1
    var place = Int(truncatingIfNeeded: hash >> 20) & mask
    while table[place] >= 0 {
      let node = Int(table[place])
      if hashes[node] == hash, matches(node) { return node }
      place = (place + 1) & mask
    }
    return nil
  }

  /// Adds a node that is not there; nodes are added in the order of their numbers.
  mutating func insert(_ hash: UInt64, _ node: Int) {
    hashes.append(hash)
    if hashes.count * 2 > table.count { grow() } else { place(node) }
  }

  private mutating func grow() {
    table = [Int32](repeating: -1, count: table.count * 4)
    for node in hashes.indices { place(node) }
  }

  private mutating func place(_ node: Int) {
    let mask = table.count - 1
    var place = Int(truncatingIfNeeded: hashes[node] >> 20) & mask
    while table[place] >= 0 { place = (place + 1) & mask }
    table[place] = Int32(node)
  }
}

extension Node.Kind {
  /// A hash that is the same in every process.
  func mixed(_ bank: Bank, _ clock: Int) -> UInt64 {
    var hash = UInt64(bank.rawValue) &+ UInt64(clock) << 8 &+ 0x9E37_79B9_7F4A_7C15
    func mix(_ word: UInt64) {
      hash = (hash ^ word) &* 0xFF51_AFD7_ED55_8CCD
      hash ^= hash >> 32
    }
    func mix(_ edge: Edge) {
      mix(UInt64(edge.node.index))
      switch edge.shift {
      case .fixed(let bars): mix(UInt64(bars) << 1)
      case .once(let node): mix(UInt64(node.index) << 1 | 1)
      }
    }
    switch self {
    case .constant(let bits):
      mix(1)
      mix(bits)
    case .parameter(let number): mix(UInt64(number) << 8 | 2)
    case .input(let column): mix(UInt64(column.rawValue) << 8 | 3)
    case .words(let column): mix(UInt64(column.rawValue) << 8 | 4)
    case .time: mix(5)
    case .timeClose: mix(6)
    case .barIndex: mix(7)
    case .priceStep: mix(20)
    case .named(let name):
      mix(21)
      for byte in name.utf8 { mix(UInt64(byte)) }
    case .symbolIs(let name):
      mix(22)
      for byte in name.utf8 { mix(UInt64(byte)) }
    case .moment(let local):
      mix(24)
      mix(UInt64(bitPattern: local))
    case .gap(let edge):
      mix(23)
      mix(edge)
    case .entry(let field): mix(UInt64(field.rawValue) << 8 | 12)
    case .remembered(let number): mix(UInt64(number) << 8 | 13)
    case .account(let field): mix(UInt64(field.rawValue) << 8 | 8)
    case .recurrence(let number): mix(UInt64(number) << 8 | 9)
    case .foldVariable(let fold): mix(UInt64(fold) << 8 | 11)
    case .foldPast(let fold, let number):
      mix(UInt64(fold) << 8 | 12)
      mix(UInt64(number))
    case .foldResult(let fold, let number):
      mix(UInt64(fold) << 8 | 13)
      mix(UInt64(number))
    case .call(let row, let operands, let scalars):
      mix(UInt64(row) << 8 | 10)
      for edge in operands { mix(edge) }
      for scalar in scalars { mix(UInt64(scalar.index)) }
    case .reading(_, let edge):
      // Which reading it is, the comparison that follows says.
      mix(11)
      mix(edge)
    case .tick(let clock, _): mix(UInt64(clock) << 8 | 12)
    case .sample(let edge):
      mix(13)
      mix(edge)
    case .hold(let edge, let from):
      mix(UInt64(from) << 8 | 14)
      mix(edge)
    case .across(let kind, let edge):
      mix(UInt64(kind.rawValue) << 8 | 15)
      mix(edge)
    }
    return hash
  }
}
