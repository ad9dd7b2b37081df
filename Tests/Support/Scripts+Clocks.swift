/// `on CLOCK { ... }` and what is told by times.
extension Scripts {
  mutating func clocked(_ kind: Kind, _ depth: Int) -> String {
    let outer = (names, previous)
    defer { (names, previous) = outer }
    let ofMarket = random.chance(0.6)
    let clock = ofMarket ? marketClock() : condition(depth)
    // What is known only at the close is no past of a slow bar.
    if ofMarket {
      marketClocks += 1
      hidePrevious()
    }
    return "on \(clock) { \(expression(kind, depth)) }"
  }

  private mutating func marketClock() -> String {
    switch random.below(5) {
    case 0: "\"OTHER\""
    case 1: "\"OTHER\", \(random.pick(timeframes))"
    default: random.pick(timeframes)
    }
  }

  private mutating func condition(_ depth: Int) -> String {
    switch random.below(3) {
    case 0: return "becomes(\(expression(.flag, depth)))"
    case 1: return "changed(\(expression(.number, depth)))"
    default: return "close > \(expression(.number, depth))"
    }
  }

  mutating func calendarFlag() -> String {
    switch random.below(4) {
    case 0: "fresh(\(random.pick(timeframes)))"
    case 1: "is_first_bar_of(\(random.pick(timeframes)))"
    case 2: "session_open"
    default: "in_session(\"\(random.pick(["09:30-16:00", "22:00-04:00", "0:00-24:00"]))\")"
    }
  }

  mutating func calendarNumber() -> String {
    random.pick(["second", "minute", "hour", "weekday", "day", "week_of_year", "month", "year"])
  }
}
