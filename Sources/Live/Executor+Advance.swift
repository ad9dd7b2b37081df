internal import Machine
internal import Trading

extension Executor {
  /// Takes note of what happened, and says what is to be done.
  public mutating func advance(_ news: News, into effects: inout Effects) {
    switch news {
    case .starts(let conventions): say(.loop, .started(conventions), &effects)
    case .opens(let bar, let sequence): open(bar, sequence, &effects)
    case .closes: close(&effects)
    case .report(let report): book(report, &effects)
    case .journalled(let order): move(order, to: .journalled, &effects)
    case .sent(let order): move(order, to: .sent, &effects)
    case .account(let account): compare(account, &effects)
    case .program(let news): take(news, &effects)
    case .stalled(let intervals): say(.feed, .stalled(intervals: intervals), &effects)
    case .halt(let why): halt(why, &effects)
    case .ends(let why): say(.loop, .ended(why, summary), &effects)
    }
  }

  // MARK: The bar

  private mutating func open(_ bar: Bar, _ sequence: Int64, _ effects: inout Effects) {
    effects.isTaken = false
    let last = bars.time.last ?? .min
    if bar.time <= last {
      return drop(bar, bar.time == last ? .duplicate : .disorder, &effects)
    }
    if bars.count >= Executor.mostBars { return drop(bar, .full, &effects) }
    said.time = max(said.time, bar.time)
    if sequence > lastSequence + 1 {
      let lost = sequence - lastSequence - 1
      say(.feed, .gap(from: last, to: bar.time, bars: lost), &effects)
    }
    lastSequence = max(lastSequence, sequence)
    swap(&effects)
    coming = bar
    effects.isTaken = true
    session.begin(row: bars.count, bar: bar)
  }

  private mutating func drop(_ bar: Bar, _ reason: DropReason, _ effects: inout Effects) {
    dropped += 1
    say(.feed, .dropped(time: bar.time, reason), &effects)
  }

  private mutating func close(_ effects: inout Effects) {
    guard let bar = coming else { return }
    coming = nil
    let row = bars.count
    bars.append(bar)
    session.close(row: row, bar: bar)
    let isCharged = session.carried != carriedSeen
    if isCharged || session.fillCount != fillsSeen || session.lastRefusal != refusalSeen {
      past.append(session.standing, from: row)
    }
    (refusalSeen, carriedSeen) = (session.lastRefusal, session.carried)
    machine.advance(bar, interval: bars.interval)
    if isAccountFree {
      session.raisePeak()
    } else {
      session.observe(&account)
      machine.decide(row: 0, account: account)
    }
    if effects.wantsEvents { tell(bar, row, &effects) }
    alert(bar, &effects)
    fillsSeen = session.fillCount
    guard row >= machine.tradesFrom, !isHalted else { return }
    decide(&effects)
  }

  /// What becomes true at this close speaks.
  private mutating func alert(_ bar: Bar, _ effects: inout Effects) {
    guard lookout != nil else { return }
    var messages: [AlertMessage] = []
    lookout?.advance(bar, interval: bars.interval)
    lookout?.look(row: 0, account: account, into: &messages)
    for message in messages { say(.program, .alert(message), &effects, cause: said.bar) }
  }

  private mutating func decide(_ effects: inout Effects) {
    while !decisions.isEmpty { decisions.removeLast() }
    session.read(sources, from: &machine, row: 0, into: &decisions)
    if decisions.isEmpty, !session.followsPath, session.rules.limits.isEmpty { return }
    let refused = effects.wantsEvents ? session.refusals : []
    session.decide(decisions)
    let first = effects.orders.count
    session.dispatch(&effects.orders, cancels: &effects.cancels)
    if effects.wantsEvents { tellDecisions(refused, first, &effects) }
  }

  private mutating func book(_ report: BrokerReport, _ effects: inout Effects) {
    if effects.wantsEvents { said.time = max(said.time, report.time) }
    let statement = effects.wantsEvents ? session.statement(of: report.order) : nil
    switch session.book(report) {
    case .repeated: return
    case .contradiction(let why): halt(why, &effects)
    case .done: if effects.wantsEvents { tell(report, statement, &effects) }
    }
  }

  private mutating func move(_ order: Int64, to state: OrderState, _ effects: inout Effects) {
    guard session.move(order, to: state) else {
      return halt("order \(order) cannot become \(state.words)", &effects)
    }
    if effects.wantsEvents {
      say(.session, .state(order: order, state), &effects, cause: said.cause(of: order))
    }
  }

  /// The broker's account and the session's are one, to the last unit.
  private mutating func compare(_ account: BrokerAccount, _ effects: inout Effects) {
    if account.position == session.position, account.cash == session.cash { return }
    halt(
      "the broker holds \(account.position) and \(account.cash) in cash, the session "
        + "\(session.position) and \(session.cash)", &effects)
  }

  private mutating func halt(_ why: String, _ effects: inout Effects) {
    guard !isHalted else { return }
    isHalted = true
    say(.loop, .halted(why), &effects)
  }
}
