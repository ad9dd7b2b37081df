import Foundation
import TestSupport
import Testing

/// `quill repl` and `quill-repl` as programs: through a pipe, as JSON, and at a terminal.
@Suite struct ProgramTests {
  private static let bars = "Strategies/data/sp500_daily.csv"

  @Test func aPipeIsReadWithoutAPrompt() throws {
    var quill = QuillProcess()
    quill.input = "let a = close * 2\na - close\n"
    let outcome = try quill.run("repl", "--data", Self.bars)
    #expect(outcome.code == 0, "\(outcome.err)")
    #expect(!outcome.out.contains("> ") && outcome.out.contains("2506.85"), "\(outcome.out)")
    quill.input = "nosuch\nclose\n"
    let failed = try quill.run("repl", "--data", Self.bars)
    #expect(failed.code == 1 && failed.out.contains("E0101") && failed.out.contains("2506.85"))
    quill.input = ":quit\nnosuch\n"
    #expect(try quill.run("repl").code == 0)
  }

  @Test func jsonFitsItsSchema() throws {
    var quill = QuillProcess()
    quill.input = """
      close, close > open, time
      :data \(Self.bars)
      close, close > open, time, 1 / 0
      1 + 1
      let a = sma(close,
        20)
      fn twice(x) = 2 * x
      enter long when close > a

      :list
      :backtest --fee 5bps
      :type a
      :code a
      :help
      :help rsi
      :set
      nosuch
      :nosuch
      position
      :drop twice
      :clear

      """
    let outcome = try quill.run("repl", "--json", "Strategies/sma-cross/sma-cross.quill")
    let schema = try SchemaCheck(named: "repl")
    let lines = outcome.out.split(separator: "\n").map(String.init)
    #expect(lines.count == 20, "\(outcome.out)\(outcome.err)")
    for line in lines { #expect(schema.problems(in: line).isEmpty, "\(line)") }
    #expect(
      schema.problems(in: #"{"schema":"quill.repl/1","kind":"odd","ok":true,"text":""}"#) != [])
  }

  @Test func wrongUsageAndFiles() throws {
    #expect(try QuillProcess().run("repl", "--nosuch").code == 2)
    let missing = try QuillProcess().run("repl", "nosuch.quill")
    #expect(missing.code == 4 && missing.err.contains("S0001"), "\(missing.code) \(missing.err)")
    let help = try QuillProcess().run("repl", "--help")
    #expect(help.code == 0 && help.out.contains("Example: ") && help.out.contains("--json"))
  }

  /// Without its sibling the command says what to build.
  @Test func theSiblingIsNamed() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let alone = folder.appendingPathComponent("quill")
    try FileManager.default.copyItem(at: QuillProcess.executable, to: alone)
    var quill = QuillProcess()
    quill.program = alone
    let outcome = try quill.run("repl")
    #expect(outcome.code == 4 && outcome.err.contains("S0013"), "\(outcome.err)")
    #expect(outcome.err.contains("swift build -c release --product quill-repl"))
  }
}
