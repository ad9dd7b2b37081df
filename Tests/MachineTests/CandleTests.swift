internal import Compiler
internal import Machine
internal import Syntax
internal import TestSupport
internal import Testing

/// Candle patterns on bars drawn by hand, with the two that TA-Lib never found in the data it was
/// compared over. Each case ends with its pattern; before it stand ten bars of body 2 and range 4.
@Suite struct CandleTests {
  struct Case: Sendable, CustomStringConvertible {
    let call: String
    /// open, high, low, close
    let bars: [[Double]]
    let gives: Double
    var description: String { call }

    init(_ call: String, _ bars: [[Double]], gives: Double = 1) {
      (self.call, self.bars, self.gives) = (call, bars, gives)
    }
  }

  static let cases: [Case] = [
    Case("doji()", [[100, 101, 99, 100.3]]),
    Case("doji()", [[100, 101, 99, 100.5]], gives: 0),
    Case("dragonfly_doji()", [[100, 100.1, 97, 100]]),
    Case("dragonfly_doji()", [[100, 103, 99.9, 100]], gives: 0),
    Case("gravestone_doji()", [[100, 103, 99.9, 100]]),
    Case("long_legged_doji()", [[100, 103, 97, 100.1]]),
    Case("hammer()", [[99, 99.6, 96, 99.5]]),
    Case("hammer()", [[102, 102.6, 96, 102.5]], gives: 0),
    Case("hanging_man()", [[102.9, 103.6, 99, 103.5]]),
    Case("hanging_man()", [[99, 99.6, 96, 99.5]], gives: 0),
    Case("shooting_star()", [[103, 106, 102.9, 103.5]]),
    Case("inverted_hammer()", [[97, 100, 96.9, 97.5]]),
    Case("marubozu()", [[100, 105.1, 99.9, 105]]),
    Case("marubozu()", [[105, 105.1, 99.9, 100]], gives: -1),
    Case("spinning_top()", [[100, 102, 99, 100.5]]),
    Case("spinning_top()", [[100.5, 102, 99, 100]], gives: -1),
    Case("engulfing()", [[102, 103, 99, 100], [99, 104, 98, 103]]),
    Case("engulfing()", [[102, 103, 99, 100], [100, 104, 98, 103]], gives: 0.8),
    Case("engulfing()", [[100, 103, 99, 102], [103, 104, 98, 99]], gives: -1),
    Case("engulfing()", [[100, 103, 99, 102], [99, 104, 98, 103]], gives: 0),
    Case("harami()", [[106, 107, 99, 100], [102, 103, 101, 103]]),
    Case("harami()", [[100, 107, 99, 106], [103, 104, 101, 102]], gives: -1),
    Case("harami()", [[100, 107, 99, 106], [103, 104, 100, 100]], gives: 0),
    Case("harami_cross()", [[106, 107, 99, 100], [102, 103, 101, 102]]),
    Case("harami_cross()", [[106, 107, 99, 100], [102, 103, 101, 103]], gives: 0),
    Case("piercing()", [[106, 107, 99, 100], [98, 105, 97, 104]]),
    Case("piercing()", [[106, 107, 99, 100], [98, 105, 97, 102.5]], gives: 0),
    Case("dark_cloud_cover()", [[100, 107, 99, 106], [108, 109, 101, 102]]),
    Case("dark_cloud_cover()", [[100, 107, 99, 106], [108, 109, 101, 104]], gives: 0),
    Case("tweezer_top()", [[100, 105, 99, 104], [104, 105.1, 100, 101]]),
    Case("tweezer_bottom()", [[104, 105, 99, 100], [100, 104, 99.1, 103]]),
    Case("morning_star()", [[106, 107, 99, 100], [98, 99, 97, 98.5], [99, 105, 98, 104]]),
    Case(
      "morning_star()", [[106, 107, 99, 100], [98, 99, 97, 98.5], [99, 105, 98, 101.5]], gives: 0),
    Case("evening_star()", [[100, 107, 99, 106], [108, 109, 107, 107.5], [107, 108, 101, 102]]),
    Case("morning_doji_star()", [[106, 107, 99, 100], [98, 99, 97, 98.2], [99, 105, 98, 104]]),
    Case(
      "morning_doji_star()", [[106, 107, 99, 100], [98, 99, 97, 98.5], [99, 105, 98, 104]],
      gives: 0),
    Case(
      "evening_doji_star()", [[100, 107, 99, 106], [108, 109, 107, 108], [107, 108, 101, 102]]),
    Case("doji_star()", [[106, 107, 99, 100], [98, 99, 97, 98.2]]),
    Case("doji_star()", [[100, 107, 99, 106], [108, 109, 107, 108]], gives: -1),
    Case("doji_star()", [[100, 107, 99, 106], [105, 109, 104, 105]], gives: 0),
    Case("kicking()", [[105, 105.1, 99.9, 100], [106, 111.1, 105.9, 111]]),
    Case("kicking()", [[100, 105.1, 99.9, 105], [99, 99.1, 93.9, 94]], gives: -1),
    Case("kicking()", [[105, 105.1, 99.9, 100], [104, 111.1, 103.9, 111]], gives: 0),
    Case("takuri()", [[100, 100.1, 97, 100.1]]),
    Case("marubozu_closing()", [[100, 105.1, 97, 105]]),
    Case("marubozu_closing()", [[105, 108, 99.9, 100]], gives: -1),
    Case("belt_hold()", [[100, 108, 99.9, 105]]),
    Case("belt_hold()", [[105, 105.1, 97, 100]], gives: -1),
    Case("belt_hold()", [[105, 106, 97, 100]], gives: 0),
    Case("is_gap_up()", [[104, 105, 103.1, 104]]),
    Case("is_gap_down()", [[98, 98.9, 97, 98]]),
    Case(
      "three_white_soldiers()",
      [[100, 103.1, 99, 103], [102, 106.1, 101, 106], [105, 109.1, 104, 109]]),
    Case(
      "three_white_soldiers()",
      [[100, 103.1, 99, 103], [102, 107.1, 101, 106], [105, 109.1, 104, 109]], gives: 0),
    Case(
      "three_black_crows()",
      [
        [107, 110, 106, 109], [108.5, 109, 104.9, 105], [107, 108, 101.9, 102],
        [104, 105, 98.9, 99],
      ]),
    Case(
      "three_black_crows()",
      [
        [109, 110, 106, 107], [108.5, 109, 104.9, 105], [107, 108, 101.9, 102],
        [104, 105, 98.9, 99],
      ], gives: 0),
    Case("three_inside()", [[106, 107, 99, 100], [101, 103, 101, 102], [102, 108, 101, 107]]),
    Case(
      "three_inside()", [[100, 107, 99, 106], [104, 105, 102, 103], [103, 104, 98, 99]], gives: -1),
    Case("three_outside()", [[102, 103, 99, 100], [99, 104, 98, 103], [103, 106, 102, 105]]),
    Case(
      "three_outside()", [[100, 103, 99, 102], [103, 104, 98, 99], [99, 100, 95, 96]], gives: -1),
    Case("inside_bar()", [[100, 102.9, 99.1, 101]]),
    Case("inside_bar()", [[100, 103, 99.1, 101]], gives: 0),
    Case("outside_bar()", [[100, 103.1, 98.9, 101]]),
    Case("body()", [[100, 106, 98, 103]], gives: 3),
    Case("upper_shadow()", [[100, 106, 98, 103]], gives: 3),
    Case("lower_shadow()", [[100, 106, 98, 103]], gives: 2),
    Case("is_bullish()", [[100, 106, 98, 103]]),
    Case("is_bearish()", [[103, 106, 98, 100]]),
    Case("bar_color()", [[103, 106, 98, 100]], gives: -1),
  ]

  /// 100 to 102 between 99 and 103, up and down in turn.
  private static let before: [[Double]] = (0..<11).map {
    $0 % 2 == 0 ? [100, 103, 99, 102] : [102, 103, 99, 100]
  }

  @Test(arguments: cases)
  func lastBar(_ one: Case) throws {
    let rows = CandleTests.before + one.bars
    let source = Source(name: "pattern", text: one.call)
    let program = try #require(compile(expressions: [source]).program)
    let bits = try program.run(Bars(rows: rows.map { $0 + [1] }))[0]
    let isNumber = program.outputs[0].slot.bank == .number
    let last = try #require(bits.last)
    #expect((isNumber ? Double(bitPattern: last) : Double(last)) == one.gives)
  }
}
