import Console
import Foundation
import Host
import Machine
import Syntax
import TestSupport
import Testing
import Trading

@testable import quill

/// A strategy file under every sort of saving.
@Suite struct ProgramSourceTests {
  private static func good(_ number: Int) -> String {
    "strategy \"s\"\nenter long when close > open size \(number + 1) units\n"
      + "exit when close < open\n"
  }
  private static let bad = "strategy \"s\"\nenter long when clsoe > open\n"

  private func source(_ path: String) -> FileProgramSource {
    FileProgramSource(
      StrategyFile(path: path), Source(name: path, text: Self.good(0)), settings: [],
      in: .system)
  }

  /// A source on a disk in memory, its clock, and the time it is.
  private final class Desk {
    let disk = MemoryDisk(["s.quill": Array(ProgramSourceTests.good(0).utf8)])
    let clock = SimulatedClock()
    let source: FileProgramSource

    init(_ settings: [ParameterSetting]) {
      source = FileProgramSource(
        StrategyFile(path: "s.quill"), Source(name: "s.quill", text: ProgramSourceTests.good(0)),
        settings: settings, in: .simulated(seed: 1, clock: clock, disk: disk))
    }

    func write(_ text: String) { try? disk.write("s.quill", Array(text.utf8)) }

    /// All that is said while so much time passes.
    func heard(_ milliseconds: Int = 300) -> [ProgramNews] {
      var news: [ProgramNews] = []
      for _ in 0..<milliseconds {
        if let one = source.poll(now: clock.uptime()) { news.append(one) }
        clock.advance(by: 1_000_000)
      }
      return news
    }
  }

  private func desk(settings: [ParameterSetting] = []) -> Desk { Desk(settings) }

  // MARK: The contract

  @Test func inMemory() {
    let desk = desk()
    let problems = programSourceContract(
      desk.source,
      write: { text in
        if let text { desk.write(text) } else { try? desk.disk.remove("s.quill") }
      }, good: Self.good, bad: Self.bad,
      rest: { instant in
        desk.clock.advance(by: max(0, instant - desk.clock.uptime()))
        return desk.clock.uptime()
      })
    #expect(problems.isEmpty, "\(problems)")
  }

  @Test func onDisk() throws {
    let folder = try Scratch()
    try folder.write("s.quill", Self.good(0))
    let clock = SystemClock()
    let problems = programSourceContract(
      source(folder.path("s.quill")),
      write: { text in
        if let text {
          try? folder.write("s.quill", text)
        } else {
          try? FileManager.default.removeItem(atPath: folder.path("s.quill"))
        }
      }, good: Self.good, bad: Self.bad,
      rest: { instant in
        clock.rest(for: instant - clock.uptime())
        return clock.uptime()
      })
    #expect(problems.isEmpty, "\(problems)")
  }

  // MARK: Bad input

  private func kinds(_ news: [ProgramNews]) -> [String] {
    news.map {
      switch $0 {
      case .changed: "changed"
      case .broken: "broken"
      case .missing: "missing"
      }
    }
  }

