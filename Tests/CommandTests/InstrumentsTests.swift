import Foundation
import Host
import TestSupport
import Testing

@testable import Console

/// What a file of instruments says, and who is heard before it.
@Suite struct InstrumentsTests {
  private static let bars = Repository.root.appendingPathComponent(
    "Strategies/data/sp500_daily.csv"
  ).path
  private static let strategy = """
    strategy "Cross"
    enter long when close crosses above sma(close, 20)
    exit when close crosses below sma(close, 20)
    """

  private func instruments(_ text: String) throws -> Instruments {
    try Instruments(text: text, file: "instruments.toml")
  }

  private func refusal(_ text: String) -> (message: String, line: Int?) {
    do {
      _ = try instruments(text)
      return ("", nil)
    } catch let failure as Failure {
      #expect(failure.code == "U0012")
      return (failure.message, failure.place?.line)
    } catch {
      return ("\(error)", nil)
    }
  }

  @Test func aSymbolSaysMoreThanTheDefault() throws {
    let known = try instruments(
      """
      [default]
      currency = "USD"
      tick = 0.01
      ["BRK.B"]
      tick = "0.05"
      lot = 1
      fee = 0.0005
      """)
    let facts = known.facts("BRK.B")
    #expect(facts[.tick] == "0.05" && facts[.lot] == "1" && facts[.fee] == "0.0005")
    #expect(facts[.currency] == "USD")
    #expect(known.facts("AAPL")[.tick] == "0.01" && known.facts("AAPL")[.lot] == nil)
  }

  @Test func mistakesHaveTheirPlace() {
    #expect(refusal("[AAPL]\ntick = 0.01\nticks = 1\n").line == 3)
    #expect(refusal("[AAPL]\ntick = 0.01\nticks = 1\n").message.contains("ticks"))
    #expect(refusal("[AAPL]\n\nsector = 4\n").line == 3)
    #expect(refusal("[AAPL]\nsector = 4\n").message.contains("must be a text"))
    #expect(refusal("[AAPL]\ntick = 0\n").line == 2)
    #expect(refusal("[AAPL]\nlot = -1\n").message.contains("greater than 0"))
    #expect(refusal("[AAPL]\nfee = \"much\"\n").line == 2)
    #expect(refusal("[AAPL]\ncalendar = \"mars\"\n").message.contains("us-equities"))
    #expect(refusal("[AAPL]\nsession = \"noon\"\n").message.contains("09:30-16:00"))
    #expect(refusal("[AAPL]\npoint_value = 0\n").line == 2)
    #expect(refusal("[AAPL]\nmargin = 0\n").line == 2)
    #expect(refusal("[AAPL]\nmargin = 12000\n").line == 2)
    #expect(refusal("[AAPL]\nmaintenance = \"much\"\n").line == 2)
    #expect(refusal("[AAPL]\nfunding = \"0.01%\"\n").line == 2)
    #expect(refusal("[AAPL]\nfunding = 0.01\n").message.contains("must be a text"))
    #expect(refusal("[AAPL]\nparticipation = 0\n").message.contains("greater than 0"))
    #expect(refusal("[BRK.B]\ntick = 1\n").message.contains("section in a section"))
    #expect(refusal("tick = 1\n").message.contains("outside of a section"))
    #expect(refusal("[AAPL\n").message.contains("cannot be read"))
  }

  @Test func flagOverFileOverSettings() throws {
    let folder = try Scratch()
    try folder.write("a.quill", Self.strategy)
    try folder.write("quill.toml", "[backtest]\nfee = \"9bps\"\nlot = 2\n")
    try folder.write("instruments.toml", "[SPX]\nfee = \"3bps\"\ntick = 0.25\n")
    let quill = QuillProcess(in: folder.url)
    func settings(_ more: String...) throws -> [String: String] {
      let outcome = try quill.run(
        ["backtest", "a.quill", "--data", "SPX=" + Self.bars, "--json"] + more)
      #expect(outcome.code == 0, "\(outcome.err)")
      let json = try JSONSerialization.jsonObject(with: Data(outcome.out.utf8)) as? [String: Any]
      return json?["settings"] as? [String: String] ?? [:]
    }
    let read = try settings()
    #expect(read["fee"] == "0.03% of the notional" && read["tick"] == "0.25" && read["lot"] == "2")
    let told = try settings("--fee", "1bps")
    #expect(told["fee"] == "0.01% of the notional" && told["tick"] == "0.25")
    try folder.write("other.toml", "[default]\ntick = 0.5\n")
    let other = try settings("--instruments", "other.toml")
    #expect(other["tick"] == "0.5" && other["fee"] == "0.09% of the notional")
    let absent = try quill.run(
      "backtest", "a.quill", "--data", Self.bars, "--instruments", "none.toml")
    #expect(absent.code == 4 || absent.code == 2, "\(absent.code)")
  }

  @Test func everyCommandHearsOfIt() throws {
    let folder = try Scratch()
    try folder.write("instruments.toml", "[SPX]\ntick = 0.25\nzone = \"Asia/Tokyo\"\n")
    try folder.write(
      "a.quill",
      """
      strategy "Ticks"
      enter long when close > open + 10 * tick
      exit when close < open
      plot tick
      """)
    let quill = QuillProcess(in: folder.url)
    let data = "SPX=" + Self.bars
    try folder.write(
      "SPX.csv",
      "time,open,high,low,close\n2020-01-01T00:00:00Z,1,1,1,1\n2020-01-01T01:00:00Z,1,1,1,1\n")
    let tick = try quill.run("eval", "tick", "hour", "--data", "SPX.csv", "--last", "1")
    #expect(tick.code == 0 && tick.out.hasSuffix(",0.25,10\n"), "\(tick.out)\(tick.err)")
    let zone = try quill.run("eval", "hour", "--data", "SPX.csv", "--last", "1", "--zone", "UTC")
    #expect(zone.out.hasSuffix(",1\n"), "\(zone.out)")
    let plot = try quill.run("plot", "a.quill", "--data", data, "--last", "1")
    #expect(plot.code == 0 && plot.out.hasSuffix(",0.25\n"), "\(plot.out)\(plot.err)")
    let proof = try quill.run(
      "check", "a.quill", "--prove", "--data", data)
    #expect(proof.code == 0, "\(proof.err)")
    let live = try quill.run("live", "a.quill", "--feed", "replay:" + data, "--quiet")
    #expect(live.code == 0 && live.out.contains("tick: 0.25"), "\(live.out)\(live.err)")
    try folder.write("instruments.toml", "[SPX]\ntick = \"wide\"\n")
    for command in [["backtest", "a.quill"], ["plot", "a.quill"], ["eval", "close"]] {
      let outcome = try quill.run(command + ["--data", data])
      #expect(outcome.code == 2 && outcome.err.contains("instruments.toml:2"), "\(outcome.err)")
    }
  }
}
