/// Why a program cannot run with the values given.
public enum RunFailure: Error, Sendable, Hashable {
  /// The program does not pass the verifier.
  case invalid(String)
  /// A `require` does not hold.
  case requirement(String)
  /// A length is not a whole number in its range.
  case length(builtin: String, parameter: String, value: Double, origin: Origin)
  /// `x[n]` with an `n` that is not whole, is negative or too large.
  case offset(value: Double, origin: Origin)
  /// A bound of a fold is not a whole number, or is out of range.
  case bound(value: Double, origin: Origin)
  /// Folds written out step by step are more than `MachineLimits.steps` instructions.
  case steps(origin: Origin)
  /// The state and history would take more than `MachineLimits.stateBytes`.
  case memory(bytes: Int)
  /// The program asks for the smallest step of a price, and the instrument has none.
  case priceStep
  /// As many values as parameters are needed.
  case values(expected: Int, given: Int)
  /// The extra columns are not those that the program reads.
  case extras(expected: [Bank], given: [Bank])
  /// A zone, a session or a timeframe that the almanac cannot tell, and why.
  case reading(String)
  /// A timeframe with bars that are not shorter: both as lengths.
  case timeframe(Timeframe, bars: Int64)
  /// `on "SYMBOL"` without bars of it.
  case companion(String)
  /// A column that the data do not have; of another instrument where one is named.
  case column(String, of: String?)
}

/// Limits of the machine.
public enum MachineLimits {
  /// History and state of one program.
  public static let stateBytes = 16 * 1024 * 1024
  /// The longest window and the largest offset.
  public static let length = 1_000_000
  /// Instructions of a program once its folds are written out.
  public static let steps = 100_000
  /// The most clocks beside the bars.
  public static let clocks = 1_000
  /// The most rows of one `advance`.
  public static let room = 1 << 20
}

/// Runs one program over bars: in chunks, or one bar at a time, with the same bits.
public struct VirtualMachine: ~Copyable {
  public let program: Program
  /// Bars before the first row at which every value is there, slower clocks apart: `tradesFrom`
  /// knows about those.
  public let warmUp: Int
  /// The first row at which every value is there; `Int.max` as long as it is not known.
  public internal(set) var tradesFrom: Int
  /// The most rows one `advance` takes.
  public let room: Int
  /// Rows computed so far.
  public internal(set) var count = 0

  /// One for each of `program.parameters`.
  public var values: [Double] { parameters }
  let parameters: [Double]
  /// What it was made with.
  public let surroundings: Surroundings
  private let scalars: OnceValues
  var frame: Frame
  let clocks: [ClockRun]
  private let extras: [Column]
  var almanac: (any Almanac)? { surroundings.almanac }
  /// Of the bars that come.
  public private(set) var length: BarLength
  /// For each of `program.named` its place in `Bar.extras`.
  private let places: [Int]
  let stretches: Stretches
  let columns: [Linked]
  /// The columns of words that the frame may read where they lie, in its order.
  private let lent: [InputColumn]
  /// The cross-sections among them, by their places.
  let exchanges: [Int]
  let bars: [Linked]
  /// True when `bars` may be computed for several rows at once.
  public let canRunAhead: Bool
  /// What of the account changes from close to close and is read by `bars`, and where that is
  /// written.
  public let movingFields: [AccountField]
  let movingTables: [Linked.Tables]
  /// For each clock how many rows it must have, and how many bars must pass after that.
  private let needs: [Int?]
  private let afterNeeds: Int
  private let entries: [Linked]

