internal import Compiler
internal import Foundation
internal import Syntax
internal import TestSupport
internal import Testing

/// Every strategy that a page of the repository shows compiles without a problem, or has the one
/// problem that it is there to show.
@Suite struct DocumentTests {
  static let pages = ["Grammar/language.md", "README.md"] + Page.guides.map(\.path)

  @Test(arguments: pages)
  func examplesCompile(_ path: String) throws {
    let page = Page(path)
    let blocks = try page.blocks().filter { $0.kind == "quill" }
    #expect(!blocks.isEmpty, "\(path) shows nothing")
    for block in blocks {
      let compilation = compile(Source(name: "\(path):\(block.line)", text: block.text))
      let problems = compilation.diagnostics.filter { $0.severity != .hint }
      let said = problems.map { "\($0.code): \($0.message)" }
      if let code = block.label, !block.isFile {
        #expect(problems.map(\.code) == [code], "\(path):\(block.line): \(said)")
      } else {
        let isFine = compilation.program != nil && problems.isEmpty
        #expect(isFine, "\(path):\(block.line): \(said)")
      }
    }
  }
}
