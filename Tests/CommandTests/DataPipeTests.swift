import Foundation
import TestSupport
import Testing

/// Bars that come through a pipe: read once to the end, or refused.
@Suite final class DataPipeTests: ScratchSuite {
  private static let strategy = "Strategies/sma-cross/sma-cross.quill"
  private static let text =
    "time,open,high,low,close,volume\n"
    + (10..<29).map { "2021-01-\($0),1,2,1,1.5,5\n" }.joined()

  private func piped(_ text: String, _ arguments: String...) throws -> QuillProcess.Outcome {
    try folder.write("piped", text)
    var shell = quill
    shell.program = URL(fileURLWithPath: "/bin/sh")
    let script = "file=$1; shift; cat \"$file\" | \"$@\""
    return try shell.run(
      ["-c", script, "sh", folder.path("piped"), QuillProcess.executable.path] + arguments)
  }

  /// The command reads a named pipe that another program fills.
  private func fifo(_ command: String) throws -> QuillProcess.Outcome {
    let pipe = folder.path("pipe")
    if !FileManager.default.fileExists(atPath: pipe) { #expect(mkfifo(pipe, 0o600) == 0) }
    try folder.write("bars.csv", Self.text)
    var shell = quill
    shell.program = URL(fileURLWithPath: "/bin/sh")
    return try shell.run(
      "-c",
      "cat '\(folder.path("bars.csv"))' > '\(pipe)' & '\(QuillProcess.executable.path)' "
        + command.replacing("PIPE", with: "'\(pipe)'") + "; wait")
  }

  @Test func standardInputIsRead() throws {
    let dash = try piped(Self.text, "data", "import", "-", "--as", "a")
    #expect(dash.code == 0 && dash.out.contains("a: 19 bars of stdin"), "\(dash.err)")
    let device = try piped(Self.text, "data", "import", "/dev/stdin", "--as", "b")
    #expect(device.code == 0 && device.out.contains("b: 19 bars"), "\(device.err)")
    let run = try piped(Self.text, "backtest", Self.strategy, "--data", "-")
    #expect(run.code == 0, "\(run.err)")
    let empty = try piped("", "data", "import", "-", "--as", "c")
    #expect(empty.code == 1 && empty.err.contains("D0101"), "\(empty.err)")
  }

  @Test func aNamedPipeIsReadOnce() throws {
    let done = try fifo("data import PIPE --as p")
    #expect(done.code == 0 && done.out.contains("p: 19 bars"), "\(done.err)")
    let explained = try fifo("data import PIPE --explain")
    #expect(explained.code == 0 && explained.out.contains("delimiter"), "\(explained.err)")
    let check = try fifo("data check PIPE")
    #expect(check.out.contains("19 bars"), "\(check.err)")
  }

  @Test func whatNeedsAFileIsRefused() throws {
    for option in ["--sql", "--table"] {
      let asked = try piped(Self.text, "data", "import", "-", "--as", "y", option, "select 1")
      #expect(asked.code == 2 && asked.out.isEmpty, "\(asked)")
    }
    let json = try piped("[{\"time\": 1}]", "data", "import", "-", "--as", "j")
    #expect(
      json.code == 2 && json.err.contains("U0002") && json.err.contains("json"), "\(json.err)")
    let database = try piped("SQLite format 3\0" + Self.text, "data", "import", "-", "--as", "d")
    #expect(database.code == 2 && database.err.contains("sqlite"), "\(database.err)")
  }

  @Test func memoryCannotBeKeptForAPipe() throws {
    for path in ["-", "/dev/stdin"] {
      let run = try piped(
        Self.text, "backtest", Self.strategy, "--data", path, "--memory", "512MB")
      #expect(run.code == 2 && run.err.contains("U0014"), "\(run.err)")
      #expect(run.err.contains("nobody knows before"), "\(run.err)")
      let kept = try piped(
        Self.text, "data", "import", path, "--as", "m", "--memory", "512MB")
      #expect(kept.code == 2 && kept.err.contains("nobody knows before"), "\(kept.err)")
    }
  }
}
