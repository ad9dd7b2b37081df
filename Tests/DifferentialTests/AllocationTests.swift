internal import Allocations
internal import Machine
internal import TestSupport
internal import Testing

/// A live session is one bar after another for months: none of them may ask for memory. Debug
/// builds do, so the suite speaks of the release build.
@Suite(.disabled(if: isDebugBuild)) struct AllocationTests {
  @Test func theCounterCounts() {
    let before = allocations_of_this_thread()
    let array = [UInt](repeating: before, count: 1000)
    #expect(allocations_of_this_thread() > before, "\(array.count)")
  }

  @Test(arguments: [1, 64])
  func aBarAllocatesNothing(_ room: Int) throws {
    let bars = Market.holes.bars(2_000, seed: 8)
    var machine = try VirtualMachine(Specimen.program(), values: [5], room: room)
    for row in 0..<200 { machine.advance(bars[row], interval: bars.interval) }
    let before = allocations_of_this_thread()
    for _ in 0..<6 {
      for row in 200..<2_000 { machine.advance(bars[row], interval: bars.interval) }
    }
    #expect(allocations_of_this_thread() - before == 0)
    #expect(machine.count == 200 + 6 * 1_800)
  }
}

private var isDebugBuild: Bool {
  #if DEBUG
    true
  #else
    false
  #endif
}
