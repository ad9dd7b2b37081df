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
  /// Exits by statement, then entries as they were placed.
  private var waiting: [Order] = []
  private var lastPlaced: Int64 = 0
  private var log: [BrokerReport] = []
  private var reported: Int64 = 0
  private var lastTime = Int64.min
  private var row = -1
  /// Reused by `judge`.
  private var counts = RefusalReason.allCases.map { _ in 0 }

  /// `nil` for a latency of a bar or more: `interval` is a bar's length in nanoseconds.
  public init?(_ terms: Terms, latency: Int64 = standardLatency, interval: Int64) {
    guard latency >= 0, latency < interval || latency == 0 else { return nil }
    var terms = terms
    terms.timing = .nextOpen
    book = Session([], terms: terms, keepsFills: true)
    book.reserve(trades: 2 * PaperBroker.keptTrades)
    book.fills.reserveCapacity(4)
    waiting.reserveCapacity(16)
    capabilities = BrokerCapabilities(
      isSimulated: true, closesByShare: true, fillsInParts: false, latency: latency)
  }

  private init(of other: PaperBroker) {
    capabilities = other.capabilities
    book = other.book.copy()
    waiting = other.waiting
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
    if number >= book.plans.count || book.kinds[number] != order.kind {
      book.enrol(order.kind, as: number)
    }
    report(order.id, time, .accepted)
    // Exits by statement, behind each other where one statement has two.
    let place =
      order.isEntry
      ? waiting.count
      : waiting.firstIndex { $0.isEntry || $0.statement > number } ?? waiting.count
    waiting.insert(order, at: place)
  }

  /// Nobody asks it for trades; the session has them.
  private static let keptTrades = 256
  private static let mostStatements = 1 << 20

  public func cancel(_ order: Int64, at time: Int64) {
    guard let place = waiting.firstIndex(where: { $0.id == order }) else { return }
    waiting.remove(at: place)
    report(order, time, .cancelled)
  }

  /// The open of the bar is where orders meet a price, as in `Session.open`.
  public func see(_ bar: Bar) {
    row += 1
    book.row = row
    guard !waiting.isEmpty else { return }
    let price = Price(word: bar.open)
    var place = 0
    while place < waiting.count {
      let order = waiting[place]
      if let price {
        judge(order, at: price, bar.time)
      } else if order.isEntry {
        report(order.id, bar.time, .rejected(.price))
      } else {
        report(order.id, bar.time, .noted(.price))
        place += 1
        continue
      }
      waiting.remove(at: place)
    }
  }

  /// One order on the account as the ones before left it.
  private func judge(_ order: Order, at price: Price, _ time: Int64) {
    let decided = MarketOrder(statement: order.statement, amount: order.amount)
    for index in counts.indices { counts[index] = refusals(order.statement, index) }
    if order.isEntry {
      book.fillEntry(decided, at: price)
    } else {
      book.fillExit(decided, at: price)
    }
    // What the book has refused since is what is to be said of this order.
    var refused = RefusalReason.overflow
    for index in counts.indices where refusals(order.statement, index) > counts[index] {
      let reason = RefusalReason.allCases[index]
      if reason == .reduced { report(order.id, time, .noted(reason)) } else { refused = reason }
    }
    if book.fills.isEmpty { return report(order.id, time, .rejected(refused)) }
    for (index, fill) in book.fills.enumerated() {
      let execution = Execution(
        side: fill.side, quantity: fill.quantity, price: fill.price, fee: fill.fee,
        isLast: index == book.fills.count - 1)
      report(order.id, time, .filled(execution))
    }
    book.fills.removeAll(keepingCapacity: true)
    if book.trades.count > PaperBroker.keptTrades { book.trades.removeAll(keepingCapacity: true) }
  }

  private func refusals(_ statement: Int, _ reason: Int) -> Int {
    book.refusalTable.count(statement, RefusalReason.allCases[reason])
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