  /// - Parameters:
  ///   - values: one for each of `program.parameters`.
  ///   - room: the most rows of one `advance`; any number from 1 gives the same results.
  ///   - extras: a column for each of `program.extras`; behind its last row every value is missing.
  ///   - surroundings: the almanac, the bars of other instruments and the step of a price, where
  ///     the program asks for them; the bars must carry the columns that it says they do.
  public init(
    _ program: Program, values: [Double], room: Int = 1024, extras: [Column] = [],
    surroundings: Surroundings = .none
  ) throws(RunFailure) {
    try program.verify()
    guard extras.map(\.bank) == program.extras else {
      throw .extras(expected: program.extras, given: extras.map(\.bank))
    }
    try surroundings.check(program)
    let scalars = try OnceValues(program, parameters: values, surroundings)
    var linker = try Linker(program, scalars: scalars)
    try linker.measure()
    self.program = program
    self.parameters = values
    self.surroundings = surroundings
    length = BarLength(surroundings.interval, surroundings.almanac)
    places = program.named.map { surroundings.extras.firstIndex(of: $0) ?? -1 }
    self.scalars = scalars
    self.extras = extras
    stretches = Stretches(program.readings.count)
    let warmUp = linker.warmUp
    self.warmUp = warmUp.start
    needs = linker.needs
    afterNeeds = warmUp.ready ?? 0
    tradesFrom = needs.contains { $0 != nil } ? .max : warmUp.start
    self.room = Swift.min(Swift.max(room, 1), MachineLimits.room)
    var frame = linker.makeFrame(clock: 0, room: self.room)
    let clocks = program.clocks.indices.map { number in
      ClockRun(
        program.clocks[number], frame: linker.makeFrame(clock: number + 1, room: 64), surroundings,
        extras: surroundings.extras(under: program.clocks[number].parent, of: program))
    }
    var cursors = [TableUse](repeating: TableUse(), count: clocks.count + 1)
    columns = linker.link(linker.columns, into: &frame, clocks, &cursors)
    exchanges = columns.enumerated().filter { $0.element.opcode == .across }.map(\.offset)
    let bars = linker.link(linker.bars, into: &frame, clocks, &cursors)
    self.bars = bars
    entries = linker.link(linker.entries, into: &frame, clocks, &cursors)
    canRunAhead = program.entries.isEmpty && VirtualMachine.canRunAhead(linker.bars, bars)
    let moving = VirtualMachine.moving(bars)
    movingFields = moving.compactMap(\.field)
    movingTables = moving.map(\.tables)
    for linked in columns + bars { VirtualMachine.fill(linked, frame, clocks) }
    lent = columns.filter { $0.opcode == .words && $0.clock == 0 }.compactMap { linked in
      guard let target = linked.target else { return nil }
      let column = InputColumn(rawValue: UInt8(linked.immediate))
      if column != nil { frame.allowLoan(of: target) }
      return column
    }
    self.frame = frame
    self.clocks = clocks
  }

  /// A scalar whose past nobody reads fills its column once and for all; its instruction then does
  /// nothing.
  private static func fill(_ linked: Linked, _ frame: borrowing Frame, _ clocks: [ClockRun]) {
    guard linked.opcode == .splat, let target = linked.target else { return }
    if target.clock > 0 {
      let run = clocks[target.clock - 1]
      if run.frame.history(target) == 0 { run.fill(target, bits: linked.bits) }
    } else if frame.history(target) == 0 {
      frame.fill(target, bits: linked.bits)
    }
  }

  // MARK: Columns

  /// Computes the `columns` section over the next rows, at most `room`. Rows must be given in order
  /// and without holes over the life of the machine.
  public mutating func advance(_ source: Bars, rows: Range<Int>) {
    begin(source, rows: rows)
    for part in 0...exchanges.count {
      run(part: part, source, rows: rows)
      if part < exchanges.count { exchangeAlone(part, rows: rows.count) }
    }
    finish(rows.count)
  }

  mutating func begin(_ source: Bars, rows: Range<Int>) {
    precondition(rows.count <= room && rows.upperBound <= source.count, "rows that are not there")
    frame.begin(rows.count)
    measure(source.interval)
    let columns = lent
    frame.borrow(from: rows.lowerBound) { source.column(columns[$0]) }
    if !clocks.isEmpty, let last = rows.last {
      begin(rows.count, until: length.end(from: source.time[last]))
    }
  }

  /// Computes what lies between two cross-sections.
  func run(part: Int, _ source: Bars, rows: Range<Int>) {
    run(columns, Supply.bars(source, rows.lowerBound), rows.count, places(ofPart: part))
  }

  private func places(ofPart part: Int) -> Range<Int> {
    let first = part == 0 ? 0 : exchanges[part - 1] + 1
    return first..<(part < exchanges.count ? exchanges[part] : columns.count)
  }

  /// The number that a cross-section reads at a row, and the place of what it gives.
  func operand(ofExchange number: Int, row: Int) -> Double {
    let linked = columns[exchanges[number]]
    guard let source = linked.source else { return .nan }
    return Double(bitPattern: frame.bits(source, row - linked.offset))
  }

  func kind(ofExchange number: Int) -> Across {
    UInt8(exactly: columns[exchanges[number]].immediate).flatMap(Across.init) ?? .rank
  }

