internal import Machine
internal import Syntax

/// What each kind of expression means.
extension ReferenceEvaluator {
  func meaning(_ expression: Expression, _ names: Names) throws(ReferenceFailure) -> Meaning {
    switch expression.kind {
    case .number(let value, let unit): return .series(constant(try scaled(value, unit)))
    case .duration(let count, let unit): return .series(word(try nanoseconds(count, unit)))
    case .bool(let value): return .series(.flags { _ in value })
    case .missing: return .missing
    case .text(let text): return .text(text.plain ?? "")
    case .name(let name): return try named(name, names)
    case .previous:
      var scope: Names? = names
      while let here = scope {
        if let previous = here.previous { return previous }
        scope = here.parent
      }
      throw ReferenceFailure("prev outside of next")
    case .unary(let operation, let operand): return try unary(operation, operand, names)
    case .binary(let operation, let left, let right):
      return try binary(operation, try meaning(left, names), try meaning(right, names))
    case .index(let base, let offset):
      let bars = try cell(offset, names).number(0)
      return try delayed(try meaning(base, names), Int(bars))
    case .field(let base, let field): return try part(try meaning(base, names), field.text)
    case .call(let name, let arguments): return try call(name.text, arguments, names)
    case .conditional(let condition, let yes, let no):
      return try choose(
        try cell(condition, names), try meaning(yes, names), try meaning(no, names))
    case .match(let subject, let arms): return try match(subject, arms, names)
    case .block(let bindings, let result):
      let inner = Names(parent: names)
      for binding in bindings { inner.add(binding) }
      return try meaning(result, inner)
    case .from(let first, let next): return try from(first, next, names)
    case .record(let fields):
      var parts: [(name: String, value: Meaning)] = []
      for field in fields { parts.append((field.name.text, try meaning(field.value, names))) }
      return .record(parts)
    case .tuple(let values):
      var parts: [(name: String, value: Meaning)] = []
      for (index, value) in values.enumerated() {
        parts.append(("\(index)", try meaning(value, names)))
      }
      return .record(parts)
    case .date, .fold, .foldFrom, .on, .hole:
      throw ReferenceFailure("the reference evaluator does not know this construct")
    }
  }

  func cell(_ expression: Expression, _ names: Names) throws(ReferenceFailure) -> Cell {
    try cell(try meaning(expression, names))
  }

  func cell(_ meaning: Meaning) throws(ReferenceFailure) -> Cell {
    switch meaning {
    case .series(let cell): return cell
    case .missing: return constant(.nan)
    case .record, .text: throw ReferenceFailure("a single series is needed")
    }
  }

  func constant(_ value: Double) -> Cell { .numbers { _ in value } }
  func word(_ value: Int64) -> Cell { Cell(.word(nil)) { _ in .word(value) } }

  private func scaled(_ value: Double, _ unit: Unit?) throws(ReferenceFailure) -> Double {
    switch unit {
    case nil: return value
    case .percent: return value / 100
    case .bps: return value / 10_000
    case .risk, .ticks: throw ReferenceFailure("a unit that needs an order")
    }
  }

  private func nanoseconds(_ count: Int, _ unit: TimeUnit) throws(ReferenceFailure) -> Int64 {
    let second: Int64 = 1_000_000_000
    switch unit {
    case .second: return Int64(count) * second
    case .minute: return Int64(count) * 60 * second
    case .hour: return Int64(count) * 3600 * second
    case .day: return Int64(count) * 86_400 * second
    case .week: return Int64(count) * 604_800 * second
    case .month, .year: throw ReferenceFailure("a duration without a fixed length")
    }
  }

  // MARK: Names

  private func named(_ name: String, _ names: Names) throws(ReferenceFailure) -> Meaning {
    var scope: Names? = names
    while let here = scope {
      if let known = here.known[name] { return known }
      if let later = here.later[name] {
        let found = try value(of: later, here)
        here.known[name] = found
        return found
      }
      scope = here.parent
    }
    return try given(name)
  }

  private func value(of later: Later, _ names: Names) throws(ReferenceFailure) -> Meaning {
    guard let place = later.part else { return try meaning(later.value, names) }
    if case .from(let first, let next) = later.value.kind {
      return try part(try from(first, next, names, fields: later.names), at: place)
    }
    return try part(try meaning(later.value, names), at: place)
  }

