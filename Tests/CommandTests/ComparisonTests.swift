import Foundation
import TestSupport
import Testing

/// Several strategies over several files of bars.
@Suite struct ComparisonTests {
  private static let files = ["sma-cross", "rsi", "momentum", "macd"].map {
    "Strategies/\($0)/\($0).quill"
  }
  private static let data = ["Strategies/data/sp500_daily.csv", "Strategies/data/nasdaq_daily.csv"]

  private func run(_ arguments: [String]) throws -> QuillProcess.Outcome {
    try QuillProcess().run(["backtest"] + arguments)
  }

  private func object(_ outcome: QuillProcess.Outcome) throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: Data(outcome.out.utf8)) as? [String: Any] ?? [:]
  }

  private func ranked(_ arguments: [String]) throws -> [[String: Any]] {
    let outcome = try run(Self.files + ["--data"] + Self.data + ["--json"] + arguments)
    #expect(outcome.code == 0, "\(outcome.err)")
    return try object(outcome)["ranked"] as? [[String: Any]] ?? []
  }

  @Test func threadsChangeNothing() throws {
    for rank in ["sharpe", "expected_shortfall"] {
      let common = Self.files + ["--data"] + Self.data + ["--rank", rank, "--json"]
      let one = try run(common + ["--threads", "1"])
      #expect(one.code == 0, "\(one.err)")
      for threads in ["2", "3", "16"] {
        #expect(try run(common + ["--threads", threads]).out == one.out, "\(threads) threads")
      }
    }
  }

  @Test func everyPairIsWhatItIsAlone() throws {
    for pair in try ranked([]) {
      let (file, data) = (pair["file"] as? String ?? "", pair["data"] as? String ?? "")
      let alone = try object(try run([file, "--data", data, "--json"]))
      let (mine, theirs) = (pair["metrics"] as? NSDictionary, alone["metrics"] as? NSDictionary)
      #expect(mine != nil && mine == theirs, "\(file) on \(data)")
    }
  }

  @Test func theOrderIsThatOfTheMetric() throws {
    for (metric, isHigher) in [("sharpe", true), ("max_drawdown", false), ("beta", true)] {
      let ranked = try ranked(["--rank", metric])
      #expect(ranked.count == 8)
      let values = ranked.compactMap { $0["value"] as? Double }
      #expect(values == (isHigher ? values.sorted(by: >) : values.sorted()), "\(metric)")
      #expect(Set(values).count > 1 && ranked.map { $0["rank"] as? Int } == Array(1...8))
    }
  }

  @Test func theBestIsNamed() throws {
    let outcome = try run(Self.files + ["--data"] + Self.data + ["--rank", "win_rate"])
    #expect(outcome.code == 0, "\(outcome.err)")
    #expect(outcome.out.contains("Best by win_rate: RSI reversal on sp500_daily, "))
    // The option that takes all that follows it leaves strategies alone.
    let turned = try run(["--data"] + Self.data + Self.files + ["--rank", "win_rate"])
    #expect(turned.out == outcome.out)
  }

  /// Where a metric is not defined, a pair comes last, and equals stay in the order given.
  @Test func whatIsNotDefinedComesLast() throws {
    let folder = try Scratch()
    for (name, rule) in [("never", "close < 0"), ("no", "close < -1"), ("some", "close > open")] {
      try folder.write(
        "\(name).quill", "strategy \"same\"\nenter long when \(rule)\nexit long when close < open\n"
      )
    }
    let paths = ["never", "no", "some"].map { folder.path("\($0).quill") }
    let outcome = try run(paths + ["--data", Self.data[0], "--json"])
    let ranked = try object(outcome)["ranked"] as? [[String: Any]] ?? []
    #expect(ranked.map { $0["file"] as? String } == [paths[2], paths[0], paths[1]])
    #expect(ranked.last?["value"] is NSNull)
    // Equal titles are told apart by their files.
    let text = try run(paths + ["--data", Self.data[0]]).out
    #expect(text.contains("never.quill") && !text.contains("same"))
    let none = try run([paths[0], paths[1], "--data", Self.data[0]])
    #expect(none.code == 0 && none.out.contains("None has a value of sharpe"), "\(none.out)")
  }

  @Test func whatFailsLosesNoOther() throws {
    let folder = try Scratch()
    try folder.write("wrong.quill", "strategy \"x\"\nenter long when smaa(close, 9) > close\n")
    try folder.write("bad.csv", "timestamp,open\n1,2\n")
    let outcome = try run(
      [Self.files[0], folder.path("wrong.quill"), folder.path("no.quill"), "--data", Self.data[0]]
        + [folder.path("bad.csv"), "--json"])
    let object = try object(outcome)
    #expect((object["ranked"] as? [Any])?.count == 1)
    let failures = object["failures"] as? [[String: Any]] ?? []
    let codes = failures.map { $0["code"] as? String ?? "" }
    #expect(codes == ["D0107", "E0102", "E0102", "S0001", "S0001"], "\(codes)")
    #expect(outcome.code == 1)
    #expect(outcome.err.components(separatedBy: "wrong.quill:2").count == 2, "said once")
    #expect(try SchemaCheck(named: "comparison").problems(in: outcome.out).isEmpty)
  }

  @Test func parametersGoWhereTheyAre() throws {
    let ranked = try ranked(["--set", "fast=10"])
    #expect(ranked.count == 8)
    let unknown = try run(Self.files + ["--data"] + Self.data + ["--set", "fsat=10"])
    #expect(unknown.code == 2 && unknown.err.contains("fsat"), "\(unknown.err)")
  }

  @Test func wrongUseIsRefused() throws {
    let pair = Self.files + ["--data"] + Self.data
    let rank = try run(pair + ["--rank", "sharp"])
    #expect(rank.code == 2 && rank.err.contains("[U0011]") && rank.err.contains("sharpe"))
    let metric = try QuillProcess().run("metrics", "sharp")
    #expect(metric.code == 2 && metric.err.contains("sharpe"))
    for option in ["--trades", "--equity", "--alerts", "--report"] {
      #expect(try run(pair + [option, "x.html"]).code == 2, "\(option)")
    }
    #expect(try run([Self.files[0], "--data", Self.data[0], "--rank", "sharpe"]).code == 2)
    #expect(try run(pair + ["--fee", "lots"]).code == 2)
    #expect(try run([Self.files[0]]).code == 2)
    #expect(try run(["--data", Self.data[0]]).code == 2)
  }
}
