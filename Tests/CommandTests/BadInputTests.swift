import Foundation
import TestSupport
import Testing

/// Whatever is handed to the command: a clear message with place and code, in under a second, no
/// crash, and nothing written.
@Suite struct BadInputTests {
  /// Exit codes of a process that reports its own errors; a signal would be 128 and more.
  private func refused(
    _ outcome: QuillProcess.Outcome, _ code: String, exit: Int32 = 1,
    says words: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(outcome.code == exit, "\(outcome.err)", sourceLocation: sourceLocation)
    #expect(outcome.err.contains("[\(code)]"), "\(outcome.err)", sourceLocation: sourceLocation)
    for word in words {
      #expect(outcome.err.contains(word), "\(outcome.err)", sourceLocation: sourceLocation)
    }
    #expect(outcome.seconds < 5, sourceLocation: sourceLocation)
    #expect(outcome.out.isEmpty, sourceLocation: sourceLocation)
  }

  private static let header = "timestamp,open,high,low,close,volume\n"
  private static let rows = (1...9).map { "2020-01-0\($0),10.5,11,10,10.\($0)0,100\n" }.joined()

  private func backtest(_ folder: Scratch, _ data: String) throws -> QuillProcess.Outcome {
    try QuillProcess().run(
      "backtest", OutputTests.strategy, "--data", folder.path(data), "--trades",
      folder.path("trades.csv"))
  }

  @Test func dataFiles() throws {
    let folder = try Scratch()
    try folder.write("empty.csv", "")
    refused(try backtest(folder, "empty.csv"), "D0101", says: "empty.csv")
    try folder.write(
      "binary.csv", Data([0, 1, 2, 3, 0, 255, 254] + [UInt8](repeating: 0, count: 99)))
    refused(try backtest(folder, "binary.csv"), "D0103", says: "binary.csv")
    try folder.write("column.csv", "timestamp,open,high,low,volume\n2020-01-01,1,2,1,3\n")
    refused(try backtest(folder, "column.csv"), "D0107", says: "close")
    try folder.write("letters.csv", Self.header + Self.rows + "2020-01-10,10,1x,10,10,1\n")
    refused(try backtest(folder, "letters.csv"), "D0202", says: "letters.csv:11", "high")
    let outcome = try backtest(folder, "nothing.csv")
    #expect(outcome.code == 4 && outcome.err.contains("nothing.csv"))
    #expect(!FileManager.default.fileExists(atPath: folder.path("trades.csv")))
  }

  @Test func truncatedGzip() throws {
    let folder = try Scratch()
    try folder.write("bars.csv", Self.header + String(repeating: Self.rows, count: 1))
    let gzip = Process()
    gzip.executableURL = URL(fileURLWithPath: "/bin/gzip")
    gzip.arguments = [folder.path("bars.csv")]
    try gzip.run()
    gzip.waitUntilExit()
    let whole = try Data(contentsOf: folder.url.appendingPathComponent("bars.csv.gz"))
    try folder.write("cut.csv.gz", whole.prefix(whole.count - 12))
    refused(try backtest(folder, "cut.csv.gz"), "D0106", says: "cut.csv.gz")
    let fine = try QuillProcess().run("eval", "close", "--data", folder.path("bars.csv.gz"))
    #expect(fine.code == 0, "\(fine.err)")
  }

  @Test func strategies() throws {
    let folder = try Scratch()
    try folder.write("deep.quill", String(repeating: "(", count: 100_000))
    #expect(try QuillProcess().run("check", folder.path("deep.quill")).code == 1)
    // A gigabyte without a gigabyte of disk: what counts is that its length is looked at first.
    try folder.write("huge.quill", "((((")
    let handle = try FileHandle(forWritingTo: folder.url.appendingPathComponent("huge.quill"))
    try handle.truncate(atOffset: 1 << 30)
    try handle.close()
    let huge = try QuillProcess().run("check", folder.path("huge.quill"))
    #expect(huge.code == 1 && huge.seconds < 2 && huge.err.contains("1073741824"))
    try folder.write("name.quill", "strategy \"x\"\nenter long when smaa(close, 9) > close\n")
    let name = try QuillProcess().run("check", folder.path("name.quill"))
    #expect(name.code == 1 && name.err.contains("sma") && name.err.contains("name.quill:2"))
    try folder.write("bytes.quill", Data([0xFF, 0xFE, 0x00, 0x80]))
    #expect(try QuillProcess().run("check", folder.path("bytes.quill")).code == 1)
    try folder.write("empty.quill", "")
    #expect(try QuillProcess().run("check", folder.path("empty.quill")).code == 1)
  }

