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
  /// The state and history would take more than `MachineLimits.stateBytes`.
  case memory(bytes: Int)
  /// The program asks for the smallest step of a price, and the instrument has none.
  case tick
  /// As many values as parameters are needed.
  case values(expected: Int, given: Int)
  /// The extra columns are not those that the program reads.
  case extras(expected: [Bank], given: [Bank])
}

/// Limits of the machine.
public enum MachineLimits {
  /// History and state of one program.
  public static let stateBytes = 16 * 1024 * 1024
  /// The longest window and the largest offset.
  public static let length = 1_000_000
  /// The most rows of one `advance`.
  public static let room = 1 << 20
}

/// Runs one program over bars: in chunks, or one bar at a time, with the same bits.
public struct VirtualMachine: ~Copyable {
  public let program: Program
  /// Bars before the first row at which every value is there.
  public let warmUp: Int
  /// The most rows one `advance` takes.
  public let room: Int
  /// Rows computed so far.
  public internal(set) var count = 0

  /// One for each of `program.parameters`.
  public var values: [Double] { parameters }
  let parameters: [Double]
  /// The smallest step of a price it was made with.
  public let tick: Double?
  private let scalars: OnceValues
  var frame: Frame
  private let extras: [Column]
  private let columns: [Linked]
  private let bars: [Linked]
  private let entries: [Linked]

  /// - Parameters:
  ///   - values: one for each of `program.parameters`.
  ///   - room: the most rows of one `advance`; any number from 1 gives the same results.
  ///   - tick: the smallest step of a price; needed where the program asks for it.
  ///   - extras: a column for each of `program.extras`; behind its last row every value is missing.
  public init(
    _ program: Program, values: [Double], room: Int = 1024, tick: Double? = nil,
    extras: [Column] = []
  ) throws(RunFailure) {
    try program.verify()
    guard extras.map(\.bank) == program.extras else {
      throw .extras(expected: program.extras, given: extras.map(\.bank))
    }
    let scalars = try OnceValues(program, parameters: values, tick: tick)
    var linker = Linker(program, scalars: scalars)
    try linker.measure()
    self.program = program
    self.parameters = values
    self.tick = tick
    self.scalars = scalars
    self.extras = extras
    self.warmUp = linker.warmUp
    self.room = Swift.min(Swift.max(room, 1), MachineLimits.room)
    let frame = linker.makeFrame(room: self.room)
    var cursor = Linker.Cursor()
    columns = VirtualMachine.filled(linker.link(program.columns, into: frame, &cursor), frame)
    bars = VirtualMachine.filled(linker.link(program.bars, into: frame, &cursor), frame)
    entries = linker.link(program.entries, into: frame, &cursor)
    self.frame = frame
  }

  /// A scalar whose past nobody reads fills its column once and for all; its instruction then does
  /// nothing.
  private static func filled(_ section: [Linked], _ frame: borrowing Frame) -> [Linked] {
    for linked in section {
      guard linked.opcode == .splat, let target = linked.target else { continue }
      if frame.history(target) == 0 { frame.fill(target, bits: linked.bits) }
    }
    return section
  }

  // MARK: Columns

  /// Computes the `columns` section over the next rows, at most `room`. Rows must be given in order
  /// and without holes over the life of the machine.
  public mutating func advance(_ source: Bars, rows: Range<Int>) {
    precondition(rows.count <= room && rows.upperBound <= source.count, "rows that are not there")
    frame.begin(rows.count)
    run(columns, Supply.bars(source, rows.lowerBound), rows.count)
    count += rows.count
  }

  /// The same for one bar; `interval` (the bar's length in nanoseconds) gives its end.
  public mutating func advance(_ bar: Bar, interval: Int64) {
    frame.begin(1)
    run(columns, Supply.bar(bar, interval), 1)
    count += 1
  }

  /// Where input columns come from.
  private enum Supply {
    case bars(Bars, Int)
    case bar(Bar, Int64)
  }

  @inline(__always)
  private func run(_ section: [Linked], _ supply: Supply, _ rows: Int) {
    var next = 0
    while next < section.count {
      if section[next].opcode == .loop {
        let end = next + 1 + section[next].immediate
        for row in 0..<rows {
          for index in (next + 1)..<end { execute(section[index], supply, row, 1) }
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
    if let body = linked.body {
      body(frame.call(linked, first: first, count: rows))
    } else {
      load(linked, supply, first, rows)
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
    case .extra: loadExtra(linked, target, first, rows)
    case .account, .call, .loop, .entry, .remembered: break
    }
  }

  private func loadColumn(
    _ linked: borrowing Linked, _ target: Slot, _ supply: Supply, _ first: Int, _ rows: Int
  ) {
    guard let column = InputColumn(rawValue: UInt8(linked.immediate)) else { return }
    switch supply {
    case .bars(let bars, let start):
      if linked.opcode == .words {
        frame.copy(bars.column(column), from: start + first, to: target, first: first, count: rows)
      } else {
        frame.decode(
          bars.column(column), from: start + first, to: target, first: first, count: rows)
      }
    case .bar(let bar, _):
      let word = bar[column]
      if linked.opcode == .words {
        frame.set(target, first, word: word)
      } else {
        frame.set(target, first, number: Grid.number(word))
      }
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
        for row in 0..<rows { out[row] = out[row] &+ bars.interval }
      }
    case .bar(let bar, let interval):
      let end = bar.time &+ interval
      frame.set(target, first, word: linked.opcode == .timeClose ? end : bar.time)
    }
  }

  // MARK: Bars

  /// Computes the `bars` section for one row (0 is the first of the last `advance`). Rows in order,
  /// each once.
  public mutating func decide(row: Int, account: AccountValues) {
    for linked in bars {
      if let body = linked.body {
        body(frame.call(linked, first: row, count: 1))
      } else if let target = linked.target {
        if linked.opcode == .splat { frame.set(target, row, bits: linked.bits) }
        guard let field = AccountField(rawValue: UInt8(clamping: linked.immediate)),
          linked.opcode == .account
        else { continue }
        if target.bank == .flag {
          frame.set(target, row, flag: account[field] != 0)
        } else {
          frame.set(target, row, number: account[field])
        }
      }
    }
  }

  /// Computes the `entries` section for one open entry at one row. Entries in any order, after
  /// `decide`.
  public mutating func judge(row: Int, entry: EntryValues) {
    for linked in entries {
      if let body = linked.body {
        body(frame.call(linked, first: row, count: 1))
      } else if let target = linked.target {
        let place = linked.immediate
        let value =
          linked.opcode == .remembered
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
