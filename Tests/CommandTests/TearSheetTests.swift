import Foundation
import TestSupport
import Testing

/// The full report as text, JSON and a page.
@Suite struct TearSheetTests {
  /// Ninety days of hours, with a strategy whose title means mischief.
  private func folder() throws -> Scratch {
    let folder = try Scratch()
    try folder.write(
      "mischief.quill",
      """
      strategy "Up <script>alert(1)</script> & 'down'"
      enter long "dip <i>" when close < close[2] stop 1% target 1.5%
      exit long when close crosses above sma(close, 9)
      """)
    var text = "timestamp,open,high,low,close,volume\n"
    var random = SplitMix64(seed: 7)
    var cents = 10_000
    for hour in 0..<(24 * 90) {
      let open = cents
      cents = max(5_000, cents + random.below(121) - 60)
      let (high, low) = (max(open, cents) + random.below(20), min(open, cents) - random.below(20))
      let day = Date(timeIntervalSince1970: 1_704_067_200 + Double(hour) * 3600)
      let time = day.formatted(.iso8601)
      func price(_ cents: Int) -> String { "\(cents / 100).\(cents % 100 / 10)\(cents % 10)" }
      text += "\(time),\(price(open)),\(price(high)),\(price(low)),\(price(cents)),5\n"
    }
    try folder.write("hours.csv", text)
    return folder
  }

  private func report(_ folder: Scratch, _ more: String...) throws -> QuillProcess.Outcome {
    try QuillProcess().run(
      ["backtest", folder.path("mischief.quill"), "--data", "A&B<=" + folder.path("hours.csv")]
        + ["--fee", "1bps"] + more)
  }

  @Test func theTextHasEverySection() throws {
    let folder = try folder()
    let plain = try report(folder)
    let full = try report(folder, "--report", "full")
    #expect(plain.code == 0 && full.code == 0, "\(full.err)")
    #expect(!plain.out.contains("Ulcer") && plain.out.split(separator: "\n").count < 30)
    for part in [
      "Final equity", "Value at risk", "Benchmark: A&B<", "Average R", "Returns by month",
      "Deepest drawdowns", "Sharpe of the last 30 days", "Trades by side", "Trades by tag",
      "Trades by hour", "Trades by weekday", "dip <i>",
    ] {
      #expect(full.out.contains(part), "\(part)")
    }
    let lines = full.out.split(separator: "\n")
    let sheet = lines.drop { !$0.hasPrefix("Took: ") }
    #expect(sheet.count > 60 && sheet.allSatisfy { $0.count <= 90 })
  }

  @Test func thePageNeedsNothingElse() throws {
    let folder = try folder()
    let outcome = try report(folder, "--report", folder.path("sheet.html"))
    #expect(outcome.code == 0, "\(outcome.err)")
    #expect(!outcome.out.contains("Ulcer"), "the summary stays what it is")
    let page = try folder.text("sheet.html")
    for word in ["<script", "http:", "https:", "src=", "href=", "url(", "@import", "nan", "NaN"] {
      #expect(!page.contains(word), "\(word)")
    }
    #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &#39;down&#39;"))
    #expect(page.contains("A&amp;B&lt;") && page.contains("dip &lt;i&gt;"))
    #expect(page.contains("prefers-color-scheme: dark"))
    #expect(page.components(separatedBy: "<svg ").count == 4, "equity, drawdown, rolling Sharpe")
    #expect(page.contains("class=\"heat\"") && page.contains("entry time"))
    #expect(try unbalanced(page).isEmpty)
  }

  /// Tags that are not closed in the order in which they were opened.
  private func unbalanced(_ page: String) throws -> [String] {
    let empty: Set = ["!doctype", "meta", "line", "polyline", "polygon"]
    var (open, wrong): ([String], [String]) = ([], [])
    for tag in page.split(separator: "<").dropFirst() {
      let name = String(tag.prefix { !" >/".contains($0) || $0 == "/" && tag.first == "/" })
        .lowercased()
      if name.hasPrefix("/") {
        if open.popLast() != String(name.dropFirst()) { wrong.append(name) }
      } else if !empty.contains(name), !tag.prefix(while: { $0 != ">" }).hasSuffix("/") {
        open.append(name)
      }
    }
    return wrong + open
  }