  func set(exchange number: Int, row: Int, _ value: Double) {
    guard let target = columns[exchanges[number]].target else { return }
    frame.set(target, row, number: value)
  }

  /// The same for one bar; `interval` (the bar's length in nanoseconds) gives its end.
  public mutating func advance(_ bar: Bar, interval: Int64) {
    frame.begin(1)
    measure(interval)
    frame.giveBack()
    if !clocks.isEmpty { begin(1, until: length.end(from: bar.time)) }
    for part in 0...exchanges.count {
      run(columns, Supply.bar(bar), 1, places(ofPart: part))
      if part < exchanges.count { exchangeAlone(part, rows: 1) }
    }
    finish(1)
  }

  private mutating func measure(_ interval: Int64) {
    if interval != length.interval { length = BarLength(interval, almanac) }
  }

  private func begin(_ rows: Int, until end: Int64) {
    for run in clocks {
      let parent = run.clock.parent
      run.begin(parent == 0 ? rows : clocks[parent - 1].most, until: end)
    }
  }

  mutating func finish(_ rows: Int) {
    if tradesFrom == .max { findReady(rows) }
    count += rows
  }

  /// Looks for the row at which every slower clock has ticked often enough.
  private mutating func findReady(_ rows: Int) {
    for row in 0..<rows where needs.indices.allSatisfy({ isReady($0, at: row) }) {
      tradesFrom = Swift.max(warmUp, count + row + afterNeeds)
      return
    }
  }

  private func isReady(_ number: Int, at row: Int) -> Bool {
    guard let need = needs[number] else { return true }
    let run = clocks[number]
    return run.total(at: self.row(row, ofClock: run.clock.parent)) >= need
  }

  /// The last row of a clock's chunk that belongs to a bar of the chunk or one before it.
  private func row(_ bar: Int, ofClock clock: Int) -> Int {
    if clock == 0 { return bar }
    return rows(ofClock: clock, 0..<(bar + 1)).upperBound - 1
  }

  /// The rows of a clock that belong to rows of another one that it ticks by, if not by itself: to
  /// bars of the chunk unless another is named.
  private func rows(ofClock clock: Int, _ range: Range<Int>, of home: Int = 0) -> Range<Int> {
    if clock == home { return range }
    let run = clocks[clock - 1]
    return run.rows(of: rows(ofClock: run.clock.parent, range, of: home))
  }

  /// Where input columns come from.
  enum Supply {
    case bars(Bars, Int)
    case bar(Bar)
  }

  @inline(__always)
  private func run(_ linked: [Linked], _ supply: Supply, _ rows: Int, _ places: Range<Int>) {
    let section = linked.span
    var next = places.lowerBound
    while next < places.upperBound {
      if section[next].opcode == .loop {
        let end = next + 1 + section[next].immediate
        if section[next].clock == 0 {
          for row in 0..<rows {
            for index in (next + 1)..<end { execute(section[index], supply, row, 1) }
          }
        } else {
          runSlowLoop(linked[(next + 1)..<end], clock: section[next].clock, rows)
        }
        next = end
      } else {
        execute(section[next], supply, 0, rows)
        next += 1
      }
    }
  }

  @inline(__always)
  private func execute(_ linked: borrowing Linked, _ supply: Supply, _ first: Int, _ rows: Int) {
    if linked.clock > 0 {
      executeSlow(linked, first, rows)
    } else if let body = linked.body {
      body(frame.call(linked.tables, first: first, count: rows))
    } else {
      load(linked, supply, first, rows)
    }
  }

  /// A loop over the rows of another clock: these go one by one.
  private func runSlowLoop(_ steps: ArraySlice<Linked>, clock: Int, _ rows: Int) {
    for row in self.rows(ofClock: clock, 0..<rows) {
      for step in steps {
        execute(step, over: self.rows(ofClock: step.clock, row..<(row + 1), of: clock))
      }
    }
  }

  /// An instruction over the rows of another clock that belong to these bars.
  @inline(never)
  private func executeSlow(_ linked: borrowing Linked, _ first: Int, _ rows: Int) {
    execute(linked, over: self.rows(ofClock: linked.clock, first..<(first + rows)))
  }

