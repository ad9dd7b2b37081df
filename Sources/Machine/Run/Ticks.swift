/// What goes from one clock to another.
extension VirtualMachine {
  /// Finds out at which rows of its parent a clock ticks, and makes its new rows. `supply` is
  /// missing where the parent is not the bars, or its ticks depend on flags alone.
  func tick(_ linked: borrowing Linked, _ supply: Supply?, _ rows: Range<Int>) {
    let run = clocks[linked.immediate - 1]
    let parent = run.clock.parent
    for row in rows {
      switch run.clock.kind {
      case .condition:
        guard let source = linked.source else { return }
        run.tick(row: row, where: bits(source, row - linked.offset) != 0)
      case .timeframe:
        if parent > 0 {
          let home = clocks[parent - 1]
          guard let (bar, end) = home.bar(row) else { return }
          run.tick(row: row, bar, end: end)
        } else if let (bar, end) = bar(row, of: supply) {
          run.tick(row: row, bar, end: end)
        }
      case .instrument:
        guard let (_, end) = bar(row, of: supply) else { return }
        run.tick(row: row, until: end)
      }
    }
    guard let target = linked.target else { return }
    for row in rows {
      let ticks = !run.rows(of: row..<(row + 1)).isEmpty
      set(target, row, bits: ticks ? 1 : 0)
    }
  }

  /// What the operand, a column of the parent, is at each tick.
  func sample(_ linked: borrowing Linked, _ target: Slot, _ run: ClockRun, _ own: Range<Int>) {
    switch target.bank {
    case .number: sample(linked, target, run, own, Double.self)
    case .word: sample(linked, target, run, own, Int64.self)
    case .flag: sample(linked, target, run, own, UInt8.self)
    }
  }

  private func sample<Element: BitwiseCopyable>(
    _ linked: borrowing Linked, _ target: Slot, _ run: ClockRun, _ own: Range<Int>, _: Element.Type
  ) {
    guard let source = linked.source else { return }
    let from = view(source, offset: linked.offset, Element.self)
    let out = run.frame.chunk(target, first: own.lowerBound, count: own.count, Element.self)
    for row in own { out[row - own.lowerBound] = from[run.origins[row]] }
  }

  /// What the operand, a column of another clock, was at its last tick.
  func hold(_ linked: borrowing Linked, _ target: Slot, _ rows: Range<Int>) {
    switch target.bank {
    case .number: hold(linked, target, rows, Double.self)
    case .word: hold(linked, target, rows, Int64.self)
    case .flag: hold(linked, target, rows, UInt8.self)
    }
  }

  private func hold<Element: BitwiseCopyable>(
    _ linked: borrowing Linked, _ target: Slot, _ rows: Range<Int>, _: Element.Type
  ) {
    guard let source = linked.source else { return }
    let run = clocks[source.clock - 1]
    let from = view(source, offset: linked.offset, Element.self)
    let out = chunk(target, rows, Element.self)
    for row in rows { out[row - rows.lowerBound] = from[run.ownRows(upTo: row) - 1] }
  }

  /// How many bars are missing before each row.
  func loadGap(_ linked: borrowing Linked, _ target: Slot, _ rows: Range<Int>) {
    guard let source = linked.source, let almanac else { return }
    for row in rows {
      let time = Int64(bitPattern: bits(source, row))
      let before = Int64(bitPattern: bits(source, row - 1))
      let missing =
        before == Grid.missing
        ? 0 : almanac.missing(after: before, until: time, interval: length.interval)
      set(target, row, bits: Double(missing).bitPattern)
    }
  }

  /// What the almanac says at the times of the operand.
  func read(_ linked: borrowing Linked, _ target: Slot, _ rows: Range<Int>) {
    guard let source = linked.source, let almanac else { return }
    let reading = program.readings[linked.immediate]
    let times = view(source, offset: linked.offset, Int64.self)
    var stretch = stretches.last[linked.immediate]
    for row in rows {
      let time = times[row]
      if !stretch.holds(at: time) {
        stretch =
          time == Grid.missing
          ? Stretch(start: time, end: time + 1, value: nil)
          : almanac.stretch(of: reading, at: time)
      }
      let bits: UInt64
      switch target.bank {
      case .number: bits = (stretch.value.map(Double.init) ?? .nan).bitPattern
      case .word: bits = UInt64(bitPattern: stretch.value ?? Grid.missing)
      case .flag: bits = stretch.value == 1 ? 1 : 0
      }
      set(target, row, bits: bits)
    }
    stretches.last[linked.immediate] = stretch
  }
}

