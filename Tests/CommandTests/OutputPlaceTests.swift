import Foundation
import TestSupport
import Testing

/// `-` where an option names a file that is written: standard output, and only once.
@Suite final class OutputPlaceTests: ScratchSuite {
  private static let strategy = "Strategies/macd/macd.quill"
  private static let bars = "Strategies/data/sp500_daily.csv"
  /// True where no file of that name was made.
  private func isClean() -> Bool {
    !FileManager.default.fileExists(atPath: folder.path("-"))
      && !FileManager.default.fileExists(atPath: Repository.root.appendingPathComponent("-").path)
  }

  @Test func barsGoToStandardOutput() throws {
    let plain = try quill.run("data", "export", Self.bars, "--to", "2000-01-31")
    for place in ["-", "/dev/stdout"] {
      let out = try quill.run("data", "export", Self.bars, "--to", "2000-01-31", "--out", place)
      #expect(out.code == 0 && out.out == plain.out && !plain.out.isEmpty, "\(out.err)")
    }
    let made = try quill.run("data", "synth", "--count", "5", "--out", "-")
    #expect(made.out.split(separator: "\n").count == 6 && made.out.hasPrefix("timestamp,"))
    #expect(made.err == "-: 5 bars\n")
    let fetched = try quill.run("data", "fetch", "synth:gbm,seed=7,count=5", "--out", "-")
    #expect(fetched.out.hasPrefix("timestamp,") && fetched.err.contains(" bars of "), "\(fetched)")
    #expect(isClean())
  }

  @Test func tradesGoToStandardOutputAndTheReportBeside() throws {
    let run = ["backtest", Self.strategy, "--data", Self.bars]
    let plain = try quill.run(run)
    let aside = try quill.run(run + ["--trades", "-"])
    #expect(aside.code == 0 && aside.out.hasPrefix("symbol,") || aside.out.contains("entry_time"))
    #expect(plain.out.contains("Equity") && aside.err.contains("Equity"), "\(aside.err)")
    #expect(!aside.out.contains("Equity ") && isClean())
  }

  @Test func twoThingsAreNeverMixed() throws {
    let run = ["backtest", Self.strategy, "--data", Self.bars]
    for arguments in [
      ["data", "export", Self.bars, "--out", "-", "--json"],
      ["data", "export", Self.bars, "--out", "-", "--format", "npy"],
      ["data", "synth", "--count", "5", "--out", "-", "--json"],
      ["data", "fetch", "synth:gbm", "--out", "-", "--json"],
      run + ["--trades", "-", "--json"], run + ["--trades", "-", "--equity", "-"],
      [
        "live", Self.strategy, "--feed", "replay:\(Self.bars)", "--broker", "paper", "--trades",
        "-",
      ],
    ] {
      let outcome = try quill.run(arguments)
      #expect(outcome.code == 2 && outcome.out.isEmpty, "\(arguments): \(outcome)")
      #expect(outcome.err.contains("U0001"), "\(outcome.err)")
    }
    #expect(isClean())
  }
}
