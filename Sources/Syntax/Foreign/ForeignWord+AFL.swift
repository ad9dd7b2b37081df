/// AFL, the language of AmiBroker.
extension ForeignWord {
  private static func row(
    _ word: String, _ advice: String, _ rewrite: String?, _ written: String, _ here: String
  ) -> ForeignWord {
    ForeignWord(.afl, .value, word, advice, rewrite, written, here)
  }

  static let afl: [ForeignWord] = [
    row(
      "Ref", "the value n bars ago is `x[n]`; there is no way to read the future", "$1[$-2]",
      "Ref(close, -1)", "close[1]"),
    row(
      "Cross", "write `a crosses above b`", "$1 crosses above $2", "Cross(close, open)",
      "close crosses above open"),
    row(
      "IIf", "write `if c then a else b`", "if $1 then $2 else $3", "IIf(close > open, 1, 2)",
      "if close > open then 1 else 2"),
    row("MA", "write `sma(x, n)`", "sma($1, $2)", "MA(close, 20)", "sma(close, 20)"),
    row("EMA", "write `ema(x, n)`", "ema($1, $2)", "EMA(close, 20)", "ema(close, 20)"),
    row("DEMA", "write `dema(x, n)`", "dema($1, $2)", "DEMA(close, 20)", "dema(close, 20)"),
    row("TEMA", "write `tema(x, n)`", "tema($1, $2)", "TEMA(close, 20)", "tema(close, 20)"),
    row("WMA", "write `wma(x, n)`", "wma($1, $2)", "WMA(close, 20)", "wma(close, 20)"),
    row("Wilders", "write `rma(x, n)`", "rma($1, $2)", "Wilders(close, 20)", "rma(close, 20)"),
    row("RSI", "write `rsi(close, n)`", "rsi(close, $1)", "RSI(14)", "rsi(close, 14)"),
    row("RSIa", "write `rsi(x, n)`", "rsi($1, $2)", "RSIa(high, 14)", "rsi(high, 14)"),
    row("ATR", "write `atr(n)`", "atr($1)", "ATR(14)", "atr(14)"),
    row("ADX", "write `adx(n)`", "adx($1)", "ADX(14)", "adx(14)"),
    row("PDI", "write `plus_di(n)`", "plus_di($1)", "PDI(14)", "plus_di(14)"),
    row("MDI", "write `minus_di(n)`", "minus_di($1)", "MDI(14)", "minus_di(14)"),
    row("MFI", "write `mfi(n)`", "mfi($1)", "MFI(14)", "mfi(14)"),
    row("ROC", "write `roc(x, n)`", "roc($1, $2)", "ROC(close, 10)", "roc(close, 10)"),
    row("StDev", "write `stdev(x, n)`", "stdev($1, $2)", "StDev(close, 20)", "stdev(close, 20)"),
    row("Sum", "write `sum(x, n)`", "sum($1, $2)", "Sum(close, 20)", "sum(close, 20)"),
    row("Cum", "write `cum(x)`", "cum($1)", "Cum(close)", "cum(close)"),
    row("HHV", "write `highest(x, n)`", "highest($1, $2)", "HHV(high, 10)", "highest(high, 10)"),
    row("LLV", "write `lowest(x, n)`", "lowest($1, $2)", "LLV(low, 10)", "lowest(low, 10)"),
    row(
      "HHVBars", "write `highest_bars(x, n)`", nil, "HHVBars(high, 10)", "highest_bars(high, 10)"),
    row("LLVBars", "write `lowest_bars(x, n)`", nil, "LLVBars(low, 10)", "lowest_bars(low, 10)"),
    row(
      "Highest", "write `highest(x, n)`, since the first bar `highest_ever(x)`", "highest_ever($1)",
      "Highest(high)", "highest_ever(high)"),
    row(
      "Lowest", "write `lowest(x, n)`, since the first bar `lowest_ever(x)`", "lowest_ever($1)",
      "Lowest(low)", "lowest_ever(low)"),
    row(
      "BarsSince", "write `bars_since(c)`", "bars_since($1)", "BarsSince(close > open)",
      "bars_since(close > open)"),
    row(
      "ValueWhen", "write `value_when(c, x, 0)`: 0 is the latest, which AFL calls 1", nil,
      "ValueWhen(close > open, close)", "value_when(close > open, close, 0)"),
    row("Param", "write `param name = 14 in 5..30`", nil, "Param(\"n\", 14, 5, 30, 1)", "14"),
    row("Optimize", "write `param name = 14 in 5..30`", nil, "Optimize(\"n\", 14, 5, 30, 1)", "14"),
    row(
      "BBandTop", "write `bbands(close, n, k).upper`", "bbands($1, $2, $3).upper",
      "BBandTop(close, 20, 2)", "bbands(close, 20, 2).upper"),
    row(
      "BBandBot", "write `bbands(close, n, k).lower`", "bbands($1, $2, $3).lower",
      "BBandBot(close, 20, 2)", "bbands(close, 20, 2).lower"),
    row(
      "ExRem",
      "orders need none: a second entry is refused; else `becomes(from false next ...)`",
      nil, "ExRem(close > open, close < open)",
      "becomes(from false next if close > open then true else if close < open then false else prev)"
    ),
    row(
      "Flip", "write `from false next if a then true else if b then false else prev`", nil,
      "Flip(close > open, close < open)",
      "from false next if close > open then true else if close < open then false else prev"),
    row("TimeFrameSet", "write `on 1d { close }`", nil, "TimeFrameSet(inDaily)", "on 1d { close }"),
    row(
      "TimeFrameGetPrice", "write `on 1d { close }`", nil, "TimeFrameGetPrice(\"C\", inDaily)",
      "on 1d { close }"),
    row(
      "Foreign", "write `on \"SPY\" { close }`", nil, "Foreign(\"SPY\", \"C\")",
      "on \"SPY\" { close }"),
    row("BarIndex", "write `bar_index`", "bar_index", "BarIndex()", "bar_index"),
    row("Hour", "write `hour`", "hour", "Hour()", "hour"),
    row("Minute", "write `minute`", "minute", "Minute()", "minute"),
    row("Day", "write `day`", "day", "Day()", "day"),
    row("Month", "write `month`", "month", "Month()", "month"),
    row("Year", "write `year`", "year", "Year()", "year"),
    row("DayOfWeek", "write `weekday`; Monday is 1", nil, "DayOfWeek() == 1", "weekday == 1"),
    row(
      "TimeNum", "write `in_session(\"09:30-16:00\")`", nil, "TimeNum() > 93000",
      "in_session(\"09:30-16:00\")"),
    row(
      "DateNum", "compare `time` with a date: `time > 2024-01-31`", nil, "DateNum() > 1240131",
      "time > 2024-01-31"),
    row("Close", "write `close`", "close", "Close", "close"),
    row("Open", "write `open`", "open", "Open", "open"),
    row("High", "write `high`", "high", "High", "high"),
    row("Low", "write `low`", "low", "Low", "low"),
    row("Volume", "write `volume`", "volume", "Volume", "volume"),
    row("C", "write `close`", "close", "C > 1", "close > 1"),
    row("O", "write `open`", "open", "O > 1", "open > 1"),
    row("H", "write `high`", "high", "H > 1", "high > 1"),
    row("L", "write `low`", "low", "L > 1", "low > 1"),
    row("V", "write `volume`", "volume", "V > 1", "volume > 1"),
    row("Null", "write `na`", "na", "Null", "na"),
    row("IsNull", "write `is_na(x)`", "is_na($1)", "IsNull(close)", "is_na(close)"),
    row("IsTrue", "write the condition itself", "$1", "IsTrue(close > open)", "close > open"),
    row(
      "Prec", "write `trunc(x * 100) / 100`, or `round_to(x, step)` for the nearest", nil,
      "Prec(close, 2)", "trunc(close * 100) / 100"),
    ForeignWord(
      .afl, .signal, "Buy", "a long position is opened by `enter long when c`", "enter long when",
      "Buy = close > open", "enter long when close > open"),
    ForeignWord(
      .afl, .signal, "Sell", "a long position is closed by `exit long when c`", "exit long when",
      "Sell = close < open", "exit long when close < open"),
    ForeignWord(
      .afl, .signal, "Short", "a short position is opened by `enter short when c`",
      "enter short when", "Short = close < open", "enter short when close < open"),
    ForeignWord(
      .afl, .signal, "Cover", "a short position is closed by `exit short when c`",
      "exit short when", "Cover = close > open", "exit short when close > open"),
  ]

