internal import Compiler
internal import Machine
internal import Reference
internal import Syntax
internal import TestSupport
internal import Testing

/// Windows keep their numbers in order by one of two means, as their size is: both must say what
/// sorting says.
@Suite struct OrderTests {
  static let calls = [
    "median(close, N)", "percentile_linear(close, N, 30)", "percentile_nearest(close, N, 30)",
    "mode(close, N)", "rci(close, N)", "percent_rank(close, N)", "rolling_rank(close, N)",
  ]

  @Test(arguments: calls, [7, 255, 256, 257, 300])
  func sorted(_ call: String, _ n: Int) throws {
    let source = Source(name: "order", text: call.replacing("N", with: "\(n)"))
    let program = try #require(compile(expressions: [source]).program)
    let expression = parseExpression(source).0
    for market in [Market.ties, .offGrid] {
      let bars = market.bars(n + 90, seed: UInt64(n)).replacing(rows: 40..<41) { _ in
        [.nan, .nan, .nan, .nan, .nan]
      }
      guard case .numbers(let expected) = try ReferenceEvaluator(bars: bars).evaluate(expression)
      else { continue }
      #expect(expected.contains { !$0.isNaN })
      for cut in [Cut.every(1), .every(64)] {
        let found = try program.run(bars, cut: cut)[0].map { Double(bitPattern: $0) }
        for (row, (ours, theirs)) in zip(found, expected).enumerated() {
          #expect(ours == theirs || ours.isNaN && theirs.isNaN, "\(market), row \(row)")
        }
      }
    }
  }
}
