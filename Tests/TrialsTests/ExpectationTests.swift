import Host
import Machine
import Testing
import Trials

/// Every form of `expect`, met and not met.
@Suite struct ExpectationTests {
  /// Enters long at the open of bar 2 and is out at the open of bar 5; a short from bar 7 on.
  private static let strategy = """
    strategy "s"
    let level = close * 2
    enter long "up" when close crosses above 10 size 50%
    exit "up" when close > 12
    enter short "down" when close < 8

    """
  private static let bars = "bars close: 9, 11, 11, 12, 13, 13, 7, 7, 7"

  private func trial(_ expectation: String) throws -> Trial {
    try Bench.trial(Self.strategy + "test \"t\" { \(Self.bars) expect \(expectation) }")
  }

  @Test(arguments: [
    "entered", "entered long", "entered long at 2", "entered long \"up\" at 0..8",
    "entered \"up\" at 2..<3", "entered short \"down\" at 7", "entered short at 7..8",
    "exited", "exited long at 5", "exited \"up\" at 4..6", "exited long \"up\"",
    "filled at 2", "filled long at 5", "filled short", "filled \"down\" at 7",
    "refused short at 7..8", "refused \"down\"", "refused",
    "never entered at 0..1", "never entered long at 3..8", "never exited short",
    "never filled at 3..4", "never refused long", "never entered \"up\" at 3..8",
    "position > 0 at 2..4", "position == 0 at 5..6", "position < 0 at 7", "close == 11 at 1",
    "close crosses above 10 at 1", "level == 2 * close", "not flat at 2", "close > 0",
    "position.price == 11 at 3", "equity == 10_000 at 0..2", "trades == 1 at 5",
    "never close > 13", "never position > 0 at 5..8", "bar_index == 4 at 4",
    "close[1] < close and position > 0 at 3",
  ])
  func isMet(_ expectation: String) throws {
    let trial = try trial(expectation)
    #expect(trial.isPassed, "\(trial.misses.map(\.message)) \(trial.happenings.map(\.text))")
  }

  @Test(
    arguments: [
      ("entered short at 0..6", "no short entry at bars 0..6; the nearest is at bar 7", 0),
      ("entered long at 3", "no long entry at bar 3; the nearest is at bar 2", 3),
      ("entered long \"down\"", "no long \"down\" entry at any bar", nil),
      ("exited short", "no short exit at any bar", nil),
      ("exited long at 6..8", "no long exit at bars 6..8; the nearest is at bar 5", 6),
      ("filled at 3..4", "no fill at bars 3..4; the nearest is at bar 2", 3),
      ("refused long", "no long refusal at any bar", nil),
      ("never entered", "bar 2: long \"up\" entered, 454.54545454 at 11", 2),
      ("never exited at 5..6", "bar 5: long \"up\" exited, 454.54545454 at 13", 5),
      ("never refused", "bar 7: short \"down\" refused: a position in that direction is open", 7),
      ("position > 0 at 2..6", "it is false at bar 5", 5),
      ("never position > 0", "it is true at bar 2", 2),
      ("close < 13", "it is false at bar 4", 4),
      ("flat at 2", "it is false at bar 2", 2),
    ] as [(String, String, Int?)])
  func isNotMet(_ expectation: String, _ message: String, _ bar: Int?) throws {
    let trial = try trial(expectation)
    #expect(trial.misses.map(\.message) == [message])
    #expect(trial.misses.map(\.bar) == [bar])
    #expect(trial.misses.map(\.text) == ["expect \(expectation)"])
  }

