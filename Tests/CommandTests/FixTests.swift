import Compiler
import Foundation
import TestSupport
import Testing

@testable import Console
@testable import Host
@testable import Syntax
@testable import quill

/// `quill check --fix`.
@Suite struct FixTests {
  static let broken = "strategy \"s\"\n\n// kept \nenter  long when clsoe > 1 && open>2\n"
  static let mended = "strategy \"s\"\n\n// kept \nenter  long when close > 1 and open>2\n"

  @Test func writesWhatIsBetterAndSaysWhat() throws {
    let folder = try Scratch()
    try folder.write("a.quill", Self.broken)
    try folder.write("b.quill", Self.mended)
    let outcome = try QuillProcess().run(
      "check", "--fix", folder.path("a.quill"), folder.path("b.quill"))
    #expect(outcome.code == 0, "\(outcome.err)")
    #expect(try folder.text("a.quill") == Self.mended)
    #expect(try folder.text("b.quill") == Self.mended)
    #expect(outcome.err.contains(":4:18: E0101: write `close`"), "\(outcome.err)")
    #expect(outcome.err.contains("2 fixes written"), "\(outcome.err)")
    #expect(outcome.err.contains("nothing that --fix can mend"), "\(outcome.err)")
  }

  @Test func aDryRunShowsADifferenceAndWritesNothing() throws {
    let folder = try Scratch()
    try folder.write("a.quill", Self.broken)
    let outcome = try QuillProcess().run("check", "--fix", "--dry-run", folder.path("a.quill"))
    #expect(outcome.code == 0)
    #expect(try folder.text("a.quill") == Self.broken)
    #expect(outcome.out.contains("-enter  long when clsoe > 1 && open>2\n"), "\(outcome.out)")
    #expect(outcome.out.contains("+enter  long when close > 1 and open>2\n"), "\(outcome.out)")
    #expect(outcome.err.contains("would be written"))
  }

  @Test func isJSONLineByLine() throws {
    let folder = try Scratch()
    try folder.write("a.quill", Self.broken)
    try folder.write("b.quill", "strategy \"s\"\nenter long when x > 1\n")
    let outcome = try QuillProcess().run(
      "check", "--fix", "--json", folder.path("a.quill"), folder.path("b.quill"))
    #expect(outcome.code == 1)
    let lines = outcome.out.split(separator: "\n")
    #expect(lines.count == 2, "\(outcome.out)")
    for line in lines {
      #expect(try SchemaCheck(named: "check").problems(in: String(line)).isEmpty, "\(line)")
    }
    #expect(lines.first?.contains("\"written\":true") == true, "\(outcome.out)")
    #expect(lines.last?.contains("\"changed\":false") == true, "\(outcome.out)")
  }

  @Test func wrongUseIsRefused() throws {
    let strategy = OutputTests.strategy
    for arguments in [
      ["check", "--dry-run", strategy], ["check", "--guess", strategy], ["check"],
      ["check", "--fix", "--prove", strategy, "--data", OutputTests.bars],
      ["check", "--prove", strategy, strategy, "--data", OutputTests.bars],
    ] {
      #expect(try QuillProcess().run(arguments).code == 2, "\(arguments)")
    }
    let missing = try QuillProcess().run("check", "--fix", "nosuch.quill")
    #expect(missing.code == 4 && missing.err.contains("S0001"), "\(missing.err)")
  }

  @Test func aFileThatCannotBeWrittenStays() throws {
    let disk = MemoryDisk(["a.quill": Array(Self.broken.utf8)])
    let environment = Environment(
      clock: StillClock(), randomness: SystemRandom(), disk: disk)
    disk.inject(.init(SystemKinds.full, on: .write))
    let source = Source(name: "a.quill", text: Self.broken)
    var run = FixRun(source, guesses: false) { compile($0) }
    #expect(throws: Failure.self) { try run.write("a.quill", in: environment) }
    #expect(try disk.read("a.quill", limit: 999) == Array(Self.broken.utf8))
    disk.heal()
    disk.overwrite("a.quill", Array("other".utf8))
    #expect(throws: Failure.self) { try run.write("a.quill", in: environment) }
    #expect(try disk.read("a.quill", limit: 999) == Array("other".utf8))
    disk.overwrite("a.quill", source.bytes)
    try run.write("a.quill", in: environment)
    #expect(try disk.read("a.quill", limit: 999) == Array(Self.mended.utf8))
  }

  @Test func differencesAreThoseOfDiff() {
    func diff(_ old: String, _ new: String) -> String {
      LineDiff(Source(name: "f", text: old), Source(name: "f", text: new)).text
    }
    #expect(diff("a\nb\n", "a\nb\n") == "")
    #expect(diff("a\nb\n", "a\nc\n") == "--- f\n+++ f\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n")
    let many = (1...30).map { "\($0)\n" }.joined()
    let changed = many.replacing("3\n4\n", with: "3\nx\n").replacing("28\n", with: "")
    #expect(
      diff(many, changed)
        == "--- f\n+++ f\n@@ -1,7 +1,7 @@\n 1\n 2\n 3\n-4\n+x\n 5\n 6\n 7\n"
        + "@@ -25,6 +25,5 @@\n 25\n 26\n 27\n-28\n 29\n 30\n")
    #expect(diff("a\u{1B}[1m\u{202E}\n", "b\n").contains("-a<U+001B>[1m<U+202E>\n"))
  }
}
