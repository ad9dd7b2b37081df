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
  /// The distinct conditions of the orders, and the weights of its allocations.
  private let conditions: [Slot]
  private let weights: [Slot]
  /// True for a program that must see every bar: something of it depends on the account, or its
  /// limits count losses or time.
  let isWatchful: Bool
  /// True when bars that touch none of its prices change nothing.
  let passesCalm: Bool
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
    weights = Set(named.orders.filter(\.isAllocation).compactMap(\.operand)).sorted()
    if wantsAlerts, let outlook = named.outlook {
      lookout = try Lookout(outlook, values: values, room: room, surroundings: surroundings)
    }
    isWatchful =
      !named.isAccountFree || session.rules.watchesCloses
      || named.outlook.map { wantsAlerts && !$0.program.isAccountFree } ?? false
    session.delay(interval: surroundings.interval)
    session.findFunding(among: surroundings.extras)
    let isPlain = isWatchful ? false : session.isPlain
    passesCalm = isPlain && named.hasStillExits
    account = AccountValues(capital: terms.capital.number)
  }

  /// The close of a bar: alerts whose conditions become true speak, from the first bar on that is
  /// traded.
  func listen(_ present: PresentBar, time: Int64) {
    guard lookout != nil else { return }
    let row = Int(present.local)
    guard present.isMember, time >= tradesSince else {
      lookout?.pass(row: row, account: account)
      return
    }
    lookout?.look(row: row, account: account, into: &messages)
    for message in messages { alerts.append((time, message)) }
    messages.removeAll(keepingCapacity: true)
  }

  /// How many cross-sections the orders' machine asks for, or what is said.
  public func exchangeCount(_ ofLookout: Bool) -> Int {
    ofLookout ? lookout?.machine.exchangeCount ?? 0 : machine.exchangeCount
  }

  /// A cross-section of the orders' machine, or of what is said.
  public func across(_ exchange: Int, _ ofLookout: Bool) -> Across {
    if ofLookout, let kind = lookout?.machine.across(exchange) { return kind }
    return machine.across(exchange)
  }

  /// Brings the orders' machine, or that of what is said, to a cross-section.
  public func advance(
    to exchange: Int, _ ofLookout: Bool, _ chunk: MachineRows, at places: [Int32],
    from first: Int, _ values: inout [Double]
  ) {
    if ofLookout {
      lookout?.machine.advance(to: exchange, chunk, at: places, from: first, &values)
    } else {
      machine.advance(to: exchange, chunk, at: places, from: first, &values)
    }
  }

  /// At which rows of the machine's last chunk a statement may act, or the program must see the
  /// close: one bit a row, from the word `first` on. `starts` is the same while nothing is held and
  /// nothing is on its way: then an allocation of nothing does nothing.
  func noteCalls(
    _ calls: inout [UInt64], _ starts: inout [UInt64], from first: Int, rows: Int,
    _ one: inout [UInt64]
  ) {
    let words = (rows + 63) / 64
    for word in first..<(first + words) {
      calls[word] = isWatchful ? ~0 : 0
      starts[word] = calls[word]
    }
    if isWatchful { return }
    for condition in conditions where isCall(condition) {
      machine.pack(condition, into: &one)
      for word in 0..<words { calls[first + word] |= one[word] }
      if isNeeded(condition) {
        for word in 0..<words { starts[first + word] |= one[word] }
      }
    }
    for weight in weights {
      machine.packOthers(than: 0, weight, into: &one)
      for word in 0..<words { starts[first + word] |= one[word] & calls[first + word] }
    }
  }

  /// True where a statement acts by a condition that does more than set prices which stand still.
  private func isCall(_ condition: Slot) -> Bool {
    !passesCalm || orders.contains { $0.when == condition && !$0.onlyPrices }
  }

  /// True where a statement acts by a condition that is not an allocation with a weight.
  private func isNeeded(_ condition: Slot) -> Bool {
    session.isDelayed
      || orders.contains { $0.when == condition && !($0.isAllocation && $0.operand != nil) }
  }
}

/// A bar of one instrument at a barrier: what every barrier must know of it.
public struct PresentBar: Sendable, BitwiseCopyable {
  /// The close in counts; 0 where it is no price.
  public let close: Int64
  /// The number of the bar among those of its instrument, and in the machines' last chunk.
  public let row: Int
  public let local: Int32
  public let instrument: Int32
  /// False when the instrument is not part of the universe at that time: it may leave, not enter.
  public let isMember: Bool

  /// - Parameter close: as a column has it.
  public init(instrument: Int, close: Int64, row: Int, local: Int, isMember: Bool) {
    self.close = Price(word: close)?.count ?? 0
    self.instrument = Int32(truncatingIfNeeded: instrument)
    self.row = row
    self.local = Int32(truncatingIfNeeded: local)
    self.isMember = isMember
  }

  /// No bar: what room for one holds.
  public static let none = PresentBar(
    instrument: 0, close: Grid.missing, row: 0, local: 0, isMember: false)
}
