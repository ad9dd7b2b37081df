import Machine
import Testing

@testable import Trading

/// A session under a broker that fills in parts, late, twice, too much, or something else.
@Suite struct BookingTests {
  /// A session with reports written by hand.
  final class Counter {
    var session: Session
    var orders: [Order] = []
    var cancels: [Cancel] = []
    var row = -1
    var sequence: Int64 = 0

    init(_ statements: [OrderStatement]) throws {
      session = Session(
        statements,
        terms: Terms(capital: try Money("10000"), instrument: try Instrument(symbol: "X")),
        keepsFills: true)
    }

    /// A bar at one price; what these statements decide goes to the broker.
    func bar(_ price: Double, _ acts: Act...) {
      row += 1
      let word = Grid.word(price)
      session.begin(
        row: row,
        bar: Bar(time: Int64(row), open: word, high: word, low: word, close: word, volume: 0))
      session.close(row: row, word: word)
      session.decide(acts.map(\.decision))
      let first = orders.count
      session.dispatch(&orders, cancels: &cancels)
      for order in orders[first...] {
        let isMoved = session.move(order.id, to: .journalled) && session.move(order.id, to: .sent)
        #expect(isMoved)
      }
    }

    func report(_ order: Int64, _ kind: BrokerReport.Kind) -> Booking {
      sequence += 1
      return session.book(BrokerReport(sequence: sequence, order: order, time: 0, kind: kind))
    }

    func fill(
      _ order: Int64, _ side: Side, _ units: String, _ price: String, fee: String = "0",
      isLast: Bool = true
    ) throws -> Booking {
      report(
        order,
        .filled(
          Execution(
            side: side, quantity: try Quantity(units), price: try Price(price),
            fee: try Money(fee), isLast: isLast)))
    }

    var states: [OrderState] { session.ordersAtBroker.map(\.state) }
    var reasons: [RefusalReason] { session.refusals.map(\.reason) }
    var position: String { session.position.description }
    func book(_ report: BrokerReport) -> Booking { session.book(report) }

    var lots: [String] { session.openLots.map { "\($0.quantity) at \($0.entryPrice)" } }
    var trades: [String] {
      session.trades.map { "\($0.direction) \($0.quantity) \($0.net) \($0.reason.text)" }
    }

    /// Capital and trades are cash and what is open, to the last unit.
    func balances() throws -> Bool {
      var left = try Money("10000").count
      for trade in session.trades { left += trade.net.count }
      for lot in session.openLots {
        let cost = Money(lot.entryPrice, times: lot.quantity).count
        left += (lot.direction == .long ? -cost : cost) - lot.fees.count
      }
      return session.cash.count == left
    }
  }

  private static let enter = [OrderStatement.enter(.long, .units)]

  @Test func partsOfAnEntryAreOneEntry() throws {
    let counter = try Counter(Self.enter + [.exit(share: true)])
    counter.bar(10, .sized(0, 10))
    #expect(counter.report(1, .accepted) == .done)
    #expect(try counter.fill(1, .buy, "4", "10", fee: "0.1", isLast: false) == .done)
    #expect(counter.states == [.partlyFilled])
    #expect(try counter.fill(1, .buy, "6", "11", fee: "0.1") == .done)
    #expect(counter.lots == ["4 at 10", "6 at 11"])
    #expect(counter.states.isEmpty)
    counter.bar(12, .sized(1, 0.5))
    #expect(try counter.fill(2, .sell, "5", "12") == .done)
    #expect(counter.lots == ["2 at 10", "3 at 11"])
    // The share of this entry is taken, whatever its lots.
    counter.bar(12, .sized(1, 0.5))
    #expect(counter.orders.count == 2)
    #expect(counter.reasons == [.acted])
    #expect(try counter.balances())
  }

  @Test func oneExecutionReverses() throws {
    let counter = try Counter(Self.enter + [.enter(.short, .units)])
    counter.bar(10, .sized(0, 10))
    #expect(try counter.fill(1, .buy, "10", "10", fee: "1") == .done)
    counter.bar(12, .sized(1, 5))
    #expect(try counter.fill(2, .sell, "15", "12", fee: "3") == .done)
    // A fee of 3 on 15 units: 2 for the ten that close, 1 for the five that open.
    #expect(counter.trades == ["long 10 17 reversal"])
    #expect(counter.lots == ["5 at 12"])
    let fees = counter.session.openLots.map(\.fees.description)
    #expect(fees == ["1"])
    #expect(counter.position == "-5")
    #expect(try counter.balances())
  }

  @Test func aReversalInPartsClosesTheOldestFirst() throws {
    let counter = try Counter(Self.enter + [.enter(.short, .units)])
    counter.bar(10, .sized(0, 10))
    #expect(try counter.fill(1, .buy, "4", "10", isLast: false) == .done)
    #expect(try counter.fill(1, .buy, "6", "11") == .done)
    counter.bar(12, .sized(1, 5))
    #expect(try counter.fill(2, .sell, "7", "12", isLast: false) == .done)
    #expect(counter.trades == ["long 4 8 reversal", "long 3 3 reversal"])
    #expect(counter.lots == ["3 at 11"])
    #expect(try counter.fill(2, .sell, "8", "12") == .done)
    #expect(counter.lots == ["5 at 12"])
    #expect(try counter.balances())
  }

