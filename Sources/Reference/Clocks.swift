internal import Machine
internal import Syntax

/// `on CLOCK { ... }` and what is told by times.
extension ReferenceEvaluator {
  static let parts: [String: CalendarPart] = [
    "second": .second, "minute": .minute, "hour": .hour, "weekday": .weekday, "day": .day,
    "week_of_year": .week, "month": .month, "year": .year,
  ]

  /// The same evaluator over other rows.
  func at(_ world: World) -> ReferenceEvaluator {
    var other = self
    other.world = world
    return other
  }

  func on(_ clock: Clock, _ body: Expression, _ names: Names) throws(ReferenceFailure) -> Meaning {
    let slow = try world(of: clock, names)
    let inner = Names(parent: names, slow)
    return try seen(try at(slow).meaning(body, inner), from: slow)
  }

  private func world(of clock: Clock, _ names: Names) throws(ReferenceFailure) -> World {
    switch clock {
    case .timeframe(let frame): return try slower(instrument, frame)
    case .instrument(let name, let frame):
      guard let symbol = name.plain, let bars = surroundings.companions[symbol] else {
        throw ReferenceFailure("there are no bars of that instrument")
      }
      let other = world(.companion(symbol)) { base.companion(bars) }
      return try frame.map { frame throws(ReferenceFailure) in try slower(other, frame) } ?? other
    case .condition(let condition):
      return World(where: try cell(condition, names), of: world)
    }
  }

  var base: World {
    var found = world
    while let parent = found.parent { found = parent }
    return found
  }

  /// The world whose bars a timeframe is made of: the bars, or those of another instrument.
  private var instrument: World {
    var found = world
    while ![.bars, .companion].contains(found.kind), let parent = found.parent { found = parent }
    return found
  }

  private func slower(_ bars: World, _ frame: Expression) throws(ReferenceFailure) -> World {
    let timeframe = try timeframe(frame)
    guard let almanac = surroundings.almanac else { throw ReferenceFailure("there is no almanac") }
    return world(.slower(ObjectIdentifier(bars), timeframe)) {
      bars.slower { almanac.stretch(of: .bucket(timeframe), at: $0) }
    }
  }

  private func world(_ name: WorldName, _ make: () -> World) -> World {
    if let known = findings.worlds[name] { return known }
    let world = make()
    findings.worlds[name] = world
    return world
  }

  private func timeframe(_ expression: Expression) throws(ReferenceFailure) -> Timeframe {
    guard case .duration(let count, let unit) = expression.kind,
      let own = Timeframe.Unit.allCases.first(where: { $0.spelling == unit.rawValue }),
      let timeframe = Timeframe(count, own)
    else { throw ReferenceFailure("no timeframe") }
    return timeframe
  }

  /// A value of one world on the rows of this one: up to where both come from, and down again.
  func seen(_ meaning: Meaning, from: World) throws(ReferenceFailure) -> Meaning {
    if from === world { return meaning }
    switch meaning {
    case .record(let fields):
      var parts: [(name: String, value: Meaning)] = []
      for field in fields { parts.append((field.name, try seen(field.value, from: from))) }
      return .record(parts)
    case .missing, .text: return meaning
    case .series(var cell):
      var down: [World] = [world]
      while let last = down.last, let parent = last.parent { down.append(parent) }
      var place = from
      while !down.contains(where: { $0 === place }), let parent = place.parent {
        cell = place.held(cell)
        place = parent
      }
      for step in down.reversed().drop(while: { $0 !== place }).dropFirst() {
        cell = step.sampled(cell)
      }
      return .series(cell)
    }
  }

  // MARK: - Times

  /// How many bars are missing before each: those that begin while the instrument is traded, one
  /// after the other.
  var gaps: Cell {
    let (bars, interval) = (base, surroundings.interval)
    return .numbers { bar in
      guard bar > 0, interval > 0, let almanac = surroundings.almanac,
        let before = bars.time.at(bar - 1).word, let time = bars.time.at(bar).word
      else { return 0 }
      let day: Int64 = 86_400_000_000_000
      if interval >= day {
        // Days, or weeks, that begin between the two.
        guard let frame = Timeframe(Int(interval / day), .day) else { return 0 }
        var starts: Set<Int64> = []
        for moment in stride(from: before, to: time, by: 3_600_000_000_000) {
          if let start = almanac.stretch(of: .bucket(frame), at: moment).value {
            starts.insert(start)
          }
        }
        for end in [before, time] {
          if let start = almanac.stretch(of: .bucket(frame), at: end).value {
            starts.remove(start)
          }
        }
        return Double(starts.count)
      }
      var missing = 0.0
      var next = before + interval
      while next < time {
        let stretch = almanac.stretch(of: .open, at: next)
        if stretch.value == 1 { missing += 1 }
        next = stretch.value == 1 ? next + interval : stretch.end
      }
      return missing
    }
  }

  /// What the almanac says of a bar's start.
  func told(_ reading: Reading, _ bar: Int) -> Int64? {
    guard let time = world.time.at(bar).word else { return nil }
    return surroundings.almanac?.stretch(of: reading, at: time).value
  }

  func clockFunction(_ name: String, _ arguments: [Argument], _ names: Names)
    throws(ReferenceFailure) -> Meaning?
  {
    guard let first = arguments.first?.value else { return nil }
    switch name {
    case "fresh":
      let bars = instrument
      return try seen(.series(try slower(bars, first).ticks), from: bars)
    case "is_first_bar_of":
      let (timeframe, home) = (try timeframe(first), home)
      let flags = Cell.flags { bar in
        let evaluator = at(home)
        guard let bucket = evaluator.told(.bucket(timeframe), bar) else { return false }
        if bar == 0 { return home.time.at(0).word == bucket }
        return evaluator.told(.bucket(timeframe), bar - 1) != bucket
      }
      return try seen(.series(flags), from: home)
    case "in_session":
      guard case .text(let hours) = try meaning(first, names) else { return nil }
      let ends = hours.split(separator: "-").map { end in
        let parts = end.split(separator: ":").compactMap { Int($0) }
        return parts[0] * 60 + parts[1]
      }
      var days: UInt8 = 127
      var zone: String?
      for argument in arguments.dropFirst() {
        guard case .text(let text) = try meaning(argument.value, names) else { return nil }
        if argument.label?.text == "zone" { zone = text } else { days = weekdays(text) }
      }
      guard let session = SessionHours(opens: ends[0], closes: ends[1], days: days) else {
        return nil
      }
      return .series(.flags { self.told(.session(session, zone: zone), $0) == 1 })
    default: return nil
    }
  }

  /// `mon-fri` or `mon,wed`, as bits.
  private func weekdays(_ text: String) -> UInt8 {
    let week = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    var found: UInt8 = 0
    for part in text.split(separator: ",") {
      let ends = part.split(separator: "-").compactMap { week.firstIndex(of: String($0)) }
      for day in 0..<7 {
        let isIn =
          ends[0] <= ends[ends.count - 1]
          ? day >= ends[0] && day <= ends[ends.count - 1]
          : day >= ends[0] || day <= ends[ends.count - 1]
        if isIn { found |= 1 << UInt8(day) }
      }
    }
    return found
  }

  /// The nearest world with bars of its own.
  var home: World {
    var found = world
    while found.kind == .condition, let parent = found.parent { found = parent }
    return found
  }
}
