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
  /// What is said, where anybody listens, and what it has said.
  public var lookout: Lookout?
  public private(set) var alerts: [(time: Int64, message: AlertMessage)] = []
  private var messages: [AlertMessage] = []
  var account: AccountValues
  var decisions: [Decision] = []
  /// Of the barrier: the way through the bar, and whether a limit is reached.
  var path: Path?
  var isBlocked = false

  /// Fails where the program cannot run with these values.
  public init(
    strategy: Int, instrument: Int, _ program: Program, values: [Double], terms: Terms,
    room: Int, surroundings: Surroundings, tradesSince: Int64, wantsAlerts: Bool = false
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
    if wantsAlerts, let outlook = named.outlook {
      lookout = try Lookout(outlook, values: values, room: room, surroundings: surroundings)
    }
    isWatchful =
      !named.isAccountFree || !session.rules.limits.isEmpty
      || named.outlook.map { wantsAlerts && !$0.program.isAccountFree } ?? false
    session.delay(interval: surroundings.interval)
    session.findFunding(among: surroundings.extras)
    account = AccountValues(capital: terms.capital.number)
  }

  /// The close of a bar: alerts whose conditions become true speak, from the first bar on that is
  /// traded.
  func listen(_ present: PresentBar) {
    guard lookout != nil else { return }
    guard present.isMember, present.bar.time >= tradesSince else {
      lookout?.pass(row: present.local, account: account)
      return
    }
    lookout?.look(row: present.local, account: account, into: &messages)
    for message in messages { alerts.append((present.bar.time, message)) }
    messages.removeAll(keepingCapacity: true)
  }

  /// A cross-section of the orders' machine, or of what is said.
  public func across(_ exchange: Int, _ ofLookout: Bool) -> Across {
    if ofLookout, let kind = lookout?.machine.across(exchange) { return kind }
    return machine.across(exchange)
  }

  /// What it has to offer to a cross-section at the rows of the chunk, each to its place.
  public func offer(
    _ exchange: Int, _ ofLookout: Bool, to places: ArraySlice<Int32>, rows: Int,
    _ offers: inout [Double]
  ) {
    if ofLookout {
      lookout?.machine.offer(exchange, to: places, rows: rows, &offers)
    } else {
      machine.offer(exchange, to: places, rows: rows, &offers)
    }
  }

  /// What the cross-section gives it, each from its place.
  public func receive(
    _ exchange: Int, _ ofLookout: Bool, from places: ArraySlice<Int32>, rows: Int,
    _ results: [Double]
  ) {
    if ofLookout {
      lookout?.machine.receive(exchange, from: places, rows: rows, results)
    } else {
      machine.receive(exchange, from: places, rows: rows, results)
    }
  }

  /// At which rows of the machine's last chunk a statement may act, or the program must see the
  /// close: one bit a row, from the word `first` on.
  func noteCalls(_ calls: inout [UInt64], from first: Int, rows: Int, _ one: inout [UInt64]) {
    for word in 0..<((rows + 63) / 64) { calls[first + word] = isWatchful ? ~0 : 0 }
    if isWatchful { return }
    for condition in conditions {
      machine.pack(condition, into: &one)
      for word in 0..<((rows + 63) / 64) { calls[first + word] |= one[word] }
    }
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

  /// No bar: what room for one holds.
  public static let none = PresentBar(
    instrument: 0,
    bar: Bar(
      time: 0, open: Grid.missing, high: Grid.missing, low: Grid.missing, close: Grid.missing,
      volume: Grid.missing), row: 0, local: 0, isMember: false)
}
