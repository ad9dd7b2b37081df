public import Machine

/// A broker on paper: fills orders at the next open by the rules of a backtest, for no money.
///
/// It keeps an account of its own and judges every order on it again, with the slippage, the fees
/// and the refusals of a backtest. What it says goes out as reports; nobody else's account is
/// touched.
///
/// Where a bar lends only a share of its volume, orders fill in parts, and what is left waits.
///
/// An order is effective the latency of its terms after its close, and so is a cancel. Bars do not
/// show what happens inside of them, so a latency below a bar's length means the next open; with a
/// longer one both travel, and meet the first bar that starts so much after the close.
public final class PaperBroker: Broker {
  /// What it charges unless told otherwise: 5 bps of slippage.
  public static let standardSlippage = SlippageModel.share(.fiveBasisPoints)
  /// 100 ms, unless the terms say otherwise.
  public static let standardLatency: Int64 = 100_000_000
  /// How many reports are kept at least.
  public static let keptReports = 100_000

  /// An order that was accepted and has not ended.
  private struct Working {
    let id: Int64
    let role: Order.Role
    let parent: Int64
    /// What of it has filled so far, in counts; a reversal may be more than a quantity can say.
    var filled: Int128 = 0
  }

  /// What the session has said and has not arrived.
  private enum Message {
    /// With the number of the last entry of the account at that time.
    case place(Order, through: Int)
    case cancel(Cancel)
  }

  public let capabilities: BrokerCapabilities
  private var book: Session
  /// Oldest first.
  private var working: [Working] = []
  /// Oldest first, with the time from which on a bar meets it.
  private var travelling: [(due: Int64, message: Message)] = []
  /// From the start of a bar to where what is said at its close is in force; 0 for the next one.
  private let delay: Int64
  private var lastBar = Int64.min
  private var lastPlaced: Int64 = 0
  private var log: [BrokerReport] = []
  private var reported: Int64 = 0
  private var lastTime = Int64.min
  private var row = -1

  /// `nil` for a latency below 0.
  ///
  /// - Parameters:
  ///   - interval: a bar's length in nanoseconds.
  ///   - columns: what the bars carry beside the market.
  public init?(_ terms: Terms, interval: Int64, columns: [String] = []) {
    guard terms.latency >= 0 else { return nil }
    var terms = terms
    terms.timing = .nextOpen
    delay = terms.delay(interval: interval)
    book = Session([], terms: terms, rules: .standard, keepsFills: false, keepsOutcomes: true)
    book.findFunding(among: columns)
    // A trail counts from the entry, and may be asked for long after it.
    book.followsPath = true
    book.reserve(trades: 2 * PaperBroker.keptTrades)
    book.outcomes.reserveCapacity(16)
    working.reserveCapacity(32)
    capabilities = BrokerCapabilities(
      isSimulated: true, closesByShare: true, fillsInParts: book.isCapped, latency: terms.latency)
  }

  private init(of other: PaperBroker) {
    capabilities = other.capabilities
    book = other.book.copy()
    working = other.working
    travelling = other.travelling
    delay = other.delay
    lastBar = other.lastBar
    lastPlaced = other.lastPlaced
    log = other.log
    reported = other.reported
    lastTime = other.lastTime
    row = other.row
  }

  /// The same account with the same orders, those that travel among them, to be continued on its
  /// own.
  public func copy() -> PaperBroker { PaperBroker(of: self) }

  /// Makes room for so many reports, so that none of them asks for memory.
  public func reserve(reports: Int) { log.reserveCapacity(reports) }

  public var account: BrokerAccount {
    BrokerAccount(position: book.position, cash: book.cash)
  }

  // MARK: What it is asked

  public func place(_ order: Order, at time: Int64) {
    guard order.id > lastPlaced else { return }
    lastPlaced = order.id
    hear(.place(order, through: order.sparesLater ? book.entriesSoFar : .max), time)
  }

  public func cancel(_ cancel: Cancel, at time: Int64) { hear(.cancel(cancel), time) }

  /// Takes a message up at once, or lets it travel.
  private func hear(_ message: Message, _ time: Int64) {
    guard delay > 0 else { return take(message, time) }
    let (due, overflow) = lastBar.addingReportingOverflow(delay)
    travelling.append((overflow ? .max : due, message))
  }

  /// A bar begins: what has arrived by then is taken up.
  private func arrive(_ time: Int64) {
    let count = travelling.firstIndex { $0.due > time } ?? travelling.count
    for place in 0..<count { take(travelling[place].message, time) }
    travelling.removeFirst(count)
  }