  @Test func anExitThatFillsSomethingElse() throws {
    let counter = try Counter([.enter(.long, tag: "a", .units), .exit(.tag("a"))])
    counter.bar(10, .sized(0, 10))
    #expect(try counter.fill(1, .buy, "10", "10") == .done)
    counter.bar(12, 1)
    #expect(try counter.fill(2, .sell, "3", "12", fee: "0.3", isLast: false) == .done)
    #expect(counter.lots == ["7 at 10"])
    // It is still at the broker; acting again takes it back and sends it anew.
    counter.bar(12, 1)
    #expect(counter.cancels == [Cancel(2)] && counter.orders.map(\.id) == [1, 2, 3])
    // A part that fills meanwhile leaves the cancel on its way.
    #expect(try counter.fill(2, .sell, "1", "12", isLast: false) == .done)
    #expect(counter.states == [.cancelSent, .sent])
    #expect(counter.report(2, .cancelled) == .done)
    #expect(try counter.fill(3, .sell, "6", "12") == .done)
    #expect(counter.lots.isEmpty && counter.states.isEmpty)
    #expect(try counter.balances())
  }

  @Test func contradictionsChangeNothing() throws {
    let counter = try Counter(Self.enter + [.exit()])
    counter.bar(10, .sized(0, 10))
    func isContradiction(_ booking: Booking) -> Bool {
      if case .contradiction = booking { true } else { false }
    }
    #expect(isContradiction(counter.report(7, .accepted)))
    #expect(isContradiction(try counter.fill(1, .sell, "10", "10")))
    #expect(counter.states == [.quarantined])
    #expect(counter.session.fillCount == 0)
    #expect(try counter.balances())
    counter.session.sent[0].state = .sent
    #expect(try counter.fill(1, .buy, "10", "10") == .done)
    // It had ended.
    #expect(isContradiction(counter.report(1, .cancelled)))
    counter.bar(12, 1)
    #expect(isContradiction(try counter.fill(2, .sell, "11", "12")))
    #expect(counter.position == "10")
    // Seen before, and a report that is missing.
    let old = BrokerReport(sequence: 1, order: 1, time: 0, kind: .accepted)
    #expect(counter.book(old) == .repeated)
    let far = BrokerReport(sequence: 99, order: 2, time: 0, kind: .accepted)
    #expect(isContradiction(counter.book(far)))
    #expect(try counter.balances())
  }

  @Test func anEntryStillAtTheBrokerIsNotSentAgain() throws {
    let counter = try Counter(Self.enter)
    counter.bar(10, .sized(0, 10))
    counter.bar(10, .sized(0, 10))
    #expect(counter.orders.count == 1)
    #expect(counter.reasons == [.pending])
    #expect(counter.report(1, .rejected(.cash)) == .done)
    counter.bar(10, .sized(0, 10))
    #expect(counter.orders.map(\.id) == [1, 2])
    #expect(counter.reasons == [.cash, .pending])
  }

  @Test func whatThePaperBrokerSaysItCanDo() throws {
    var terms = Terms(capital: try Money("10000"), instrument: try Instrument(symbol: "X"))
    terms.latency = -1
    #expect(PaperBroker(terms, interval: 60) == nil)
    terms.latency = 60
    let whole = PaperBroker(terms, interval: 60)?.capabilities
    #expect(whole?.latency == 60 && whole?.fillsInParts == false)
    terms.participation = try Ratio("5%")
    #expect(PaperBroker(terms, interval: 60)?.capabilities.fillsInParts == true)
  }

  /// Equity no longer carries what a part has opened in the same bar: the rest has not filled.
  @Test func aRestThatEndsWithItsBarIsCancelled() throws {
    var terms = Terms(
      capital: try Money("10000"), instrument: try Instrument(symbol: "X", lot: try Quantity("1")))
    terms.participation = try Ratio("10%")
    terms.margin = try Margin(initial: "20%", maintenance: "10%")
    let broker = try #require(PaperBroker(terms, interval: 60))
    func bar(_ time: Int64, low: Double, close: Double) -> Bar {
      Bar(
        time: time, open: Grid.word(100), high: Grid.word(100), low: Grid.word(low),
        close: Grid.word(close), volume: Grid.word(3_000))
    }
    broker.see(bar(0, low: 100, close: 100))
    broker.place(
      Order(id: 1, statement: 0, enter: .long, quantity: try Quantity("400")), at: 60)
    broker.see(bar(60, low: 70, close: 75))
    var reports: [BrokerReport] = []
    broker.reports(since: 0, into: &reports)
    #expect(
      reports.filter { $0.order == 1 }.compactMap(\.state)
        == [.accepted, .partlyFilled, .cancelled])
    #expect(reports.contains { $0.order == 0 } && broker.account.position == .zero)
  }

  /// A broker that says what has filled in all is held to it.
  @Test func whatHasFilledMustAddUp() throws {
    let counter = try Counter(Self.enter)
    counter.bar(10, .sized(0, 10))
    func fill(_ units: String, of all: String, isLast: Bool) throws -> Booking {
      counter.report(
        1,
        .filled(
          Execution(
            side: .buy, quantity: try Quantity(units), price: try Price("10"), fee: .zero,
            isLast: isLast, filled: try Quantity(all))))
    }
    #expect(try fill("4", of: "4", isLast: false) == .done)
    #expect(try fill("5", of: "9", isLast: false) == .done)
    let booking = try fill("1", of: "9", isLast: true)
    guard case .contradiction = booking else {
      Issue.record("\(booking)")
      return
    }
    #expect(counter.position == "9" && counter.states == [.quarantined])
    #expect(try counter.balances())
  }
}