  @Test func hoursAreThoseOfTheZone() throws {
    let folder = try folder()
    func hours(_ more: String...) throws -> [String: Int] {
      let outcome = try QuillProcess().run(
        ["backtest", folder.path("mischief.quill"), "--data", folder.path("hours.csv"), "--json"]
          + ["--report", "full"] + more)
      let object = try JSONSerialization.jsonObject(with: Data(outcome.out.utf8))
      let report = (object as? [String: Any])?["report"] as? [String: Any]
      let groups = (report?["breakdowns"] as? [String: Any])?["hour"] as? [[String: Any]] ?? []
      return Dictionary(
        uniqueKeysWithValues: groups.map { ($0["name"] as! String, $0["trades"] as! Int) })
    }
    let (utc, tokyo) = (try hours(), try hours("--zone", "Asia/Tokyo"))
    #expect(utc.count == 24 && utc["00:00"] != nil)
    for (hour, name) in (0..<24).map({ ($0, "\($0 < 10 ? "0" : "")\($0):00") }) {
      let there = (hour + 9) % 24
      #expect(utc[name] == tokyo["\(there < 10 ? "0" : "")\(there):00"], "\(name)")
    }
  }

  @Test func aBenchmarkCanBeNamed() throws {
    let bars = OutputTests.bars
    func beta(_ more: String...) throws -> (Double?, String?) {
      let outcome = try QuillProcess().run(
        ["backtest", OutputTests.strategy, "--data", "SPX=" + bars, "--report", "full", "--json"]
          + more)
      #expect(outcome.code == 0, "\(outcome.err)")
      let object =
        try JSONSerialization.jsonObject(with: Data(outcome.out.utf8)) as? [String: Any] ?? [:]
      let metrics = object["metrics"] as? [String: Any]
      let report = object["report"] as? [String: Any]
      return (metrics?["beta"] as? Double, report?["benchmark"] as? String)
    }
    let own = try beta()
    #expect(own.1 == "SPX" && own.0 != nil)
    let other = try beta("--benchmark", "NDX=Strategies/data/nasdaq_daily.csv")
    #expect(other.1 == "NDX" && other.0 != own.0)
    let with = ["--with", "NDX=Strategies/data/nasdaq_daily.csv"]
    let companion = try beta("--benchmark", "NDX", with[0], with[1])
    #expect(companion == other)
    let same = try beta("--benchmark", bars)
    #expect(same.0 == own.0 && same.1 == "sp500_daily")
  }

  @Test func wrongReportsAreRefused() throws {
    let common = ["backtest", OutputTests.strategy, "--data", OutputTests.bars]
    let file = try QuillProcess().run(common + ["--report", "sheet.pdf"])
    #expect(file.code == 2 && file.err.contains("sheet.pdf"), "\(file.err)")
    let alone = try QuillProcess().run(common + ["--benchmark", OutputTests.bars])
    #expect(alone.code == 2 && alone.err.contains("--report"))
    let missing = try QuillProcess().run(common + ["--report", "full", "--benchmark", "no.csv"])
    #expect(missing.code == 4 && missing.err.contains("no.csv"), "\(missing.err)")
    let nowhere = try QuillProcess().run(common + ["--report", "/nowhere/sheet.html"])
    #expect(nowhere.code == 4 && nowhere.err.contains("/nowhere"), "\(nowhere.err)")
  }

  /// One bar, and a run without a trade: every part says so, none is in the way.
  @Test func littleIsEnough() throws {
    let folder = try Scratch()
    let header = "timestamp,open,high,low,close,volume\n"
    try folder.write("one.csv", header + "2020-01-01,10,11,9,10,1\n")
    let days = (10..<28).map { "2020-01-\($0),10,10,10,10,1\n" }.joined()
    try folder.write("flat.csv", header + days)
    for file in ["one.csv", "flat.csv"] {
      let outcome = try QuillProcess().run(
        "backtest", OutputTests.strategy, "--data", folder.path(file), "--report", "full",
        "--report", folder.path("sheet.html"))
      #expect(outcome.code == 0, "\(outcome.err)")
      #expect(outcome.out.contains("n/a") && !outcome.out.lowercased().contains("nan"))
      #expect(try unbalanced(folder.text("sheet.html")).isEmpty)
    }
  }
}
