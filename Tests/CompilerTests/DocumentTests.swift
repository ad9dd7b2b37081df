import Compiler
import Foundation
import Syntax
import TestSupport
import Testing

/// Every strategy that a page of the repository shows compiles without a problem.
@Suite struct DocumentTests {
  static func examples(_ page: String) throws -> [Source] {
    let text = try String(
      contentsOf: Repository.root.appendingPathComponent(page), encoding: .utf8)
    var examples: [Source] = []
    var lines: [Substring]?
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
      .enumerated()
    {
      if line == "```quill" {
        lines = []
      } else if line == "```", let body = lines {
        let place = "\(page):\(number - body.count + 1)"
        examples.append(Source(name: place, text: body.joined(separator: "\n") + "\n"))
        lines = nil
      } else {
        lines?.append(line)
      }
    }
    return examples
  }

  @Test(arguments: ["Grammar/language.md", "README.md"])
  func examplesCompile(_ page: String) throws {
    let examples = try DocumentTests.examples(page)
    #expect(!examples.isEmpty, "\(page) shows nothing")
    for example in examples {
      let compilation = compile(example)
      let problems = compilation.diagnostics.filter { $0.severity != .hint }.map(\.message)
      #expect(compilation.program != nil && problems.isEmpty, "\(example.name): \(problems)")
    }
  }
}
