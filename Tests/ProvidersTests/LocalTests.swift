import Host
import Machine
import Market
import Providers
import Store
import TestSupport
import Testing
import Trading

/// The providers that need no network.
@Suite struct LocalTests {
  private let disk = MemoryDisk()
  private var environment: Environment { .simulated(seed: 1, disk: disk) }

  private func provider(_ text: String) throws(Failure) -> any Provider {
    try ProviderCatalog.provider(text, store: "store")
  }

  private func bars(
    _ text: String, _ request: BarRequest = BarRequest()
  ) throws(Failure) -> Bars {
    try provider(text).bars(request, in: environment)
  }

  private func code(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch {
      return (error as? Failure)?.code
    }
  }

  @Test func everyRowSaysWhatItIs() throws {
    #expect(Set(ProviderCatalog.all.map(\.name)).count == ProviderCatalog.all.count)
    for entry in ProviderCatalog.all {
      #expect(!entry.services.isEmpty && !entry.summary.isEmpty)
      #expect(entry.form.hasPrefix(entry.name + ":") && entry.example.hasPrefix(entry.name + ":"))
      #expect(ProviderCatalog.entry(of: entry.example)?.name == entry.name)
      let gives = code { _ = try ProviderCatalog.provider(entry.example, store: "store") }
      #expect((gives == nil) == entry.services.contains(.history), "\(entry.example)")
    }
  }

  @Test func whatIsNotUnderstoodIsUsage() {
    for (text, wanted) in [
      ("", "D0701"), ("nobody:x", "D0701"), ("folder", "D0701"), ("folder:", "D0702"),
      ("folder:a,b", "D0702"), ("folder:a,size=1", "D0702"),
      ("folder:a,symbol=1,symbol=2", "D0702"), ("store:", "D0702"), ("synth:walk", "D0702"),
      ("synth:gbm,seed=-1", "D0702"), ("synth:gbm,count=0", "D0702"),
      ("synth:gbm,count=1e9", "D0702"), ("synth:gbm,interval=x", "D0702"),
      ("synth:gbm,interval=4000w,count=50000000", "D0702"), ("synth:gbm,from=soon", "D0702"),
      ("synth:gbm,start=nan", "D0702"), ("synth:gbm,volatility=11", "D0702"),
      ("synth:gbm,decimals=9", "D0702"), ("replay:x", "D0702"), ("lines:", "D0702"),
      ("lines:1x", "D0702"), ("lines:1mo", "D0702"),
    ] {
      do throws(Failure) {
        _ = try provider(text)
        Issue.record("\(text) names somebody")
      } catch {
        #expect(error.code == wanted && error.failureClass == .usage, "\(text): \(error.message)")
      }
    }
  }

  @Test func aFolderHasAFileForEachSymbol() throws {
    try disk.makeFolder("bars")
    for (name, rows) in [("A.csv", 0..<5), ("B.1m.csv", 0..<7), (".C.csv", 0..<9)] {
      var text: [UInt8] = []
      BarsExport.csv(Minutes.bars(rows), 0..<rows.count) { text += $0 }
      disk.overwrite("bars/\(name)", text)
    }
    #expect(try bars("folder:bars,symbol=A").count == 5)
    #expect(try bars("folder:bars/", BarRequest(symbol: "B")).count == 7)
    #expect(try bars("folder:bars/A.csv").count == 5)
    #expect(code { _ = try bars("folder:bars") } == "D0702")
    #expect(code { _ = try bars("folder:bars,symbol=C") } == "D0703")
    #expect(code { _ = try bars("folder:nowhere") } == SystemKinds.missing.code)
    let start = Minutes.start
    for (from, to, count) in [
      (Int64.min, Int64.max, 5), (start, start, 1), (start + 1, start + Minutes.minute, 1),
      (start + 1, start + 2, 0), (.max, .max, 0), (.min, .min, 0),
    ] {
      #expect(try bars("folder:bars,symbol=A", BarRequest(times: from...to)).count == count)
    }
  }

