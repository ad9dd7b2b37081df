internal import Machine
public import Trading

/// Carries out what the executor says, and asks the ports: the only place where time passes.
///
/// One thread, no callbacks. With a simulated clock the same ports give the same session, event for
/// event.
public struct Loop: ~Copyable {
  /// The ports a session runs on.
  public struct Ports {
    public var feed: any Feed
    public var broker: any Broker
    public var clock: any Clock
    /// Without one no events are made.
    public var journal: (any Journal)?
    /// Without one the program stays as it is.
    public var programs: (any ProgramSource)?

    public init(
      feed: any Feed, broker: any Broker, clock: any Clock, journal: (any Journal)? = nil,
      programs: (any ProgramSource)? = nil
    ) {
      self.feed = feed
      self.broker = broker
      self.clock = clock
      self.journal = journal
      self.programs = programs
    }
  }

  /// What to do after a turn.
  public enum Turn: Sendable, Hashable {
    case again
    /// Nothing to do before that instant of the stopwatch.
    case rest(until: Int64)
    case over
  }

  /// So many intervals without a bar are a stall.
  public static let stallIntervals = 3
  /// How long the loop sleeps at most, in nanoseconds.
  private static let longestRest: Int64 = 250_000_000

  public private(set) var executor: Executor
  public let ports: Ports
  private var effects: Effects
  private var reports: [BrokerReport] = []
  private var lastBar: Int64?
  private var isStalled = false
  /// False for a feed that has never waited: nobody needs the time then.
  private var isTimed: Bool
  private var isOver = false

  public init(_ executor: consuming Executor, ports: Ports) {
    self.executor = executor
    self.ports = ports
    effects = Effects(wantsEvents: ports.journal != nil)
    reports.reserveCapacity(64)
    isTimed = ports.programs != nil || ports.feed.pace > 0
    self.executor.reserve(bars: self.executor.bars.count + max(0, ports.feed.expected), trades: 0)
  }

  /// Makes room for so many bars and trades in all.
  public mutating func reserve(bars: Int, trades: Int) {
    executor.reserve(bars: bars, trades: trades)
  }

  /// Says what is in force.
  public mutating func start(_ conventions: [Convention]) {
    executor.advance(.starts(conventions), into: &effects)
    perform()
  }

  /// Turns until the feed ends or somebody wants an end, asked before every turn.
  public mutating func run(until isStopping: () -> Bool) {
    run(until: isStopping) { (_: borrowing Executor) in }
  }

  /// The same with something done after every turn.
  public mutating func run<Problem: Error>(
    until isStopping: () -> Bool,
    after turned: (borrowing Executor) throws(Problem) -> Void
  ) throws(Problem) {
    while !isOver {
      let turn = isStopping() ? end("stopped") : turn()
      try turned(executor)
      if case .rest(let instant) = turn { ports.clock.rest(until: instant) }
    }
  }

  /// Looks once at every port; takes one bar at most.
  public mutating func turn() -> Turn {
    if isOver { return .over }
    let now = isTimed ? ports.clock.uptime() : 0
    if let news = ports.programs?.poll(now: now) {
      executor.advance(.program(news), into: &effects)
      perform()
    }
    switch ports.feed.poll(now: now) {
    case .bar(let bar, let sequence, _):
      (lastBar, isStalled) = (now, false)
      take(bar, sequence)
      return .again
    case .waiting(let due):
      isTimed = true
      return rest(ports.clock.uptime(), due)
    case .ended: return end("the feed has ended")
    case .failed(let why): return end(why)
    }
  }

  /// Ends the session: nothing is placed any more, what is open stays open.
  @discardableResult
  public mutating func end(_ why: String) -> Turn {
    if isOver { return .over }
    executor.advance(.ends(why), into: &effects)
    perform()
    isOver = true
    return .over
  }

  private mutating func rest(_ now: Int64, _ due: Int64?) -> Turn {
    let first = lastBar ?? now
    lastBar = first
    let pace = ports.feed.pace
    if due == nil, pace > 0, !isStalled {
      let late = now &- first
      if late / pace >= Int64(Loop.stallIntervals) {
        isStalled = true
        executor.advance(.stalled(intervals: Loop.stallIntervals), into: &effects)
        perform()
      }
    }
    var until = min(due ?? .max, now &+ Loop.longestRest)
    if let look = ports.programs?.due(after: now) { until = min(until, look) }
    return .rest(until: max(until, now &+ 1))
  }

  // MARK: A bar

  private mutating func take(_ bar: Bar, _ sequence: Int64) {
    executor.advance(.opens(bar, sequence: sequence), into: &effects)
    let isTaken = effects.isTaken
    perform()
    guard isTaken else { return }
    ports.broker.see(bar)
    hear()
    executor.advance(.closes, into: &effects)
    perform()
    executor.advance(.account(ports.broker.account), into: &effects)
    write()
  }

  /// Writes the events, then sends what is to be sent, then hears what the broker says to it.
  private mutating func perform() {
    write()
    if effects.cancels.isEmpty, effects.orders.isEmpty { return }
    let time = executor.time
    for cancel in effects.cancels { ports.broker.cancel(cancel, at: time) }
    effects.clearCancels()
    hear()
    for index in effects.orders.indices where !executor.isHalted {
      let order = effects.orders[index]
      executor.advance(.journalled(order: order.id), into: &effects)
      executor.advance(.sent(order: order.id), into: &effects)
      ports.broker.place(order, at: time)
    }
    effects.clearOrders()
    hear()
  }

  private mutating func hear() {
    reports.removeAll(keepingCapacity: true)
    ports.broker.reports(since: executor.session.reportsThrough, into: &reports)
    for index in reports.indices { executor.advance(.report(reports[index]), into: &effects) }
    write()
  }

  /// An order whose event cannot be written is not sent.
  private mutating func write() {
    guard let journal = ports.journal else { return }
    var isWritten = true
    for event in effects.events where isWritten { isWritten = journal.append(event) }
    effects.clearEvents()
    if !isWritten { executor.advance(.halt("the journal cannot be written"), into: &effects) }
  }
}
