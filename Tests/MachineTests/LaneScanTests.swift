internal import Compiler
internal import Machine
internal import Syntax
internal import TestSupport
internal import Testing

/// What takes many rows at once gives the bits of one bar at a time: over chunks that begin in the
/// middle of a block, with holes and flat stretches, long after the seed.
@Suite struct LaneScanTests {
  struct Setting: Sendable, CustomStringConvertible {
    let call: String
    let market: Market
    var description: String { "\(call) over \(market)" }
  }

  static let settings: [Setting] = [
    "ema(close, 1)", "ema(close, 7)", "rma(open + 0.1, 14)", "rsi(close, 2)", "rsi(close, 14)",
    "atr(1)", "atr(14)", "dx(3)", "adx(5)", "plus_di(7)", "macd(close).signal",
    "stdev(close, 20)", "stdev(volume, 600)", "linreg_slope(close, 20)", "linreg_slope(low, 300)",
    "highest(high, 1)", "highest(high, 2)", "highest(high, 14)", "highest(high, 50)",
    "highest(high, 90)", "lowest(low, 5)", "lowest(-low, 7)", "lowest(low, 64)", "stoch(14).d",
    "sma(close - open, 3)", "percent_rank(close, 50)",
    "rolling_rank(close, 9)", "median(close, 50)", "percentile_linear(close, 5, 30)",
    "mode(close, 30)", "rci(close, 9)", "rci(close, 40)",
  ].flatMap { call in
    [Market.calm, .ties, .holes, .mixed, .large, .small].map { Setting(call: call, market: $0) }
  }

  @Test(arguments: settings)
  func chunksHaveTheBitsOfBars(_ setting: Setting) throws {
    let bars = setting.market.bars(1_500, seed: 3)
    let source = Source(name: "call", text: setting.call)
    let compilation = compile(expressions: [source])
    let program = try #require(
      compilation.program, "\(compilation.diagnostics.map(\.message))")
    let expected = try program.run(bars, cut: .every(1))
    for cut in [Cut.every(1_024), .every(97), .random(room: 200, seed: 5)] {
      let found = try program.run(bars, cut: cut)
      #expect(found == expected, "\(cut)")
    }
  }

  /// Where prices stand still an average is the price, to the bit, whatever was before.
  @Test(arguments: ["ema(close, 9)", "rma(close, 14)", "macd(close).line + close"])
  func averagesOfFlatPricesAreThePrice(_ call: String) throws {
    let closes = [1.1, 7.3, 0.3] + [Double](repeating: 0.7, count: 3_000)
    let source = Source(name: "call", text: call)
    let program = try #require(compile(expressions: [source]).program)
    for cut in [Cut.every(1), .every(1_024)] {
      let last = try program.run(Bars(closes: closes), cut: cut)[0].last
      #expect(last == (0.7).bitPattern, "\(cut)")
    }
  }
}