/// For each reading the stretch that was told last: what it says of a moment depends on the moment
/// alone, so it is as good for the next bar.
final class Stretches {
  fileprivate(set) var last: [Stretch]

  init(_ readings: Int) { last = [Stretch](repeating: .none, count: readings) }
}

extension VirtualMachine {
  private func view<Element: BitwiseCopyable>(_ slot: Slot, offset: Int, _: Element.Type)
    -> Rows<Element>
  {
    slot.clock == 0
      ? frame.view(slot, offset: offset, Element.self)
      : clocks[slot.clock - 1].frame.view(slot, offset: offset, Element.self)
  }

  private func chunk<Element: BitwiseCopyable>(_ slot: Slot, _ rows: Range<Int>, _: Element.Type)
    -> MutableRows<Element>
  {
    slot.clock == 0
      ? frame.chunk(slot, first: rows.lowerBound, count: rows.count, Element.self)
      : clocks[slot.clock - 1].frame.chunk(
        slot, first: rows.lowerBound, count: rows.count, Element.self)
  }
}

extension VirtualMachine {
  private func bits(_ slot: Slot, _ row: Int) -> UInt64 {
    slot.clock == 0 ? frame.bits(slot, row) : clocks[slot.clock - 1].frame.bits(slot, row)
  }

  private func set(_ slot: Slot, _ row: Int, bits: UInt64) {
    if slot.clock == 0 {
      frame.set(slot, row, bits: bits)
    } else {
      clocks[slot.clock - 1].frame.set(slot, row, bits: bits)
    }
  }
}

extension VirtualMachine {
  /// A row of the chunk as a bar, and its end.
  @inline(__always)
  private func bar(_ row: Int, of supply: Supply?) -> (bar: Bar, end: Int64)? {
    switch supply {
    case .bars(let bars, let start):
      let bar = bars[start + row]
      return (bar, length.end(from: bar.time))
    case .bar(let bar): return (bar, length.end(from: bar.time))
    case nil: return nil
    }
  }
}

extension Surroundings {
  /// Throws where a program asks for what is not there.
  func check(_ program: Program) throws(RunFailure) {
    for reading in program.readings { try check(reading) }
    for clock in program.clocks {
      switch clock.kind {
      case .condition: break
      case .timeframe(let timeframe):
        try check(.bucket(timeframe))
        let length = clock.parent == 0 ? interval : companion(clock.parent, program)?.interval ?? 0
        if length > timeframe.most { throw .timeframe(timeframe, bars: length) }
      case .instrument(let symbol):
        if companions[symbol] == nil { throw .companion(symbol) }
      }
    }
    try checkNamed(program)
  }

  /// The columns that the bars of a clock carry beside the market: those of its instrument.
  func extras(under clock: Int, of program: Program) -> [String] {
    if program.named.isEmpty { return [] }
    guard let symbol = program.instrument(ofClock: clock) else { return extras }
    return companions[symbol]?.extras.map(\.name) ?? []
  }

  /// Every column that is asked for is there, of the instrument whose bars are read.
  private func checkNamed(_ program: Program) throws(RunFailure) {
    for step in program.columns where step.opcode == .named {
      let name = program.named[step.immediate]
      if extras(under: step.clock, of: program).contains(name) { continue }
      throw .column(name, of: program.instrument(ofClock: step.clock))
    }
  }

  private func companion(_ clock: Int, _ program: Program) -> Bars? {
    guard case .instrument(let symbol) = program.clocks[clock - 1].kind else { return nil }
    return companions[symbol]
  }

  private func check(_ reading: Reading) throws(RunFailure) {
    guard let almanac else { throw .reading("there is no calendar") }
    if let refusal = almanac.refusal(of: reading) { throw .reading(refusal) }
  }
}
