import Foundation
import TestSupport
import Testing

/// Bars of another instrument, and what a certificate says: as an outsider tried to be shown the
/// future.
@Suite struct OtherBarsTests {
  private static let header = "timestamp,open,high,low,close,volume\n"
  private static let day = 86_400.0

  private static func rows(_ count: Int, from: Double, every step: Double) -> String {
    (0..<count).map { row in
      let time = Date(timeIntervalSince1970: from + Double(row) * step).ISO8601Format()
      return "\(time),\(100 + row),\(101 + row),\(99 + row),\(100 + row),1\n"
    }.joined()
  }

  private func folder() throws -> Scratch {
    let folder = try Scratch()
    let start = 1_577_836_800.0  // 2020-01-01
    try folder.write("daily.csv", Self.header + Self.rows(600, from: start, every: Self.day))
    return folder
  }

  /// The day at which each value of `on "Q" { close }` is seen first.
  private func firstSeen(_ dates: [String]) throws -> [Substring] {
    let folder = try folder()
    let bars = dates.enumerated().map { "\($1),\($0 + 1),\($0 + 1),\($0 + 1),\($0 + 1),1\n" }
    try folder.write("q.csv", Self.header + bars.joined())
    let outcome = try QuillProcess().run(
      "eval", "on \"Q\" { close }", "--data", folder.path("daily.csv"), "--with",
      "Q=" + folder.path("q.csv"))
    #expect(outcome.code == 0, "\(outcome.err)")
    var seen: [Substring] = []
    var last: Substring = ""
    for line in outcome.out.split(separator: "\n").dropFirst() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      if cells.count == 2, cells[1] != last {
        if !cells[1].isEmpty { seen.append(cells[0].prefix(10)) }
        last = cells[1]
      }
    }
    return seen
  }

  /// Months, quarters and years are not all as long as the first of them: each is seen at the close
  /// of its last day, never before.
  @Test func calendarBarsEndWithTheirCalendar() throws {
    let quarters = ["2020-01-01", "2020-04-01", "2020-07-01", "2020-10-01", "2021-01-01"]
    #expect(
      try firstSeen(quarters) == [
        "2020-03-31", "2020-06-30", "2020-09-30", "2020-12-31", "2021-04-02",
      ])
    let months = ["2020-01-01", "2020-02-01", "2020-03-01", "2020-04-01", "2020-05-01"]
    #expect(
      try firstSeen(months) == [
        "2020-01-31", "2020-02-29", "2020-03-31", "2020-04-30", "2020-05-31",
      ])
    // Stamped with the first day of trading.
    let traded = ["2020-01-02", "2020-02-03", "2020-03-02", "2020-04-01", "2020-05-01"]
    #expect(
      try firstSeen(traded) == [
        "2020-02-01", "2020-03-01", "2020-03-31", "2020-04-30", "2020-05-31",
      ])
    #expect(
      try firstSeen(["2018-01-01", "2019-01-01", "2020-01-01", "2021-01-01"]).suffix(1) == [
        "2020-12-31"
      ])
  }

  /// What `on "F" { close }` is at each bar of its own: the number of the bar of F seen last.
  private func seen(_ main: [String], beside faster: String, _ options: String...) throws -> [Int?]
  {
    let folder = try Scratch()
    try folder.write(
      "main.csv", Self.header + main.map { "\($0),1,1,1,1,1\n" }.joined())
    try folder.write("f.csv", Self.header + faster)
    let outcome = try QuillProcess().run(
      ["eval", "on \"F\" { close } - 100", "--data", folder.path("main.csv"), "--with"]
        + ["F=" + folder.path("f.csv")] + options)
    #expect(outcome.code == 0, "\(outcome.err)")
    return outcome.out.split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).last.flatMap { Int($0) }
    }
  }

  /// Months, quarters and years see days of another instrument up to their own last one, whether
  /// they are stamped with their first day, their first day of trading or a local midnight.
  @Test func monthsSeeNothingOfTheNextOne() throws {
    let days = Self.rows(800, from: 1_577_836_800, every: Self.day)
    let lastDays = [30, 59, 90, 120, 151]
    #expect(
      try seen(
        ["2020-01-01", "2020-02-01", "2020-03-01", "2020-04-01", "2020-05-01"], beside: days)
        == lastDays)
    #expect(
      try seen(
        ["2020-01-02", "2020-02-03", "2020-03-02", "2020-04-01", "2020-05-01"], beside: days)
        == lastDays)
    // Midnights in Berlin, known as such and not.
    let midnights = [
      "2019-12-31T23:00:00Z", "2020-01-31T23:00:00Z", "2020-02-29T23:00:00Z",
      "2020-03-31T22:00:00Z", "2020-04-30T22:00:00Z",
    ]
    #expect(
      try seen(midnights, beside: days, "--zone", "Europe/Berlin") == [29, 58, 89, 119, 150])
    #expect(try seen(midnights, beside: days) == [29, 58, 89, 119, 150])
    #expect(
      try seen(["2020-01-01", "2020-04-01", "2020-07-01", "2020-10-01"], beside: days)
        == [90, 181, 273, 365])
    #expect(try seen(["2020-01-01", "2020-07-01", "2021-01-01"], beside: days) == [181, 365, 546])
    #expect(try seen(["2020-01-01", "2021-01-01"], beside: days) == [365, 730])
  }

  /// A day has 23 or 25 hours when clocks are changed.
  @Test func daysEndAtTheNextMidnight() throws {
    // From 2020-03-28 23:00 UTC, midnight in Berlin, whose clocks go forward in that night.
    let spring = Self.rows(100, from: 1_585_436_400, every: 3_600)
    #expect(
      try seen(
        [
          "2020-03-28T23:00:00Z", "2020-03-29T22:00:00Z", "2020-03-30T22:00:00Z",
          "2020-03-31T22:00:00Z",
        ], beside: spring, "--zone", "Europe/Berlin") == [22, 46, 70, 94])
    // From 2020-10-24 22:00 UTC; back in that night.
    let autumn = Self.rows(100, from: 1_603_576_800, every: 3_600)
    #expect(
      try seen(
        [
          "2020-10-24T22:00:00Z", "2020-10-25T23:00:00Z", "2020-10-26T23:00:00Z",
          "2020-10-27T23:00:00Z",
        ], beside: autumn, "--zone", "Europe/Berlin") == [24, 48, 72, 96])
  }

  /// The other way round: hours see a day only when all of its 25 hours have gone by.
  @Test func aLongDayIsSeenAtItsEnd() throws {
    let days = [
      "2020-10-23T22:00:00Z", "2020-10-24T22:00:00Z", "2020-10-25T23:00:00Z",
      "2020-10-26T23:00:00Z",
    ]
    let hours = (0..<60).map {
      Date(timeIntervalSince1970: 1_603_490_400 + Double($0) * 3_600).ISO8601Format()
    }
    let found = try seen(
      hours,
      beside: days.enumerated().map { "\($1),1,1,1,\(101 + $0),1\n" }.joined())
    #expect(found.firstIndex(of: 1) == 23)
    #expect(found.firstIndex(of: 2) == 48)
  }

  @Test func theCloseOfAMonthIsItsOwn() throws {
    let folder = try Scratch()
    try folder.write(
      "m.csv",
      Self.header
        + ["2020-01-01", "2020-02-01", "2020-03-01"].map { "\($0),1,1,1,1,1\n" }.joined())
    let outcome = try QuillProcess().run(
      "eval", "if time_close - time < 30d then 1 else 0", "--data", folder.path("m.csv"))
    let days = outcome.out.split(separator: "\n").dropFirst().compactMap {
      $0.split(separator: ",").last
    }
    #expect(days == ["0", "1", "0"], "\(outcome.out)\(outcome.err)")
  }

  @Test func barsOfTwoLengthsAreRefused() throws {
    let folder = try folder()
    let start = 1_577_836_800.0
    try folder.write(
      "m.csv",
      Self.header + Self.rows(200, from: start, every: 3_600)
        + Self.rows(60, from: start + 200 * 3_600, every: Self.day))
    let outcome = try QuillProcess().run(
      "eval", "on \"M\" { close }", "--data", folder.path("daily.csv"), "--with",
      "M=" + folder.path("m.csv"))
    #expect(outcome.code == 1 && outcome.err.contains("[D0507]"), "\(outcome.err)")
    #expect(outcome.err.contains("from here on a step of 1d"), "\(outcome.err)")
  }

  @Test func aCertificateSaysWhatItRestsOn() throws {
    let folder = try folder()
    try folder.write(
      "s.quill", "strategy \"s\"\ncolumn tomorrow\nenter long when tomorrow > sma(close, 71)\n")
    let text = try String(contentsOfFile: folder.path("daily.csv"), encoding: .utf8)
    let wide = text.split(separator: "\n").enumerated().map {
      $0 == 0 ? "\($1),tomorrow" : "\($1),\($0)"
    }
    try folder.write("wide.csv", wide.joined(separator: "\n") + "\n")
    try folder.write("short.csv", wide.prefix(2).joined(separator: "\n") + "\n")
    func prove(_ data: String) throws -> QuillProcess.Outcome {
      try QuillProcess().run(
        "check", "--prove", folder.path("s.quill"), "--data", folder.path(data))
    }
    let proved = try prove("wide.csv")
    #expect(
      proved.code == 0 && proved.out.contains("530 of them behind the warm-up"), "\(proved.out)")
    #expect(proved.out.contains("taken on trust: that what tomorrow"), "\(proved.out)")
    let empty = try prove("short.csv")
    #expect(empty.code == 1 && empty.err.contains("nothing is proved"), "\(empty.err)")
    try folder.write(
      "p.quill", "portfolio \"p\"\nuniverse \"A\", \"B\"\nenter long when close > open\n")
    let portfolio = try QuillProcess().run(
      "check", "--prove", folder.path("p.quill"), "--data", folder.path("daily.csv"))
    #expect(
      portfolio.code == 2 && portfolio.err.contains("this is a portfolio"), "\(portfolio.err)")
  }

  /// A day of 23 hours whose zone nobody gave sees an hour of the next: a proof always looks there.
  @Test func aProofLooksAtDaysThatOverlap() throws {
    let folder = try Scratch()
    // Midnights of Berlin from 2020-01-01 on; on 2020-03-29 clocks go forward.
    let days = (0..<120).map { day in
      1_577_833_200.0 + Double(day) * Self.day - (day > 88 ? 3_600 : 0)
    }
    try folder.write("d.csv", Self.header + days.map { Self.rows(1, from: $0, every: 1) }.joined())
    try folder.write(
      "h.csv", Self.header + Self.rows(121 * 24, from: days[0] - Self.day, every: 3_600))
    try folder.write(
      "s.quill", "strategy \"s\"\nenter long when on \"H\" { close } > close\n")
    func prove(_ zone: String...) throws -> QuillProcess.Outcome {
      try QuillProcess().run(
        [
          "check", "--prove", folder.path("s.quill"), "--data", folder.path("d.csv"), "--with",
          "H=" + folder.path("h.csv"),
        ] + zone)
    }
    let open = try prove()
    #expect(open.code != 0 && open.out.contains("give the --zone"), "\(open.out)\(open.err)")
    #expect(open.out.contains("bar 88 differs"), "\(open.out)")
    let known = try prove("--zone", "Europe/Berlin")
    #expect(known.code == 0, "\(known.out)\(known.err)")
  }

  @Test func filesAreNotDroppedInSilence() throws {
    let folder = try folder()
    let outcome = try QuillProcess().run(
      "eval", "close", "--data", folder.path("daily.csv"), "--data", folder.path("daily.csv"))
    #expect(outcome.code == 2 && outcome.err.contains("--data is given 2 times"), "\(outcome.err)")
  }

  @Test func aTestThatNothingCanFailFails() throws {
    let folder = try folder()
    try folder.write(
      "v.quill",
      """
      strategy "v"
      enter long when close > sma(close, 50)
      test "too short" {
        bars close: ramp(100, 200, 20)
        expect never entered
      }

      """)
    let outcome = try QuillProcess().run("test", folder.path("v.quill"))
    #expect(outcome.code == 1 && outcome.out.contains("nothing can happen"), "\(outcome.out)")
  }

  /// What fades over weeks has settled after so many weeks.
  @Test func memoryIsSaidInBarsOfItsClock() throws {
    let folder = try folder()
    try folder.write(
      "w.quill",
      """
      strategy "w"
      let slow = on 1w { ema(close, 50) }
      let both = slow + ema(close, 10)
      enter long when close > both at close for 3 bars

      """)
    let outcome = try QuillProcess().run("check", "--strict", folder.path("w.quill"))
    #expect(outcome.code == 0, "\(outcome.err)")
    #expect(outcome.out.contains("fading(settled: 568 of 1w)"), "\(outcome.out)")
    #expect(outcome.out.contains("+ 568 of 1w)"), "\(outcome.out)")
  }
}
