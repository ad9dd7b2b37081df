import Foundation
import TestSupport
import Testing

/// `quill backtest` of a portfolio, as a user meets it.
@Suite struct PortfolioCommandTests {
  private static let rotation = """
    portfolio "Rotation"
    param n = 3
    limits { max sector 80%; max exposure 100% }
    allocate if top(roc(close, n), 1) then 45% else 0 band 2%
    """

  /// Three symbols: one of them begins late, one ends early.
  private func folder() throws -> Scratch {
    let folder = try Scratch()
    try FileManager.default.createDirectory(
      atPath: folder.path("bars"), withIntermediateDirectories: true)
    for (symbol, rows) in [("AA", 0..<40), ("BB", 0..<25), ("CC", 10..<40)] {
      var text = "timestamp,open,high,low,close,volume\n"
      for row in rows {
        let price = 100 + Double((row * 7 + symbol.utf8.count * row + rows.count) % 13)
        let date = "2020-\(row < 28 ? "01" : "02")-\(row % 28 < 9 ? "0" : "")\(row % 28 + 1)"
        text += "\(date),\(price),\(price + 1),\(price - 1),\(price + 0.5),1000\n"
      }
      try folder.write("bars/\(symbol).csv", text)
    }
    try folder.write("rotation.quill", Self.rotation)
    try folder.write(
      "cross.quill",
      "strategy \"Cross\"\nenter long size 10% when close > sma(close, 3)\n"
        + "exit when close < sma(close, 3)\n")
    return folder
  }

  private func json(_ outcome: QuillProcess.Outcome) throws -> [String: Any] {
    #expect(outcome.code == 0, "\(outcome.err)")
    let object = try JSONSerialization.jsonObject(with: Data(outcome.out.utf8))
    return try #require(object as? [String: Any])
  }

  private func text(_ value: Any) throws -> String {
    let options: JSONSerialization.WritingOptions = [.sortedKeys, .fragmentsAllowed]
    return String(
      decoding: try JSONSerialization.data(withJSONObject: value, options: options), as: UTF8.self)
  }

  private func names(_ parts: Any?) -> [String] {
    (parts as? [[String: Any]] ?? []).compactMap { $0["name"] as? String }
  }

  @Test func aFolderOfBarsOnOneAccount() throws {
    let folder = try folder()
    let quill = QuillProcess(in: folder.url)
    let outcome = try quill.run(
      "backtest", "rotation.quill", "cross.quill", "--data", "bars", "--fee", "5bps", "--json",
      "--trades", "t.csv", "--equity", "e.csv")
    let problems = try SchemaCheck(named: "portfolio").problems(in: outcome.out)
    #expect(problems.isEmpty, "\(problems.prefix(5))")
    let result = try json(outcome)
    #expect(names(result["symbols"]) == ["AA", "BB", "CC"])
    #expect(names(result["strategies"]) == ["rotation", "cross"])
    #expect(result["barriers"] as? Int == 40)
    #expect(try folder.text("e.csv").split(separator: "\n").count == 41)
    let trades = try folder.text("t.csv").split(separator: "\n")
    #expect(trades.first?.hasPrefix("symbol,strategy,entry_time,exit_time,side,") == true)
    #expect(trades.count > 5)
    // Files one by one, in any order, also as a shell writes them out: the same.
    let turned = try quill.run(
      "backtest", "rotation.quill", "cross.quill", "--fee", "5bps", "--json", "--data",
      "bars/CC.csv", "bars/AA.csv", "bars/BB.csv")
    var other = try json(turned)
    var one = result
    (one["timing"], other["timing"]) = (nil, nil)
    #expect(NSDictionary(dictionary: one) == NSDictionary(dictionary: other))
    let text = try quill.run("backtest", "rotation.quill", "--data", "bars", "--set", "n=2")
    #expect(text.code == 0 && text.out.contains("Rotation: 3 symbols, one account"))
  }

