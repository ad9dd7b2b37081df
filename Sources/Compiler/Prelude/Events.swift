internal import Machine

/// What happened, when, and what has been since.
extension PreludeDefinition {
  static let events: [PreludeDefinition] = [
    PreludeDefinition(
      "nz", .choice, "fn nz(x = close, y = 0) = x ?? y",
      "The number, or another where it is missing.", formula: "x ?? y", source: "Pine nz",
      example: .counting("nz(close[1], 7)", 7, 1, 2)),
    PreludeDefinition(
      "cross", .events, "fn cross(a = close, b = open) = a crosses above b or a crosses below b",
      "True at the bar where one series crosses the other, either way.",
      formula: "a crosses above b or a crosses below b", source: "Pine ta.cross", gives: .flag,
      example: Builtin.Example("cross(close, 2)", close: [1, 3, 3, 1], gives: [0, 1, 0, 1])),
    PreludeDefinition(
      "rising", .events, "fn rising(x = close, n = 1) = x > highest(x, n)[1]",
      "True where the value is above every one of the n before it.",
      formula: "x > highest(x, n)[1]", source: "Pine ta.rising", gives: .flag,
      example: Builtin.Example("rising(close, 2)", close: [1, 3, 2, 4], gives: [0, 0, 0, 1])),
    PreludeDefinition(
      "falling", .events, "fn falling(x = close, n = 1) = x < lowest(x, n)[1]",
      "True where the value is below every one of the n before it.",
      formula: "x < lowest(x, n)[1]", source: "Pine ta.falling", gives: .flag,
      example: Builtin.Example("falling(close, 2)", close: [4, 2, 3, 1], gives: [0, 0, 0, 1])),
    PreludeDefinition(
      "count_when", .events,
      "fn count_when(c = close > open, n = 14) = sum(if c then 1 else 0, n)",
      "At how many of the last n bars the condition held.",
      formula: "sum(if c then 1 else 0, n)",
      example: Builtin.Example(
        "count_when(close > 2, 2)", close: [1, 3, 3, 1], gives: [.nan, 1, 2, 1])),
    PreludeDefinition(
      "any_when", .events,
      "fn any_when(c = close > open, n = 14) = sum(if c then 1 else 0, n) > 0",
      "True where the condition held at any of the last n bars; false before there are n.",
      formula: "count_when(c, n) > 0", gives: .flag,
      example: Builtin.Example(
        "any_when(close > 2, 2)", close: [1, 3, 1, 1], gives: [0, 1, 1, 0])),
    PreludeDefinition(
      "all_when", .events,
      "fn all_when(c = close > open, n = 3) = sum(if c then 1 else 0, n) == n",
      "True where the condition held at all of the last n bars.",
      formula: "count_when(c, n) == n", gives: .flag,
      example: Builtin.Example(
        "all_when(close > 2, 2)", close: [1, 3, 3, 1], gives: [0, 0, 1, 0])),
    PreludeDefinition(
      "streak", .events,
      """
      fn streak(c = close > open) = from (if c then 1 else 0) next if c then prev + 1 else 0
      """,
      "For how many bars in a row the condition has held, this one included.",
      formula: "s = s[1] + 1 where c, else 0", memory: .open,
      example: Builtin.Example("streak(close > 2)", close: [3, 4, 1, 5], gives: [1, 2, 0, 1])),
    since("highest_since", "high", "highest", "max", [3, 1, 5, 2, 4], [3, 3, 5, 2, 4]),
    since("lowest_since", "low", "lowest", "min", [3, 4, 5, 2, 4], [3, 3, 3, 2, 2]),
  ]

  private static func since(
    _ name: String, _ x: String, _ extreme: String, _ better: String, _ close: [Double],
    _ gives: [Double]
  ) -> PreludeDefinition {
    PreludeDefinition(
      name, .events,
      """
      fn \(name)(c = bar_index == 0, x = \(x)) = {
        let best = from x next if c then x else \(better)(prev, x ?? prev);
        if is_na(x) then na else best
      }
      """,
      "The \(extreme) value since the condition last held, that bar included; before the first "
        + "time, since the first bar.",
      formula: "x where c, else \(better)(\(name)(c, x)[1], x)", memory: .open,
      example: Builtin.Example("\(name)(close == 2, close)", close: close, gives: gives))
  }