  private func take(_ message: Message, _ time: Int64) {
    switch message {
    case .place(let order, let through): take(order, through, time)
    case .cancel(let cancel):
      guard working.contains(where: { $0.id == cancel.order }) else { return }
      book.drop(cancel.order, whole: cancel.isWhole)
      endWhatIsGone(time)
    }
  }

  private func take(_ order: Order, _ through: Int, _ time: Int64) {
    let number = order.statement
    guard number >= 0, number < PaperBroker.mostStatements else {
      return report(order.id, time, .rejected(.overflow))
    }
    if number >= book.plans.count || book.statements[number] != order.form {
      book.enrol(order.form, as: number)
    }
    if order.isEntry { book.rules = order.rules }
    if order.role != .guarding {
      book.accept(order, through: through)
    } else if !book.accept(guarding: order) {
      return report(order.id, time, .rejected(.nothingOpen))
    }
    working.append(Working(id: order.id, role: order.role, parent: order.parent))
    report(order.id, time, .accepted)
  }

  /// Nobody asks it for trades; the session has them.
  private static let keptTrades = 256
  private static let mostStatements = 1 << 20

  // MARK: A bar

  /// The bar trades, as in `Session.trade`.
  public func see(_ bar: Bar) {
    row += 1
    if !travelling.isEmpty { arrive(bar.time) }
    lastBar = bar.time
    book.trade(row: row, bar: bar)
    book.follow(bar)
    book.close(row: row, word: bar.close)
    for index in book.outcomes.indices { tell(index, bar.time) }
    book.outcomes.removeAll(keepingCapacity: true)
    endWhatIsGone(bar.time)
    if book.trades.count > PaperBroker.keptTrades { book.forgetTrades() }
  }

  /// What has become of an order in this bar.
  private func tell(_ index: Int, _ time: Int64) {
    let outcome = book.outcomes[index]
    let order = outcome.order
    let place = working.firstIndex { $0.id == order }
    switch outcome.kind {
    case .refused(let reason):
      guard let place else { return }
      // An exit without a price waits for the next chance, a price of an entry stays in force; of
      // an order that has filled in part only the rest ends.
      let hasFilled = working[place].filled > 0
      if reason.isMild || goesOn(index) || hasFilled {
        return report(order, time, .noted(reason))
      }
      end(place, time, .rejected(reason))
    case .triggered(let entry, let reason):
      report(order, time, .triggered(entry: entry, reason))
    case .filled(let fill, let entry, let reason):
      // What equity no longer carries is closed without an order.
      if let place { working[place].filled += Int128(fill.quantity.count) }
      let isLast = place == nil || !(goesOn(index) || wasCut(index))
      let execution = Execution(
        side: fill.side, quantity: fill.quantity, price: fill.price, fee: fill.fee,
        isLast: isLast, moment: fill.moment, entry: entry,
        reason: place == nil ? .liquidation : reason,
        filled: place.flatMap { Int64(exactly: working[$0].filled) }.map(Quantity.init(count:)))
      if let place, isLast {
        end(place, time, .filled(execution))
      } else {
        report(order, time, .filled(execution))
      }
    }
  }

  /// True where more becomes of the order of an outcome, in this bar or a later one.
  private func goesOn(_ index: Int) -> Bool {
    let order = book.outcomes[index].order
    return book.isWaiting(order)
      || book.outcomes[(index + 1)...].contains { $0.order == order }
  }

  /// True where the bar had not enough for the order of an outcome: what is left may have ended
  /// since, but it has not filled.
  private func wasCut(_ index: Int) -> Bool {
    let cut = Outcome(order: book.outcomes[index].order, kind: .refused(.volume))
    return book.isCapped && book.outcomes[..<index].contains(cut)
  }

  /// What nothing is left of in the book has ended: the prices of an entry with it, the rest of an
  /// entry with what it opened.
  private func endWhatIsGone(_ time: Int64) {
    var place = 0
    while place < working.count {
      if isGone(working[place]) {
        end(place, time, .cancelled)
      } else {
        place += 1
      }
    }
  }

  private func isGone(_ order: Working) -> Bool {
    let isWaiting = book.isWaiting(order.id)
    if isWaiting || order.role != .guarding { return !isWaiting }
    return !book.isGuarded(order.id, order.parent)
  }

  private func end(_ place: Int, _ time: Int64, _ kind: BrokerReport.Kind) {
    let id = working[place].id
    working.remove(at: place)
    report(id, time, kind)
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