  @Test func numbersOfAConditionAreShown() throws {
    let miss = try #require(
      trial("close < 13 and not (position > 0 or 2 * level < 3) at 4").misses.first)
    #expect(miss.readings.map(\.text) == ["close", "position", "2 * level"])
    #expect(miss.readings[0].value == 13 && miss.readings[2].value == 52)
    #expect(try trial("flat at 3").misses.first?.readings.isEmpty == true)
  }

  @Test func alertsAreHeard() throws {
    let text = """
      strategy "s"
      enter long when close > 100
      alert "close is {close}" when close > 2

      """
    func trial(_ expectation: String) throws -> Trial {
      try Bench.trial(
        text + "test \"t\" { bars close: 1, 2, 3, 4, 1, 5 expect \(expectation) }")
    }
    for met in [
      "alerted", "alerted at 2", "alerted \"is 3\"", "alerted \"close is 5\" at 4..5",
      "never alerted at 3..4", "never alerted \"is 4\"",
    ] {
      #expect(try trial(met).isPassed, "\(met)")
    }
    #expect(
      try trial("alerted at 3").misses[0].message == "no alert at bar 3; the nearest is at bar 2")
    #expect(
      try trial("alerted \"is 4\"").misses[0].message == "no alert \"is 4\" at any bar")
    #expect(
      try trial("never alerted").misses[0].message == "bar 2: alerted \"close is 3.0\"")
  }

  @Test func everyMissIsToldInItsOrder() throws {
    let trial = try Bench.trial(
      Self.strategy + "test \"t\" { \(Self.bars) expect exited short expect close > 99 at 3 "
        + "expect entered expect never filled }")
    #expect(trial.misses.count == 3)
    #expect(trial.misses.map(\.bar) == [nil, 3, 2])
  }

  @Test func parametersOfATestAreItsOwn() throws {
    let text = """
      strategy "s"
      param least = 10 in 5..20
      param mode = "up" in {"up", "down"}
      param wild = false
      enter long when mode == "up" and close > least
      enter short when mode == "down" and wild
      test "standard" { bars close: 9, 11, 12 expect entered long at 2 }
      test "other" { bars close: 9, 11, 12 param least = 8 expect entered long at 1 }
      test "text" { bars close: 9, 11, 12 param mode = "down" expect never entered }
      test "flag" { bars close: 9, 11 param wild = true param mode = "down" expect entered short }
      """
    for trial in try Bench.trials(text) {
      #expect(trial.isPassed, "\(trial.name): \(trial.misses.map(\.message))")
    }
  }

  @Test func warmUpIsNamed() throws {
    let text = """
      strategy "s"
      let slow = sma(close, 20)
      enter long when close > slow

      """
    let short = try Bench.trials(
      text + "test \"a\" { bars ramp(1, 9, 15) expect entered }"
        + "test \"b\" { bars ramp(1, 9, 15) expect close > 0 }"
        + "test \"c\" { bars ramp(1, 9, 30) expect entered at 5 }"
        + "test \"d\" { bars ramp(1, 9, 30) expect close > slow }")
    #expect(
      short.flatMap(\.misses).map(\.message) == [
        "no entry at any bar; its warm-up takes all of the 15 bars",
        "the strategy's warm-up takes all of the 15 bars",
        "no entry at bar 5; the nearest is at bar 20",
      ])
    #expect(short[3].isPassed)
  }

  @Test func aProgramThatCannotRunIsAFailedTest() throws {
    let trial = try Bench.trial(
      """
      strategy "s"
      param a = 1 in 1..9
      param b = 5 in 1..9
      require a < b
      enter long when close > a + b
      test "t" { bars close: 1, 2 param a = 7 expect never entered }
      """)
    #expect(trial.failure?.code == "E0801")
    #expect(trial.failure?.message.contains("a < b") == true)
    #expect(trial.bars?.count == 2)
  }

  @Test func fillsAreThoseOfABacktest() throws {
    let trial = try Bench.trial(
      Self.strategy + "test \"t\" { \(Self.bars) expect entered }")
    let filled = trial.happenings.filter { $0.kind != .refused }
    #expect(
      filled.map(\.text) == [
        "long \"up\" entered, 454.54545454 at 11", "long \"up\" exited, 454.54545454 at 13",
        "short \"down\" entered, 1558.44155844 at 7",
      ])
    #expect(filled.map(\.bar) == [2, 5, 7])
  }
}
