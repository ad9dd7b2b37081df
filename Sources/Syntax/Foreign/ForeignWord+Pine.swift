/// Pine Script, versions 1 to 6.
extension ForeignWord {
  private static func row(
    _ word: String, _ advice: String, _ rewrite: String?, _ written: String, _ here: String
  ) -> ForeignWord {
    ForeignWord(.pine, .value, word, advice, rewrite, written, here)
  }

  private static func space(
    _ word: String, _ advice: String, _ written: String, _ here: String
  ) -> ForeignWord {
    ForeignWord(.pine, .space, word, advice, nil, written, here)
  }

  static let pine: [ForeignWord] = [
    row(
      "crossover", "write `a crosses above b`", "$1 crosses above $2",
      "ta.crossover(close, open)", "close crosses above open"),
    row(
      "crossunder", "write `a crosses below b`", "$1 crosses below $2",
      "ta.crossunder(close, open)", "close crosses below open"),
    row(
      "iff", "write `if c then a else b`", "if $1 then $2 else $3",
      "iff(close > open, 1, 2)", "if close > open then 1 else 2"),
    row(
      "barssince", "write `bars_since(c)`", "bars_since($1)", "ta.barssince(close > open)",
      "bars_since(close > open)"),
    row(
      "valuewhen", "write `value_when(c, x, 0)`", "value_when($*)",
      "ta.valuewhen(close > open, close, 0)", "value_when(close > open, close, 0)"),
    row(
      "pivothigh", "write `pivot_high(left, right)`", "pivot_high($1, $2)", "ta.pivothigh(5, 3)",
      "pivot_high(5, 3)"),
    row(
      "pivotlow", "write `pivot_low(left, right)`", "pivot_low($1, $2)", "ta.pivotlow(5, 3)",
      "pivot_low(5, 3)"),
    row(
      "security", "write `on 1d { close }`: the last completed day", nil,
      "security(tickerid, \"D\", close)", "on 1d { close }"),
    row(
      "request.security", "write `on 1d { close }`: the last completed day", nil,
      "request.security(syminfo.tickerid, \"D\", close)", "on 1d { close }"),
    row(
      "tickerid", "write `on 1d { close }`, or `on \"SPY\" { close }` for another instrument", nil,
      "tickerid", "on 1d { close }"),
    row(
      "timestamp", "write a date such as `2024-01-31`", nil, "time > timestamp(2024, 1, 31)",
      "time > 2024-01-31"),
    row(
      "dayofweek", "write `weekday`; Monday is 1", nil, "dayofweek == 2", "weekday == 1"),
    row("dayofmonth", "write `day`", "day", "dayofmonth == 1", "day == 1"),
    row(
      "weekofyear", "write `week_of_year`", "week_of_year", "weekofyear == 1", "week_of_year == 1"),
    row(
      "math.sum", "write `sum(x, n)`; the sum over all bars is `cum(x)`", "sum($*)",
      "math.sum(close, 5)", "sum(close, 5)"),
    row("math.avg", "write `avg(a, b)`", "avg($*)", "math.avg(high, low)", "avg(high, low)"),
    row("math.pow", "write `a ^ b`", "$1 ^ $2", "math.pow(close, 2)", "close ^ 2"),
    row("math.log", "write `log(x)`", "log($1)", "math.log(close)", "log(close)"),
    row("math.pi", "write `pi()`", "pi()", "math.pi * 2", "pi() * 2"),
    row("syminfo.mintick", "write `tick`", "tick", "syminfo.mintick * 2", "tick * 2"),
    row("syminfo.ticker", "write `symbol`", "symbol", "syminfo.ticker", "symbol"),
    row(
      "barstate.isfirst", "write `bar_index == 0`", "bar_index == 0", "barstate.isfirst",
      "bar_index == 0"),
    row(
      "barstate.isconfirmed", "every bar is a completed bar: leave it out", "true",
      "barstate.isconfirmed", "true"),
    row(
      "input", "write `param name = 14 in 5..30`", nil, "input(14)", "14"),
    row(
      "xor", "of two conditions, write `a != b`", "$1 != $2", "xor(close > open, high > low)",
      "(close > open) != (high > low)"),
    space(
      "ta", "builtins are written without `ta.`: `sma(close, 20)`", "ta.sma(close, 20)",
      "sma(close, 20)"),
    space(
      "math", "builtins are written without `math.`: `max(a, b)`", "math.max(close, open)",
      "max(close, open)"),
    space(
      "input", "write `param name = 14 in 5..30`", "input.int(14)", "14"),
    space(
      "request", "write `on 1d { close }`: the last completed day",
      "request.security_lower_tf(\"\", \"60\", close)", "on 1h { close }"),
    space(
      "str", "texts are constant; a value in a text is written `{x:.2}`", "str.tostring(close)",
      "close"),
    space("color", "colours are chosen where a chart is shown", "color.red", "close"),
    space("plot", "write `plot x`", "plot.style_line", "close"),
    space(
      "array", "there are no lists: `x[n]` is the past, `sum(i in 0..<n: ...)` adds up",
      "array.new_float(10)", "close[10]"),
    space("matrix", "there are no tables of numbers: `x[n]` is the past", "matrix.new()", "close"),
    space(
      "map", "there are no maps; a choice is `match mode { \"a\" => 1, else => 2 }`", "map.new()",
      "1"),
    space("syminfo", "write `symbol` or `tick`", "syminfo.currency", "symbol"),
    space(
      "barstate", "every bar is a completed bar; the first is `bar_index == 0`", "barstate.isnew",
      "bar_index == 0"),
    space("timeframe", "write `on 1d { ... }`", "timeframe.isdaily", "on 1d { close }"),
    space("chart", "the time of a bar is `time`", "chart.left_visible_bar_time", "time"),
    space(
      "session", "write `session_open`, or `in_session(\"09:30-16:00\")`", "session.ismarket",
      "session_open"),
    space("dayofweek", "write `weekday`; Monday is 1", "dayofweek.monday", "1"),
  ]

