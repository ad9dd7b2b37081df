internal import Host
public import Machine
public import Trading

/// Runs a program over the same bars in many ways and compares every column, those of the account's
/// section too, bit for bit with the plain run.
public struct Prover: Sendable {
  let program: Program
  let values: [Double]
  let bars: Bars
  let surroundings: Surroundings
  let terms: Terms
  let seed: UInt64
  /// Every slot that a bar writes, in the order of the program.
  let slots: [Slot]
  let origins: [Origin]

  /// How many rows are drawn for each way that has one.
  static let cuts = 8

  /// - Parameters:
  ///   - values: one for each of the program's parameters.
  ///   - surroundings: what the program may ask beside the bars.
  public init(
    _ program: Program, values: [Double], bars: Bars, surroundings: Surroundings = .none,
    terms: Terms, seed: UInt64
  ) {
    self.surroundings = surroundings.of(terms)
    self.program = program
    self.values = values
    self.bars = bars
    self.terms = terms
    self.seed = seed
    let writers = (program.columns + program.bars).filter { $0.targets.first?.clock == 0 }
    slots = writers.map { $0.targets[0] }
    origins = writers.map(\.origin)
  }

  /// Makes every trial until one fails. `progress` hears after each how many of them are done.
  public func prove(progress: (Int, Int) -> Void = { _, _ in }) throws(RunFailure) -> Proof {
    let (plain, start) = try run(over: bars, room: 1024)
    let decided = bars.count - start
    let trials = drawnTrials()
    for (number, trial) in trials.enumerated() {
      if let (row, slot) = try difference(trial, plain) {
        return proof(
          Array(trials.prefix(number + 1)), decided: decided,
          .init(trial: trial, row: row, origin: origins[slot]))
      }
      progress(number + 1, trials.count)
    }
    return proof(trials, decided: decided, nil)
  }

  private func proof(
    _ trials: [Proof.Trial], decided: Int, _ difference: Proof.Difference?
  ) -> Proof {
    Proof(
      bars: bars.count, decided: decided, columns: slots.count, trials: trials, seed: seed,
      difference: difference)
  }

  // MARK: - Trials

  func drawnTrials() -> [Proof.Trial] {
    let random = SimulatedRandom(seed: seed)
    func row() -> Int { Int(random.next() % UInt64(max(1, bars.count))) }
    var trials: [Proof.Trial] = [1, 2, 7, 64, max(1, bars.count)].map { .chunks(of: $0) }
    for _ in 0..<Prover.cuts { trials.append(.truncated(at: row())) }
    for _ in 0..<Prover.cuts { trials.append(.changed(from: row())) }
    for _ in 0..<Prover.cuts { trials.append(.resumed(at: row())) }
    let overlaps = overlaps
    for number in 0..<min(Prover.cuts, overlaps.count) {
      let isAll = overlaps.count <= Prover.cuts
      let place = isAll ? number : Int(random.next() % UInt64(overlaps.count))
      trials.append(.overlapping(at: overlaps[place]))
    }
    return trials
  }

  /// The rows that begin before the bar above them would be over by its length, where there are
  /// other instruments: what is taken for its end may be too late to look at those.
  private var overlaps: [Int] {
    guard !surroundings.companions.isEmpty else { return [] }
    let length = BarLength(bars.interval, surroundings.almanac)
    return (1..<max(1, bars.count)).filter { length.end(from: bars.time[$0 - 1]) > bars.time[$0] }
  }

  /// The first row and slot at which a trial is not the plain run, among the rows it must not
  /// change.
  private func difference(_ trial: Proof.Trial, _ plain: [Column]) throws(RunFailure) -> (Int, Int)?
  {
    switch trial {
    case .chunks(let room): return first(plain, try columns(of: bars, room: room), bars.count)
    case .truncated(let row):
      let other = try columns(of: bars.rows(0..<row), room: 1024, beside: companions(behind: row))
      return first(plain, other, row)
    case .changed(let row), .overlapping(let row):
      let other = try columns(
        of: changed(bars, from: row), room: 1024, beside: companions(behind: row))
      return first(plain, other, row)
    case .resumed(let row):
      return first(plain, try columns(of: bars, room: 64, snapshot: row), bars.count)
    }
  }

  /// The first row below `end` at which columns differ.
  func first(_ left: [Column], _ right: [Column], _ end: Int) -> (row: Int, slot: Int)? {
    var found: (row: Int, slot: Int)?
    for slot in left.indices {
      guard let row = left[slot].firstDifference(from: right[slot], below: end) else { continue }
      if row < found?.row ?? .max { found = (row, slot) }
    }
    return found
  }

  /// What other instruments do behind the bar before a row is something else. That bar is over when
  /// the calendar says so, and by the time the next one begins.
  private func companions(behind row: Int) -> Surroundings {
    var end = Int64.min
    if row > 0 {
      end = BarLength(bars.interval, surroundings.almanac).end(from: bars.time[row - 1])
      if row < bars.count { end = min(end, bars.time[row]) }
    }
    var others = surroundings
    for (symbol, companion) in surroundings.companions {
      let first = (0..<companion.count).first { companion.end(of: $0) > end }
      others.companions[symbol] = changed(companion, from: first ?? companion.count)
    }
    return others
  }

