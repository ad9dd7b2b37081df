public import Machine
public import Trading

/// A strategy at work: bars and reports go in, orders and events come out.
///
/// A value with one owner: no clock, no files, no threads. The owner says, for each bar,
///
///     // A new program takes over here.
///     executor.advance(.opens(bar, sequence: n), into: &effects)
///     // What the broker did at the open.
///     executor.advance(.report(report), into: &effects)
///     // Machine, decisions, orders.
///     executor.advance(.closes, into: &effects)
///
/// and carries out the effects after each. Everything it computes is what a backtest over the same
/// bars computes, bit for bit: same machine, same session.
public struct Executor: ~Copyable {
  /// The most bars a session keeps, those of its history included.
  public static let mostBars = 10_000_000

  /// What can happen.
  public enum News: Sendable {
    /// The session begins; what is in force.
    case starts([Convention])
    /// A bar, offered when it has closed. It is dropped when it is not later than the last.
    case opens(Bar, sequence: Int64)
    /// The bar offered last closes.
    case closes
    case report(BrokerReport)
    case journalled(order: Int64)
    case sent(order: Int64)
    /// What the broker says the account holds, when all its reports are in.
    case account(BrokerAccount)
    indirect case program(ProgramNews)
    case stalled(intervals: Int)
    case halt(String)
    case ends(String)
  }

  public internal(set) var session: Session
  public internal(set) var machine: VirtualMachine
  /// What is said beside the orders, where there is anything.
  var lookout: Lookout?
  /// Every bar from the first of the history on.
  public internal(set) var bars: Bars
  /// The row of the first bar that came live; those before only warmed up.
  public let firstRow: Int
  /// True when no order is sent any more.
  public internal(set) var isHalted = false
  /// Bars that were not taken.
  public internal(set) var dropped = 0

  /// What the program may ask beside the bars.
  let surroundings: Surroundings
  var past = AccountPast()
  /// What the program knows of the account; kept only where it looks.
  var account: AccountValues
  /// Where the program's statements are read, in file order.
  var sources: [DecisionSource]
  /// What the session calls them.
  var numbers: [Int]
  var isAccountFree: Bool
  var decisions: [Decision] = []
  var staged: Staged?
  /// The bar that has opened and not closed.
  var coming: Bar?
  var lastSequence: Int64 = 0
  var fillsSeen = 0
  var refusalSeen: RefusalReason?
  var carriedSeen = Money.zero
  var said = Voice()

  public var program: Program { machine.program }
  /// What the session has come to so far.
  public var summary: SessionSummary {
    SessionSummary(
      session, equity: session.markedEquity, bars: bars.count - firstRow, dropped: dropped)
  }
  /// The market's time of what happened last, in nanoseconds since 1970-01-01 UTC.
  public var time: Int64 { said.time }

  /// Warms up over history; the next bar is the first that trades, or, where the history is shorter
  /// than the program's warm-up, a bar after it.
  ///
  /// - Parameters:
  ///   - values: one for each of the program's parameters.
  ///   - history: bars before the session; their interval is the feed's.
  ///   - surroundings: what the program may ask beside the bars.
  ///   - keepsFills: true to list every fill in the session.
  public init(
    _ program: Program, values: [Double], terms: Terms, history: Bars,
    surroundings: Surroundings = .none, keepsFills: Bool = false
  ) throws(RunFailure) {
    var terms = terms
    terms.timing = .nextOpen
    let surroundings = surroundings.of(terms)
    let program = try program.named(for: values, surroundings)
    var machine = try VirtualMachine(program, values: values, surroundings: surroundings)
    _ = Executor.pass(&machine, over: history, AccountPast(), capital: terms.capital.number)
    let lookout = try Executor.lookout(
      program, values: values, surroundings, over: history, AccountPast(),
      capital: terms.capital.number)
    isAccountFree = program.ignoresAccount
    self.surroundings = surroundings
    session = Session(
      program.orders, terms: terms, rules: Rules(machine), keepsFills: keepsFills)
    // A later program may ask what open entries have seen.
    session.followsEntries = true
    session.delay(interval: history.interval)
    session.findFunding(among: surroundings.extras)
    self.machine = machine
    self.lookout = lookout
    account = AccountValues(capital: terms.capital.number)
    sources = DecisionSource.all(of: program.orders)
    numbers = Array(program.orders.indices)
    bars = history
    firstRow = history.count
    past.append(session.standing, from: firstRow)
    said.time = history.time.last.map { self.machine.length.end(from: $0) } ?? 0
    decisions.reserveCapacity(program.orders.count)
  }

