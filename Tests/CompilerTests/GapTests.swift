internal import Testing

/// What remembers passes over bars without data: it gives nothing there, and goes on behind them as
/// if they had not been.
@Suite struct GapTests {
  struct Case: Sendable, CustomStringConvertible {
    let text: String
    let close: [Double]
    let gives: [Double]
    init(_ text: String, _ close: [Double], _ gives: [Double]) {
      (self.text, self.close, self.gives) = (text, close, gives)
    }
    var description: String { text }
  }

  static let nan = Double.nan

  static let cases: [Case] = [
    Case("obv()", [1, 2, nan, 3, 2], [1, 2, nan, 3, 2]),
    Case("obv()", [nan, 5, 4], [nan, 1, 0]),
    Case("ad()", [1, nan, 2], [0, nan, 0]),
    Case("pvt()", [2, 4, nan, 8], [nan, 1, nan, 2]),
    Case("wad()", [2, 4, nan, 5], [nan, 2, nan, 3]),
    Case("nvi()", [1, nan, 2], [1000, nan, 1000]),
    Case("adosc(1, 2)", [1, 1, nan, 1], [nan, 0, nan, 0]),
    Case("vwap()", [1, 3, nan, 5], [1, 2, nan, 3]),
    Case("vwap_since(close == 3)", [1, 3, nan, 5], [1, 3, nan, 4]),
    Case("vwap_bands(close == 3).upper", [1, 3, nan, 5], [1, 3, nan, 5]),
    Case("heikin_ashi().open", [2, 4, nan, 8], [2, 2, nan, 3]),
    Case("highest_since(close == 2, close)", [3, nan, 2, 1], [3, nan, 2, 2]),
    Case("lowest_since(close == 5, close)", [3, 5, nan, 6, 4], [3, 5, nan, 5, 4]),
    Case("drawdown_from_high()", [4, nan, 2], [0, nan, -0.5]),
    Case("zigzag_swings(50%).pivot", [4, 8, nan, 3, 2, 5], [4, 4, nan, 8, 8, 2]),
    Case("zigzag_swings(50%).bars", [4, 8, nan, 3], [0, 1, nan, 2]),
    Case("zigzag_swings(50%).pivot", [nan, 8, 3], [nan, 8, 8]),
    // Windows are missing while a gap is in them.
    Case("mfi(1)", [1, 2, nan, 3, 4], [nan, 100, nan, nan, 100]),
    Case("vwap_rolling(2)", [1, 3, nan, 5, 7], [nan, 2, nan, nan, 6]),
    Case("zscore(close, 2)", [1, 3, nan, 5, 5], [nan, 1, nan, nan, nan]),
    Case("pivot_high(1, 1, close)", [1, 5, 3, nan, 5, 3], [nan, nan, 5, nan, nan, nan]),
    // Conditions are false there.
    Case("streak(close > 1)", [2, 3, nan, 3], [1, 2, 0, 1]),
    Case("rising(close, 1)", [1, 2, nan, 3, 4], [0, 1, 0, 0, 1]),
    Case("cross(close, 2)", [1, 3, nan, 1], [0, 1, 0, 0]),
    Case("nz(close)", [1, nan], [1, 0]),
    // Infinite and zero divisors.
    Case("cmf(1)", [1, 2], [0, 0]),
    Case("simple_return()", [0, 1, 2], [nan, nan, 1]),
    Case("log_return()", [-1, 1, 0], [nan, nan, nan]),
    Case("round(close, 2)", [1.005, -2.345, 1e300], [1, -2.35, 1e300]),
    Case("round_to(close, 0)", [1], [nan]),
    Case("hash(close) == hash(close)", [nan], [0]),
  ]

  @Test(arguments: cases)
  func gives(_ one: Case) throws {
    for chunk in [1, 2, 1000] {
      let columns = try Running.outputs([one.text], one.close, chunk: chunk)
      #expect(
        Running.same(columns.first ?? [], one.gives),
        "\(one.text) in chunks of \(chunk): \(columns)")
    }
  }
}
