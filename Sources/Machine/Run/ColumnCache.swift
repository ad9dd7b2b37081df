/// Columns over the same bars, kept by how they are computed: what one program has computed,
/// another one reads. The results are those of a run without it, bit for bit.
public struct ColumnCache: Sendable {
  public let bars: Bars
  /// What else the programs may ask.
  public let surroundings: Surroundings
  /// What the columns kept may take together, in bytes; the least recently used go first.
  public let budget: Int
  /// What they take.
  public private(set) var bytes = 0
  /// Rows computed by calls so far: what a second look must not add to.
  public private(set) var computedRows = 0

  private struct Entry {
    let column: Column
    var lastUse: Int
  }
  /// Names of columns that are remembered; with more of them all is forgotten, columns too.
  private let mostNames: Int
  private var keys = ColumnKeys()
  private var entries: [Int: Entry] = [:]
  private var uses = 0

  public init(_ bars: Bars, _ surroundings: Surroundings = .none, budget: Int = 256 << 20) {
    self.init(bars, surroundings, budget: budget, mostNames: 1_000_000)
  }

  init(
    _ bars: Bars, _ surroundings: Surroundings = .none, budget: Int, mostNames: Int
  ) {
    self.bars = bars
    self.surroundings = surroundings
    self.budget = budget
    self.mostNames = mostNames
  }

  /// Some rows of a column for each of the program's outputs, all of them unless said otherwise.
  /// The program must not depend on the account or read extra columns.
  ///
  /// Beside the columns kept, which never take more than the budget, only the rows asked for need
  /// memory.
  public mutating func outputs(
    of program: Program, values: [Double], rows: Range<Int>? = nil
  ) throws(RunFailure) -> [Column] {
    guard program.isAccountFree, program.extras.isEmpty else {
      throw .invalid("only what depends on the market alone can be kept")
    }
    try program.verify()
    if keys.count > mostNames { forget() }
    let names = try keys.name(program, try OnceValues(program, parameters: values, surroundings))
    uses += 1
    let plan = Plan(program, names) { entries[$0]?.column }
    for slot in plan.known.keys { names[slot].map { entries[$0]?.lastUse = uses } }
    let asked = (rows ?? 0..<bars.count).clamped(to: 0..<bars.count)
    var shown = plan.known.mapValues { $0.rows(asked) }
    if !plan.groups.isEmpty { shown.merge(try run(plan, values, names, asked)) { $1 } }
    return program.outputs.map { shown[$0.slot] ?? Column($0.slot.bank, room: 0) }
  }

  /// Runs what is not known, keeps what there is room for, and gives the rows asked for.
  private mutating func run(
    _ plan: Plan, _ values: [Double], _ names: [Slot: Int], _ asked: Range<Int>
  ) throws(RunFailure) -> [Slot: Column] {
    var machine = try VirtualMachine(
      plan.program, values: values, extras: plan.extras, surroundings: surroundings)
    var kept = plan.kept(rows: bars.count, within: budget).map {
      ColumnReader(whole: $0, bars.count)
    }
    makeRoom(for: kept.reduce(0) { $0 + $1.slot.bank.bytes * bars.count })
    let isKept = Set(kept.map(\.slot))
    var shown = plan.read.filter { !isKept.contains($0) }.map { ColumnReader(part: $0, asked) }
    var row = 0
    while row < bars.count {
      let rows = row..<min(row + machine.room, bars.count)
      machine.advance(bars, rows: rows)
      for index in kept.indices { kept[index].take(rows, from: machine) }
      for index in shown.indices { shown[index].take(rows, from: machine) }
      row = rows.upperBound
    }
    computedRows += bars.count * plan.calls
    for reading in kept { keep(reading.column, as: names[reading.slot]) }
    let pairs = kept.map { ($0.slot, $0.column.rows(asked)) } + shown.map { ($0.slot, $0.column) }
    return Dictionary(uniqueKeysWithValues: pairs)
  }

  private mutating func keep(_ column: Column, as key: Int?) {
    guard let key else { return }
    bytes += column.bytes - (entries[key]?.column.bytes ?? 0)
    entries[key] = Entry(column: column, lastUse: uses)
  }

