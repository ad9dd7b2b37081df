/// thinkScript, EasyLanguage, MQL and Python.
extension ForeignWord {
  static let thinkScript: [ForeignWord] = {
    func row(
      _ word: String, _ advice: String, _ rewrite: String?, _ written: String, _ here: String
    ) -> ForeignWord { ForeignWord(.thinkScript, .value, word, advice, rewrite, written, here) }
    func statement(
      _ word: String, _ advice: String, _ written: String, _ here: String
    ) -> ForeignWord { ForeignWord(.thinkScript, .statement, word, advice, nil, written, here) }
    return [
      row("Average", "write `sma(x, n)`", "sma($1, $2)", "Average(close, 20)", "sma(close, 20)"),
      row(
        "SimpleMovingAvg", "write `sma(x, n)`", "sma($1, $2)", "SimpleMovingAvg(close, 20)",
        "sma(close, 20)"),
      row(
        "ExpAverage", "write `ema(x, n)`", "ema($1, $2)", "ExpAverage(close, 20)",
        "ema(close, 20)"),
      row(
        "MovAvgExponential", "write `ema(x, n)`", "ema($1, $2)", "MovAvgExponential(close, 20)",
        "ema(close, 20)"),
      row(
        "WildersAverage", "write `rma(x, n)`", "rma($1, $2)", "WildersAverage(close, 20)",
        "rma(close, 20)"),
      row(
        "MovingAverage", "write `sma(x, n)`, `ema(x, n)` or `rma(x, n)`", nil,
        "MovingAverage(AverageType.SIMPLE, close, 20)", "sma(close, 20)"),
      row(
        "CompoundValue", "write `from FIRST next NEXT`", nil, "CompoundValue(1, close, 0)",
        "from 0 next close"),
      row("reference", "write the name of the function", nil, "reference", "rsi(close, 14)"),
      row("AbsValue", "write `abs(x)`", "abs($1)", "AbsValue(close)", "abs(close)"),
      row("GetValue", "the value n bars ago is `x[n]`", "$1[$2]", "GetValue(close, 3)", "close[3]"),
      row(
        "BarNumber", "write `bar_index`, which begins with 0", "bar_index + 1", "BarNumber()",
        "bar_index + 1"),
      row("IsNaN", "write `is_na(x)`", "is_na($1)", "IsNaN(close)", "is_na(close)"),
      row("TrueRange", "write `tr()`", nil, "TrueRange(high, close, low)", "tr()"),
      row(
        "SecondsFromTime", "write `in_session(\"09:30-16:00\")`", nil, "SecondsFromTime(0930)",
        "in_session(\"09:30-16:00\")"),
      row(
        "EntryPrice", "write `position.price`", "position.price", "EntryPrice()",
        "position.price"),
      ForeignWord(
        .thinkScript, .space, "Double", "write `na`", nil, "Double.NaN", "na"),
      ForeignWord(
        .thinkScript, .space, "AggregationPeriod", "write `on 1d { close }`", nil,
        "AggregationPeriod.DAY", "on 1d { close }"),
      statement(
        "AddOrder", "write `enter long when c` or `exit long when c`",
        "AddOrder(1, close > open)", "enter long when close > open"),
      statement(
        "AddLabel", "write `alert \"text {x}\" when c`, or `plot x`", "AddLabel(1)",
        "plot close"),
      statement(
        "AddCloud", "colours are chosen where a chart is shown", "AddCloud(1)", "plot close"),
      statement(
        "AssignPriceColor", "colours are chosen where a chart is shown",
        "AssignPriceColor(1)", "plot close"),
      statement("Alert", "write `alert \"text\" when c`", "Alert(1)", "alert \"x\" when close > 1"),
      statement(
        "declare", "where a plot stands is said by `plot x in \"pane\"`", "declare lower",
        "plot close in \"lower\""),
      statement(
        "rec", "write `let x = from 0 next ...`, where `prev` is its value one bar ago",
        "rec c = c[1] + 1", "let c = from 0 next prev + 1"),
      statement("script", "a function is `fn f(x) = ...`", "script f", "fn f(x) = x"),
    ]
  }()

