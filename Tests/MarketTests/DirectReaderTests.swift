internal import Host
internal import Machine
internal import Testing

@testable internal import Market

/// A file used directly gives the bars that an import of it gives, or is refused.
struct DirectReaderTests {
  /// Twenty rows without a header, each opening where the last has closed.
  static func nameless(
    order: [Int] = [0, 1, 2, 3], volume: Bool, _ last: (Int) -> String = { "\(500 + $0 * 7)" }
  ) -> String {
    var text = ""
    for row in 0..<20 {
      let prices = ohlc(row)
      let fields = order.map { prices[$0] } + (volume ? [last(row)] : [])
      text += "2020-01-\(row < 9 ? "0" : "")\(row + 1),\(fields.joined(separator: ","))\n"
    }
    return text
  }

  private static func ohlc(_ row: Int) -> [String] {
    let closes = [100, 103, 101, 106, 104, 108, 103, 107, 110, 105]
    let (open, close) = (closes[row % 10], closes[(row + 1) % 10])
    return [open, max(open, close) + 1, min(open, close) - 1, close].map { "\($0).25" }
  }

  private static func named(_ head: String, _ time: (Int) -> String) -> String {
    table(head) { ([time($0)] + ohlc($0) + ["\(10 + $0)"]).joined(separator: ",") }
  }

  private static func table(_ head: String, _ row: (Int) -> String) -> String {
    head + "\n" + (0..<20).map { row($0) + "\n" }.joined()
  }

  private static func day(_ row: Int) -> String { "2020-01-\(row < 9 ? "0" : "")\(row + 1)" }

  /// What an import reads in another way than by plain names, or asks about.
  static let others: [(name: String, text: String)] = [
    (
      "MetaStock",
      table("<DATE>;<TIME>;<OPEN>;<HIGH>;<LOW>;<CLOSE>;<VOL>") {
        (["20210301", "1430\(10 + $0)"] + ohlc($0) + ["5"]).joined(separator: ";")
      }
    ),
    (
      "a time of day as a number",
      table("date,time,open,high,low,close") {
        (["2021-03-01", "14\(10 + $0)00"] + ohlc($0)).joined(separator: ",")
      }
    ),
    ("Excel's days", named("Date,open,high,low,close,volume") { "\(44_200 + $0)" }),
    ("days since 1970", named("time,open,high,low,close,volume") { "\(18_631 + $0)" }),
    ("MATLAB's days", named("Date,open,high,low,close,volume") { "\(738_160 + $0)" }),
    ("yymmdd", named("date,open,high,low,close,volume") { "2101\(10 + $0)" }),
    ("yyyymmddhh", named("time,open,high,low,close,volume") { "20210328\(10 + $0 % 10)" }),
    ("yyyymmddHHMM", named("time,open,high,low,close,volume") { "2021032810\(10 + $0)" }),
    ("yyyymmddHHMMSS", named("time,open,high,low,close,volume") { "20210328101\(100 + $0)" }),
    (
      "two volumes by units",
      table("Timestamp,Open,High,Low,Close,Volume_(BTC),Volume_(Currency)") {
        (["\(1_614_609_000 + 60 * $0)"] + ohlc($0) + ["4", "5"]).joined(separator: ",")
      }
    ),
    ("a volume by another name", named("time,open,high,low,close,shares", day)),
    (
      "a volume of zeros beside ticks",
      table("time,open,high,low,close,tick_volume,volume") {
        ([day($0)] + ohlc($0) + ["7", "0"]).joined(separator: ",")
      }
    ),
    (
      "instruments",
      table("time,symbol,open,high,low,close") {
        ([day($0), $0 < 10 ? "AAA" : "BBB"] + ohlc($0)).joined(separator: ",")
      }
    ),
    ("open, close, high, low", nameless(order: [0, 3, 1, 2], volume: true)),
    ("close, high, low, open", nameless(order: [3, 1, 2, 0], volume: true)),
    ("close first, without volume", nameless(order: [3, 1, 2, 0], volume: false)),
    ("an adjusted close for a volume", nameless(volume: true) { ohlc($0)[3] + "1" }),
    ("one row without a header", "2020-01-01,1.5,2,1,1.75,10\n"),
    ("flat rows without a header", table("2019-12-31,1,1,1,1") { "\(day($0)),1,1,1,1" }),
    ("high and low exchanged", named("time,open,low,high,close,volume", day)),
  ]

  @Test(arguments: others.map(\.name))
  func `what an import may read otherwise is refused`(name: String) throws {
    let text = try #require(Self.others.first { $0.name == name }).text
    let first = try #require(refusal(text), "it is read")
    #expect(["D0116", "D0204", "D0205"].contains(first.code), "\(first)")
    #expect(first.help?.contains("quill data import") == true, "\(first)")
    for reading in Reading.all {
      #expect(refusal(Array(text.utf8), reading) == first, "\(reading)")
      #expect(refusal(gzip(Array(text.utf8)), reading)?.code == first.code, "\(reading)")
    }
  }

  /// Words that name what all rows are of.
  static let labelled: [String] = ["currency", "symbol", "exchange", "contract"].flatMap { name in
    [
      table("time,open,high,low,close,\(name)") {
        ([day($0)] + ohlc($0) + ["USD"]).joined(separator: ",")
      },
      table("\(name);time;open;high;low;close;volume") {
        ([$0 % 3 == 0 ? "\"A B\"" : "A B ", day($0)] + ohlc($0) + ["5"]).joined(separator: ";")
      },
    ]
  }

