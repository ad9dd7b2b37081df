/// Folds: with constant bounds anything may stand in them, with others nothing that remembers.
extension Scripts {
  mutating func fold(_ kind: Kind, _ depth: Int) -> String? {
    let variable = fresh("i")
    let first = random.below(3)
    let isFixed = settings.isEmpty || random.chance(0.4)
    // More than 32 steps are left to the machine.
    let end = isFixed ? "\(first + (random.once(in: 12) ? 36 : random.below(4)))" : settings[0].name
    let range = "\(variable) in \(first)\(random.pick(["..", "..<"]))\(end)"
    switch kind {
    case .number:
      guard random.chance(0.7) else { break }
      let name = random.pick(["sum", "max", "min", "avg", "count"])
      let body =
        name == "count"
        ? condition(variable, depth, free: isFixed) : term(variable, depth, free: isFixed)
      return "\(name)(\(range): \(body))"
    case .flag:
      let name = random.pick(["any", "all"])
      return "\(name)(\(range): \(condition(variable, depth, free: isFixed)))"
    case .time, .duration: return nil
    }
    let seed = random.pick(["na", term(variable, 0, free: isFixed), "\(variable) + close"])
    let outer = (names, previous)
    defer { (names, previous) = outer }
    hidePrevious()
    let next = term(variable, depth, free: isFixed)
    if seed != "na", random.chance(0.3) {
      return "(fold(\(range): from (a: \(seed), b: close > open) next "
        + "(a: if prev.b then prev.a * 0.5 + \(next) else \(next), b: not prev.b))).a"
    }
    return "fold(\(range): from \(seed) next (prev ?? 1) * 0.5 + \(next))"
  }

  /// A number that speaks of the step; `free` where it may remember.
  private mutating func term(_ variable: String, _ depth: Int, free: Bool) -> String {
    let price = random.pick(["close", "high", "low", "hl2", "volume"])
    switch random.below(free && fuel > 2 ? 8 : 6) {
    case 0: return "\(price)[\(variable)]"
    case 1: return "\(price)[\(variable) + 1] * (\(variable) + 2)"
    case 2: return "(if \(price) > close[\(variable)] then \(variable) else na) ?? \(price)"
    case 3: return "abs(\(price) - close[2 * \(variable)])"
    case 4:
      let inner = fresh("i")
      return "sum(\(inner) in \(variable)..3: \(price)[\(inner)] * \(inner) + \(variable))"
    case 5: return "max(\(price), \(variable) * 10)"
    case 6:
      fuel -= 2
      return "sma(\(price), \(variable) + 1) - (from \(variable) next prev + 1)"
    default:
      let more = expression(.number, min(depth, 1))
      return "(\(more)) + ema(close * \(variable), 3)"
    }
  }

  private mutating func condition(_ variable: String, _ depth: Int, free: Bool) -> String {
    let symbol = random.pick(["<", "<=", ">", ">=", "==", "!="])
    return "\(term(variable, depth, free: free)) \(symbol) \(term(variable, 0, free: free))"
  }
}
