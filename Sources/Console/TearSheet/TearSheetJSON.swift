package import Backtest
import Market
import Trading

/// The tables of a tear sheet in `--json`; its metrics stand among the others.
extension TearSheet {
  package var json: JSON {
    .object([
      ("days", .integer(days.count)), ("days_per_year", .number(record.daysPerYear)),
      ("benchmark", .optional(benchmark?.name)), ("months", .array(years.map(monthsJSON))),
      ("drawdowns", .array(drawdowns.map(drawdownJSON))), ("rolling_sharpe", rollingJSON),
      (
        "breakdowns",
        .object(breakdowns.map { ($0.trait.rawValue, .array($0.groups.map(groupJSON))) })
      ),
    ])
  }

  private func monthsJSON(_ year: YearOfReturns) -> JSON {
    .object([
      ("year", .integer(year.year)), ("months", .array(year.months.map { .finite($0) })),
      ("total", .finite(year.total)),
    ])
  }

  private func drawdownJSON(_ drawdown: Drawdown) -> JSON {
    .object([
      ("depth", .number(drawdown.depth)), ("peak", .text(TimeText.text(drawdown.peakTime))),
      ("trough", .text(TimeText.text(drawdown.troughTime))),
      ("recovery", .optional(drawdown.recoveryTime.map(TimeText.text))),
      ("bars_to_trough", .integer(drawdown.barsToTrough)), ("bars", .integer(drawdown.bars)),
      ("seconds", .number(Double(drawdown.duration) / 1e9)),
    ])
  }

  private var rollingJSON: JSON {
    guard let rolling = rollingSharpe else { return .null }
    return .object([
      ("window", .integer(rolling.window)),
      ("from", .optional(rolling.values.first.map { TimeText.text($0.time) })),
      ("values", .array(rolling.values.map { .finite($0.value) })),
    ])
  }

  private func groupJSON(_ group: Breakdown.Group) -> JSON {
    .object([
      ("name", .text(group.name)), ("trades", .integer(group.figures.count)),
      ("winning", .integer(group.figures.winning)), ("losing", .integer(group.figures.losing)),
      ("win_rate", .finite(group.figures.winRate)), ("net", .text(group.net.description)),
      ("profit_factor", .finite(group.figures.profitFactor)),
      ("expectancy", .finite(group.figures.expectancy)), ("sqn", .finite(group.figures.sqn)),
      ("average_r", .finite(group.averageMultiple)), ("average_bars", .number(group.averageBars)),
    ])
  }
}
