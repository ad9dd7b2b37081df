import Console
import Host
import ReplSession
import Testing

/// Columns of the data at the prompt: asked for after the bars were loaded.
@Suite struct DataColumnTests {
  private func taken(_ reply: Reply?) throws -> Reply { try #require(reply) }

  @Test func barsAreReadAgainWithWhatIsAskedFor() throws {
    let text = """
      time,open,high,low,close,funding,skew
      2024-01-01,1,1,1,1,0.5,7
      2024-01-02,2,2,2,2,,8
      2024-01-03,3,3,3,3,-1,9

      """
    let disk = MemoryDisk(["bars.csv": Array(text.utf8)])
    var session = ReplSession(
      in: .simulated(seed: 1, disk: disk), settings: .standard, isColored: false)
    #expect(session.take(":data BTC=bars.csv")?.kind == .data)
    #expect(session.take("column funding")?.isError == false)
    #expect(session.take("column Skew")?.isError == false)
    let shown = try taken(session.take("funding ?? 9, Skew, symbol == \"BTC\""))
    #expect(shown.kind == .columns, "\(shown.text)")
    for word in ["0.5", "9", "-1", "7", "8"] { #expect(shown.text.contains(word)) }
    _ = session.take("column nothing")
    let missing = try taken(session.take("nothing + 1"))
    #expect(
      missing.isError && missing.text.contains("no column for nothing"), "\(missing.text)")
    // What was there before is there still.
    #expect(session.take("funding")?.kind == .columns)
    _ = session.take("enter long when funding < 0 or Skew > 7")
    _ = session.takeEnd()
    #expect(session.take(":drop nothing")?.isError == false)
    let report = try taken(session.take(":backtest"))
    #expect(report.kind == .report, "\(report.text)")
  }
}
