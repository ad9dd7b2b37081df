import Console
import Foundation
import Host
import ReplSession
import TestSupport
import Testing

/// `REPL/Transcripts`: lines behind `> ` (and `. `, where an input goes on) are typed, the rest is
/// what the session answers. `RECORD=1` writes the answers anew and fails all the same.
@Suite struct TranscriptTests {
  static let folder = Repository.root.appendingPathComponent("REPL/Transcripts")

  static func session() throws -> ReplSession {
    // Paths in a session are relative to the repository.
    _ = FileManager.default.changeCurrentDirectoryPath(Repository.root.path)
    var environment = Environment.system
    environment.clock = SimulatedClock()
    return ReplSession(
      in: environment, settings: try Settings.load(in: environment), isColored: false)
  }

  static func play(_ lines: [String]) throws -> String {
    var session = try session()
    var text = ""
    for line in lines {
      text += (session.isWaiting ? ". " : "> ") + line + "\n"
      if let reply = session.take(line) { text += reply.text }
    }
    if let reply = session.takeEnd() { text += reply.text }
    return text
  }

  static let names: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()

  @Test func thereAreTranscripts() { #expect(TranscriptTests.names.count >= 4) }

  @Test(arguments: names)
  func saysTheSame(_ name: String) throws {
    let url = TranscriptTests.folder.appendingPathComponent(name)
    let recorded = try String(contentsOf: url, encoding: .utf8)
    let typed = recorded.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { $0.hasPrefix("> ") || $0.hasPrefix(". ") || $0 == ">" || $0 == "." }
      .map { String($0.dropFirst(2)) }
    let played = try TranscriptTests.play(typed)
    if played == recorded { return }
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      try played.write(to: url, atomically: true, encoding: .utf8)
      Issue.record("\(name) was recorded anew")
    } else {
      let (old, new) = (recorded.split(separator: "\n"), played.split(separator: "\n"))
      let line = zip(old, new).enumerated().first { $1.0 != $1.1 }
      Issue.record(
        """
        \(name) differs; RECORD=1 writes it anew
        first difference: \(line.map { "\($0.element.0)\nnow: \($0.element.1)" } ?? "in length")
        """)
    }
  }
}

/// The sessions that a guide in Grammar shows, played like a transcript.
@Suite struct GuideTests {
  @Test(arguments: Page.guides.map(\.path))
  func sessionsAreReal(_ path: String) throws {
    let page = Page(path)
    var blocks = try page.blocks()
    var differs = false
    for index in blocks.indices where blocks[index].kind == "repl" {
      let typed = blocks[index].lines
        .filter { $0.hasPrefix("> ") || $0.hasPrefix(". ") || $0 == ">" || $0 == "." }
        .map { String($0.dropFirst(2)) }
      var lines = try TranscriptTests.play(typed).components(separatedBy: "\n")
      while lines.last?.isEmpty ?? false { lines.removeLast() }
      guard lines != blocks[index].lines else { continue }
      differs = true
      blocks[index].lines = lines
      Issue.record("\(path) should say:\n\(lines.joined(separator: "\n"))")
    }
    if differs, ProcessInfo.processInfo.environment["RECORD"] == "1" { try page.write(blocks) }
  }
}
