import Console
import Foundation
import Host
import ReplSession
import TestSupport
import Testing

/// What a session does with good and with bad input; it goes on in every case.
@Suite struct SessionTests {
  private static let bars = ":data Strategies/data/sp500_daily.csv"

  private func taken(_ reply: Reply?) throws -> Reply { try #require(reply) }

  private func loaded() throws -> ReplSession {
    var session = try TranscriptTests.session()
    let reply = try taken(session.take(SessionTests.bars))
    #expect(reply.kind == .data, "\(reply.text)")
    return session
  }

  @Test func aSecondLookComputesNothing() throws {
    var session = try loaded()
    let first = try taken(session.take("sma(close, 20) - ema(close, 50)"))
    let computed = session.computedRows
    #expect(computed == 3 * 5_031)
    let second = try taken(session.take("sma(close, 20) - ema(close, 50)"))
    #expect(second.text == first.text && session.computedRows == computed)
    _ = session.take("let slow = ema(close, 50)")
    _ = session.take("slow, sma(close, 20)")
    #expect(session.computedRows == computed)
    _ = session.take("close > slow")
    #expect(session.computedRows == computed + 5_031)
    // A parameter at its standard value is that number.
    _ = session.take("param n = 20 in 5..50")
    _ = session.take("sma(close, n)")
    #expect(session.computedRows == computed + 5_031)
    _ = session.take(":set n=21")
    _ = session.take("sma(close, n)")
    #expect(session.computedRows == computed + 2 * 5_031)
    // Other bars, other columns.
    _ = session.take(":data Strategies/data/nasdaq_daily.csv")
    #expect(session.computedRows == 0)
  }

  private static let bad: [(line: String, says: String)] = [
    (":lod x", "did you mean :load"), (":nonsense", ":help lists"),
    (":data nosuch.csv", "S0001"), (":data", "name a file"), (":load nosuch.quill", "S0001"),
    (":load Strategies/data/sp500_daily.csv", "error["), (":load Strategies", "U0002"),
    (":data Strategies/sma-cross/sma-cross.quill", "error[D"), (":drop nothing", "has no nothing"),
    (":set x=1", "no parameter x"), (":set x", "name=value"), (":help clsoe_to", "no help on"),
    (":backtest", "no bars are loaded"), (":code let", "error["), (":type", "name an expression"),
    (":save", "name a file"), (":save README.md", "there already"),
    (":save -", "standard output"), (":save /dev/stdout", ":list"),
    ("nosuch", "E0101"), ("close[-1]", "E0203"), ("let x = x", "defined by itself"),
    ("fn f(x) = f(x)", "error["), ("1 +* 2", "error["),
    ("sma(close, 20)) + 1", "error["), ("\u{0}\u{1}\u{2}", "error["),
    ("\u{202E}close", "error["), ("param p = close", "error["),
  ]

  @Test(arguments: bad.indices)
  func badInputIsAnswered(_ index: Int) throws {
    let (line, says) = SessionTests.bad[index]
    var session = try TranscriptTests.session()
    _ = session.take("let mine = close * 2")
    let reply = session.take(line) ?? session.takeEnd()
    let answer = try #require(reply, "\(line) is not answered")
    #expect(answer.isError && answer.text.contains(says), "\(line): \(answer.text)")
    // Nothing is lost, and the session goes on.
    #expect(session.take("mine")?.kind == .facts)
  }

  @Test func inputsWithoutMeasure() throws {
    var session = try loaded()
    for line in [
      String(repeating: "x", count: 1 << 20), String(repeating: "(", count: 100_000) + "1",
      String(repeating: "-", count: 50_000) + "1",
      String(repeating: "close + ", count: 30_000) + "1",
      ":" + String(repeating: "y", count: 1 << 20),
      ":type " + String(repeating: "[", count: 10_000),
      String(repeating: "a,", count: 20_000) + "a",
    ] {
      let reply = session.take(line) ?? session.takeEnd()
      #expect(reply?.isError == true, "\(line.prefix(20))...")
      session.cancel()
    }
    #expect(session.take("close")?.kind == .columns)
  }

  @Test func anInputGoesOnAndCanBeForgotten() throws {
    var session = try TranscriptTests.session()
    #expect(session.take("max(close,") == nil && session.isWaiting)
    session.cancel()
    #expect(!session.isWaiting && session.take("1 + 1")?.kind == .columns)
    #expect(session.take("let a =") == nil)
    #expect(session.take("3")?.kind == .definition)
    #expect(session.take("enter long when close > a") == nil)
    #expect(session.take("  size 10%") == nil)
    #expect(session.take("")?.kind == .orders)
    #expect(session.take("exit long when close < a") == nil)
    #expect(session.takeEnd()?.kind == .orders)
    #expect(session.takeEnd() == nil)
  }

  private func told(_ lines: String...) throws -> [String] {
    var session = try TranscriptTests.session()
    return lines.map { session.take($0)?.text ?? "" }
  }

  @Test func whatIsDefinedAnewTakesTheOldOnesPlace() throws {
    // Comments stay with what they stand beside; a function and a value may share a name.
    let kept = try told("let a = 1 // because", "fn f(x) = x", "let f = 2", "f(a) + f", ":list")
    #expect(kept[3].contains("= 3") && kept[4].contains("let a = 1 // because"), "\(kept)")
    #expect(kept[4].contains("fn f(x) = x") && kept[4].contains("let f = 2"))
    let pair = try told("let (a, b) = (1, 2)", "let a = 3", "b")
    #expect(pair[1].contains("gone with it: b") && pair[2].contains("E0101"), "\(pair)")
    let setting = try told("param n = 3 in 1..9", ":set n=9", "param n = 3 in 1..6", "n")
    #expect(
      setting[2].contains("n = 9 no longer fits") && setting[3].contains("n = 3"), "\(setting)")
    let title = try told("strategy \"mine\"", ":list")
    #expect(title[1].contains("strategy \"mine\""))
  }

