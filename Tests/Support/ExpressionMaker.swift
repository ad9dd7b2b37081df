/// Makes well-typed expressions and strategies of the language at random: every construct and
/// builtin that has a meaning, in any nesting.
public struct ExpressionMaker {
  public var dice: SplitMix64
  /// Names of numbers and of conditions that may be used.
  private var numbers: [String] = []
  private var flags: [String] = []
  /// Inside `next`, where `prev` means something.
  private var hasPrevious = false

  public init(seed: UInt64) { dice = SplitMix64(seed: seed) }

  private mutating func length() -> String { "\(dice.pick([1, 2, 3, 4, 5, 7, 9, 14, 20]))" }

  /// A series of numbers.
  public mutating func number(_ depth: Int) -> String {
    guard depth > 0 else { return leaf() }
    let next = depth - 1
    switch dice.below(22) {
    case 0: return "(\(number(next)) \(dice.pick(["+", "-", "*", "/"])) \(number(next)))"
    case 1: return "(\(number(next)) \(dice.pick(["+", "-", "*", "/"])) \(leaf()))"
    case 2: return "-\(leaf())"
    case 3: return "(\(number(next)) ?? \(leaf()))"
    case 4: return "(abs(\(number(next))) ^ \(dice.pick(["0.5", "2", "-1"])))"
    case 5: return "(if \(flag(next)) then \(number(next)) else \(number(next)))"
    case 6: return "(\(number(next)))[\(dice.below(6))]"
    case 7, 8: return average(next)
    case 9: return window(next)
    case 10: return "\(dice.pick(["change", "mom", "roc"]))(\(number(next)), \(length()))"
    case 11: return "rsi(\(number(next)), \(length()))"
    case 12: return dice.pick(["tr()", "atr(\(length()))", "atr()"])
    case 13: return event(next)
    case 14: return function(next)
    case 15: return "\(dice.pick(["min", "max"]))(\(number(next)), \(number(next)))"
    case 16: return state(next)
    case 17: return block(next)
    case 18: return record(next)
    case 19: return "mod(\(number(next)), \(dice.pick(["3", "0.5", leaf()])))"
    case 20: return "max(\(number(next)), \(leaf()), \(leaf()))"
    default: return leaf()
    }
  }

  private mutating func leaf() -> String {
    if hasPrevious, dice.chance(0.4) { return "prev" }
    if !numbers.isEmpty, dice.chance(0.3) { return dice.pick(numbers) }
    switch dice.below(8) {
    case 0: return dice.pick(["1", "2.5", "0", "100", "0.001", "2%", "5bps", "1e3"])
    case 1: return dice.pick(["hl2", "hlc3", "ohlc4", "hlcc4", "bar_index"])
    case 2: return "\(dice.pick(["close", "high", "volume"]))[\(dice.below(4))]"
    default: return dice.pick(["open", "high", "low", "close", "close", "volume"])
    }
  }

  private mutating func average(_ depth: Int) -> String {
    let inner = dice.chance(0.5) ? leaf() : number(depth)
    switch dice.below(5) {
    case 0: return "ema(\(inner), \(length()))"
    case 1: return "rma(\(inner), \(length()))"
    case 2: return "wma(\(inner), \(length()))"
    case 3: return "ema(\(inner), \(length()), skip: \(dice.below(5)))"
    default: return "sma(\(inner), \(length()))"
    }
  }

  private mutating func window(_ depth: Int) -> String {
    let inner = dice.chance(0.5) ? leaf() : number(depth)
    return "\(dice.pick(["highest", "lowest", "stdev"]))(\(inner), \(length()))"
  }

  private mutating func event(_ depth: Int) -> String {
    switch dice.below(4) {
    case 0: return "bars_since(\(flag(depth)))"
    case 1: return "value_when(\(flag(depth)), \(number(depth)), \(dice.below(3)))"
    case 2: return "cum(\(number(depth)))"
    default: return "last(\(number(depth)))"
    }
  }

  private mutating func function(_ depth: Int) -> String {
    let name = dice.pick([
      "abs", "sign", "floor", "ceil", "round", "sqrt", "log", "log10", "sin", "cos", "tan", "asin",
      "acos", "atan",
    ])
    return "\(name)(\(number(depth)))"
  }

  private mutating func state(_ depth: Int) -> String {
    let first = dice.chance(0.3) ? "na" : leaf()
    let outer = hasPrevious
    hasPrevious = true
    let next = number(min(depth, 2))
    hasPrevious = outer
    // A number for sure, whatever NEXT came out as.
    return "(from \(first) next \(next) + 0)"
  }

