/// Words of other languages, and what is written for them here.
enum ForeignWords {
  static func advice(_ word: String) -> String? {
    if let advice = words[word] { return advice }
    guard let point = word.firstIndex(of: ".") else { return spaces[word] }
    let space = String(word[..<point])
    if space == "ta", let advice = words[String(word[word.index(after: point)...])] {
      return advice
    }
    return spaces[space]
  }

  static func isKnown(_ word: String) -> Bool { advice(word) != nil }

  /// The words with their advice, in no particular order.
  private static let words: [String: String] = [
    // Pine Script
    "crossover": "write `a crosses above b`",
    "crossunder": "write `a crosses below b`",
    "iff": "write `if c then a else b`",
    "barssince": "write `bars_since(c)`",
    "valuewhen": "write `value_when(c, x, 0)`",
    "study": "write `indicator \"title\"`",
    "security": "write `on 1d { close }`: the last completed day",
    "hline": "write `plot x levels 30, 70`",
    "plotshape": "write `plot x`",
    "alertcondition": "write `alert \"text\" when c`",
    "timestamp": "write a date such as `2024-01-31`",
    "dayofweek": "write `weekday`",
    "dayofmonth": "write `day`",
    "strategy.entry": "write `enter long \"tag\" when c`",
    "strategy.order": "write `enter long when c` or `exit long when c`",
    "strategy.close": "write `exit \"tag\" when c`",
    "strategy.close_all": "write `exit when c`",
    "strategy.exit": "write `exit long stop at x` or `target at x`",
    "strategy.cancel": "a resting order lives one bar and is renewed while its `when` holds",
    "strategy.position_size": "write `position`",
    "strategy.position_avg_price": "write `position.price`",
    "strategy.equity": "write `equity`",
    "strategy.netprofit": "write `realised`",
    "strategy.openprofit": "write `position.pnl`",
    "strategy.closedtrades": "write `trades`",
    "strategy.wintrades": "write `wins`",
    "strategy.long": "write `enter long`",
    "strategy.short": "write `enter short`",
    "math.sum": "write `sum(x, n)`; the sum over all bars is `cum(x)`",
    "math.avg": "write `avg(a, b)`",
    "math.pow": "write `a ^ b`",
    "request.security": "write `on 1d { close }`: the last completed day",
    "syminfo.mintick": "write `tick`",
    "syminfo.ticker": "write `symbol`",
    // AFL
    "Ref": "the value n bars ago is `x[n]`; there is no way to read the future",
    "Cross": "write `a crosses above b`",
    "IIf": "write `if c then a else b`",
    "MA": "write `sma(x, n)`",
    "EMA": "write `ema(x, n)`",
    "RSI": "write `rsi(close, n)`",
    "ATR": "write `atr(n)`",
    "HHV": "write `highest(x, n)`",
    "LLV": "write `lowest(x, n)`",
    "BarsSince": "write `bars_since(c)`",
    "ValueWhen": "write `value_when(c, x, 0)`",
    "Param": "write `param name = 14 in 5..30`",
    "Optimize": "write `param name = 14 in 5..30`",
    "BBandTop": "write `bbands(close, n, k).upper`",
    "BBandBot": "write `bbands(close, n, k).lower`",
    "ExRem": "write `becomes(c)`",
    "TimeFrameSet": "write `on 1d { close }`",
    "BarIndex": "write `bar_index`",
    "Close": "write `close`",
    "Open": "write `open`",
    "High": "write `high`",
    "Low": "write `low`",
    "Volume": "write `volume`",
    // thinkScript, MQL, Python
    "Average": "write `sma(x, n)`",
    "ExpAverage": "write `ema(x, n)`",
    "CompoundValue": "write `from FIRST next NEXT`",
    "reference": "write the name of the function",
    "iMA": "write `sma(x, n)`",
    "iRSI": "write `rsi(close, n)`",
    "SMA": "write `sma(x, n)`",
    "MACD": "write `macd(close, 12, 26, 9)`; its fields are `line`, `signal` and `histogram`",
    "shift": "the value n bars ago is `x[n]`",
    "rolling": "write `sma(x, n)`, `highest(x, n)` or `stdev(x, n)`",
    "None": "write `na`",
    "null": "write `na`",
    "nan": "write `na`",
    "True": "write `true`",
    "False": "write `false`",
  ]

  /// What to write for `SPACE.anything`.
  private static let spaces: [String: String] = [
    "ta": "builtins are written without `ta.`: `sma(close, 20)`",
    "math": "builtins are written without `math.`: `max(a, b)`",
    "strategy": "orders are `enter` and `exit`; the account is `position`, `equity`, `flat`",
    "input": "write `param name = 14 in 5..30`",
    "request": "write `on 1d { close }`: the last completed day",
    "str": "texts are constant; a value in a text is written `{x:.2}`",
    "color": "colours are chosen where a chart is shown",
    "plot": "write `plot x`",
    "array": "there are no lists: `x[n]` is the past, `sum(i in 0..<n: ...)` adds up",
    "syminfo": "write `symbol` or `tick`",
    "barstate": "every bar is a completed bar; the first is `bar_index == 0`",
    "timeframe": "write `on 1d { ... }`",
    "chart": "the time of a bar is `time`",
    "np": "builtins are written without `np.`",
    "pd": "builtins are written without `pd.`",
    "talib": "builtins are written without `talib.`: `sma(close, 20)`",
  ]
}
