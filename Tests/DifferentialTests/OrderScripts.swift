import TestSupport

/// Strategies in which nearly every bar decides something: entries and exits of every form, put
/// together by chance, so that orders meet each other on their way.
enum OrderScripts {
  static func text(_ dice: inout SplitMix64) -> String {
    var lines = ["strategy \"orders\""]
    if dice.chance(0.6) { lines.append("pyramid \(dice.whole(2...5))") }
    if dice.chance(0.15) { lines.append("reversal off") }
    if dice.chance(0.15) { lines.append("cooldown \(dice.whole(1...3)) bars") }
    if dice.chance(0.25) { lines.append("limits { \(dice.pick(limits)) }") }
    lines.append("let a = sma(close, \(dice.whole(2...9)))")
    if dice.chance(0.2) { lines.append("entries stop \(distance(&dice))") }
    var selectors = ["", "long ", "short "]
    if dice.chance(0.15) {
      lines.append(allocation(&dice))
    } else {
      if dice.chance(0.3) { lines.append(ladder(&dice)) }
      for place in 0..<dice.whole(1...3) {
        lines.append(entry(place, &dice))
        selectors.append("\"t\(place)\" ")
      }
    }
    for _ in 0..<dice.whole(1...3) { lines.append(exit(dice.pick(selectors), &dice)) }
    return lines.joined(separator: "\n") + "\n"
  }

  private static let limits = [
    "max drawdown 1% flatten", "max daily loss 1% flatten", "max drawdown 2%",
    "max position 30%", "max orders 3 per 2d",
  ]

  private static func condition(_ dice: inout SplitMix64) -> String {
    dice.pick([
      "close > a", "close < a", "close > open", "close < open", "mod(bar_index, 3) == 0",
      "mod(bar_index, 7) < 3", "close crosses above a", "position == 0", "true",
      "position.bars > 3", "drawdown < 1%",
    ])
  }

  private static func distance(_ dice: inout SplitMix64) -> String {
    dice.pick(["0.3%", "1%", "2%", "20 ticks", "atr(3)"])
  }

  private static func prices(_ dice: inout SplitMix64, _ most: Int) -> String {
    let all = [
      dice.chance(0.5) ? "stop \(distance(&dice))" : "stop at lowest(low, 3)",
      dice.chance(0.6) ? "target \(distance(&dice))" : "target at a * 1.01",
      "trail \(distance(&dice))" + (dice.chance(0.4) ? " after \(distance(&dice))" : ""),
    ]
    let first = dice.below(3)
    return (0..<dice.whole(1...most)).map { all[(first + $0) % 3] }.joined(separator: " ")
  }

  private static func entry(_ place: Int, _ dice: inout SplitMix64) -> String {
    let side = dice.pick(["long", "long", "short"])
    var line = "enter \(side) \"t\(place)\" when \(condition(&dice))"
    let size = dice.below(6)
    if size == 0 { line += " size \(dice.pick(["10", "40"]))%" }
    if size == 1 { line += " size \(dice.pick(["3", "25", "200"])) units" }
    if size == 2 { line += " size \(dice.pick(["500", "20_000"])) cash" }
    line += dice.pick(["", "", " at close * 0.995", " beyond close * 1.003", " beyond a at a"])
    if line.contains(" at ") || line.contains(" beyond ") {
      line += dice.pick(["", " for 2 bars", " for 4 bars", " until close < a", " until filled"])
    }
    if size == 3 { return line + " risk 2% stop 1%" }
    return dice.chance(0.6) ? line + " " + prices(&dice, 3) : line
  }

  /// Rungs below the market, each with its own prices.
  private static func ladder(_ dice: inout SplitMix64) -> String {
    """
    each n in 1..\(dice.whole(2...4)) {
      enter long "rung {n}" when \(condition(&dice)) size 10% at close - n * 0.4 for \
    \(dice.whole(1...4)) bars \(prices(&dice, 2))
    }
    """
  }

  private static func allocation(_ dice: inout SplitMix64) -> String {
    let target = dice.pick([
      "if close > a then 60% else 10%", "clamp(roc(close, 3) * 5, -80%, 80%)",
      "if close > open then 30% else 0",
    ])
    return "allocate \(target)" + dice.pick(["", " band 5%", " when mod(bar_index, 3) == 0"])
  }

  private static func exit(_ selector: String, _ dice: inout SplitMix64) -> String {
    let share = dice.chance(0.5) ? "\(dice.pick(["50", "25", "12.5"]))% of " : ""
    let what = "exit \(share)\(selector)"
    switch dice.below(4) {
    case 0: return what + "when entry.bars >= \(dice.whole(1...4))"
    case 1: return what + "when \(condition(&dice))"
    case 2: return what + prices(&dice, 2)
    default: return what + prices(&dice, 2) + " when \(condition(&dice))"
    }
  }
}
