extension Builtin {
  /// What the result of a row is a number of.
  public enum Measuring: Sendable, Hashable {
    /// A price of the market, whatever the operands.
    case level
    /// The same as its first operand, and as high: averages, extremes, what is remembered.
    case same
    /// The same as its first operand, added up.
    case total
    /// How far its first operand, or a price, moves or strays: it says nothing of where it stands.
    case distance
    /// What all of its operands are.
    case joined
    /// An index of 0 to 100.
    case score
    case bars
    /// A number of its own.
    case number
    /// Nothing that has a name.
    case nothing
  }

  /// What the row measures; what is not listed measures nothing that has a name.
  public var measuring: Measuring { Builtin.measurings[name] ?? .nothing }

  private static let measurings: [String: Measuring] = {
    let names: [Measuring: String] = [
      .level: "sar supertrend_line zigzag",
      .same: """
      sma ema rma wma alma smooth adaptive super_smoother highest lowest highest_ever lowest_ever \
      ago median percentile_linear percentile_nearest mode value_when last ht_trendline abs floor \
      ceil round trunc
      """,
      .total: "sum cum sum_since mod frac",
      .distance: "stdev dev change mom linreg_slope linreg_error tr atr",
      .joined: "min max avg hypot",
      .score: "rsi percent_rank plus_di minus_di dx adx",
      .bars: "bars_since highest_bars lowest_bars ht_period",
      .number: "sign supertrend_side roc hash",
    ]
    var result: [String: Measuring] = [:]
    for (measuring, list) in names {
      for name in list.split(separator: " ") { result[String(name)] = measuring }
    }
    return result
  }()
}
