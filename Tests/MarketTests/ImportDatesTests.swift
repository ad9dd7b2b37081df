internal import Host
internal import Machine
internal import Testing

@testable internal import Market

/// Dates whose order one file leaves open and another of the same shape shows.
@Suite struct ImportDatesTests {
  private static let head = "Date,Open,High,Low,Close,Volume\n"

  private func text(_ days: [String], head: String = head, mark: Character = ",") -> String {
    (head + days.map { "\($0),1,2,0.5,1.5,5\n" }.joined()).replacing(",", with: String(mark))
  }

  private func imported(
    _ files: [(String, String)], _ change: (inout ImportWish) -> Void = { _ in }
  ) throws -> Imported {
    var wish = ImportWish()
    wish.latestYear = 2026
    change(&wish)
    let parts = files.map { ImportPart(name: $0.0, text: Array($0.1.utf8)) }
    return try Importing.bars(of: parts, path: "x", wish)
  }

  private func refuses(
    _ files: [(String, String)], _ words: String..., location: SourceLocation = #_sourceLocation
  ) {
    expectRefusal("D0601", words, location) { try imported(files) }
  }

  private let open = ["03/04/2021", "04/04/2021"]
  private let day = ["24/05/2021", "25/05/2021"]
  private let month = ["05/24/2021", "05/25/2021"]

  @Test func oneFileDecidesForThoseOfItsShape() throws {
    refuses([("X-1.csv", text(open))], "--dates dmy or --dates mdy")
    let two = [("X-1.csv", text(open)), ("X-2.csv", text(day))]
    for files in [two, two.reversed()] {
      let found = try imported(files)
      #expect(
        found.set.bars.time.map { TimeText.text($0).prefix(10) }
          == ["2021-04-03", "2021-04-04", "2021-05-24", "2021-05-25"])
      let why = found.decisions.filter { $0.what.hasPrefix("dates") }.map(\.because)
      #expect(why.contains("X-2.csv, which has the same columns, can only be read so"), "\(why)")
    }
    let american = try imported([("X-1.csv", text(open)), ("X-2.csv", text(month))])
    #expect(TimeText.text(american.set.bars.time[0]) == "2021-03-04T00:00:00Z")
    // What is said stands above what files show.
    let said = try imported(two.filter { $0.0 == "X-1.csv" }) { $0.dates = .mdy }
    #expect(TimeText.text(said.set.bars.time[0]) == "2021-03-04T00:00:00Z")
  }

  @Test func yearsOfTwoDigitsAreDecidedAlike() throws {
    let short = [
      ("X-1.csv", text(["03/04/21", "04/04/21"])), ("X-2.csv", text(["24/05/99", "25/05/99"])),
    ]
    #expect(TimeText.text(try imported(short).set.bars.time[2]) == "2021-04-03T00:00:00Z")
    // The end of the other's dates is no day of these.
    refuses([
      ("X-1.csv", text(["40/04/05", "41/04/05"])), ("X-2.csv", text(["05/24/70", "05/25/70"])),
      ("X-3.csv", text(["03/04/05"])),
    ])
  }

  @Test func filesOfOtherShapesDecideNothing() {
    let other = "Date,Open,High,Low,Last,Volume\n"
    refuses([("X-1.csv", text(open)), ("X-2.csv", text(day, head: other))], "x/X-1.csv")
    refuses([("X-1.csv", text(open)), ("X-2.csv", text(day, mark: ";"))], "x/X-1.csv")
    refuses([("X-1.csv", text(open)), ("X-2.csv", text(["2021-05-24", "2021-05-25"]))])
  }

  @Test func filesThatContradictEachOtherAreRefused() {
    refuses(
      [("X-1.csv", text(open)), ("X-2.csv", text(day)), ("X-3.csv", text(month))],
      "X-2.csv can only have dmy", "X-3.csv can only have mdy")
    // By its rows alone this one would have the month first.
    let rising = ["03/04/2021", "03/05/2021", "04/01/2021", "04/02/2021"]
    refuses([("X-1.csv", text(rising)), ("X-2.csv", text(day))], "X-2.csv", "dmy", "mdy")
  }
}