  static let easyLanguage: [ForeignWord] = {
    func row(
      _ word: String, _ advice: String, _ rewrite: String?, _ written: String, _ here: String
    ) -> ForeignWord { ForeignWord(.easyLanguage, .value, word, advice, rewrite, written, here) }
    func statement(
      _ word: String, _ advice: String, _ written: String, _ here: String
    ) -> ForeignWord { ForeignWord(.easyLanguage, .statement, word, advice, nil, written, here) }
    return [
      row("XAverage", "write `ema(x, n)`", "ema($1, $2)", "XAverage(close, 20)", "ema(close, 20)"),
      row("AvgTrueRange", "write `atr(n)`", "atr($1)", "AvgTrueRange(14)", "atr(14)"),
      row(
        "MarketPosition", "write `position`: above 0 it is long, below it is short", nil,
        "MarketPosition == 1", "position > 0"),
      row(
        "BarsSinceEntry", "write `position.bars`", "position.bars", "BarsSinceEntry > 3",
        "position.bars > 3"),
      row(
        "CurrentBar", "write `bar_index`, which begins with 0", nil, "CurrentBar > 9",
        "bar_index + 1 > 9"),
      statement("inputs", "write `param name = 14 in 5..30`", "inputs: n(14)", "let n = 14"),
      statement("vars", "write `let name = ...`", "vars: n(0)", "let n = 0"),
      statement("variables", "write `let name = ...`", "variables: n(0)", "let n = 0"),
      statement("begin", "a block is `{ let m = ...; m }`", "begin", "let n = 0"),
      statement(
        "buy", "write `enter long when ...`", "buy next bar at market",
        "enter long when close > open"),
      statement(
        "sell",
        "`exit long when ...` closes a long position, `enter short when ...` opens a short one",
        "sell next bar at market", "exit long when close < open"),
      statement(
        "sellshort", "write `enter short when ...`", "sellshort next bar at market",
        "enter short when close < open"),
      statement(
        "short", "write `enter short when ...`", "short when close < open",
        "enter short when close < open"),
      statement(
        "long", "write `enter long when ...`", "long when close > open",
        "enter long when close > open"),
      statement(
        "cover", "write `exit short when ...`", "cover when close > open",
        "exit short when close > open"),
      statement(
        "buytocover", "write `exit short when ...`", "buytocover next bar at market",
        "exit short when close > open"),
      statement(
        "order", "write `enter long when ...` or `exit long when ...`", "order 1",
        "enter long when close > open"),
    ]
  }()

  static let mql: [ForeignWord] = {
    func row(
      _ word: String, _ advice: String, _ rewrite: String?, _ written: String, _ here: String
    ) -> ForeignWord { ForeignWord(.mql, .value, word, advice, rewrite, written, here) }
    func statement(
      _ word: String, _ advice: String, _ written: String, _ here: String
    ) -> ForeignWord { ForeignWord(.mql, .statement, word, advice, nil, written, here) }
    return [
      row("iMA", "write `sma(x, n)`", nil, "iMA(0, 0, 20, 0, 0, 0, 0)", "sma(close, 20)"),
      row("iRSI", "write `rsi(close, n)`", nil, "iRSI(0, 0, 14, 0, 0)", "rsi(close, 14)"),
      row("iATR", "write `atr(n)`", nil, "iATR(0, 0, 14, 0)", "atr(14)"),
      row(
        "iClose", "write `close[n]`, of another timeframe `on 1d { close[n] }`", nil,
        "iClose(0, 0, 1)", "close[1]"),
      row("MathAbs", "write `abs(x)`", "abs($1)", "MathAbs(close)", "abs(close)"),
      row("MathMax", "write `max(a, b)`", "max($*)", "MathMax(close, open)", "max(close, open)"),
      row("MathMin", "write `min(a, b)`", "min($*)", "MathMin(close, open)", "min(close, open)"),
      row(
        "Bid", "a strategy decides on completed bars: write `close`", nil, "Bid > 1", "close > 1"),
      row(
        "Ask", "a strategy decides on completed bars: write `close`", nil, "Ask > 1", "close > 1"),
      row("AccountEquity", "write `equity`", "equity", "AccountEquity()", "equity"),
      statement(
        "OrderSend", "write `enter long when c`", "OrderSend(0)",
        "enter long when close > open"),
      statement(
        "OrderClose", "write `exit long when c`", "OrderClose(0)",
        "exit long when close < open"),
      statement(
        "void", "there are no handlers: every statement holds at every close",
        "void OnTick()", "enter long when close > open"),
      statement("extern", "write `param name = 14 in 5..30`", "extern int n = 14", "let n = 14"),
    ]
  }()