  private func given(_ name: String) throws(ReferenceFailure) -> Meaning {
    func input(_ column: InputColumn) -> Cell {
      let words = bars.column(column)
      return Cell(.number(.nan), market: MarketColumn(words: words, delay: 0)) {
        .number(Grid.number(words[$0]))
      }
    }
    func mean(_ columns: InputColumn...) -> Cell {
      let cells = columns.map(input)
      return .numbers { bar in
        cells.dropFirst().reduce(cells[0].number(bar)) { $0 + $1.number(bar) } / Double(cells.count)
      }
    }
    switch name {
    case "open": return .series(input(.open))
    case "high": return .series(input(.high))
    case "low": return .series(input(.low))
    case "close": return .series(input(.close))
    case "volume": return .series(input(.volume))
    case "hl2": return .series(mean(.high, .low))
    case "hlc3": return .series(mean(.high, .low, .close))
    case "ohlc4": return .series(mean(.open, .high, .low, .close))
    case "hlcc4": return .series(mean(.high, .low, .close, .close))
    case "bar_index": return .series(.numbers { Double($0) })
    case "time": return .series(Cell(.word(nil)) { .word(bars.time[$0]) })
    case "time_close":
      return .series(Cell(.word(nil)) { .word(bars.time[$0] &+ bars.interval) })
    default: throw ReferenceFailure("\(name) is not known")
    }
  }

  private func part(_ whole: Meaning, _ name: String) throws(ReferenceFailure) -> Meaning {
    guard case .record(let fields) = whole, let field = fields.first(where: { $0.name == name })
    else { throw ReferenceFailure("there is no field \(name)") }
    return field.value
  }

  private func part(_ whole: Meaning, at place: Int) throws(ReferenceFailure) -> Meaning {
    guard case .record(let fields) = whole, fields.indices.contains(place) else {
      throw ReferenceFailure("there is no part \(place)")
    }
    return fields[place].value
  }

  // MARK: Time

  private func delayed(_ meaning: Meaning, _ bars: Int) throws(ReferenceFailure) -> Meaning {
    switch meaning {
    case .series(let cell):
      let market = cell.market.map { MarketColumn(words: $0.words, delay: $0.delay + bars) }
      return .series(Cell(cell.before, market: market) { cell.at($0 - bars) })
    case .record(let fields):
      var parts: [(name: String, value: Meaning)] = []
      for field in fields { parts.append((field.name, try delayed(field.value, bars))) }
      return .record(parts)
    case .missing: return .missing
    case .text: throw ReferenceFailure("a text has no past")
    }
  }

  /// FIRST wherever the value one bar ago is missing and FIRST is not, else NEXT; a condition takes
  /// FIRST at the first bar. `prev` is a series whose rule is set once NEXT is known.
  private func from(
    _ first: Expression, _ next: Expression, _ names: Names, fields: [String] = []
  ) throws(ReferenceFailure) -> Meaning {
    var seed = try meaning(first, names)
    if case .record(let parts) = seed, parts.count == fields.count {
      seed = .record(zip(fields, parts).map { ($0, $1.value) })
    }
    let inner = Names(parent: names)
    let past = try blank(seed)
    inner.previous = past
    let step = try meaning(next, inner)
    return try tie(seed, past, step)
  }

  private func blank(_ seed: Meaning) throws(ReferenceFailure) -> Meaning {
    switch seed {
    case .series(let cell): return .series(Cell(cell.before) { _ in cell.before })
    case .missing: return .series(Cell(.number(.nan)) { _ in .number(.nan) })
    case .record(let fields):
      var parts: [(name: String, value: Meaning)] = []
      for field in fields { parts.append((field.name, try blank(field.value))) }
      return .record(parts)
    case .text: throw ReferenceFailure("a text has no past")
    }
  }

  private func tie(_ seed: Meaning, _ past: Meaning, _ step: Meaning) throws(ReferenceFailure)
    -> Meaning
  {
    if case .record(let pasts) = past, case .record(let seeds) = seed,
      case .record(let steps) = step, pasts.count == steps.count
    {
      var parts: [(name: String, value: Meaning)] = []
      for index in pasts.indices {
        parts.append(
          (pasts[index].name, try tie(seeds[index].value, pasts[index].value, steps[index].value)))
      }
      return .record(parts)
    }
    let (first, previous, next) = (try cell(seed), try cell(past), try cell(step))
    var isFlag = false
    if case .flag = first.before { isFlag = true }
    let value = Cell(first.before) { bar in
      if isFlag { return bar == 0 ? first.at(bar) : next.at(bar) }
      let known = isValue(previous.number(bar))
      return !known && isValue(first.number(bar)) ? first.at(bar) : next.at(bar)
    }
    previous.rule = { [unowned value] in value.at($0 - 1) }
    return .series(value)
  }
}
