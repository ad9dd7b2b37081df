internal import Syntax
internal import Testing

@Suite struct SuggestTests {
  private let builtins = [
    "sma", "ema", "rma", "wma", "highest", "lowest", "stdev", "close", "crosses",
  ]

  @Test(arguments: [
    ("smaa", ["sma"]), ("hihgest", ["highest"]), ("Highest", ["highest"]), ("colse", ["close"]),
    ("lowst", ["lowest"]), ("stdv", ["stdev"]), ("bollinger", []), ("x", []), ("", []),
    ("ama", ["ema", "rma"]), ("closes", ["close", "crosses"]),
  ])
  func nearestFirst(_ word: String, _ expected: [String]) {
    #expect(suggestions(for: word, among: builtins, most: 2) == expected)
  }

  @Test func theOrderOfTheCandidatesDoesNotMatter() {
    for word in ["ama", "hihest", "crosse"] {
      let forward = suggestions(for: word, among: builtins, most: 3)
      #expect(forward == suggestions(for: word, among: builtins.reversed(), most: 3))
      #expect(forward == suggestions(for: word, among: Set(builtins), most: 3))
    }
  }

  @Test func aWordIsNotItsOwnSuggestion() {
    #expect(!suggestions(for: "sma", among: builtins, most: 9).contains("sma"))
    #expect(suggestions(for: "clos", among: ["close", "close"], most: 9) == ["close"])
  }
}
