internal import TestSupport
internal import Testing

@testable internal import Machine

/// Columns that slide: what a kernel sees of the past is the past, whenever rows are moved to the
/// front.
@Suite struct FrameTests {
  @Test(arguments: [1, 2, 3, 7, 64])
  func thePastSurvivesCompaction(_ room: Int) {
    var dice = SplitMix64(seed: 100 + UInt64(room))
    let histories = [[0, 1, 5, 100], [3], [0, 9]]
    var frame = Frame(histories: histories, room: room, places: 0, scalars: 0, states: 0)
    var written: [[UInt64]] = []
    while written.count < 500 {
      let count = dice.whole(0...room)
      frame.begin(count)
      let first = written.count
      for row in 0..<count {
        written.append([])
        for (bank, slots) in histories.enumerated() {
          for slot in slots.indices {
            let bits = bank == 2 ? dice.next() & 1 : dice.next()
            written[first + row].append(bits)
            frame.set(Slot(Bank.allCases[bank], slot), row, bits: bits)
          }
        }
      }
      check(frame, histories, written, rows: count)
    }
  }

  private func check(
    _ frame: borrowing Frame, _ histories: [[Int]], _ written: [[UInt64]], rows: Int
  ) {
    var column = 0
    for (bank, slots) in histories.enumerated() {
      for (slot, history) in slots.enumerated() {
        for row in -history..<rows {
          let absolute = written.count - rows + row
          let before: UInt64 = bank == 2 ? 0 : Double.nan.bitPattern
          let expected = absolute < 0 ? before : written[absolute][column]
          let found = frame.bits(Slot(Bank.allCases[bank], slot), row)
          #expect(found == expected, "bank \(bank), slot \(slot), row \(absolute)")
        }
        column += 1
      }
    }
  }

  @Test func flagsArePackedByTheRow() {
    for rows in [0, 1, 7, 8, 63, 64, 65, 127, 128, 200] {
      var dice = SplitMix64(seed: UInt64(rows))
      var frame = Frame(histories: [[], [], [2]], room: 200, places: 0, scalars: 0, states: 0)
      frame.begin(rows)
      let flags = (0..<rows).map { _ in dice.chance(0.5) }
      for (row, flag) in flags.enumerated() { frame.set(Slot(.flag, 0), row, flag: flag) }
      var masks = [UInt64](repeating: .max, count: (rows + 63) / 64)
      frame.pack(Slot(.flag, 0), into: &masks)
      for bit in 0..<(masks.count * 64) {
        let isSet = masks[bit / 64] >> UInt64(bit % 64) & 1 == 1
        #expect(isSet == (bit < rows && flags[bit]), "bit \(bit) of \(rows) rows")
      }
    }
  }
}
