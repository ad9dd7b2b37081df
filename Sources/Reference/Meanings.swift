internal import Machine
internal import Syntax

/// What each kind of expression means.
extension ReferenceEvaluator {
  /// `tuple` are the names of the pattern that takes the value apart.
  func meaning(_ expression: Expression, _ names: Names, tuple: [String] = [])
    throws(ReferenceFailure) -> Meaning
  {
    switch expression.kind {
    case .number, .duration, .date, .bool, .missing, .text: return try literal(expression)
    case .name(let name): return try named(name, names)
    case .previous: return try previous(names)
    case .unary(let operation, let operand): return try unary(operation, operand, names)
    case .binary(let operation, let left, let right):
      return try binary(operation, try meaning(left, names), try meaning(right, names))
    case .index(let base, let offset):
      guard let bars = Int(exactly: try cell(offset, names).number(0)), bars >= 0 else {
        throw ReferenceFailure("an offset that is no whole number of bars")
      }
      return try delayed(try meaning(base, names), bars)
    case .field(let base, let field): return try part(try meaning(base, names), field.text)
    case .call(let name, let arguments): return try call(name.text, arguments, names)
    case .conditional(let condition, let yes, let no):
      return try choose(
        try cell(condition, names), try meaning(yes, names), try meaning(no, names))
    case .match(let subject, let arms): return try match(subject, arms, names)
    case .block(let bindings, let result):
      let inner = Names(parent: names, world)
      for binding in bindings { inner.add(binding) }
      return try meaning(result, inner, tuple: tuple)
    case .from(let first, let next): return try from(first, next, names, tuple)
    case .record(let fields):
      var parts: [(name: String, value: Meaning)] = []
      for field in fields { parts.append((field.name.text, try meaning(field.value, names))) }
      return .record(parts)
    case .tuple(let values):
      var parts: [(name: String, value: Meaning)] = []
      for (index, value) in values.enumerated() {
        parts.append(("\(index + 1)", try meaning(value, names)))
      }
      return .record(parts)
    case .fold(let name, let variable, let range, let body):
      return try fold(name.text, variable.text, range, body, names)
    case .foldFrom(let variable, let range, let first, let next):
      return try foldFrom(variable.text, range, first, next, names, tuple)
    case .on(let clock, let body): return try on(clock, body, names)
    case .hole:
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

  // MARK: Names that every file knows

  func given(_ name: String) throws(ReferenceFailure) -> Meaning {
    func input(_ column: InputColumn) -> Cell { world.column(column) }
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
    case "time": return .series(world.time)
    case "time_close": return .series(world.end)
    case "symbol": return .text(surroundings.symbol)
    case "data_gap": return try seen(.series(gaps), from: base)
    case let name where columns.contains(name):
      return try seen(.series(home.column(name.lowercased())), from: home)
    case "session_open": return .series(.flags { self.told(.open, $0) == 1 })
    default:
      guard let part = ReferenceEvaluator.parts[name] else {
        throw ReferenceFailure("\(name) is not known")
      }
      return .series(
        .numbers { self.told(.part(part, zone: nil), $0).map(Double.init) ?? .nan })
    }
  }

  // MARK: Time

  private func delayed(_ meaning: Meaning, _ bars: Int) throws(ReferenceFailure) -> Meaning {
    switch meaning {
    case .series(let cell):
      let market = cell.market.map { market in
        MarketColumn { market.word($0 - bars) }
      }
      return .series(Cell(cell.before, market: market) { cell.at($0 - bars) })
    case .record(let fields):
      var parts: [(name: String, value: Meaning)] = []
      for field in fields { parts.append((field.name, try delayed(field.value, bars))) }
      return .record(parts)
    case .missing: return .missing
    case .text: throw ReferenceFailure("a text has no past")
    }
  }

  private func previous(_ names: Names) throws(ReferenceFailure) -> Meaning {
    var scope: Names? = names
    while let here = scope {
      if let previous = here.previous { return try seen(previous, from: here.world) }
      scope = here.parent
    }
    throw ReferenceFailure("prev outside of next")
  }

  /// FIRST wherever the value one bar ago is missing and FIRST is not, else NEXT; a condition takes
  /// FIRST at the first bar. `prev` is a series whose rule is set once NEXT is known.
  private func from(_ first: Expression, _ next: Expression, _ names: Names, _ tuple: [String])
    throws(ReferenceFailure) -> Meaning
  {
    var seed = try meaning(first, names)
    if case .record(let parts) = seed, parts.count == tuple.count, case .tuple = first.kind {
      seed = .record(zip(tuple, parts).map { (name: $0, value: $1.value) })
    }
    let inner = Names(parent: names, world)
    if case .missing = seed {
      // What is not known is of the kind of NEXT.
      inner.previous = .missing
      let next = try meaning(next, inner)
      if case .series(let cell) = next { seed = .series(Cell(cell.before) { _ in cell.before }) }
    }
    let past = try blank(seed)
    inner.previous = past
    return try tie(seed, past, try meaning(next, inner))
  }

  func blank(_ seed: Meaning) throws(ReferenceFailure) -> Meaning {
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
    let previous = try cell(past)
    let (first, next) = (try like(seed, past), try like(step, past))
    let value = Cell(previous.before) { bar in
      let (begin, go) = (first.at(bar), next.at(bar))
      switch begin {
      case .flag: return bar == 0 ? begin : go
      case .number(let number):
        return !isValue(previous.number(bar)) && isValue(number) ? begin : go
      case .word(let word): return previous.at(bar).word == nil && word != nil ? begin : go
      }
    }
    findings.cells.append(value)
    previous.rule = { [unowned value] in value.at($0 - 1) }
    return .series(value)
  }
}
