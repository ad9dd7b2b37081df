public import Foundation

/// A file of `Tests/Cases`: cases of input and expected output together.
///
/// A case begins with a line `=== title`; lines `---` part its input from what is expected of it.
/// With `RECORD=1` in the environment the expected parts are written anew, and the run fails all
/// the same, so that nobody takes a recording for a pass.
public struct CaseFile: Sendable, CustomStringConvertible {
  public struct Case: Sendable {
    public let title: String
    /// The line of its title, from one.
    public let line: Int
    /// The input first, then what is expected; each ends with a line break unless it is empty.
    public let parts: [String]
    public var input: String { parts[0] }
  }

  public let url: URL
  public let cases: [Case]

  public var description: String { url.lastPathComponent }

  /// Reads a case file. Fails when there is none, or when it does not begin with a title.
  public init(_ url: URL) throws {
    self.url = url
    self.cases = try CaseFile.parse(String(contentsOf: url, encoding: .utf8), url)
  }

  /// The case files with this suffix, in the order of their names.
  public static func all(_ suffix: String) -> [CaseFile] {
    let folder = Repository.root.appendingPathComponent("Tests/Cases")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix("." + suffix) }.sorted().compactMap {
      try? CaseFile(folder.appendingPathComponent($0))
    }
  }

  /// What differs between the expected parts of all cases and those that `produce` makes of each
  /// input, ready to be shown; empty when nothing does.
  public func differences(_ produce: (Case) throws -> [String]) rethrows -> [String] {
    var differences: [String] = []
    var recorded = ""
    for one in cases {
      let produced = try produce(one).map { $0.isEmpty || $0.hasSuffix("\n") ? $0 : $0 + "\n" }
      recorded += "=== \(one.title)\n" + ([one.input] + produced).joined(separator: "---\n")
      let expected = Array(one.parts.dropFirst())
      if expected != produced {
        differences.append(
          "\(url.lastPathComponent):\(one.line): \(one.title)\n"
            + CaseFile.firstDifference(expected, produced))
      }
    }
    if CaseFile.isRecording {
      do {
        try recorded.write(to: url, atomically: true, encoding: .utf8)
        differences.append("\(url.lastPathComponent): recorded; run again without RECORD")
      } catch {
        differences.append("\(url.lastPathComponent): cannot be recorded: \(error)")
      }
    }
    return differences
  }

  /// Whether this run writes expectations instead of checking them.
  public static var isRecording: Bool { ProcessInfo.processInfo.environment["RECORD"] == "1" }

  // MARK: - Helpers

  private struct MissingTitle: Error, CustomStringConvertible {
    let file: String
    var description: String { "\(file) does not begin with a line `=== title`" }
  }

  private static func parse(_ text: String, _ url: URL) throws -> [Case] {
    var cases: [Case] = []
    var title: (text: String, line: Int)?
    var parts: [String] = []
    func finish() { title.map { cases.append(Case(title: $0.text, line: $0.line, parts: parts)) } }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last == "" { lines.removeLast() }
    for (index, line) in lines.enumerated() {
      if line.hasPrefix("=== ") {
        finish()
        title = (String(line.dropFirst(4)), index + 1)
        parts = [""]
      } else if line == "---" {
        parts.append("")
      } else if title != nil {
        parts[parts.count - 1] += line + "\n"
      } else {
        throw MissingTitle(file: url.lastPathComponent)
      }
    }
    finish()
    return cases
  }

  private static func firstDifference(_ expected: [String], _ produced: [String]) -> String {
    let left = expected.joined(separator: "---\n").split(
      separator: "\n", omittingEmptySubsequences: false)
    let right = produced.joined(separator: "---\n").split(
      separator: "\n", omittingEmptySubsequences: false)
    for index in 0..<max(left.count, right.count) {
      let (old, new) = (
        index < left.count ? left[index] : "(nothing)",
        index < right.count ? right[index] : "(nothing)"
      )
      if old != new { return "  expected: \(old)\n  produced: \(new)" }
    }
    return "  expected and produced differ in their parts alone"
  }
}

/// Where the files of this repository are.
public enum Repository {
  /// Its root, found from this file.
  public static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The text of a file, by its path from the root.
  public static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }
}
