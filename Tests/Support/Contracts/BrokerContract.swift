public import Machine
public import Trading

/// What every broker owes the session, tried with orders from a seed; gives what it does not keep,
/// nothing when all is well.
///
/// - Parameters:
///   - broker: a fresh one, with an account of `capital` and nothing open.
///   - bars: the market it trades on.
public func brokerContract(
  _ broker: any Broker, capital: Money, bars: Bars, seed: UInt64
) -> [String] {
  var trial = BrokerTrial(broker, seed: seed)
  for row in 0..<bars.count { trial.bar(bars[row]) }
  trial.compareCursors()
  trial.compareAccount(capital)
  return trial.problems
}

/// One broker under orders.
private struct BrokerTrial {
  let broker: any Broker
  var dice: SplitMix64
  var problems: [String] = []
  var reports: [BrokerReport] = []
  var states: [Int64: OrderState] = [:]
  var wanted: [Int64: Int64] = [:]
  var cancelled: Set<Int64> = []
  var lastOrder: Int64 = 0

  init(_ broker: any Broker, seed: UInt64) {
    self.broker = broker
    dice = SplitMix64(seed: seed)
  }

  mutating func bar(_ bar: Bar) {
    broker.see(bar)
    hear()
    // Before the session asked for anything there is nothing to say.
    if lastOrder == 0, !reports.isEmpty { problems.append("reports without orders") }
    for _ in 0..<dice.below(3) { place(at: bar.time) }
    if dice.chance(0.1) {
      broker.cancel(lastOrder + 1_000, at: bar.time)
      hear(nothing: "cancelling an order that does not exist")
    }
    if dice.chance(0.15), let open = states.filter({ !$0.value.isFinal }).keys.min() {
      cancelled.insert(open)
      broker.cancel(open, at: bar.time)
      hear()
    }
  }

  private mutating func place(at time: Int64) {
    lastOrder += 1
    let order: Order
    switch dice.below(4) {
    case 0: order = Order(id: lastOrder, statement: 2, exit: .all)
    case 1: order = Order(id: lastOrder, statement: 3, exit: .side(.long))
    default:
      let isLong = dice.chance(0.5)
      order = Order(
        id: lastOrder, statement: isLong ? 0 : 1, enter: isLong ? .long : .short,
        quantity: Quantity(count: Int64(dice.whole(1...300)) * 1_000_000))
    }
    wanted[order.id] = order.quantity?.count
    states[order.id] = .sent
    broker.place(order, at: time)
    hear()
    broker.place(order, at: time)
    hear(nothing: "placing an order a second time")
  }

  private mutating func hear(nothing what: String? = nil) {
    var news: [BrokerReport] = []
    broker.reports(since: reports.last?.sequence ?? 0, into: &news)
    if let what, !news.isEmpty { problems.append("\(what) gives reports") }
    for report in news { take(report) }
  }

  private mutating func take(_ report: BrokerReport) {
    if report.sequence != (reports.last?.sequence ?? 0) + 1 {
      problems.append("report \(report.sequence) after \(reports.last?.sequence ?? 0)")
    }
    if report.time < reports.last?.time ?? .min { problems.append("reports run backwards in time") }
    reports.append(report)
    guard let state = states[report.order] else {
      return problems.append("a report of order \(report.order), which nobody placed")
    }
    if case .filled(let execution) = report.kind { check(execution, of: report.order) }
    guard let next = report.state else { return }
    if !state.mayMove(to: next) {
      problems.append("order \(report.order) moves from \(state.words) to \(next.words)")
    }
    states[report.order] = next
  }

  private mutating func check(_ execution: Execution, of order: Int64) {
    if execution.quantity <= .zero { problems.append("a fill of nothing") }
    if execution.fee < .zero { problems.append("a negative fee") }
    // A reversal closes what is open first; what it opens is what was ordered, or less.
    if execution.isLast, let most = wanted[order], execution.quantity.count > most {
      problems.append("order \(order) opens \(execution.quantity), more than was ordered")
    }
  }

  /// Any cursor gives what lies behind it.
  mutating func compareCursors() {
    for cursor in stride(from: 0, through: Int64(reports.count), by: 7) {
      var behind: [BrokerReport] = []
      broker.reports(since: cursor, into: &behind)
      if behind != Array(reports.dropFirst(Int(cursor))) {
        problems.append("the reports behind \(cursor) are others than those heard")
      }
    }
    for standing in broker.orders(since: 0) where states[standing.id] != standing.state {
      problems.append("order \(standing.id) stands as \(standing.state.words)")
    }
    let fills = reports.filter { if case .filled = $0.kind { true } else { false } }
    if broker.fills(since: 0) != fills { problems.append("other fills than those heard") }
    if fills.isEmpty { problems.append("nothing ever filled: the trial says nothing") }
  }

  /// The account is what the fills made of it.
  mutating func compareAccount(_ capital: Money) {
    var (cash, units) = (capital.count, Int64(0))
    for report in reports {
      guard case .filled(let execution) = report.kind else { continue }
      let notional = Money(execution.price, times: execution.quantity).count
      cash += execution.side == .buy ? -notional : notional
      cash -= execution.fee.count
      units += execution.side == .buy ? execution.quantity.count : -execution.quantity.count
    }
    if broker.account.cash.count != cash { problems.append("cash is not what the fills leave") }
    if broker.account.position.count != units {
      problems.append("the position is not what the fills leave")
    }
  }
}