  /// Lets the least recently used columns go until as many bytes fit beside the others.
  private mutating func makeRoom(for more: Int) {
    guard bytes + more > budget else { return }
    let oldest = entries.map { (use: $0.value.lastUse, key: $0.key) }.sorted { $0 < $1 }
    for (_, key) in oldest where bytes + more > budget {
      bytes -= entries[key]?.column.bytes ?? 0
      entries[key] = nil
    }
  }

  private mutating func forget() {
    keys = ColumnKeys()
    entries = [:]
    bytes = 0
  }
}

/// A column being read from a machine: all its rows, or some.
private struct ColumnReader {
  let slot: Slot
  let wanted: Range<Int>
  private(set) var column: Column

  init(whole slot: Slot, _ count: Int) { self.init(part: slot, 0..<count) }

  init(part slot: Slot, _ wanted: Range<Int>) {
    self.slot = slot
    self.wanted = wanted
    column = Column(slot.bank, room: wanted.count)
  }

  /// Takes what is wanted of the rows of the machine's last `advance`.
  mutating func take(_ rows: Range<Int>, from machine: borrowing VirtualMachine) {
    let part = rows.clamped(to: wanted)
    guard !part.isEmpty else { return }
    let first = part.lowerBound - rows.lowerBound
    machine.append(slot, rows: first..<(first + part.count), to: &column)
  }
}

/// What of a program has to be computed where some of its columns are known.
private struct Plan {
  /// The program that computes the rest and reads what is known as extra columns.
  private(set) var program: Program
  private(set) var extras: [Column] = []
  /// Known columns that an output or a group reads, by their slot.
  private(set) var known: [Slot: Column] = [:]
  private(set) var groups: [ColumnGroup] = []
  /// The columns of outputs that the run has to give.
  private(set) var read: [Slot] = []
  /// Calls among the instructions.
  private(set) var calls = 0

  init(_ program: Program, _ names: [Slot: Int], _ store: (Int) -> Column?) {
    self.program = program
    let all = program.columnGroups
    var groupOf: [Slot: Int] = [:]
    var tickOf: [Int: Slot] = [:]
    for (number, group) in all.enumerated() {
      for slot in group.columns { groupOf[slot] = number }
      for step in group.steps where step.opcode == .tick {
        tickOf[step.immediate] = step.targets[0]
      }
    }
    func column(_ slot: Slot) -> Column? { names[slot].flatMap(store) }
    // A loop or a fold is known as a whole or not at all; what ticks has to tick.
    let isKnown = all.map { group in
      !group.isRead && group.canBeKept && group.columns.allSatisfy { column($0) != nil }
    }
    var isNeeded = [Bool](repeating: false, count: all.count)
    var pending = program.outputs.map(\.slot)
    let outputs = Set(pending)
    while let slot = pending.popLast() {
      guard let number = groupOf[slot] else { continue }
      if isKnown[number] {
        known[slot] = column(slot)
      } else if !isNeeded[number] {
        isNeeded[number] = true
        for step in all[number].steps {
          pending += step.operands.map(\.slot)
          pending += step.clocks.compactMap { tickOf[$0] }
        }
      }
    }
    groups = all.indices.filter { isNeeded[$0] }.map { all[$0] }
    for group in groups {
      read += group.columns.filter(outputs.contains)
      calls += group.isRead ? 0 : group.steps.count
    }
    rewrite()
  }

  /// The computed columns that are worth keeping and fit: the nearer to the outputs the sooner, a
  /// loop as a whole or not at all.
  func kept(rows: Int, within budget: Int) -> [Slot] {
    var kept: [Slot] = []
    var bytes = 0
    for group in groups.reversed() where !group.isRead && group.canBeKept {
      let slots = group.columns
      let more = slots.reduce(0) { $0 + $1.bank.bytes * rows }
      guard bytes + more <= budget else { continue }
      bytes += more
      kept += slots
    }
    return kept
  }

  private mutating func rewrite() {
    var section: [Instruction] = []
    for slot in known.keys.sorted() {
      guard let column = known[slot] else { continue }
      section.append(Instruction(.extra, immediate: extras.count, targets: [slot]))
      extras.append(column)
    }
    program.columns = section + groups.flatMap(\.instructions)
    program.extras = extras.map(\.bank)
    program.orders = []
  }
}
