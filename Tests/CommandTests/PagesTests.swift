import Foundation
import Machine
import TestSupport
import Testing

@testable import Console
@testable import quill

/// Pages of `Grammar` that are printed from tables: a stale one fails, `RECORD=1` writes it anew
/// and fails too.
@Suite struct PagesTests {
  @Test func builtins() throws { try compare("builtins.md", with: BuiltinReference.text) }

  @Test func metrics() throws { try compare("metrics.md", with: MetricReference.text) }

  @Test func foreignWords() throws { try compare("coming-from.md", with: ForeignReference.text) }

  @Test func opcodes() throws {
    var text = "# Opcodes\n\nPrinted from `Opcode`; format \(Program.formatVersion).\n\n"
    for opcode in Opcode.allCases { text += "- `\(opcode.mnemonic)`: \(opcode.summary)\n" }
    try compare("opcodes.md", with: text)
  }

  @Test func codes() throws {
    for page in CodePage.all { try compare("diagnostics/\(page.code).md", with: page.text) }
    let folder = Repository.root.appendingPathComponent("Grammar/diagnostics")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    let known = Set(CodePage.all.map { "\($0.code).md" })
    #expect(files.filter { !known.contains($0) }.isEmpty, "pages of codes that are gone")
  }

  @Test func codesAreUnique() {
    let codes = CodePage.all.map(\.code)
    #expect(Set(codes).count == codes.count)
  }

  private func compare(_ name: String, with text: String) throws {
    let url = Repository.root.appendingPathComponent("Grammar/\(name)")
    if (try? String(contentsOf: url, encoding: .utf8)) == text { return }
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: url, atomically: true, encoding: .utf8)
      Issue.record("recorded Grammar/\(name)")
    } else {
      Issue.record("Grammar/\(name) is stale; RECORD=1 writes it anew")
    }
  }
}