  @Test func aUniverseSaysWhoIsPartOfIt() throws {
    let folder = try folder()
    let quill = QuillProcess(in: folder.url)
    try folder.write(
      "members.csv", "symbol,from,to\nAA,2020-01-01,2020-01-20\nCC,,\nGONE,2019-01-01,2020-01-05\n")
    let outcome = try quill.run(
      "backtest", "rotation.quill", "--data", "bars", "--universe", "members.csv")
    #expect(outcome.code == 0, "\(outcome.err)")
    #expect(outcome.out.contains("3 members over time, bars of 2; without bars 1 (33.3 %): GONE"))
    #expect(outcome.out.contains("SURVIVORS ONLY"))
    try folder.write("named.quill", Self.rotation + "\nuniverse \"AA\", \"XX\"\n")
    let missing = try quill.run("backtest", "named.quill", "--data", "bars")
    #expect(missing.code == 2 && missing.err.contains("names XX"), "\(missing.err)")
    try folder.write("members.csv", "symbol,from,to\nAA,2020-01-21,2020-01-20\n")
    let wrong = try quill.run(
      "backtest", "rotation.quill", "--data", "bars", "--universe", "members.csv")
    #expect(wrong.code == 1 && wrong.err.contains("members.csv:2") && wrong.err.contains("D0113"))
  }

