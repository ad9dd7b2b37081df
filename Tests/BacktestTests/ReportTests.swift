import Machine
import Testing
import Trading

@testable import Backtest

@Suite struct ReportTests {
  @Test func aSparklineShowsTheLastOfEachStretch() {
    #expect(Sparkline.text([0, 1, 2, 3, 4, 5, 6, 7]) == "▁▂▃▄▅▆▇█")
    #expect(Sparkline.text([0, 9, 9, 0, 0, 7], columns: 2) == "█▁")
    #expect(Sparkline.text([5, 5, 5]) == "▁▁▁")
    #expect(Sparkline.text([]) == "" && Sparkline.text([1], columns: 0) == "")
    #expect(Sparkline.text([.nan, 0, 1]) == " ▁█" && Sparkline.text([.nan]) == " ")
    #expect(Sparkline.text([-1.7e308, 1.7e308]) == "▁█")
    #expect(Sparkline.text((0..<1000).map(Double.init)).count == 60)
  }

  @Test(arguments: [
    (0.0, 2, "0.00"), (1234.5, 2, "1,234.50"), (-1_234_567.891, 1, "-1,234,567.9"),
    (0.005, 2, "0.00"), (999.995, 2, "1,000.00"), (-0.001, 2, "0.00"), (12, 0, "12"),
  ])
  func numbersAreGrouped(_ number: Double, _ decimals: Int, _ text: String) {
    #expect(NumberText.fixed(number, decimals: decimals) == text)
  }

  @Test func hugeNumbersStandAsTheyAre() {
    #expect(NumberText.fixed(1e300, decimals: 2) == "1e+300")
  }

  @Test(
    arguments: [
      (0, "0s"), (59, "59s"), (3600, "1h"), (3661, "1h 1m"), (86_400 * 3 + 7200 + 60, "3d 2h"),
      (86_400 + 5, "1d"),
    ] as [(Int64, String)])
  func durationsAreShort(_ seconds: Int64, _ text: String) {
    #expect(NumberText.duration(nanoseconds: seconds * 1_000_000_000) == text)
  }

  @Test func theReportIsWellSet() throws {
    var code = Assembly("report")
    let row = code.barIndex()
    code.enter(.long, code.call("<", [row, code.splat(5)]), size: (.units, code.splat(10)))
    code.exit(.all, code.call("==", [row, code.splat(2)]))
    let bars = Sample.bars(open: [10, 10, 11, 12, 12, 13], close: [10, 11, 9, 12, 12, 14])
    var settings = try BacktestSettings.plain(
      capital: "1000", fee: "1%", tick: "0.01", timing: .close)
    settings.wantsEquity = false
    let result = try BacktestRun(code.program, values: [], bars: bars, settings: settings).result()
    let lines = Report(result, heading: ["Report on TEST"]).lines
    let expected = """
      Report on TEST
      OPTIMISTIC: orders fill at the close they were decided at

      Final equity             1,006.90    Trades                          1
      Total return               0.69 %    Winning                         0
      Buy and hold              40.00 %    Losing                          1
      CAGR                          n/a    Win rate                   0.00 %
      Annual return             41.42 %    Profit factor                0.00
      Volatility                24.17 %    Expectancy                 -11.90
      Sharpe                       1.74    Average trade            -11.90 %
      Sortino                      2.86    SQN                           n/a
      Calmar                      18.91    Fees paid                    3.10
      Max drawdown               2.19 %    Exposure                  83.33 %
      Longest drawdown               4m    Longest drawdown           4 bars

      Equity  ▅█▁▁▁█

      Open at the end: long 10 at 12
      Refused 3x: order 1, a position in that direction is open
      In force: capital 1000; fee 1% of the notional; slippage none; tick 0.01;
                lot none; fills at the close of the decision (optimistic);
                periods per year 252; at the end open positions marked
      """
    #expect(lines.joined(separator: "\n") == expected)
    #expect(lines.allSatisfy { $0.count <= 80 })
  }
}
