import Foundation
import Machine
import TestSupport
import Testing

@testable import Trading

/// The one table of order states: every cell.
@Suite struct OrderStateTests {
  private static let page = Repository.root.appendingPathComponent("Sources/Trading/Ports.md")
  private static let (start, end) = ("<!-- states -->\n", "<!-- /states -->")

  /// The page shows the table as it is.
  @Test func thePageIsFresh() throws {
    let text = try String(contentsOf: Self.page, encoding: .utf8)
    let first = try #require(text.range(of: Self.start))
    let last = try #require(text.range(of: Self.end))
    if text[first.upperBound..<last.lowerBound] == OrderState.table { return }
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      let fresh = text[..<first.upperBound] + OrderState.table + text[last.lowerBound...]
      try String(fresh).write(to: Self.page, atomically: true, encoding: .utf8)
      Issue.record("recorded Ports.md")
    } else {
      Issue.record("Ports.md is stale; RECORD=1 writes it anew")
    }
  }

  @Test func thereAreTwelve() {
    #expect(OrderState.allCases.count == 12)
    #expect(Set(OrderState.allCases.map(\.words)).count == 12)
  }

  /// A session moves an order exactly where the page has an `x`, and an illegal move changes
  /// nothing.
  @Test func everyCell() throws {
    let rows = try String(contentsOf: Self.page, encoding: .utf8).split(separator: "\n")
      .filter { line in OrderState.allCases.contains { line.hasPrefix("| \($0.words) |") } }
    try #require(rows.count == 12)
    var legal = 0
    for (from, row) in zip(OrderState.allCases, rows) {
      let cells = row.split(separator: "|").dropFirst().map { $0.contains("x") }
      for (to, isLegal) in zip(OrderState.allCases, cells) {
        var session = Session(
          [.enter(.long, .units)],
          terms: Terms(capital: try Money("100"), instrument: try Instrument(symbol: "X")))
        let order = Order(id: 1, statement: 0, enter: .long, quantity: try Quantity("1"))
        session.sent = [SentOrder(order: order, state: from)]
        let isMoved = session.move(1, to: to)
        #expect(isMoved == isLegal, "\(from.words) to \(to.words)")
        let left = session.ordersAtBroker.map(\.state)
        #expect(left == (isMoved ? (to.isFinal ? [] : [to]) : [from]))
        if isLegal { legal += 1 }
      }
    }
    #expect(legal == 53)
  }

  @Test func theTableMakesSense() {
    for state in OrderState.allCases {
      // What has ended can only be contradicted; only a part may follow a part.
      if state.isFinal { #expect(state.next == [.quarantined]) }
      #expect(state.mayMove(to: state) == (state == .partlyFilled))
      #expect(!state.mayMove(to: .proposed))
      #expect(state == .quarantined || state.mayMove(to: .quarantined))
      // Nothing reaches a broker that the journal has not.
      #expect(!state.mayMove(to: .sent) || state == .journalled)
      #expect(!state.mayMove(to: .journalled) || state == .proposed)
      // An order whose fate is unknown is never sent again.
      if state == .unknown { #expect(!state.mayMove(to: .sent)) }
      #expect(reach(from: state).contains { $0.isFinal })
    }
    #expect(reach(from: .proposed) == Set(OrderState.allCases))
  }

  private func reach(from state: OrderState) -> Set<OrderState> {
    var found: Set = [state]
    var open = [state]
    while let next = open.popLast() {
      for other in next.next where found.insert(other).inserted { open.append(other) }
    }
    return found
  }
}
