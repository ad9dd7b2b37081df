/// Columns over the same bars, kept by how they are computed: what one program has computed,
/// another one reads. The results are those of a run without it, bit for bit.
public struct ColumnCache: Sendable {
  public let bars: Bars
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
  private var keys = ColumnKeys()
  private var entries: [Int: Entry] = [:]
  private var uses = 0

  public init(_ bars: Bars, budget: Int = 256 << 20) {
    self.bars = bars
    self.budget = budget
  }

  /// A column for each of the program's outputs. The program must not depend on the account or read
  /// extra columns.
  public mutating func outputs(of program: Program, values: [Double]) throws(RunFailure) -> [Column]
  {
    guard program.bars.isEmpty, program.extras.isEmpty else {
      throw .invalid("only what depends on the market alone can be kept")
    }
    try program.verify()
    let names = keys.name(program, try OnceValues(program, parameters: values))
    uses += 1
    let plan = Plan(program, names, entries.mapValues(\.column))
    var columns = plan.known
    if !plan.groups.isEmpty {
      for (slot, column) in try run(plan, values) { columns[slot] = column }
    }
    for slot in columns.keys { keep(columns[slot], as: names[slot]) }
    // The most recently used stay; nothing that was asked for is lost by its own arrival.
    trim()
    return program.outputs.map { columns[$0.slot] ?? Column($0.slot.bank, room: 0) }
  }

  /// Runs what is not known, and gives every column that it computes.
  private mutating func run(_ plan: Plan, _ values: [Double]) throws(RunFailure) -> [Slot: Column] {
    var machine = try VirtualMachine(plan.program, values: values, extras: plan.extras)
    var columns: [(slot: Slot, column: Column)] = plan.wanted.map {
      ($0, Column($0.bank, room: bars.count))
    }
    var row = 0
    while row < bars.count {
      let rows = row..<min(row + machine.room, bars.count)
      machine.advance(bars, rows: rows)
      for index in columns.indices {
        machine.append(columns[index].slot, rows: rows.count, to: &columns[index].column)
      }
      row = rows.upperBound
    }
    computedRows += bars.count * plan.calls
    return Dictionary(uniqueKeysWithValues: columns.map { ($0.slot, $0.column) })
  }

  private mutating func keep(_ column: Column?, as key: Int?) {
    guard let column, let key else { return }
    if entries[key] == nil { bytes += column.bytes }
    entries[key] = Entry(column: column, lastUse: uses)
  }

  private mutating func trim() {
    guard bytes > budget else { return }
    for (key, entry) in entries.sorted(by: {
      ($0.value.lastUse, $0.key) < ($1.value.lastUse, $1.key)
    }) {
      if bytes <= budget { return }
      bytes -= entry.column.bytes
      entries[key] = nil
    }
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
  /// The columns to be read after the run: everything computed, and what outputs say.
  private(set) var wanted: [Slot] = []
  /// Calls among the instructions.
  private(set) var calls = 0

  init(_ program: Program, _ names: [Slot: Int], _ store: [Int: Column]) {
    self.program = program
    let all = program.columnGroups
    var groupOf: [Slot: Int] = [:]
    for (number, group) in all.enumerated() {
      for step in group.steps { groupOf[step.targets[0]] = number }
    }
    func column(_ slot: Slot) -> Column? { names[slot].flatMap { store[$0] } }
    // A loop is known as a whole or not at all.
    let isKnown = all.map { group in
      !group.isRead && group.steps.allSatisfy { column($0.targets[0]) != nil }
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
        pending += all[number].steps.flatMap { $0.operands.map(\.slot) }
      }
    }
    groups = all.indices.filter { isNeeded[$0] }.map { all[$0] }
    for group in groups {
      let targets = group.steps.map { $0.targets[0] }
      wanted += group.isRead ? targets.filter(outputs.contains) : targets
      calls += group.isRead ? 0 : group.steps.count
    }
    rewrite()
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