  /// An instruction over rows of its own clock, which is not that of the bars.
  private func execute(_ linked: borrowing Linked, over own: Range<Int>) {
    let run = clocks[linked.clock - 1]
    if linked.opcode == .tick { return tick(linked, nil, own) }
    guard !own.isEmpty else { return }
    if let body = linked.body {
      body(run.frame.call(linked.tables, first: own.lowerBound, count: own.count))
      return
    }
    guard let target = linked.target else { return }
    switch linked.opcode {
    case .column, .words:
      guard let column = InputColumn(rawValue: UInt8(linked.immediate)) else { return }
      for row in own {
        guard let word = run.bar(row)?.bar[column] else { return }
        if linked.opcode == .words {
          run.frame.set(target, row, word: word)
        } else {
          run.frame.set(target, row, number: Grid.number(word))
        }
      }
    case .named:
      let name = program.named[linked.immediate]
      for row in own {
        run.frame.set(
          target, row,
          number: Grid.number(run.extra(row, name: name, place: places[linked.immediate])))
      }
    case .time, .timeClose:
      for row in own {
        guard let (bar, end) = run.bar(row) else { return }
        run.frame.set(target, row, word: linked.opcode == .time ? bar.time : end)
      }
    case .barIndex:
      for row in own { run.frame.set(target, row, number: Double(run.count + row)) }
    case .splat:
      if run.frame.history(target) > 0 { run.frame.set(target, rows: own, bits: linked.bits) }
    case .vary: run.frame.set(target, rows: own, bits: linked.bits)
    case .sample: sample(linked, target, run, own)
    case .hold: hold(linked, target, own)
    case .reading: read(linked, target, own)
    case .entry, .remembered, .across: break
    case .tick, .extra, .gap, .account, .call, .loop, .fold, .scalar, .carry: break
    }
  }

  /// The instructions that are not calls.
  @inline(never)
  private func load(_ linked: borrowing Linked, _ supply: Supply, _ first: Int, _ rows: Int) {
    guard let target = linked.target else { return }
    switch linked.opcode {
    case .column, .words: loadColumn(linked, target, supply, first, rows)
    case .time, .timeClose: loadTime(linked, target, supply, first, rows)
    case .barIndex:
      let out = frame.chunk(target, first: first, count: rows, Double.self)
      for row in 0..<rows { out[row] = Double(count + first + row) }
    case .splat:
      if frame.history(target) == 0 { return }
      frame.set(target, rows: first..<(first + rows), bits: linked.bits)
    case .vary: frame.set(target, rows: first..<(first + rows), bits: linked.bits)
    case .extra: loadExtra(linked, target, first, rows)
    case .named: loadNamed(linked, target, supply, first, rows)
    case .gap: loadGap(linked, target, first..<(first + rows))
    case .tick: tick(linked, supply, first..<(first + rows))
    case .hold: hold(linked, target, first..<(first + rows))
    case .reading: read(linked, target, first..<(first + rows))
    case .account, .call, .loop, .sample, .fold, .scalar, .carry, .entry, .across, .remembered:
      break
    }
  }

  private func loadColumn(
    _ linked: borrowing Linked, _ target: Slot, _ supply: Supply, _ first: Int, _ rows: Int
  ) {
    guard let column = InputColumn(rawValue: UInt8(linked.immediate)) else { return }
    switch supply {
    case .bars(let bars, let start):
      if linked.opcode == .words {
        if frame.isBorrowed(target) { return }
        frame.copy(bars.column(column), from: start + first, to: target, first: first, count: rows)
      } else {
        frame.decode(
          bars.column(column), from: start + first, to: target, first: first, count: rows)
      }
    case .bar(let bar):
      let word = bar[column]
      if linked.opcode == .words {
        frame.set(target, first, word: word)
      } else {
        frame.set(target, first, number: Grid.number(word))
      }
    }
  }

  private func loadNamed(
    _ linked: borrowing Linked, _ target: Slot, _ supply: Supply, _ first: Int, _ rows: Int
  ) {
    let place = places[linked.immediate]
    switch supply {
    case .bars(let bars, let start):
      guard bars.extras.indices.contains(place) else { return }
      frame.decode(
        bars.extras[place].words, from: start + first, to: target, first: first, count: rows)
    case .bar(let bar): frame.set(target, first, number: Grid.number(bar.extra(place)))
    }
  }