  @Test func arguments() throws {
    let quill = QuillProcess()
    let (strategy, bars) = (OutputTests.strategy, OutputTests.bars)
    func run(_ more: String...) throws -> QuillProcess.Outcome {
      try quill.run(["backtest", strategy, "--data", bars] + more)
    }
    refused(try run("--set", "fsat=3"), "U0004", exit: 2, says: "fast")
    refused(try run("--set", "fast=abc"), "U0004", exit: 2)
    refused(try run("--set", "fast=400"), "U0004", exit: 2, says: "5 to 50")
    refused(try run("--set", "fast=50", "--set", "slow=20"), "E0801", says: "require")
    refused(try run("--fee", "lots"), "U0003", exit: 2)
    refused(try run("--capital=-5"), "U0003", exit: 2)
    refused(try run("--capital", "-5"), "U0003", exit: 2, says: "must be positive")
    refused(try run("--from", "tomorrow"), "U0003", exit: 2)
    refused(try run("--from", "2030-01-01"), "U0003", exit: 2)
    refused(try run("--fill", "yesterday"), "U0003", exit: 2)
    refused(try run("--fill-rule", "metastock"), "U0003", exit: 2)
    refused(try run("--leverage", "0.5"), "U0003", exit: 2)
    refused(try run("--leverage", "5", "--maintenance", "100%"), "U0003", exit: 2)
    refused(try run("--maintenance", "5%"), "U0003", exit: 2)
    refused(try run("--leverage", "5", "--fill-rule", "pine"), "U0003", exit: 2)
    refused(try run("--borrow", "-1%"), "U0003", exit: 2)
    refused(try run("--participation", "0"), "U0003", exit: 2, says: "nothing would ever fill")
    refused(try run("--participation", "150%"), "U0003", exit: 2)
    refused(try run("--participation", "5%", "--fill", "close"), "U0003", exit: 2)
    refused(try run("--participation", "5%", "--fill-rule", "pine"), "U0003", exit: 2)
    refused(try run("--latency", "2d", "--fill", "close"), "U0003", exit: 2)
    refused(try run("--latency", "soon"), "U0003", exit: 2, says: "100ms")
    refused(try run("--funding", "0.01%"), "U0003", exit: 2)
    refused(try run("--funding", "column rate"), "D0107", exit: 1)
    refused(try run("--point-value", "0"), "U0003", exit: 2)
    refused(try run("--point-value", "0.5", "--lot", "0.00000001"), "U0003", exit: 2)
    refused(try run("--slippage", "10% of volume"), "U0003", exit: 2)
    #expect(try quill.run("backtest").code == 2)
    #expect(try quill.run("nonsense").code == 2)
    refused(try quill.run("explain", "E9999"), "U0006", exit: 2)
    refused(try quill.run("builtins", "smaa"), "U0007", exit: 2, says: "sma")
    let json = try quill.run("explain", "E9999", "--log-format", "json")
    #expect(json.err.hasPrefix("{\"level\":\"error\"") && json.code == 2)
  }

  @Test func lengthsOutOfRange() throws {
    let quill = QuillProcess()
    for expression in ["sma(close, 0)", "sma(close, 1.5)", "close[-1]", "sma(close, 2000000)"] {
      let outcome = try quill.run("eval", expression, "--data", OutputTests.bars)
      #expect(outcome.code == 1, "\(expression): \(outcome.err)")
    }
    let long = try quill.run(
      "eval", "sma(close, n)", "--set", "n=6000", "--data", OutputTests.bars, "--last", "1")
    #expect(long.code == 0 && long.out.hasSuffix("Z,\n"), "\(long.out) \(long.err)")
  }
}
