import Host
import Live
import Machine
import TestSupport
import Testing
import Trading

/// Every implementation of every port keeps its contract, and the contracts bite.
@Suite struct ContractTests {
  private func terms(_ capital: String = "10000") throws -> Terms {
    Terms(
      capital: try Money(capital), instrument: try Instrument(symbol: "X"),
      fee: .share(try Ratio("5bps")), slippage: PaperBroker.standardSlippage)
  }

  @Test(arguments: Market.allCases, [1, 2, 3] as [UInt64])
  func paperBroker(_ market: Market, _ seed: UInt64) throws {
    let bars = market == .small ? Market.ties.bars(200, seed: 99) : market.bars(200, seed: seed)
    let capital = market == .large ? "100000000" : "10000"
    let broker = try #require(PaperBroker(try terms(capital), interval: bars.interval))
    let problems = brokerContract(broker, capital: try Money(capital), bars: bars, seed: seed)
    #expect(problems.isEmpty, "\(problems.prefix(5))")
  }

  /// The same where orders fill in parts, travel, or both.
  @Test(arguments: ["0.01%", "1%", "10%", nil] as [String?], [0, 1, 3] as [Int64])
  func paperBrokerInPartsAndLate(_ share: String?, _ days: Int64) throws {
    for market in [Market.calm, .holes, .gaps] {
      let bars = market.bars(300, seed: 5)
      var terms = try terms()
      terms.participation = try share.map { try Ratio($0) }
      terms.latency = days * bars.interval
      let broker = try #require(PaperBroker(terms, interval: bars.interval))
      let problems = brokerContract(
        broker, capital: try Money("10000"), bars: bars, seed: UInt64(days))
      #expect(problems.isEmpty, "\(market): \(problems.prefix(5))")
    }
  }

  /// A broker with one fault.
  final class Faulty: Broker {
    enum Fault: CaseIterable { case repeats, skips, forgets, spends, fillsTwice }
    let inner: PaperBroker
    let fault: Fault
    init(_ inner: PaperBroker, _ fault: Fault) {
      self.inner = inner
      self.fault = fault
    }
    var capabilities: BrokerCapabilities { inner.capabilities }
    var account: BrokerAccount {
      let account = inner.account
      guard fault == .spends else { return account }
      return BrokerAccount(
        position: account.position, cash: Money(count: account.cash.count - 1))
    }
    func place(_ order: Order, at time: Int64) { inner.place(order, at: time) }
    func cancel(_ cancel: Cancel, at time: Int64) {
      if fault != .forgets { inner.cancel(cancel, at: time) }
    }
    func see(_ bar: Bar) { inner.see(bar) }
    func reports(since cursor: Int64, into reports: inout [BrokerReport]) {
      var found: [BrokerReport] = []
      inner.reports(since: fault == .repeats ? max(0, cursor - 1) : cursor, into: &found)
      switch fault {
      case .skips: found.removeAll { $0.sequence % 2 == 0 }
      case .fillsTwice:
        found = found.flatMap { report in
          if case .filled = report.kind { [report, report] } else { [report] }
        }
      default: break
      }
      reports += found
    }
  }

  @Test(arguments: Faulty.Fault.allCases.filter { $0 != .forgets })
  func theBrokerContractBites(_ fault: Faulty.Fault) throws {
    let bars = Market.calm.bars(200, seed: 1)
    let paper = try #require(PaperBroker(try terms(), interval: bars.interval))
    let problems = brokerContract(
      Faulty(paper, fault), capital: try Money("10000"), bars: bars, seed: 1)
    #expect(!problems.isEmpty, "\(fault) is not noticed")
  }

  @Test(arguments: [ReplayFeed.Speed.most, .times(1), .times(60), .times(1e12), .times(1e-9)])
  func replayFeed(_ speed: ReplayFeed.Speed) {
    let bars = Market.holes.bars(50, seed: 4)
    #expect(feedContract(ReplayFeed(bars, speed: speed), expected: bars).isEmpty)
    let late = ReplayFeed(bars, from: 20, speed: speed)
    #expect(feedContract(late, expected: bars.rows(20..<50)).isEmpty)
    #expect(feedContract(ReplayFeed(bars, from: 99), expected: bars.rows(0..<0)).isEmpty)
  }

  @Test func scriptedFeed() {
    let bars = Market.calm.bars(20, seed: 4)
    #expect(feedContract(ScriptedFeed(bars.news, interval: 1), expected: bars).isEmpty)
    let doubled = ScriptedFeed(bars.news + bars.news, interval: 1)
    #expect(!feedContract(doubled, expected: nil).isEmpty)
    let lost = ScriptedFeed(Array(bars.news.dropLast()), interval: 1)
    #expect(!feedContract(lost, expected: bars).isEmpty)
  }

  @Test func histories() {
    let bars = Market.calm.bars(30, seed: 4)
    #expect(historyContract(BarsHistory(bars), all: bars).isEmpty)
    #expect(!historyContract(BarsHistory(bars.rows(1..<30)), all: bars).isEmpty)
  }

  @Test func clocks() {
    #expect(clockContract(EnvironmentClock(SimulatedClock())).isEmpty)
    #expect(clockContract(EnvironmentClock(SystemClock())).isEmpty)
    #expect(!clockContract(EnvironmentClock(StillClock())).isEmpty)
  }

  @Test(arguments: [1, 2, 100])
  func journals(_ kept: Int) {
    #expect(journalContract(MemoryJournal(kept: kept), kept: kept).isEmpty)
    #expect(!journalContract(MemoryJournal(kept: 1), kept: 50).isEmpty)
  }
}