  @Test func `a word that changes is refused with its line`() throws {
    for row in [1, 19, 3_000] {
      let rows = (0..<4_000).map { index in
        ([TimeText.text(Int64(index) * 86_400_000_000_000)] + Self.ohlc(index)
          + [index == row ? "EUR" : "USD"]).joined(separator: ",") + "\n"
      }
      let text = "time,open,high,low,close,currency\n" + rows.joined()
      for reading in Reading.all {
        let found = try #require(refusal(Array(text.utf8), reading))
        #expect(found.code == "D0116" && found.message.contains("currency"), "\(found)")
        #expect(found.place?.line == row + 2 || row == 1, "\(found)")
      }
    }
  }

  static let same: [String] =
    labelled + AcceptedFileTests.spellings + [nameless(volume: true), nameless(volume: false)]

  @Test(arguments: same)
  func `what is read is what an import reads`(text: String) throws {
    let own = try read(text).bars
    let parts = try ImportPart.all(of: HeldBytes(Array(text.utf8)), path: "bars.csv")
    let bars = try Importing.bars(of: parts, path: "bars.csv", ImportWish()).set.bars
    #expect(own.time == bars.time)
    for column in InputColumn.allCases { #expect(own.column(column) == bars.column(column)) }
  }

  /// Any columns in any order under any names: both read the same, or the direct reader refuses.
  @Test func `no heading makes the two differ`() throws {
    let dice = Dice(testSeed &+ 7)
    let names = [
      "time", "date", "timestamp", "open", "high", "low", "close", "volume", "vol", "v", "o", "h",
      "l", "c", "tick_volume", "adj close", "last", "price", "amount", "symbol", "x", "unix",
    ]
    var accepted = 0
    for round in 0..<400 {
      var head = ["time", "open", "high", "low", "close"]
      for _ in 0..<dice.roll(4) { head.insert(dice.pick(names), at: dice.roll(head.count + 1)) }
      if dice.roll(4) == 0 { head.swapAt(dice.roll(head.count), dice.roll(head.count)) }
      let text = Self.table(head.joined(separator: ",")) { row in
        head.enumerated().map { place, name in
          switch name {
          case "time", "date", "timestamp": Self.day(row)
          case "unix": "\(1_577_836_800 + row * 86_400)"
          case "symbol": "A"
          case "high", "h": Self.ohlc(row)[1]
          case "low", "l": Self.ohlc(row)[2]
          case "open", "o": Self.ohlc(row)[0]
          case "volume", "vol", "v", "amount", "tick_volume": "\(place * 100 + row)"
          default: Self.ohlc(row)[3]
          }
        }.joined(separator: ",")
      }
      guard let own = try? read(text).bars else { continue }
      accepted += 1
      let parts = try ImportPart.all(of: HeldBytes(Array(text.utf8)), path: "bars.csv")
      let bars = try Importing.bars(of: parts, path: "bars.csv", ImportWish()).set.bars
      let isSame =
        own.time == bars.time
        && InputColumn.allCases.allSatisfy { own.column($0) == bars.column($0) }
      #expect(isSame, "QUILL_SEED=\(testSeed), round \(round): \(head)")
    }
    #expect(accepted > 50)
  }

  /// Names decide where there are some, until most of the bars cannot be.
  @Test func `a few impossible bars are reported, many refused`() throws {
    func text(_ bad: Int, head: Bool) -> String {
      var lines = Self.nameless(volume: true).split(separator: "\n").map(String.init)
      for row in 0..<bad { lines[row] = Self.day(row) + ",100,99,101,100,5" }
      return (head ? "time,open,high,low,close,volume\n" : "")
        + lines.joined(separator: "\n") + "\n"
    }
    #expect(try read(text(10, head: true)).report.problems.first?.kind.code == "D0304")
    #expect(refusal(text(11, head: true))?.code == "D0116")
    #expect(try read(text(1, head: false)).report.problems.first?.kind.code == "D0304")
    #expect(refusal(text(2, head: false))?.code == "D0116")
  }

  @Test(arguments: [
    ("interval", "1d", "1w"), ("granularity", "86400", "3600"), ("strike", "100", "110"),
    ("conid", "1", "2"), ("contract_code", "7", "8"), ("order_book_id", "1", "2"),
  ])
  func `a column of instruments or lengths says the same in all rows`(
    _ name: String, _ one: String, _ two: String
  ) throws {
    func text(_ count: Int, of first: Int) -> String {
      "time,open,high,low,close,volume,\(name)\n"
        + (0..<count).map { row in
          "\(1_577_836_800 + row * 86_400),1,2,1,1.5,\(row % 7),\(row < first ? one : two)\n"
        }.joined()
    }
    for reading in Reading.all {
      let found = refusal(Array(text(100, of: 90).utf8), reading)
      #expect(found?.code == "D0116" && found?.place?.line == 92, "\(String(describing: found))")
    }
    #expect(try read(text(100, of: 100)).bars.count == 100)
  }

  /// A million rows of one time are not all held before they are refused.
  @Test func `repetition without end is refused on the way`() throws {
    let row = Array("1577836800,1,1,1,1,1\n".utf8)
    var text = Array("time,open,high,low,close,volume\n".utf8)
    for _ in 0..<1_100_000 { text += row }
    let found = try #require(refusal(text))
    #expect(found.code == "D0301")
  }
}
