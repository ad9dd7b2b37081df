import Machine
import TestSupport
import Testing

@testable import Trading

/// When the bars of many symbols are all there.
@Suite struct BarrierGateTests {
  private func bar(_ time: Int64) -> Bar {
    Bar(time: time, open: 1, high: 1, low: 1, close: 1, volume: 1)
  }

  private func times(_ barrier: [(instrument: Int, bar: Bar)]?) -> [[Int64]]? {
    barrier.map { $0.map { [Int64($0.instrument), $0.bar.time] } }
  }

  @Test func aBarrierWaitsForEveryone() {
    var gate = BarrierGate(instruments: 2)
    var heard: [Bool] = []
    var out: [[[Int64]]?] = []
    func offer(_ time: Int64, _ instrument: Int) {
      heard.append(gate.offer(bar(time), of: instrument))
      out.append(times(gate.next()))
    }
    offer(1, 1)
    offer(1, 0)
    // The first has no bar at 2: known only once it gives a later one.
    offer(2, 1)
    offer(3, 0)
    gate.end(instrument: 1)
    let last = times(gate.next())
    #expect(heard == [true, true, true, true])
    #expect(out == [nil, [[0, 1], [1, 1]], nil, [[1, 2]]] && last == [[0, 3]])
    // Too late, twice, of nobody, or after the end.
    for (time, instrument) in [(2, 0), (3, 0), (9, 7), (9, 1)] as [(Int64, Int)] {
      offer(time, instrument)
    }
    #expect(heard.suffix(4) == [false, false, false, false])
  }

  /// However the bars of the symbols are mixed, the barriers are the same, and none comes before
  /// everyone has spoken.
  @Test func mixingChangesNothing() {
    var dice = SplitMix64(seed: 5)
    for _ in 0..<200 {
      let lanes = (0..<dice.below(6) + 1).map { _ in
        (1...30 as ClosedRange<Int64>).filter { _ in dice.chance(0.6) }
      }
      let all = Set(lanes.joined()).sorted()
      let expected = all.map { time in
        lanes.indices.filter { lanes[$0].contains(time) }.map { [Int64($0), time] }
      }
      var gate = BarrierGate(instruments: lanes.count)
      var next = lanes.map { _ in 0 }
      var found: [[[Int64]]] = []
      while next.indices.contains(where: { next[$0] <= lanes[$0].count }) {
        let lane = dice.below(lanes.count)
        if next[lane] < lanes[lane].count {
          let isHeard = gate.offer(bar(lanes[lane][next[lane]]), of: lane)
          #expect(isHeard)
        } else if next[lane] == lanes[lane].count {
          gate.end(instrument: lane)
        }
        next[lane] += 1
        while let barrier = times(gate.next()) {
          found.append(barrier)
          let time = barrier[0][1]
          for other in lanes.indices where next[other] <= lanes[other].count {
            #expect(next[other] > 0 && lanes[other][next[other] - 1] >= time)
          }
        }
      }
      #expect(found == expected)
    }
  }
}
