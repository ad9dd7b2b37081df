import Host
import Machine
import Testing
import Trials

/// Every shape against rows worked out by hand.
@Suite struct ShapeTests {
  private func closes(_ shapes: String) throws -> [Double] {
    Bench.numbers(try Bench.bars("bars close: \(shapes)").close)
  }

  @Test func rampsAndFlats() throws {
    #expect(try closes("ramp(100, 160, 4)") == [100, 120, 140, 160])
    #expect(try closes("ramp(100, 90, 1)") == [90])
    #expect(try closes("100, ramp(to: 130, 3)") == [100, 110, 120, 130])
    #expect(try closes("100, ramp(106, 2)") == [100, 103, 106])
    #expect(try closes("ramp(bars: 3, to: 12, start: 10)") == [10, 11, 12])
    #expect(try closes("flat(7, 2), flat(3)") == [7, 7, 7, 7, 7])
    #expect(try closes("flat(7, 1), flat(price: 8, bars: 2), 9") == [7, 8, 8, 9])
    #expect(try closes("1, ramp(to: 2, 3)") == [1, 1.33333333, 1.66666667, 2])
  }

  @Test func dips() throws {
    #expect(try closes("100, dip(8%, 4)") == [100, 96, 92, 96, 100])
    #expect(try closes("100, dip(9%, 5)") == [100, 97, 94, 91, 95.5, 100])
    #expect(try closes("100, dip(10%, 2)") == [100, 90, 100])
    #expect(try closes("100, dip(-10%, 2)") == [100, 110, 100])
  }

  @Test func gapsMoveTheOpenAndTheLevel() throws {
    let bars = try Bench.bars("bars close: flat(100, 2), gap(5%), flat(1), gap(-10%), ramp(84, 2)")
    #expect(Bench.numbers(bars.close) == [100, 100, 105, 89.25, 84])
    #expect(Bench.numbers(bars.open) == [100, 100, 105, 94.5, 89.25])
    #expect(Bench.numbers(bars.high) == [100, 100, 105, 94.5, 89.25])
    #expect(Bench.numbers(bars.low) == [100, 100, 105, 89.25, 84])
    #expect(Bench.numbers(bars.volume) == [1000, 1000, 1000, 1000, 1000])
  }

  @Test func barsAreDaysSinceAMonday() throws {
    let bars = try Bench.bars("bars flat(100, 3)")
    let day: Int64 = 86_400_000_000_000
    #expect(bars.interval == day)
    #expect(bars.time == [19_723 * day, 19_724 * day, 19_725 * day])
  }

  @Test func opensAreTheClosesBefore() throws {
    let bars = try Bench.bars("bars close: 10, 12, 9")
    #expect(Bench.numbers(bars.open) == [10, 10, 12])
    #expect(Bench.numbers(bars.high) == [10, 12, 12])
    #expect(Bench.numbers(bars.low) == [10, 10, 9])
  }

  @Test func rowsStandAsTheyAre() throws {
    let bars = try Bench.bars("bars (10, 12, 9, 11), (11, 13, 10.5, 12, 500) bars (1, 1, 1, 1, 0)")
    #expect(Bench.numbers(bars.open) == [10, 11, 1])
    #expect(Bench.numbers(bars.high) == [12, 13, 1])
    #expect(Bench.numbers(bars.low) == [9, 10.5, 1])
    #expect(Bench.numbers(bars.close) == [11, 12, 1])
    #expect(Bench.numbers(bars.volume) == [1000, 500, 0])
  }

  @Test func columnsOfTheirOwn() throws {
    let bars = try Bench.bars(
      "bars close: 10, 12 bars high: flat(15, 2) bars low: 9, 8 bars open: 11, 11 bars volume: "
        + "ramp(0, 5, 2) ")
    #expect(Bench.numbers(bars.open) == [11, 11])
    #expect(Bench.numbers(bars.high) == [15, 15])
    #expect(Bench.numbers(bars.low) == [9, 8])
    #expect(Bench.numbers(bars.volume) == [0, 5])
  }

  /// SplitMix64 from seed 7, worked out with another implementation.
  @Test func noiseIsTheSameToTheBit() throws {
    let found = try closes("100, noise(5, 1%, seed: 7)")
    var (state, price) = (UInt64(7), 100.0)
    var wanted = [price]
    for _ in 0..<5 {
      state &+= 11_400_714_819_323_198_485
      var word = state
      word = (word ^ (word / 1_073_741_824)) &* 13_787_848_793_156_543_929
      word = (word ^ (word / 134_217_728)) &* 10_723_151_780_598_845_931
      word = word ^ (word / 2_147_483_648)
      let draw = Double(word / 2048) / 4_503_599_627_370_496 - 1
      price = ((price + price * 0.01 * draw) * 1e8).rounded(.toNearestOrEven) / 1e8
      wanted.append(price)
    }
    #expect(found.map(\.bitPattern) == wanted.map(\.bitPattern))
    #expect(Set(found).count == 6)
    #expect(zip(found, found.dropFirst()).allSatisfy { abs($1 / $0 - 1) <= 0.01 })
    #expect(try closes("100, noise(5, 1%, seed: 8)") != found)
    #expect(try closes("100, noise(seed: 7)").count == 101)
    #expect(try closes("100, noise(bars: 5, seed: 7)") == found)
  }

  @Test func filesAreReadByWhoeverRuns() throws {
    let made = try Bench.bars("bars close: 1, 2, 3")
    let text = """
      strategy "s"
      enter long when close > open
      test "t" { bars from "some.csv" expect entered long at 2 expect never entered at 7 }
      """
    let trial = try Bench.trial(text, files: ["some.csv": made])
    #expect(trial.bars?.count == 3)
    #expect(trial.misses.map(\.message) == ["there is no bar 7: the last one is 2"])
    let missing = try Bench.trial(text)
    #expect(missing.failure?.code == "S0001" && !missing.isPassed)
  }
}
