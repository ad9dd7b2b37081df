internal import Foundation

/// A page of the repository and the fenced blocks in it, in order. What stands behind the three
/// signs says what a block is:
///
/// - `quill`: a whole file that compiles without a problem; `quill NAME.quill` is also written
///   beside the transcripts of the page; `quill E0203` is one with that problem;
/// - anything else with the name of a file: that file, beside the transcripts;
/// - `console`: commands behind `$ ` and what they print, run by a shell in a folder of the page;
/// - `repl`: lines behind `> ` and what the session answers.
public struct Page: Sendable {
  public struct Block: Sendable {
    public let kind: String
    /// What stands behind the kind: the name of a file, or a code.
    public let label: String?
    /// The number of its first line in the page, from 1.
    public let line: Int
    public var lines: [String]

    public var text: String { lines.map { $0 + "\n" }.joined() }
    public var isFile: Bool { label?.contains(".") ?? false }
  }

  /// Pages whose blocks are all executed.
  public static let guides = ["tutorial", "quickstart", "troubleshooting"].map {
    Page("Grammar/\($0).md")
  }

  public let path: String

  public init(_ path: String) { self.path = path }

  public func blocks() throws -> [Block] {
    var blocks: [Block] = []
    var open: Block?
    for (number, line) in try lines().enumerated() {
      if var block = open {
        if line == "```" {
          blocks.append(block)
          open = nil
        } else {
          block.lines.append(line)
          open = block
        }
      } else if line.hasPrefix("```") {
        let words = line.dropFirst(3).split(separator: " ").map(String.init)
        open = Block(
          kind: words.first ?? "", label: words.dropFirst().first, line: number + 2, lines: [])
      }
    }
    return blocks
  }

  /// Writes the page anew with these blocks in place of its own.
  public func write(_ blocks: [Block]) throws {
    var lines = try lines()
    for (old, new) in zip(try self.blocks(), blocks).reversed() {
      lines.replaceSubrange((old.line - 1)..<(old.line - 1 + old.lines.count), with: new.lines)
    }
    try lines.joined(separator: "\n").write(
      to: Repository.root.appendingPathComponent(path), atomically: true, encoding: .utf8)
  }

  private func lines() throws -> [String] {
    try Repository.text(path).components(separatedBy: "\n")
  }
}