  /// The same bars up to a row; from it on prices go elsewhere, and some are missing.
  func changed(_ bars: Bars, from row: Int) -> Bars {
    let random = SimulatedRandom(seed: seed &+ UInt64(row))
    func other(_ words: Words) -> Words {
      Words(
        words.enumerated().map { index, word in
          if index < row { return word }
          let dice = random.next()
          if dice % 97 == 0 { return Grid.missing }
          return Grid.word(Grid.number(word) * (0.5 + Double(dice % 1_000) / 1_000))
        })
    }
    return Bars(
      time: bars.time, open: other(bars.open), high: other(bars.high), low: other(bars.low),
      close: other(bars.close), volume: other(bars.volume), interval: bars.interval,
      extras: bars.extras.map { .init(name: $0.name, words: other($0.words)) })
  }

  // MARK: - Runs

  /// Every column of a run, with the account of a session where the program looks at it.
  func columns(
    of bars: Bars, room: Int, snapshot: Int? = nil, beside others: Surroundings? = nil
  ) throws(RunFailure) -> [Column] {
    try run(over: bars, room: room, snapshot: snapshot, beside: others).columns
  }

  /// The same, with the first row at which the program may decide; behind the last for none.
  private func run(
    over bars: Bars, room: Int, snapshot: Int? = nil, beside others: Surroundings? = nil
  ) throws(RunFailure) -> (columns: [Column], tradesFrom: Int) {
    var machine = try VirtualMachine(
      program, values: values, room: room, surroundings: others ?? surroundings)
    var account = AccountWalk(program, terms, Rules(machine))
    var columns = slots.map { Column($0.bank, room: bars.count) }
    var row = 0
    while row < bars.count {
      var end = min(row + machine.room, bars.count)
      if let snapshot, row < snapshot { end = min(end, snapshot) }
      machine.advance(bars, rows: row..<end)
      if !program.isAccountFree || !program.entries.isEmpty {
        for bar in row..<end { account.visit(bar, first: row, of: bars, &machine) }
      }
      for index in slots.indices {
        machine.append(slots[index], rows: end - row, to: &columns[index])
      }
      row = end
      if row == snapshot { machine = try resumed(machine, room: room) }
    }
    return (columns, min(machine.tradesFrom, bars.count))
  }

  /// A new machine that goes on where another one stopped.
  private func resumed(
    _ machine: borrowing VirtualMachine, room: Int
  ) throws(RunFailure) -> VirtualMachine {
    var next = try VirtualMachine(
      program, values: values, room: room, surroundings: surroundings)
    do {
      try next.restore(machine.snapshot())
    } catch {
      throw .invalid("a snapshot cannot be restored: \(error)")
    }
    return next
  }
}

/// The account beside a machine, bar by bar, as a backtest has it.
private struct AccountWalk: ~Copyable {
  private let sources: [DecisionSource]
  private var session: Session
  private var account: AccountValues
  private var decisions: [Decision] = []

  init(_ program: Program, _ terms: Terms, _ rules: Rules) {
    sources = DecisionSource.all(of: program.orders)
    session = Session(program.orders, terms: terms, rules: rules)
    session.followsEntries = !program.entries.isEmpty
    account = AccountValues(capital: terms.capital.number)
  }

  mutating func visit(
    _ bar: Int, first: Int, of bars: Bars, _ machine: inout VirtualMachine
  ) {
    session.trade(row: bar, bar: bars[bar])
    session.close(row: bar, bar: bars[bar])
    session.observe(&account)
    machine.decide(row: bar - first, account: account)
    guard bar >= machine.tradesFrom else { return }
    decisions.removeAll(keepingCapacity: true)
    session.read(sources, from: &machine, row: bar - first, into: &decisions)
    session.decide(decisions)
  }
}

extension Column {
  /// The first row below `end` with other bits; a row that only one of them has is one.
  fileprivate func firstDifference(from other: Column, below end: Int) -> Int? {
    switch (self, other) {
    case (.numbers(let left), .numbers(let right)):
      return Column.first(left, right, end) { $0.bitPattern == $1.bitPattern }
    case (.words(let left), .words(let right)): return Column.first(left, right, end, ==)
    case (.flags(let left), .flags(let right)): return Column.first(left, right, end, ==)
    default: return 0
    }
  }

  private static func first<Element>(
    _ left: [Element], _ right: [Element], _ end: Int, _ same: (Element, Element) -> Bool
  ) -> Int? {
    let both = min(left.count, right.count, end)
    for row in 0..<both where !same(left[row], right[row]) { return row }
    return min(left.count, end) == min(right.count, end) ? nil : both
  }
}