  private static func statement(
    _ word: String, _ advice: String, _ written: String, _ here: String
  ) -> ForeignWord {
    ForeignWord(.afl, .statement, word, advice, nil, written, here)
  }

  static let aflStatements: [ForeignWord] = [
    statement(
      "SetOption",
      "what a backtest takes for granted is written as `assume { capital 10_000 }`",
      "SetOption(\"InitialEquity\", 10000)", "assume { capital 10_000 }"),
    statement(
      "SetTradeDelays", "a decision is taken at the close and fills at the next open",
      "SetTradeDelays(1, 1, 1, 1)", "enter long when close > open"),
    statement(
      "SetPositionSize", "the size stands in the order: `enter long when c size 10%`",
      "SetPositionSize(10, spsPercentOfEquity)", "enter long when close > open size 10%"),
    statement(
      "ApplyStop", "a stop stands in the order: `enter long when c stop 5%`", "ApplyStop(0, 1, 5)",
      "enter long when close > open"),
    statement("Plot", "write `plot x`", "Plot(Close, \"x\", 1)", "plot close"),
    statement("PlotShapes", "write `plot x`", "PlotShapes(1, 2)", "plot close"),
    statement("AddColumn", "write `plot x`", "AddColumn(Close, \"x\")", "plot close"),
    statement("_SECTION_BEGIN", "sections are not needed", "_SECTION_BEGIN(\"x\")", "let n = 1"),
    statement("_SECTION_END", "sections are not needed", "_SECTION_END()", "let n = 1"),
    statement(
      "AlertIf", "write `alert \"text\" when c`", "AlertIf(Close > 1)",
      "alert \"x\" when close > 1"),
  ]
}
