internal import Syntax
internal import TestSupport
internal import Testing

/// Limits are one problem each, soon, and never a crash.
@Suite struct LimitTests {
  private func codes(_ text: String) -> [String] {
    parse(Source(name: "limit.quill", text: text)).diagnostics.map(\.code)
  }

  private func fast(_ what: String, _ work: () -> Void) {
    let time = ContinuousClock().measure(work)
    #expect(time < .seconds(5), "\(what) took \(time)")
  }

  @Test(arguments: [
    "(", "not ", "if ", "-", "!", "[", "{", "from ", "on ", "match ", "a(", "a[", "1^", "\"{",
    "on a {",
    "if a then b else ", "{let a = ", "x ? ", "sum(i in ", "each i in 1..2 { ", "test \"x\" { ",
    ")",
    "a.b", "+ 1", "; ", "\"", "'", "a, ", "in {", "limits { ", "=> ", "@",
  ])
  func endlessRepetition(_ piece: String) {
    let count = 50_000 / piece.utf8.count
    for start in ["let x = ", "", "enter long when ", "let x = { "] {
      fast(piece) {
        let codes = codes(start + String(repeating: piece, count: count))
        #expect(!codes.isEmpty)
        #expect(codes.count <= Limits.problems + 1)
      }
    }
  }

  @Test func bracketsThatDoNotMatch() {
    for (open, closer) in [("(", "]"), ("f(", "}"), ("{", ")"), ("[(", "]"), ("\"{(", "}")] {
      let text =
        "let x = " + String(repeating: open, count: 20_000)
        + String(repeating: closer, count: 20_000)
      fast(open) { #expect(!codes(text).isEmpty) }
      fast(open) { #expect(!codes(text.replacing(open, with: open + "\n")).isEmpty) }
    }
  }

  @Test(arguments: ["(", "not ", "if ", "-"])
  func deepNestingIsOneProblem(_ piece: String) {
    fast(piece) {
      #expect(codes("let x = " + String(repeating: piece, count: 40_000)) == ["E0004"])
      #expect(codes("let x = " + String(repeating: piece, count: 1_000_000)) == ["E0001"])
    }
  }

  @Test func nestingUpToTheLimitIsAllowed() {
    func nested(_ depth: Int) -> String {
      "let x = " + String(repeating: "(", count: depth) + "1" + String(repeating: ")", count: depth)
    }
    #expect(codes(nested(Limits.nesting)) == [])
    #expect(codes(nested(Limits.nesting + 1)) == ["E0004"])
    #expect(codes(nested(Limits.nesting + 1) + "\nlet y = = 1") == ["E0004", "E0031"])
  }

  @Test func heightUpToTheLimitIsAllowed() {
    func chain(_ terms: Int) -> String { "let x = 1" + String(repeating: " + 1", count: terms - 1) }
    #expect(codes(chain(Limits.height)) == [])
    #expect(codes(chain(Limits.height + 1)) == ["E0005"])
    let (text, problems) = format(Source(name: "tall.quill", text: chain(Limits.height)))
    #expect(problems.isEmpty && text.hasPrefix("let x =\n  1\n  + 1\n"))
  }

  @Test func theDeepestTreeIsReadDumpedAndFormatted() {
    // Each level is a bracket and an operator of every precedence: the most frames a level can
    // take.
    let level = "1 or 2 and not 3 < 4 + 5 * -6 ?? 7 ^ ("
    let depth = Limits.nesting / 4
    let text =
      "let x = " + String(repeating: level, count: depth) + "8"
      + String(repeating: ")", count: depth)
    let source = Source(name: "deep.quill", text: text)
    let result = parse(source)
    #expect(result.diagnostics.map(\.message) == [])
    #expect(dump(parse(Source(name: "b", text: format(source).text)).tree) == dump(result.tree))
  }

  @Test func problemsAreCounted() {
    let text = String(repeating: "let = 1\n", count: 500)
    let codes = codes(text)
    #expect(codes.count == Limits.problems + 1)
    #expect(codes.last == "E0006")
  }

  @Test func largeFilesAreRefusedByTheirSize() {
    #expect(Source.tooLarge(byteCount: Limits.sourceBytes) == nil)
    #expect(Source.tooLarge(byteCount: Limits.sourceBytes + 1)?.code == "E0001")
    let full = "//" + String(repeating: "x", count: Limits.sourceBytes - 2)
    #expect(codes(full) == [])
    #expect(codes(full + "x") == ["E0001"])
  }

  @Test func bytesThatAreNoText() {
    func codes(_ bytes: [UInt8]) -> [String] {
      parse(Source(name: "bytes", bytes: bytes)).diagnostics.map(\.code)
    }
    #expect(codes([]) == [])
    #expect(codes([0xEF, 0xBB, 0xBF]) == [])
    #expect(codes(Array("let x = 1 // caf".utf8) + [0xE9, 0x0A, 0xE9]) == ["E0002"])
    #expect(codes(Array("let caf".utf8) + [0xE9] + Array(" = 1\nlet y = 2".utf8)) == ["E0002"])
    #expect(codes([0x7F, 0x45, 0x4C, 0x46, 0x02, 0x01, 0x00, 0xFF]) == ["E0003"])
    // Surrogates, overlong forms, beyond the last scalar, cut at the end of the file.
    for bad: [UInt8] in [
      [0xED, 0xA0, 0x80], [0xC0, 0xAF], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82],
    ] {
      #expect(codes(Array("let x = 1 // ".utf8) + bad) == ["E0002"])
    }
  }

  /// The promise of the compiler's 50 ms for a file of 2,000 lines leaves the parser a tenth of
  /// that.
  @Test func twoThousandLinesAreReadQuickly() {
    let line =
      "let name_%  = if close > ema(close, 20) then highest(high[1], 50) * 1.5 else prev_value\n"
    let text = (0..<2000).map { line.replacing("%", with: "\($0)") }.joined()
    let source = Source(name: "long.quill", text: text)
    var best = Duration.seconds(60)
    for _ in 0..<5 {
      best = min(
        best, ContinuousClock().measure { #expect(parse(source).tree.items.count == 2000) })
    }
    print("parse: \(source.bytes.count) bytes, 2,000 lines in \(best)")
    #expect(best < .seconds(1))
  }
}