  @Test func aSavedLibraryIsTakenUp() {
    let desk = desk()
    func save(_ text: String) { try? desk.disk.write("t.quill", Array(text.utf8)) }
    save("library \"t\"\nlet x = 1\n")
    desk.write("strategy \"s\"\nimport \"t\" as t\nenter long when close > t.x\n")
    #expect(kinds(desk.heard()) == ["changed"])
    save("library \"t\"\nlet x = 2\n")
    let news = desk.heard()
    #expect(kinds(news) == ["changed"])
    if case .changed(_, _, let changes)? = news.first { #expect(changes == ["an imported file"]) }
    save("library \"t\"\nlet x = 2 +\n")
    #expect(kinds(desk.heard()) == ["broken"])
    try? desk.disk.remove("t.quill")
    #expect(kinds(desk.heard()) == ["broken"])
    save("library \"t\"\nlet x = 3\n")
    #expect(kinds(desk.heard()) == ["changed"])
  }

  @Test func itVanishesAndComesBack() {
    let desk = desk()
    try? desk.disk.remove("s.quill")
    let gone = desk.heard()
    #expect(kinds(gone) == ["missing"])
    if case .missing(let why)? = gone.first { #expect(why.contains("s.quill")) }
    desk.write(Self.good(0))
    #expect(kinds(desk.heard()) == ["changed"])
  }

  @Test func halfWrittenIsBrokenThenWhole() {
    let desk = desk()
    let text = Array(Self.good(7).utf8)
    // A writer that pauses at every byte for less than two looks is not read in between.
    for count in 20...text.count {
      desk.disk.overwrite("s.quill", Array(text.prefix(count)))
      #expect(desk.heard(9).isEmpty)
    }
    #expect(kinds(desk.heard()) == ["changed"])
    desk.disk.overwrite("s.quill", Array(text.prefix(30)))
    #expect(kinds(desk.heard()) == ["broken"])
    desk.disk.overwrite("s.quill", text)
    #expect(kinds(desk.heard()) == ["changed"])
    desk.disk.overwrite("s.quill", [])
    #expect(kinds(desk.heard()) == ["broken"])
  }

  @Test func aHundredSavesASecondEndWithTheLast() {
    for pause in [1, 5, 10, 15, 30] {
      let desk = desk()
      var heard: [ProgramNews] = []
      for number in 1...100 {
        desk.write(Self.good(number))
        heard += desk.heard(pause)
      }
      heard += desk.heard()
      guard case .changed(let last, _, _)? = heard.last else {
        Issue.record("no news with \(pause) ms")
        continue
      }
      let other = self.desk()
      other.write(Self.good(100))
      guard case .changed(let expected, _, _)? = other.heard().last else {
        Issue.record("no news")
        continue
      }
      #expect(last.hash == expected.hash, "\(pause) ms")
      // Saves nobody could have seen are not compiled.
      if pause < 10 { #expect(heard.count == 1) }
    }
  }

  /// Saves within one tick of the file system's clock, of the same length, are told apart.
  @Test func aSaveTheStatusDoesNotShow() {
    let desk = desk()
    desk.write(Self.good(1))
    #expect(kinds(desk.heard(25)) == ["changed"])
    desk.disk.overwrite("s.quill", Array(Self.good(2).utf8), unseen: true)
    #expect(kinds(desk.heard()) == ["changed"])
  }

  @Test func itIsReplacedByALink() throws {
    let folder = try Scratch()
    try folder.write("s.quill", Self.good(0))
    try folder.write("other.quill", Self.good(4))
    let source = source(folder.path("s.quill"))
    let clock = SystemClock()
    func heard() -> [ProgramNews] {
      var news: [ProgramNews] = []
      for _ in 0..<25 {
        if let one = source.poll(now: clock.uptime()) { news.append(one) }
        clock.rest(for: 10_000_000)
      }
      return news
    }
    #expect(heard().isEmpty)
    let files = FileManager.default
    try files.removeItem(atPath: folder.path("s.quill"))
    try files.createSymbolicLink(
      atPath: folder.path("s.quill"), withDestinationPath: folder.path("other.quill"))
    #expect(kinds(heard()) == ["changed"])
    try folder.write("other.quill", Self.good(5))
    #expect(kinds(heard()) == ["changed"])
    try files.removeItem(atPath: folder.path("other.quill"))
    #expect(kinds(heard()) == ["missing"])
    try files.removeItem(atPath: folder.path("s.quill"))
    try files.createDirectory(atPath: folder.path("s.quill"), withIntermediateDirectories: false)
    let news = heard()
    #expect(kinds(news) == ["missing"])
    if case .missing(let why)? = news.first { #expect(why.contains("not a file")) }
  }

  @Test func tooLongOrUnreadableIsSaidOnce() {
    let desk = desk()
    desk.write(String(repeating: " ", count: Limits.sourceBytes + 1))
    #expect(kinds(desk.heard()) == ["missing"])
    desk.write(Self.good(1))
    #expect(kinds(desk.heard()) == ["changed"])
    desk.disk.inject(.init(SystemKinds.device, on: .status))
    #expect(kinds(desk.heard()) == ["missing"])
    desk.disk.heal()
    #expect(kinds(desk.heard()) == ["changed"])
  }

  /// `--set` holds for every version; one it does not fit is broken.
  @Test func settingsHoldForEveryVersion() throws {
    let desk = desk(settings: [try ParameterSetting("n=7")])
    let body = "enter long when close > open size n units\n"
    desk.write("strategy \"s\"\nparam n = 2 in 1..9\n" + body)
    guard case .changed(_, let values, _)? = desk.heard().last else {
      Issue.record("no news")
      return
    }
    #expect(values == [7])
    desk.write("strategy \"s\"\nparam n = 2 in 1..3\n" + body)
    #expect(kinds(desk.heard()) == ["broken"])
    desk.write("strategy \"s\"\nlet n = 2\n" + body)
    #expect(kinds(desk.heard()) == ["broken"])
  }

  // MARK: What is different

  @Test func changesAreSaidItemByItem() {
    func outline(_ text: String) -> ProgramOutline { ProgramOutline(Source(name: "", text: text)) }
    let old = outline(
      "strategy \"s\"\nparam n = 2 in 1..9\nlet a = sma(close, n)\nfn f(x) = x + 1\n"
        + "enter long when close > a\nexit when close < a\n")
    let new = outline(
      "strategy \"t\"\n# new\nparam n = 3 in 1..9\nlet b = 2\nfn f(x) =\n  x + 1\n"
        + "exit when close < a\nenter long when close > a size 5%")
    #expect(
      new.changes(from: old) == [
        "strategy \"s\"  ->  strategy \"t\"", "param n = 2 in 1..9  ->  param n = 3 in 1..9",
        "new: let b = 2", "new: enter long when close > a size 5%", "gone: let a = sma(close, n)",
        "gone: enter long when close > a",
      ])
    #expect(old.changes(from: old) == ["nothing but spaces, comments and order"])
  }
}
