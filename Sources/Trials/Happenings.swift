internal import Backtest
internal import Machine
internal import Trading

/// What happened in a run, told from its trades, its open entries and its diary.
struct Happenings {
  let all: [Happening]

  /// - Parameters:
  ///   - program: with the names that its values give to orders.
  ///   - spoken: the text of an alert.
  init(_ result: BacktestResult, _ program: Program, _ spoken: (AlertMessage) -> String) {
    var found: [Happening] = []
    /// One entry that ends in several parts is one entry.
    struct Entry: Hashable {
      let bar: Int
      let statement: Int
      let price: Price
    }
    var entries: [Entry: (side: OrderStatement.Direction, quantity: Quantity)] = [:]
    func add(_ entry: Entry, _ side: OrderStatement.Direction, _ quantity: Quantity) {
      let before = entries[entry]?.quantity ?? Quantity(count: 0)
      entries[entry] = (side, Quantity(count: before.count &+ quantity.count))
    }
    for trade in result.trades {
      let statement = Int(trade.entryStatement)
      add(
        Entry(bar: trade.entryRow, statement: statement, price: trade.entryPrice),
        trade.direction, trade.quantity)
      found.append(
        Happening(
          kind: .exited, bar: trade.exitRow, side: trade.direction,
          tag: program.tag(of: statement), quantity: trade.quantity.description,
          price: trade.exitPrice.description, reason: trade.reason.text))
    }
    for lot in result.openLots {
      add(
        Entry(bar: lot.entryRow, statement: lot.statement, price: lot.entryPrice), lot.direction,
        lot.quantity)
    }
    for (entry, what) in entries {
      found.append(
        Happening(
          kind: .entered, bar: entry.bar, side: what.side, tag: program.tag(of: entry.statement),
          quantity: what.quantity.description, price: entry.price.description, reason: nil))
    }
    for (bar, page) in (result.diary?.pages ?? []).enumerated() {
      // An exit that finds nothing to close has not been refused anything.
      for refused in page.refused
      where refused.reason != .nothingOpen && refused.reason != .acted {
        found.append(
          Happening(
            kind: .refused, bar: bar, side: program.side(of: refused.statement),
            tag: program.tag(of: refused.statement), quantity: nil, price: nil,
            reason: refused.reason.summary))
      }
    }
    for alert in result.alerts {
      found.append(
        Happening(
          kind: .alerted, bar: alert.row, side: nil, tag: nil, quantity: nil, price: nil,
          reason: spoken(alert.message)))
    }
    all = found.sorted { ($0.bar, $0.kind.rank, $0.text) < ($1.bar, $1.kind.rank, $1.text) }
  }
}

extension Happening.Kind {
  /// Within a bar what is open ends before something new begins.
  fileprivate var rank: Int {
    switch self {
    case .exited: 0
    case .entered: 1
    case .refused: 2
    case .alerted: 3
    }
  }
}

extension Program {
  /// The tag of an entry statement, or that an exit statement speaks of.
  fileprivate func tag(of statement: Int) -> String? {
    guard orders.indices.contains(statement) else { return nil }
    switch orders[statement].kind {
    case .enter(_, let tag, _): return tag
    case .exit(.tag(let tag), _): return tag
    case .exit, .allocate: return nil
    }
  }

  /// The side of an entry statement, or that an exit statement speaks of.
  fileprivate func side(of statement: Int) -> OrderStatement.Direction? {
    guard orders.indices.contains(statement) else { return nil }
    switch orders[statement].kind {
    case .enter(let direction, _, _): return direction
    case .exit(.side(let direction), _): return direction
    case .allocate(let direction, _, _): return direction
    case .exit: return nil
    }
  }
}
