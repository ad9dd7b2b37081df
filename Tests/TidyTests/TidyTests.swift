import Foundation
import TestSupport
import Testing

/// The house rules, over every Swift file of the repository.
@Suite struct TidyTests {
  static let files: [SourceFile] = {
    var files: [SourceFile] = []
    for folder in ["Sources", "REPL", "Tests"] {
      let url = Repository.root.appendingPathComponent(folder)
      let names = FileManager.default.enumerator(atPath: url.path)?.compactMap { $0 as? String }
      for name in (names ?? []).sorted() where name.hasSuffix(".swift") && !name.contains(".build")
      {
        let text = try? String(contentsOf: url.appendingPathComponent(name), encoding: .utf8)
        files.append(SourceFile("\(folder)/\(name)", text ?? ""))
      }
    }
    return files
  }()

  @Test func thereAreFiles() { #expect(Self.files.count > 100) }

  @Test(arguments: Rule.all)
  func holds(_ rule: Rule) {
    for file in Self.files {
      let found = rule.find(file)
      #expect(found.isEmpty, "\(rule.name), \(file.path): \(found.prefix(5))")
    }
  }

  @Test(arguments: Rule.all)
  func bites(_ rule: Rule) {
    #expect(!rule.find(rule.canary).isEmpty, "\(rule.name) does not catch its canary")
  }
}
