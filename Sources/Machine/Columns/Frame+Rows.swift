/// Many rows of a slot at a time, for who looks at a chunk from outside.
extension Frame {
  /// Writes the first rows of a slot of numbers, each to its place.
  ///
  /// - Parameter offset: so many rows earlier.
  func give(
    _ slot: Slot, earlier offset: Int, to places: [Int32], from first: Int, count: Int,
    _ values: inout [Double]
  ) {
    guard count > 0 else { return }
    precondition(count - offset <= rows, "no such rows")
    let start = unsafe pointer(slot, -offset, Double.self)
    let places = places[first..<(first + count)]
    var values = values.mutableSpan
    for (row, place) in places.enumerated() { values[Int(place)] = unsafe start[row] }
  }

  /// Reads the first rows of a slot of numbers, each from its place.
  func take(_ slot: Slot, _ values: [Double], at places: [Int32], from first: Int, count: Int) {
    let target = chunk(slot, first: 0, count: count, Double.self)
    for (row, place) in places[first..<(first + count)].enumerated() {
      target[row] = values[Int(place)]
    }
  }

  /// The flags of the chunk as bits: row r is bit r % 64 of word r / 64.
  func pack(_ slot: Slot, into masks: inout [UInt64]) {
    let words = (rows + 63) / 64
    precondition(masks.count >= words)
    guard rows > 0 else { return }
    let start = unsafe pointer(slot, 0, UInt8.self)
    for word in 0..<words {
      let first = word * 64
      var bits: UInt64 = 0
      if first + 64 <= rows {
        for part in 0..<8 {
          let eight = unsafe UnsafeRawPointer(start + first + part * 8).loadUnaligned(
            as: UInt64.self)
          bits |= ((eight &* 0x0102_0408_1020_4080) >> 56) << UInt64(part * 8)
        }
      } else {
        for row in first..<rows where unsafe start[row] != 0 { bits |= 1 << UInt64(row - first) }
      }
      masks[word] = bits
    }
  }

  /// Where the numbers of the chunk are others than one, as bits; what is missing is another.
  func packOthers(than one: Double, _ slot: Slot, into masks: inout [UInt64]) {
    let words = (rows + 63) / 64
    precondition(masks.count >= words)
    guard rows > 0 else { return }
    let start = unsafe pointer(slot, 0, Double.self)
    for word in 0..<words {
      let first = word * 64
      var bits: UInt64 = 0
      for row in first..<min(first + 64, rows) where unsafe start[row] != one {
        bits |= 1 << UInt64(row - first)
      }
      masks[word] = bits
    }
  }

  /// The first of some rows at which a flag holds; `nil` where it holds at none.
  func first(_ slot: Slot, in rows: Range<Int>) -> Int? {
    if rows.isEmpty { return nil }
    let start = unsafe pointer(slot, 0, UInt8.self)
    precondition(rows.lowerBound >= 0 && rows.upperBound <= self.rows, "no such rows")
    var row = rows.lowerBound
    while row + 8 <= rows.upperBound {
      let eight = unsafe UnsafeRawPointer(start + row).loadUnaligned(as: UInt64.self)
      if eight != 0 { return row + eight.trailingZeroBitCount / 8 }
      row += 8
    }
    for row in row..<rows.upperBound where unsafe start[row] != 0 { return row }
    return nil
  }
}
