import TestSupport
import Testing

/// What a computed price moves by in its last digit is no move.
@Suite struct LastDigitTests {
  private static let header = "timestamp,open,high,low,close,volume\n"

  /// The typical prices of the last two days are equal; their sums round apart.
  @Test func moneyDoesNotFlowAtEqualTypicalPrices() throws {
    let folder = try Scratch()
    try folder.write(
      "bars.csv",
      Self.header + "2021-03-08,63,63.1,62.9,63,1\n2021-03-09,63.06,63.48,62.99,63.3,1\n"
        + "2021-03-10,63.45,63.7,62.95,63.12,1\n")
    let outcome = try QuillProcess().run("eval", "mfi(1)", "--data", folder.path("bars.csv"))
    #expect(outcome.code == 0, "\(outcome.err)")
    #expect(outcome.out.hasSuffix("2021-03-09T00:00:00Z,100\n2021-03-10T00:00:00Z,0\n"))
  }

  /// Behind a walk the price stands still, and so does its strength.
  @Test func theStochasticOfAStillStrengthIsZero() throws {
    let folder = try Scratch()
    try folder.write(
      "still.quill",
      """
      strategy "still"
      enter long when stochrsi(close, 14, 14).k > 0 and close == close[1] and close[1] == close[20]
      exit when close < close[1]

      test "flat" {
        bars close: 100, noise(60, 1%, seed: 4), flat(60)
        expect never entered
      }

      """)
    let outcome = try QuillProcess().run("test", folder.path("still.quill"))
    #expect(outcome.code == 0, "\(outcome.out)")
  }
}