  private mutating func block(_ depth: Int) -> String {
    let name = "v\(dice.below(1000))"
    let value = number(depth)
    let (before, outer) = (numbers, hasPrevious)
    numbers.append(name)
    let result = number(depth)
    (numbers, hasPrevious) = (before, outer)
    return "{ let \(name) = \(value); \(result) }"
  }

  private mutating func record(_ depth: Int) -> String {
    switch dice.below(5) {
    case 0:
      return "bbands(\(number(depth)), \(length()), 2).\(dice.pick(["upper", "mid", "lower"]))"
    case 1:
      return "macd(\(number(depth)), \(length()), \(length()), \(length()))."
        + dice.pick(["line", "signal", "histogram"])
    case 2: return "stoch(\(length()), \(length()), \(length())).\(dice.pick(["k", "d"]))"
    case 3: return "(a: \(number(depth)), b: \(leaf())).\(dice.pick(["a", "b"]))"
    default: return "(if \(flag(depth)) then (p: \(leaf())) else (p: \(number(depth)))).p"
    }
  }

  /// A condition.
  public mutating func flag(_ depth: Int) -> String {
    guard depth > 0 else { return "\(leaf()) > \(leaf())" }
    if !flags.isEmpty, dice.chance(0.2) { return dice.pick(flags) }
    let next = depth - 1
    switch dice.below(12) {
    case 0: return "(\(flag(next)) \(dice.pick(["and", "or"])) \(flag(next)))"
    case 1: return "not (\(flag(next)))"
    case 2: return "is_na(\(number(next)))"
    case 3: return "changed(\(number(next)))"
    case 4: return "changed(\(flag(next)))"
    case 5: return "becomes(\(flag(next)))"
    case 6:
      return "(\(number(next)) crosses \(dice.pick(["above", "below"])) \(number(next)))"
    case 7: return "((\(flag(next))) \(dice.pick(["==", "!="])) (\(flag(next))))"
    case 8: return "(\(flag(next)))[\(dice.below(4))]"
    case 9: return "(from \(dice.pick(["false", "true"])) next \(latch(next)))"
    case 10: return "(time - time[1] \(dice.pick([">", "<="])) \(dice.pick(["1d", "2d", "36h"])))"
    default:
      return "(\(number(next)) \(dice.pick(["<", "<=", ">", ">=", "==", "!="])) \(number(next)))"
    }
  }

  /// A condition over its own past.
  private mutating func latch(_ depth: Int) -> String {
    let outer = hasPrevious
    hasPrevious = false
    defer { hasPrevious = outer }
    return "prev \(dice.pick(["and", "or", "!="])) (\(flag(min(depth, 1))))"
  }

  /// Declarations that the expressions after them use.
  public mutating func declarations() -> String {
    var text = "param n = \(dice.whole(1...9)) in 1..50\n"
    numbers.append("n")
    text += "fn twice(x, k = 2) = { let m = sma(x, k); x - m + prior(m) }\n"
    text += "fn prior(x) = x[1] ?? x\n"
    for index in 0..<dice.whole(1...3) {
      text += "let x\(index) = \(number(2))\n"
      text += "let y\(index) = twice(x\(index), \(length()))\n"
      text += "let c\(index) = \(flag(2))\n"
      numbers += ["x\(index)", "y\(index)"]
      flags.append("c\(index)")
    }
    text += "let (t0, t1) = from (1, close) next "
    text += "if \(flag(1)) then (prev.t0 + 1, \(number(1)) + 0) else (prev.t0, prev.t1)\n"
    numbers += ["t0", "t1"]
    return text
  }

  /// A whole strategy, perhaps one that looks at its account.
  public mutating func strategy(seesAccount: Bool = false) -> String {
    var text = "strategy \"made up\"\n" + declarations()
    for side in ["long", "short"] where side == "long" || dice.chance(0.5) {
      let tag = dice.chance(0.5) ? " \"\(side)\"" : ""
      let size = dice.pick([
        "", " size 50%", " size 3 units", " size 1_000 cash", " size abs(x0) units",
      ])
      text += "enter \(side)\(tag) when \(account(flag(2), seesAccount))\(size)\n"
    }
    let whom = dice.pick(["", " long", " 50% of long"])
    text += "exit\(whom) when \(account(flag(2), seesAccount))\n"
    return text
  }

  private mutating func account(_ condition: String, _ seesAccount: Bool) -> String {
    guard seesAccount else { return condition }
    let look = dice.pick([
      "flat or position.bars > 3", "position.pnl >= 0", "equity > 9_000", "trades < 20",
      "position == position[1]", "drawdown < 20%", "cum(position) > -5", "wins <= trades",
      "(from 0 next prev + equity - equity[1]) > -500",
    ])
    return "(\(condition)) and (\(look))"
  }
}
