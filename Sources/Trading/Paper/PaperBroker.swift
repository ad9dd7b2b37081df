public import Machine

/// A broker on paper: fills orders at the next open by the rules of a backtest, for no money.
///
/// It keeps an account of its own and judges every order on it again, with the slippage, the fees
/// and the refusals of a backtest. What it says goes out as reports; nobody else's account is
/// touched.
///
/// An order is effective `latency` after its close. Bars do not show what happens inside of them,
/// so any latency below a bar's length fills at the next open, and a longer one is refused where
/// the broker is made.
public final class PaperBroker: Broker {
  /// What it charges unless told otherwise: 5 bps of slippage.
  public static let standardSlippage = SlippageModel.share(.fiveBasisPoints)
  /// 100 ms.
  public static let standardLatency: Int64 = 100_000_000
  /// How many reports are kept at least.
  public static let keptReports = 100_000

  public let capabilities: BrokerCapabilities
  private var book: Session
  /// Orders that guard an entry, with the order of the entry, as they were placed.
  private var guarding: [(id: Int64, parent: Int64)] = []
  private var lastPlaced: Int64 = 0
  private var log: [BrokerReport] = []
  private var reported: Int64 = 0
  private var lastTime = Int64.min
  private var row = -1

  /// `nil` for a latency of a bar or more: `interval` is a bar's length in nanoseconds.
  ///
  /// - Parameter columns: what the bars carry beside the market.
  public init?(
    _ terms: Terms, latency: Int64 = standardLatency, interval: Int64, columns: [String] = []
  ) {
    guard latency >= 0, latency < interval || latency == 0 else { return nil }
    var terms = terms
    terms.timing = .nextOpen
    book = Session([], terms: terms, rules: .standard, keepsFills: false, keepsOutcomes: true)
    book.findFunding(among: columns)
    // A trail counts from the entry, and may be asked for long after it.
    book.followsPath = true
    book.reserve(trades: 2 * PaperBroker.keptTrades)
    book.outcomes.reserveCapacity(16)
    guarding.reserveCapacity(16)
    capabilities = BrokerCapabilities(
      isSimulated: true, closesByShare: true, fillsInParts: false, latency: latency)
  }

  private init(of other: PaperBroker) {
    capabilities = other.capabilities
    book = other.book.copy()
    guarding = other.guarding
    lastPlaced = other.lastPlaced
    log = other.log
    reported = other.reported
    lastTime = other.lastTime
    row = other.row
  }

  /// The same account with the same orders, to be continued on its own.
  public func copy() -> PaperBroker { PaperBroker(of: self) }

  /// Makes room for so many reports, so that none of them asks for memory.
  public func reserve(reports: Int) { log.reserveCapacity(reports) }

  public var account: BrokerAccount {
    BrokerAccount(position: book.position, cash: book.cash)
  }

  public func place(_ order: Order, at time: Int64) {
    guard order.id > lastPlaced else { return }
    lastPlaced = order.id
    let number = order.statement
    guard number >= 0, number < PaperBroker.mostStatements else {
      return report(order.id, time, .rejected(.overflow))
    }
    if number >= book.plans.count || book.statements[number] != order.form {
      book.enrol(order.form, as: number)
    }
    if order.isEntry { book.rules = order.rules }
    if order.role == .guarding {
      guard book.accept(guarding: order) else {
        return report(order.id, time, .rejected(.nothingOpen))
      }
      guarding.append((order.id, order.parent))
    } else {
      book.accept(order)
    }
    report(order.id, time, .accepted)
  }

  /// Nobody asks it for trades; the session has them.
  private static let keptTrades = 256
  private static let mostStatements = 1 << 20

  public func cancel(_ order: Int64, at time: Int64) {
    guard book.drop(order) else { return }
    report(order, time, .cancelled)
    endGuards(time)
  }

  /// The bar trades, as in `Session.trade`.
  public func see(_ bar: Bar) {
    row += 1
    book.trade(row: row, bar: bar)
    book.close(row: row, word: bar.close)
    tell(bar.time)
    if !guarding.isEmpty { endGuards(bar.time) }
    if book.trades.count > PaperBroker.keptTrades { book.forgetTrades() }
  }

  /// What has become of orders in this bar.
  private func tell(_ time: Int64) {
    for index in book.outcomes.indices {
      let outcome = book.outcomes[index]
      switch outcome.kind {
      case .refused(let reason):
        // An exit without a price waits for the next chance, a price of an entry stays in force.
        let goesOn = reason.isMild || book.isWaiting(outcome.order)
        report(outcome.order, time, goesOn ? .noted(reason) : .rejected(reason))
      case .filled(let fill, let entry, let reason):
        // What equity no longer carries is closed without an order.
        let reason = outcome.order == 0 ? .liquidation : reason
        let next = index + 1 < book.outcomes.count ? book.outcomes[index + 1].order : 0
        let isLast =
          outcome.order == 0 || (next != outcome.order && !book.isWaiting(outcome.order))
        report(
          outcome.order, time,
          .filled(
            Execution(
              side: fill.side, quantity: fill.quantity, price: fill.price, fee: fill.fee,
              isLast: isLast, moment: fill.moment, entry: entry, reason: reason)))
        if isLast, reason != nil { guarding.removeAll { $0.id == outcome.order } }
      }
    }
    book.outcomes.removeAll(keepingCapacity: true)
  }

  /// What guards nothing any more has ended.
  private func endGuards(_ time: Int64) {
    for (id, parent) in guarding where !book.isGuarded(id, parent) {
      report(id, time, .cancelled)
    }
    guarding.removeAll { !book.isGuarded($0.id, $0.parent) }
  }

  // MARK: Reports

  private func report(_ order: Int64, _ time: Int64, _ kind: BrokerReport.Kind) {
    if log.count >= 2 * PaperBroker.keptReports { log.removeFirst(PaperBroker.keptReports) }
    reported += 1
    lastTime = Swift.max(lastTime, time)
    log.append(BrokerReport(sequence: reported, order: order, time: lastTime, kind: kind))
  }

  public func reports(since cursor: Int64, into reports: inout [BrokerReport]) {
    guard cursor < reported else { return }
    let first = reported - Int64(log.count)
    reports.append(contentsOf: log[Int(Swift.max(0, cursor - first))...])
  }
}