  /// Orders and the account.
  static let pineAccount: [ForeignWord] = [
    row(
      "strategy.position_size", "write `position`", "position", "strategy.position_size > 0",
      "position > 0"),
    row(
      "strategy.position_avg_price", "write `position.price`", "position.price",
      "strategy.position_avg_price * 2", "position.price * 2"),
    row("strategy.equity", "write `equity`", "equity", "strategy.equity", "equity"),
    row("strategy.netprofit", "write `realised`", "realised", "strategy.netprofit", "realised"),
    row(
      "strategy.openprofit", "write `position.pnl`", "position.pnl", "strategy.openprofit",
      "position.pnl"),
    row("strategy.closedtrades", "write `trades`", "trades", "strategy.closedtrades", "trades"),
    row("strategy.wintrades", "write `wins`", "wins", "strategy.wintrades", "wins"),
    row(
      "strategy.initial_capital", "write `equity - realised - position.pnl`", nil,
      "strategy.initial_capital", "equity - realised - position.pnl"),
    space(
      "strategy", "orders are `enter` and `exit`; the account is `position`, `equity`, `flat`",
      "strategy.long", "flat"),
  ]

  private static func statement(
    _ word: String, _ advice: String, _ written: String, _ here: String
  ) -> ForeignWord {
    ForeignWord(.pine, .statement, word, advice, nil, written, here)
  }

  static let pineStatements: [ForeignWord] = [
    statement(
      "strategy.entry", "write `enter long \"tag\" when c`",
      "strategy.entry(\"L\", strategy.long)", "enter long \"L\" when close > open"),
    statement(
      "strategy.order", "write `enter long when c` or `exit long when c`",
      "strategy.order(\"L\", strategy.long)", "enter long \"L\" when close > open"),
    statement(
      "strategy.exit", "write `exit long when c`; a price is `exit long stop at x`",
      "strategy.exit(\"X\", \"L\", stop=low)", "exit long when close < low[1]"),
    statement(
      "strategy.close", "write `exit long when c`", "strategy.close(\"L\")",
      "exit long when close < open"),
    statement(
      "strategy.close_all", "write `exit when c`", "strategy.close_all()",
      "exit when close < open"),
    statement(
      "strategy.cancel", "a resting order lives one bar and is renewed while its `when` holds",
      "strategy.cancel(\"L\")", "enter long when close > open"),
    statement("study", "write `indicator \"title\"`", "study(\"x\")", "strategy \"x\""),
    statement("hline", "write `plot x levels 30, 70`", "hline(30)", "plot close levels 30"),
    statement("plotshape", "write `plot x`", "plotshape(close > open)", "plot close"),
    statement("plotchar", "write `plot x`", "plotchar(close)", "plot close"),
    statement("plotarrow", "write `plot x`", "plotarrow(close)", "plot close"),
    statement(
      "plotcandle", "candles are drawn where a chart is shown", "plotcandle(open)", "plot close"),
    statement("bgcolor", "colours are chosen where a chart is shown", "bgcolor(na)", "plot close"),
    statement(
      "barcolor", "colours are chosen where a chart is shown", "barcolor(na)", "plot close"),
    statement("fill", "colours are chosen where a chart is shown", "fill(a, b)", "plot close"),
    statement(
      "label", "write `alert \"text {x}\" when c`, or `plot x`", "label.new(1, 2)", "plot close"),
    statement("line", "write `plot x`", "line.new(1, 2)", "plot close"),
    statement("box", "write `plot x`", "box.new(1, 2)", "plot close"),
    statement("table", "write `plot x`", "table.new(1)", "plot close"),
    statement(
      "alertcondition", "write `alert \"text\" when c`", "alertcondition(close > open, \"x\")",
      "alert \"x\" when close > open"),
    statement(
      "runtime", "what a run needs is checked by `require c`", "runtime.error(\"x\")",
      "require 1 < 2"),
    statement(
      "if",
      "write `enter long when c`; `if a then b else c` is a value",
      "if close > open { }", "enter long when close > open"),
    statement(
      "for", "repeat statements with `each i in 1..4 { ... }`, add up with `sum(i in 0..<n: ...)`",
      "for i = 0 to 10", "let s = sum(close, 10)"),
    statement(
      "while",
      "there are no loops without an end: `from FIRST next NEXT` remembers from bar to bar",
      "while close > open", "let s = from 0 next prev + 1"),
    statement(
      "switch", "a choice is a value: `match mode { \"a\" => 1, else => 2 }`", "switch mode",
      "let s = match 1 { 1 => 2, else => 3 }"),
    statement("method", "a function is `fn f(x) = ...`", "method f(x) => x", "fn f(x) = x"),
    statement(
      "export", "everything a `library` defines can be imported", "export f(x) => x",
      "fn f(x) = x"),
    statement("type", "types are inferred; nothing needs to be declared", "type T", "let t = 1"),
  ]
}