  @Test func joinedBarsAreThoseOfJoinedFiles() throws {
    let folder = try folder()
    let quill = QuillProcess(in: folder.url)
    try FileManager.default.createDirectory(
      atPath: folder.path("long"), withIntermediateDirectories: true)
    for symbol in ["AA", "BB", "CC"] {
      let made = try quill.run(
        "data", "export", "bars/\(symbol).csv", "--resample", "2d", "--out", "long/\(symbol).csv")
      #expect(made.code == 0, "\(made.err)")
    }
    let joined = try json(
      quill.run("backtest", "rotation.quill", "--data", "bars", "--resample", "2d", "--json"))
    let files = try json(quill.run("backtest", "rotation.quill", "--data", "long", "--json"))
    for key in ["trades", "metrics", "symbols", "open", "barriers"] {
      let (own, other) = (try #require(joined[key]), try #require(files[key]))
      #expect(try text(own) == text(other), "\(key)")
    }
    #expect((joined["trades"] as? [Any])?.isEmpty == false)
  }

  /// Each file alone would do; all of them together are too much.
  @Test func whatAllSymbolsHoldCountsTogether() throws {
    let folder = try folder()
    let quill = QuillProcess(in: folder.url)
    let size = ["AA", "BB", "CC"].map { symbol in
      (try? folder.text("bars/\(symbol).csv").utf8.count) ?? 0
    }
    // 64 MB, and 48 bytes for each 30 bytes of text.
    let room = (64 << 20) + (size.max() ?? 0) / 30 * 48 + 48
    let refused = try quill.run(
      "backtest", "rotation.quill", "--data", "bars", "--memory", "\(room)")
    #expect(refused.code == 2, "\(refused.err)")
    #expect(refused.err.contains("and what is read before it"), "\(refused.err)")
    let taken = try quill.run(
      "backtest", "rotation.quill", "--data", "bars", "--memory", "65MB")
    #expect(taken.code == 0, "\(taken.err)")
  }

  @Test func dividendsAndSplitsAreBooked() throws {
    let folder = try folder()
    let quill = QuillProcess(in: folder.url)
    try folder.write("hold.quill", "portfolio \"Hold\"\nallocate 40% when bar_index == 0\n")
    try folder.write("one.quill", "strategy \"Hold\"\nallocate 40% when bar_index == 0\n")
    try folder.write(
      "actions.csv", "symbol,date,kind,value\nAA,2020-01-05,dividend,1.5\nAA,2020-01-09,split,2:1\n"
    )
    let result = try json(
      quill.run(
        "backtest", "hold.quill", "--data", "bars/AA.csv", "--actions", "actions.csv", "--json"))
    let part = try #require((result["symbols"] as? [[String: Any]])?.first)
    #expect((part["income"] as? String).flatMap(Double.init).map { $0 > 0 } == true)
    let open = try #require((result["open"] as? [[String: Any]])?.first)
    let alone = try json(
      quill.run(
        "backtest", "one.quill", "--data", "bars/AA.csv", "--actions", "actions.csv", "--json"))
    let own = try #require((alone["open"] as? [[String: Any]])?.first)
    #expect(own["quantity"] as? String == open["quantity"] as? String)
    let (one, all) = (alone["metrics"] as? [String: Any], result["metrics"] as? [String: Any])
    #expect(one?["final_equity"] as? String == all?["final_equity"] as? String)
    for (line, words) in [
      ("AA,2020-01-05,dividend,none", "amount above 0"), ("AA,2020-01-05,split,7", "7:1"),
      ("AA,someday,split,7:1", "not a date"), ("AA,2020-01-05,gift,7", "not a kind"),
    ] {
      try folder.write("actions.csv", "symbol,date,kind,value\n\(line)\n")
      let outcome = try quill.run(
        "backtest", "one.quill", "--data", "bars/AA.csv", "--actions", "actions.csv")
      #expect(outcome.code == 1 && outcome.err.contains(words), "\(outcome.err)")
      #expect(outcome.err.contains("actions.csv:2"), "\(outcome.err)")
    }
  }

  @Test func theFullReportAndTheAlerts() throws {
    let folder = try folder()
    let quill = QuillProcess(in: folder.url)
    try folder.write(
      "loud.quill",
      Self.rotation
        + "\nalert \"{symbol} leads, {rank(roc(close, n)):.0}\" when top(roc(close, n), 1)"
        + "\nalert \"a loss of {drawdown:.4}\" when drawdown > 0\n")
    let outcome = try quill.run(
      "backtest", "loud.quill", "cross.quill", "--data", "bars", "--report", "full", "--report",
      "p.html", "--alerts", "a.json", "--trades", "t.csv", "--json")
    let problems = try SchemaCheck(named: "portfolio").problems(in: outcome.out)
    #expect(problems.isEmpty, "\(problems.prefix(5))")
    let result = try json(outcome)
    let report = try #require(result["report"] as? [String: Any])
    #expect(report["benchmark"] as? String == "equal parts, held")
    let breakdowns = try #require(report["breakdowns"] as? [String: Any])
    #expect(breakdowns["symbol"] != nil && breakdowns["strategy"] != nil)
    let metrics = try #require(result["metrics"] as? [String: Any])
    #expect(metrics["average_mae"] is Double)
    // What it is held against is what it is to buy equal parts.
    let held = try #require(metrics["benchmark_return"] as? Double)
    #expect(abs(held - (metrics["buy_and_hold"] as? Double ?? .nan)) < 1e-7)
    // Every trade has what the market did meanwhile.
    let trade = try #require((result["trades"] as? [[String: Any]])?.first)
    #expect((trade["mfe"] as? String).flatMap(Double.init) != nil && trade["mae"] != nil)
    let page = try folder.text("p.html")
    #expect(page.contains("Rotation: 3 symbols") && page.contains("<svg"))
    let lines = try folder.text("a.json").split(separator: "\n")
    #expect(lines.count == result["alerts"] as? Int && lines.count > 4)
    let check = try SchemaCheck(named: "alert")
    for line in lines { #expect(check.problems(in: String(line)).isEmpty, "\(line)") }
    let leaders = lines.filter { $0.contains(" leads, 1\"") }
    #expect(leaders.count > 2 && lines.contains { $0.contains("a loss of") })
    // The order of files, and listening, change nothing.
    let quiet = try json(
      quill.run(
        "backtest", "loud.quill", "cross.quill", "--json", "--data", "bars/CC.csv", "bars/BB.csv",
        "bars/AA.csv"))
    #expect(
      NSArray(array: quiet["trades"] as? [Any] ?? [])
        == NSArray(array: result["trades"] as? [Any] ?? []))
    #expect(quiet["report"] is NSNull && quiet["alerts"] is NSNull)
    let named = try json(
      quill.run(
        "backtest", "loud.quill", "--data", "bars", "--report", "full", "--benchmark",
        "AA=bars/AA.csv", "--json"))
    #expect((named["report"] as? [String: Any])?["benchmark"] as? String == "AA")
  }

  @Test func limitsAndTermsAreTold() throws {
    let folder = try folder()
    let quill = QuillProcess(in: folder.url)
    try folder.write(
      "instruments.toml",
      "[default]\nsector = \"all\"\nfunding = \"0.1% per 1d\"\n"
        + "[AA]\nparticipation = \"1%\"\n[BB]\nmargin = \"20%\"\nmaintenance = \"10%\"\n")
    try folder.write(
      "tight.quill",
      "portfolio \"Tight\"\nlimits { max sector 20%; max exposure 30% }\n"
        + "enter long size 25% when close > close[1]\nexit when close < close[1]\n")
    let outcome = try quill.run("backtest", "tight.quill", "--data", "bars", "--json")
    #expect(try SchemaCheck(named: "portfolio").problems(in: outcome.out).isEmpty)
    let result = try json(outcome)
    let settings = try #require(result["settings"] as? [String: String])
    #expect(settings["limits"] == "max sector 20%; max exposure 30%")
    #expect(settings["funding"] == "0.1% per 1d" && settings["margin"] == "by symbol")
    let refusals = result["refusals"] as? [[String: Any]] ?? []
    #expect(refusals.contains { $0["reason"] as? String == "limit" })
    let parts = try #require(result["symbols"] as? [[String: Any]])
    #expect(parts.allSatisfy { $0["carried"] is String })
    try folder.write(
      "lone.quill",
      "strategy \"Lone\"\nlimits { max position 20% }\nenter long size 25% when close > close[1]\n"
        + "exit when close < close[1]\n")
    let compared = try quill.run(
      "backtest", "lone.quill", "cross.quill", "--data", "bars/AA.csv", "--json")
    #expect(try SchemaCheck(named: "comparison").problems(in: compared.out).isEmpty)
    let ranked = try #require(try json(compared)["ranked"] as? [[String: Any]])
    let lone = try #require(ranked.first { $0["file"] as? String == "lone.quill" })
    #expect(((lone["refusals"] as? [String: Int])?["limit"] ?? 0) > 0)
  }

  @Test func whatDoesNotFitIsSaid() throws {
    let folder = try folder()
    let quill = QuillProcess(in: folder.url)
    let ranked = try quill.run("backtest", "rotation.quill", "--data", "bars", "--rank", "sharpe")
    #expect(ranked.code == 2 && ranked.err.contains("--rank"), "\(ranked.err)")
    let files = try quill.run(
      "backtest", "rotation.quill", "--rank", "sharpe", "--data", "bars/AA.csv", "bars/BB.csv")
    #expect(files.code == 2 && files.err.contains("a portfolio is one account"), "\(files.err)")
    let twice = try quill.run(
      "backtest", "rotation.quill", "--data", "bars", "--data", "AA=bars/BB.csv")
    #expect(twice.code == 2 && twice.err.contains("both of AA"), "\(twice.err)")
    let foreign = try quill.run(
      "backtest", "cross.quill", "--data", "bars/AA.csv", "--universe", "m.csv")
    #expect(foreign.code == 2 && foreign.err.contains("belong to a portfolio"))
    for command in [["live", "--feed", "replay:bars/AA.csv"], ["plot", "--data", "bars/AA.csv"]] {
      let refused = try quill.run([command[0], "rotation.quill"] + command.dropFirst())
      #expect(refused.code == 1 && refused.err.contains("is a portfolio"), "\(refused.err)")
    }
    try folder.write(
      "instruments.toml", "[default]\ncurrency = \"USD\"\n[BB]\ncurrency = \"EUR\"\n")
    let mixed = try quill.run("backtest", "rotation.quill", "--data", "bars")
    #expect(mixed.code == 1 && mixed.err.contains("one currency"), "\(mixed.err)")
    try folder.write("instruments.toml", "")
    try folder.write(
      "bars/DD.csv",
      "timestamp,open,high,low,close,volume\n2020-01-01T00:00:00Z,1,1,1,1,1\n"
        + "2020-01-01T01:00:00Z,1,1,1,1,1\n2020-01-01T02:00:00Z,1,1,1,1,1\n")
    let lengths = try quill.run("backtest", "rotation.quill", "--data", "bars")
    #expect(lengths.code == 1 && lengths.err.contains("one length of bars"), "\(lengths.err)")
  }
}
