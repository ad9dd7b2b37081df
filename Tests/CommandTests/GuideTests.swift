import Foundation
import TestSupport
import Testing

/// What the guides in Grammar show at a shell is what happens there. `RECORD=1` writes the answers
/// anew and fails all the same.
@Suite struct GuideTests {
  @Test(arguments: Page.guides.map(\.path))
  func everyBlockIsExecuted(_ path: String) throws {
    for block in try Page(path).blocks() {
      #expect(
        block.isFile || ["quill", "console", "repl"].contains(block.kind),
        "\(path):\(block.line): no test knows what \(block.kind) is")
    }
  }

  /// The strategies that a page shows are formatted, and their tests pass.
  @Test(arguments: Page.guides.map(\.path))
  func examplesPass(_ path: String) throws {
    let folder = try Scratch()
    let blocks = try Page(path).blocks().filter { $0.kind == "quill" && $0.isFile }
    for block in blocks {
      let name = "line-\(block.line).quill"
      try folder.write(name, block.text)
      let quill = QuillProcess(in: folder.url)
      #expect(try quill.run("fmt", "--check", name).code == 0, "\(path):\(block.line)")
      guard block.lines.contains(where: { $0.hasPrefix("test ") }) else { continue }
      let outcome = try quill.run("test", name)
      #expect(outcome.code == 0, "\(path):\(block.line): \(outcome.out)\(outcome.err)")
    }
  }

  /// The commands of a page run one after another in one folder, which holds the files of the page
  /// as far as it has come, and the shipped strategies.
  @Test(arguments: Page.guides.map(\.path))
  func transcriptsAreReal(_ path: String) throws {
    let page = Page(path)
    let folder = try Scratch()
    try FileManager.default.createSymbolicLink(
      at: folder.url.appendingPathComponent("Strategies"),
      withDestinationURL: Repository.root.appendingPathComponent("Strategies"))
    var blocks = try page.blocks()
    var differs = false
    for index in blocks.indices {
      let block = blocks[index]
      if let label = block.label, block.isFile { try folder.write(label, block.text) }
      guard block.kind == "console" else { continue }
      let played = try Self.played(block, in: folder.url)
      guard played != block.lines else { continue }
      differs = true
      blocks[index].lines = played
      Issue.record("\(path):\(block.line) should say:\n\(played.joined(separator: "\n"))")
    }
    if differs, ProcessInfo.processInfo.environment["RECORD"] == "1" { try page.write(blocks) }
  }

  private static func played(_ block: Page.Block, in folder: URL) throws -> [String] {
    var shell = QuillProcess(in: folder)
    let binaries = shell.program.deletingLastPathComponent().path
    shell.program = URL(fileURLWithPath: "/bin/sh")
    shell.environment = ["PATH": "\(binaries):/usr/bin:/bin", "COLUMNS": "100"]
    var lines: [String] = []
    for line in block.lines where line.hasPrefix("$ ") {
      lines.append(line)
      let outcome = try shell.run("-c", "{ \(line.dropFirst(2)); } 2>&1")
      // How long it took is another each time.
      var answer = outcome.out.components(separatedBy: "\n").filter { !$0.hasPrefix("Took: ") }
      while answer.last?.isEmpty ?? false { answer.removeLast() }
      lines += answer
    }
    return lines
  }
}