  init(of other: borrowing Executor) throws(SnapshotFailure) {
    let surroundings = other.surroundings
    var restored = try Executor.machine(like: other.machine, surroundings)
    try restored.restore(other.machine.snapshot())
    let lookout = try other.lookout?.copy()
    self.surroundings = surroundings
    machine = restored
    self.lookout = lookout
    session = other.session.copy()
    bars = other.bars
    firstRow = other.firstRow
    isHalted = other.isHalted
    dropped = other.dropped
    past = other.past
    account = other.account
    sources = other.sources
    numbers = other.numbers
    isAccountFree = other.isAccountFree
    decisions.reserveCapacity(sources.count)
    coming = other.coming
    lastSequence = other.lastSequence
    fillsSeen = other.fillsSeen
    (refusalSeen, carriedSeen) = (other.refusalSeen, other.carriedSeen)
    said = other.said
  }

  private static func machine(
    like other: borrowing VirtualMachine, _ surroundings: Surroundings
  ) throws(SnapshotFailure) -> VirtualMachine {
    do {
      return try VirtualMachine(
        other.program, values: other.values, surroundings: surroundings)
    } catch { throw .otherProgram }
  }

  /// The same session, to be continued on its own: the machine goes through a snapshot, as words. A
  /// program that waits to take over stays behind.
  public func copy() throws(SnapshotFailure) -> Executor { try Executor(of: self) }

  /// Makes room for so many bars and trades in all, so that none of them asks for memory.
  public mutating func reserve(bars count: Int, trades: Int) {
    bars.reserve(min(count, Executor.mostBars))
    past.reserve(2 * trades)
    session.reserve(trades: trades)
  }

  /// What is said beside the orders, taken over bars at hand in silence.
  static func lookout(
    _ program: Program, values: [Double], _ surroundings: Surroundings, over bars: Bars,
    _ past: AccountPast, capital: Double
  ) throws(RunFailure) -> Lookout? {
    guard let outlook = program.outlook, !outlook.alerts.isEmpty else { return nil }
    var lookout = try Lookout(outlook, values: values, surroundings: surroundings)
    var account = AccountValues(capital: capital)
    var walk = AccountPast.Walk(past, closes: bars.close, capital: capital)
    var row = 0
    while row < bars.count {
      let rows = row..<min(row + lookout.machine.room, bars.count)
      lookout.advance(bars, rows: rows)
      for row in rows {
        walk.write(row: row, into: &account)
        lookout.pass(row: row - rows.lowerBound, account: account)
      }
      row = rows.upperBound
    }
    return lookout
  }

  /// Runs a machine over bars at hand, with the account as it was; gives what it remembers of the
  /// closes at some rows.
  static func pass(
    _ machine: inout VirtualMachine, over bars: Bars, _ past: AccountPast, capital: Double,
    at decisions: Set<Int> = []
  ) -> [(row: Int, values: [Double])] {
    var memories: [(row: Int, values: [Double])] = []
    let remembered = machine.program.remembered
    var account = AccountValues(capital: capital)
    var walk = AccountPast.Walk(past, closes: bars.close, capital: capital)
    var row = 0
    while row < bars.count {
      let rows = row..<min(row + machine.room, bars.count)
      machine.advance(bars, rows: rows)
      if !machine.program.isAccountFree {
        for row in rows {
          walk.write(row: row, into: &account)
          machine.decide(row: row - rows.lowerBound, account: account)
        }
      }
      for row in rows where !remembered.isEmpty && decisions.contains(row) {
        memories.append(
          (row, remembered.map { machine.number($0, row: row - rows.lowerBound) }))
      }
      row = rows.upperBound
    }
    return memories
  }
}
