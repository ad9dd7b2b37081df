/// `on CLOCK { ... }` and what is told by times.
extension Scripts {
  mutating func clocked(_ kind: Kind, _ depth: Int) -> String {
    let outer = (names, previous)
    defer { (names, previous) = outer }
    let clock = clock(depth)
    // A value cannot be its own past through a clock of the market.
    if clock.first?.isNumber == true || clock.hasPrefix("\"") { hidePrevious() }
    return "on \(clock) { \(expression(kind, depth)) }"
  }

  private mutating func clock(_ depth: Int) -> String {
    switch random.below(8) {
    case 0, 1, 2: return random.pick(timeframes)
    case 3: return "\"OTHER\""
    case 4: return "\"OTHER\", \(random.pick(timeframes))"
    case 5: return "becomes(\(expression(.flag, depth)))"
    case 6: return "changed(\(expression(.number, depth)))"
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
    random.pick(["minute", "hour", "weekday", "day", "week_of_year", "month", "year"])
  }
}