  @Test func seedsDecideWhoeverAsks() throws {
    let whole = try bars("synth:garch,seed=7,count=300,interval=1h")
    #expect(whole.count == 300 && whole.interval == 3_600_000_000_000)
    #expect(try bars("synth:garch,seed=7,count=300,interval=1h").close == whole.close)
    #expect(try bars("synth:garch,seed=8,count=300,interval=1h").close != whole.close)
    let part = try bars(
      "synth:garch,seed=7,count=300,interval=1h",
      BarRequest(times: whole.time[100]...whole.time[199]))
    #expect(part.close == whole.close.rows(100..<200))
    #expect(
      code { _ = try bars("synth:gbm,calendar=moon") } == DataKinds.unknownCalendar.code)
  }

  // MARK: - Lines

  private func line(_ bars: Bars, _ row: Int) -> String {
    let bar = bars[row]
    func number(_ word: Int64) -> String { "\(Grid.number(word))" }
    return #"{"time":"\#(TimeText.text(bar.time))","open":\#(number(bar.open)),"#
      + #""high":\#(number(bar.high)),"low":\#(number(bar.low)),"close":"\#(number(bar.close))","#
      + #""volume":\#(number(bar.volume))}"#
  }

  private func lines(_ rows: Range<Int>) -> String {
    let bars = Minutes.bars(rows)
    return (0..<rows.count).map { line(bars, $0) }.joined(separator: "\n")
  }

  @Test func linesAreBars() throws {
    for ending in ["", "\n", "\n\n \r\n"] {
      disk.overwrite("in", Array((lines(0..<50) + ending).utf8))
      for size in [1, 7, 1_000, 1 << 20] {
        disk.limitPieces(to: size)
        let found = try bars("lines:1m,file=in")
        #expect(found.time == Minutes.bars(0..<50).time && found.interval == Minutes.minute)
        #expect(found.close == Minutes.bars(0..<50).close && found.low == Minutes.bars(0..<50).low)
      }
    }
    disk.overwrite("in", Array((lines(0..<3) + "\n" + lines(2..<4)).utf8))
    #expect(code { _ = try bars("lines:1m,file=in") } == DataKinds.duplicates.code)
    disk.overwrite("in", Array((lines(0..<3) + "\n" + lines(1..<4)).utf8))
    #expect(code { _ = try bars("lines:1m,file=in") } == DataKinds.disorder.code)
    disk.overwrite("in", Array((lines(0..<3) + "\n{}").utf8))
    do throws(Failure) {
      _ = try bars("lines:1m,file=in")
    } catch {
      #expect(error.code == "D0705" && error.place?.line == 4, "\(error)")
    }
    disk.overwrite("in", [UInt8](repeating: 0x20, count: 200_000))
    #expect(code { _ = try bars("lines:1m,file=in") } == "D0705")
    disk.overwrite("in", [])
    #expect(try bars("lines:1m,file=in").count == 0)
  }

  /// A stream from which pieces come when somebody writes them.
  private final class Pipe: ByteStream {
    private let waiting = Monitor<[UInt8]>([])
    let isOver = Monitor(false)
    var bytes: Int? { nil }
    func write(_ text: String) { waiting.with { $0 += Array(text.utf8) } }
    var isReady: Bool { waiting.with { !$0.isEmpty } || isOver.with { $0 } }
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
      waiting.with { waiting in
        let count = min(buffer.count, waiting.count)
        buffer.copyBytes(from: waiting.prefix(count))
        waiting.removeFirst(count)
        return count
      }
    }
  }

  private struct PipeDisk: Disk {
    let pipe: Pipe
    let other = MemoryDisk()
    func status(_ path: String) throws(Failure) -> FileStatus { try other.status(path) }
    func read(_ path: String, limit: Int) throws(Failure) -> [UInt8] {
      try other.read(path, limit: limit)
    }
    func withBytes<Result>(
      of path: String, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result { try other.withBytes(of: path, body) }
    func write(_ path: String, _ bytes: [UInt8]) throws(Failure) { try other.write(path, bytes) }
    func open(_ path: String) throws(Failure) -> any ByteStream { pipe }
    func list(_ path: String) throws(Failure) -> [String] { [] }
    func makeFolder(_ path: String) throws(Failure) {}
  }

  @Test func aFeedOfLinesWaitsForWhatHasNotCome() throws {
    let pipe = Pipe()
    let environment = Environment(
      clock: SimulatedClock(), randomness: SimulatedRandom(seed: 1), disk: PipeDisk(pipe: pipe))
    let feed = try LinesFeed("lines:1m,symbol=X", in: environment)
    #expect(feed.interval == Minutes.minute && feed.symbol == "X")
    #expect(feed.poll(now: 0) == .waiting(until: nil))
    let bars = Minutes.bars(0..<3)
    let text = line(bars, 0)
    pipe.write(String(text.prefix(30)))
    #expect(feed.poll(now: 0) == .waiting(until: nil))
    pipe.write(String(text.dropFirst(30)) + "\n" + line(bars, 1) + "\n")
    for row in 0..<2 {
      #expect(
        feed.poll(now: 0)
          == .bar(
            bars[row], sequence: Int64(row + 1), watermark: bars.time[row] + Minutes.minute))
    }
    #expect(feed.poll(now: 0) == .waiting(until: nil))
    pipe.write(line(bars, 2))
    #expect(feed.poll(now: 0) == .waiting(until: nil))
    pipe.isOver.with { $0 = true }
    guard case .bar = feed.poll(now: 0) else {
      Issue.record("the last line needs no end")
      return
    }
    #expect(feed.poll(now: 0) == .ended && feed.poll(now: 0) == .ended)
  }

  @Test func aLineThatIsNoBarEndsTheFeed() throws {
    disk.overwrite("in", Array((lines(0..<1) + "\n{\"time\":1}\n" + lines(1..<2)).utf8))
    let feed = try LinesFeed("lines:1m,file=in", in: environment)
    _ = feed.poll(now: 0)
    #expect(feed.poll(now: 0) == .failed("line 2: open is missing"))
    #expect(feed.poll(now: 0) == .ended)
  }
}
