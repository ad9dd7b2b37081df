internal import Foundation
internal import TestSupport
internal import Testing

/// `Grammar/grammar.ebnf` and the parser name the same productions.
@Suite struct GrammarTests {
  @Test func everyProductionHasAFunctionAndTheOtherWayRound() throws {
    let grammar = try productions()
    let parser = try functions()
    #expect(grammar.subtracting(parser).sorted() == [], "productions without a function")
    #expect(parser.subtracting(grammar).sorted() == [], "functions without a production")
  }

  @Test func everyNameInTheGrammarIsAProduction() throws {
    let known = try productions()
    var used: Set<String> = []
    for rule in try rules() {
      let body = rule.split(separator: "=", maxSplits: 1).last ?? ""
      for word in body.split(whereSeparator: { !($0.isLetter || $0 == "\"" || $0 == "'") }) {
        if word.contains("\"") || word.contains("'") || word.first?.isUppercase == true { continue }
        used.insert(String(word))
      }
    }
    #expect(used.subtracting(known).sorted() == [])
    #expect(known.subtracting(used).sorted() == ["file"], "productions that nothing refers to")
  }

  // MARK: - Reading

  /// The rules, without comments and with `=` in front of the body only.
  private func rules() throws -> [String] {
    var text = try Repository.text("Grammar/grammar.ebnf")
    while let open = text.range(of: "(*"), let close = text.range(of: "*)") {
      text.removeSubrange(open.lowerBound..<close.upperBound)
    }
    // A `;` between quotes does not end a rule.
    text = text.replacingOccurrences(of: "\";\"", with: "\"semicolon\"")
    return text.split(separator: ";").map { String($0) }.filter { $0.contains(" = ") }
  }

  private func productions() throws -> Set<String> {
    Set(
      try rules().compactMap { rule in
        rule.split(separator: "=").first?.trimmingCharacters(in: .whitespacesAndNewlines)
      })
  }

  private func functions() throws -> Set<String> {
    var names: Set<String> = []
    for file in ["Items", "Orders", "Tests", "Expressions", "Operands", "Literals"] {
      let text = try Repository.text("Sources/Syntax/Parser/Parser+\(file).swift")
      for line in text.split(separator: "\n") {
        for start in ["  mutating func ", "  func "] where line.hasPrefix(start) {
          names.insert(String(line.dropFirst(start.count).prefix { $0.isLetter || $0.isNumber }))
        }
      }
    }
    return names
  }
}