  /// Turning points, known when they are confirmed and not before.
  static let turns: [PreludeDefinition] = [
    pivot("pivot_high", "high", "highest", ">", [1, 5, 3, 2, 4], [.nan, .nan, 5, .nan, .nan]),
    pivot("pivot_low", "low", "lowest", "<", [5, 1, 3, 4, 2], [.nan, .nan, 1, .nan, .nan]),
    zigzag(
      "zigzag_swings", "reversal = 5%", "reversal * prev.tip",
      "a share of the price", "reversal * tip",
      Builtin.Example(
        "zigzag_swings(50%).pivot", close: [4, 8, 3, 2, 5], gives: [4, 4, 8, 8, 2])),
    zigzag(
      "zigzag_atr", "factor = 3, n = 14", "width",
      "a number of average true ranges", "factor * atr(n)",
      Builtin.Example(
        "zigzag_atr(1, 1).pivot", close: [4, 8, 3, 2, 5], gives: [4, 4, 4, 8, 8]),
      before: "  let width = factor * atr(n);\n"),
  ]

  private static func pivot(
    _ name: String, _ x: String, _ extreme: String, _ beats: String, _ close: [Double],
    _ gives: [Double]
  ) -> PreludeDefinition {
    PreludeDefinition(
      name, .events,
      """
      fn \(name)(left = 5, right = 5, x = \(x)) = {
        let middle = x[right];
        let before = \(extreme)(x, left)[right + 1];
        let after = \(extreme)(x, right);
        if middle \(beats)= before and middle \(beats) after then middle else na
      }
      """,
      "The value that stood \(beats == ">" ? "highest" : "lowest") between `left` bars before it "
        + "and `right` bars after it, at the bar that confirms it; missing at all others.",
      formula: "x[right] where it is \(beats)= \(extreme)(x, left)[right + 1] and \(beats) "
        + "\(extreme)(x, right), else missing; left and right from 1 on",
      source: "Pine ta.\(name.replacing("_", with: "")): equals may stand before it, not after it",
      isSparse: true,
      example: Builtin.Example("\(name)(1, 1, close)", close: close, gives: gives))
  }

  private static func zigzag(
    _ name: String, _ formals: String, _ distance: String, _ measure: String, _ formula: String,
    _ example: Builtin.Example, before: String = ""
  ) -> PreludeDefinition {
    PreludeDefinition(
      name, .events,
      """
      fn \(name)(\(formals)) = {
        let top = if is_na(low) then na else high;
        let bottom = if is_na(high) then na else low;
      \(before)  let (side, tip, age, pivot, since) = from (1, top, 0, bottom, 0) next
          if prev.side == 1 then
            if top >= prev.tip then (1, top, 0, prev.pivot, prev.since + 1)
            else if prev.tip - bottom > \(distance) then (-1, bottom, 0, prev.tip, prev.age + 1)
            else (1, prev.tip, prev.age + 1, prev.pivot, prev.since + 1)
          else
            if bottom <= prev.tip then (-1, bottom, 0, prev.pivot, prev.since + 1)
            else if top - prev.tip > \(distance) then (1, top, 0, prev.tip, prev.age + 1)
            else (-1, prev.tip, prev.age + 1, prev.pivot, prev.since + 1);
        let gap = is_na(top);
        (
          direction: if gap then na else side, pivot: if gap then na else pivot,
          bars: if gap then na else since, tip: if gap then na else tip
        )
      }
      """,
      "The zigzag of \(measure): the direction of the leg, the last confirmed turning point, the "
        + "bars since it, and the leg's extreme so far. What it said is never changed.",
      formula: "up: a new high moves the tip; a low more than \(formula) below it confirms the tip "
        + "as pivot and turns the leg; down likewise. The first leg goes up from the first low",
      source: "definition, causal: charts that redraw the last leg look into the future",
      memory: .open, example: example)
  }
}
