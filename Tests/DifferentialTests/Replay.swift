import Backtest
import Compiler
import Live
import Machine
import Syntax
import TestSupport
import Trading

/// A session as a replay leaves it, or as the plainest loop over the bars does: what is compared.
struct Passage: Equatable {
  var trades: [Trade] = []
  var fills: [Fill] = []
  var openLots: [OpenLot] = []
  var refusals: [Refusal] = []
  var cash = Money.zero
  var feesPaid = Money.zero
  /// Bits of equity at each close from the first live bar on.
  var equity: [UInt64] = []
  var hasPending = false

  /// The first thing that differs, in words.
  func difference(from other: Passage) -> String? {
    if let place = zip(fills, other.fills).enumerated().first(where: { $1.0 != $1.1 }) {
      return "fill \(place.offset): \(place.element.0) against \(place.element.1)"
    }
    if fills.count != other.fills.count { return "\(fills.count) fills, not \(other.fills.count)" }
    if trades != other.trades { return "trades" }
    if openLots != other.openLots { return "open lots" }
    if refusals != other.refusals { return "refusals \(refusals) against \(other.refusals)" }
    if cash != other.cash || feesPaid != other.feesPaid { return "cash" }
    if let row = zip(equity, other.equity).enumerated().first(where: { $1.0 != $1.1 }) {
      return "equity at \(row.offset)"
    }
    if equity.count != other.equity.count { return "equity for \(equity.count) bars" }
    return hasPending == other.hasPending ? nil : "orders on their way"
  }

  private mutating func take(_ session: borrowing Session) {
    trades = session.trades
    fills = session.fills
    openLots = session.openLots
    refusals = session.refusals
    cash = session.cash
    feesPaid = session.feesPaid
  }

  /// A replay, taken apart and put together again after each of the rows in `cuts`.
  static func replayed(
    _ program: Program, _ values: [Double], _ bars: Bars, _ terms: Terms, from first: Int? = nil,
    cuts: Set<Int> = [], journal: (any Journal)? = nil, programs: (any ProgramSource)? = nil
  ) throws -> Passage {
    let warmUp = try VirtualMachine(
      program, values: values, surroundings: Surroundings.trial(bars).of(terms)
    ).warmUp
    let start = min(first ?? warmUp, bars.count)
    let executor = try Executor(
      program, values: values, terms: terms, history: bars.rows(0..<start),
      surroundings: .trial(bars), keepsFills: true)
    guard
      var broker = PaperBroker(
        terms, interval: bars.interval, columns: bars.extras.map(\.name))
    else { return Passage() }
    var ports = Loop.Ports(
      feed: ReplayFeed(bars, from: start), broker: broker,
      clock: EnvironmentClock(StillClock()), journal: journal, programs: programs)
    var loop = Loop(executor, ports: ports)
    var passage = Passage()
    while loop.turn() == .again {
      passage.equity.append(loop.executor.session.values[.equity].bitPattern)
      guard cuts.contains(loop.executor.bars.count) else { continue }
      broker = broker.copy()
      ports.broker = broker
      loop = Loop(try loop.executor.copy(), ports: ports)
    }
    passage.take(loop.executor.session)
    passage.hasPending = loop.executor.session.hasOrders
    guard !loop.executor.isHalted, broker.account.cash == passage.cash,
      broker.account.position == loop.executor.session.position
    else { throw Disagreement() }
    return passage
  }

  struct Disagreement: Error {}

  /// The bars one by one through a session that fills for itself, as its documentation says.
  static func plain(
    _ program: Program, _ values: [Double], _ bars: Bars, _ terms: Terms, from first: Int? = nil
  ) throws -> Passage {
    var machine = try VirtualMachine(
      program, values: values, room: 1,
      surroundings: Surroundings.trial(bars).of(terms))
    var session = Session(
      program.orders, terms: terms, rules: Rules(machine), keepsFills: true)
    session.followsEntries = true
    session.delay(interval: bars.interval)
    session.findFunding(among: bars.extras.map(\.name))
    var account = AccountValues(capital: terms.capital.number)
    var passage = Passage()
    let start = min(first ?? machine.warmUp, bars.count)
    for row in 0..<bars.count {
      machine.advance(bars, rows: row..<row + 1)
      if row >= start {
        session.trade(row: row, bar: bars[row])
        session.close(row: row, bar: bars[row])
        session.observe(&account)
        passage.equity.append(account[.equity].bitPattern)
      }
      machine.decide(row: 0, account: account)
      guard row >= max(start, machine.tradesFrom) else { continue }
      var decisions: [Decision] = []
      session.read(
        DecisionSource.all(of: program.orders), from: &machine, row: 0, into: &decisions)
      session.decide(decisions)
    }
    passage.take(session)
    passage.hasPending = session.hasPending
    return passage
  }

  /// What of it a backtest tells too.
  func agrees(with result: BacktestResult) -> Bool {
    let equity = result.equity?.map(\.bitPattern) ?? []
    return trades == result.trades && openLots == result.openLots && refusals == result.refusals
      && fills.count == result.fillCount && hasPending == result.hasPending
      && cash == result.cash(openLots)
      && self.equity.elementsEqual(equity.suffix(self.equity.count))
  }
}

extension BacktestResult {
  /// Cash, from what is known of the end: equity less what is open is not told, so it is what the
  /// trades and the open lots leave.
  func cash(_ lots: [OpenLot]) -> Money {
    var count = conventions.terms.capital.count
    for trade in trades { count += trade.net.count }
    for lot in lots {
      let cost = Money(lot.entryPrice, times: lot.quantity).count
      count += (lot.direction == .long ? -cost : cost) - lot.fees.count
    }
    return Money(count: count - borrowPaid.count - fundingPaid.count)
  }
}
