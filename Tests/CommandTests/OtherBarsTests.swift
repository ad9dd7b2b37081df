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