  @Test func commandsAndBracketsInTheMiddle() throws {
    // An open bracket is open over empty lines too; a command drops what was begun.
    let open = try told("max(1,", "", "2)")
    #expect(open[0].isEmpty && open[1].isEmpty && open[2].contains("= 2"), "\(open)")
    let dropped = try told("max(1,", ":list", "1 + 1")
    #expect(dropped[1].contains("what was begun is dropped") && dropped[2].contains("= 2"))
    #expect(try told(":l")[0].contains("did you mean :load or :list?"))
  }

  @Test func nothingTypedSteersTheTerminal() throws {
    let said = try told(
      "let a = close", "enter long \"\u{1B}[2J\" when a > 1", "", ":list", ":\u{1B}]0;x\u{7}",
      ":code")
    #expect(!said.contains { $0.contains("\u{1B}") || $0.contains("\u{7}") }, "\(said)")
  }

  @Test func manyDefinitionsAtOnce() throws {
    var session = try TranscriptTests.session()
    let line = (0..<5_000).map { "let v\($0) = \($0)" }.joined(separator: " ")
    #expect(session.take(line)?.kind == .definition)
    #expect(session.take(line.replacing("= 1 ", with: "= 2 "))?.kind == .definition)
    #expect(session.take("v1 + v4999")?.text.contains("= 5001") == true)
  }

  @Test func wordsAreCompleted() throws {
    var session = try TranscriptTests.session()
    _ = session.take("let bandwidth = close")
    func candidates(_ line: String) -> [String] { session.completion(of: line).candidates }
    #expect(candidates("3 * band") == ["bandwidth"])
    #expect(candidates("sma(clo") == ["close"])
    #expect(candidates("wi").contains("wilder"))
    #expect(candidates(":b") == [":backtest"])
    #expect(candidates(":load Strategies/data/nas") == ["Strategies/data/nasdaq_daily.csv"])
    #expect(candidates(":data SPX=Strategies/data/sp") == ["SPX=Strategies/data/sp500_daily.csv"])
    #expect(candidates(":load Strat") == ["Strategies/"])
    #expect(candidates(":help rs") == ["rsi"])
    #expect(candidates("close + ").isEmpty && candidates("").isEmpty)
    #expect(session.completion(of: "a-band").word == "band")
  }

  @Test func aSavedSessionIsAStrategyFile() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("idea.quill").path
    var session = try loaded()
    for line in [
      "let quick = sma(close, 10)  // ten bars", "enter long when close > quick", "",
      "exit long when close < quick", "",
    ] { _ = session.take(line) }
    let report = try taken(session.take(":backtest"))
    #expect(session.take(":save \(path)")?.kind == .file)
    let outcome = try QuillProcess().run("check", path)
    #expect(outcome.code == 0, "\(outcome.err)")
    var other = try loaded()
    #expect(other.take(":load \(path)")?.kind == .definition)
    #expect(other.take(":backtest")?.text == report.text)
    // Its own file is written over, another one is not.
    #expect(other.take(":save")?.kind == .file)
    #expect(session.take(":save \(path)x")?.kind == .file)
  }
}