  static let python: [ForeignWord] = {
    func row(
      _ word: String, _ advice: String, _ rewrite: String?, _ written: String, _ here: String
    ) -> ForeignWord { ForeignWord(.python, .value, word, advice, rewrite, written, here) }
    func method(
      _ word: String, _ advice: String, _ rewrite: String?, _ written: String, _ here: String
    ) -> ForeignWord { ForeignWord(.python, .method, word, advice, rewrite, written, here) }
    func space(
      _ word: String, _ advice: String, _ written: String, _ here: String
    ) -> ForeignWord { ForeignWord(.python, .space, word, advice, nil, written, here) }
    func statement(
      _ word: String, _ advice: String, _ written: String, _ here: String
    ) -> ForeignWord { ForeignWord(.python, .statement, word, advice, nil, written, here) }
    return [
      row("None", "write `na`", "na", "None", "na"),
      row("null", "write `na`", "na", "null", "na"),
      row("nan", "write `na`", "na", "nan", "na"),
      row("True", "write `true`", "true", "True", "true"),
      row("False", "write `false`", "false", "False", "false"),
      row("SMA", "write `sma(x, n)`", "sma($1, $2)", "SMA(close, 20)", "sma(close, 20)"),
      row(
        "MACD",
        "write `macd(close, 12, 26, 9)`; its fields are `line`, `signal` and `histogram`", nil,
        "MACD(12, 26)", "macd(close, 12, 26, 9).line"),
      row("shift", "the value n bars ago is `x[n]`", "$1[$2]", "shift(close, 1)", "close[1]"),
      row(
        "rolling", "write `sma(x, n)`, `highest(x, n)` or `stdev(x, n)`", nil,
        "rolling(close, 20)", "sma(close, 20)"),
      row(
        "len", "there are no lists: a window says its length, as in `sma(x, n)`", nil, "len(close)",
        "bar_index + 1"),
      row("pow", "write `a ^ b`", "$1 ^ $2", "pow(close, 2)", "close ^ 2"),
      row("isnan", "write `is_na(x)`", "is_na($1)", "isnan(close)", "is_na(close)"),
      row("lambda", "a function is `fn f(x) = ...`", nil, "lambda", "close"),
      method("shift", "the value n bars ago is `x[n]`", "$1[$2]", "close.shift(1)", "close[1]"),
      method(
        "rolling", "write `sma(x, n)`, `highest(x, n)` or `stdev(x, n)`", nil, "close.rolling(20)",
        "sma(close, 20)"),
      method("ewm", "write `ema(x, n)`", nil, "close.ewm(20)", "ema(close, 20)"),
      method("diff", "write `change(x)`", "change($*)", "close.diff()", "change(close)"),
      method(
        "pct_change", "write `simple_return(x)`", nil, "close.pct_change()",
        "simple_return(close, 1)"),
      method("cumsum", "write `cum(x)`", "cum($1)", "close.cumsum()", "cum(close)"),
      method("mean", "write `sma(x, n)`", nil, "close.mean()", "sma(close, 20)"),
      method("fillna", "write `x ?? y`", "$1 ?? $2", "close.fillna(0)", "close ?? 0"),
      method("isna", "write `is_na(x)`", "is_na($1)", "close.isna()", "is_na(close)"),
      method("abs", "write `abs(x)`", "abs($1)", "close.abs()", "abs(close)"),
      space(
        "self", "names stand for themselves: write `close`, `position`, `equity`",
        "self.position", "position"),
      space("df", "the columns are `open`, `high`, `low`, `close`, `volume`", "df.close", "close"),
      space("np", "builtins are written without `np.`", "np.log(close)", "log(close)"),
      space("pd", "builtins are written without `pd.`", "pd.isna(close)", "isna(close)"),
      space(
        "talib", "builtins are written without `talib.`: `sma(close, 20)`",
        "talib.SMA(close, 20)", "sma(close, 20)"),
      statement(
        "print", "write `plot x`, or `alert \"x is {x}\" when ...`", "print(close)",
        "plot close"),
      statement(
        "return", "the last thing in `{ ... }` is its value", "return close",
        "let x = { let m = close; m }"),
      statement(
        "class", "several values together are a record: `(mid: m, up: u)`", "class S",
        "let r = (mid: 1, up: 2)"),
      statement(
        "loop",
        "repeat statements with `each i in 1..4 { ... }`, add up with `sum(i in 0..<n: ...)`",
        "loop 4", "let s = sum(close, 4)"),
      statement("title", "write `strategy \"title\"`", "title \"x\"", "let n = 0"),
      statement("include", "write `import \"path\" as name`", "include \"x\"", "let n = 0"),
      statement("use", "write `import \"path\" as name`", "use \"x\"", "let n = 0"),
      statement(
        "try", "nothing can fail while a strategy runs: what is unknown is `na`", "try",
        "let n = close ?? 0"),
      statement(
        "assert", "what must hold before a run is `require c`", "assert True",
        "require 1 < 2"),
    ]
  }()
}
