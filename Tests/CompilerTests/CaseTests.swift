internal import Compiler
internal import Foundation
internal import Machine
internal import Syntax
internal import TestSupport
internal import Testing

/// The case files of the compiler.
@Suite struct CaseTests {
  /// Every `Tests/Cases/*.check`: sources with `// ! CODE` behind a line that has that problem, or
  /// on a line of its own below it. A problem that is not announced fails as well as one that does
  /// not come.
  @Test(arguments: CaseFile.all("check"))
  func check(_ file: CaseFile) {
    for one in file.cases {
      let source = Source(name: "case.quill", text: one.input)
      let found = compile(source).diagnostics
      let expected = Announced.all(in: one.input)
      for difference in Announced.differences(expected, found, source) {
        Issue.record("\(file.description):\(one.line): \(one.title)\n\(difference)")
      }
    }
  }

  /// Every `Tests/Cases/*.types`: a source and what is known of each of its names.
  @Test(arguments: CaseFile.all("types"))
  func types(_ file: CaseFile) {
    let differences = file.differences { one in
      [listing(of: compile(Source(name: "case.quill", text: one.input)))]
    }
    for difference in differences { Issue.record("\(difference)") }
  }

  /// Every `Tests/Cases/*.code`: a source and its program.
  @Test(arguments: CaseFile.all("code"))
  func code(_ file: CaseFile) {
    let differences = file.differences { one in
      let source = Source(name: "case.quill", text: one.input)
      let compilation = compile(source)
      return [
        compilation.program?.disassembly
          ?? terminalText(of: compilation.diagnostics, in: source)
      ]
    }
    for difference in differences { Issue.record("\(difference)") }
  }

  /// Every `Tests/Cases/*.problems`: a source and its problems as a terminal shows them.
  @Test(arguments: CaseFile.all("problems"))
  func problems(_ file: CaseFile) {
    let differences = file.differences { one in
      let source = Source(name: "case.quill", text: one.input)
      return [terminalText(of: compile(source).diagnostics, in: source)]
    }
    for difference in differences { Issue.record("\(difference)") }
  }

  /// Every `Tests/Cases/*.mended`: a source, and what `quill check --fix` makes of it with the
  /// codes that are left.
  @Test(arguments: CaseFile.all("mended"))
  func mended(_ file: CaseFile) {
    let differences = file.differences { one in
      let mended = Mended(Source(name: "case.quill", text: one.input))
      let left = mended.compilation.diagnostics.map(\.code).joined(separator: " ")
      return [String(decoding: mended.source.bytes, as: UTF8.self), left]
    }
    for difference in differences { Issue.record("\(difference)") }
  }

  /// Nothing is to be said of the strategies that are shipped.
  @Test func shippedStrategiesCompile() throws {
    let folder = Repository.root.appendingPathComponent("Strategies")
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    for name in names.sorted() where name.hasSuffix(".quill") {
      let source = Source(name: name, text: try Repository.text("Strategies/\(name)"))
      let compilation = try Shipped.compiled("Strategies/\(name)")
      let message = terminalText(of: compilation.diagnostics, in: source)
      #expect(compilation.diagnostics.isEmpty && compilation.program != nil, "\(message)")
    }
  }

  private func listing(of compilation: Compilation) -> String {
    var lines = compilation.facts.map { fact in
      let memory =
        switch fact.memory {
        case .finite: ""
        case .fading(let settled): ", fading, settled \(settled)"
        case .open: ", open"
        }
      return "\(fact.name): \(fact.type), \(fact.binding.spelling), lookback \(fact.lookback)"
        + memory
    }
    for diagnostic in compilation.diagnostics where diagnostic.severity == .error {
      lines.append("\(diagnostic.code): \(diagnostic.message)")
    }
    return lines.joined(separator: "\n")
  }
}

/// A problem that a case announces.
struct Announced: Hashable {
  let line: Int
  let code: String

  static func all(in text: String) -> [Announced] {
    var result: [Announced] = []
    var last = 0
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let parts = line.split(separator: "// !", maxSplits: 1, omittingEmptySubsequences: false)
      let isOwnLine = parts.count == 2 && parts[0].allSatisfy { $0 == " " }
      if !isOwnLine { last = index + 1 }
      guard parts.count == 2 else { continue }
      for word in parts[1].split(whereSeparator: { $0 == " " || $0 == ":" }) {
        guard word.hasPrefix("E"), word.count == 5 else { break }
        result.append(Announced(line: last, code: String(word)))
      }
    }
    return result
  }

  static func differences(
    _ expected: [Announced], _ found: [Diagnostic], _ source: Source
  ) -> [String] {
    var missing = expected
    var result: [String] = []
    for diagnostic in found {
      let line = source.place(diagnostic.span.start).line
      let here = Announced(line: line, code: diagnostic.code)
      if let index = missing.firstIndex(of: here) {
        missing.remove(at: index)
      } else {
        result.append("  line \(line): not announced: \(diagnostic.code) \(diagnostic.message)")
      }
    }
    return result + missing.map { "  line \($0.line): \($0.code) did not come" }
  }
}