  private func loadExtra(_ linked: borrowing Linked, _ target: Slot, _ first: Int, _ rows: Int) {
    let column = extras[linked.immediate]
    let start = count + first
    let known = Swift.max(0, Swift.min(rows, column.count - start))
    if known > 0 {
      switch column {
      case .numbers(let numbers):
        frame.copy(numbers, from: start, to: target, first: first, count: known)
      case .words(let words):
        frame.copy(words, from: start, to: target, first: first, count: known)
      case .flags(let flags):
        frame.copy(flags, from: start, to: target, first: first, count: known)
      }
    }
    let missing = target.bank == .flag ? 0 : Double.nan.bitPattern
    frame.set(target, rows: (first + known)..<(first + rows), bits: missing)
  }

  private func loadTime(
    _ linked: borrowing Linked, _ target: Slot, _ supply: Supply, _ first: Int, _ rows: Int
  ) {
    switch supply {
    case .bars(let bars, let start):
      frame.copy(bars.time, from: start + first, to: target, first: first, count: rows)
      if linked.opcode == .timeClose {
        let out = frame.chunk(target, first: first, count: rows, Int64.self)
        for row in 0..<rows { out[row] = length.end(from: out[row]) }
      }
    case .bar(let bar):
      let time = linked.opcode == .timeClose ? length.end(from: bar.time) : bar.time
      frame.set(target, first, word: time)
    }
  }

  // MARK: Bars

  /// Computes the `bars` section for one row (0 is the first of the last `advance`). Rows in order,
  /// each once.
  public func decide(row: Int, account: AccountValues) {
    // A span: an instruction is not copied to be run.
    let steps = bars.span
    for place in steps.indices {
      if steps[place].clock > 0 {
        executeSlow(steps[place], row, 1)
      } else if let body = steps[place].body {
        body(frame.call(steps[place].tables, first: row, count: 1))
      } else if let target = steps[place].target {
        decide(steps[place], target, row, account)
      }
    }
  }

  /// The instructions that are not calls.
  private func decide(
    _ linked: borrowing Linked, _ target: Slot, _ row: Int, _ account: AccountValues
  ) {
    switch linked.opcode {
    case .splat: if frame.history(target) > 0 { frame.set(target, row, bits: linked.bits) }
    case .vary: frame.set(target, row, bits: linked.bits)
    case .hold: hold(linked, target, row..<(row + 1))
    case .tick: tick(linked, nil, row..<(row + 1))
    case .account:
      guard let field = linked.field else { return }
      if target.bank == .flag {
        frame.set(target, row, flag: account[field] != 0)
      } else {
        frame.set(target, row, number: account[field])
      }
    default: break
    }
  }

  /// Computes the `entries` section for one open entry at one row. Entries in any order, after
  /// `decide`.
  public func judge(row: Int, entry: EntryValues) {
    let steps = entries.span
    for step in steps.indices {
      if let body = steps[step].body {
        body(frame.call(steps[step].tables, first: row, count: 1))
      } else if let target = steps[step].target {
        let place = steps[step].immediate
        let value =
          steps[step].opcode == .remembered
          ? (entry.remembered.indices.contains(place) ? entry.remembered[place] : .nan)
          : EntryField(rawValue: UInt8(clamping: place)).map { entry[$0] } ?? .nan
        frame.set(target, row, number: value)
      }
    }
  }

  // MARK: Results

  /// A number of the `once` section.
  public func scalar(number slot: Slot) -> Double { scalars.number(slot) }

  /// A word of the `once` section.
  public func scalar(word slot: Slot) -> Int64 { scalars.word(slot) }

  /// A flag at a row of the last `advance`.
  public func flag(_ slot: Slot, row: Int) -> Bool { frame.flag(slot, row) }

  /// A number at a row of the last `advance`.
  public func number(_ slot: Slot, row: Int) -> Double { frame.number(slot, row) }

  /// A word (a time, a duration) at a row of the last `advance`.
  public func word(_ slot: Slot, row: Int) -> Int64 { frame.word(slot, row) }

  /// The flags of the last `advance` as bits: row r is bit r % 64 of word r / 64. `masks` must hold
  /// (rows + 63) / 64 words; bits beyond the rows are 0.
  public func pack(_ slot: Slot, into masks: inout [UInt64]) { frame.pack(slot, into: &masks) }

  /// The same for numbers that are others than one.
  public func packOthers(than one: Double, _ slot: Slot, into masks: inout [UInt64]) {
    frame.packOthers(than: one, slot, into: &masks)
  }
}

extension Bar {
  subscript(_ column: InputColumn) -> Int64 {
    switch column {
    case .open: open
    case .high: high
    case .low: low
    case .close: close
    case .volume: volume
    }
  }
}
