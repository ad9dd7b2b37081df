public import Machine

/// One program on one instrument of a portfolio: its machine, and its seat on the account.
public final class Desk {
  /// The number of the program, and of the instrument.
  public let strategy: Int
  public let instrument: Int
  public var machine: VirtualMachine
  public var session: Session
  let orders: [OrderStatement]
  let sources: [DecisionSource]
  /// The distinct conditions of the orders.
  private let conditions: [Slot]
  /// True for a program that must see every bar: something of it depends on the account, or its
  /// limits count time.
  let isWatchful: Bool
  /// No decision before the bar with this start.
  let tradesSince: Int64
  var account: AccountValues
  var decisions: [Decision] = []
  /// Of the barrier: the way through the bar, and whether a limit is reached.
  var path: Path?
  var isBlocked = false

  /// Fails where the program cannot run with these values.
  public init(
    strategy: Int, instrument: Int, _ program: Program, values: [Double], terms: Terms,
    room: Int, surroundings: Surroundings, tradesSince: Int64
  ) throws(RunFailure) {
    self.strategy = strategy
    self.instrument = instrument
    self.tradesSince = tradesSince
    let surroundings = surroundings.of(terms)
    let named = try program.named(for: values, surroundings)
    let machine = try VirtualMachine(
      named, values: values, room: room, surroundings: surroundings)
    session = Session(named.orders, terms: terms, rules: Rules(machine))
    session.followsEntries = !named.entries.isEmpty
    self.machine = machine
    orders = named.orders
    sources = DecisionSource.all(of: named.orders)
    conditions = Set(named.orders.map(\.when)).sorted()
    isWatchful = !named.isAccountFree || !session.rules.limits.isEmpty
    account = AccountValues(capital: terms.capital.number)
  }

  /// True when a statement of a program that knows nothing of its account acts at a row of the
  /// machine's last chunk.
  @inline(__always)
  func acts(row: Int) -> Bool {
    for condition in conditions where machine.flag(condition, row: row) { return true }
    return false
  }
}

/// A bar of one instrument at a barrier.
public struct PresentBar: Sendable {
  public let instrument: Int
  public let bar: Bar
  /// The number of the bar among those of its instrument, and in the machines' last chunk.
  public let row: Int
  public let local: Int
  /// False when the instrument is not part of the universe at that time: it may leave, not enter.
  public let isMember: Bool

  @inlinable
  public init(instrument: Int, bar: Bar, row: Int, local: Int, isMember: Bool) {
    self.instrument = instrument
    self.bar = bar
    self.row = row
    self.local = local
    self.isMember = isMember
  }
}
