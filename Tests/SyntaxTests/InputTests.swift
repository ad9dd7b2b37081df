import TestSupport
import Testing

@testable import Syntax

/// Where an input at a prompt ends, and what it is.
@Suite struct InputTests {
  private static let cases: [(text: String, form: Input.Form, wantsMore: Bool, pieces: [String])] =
    [
      ("", .empty, false, []), ("  // a note", .empty, false, []),
      ("close", .expressions, false, ["close"]),
      ("close, open + 1", .expressions, false, ["close", "open + 1"]),
      (
        "max(close, open), {let a = 1; a}", .expressions, false,
        ["max(close, open)", "{let a = 1; a}"]
      ),
      ("close,", .expressions, true, ["close"]), ("close +", .expressions, true, ["close +"]),
      ("sma(close", .expressions, true, ["sma(close"]),
      ("a crosses", .expressions, true, ["a crosses"]),
      ("if close > open then 1 else", .expressions, true, ["if close > open then 1 else"]),
      ("close)", .expressions, false, ["close)"]),
      ("let x =", .statements, true, []), ("let x = 1", .statements, false, []),
      ("param p = 3 in", .statements, true, []), ("fn f(x) = x", .statements, false, []),
      ("enter long", .statements, false, []), ("exit", .statements, false, []),
      ("exit when close >", .statements, true, []), ("plot close", .statements, false, []),
      // Words of statements are free as names.
      ("plot + 1", .expressions, false, ["plot + 1"]),
      ("history[2]", .expressions, false, ["history[2]"]),
      ("limits and test", .expressions, false, ["limits and test"]),
      ("limits { max drawdown 20%", .statements, true, []),
      ("\"text {close}\"", .expressions, false, ["\"text {close}\""]),
    ]

  @Test(arguments: cases.indices)
  func isReadByItsWords(_ index: Int) {
    let (text, form, wantsMore, pieces) = InputTests.cases[index]
    let source = Source(name: "input", text: text)
    let input = Input(source)
    #expect(input.form == form && input.wantsMore == wantsMore, "\(text)")
    #expect(input.expressions.map { source.text($0) } == pieces, "\(text)")
  }

  @Test func ordersEndAtAnEmptyLine() {
    func ends(_ text: String) -> Bool { Input(Source(name: "input", text: text)).endsAtEmptyLine }
    #expect(ends("enter long when close > open") && ends("exit") && ends("entries long size 10%"))
    #expect(!ends("let a = 1") && !ends("close") && !ends("exit + 1"))
  }

  /// Whatever the bytes, the pieces lie within the text, in order.
  @Test(arguments: SplitMix64.seeds(300))
  func anyBytesAreAnInput(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let words = [
      "let", "enter", "close", "(", ")", "{", "}", "\"", ",", "+", "//", "1e", "\n", "é", " ",
    ]
    var bytes: [UInt8] = []
    for _ in 0..<random.below(40) {
      if random.once(in: 4) {
        bytes.append(UInt8(random.below(256)))
      } else {
        bytes += Array(random.pick(words).utf8)
      }
    }
    let source = Source(name: "input", bytes: bytes)
    var end = 0
    for span in Input(source).expressions {
      #expect(
        span.start >= end && span.end >= span.start && span.end <= bytes.count, "seed \(seed)")
      end = span.end
    }
  }
}
