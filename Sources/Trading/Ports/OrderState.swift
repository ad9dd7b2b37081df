/// Where an order stands, from the wish to the end. One table for backtest, paper and live.
public enum OrderState: String, Sendable, Hashable, CaseIterable {
  /// Decided and checked against the account; nobody else knows of it.
  case proposed
  /// Written to the journal: from here on it cannot be forgotten.
  case journalled
  /// Handed to the broker, which has not answered.
  case sent
  /// The broker has it.
  case accepted
  case partlyFilled = "partly-filled"
  case filled
  /// The broker was asked to take it back, and has not answered.
  case cancelSent = "cancel-sent"
  case cancelled
  case rejected
  case expired
  /// Nobody can say: an answer was lost. To be asked for, never sent again.
  case unknown
  /// Contradicted: a person must look. Nothing is sent for it.
  case quarantined

  /// The states it may move to.
  public var next: Set<OrderState> {
    switch self {
    case .proposed: [.journalled, .cancelled, .rejected, .quarantined]
    case .journalled: [.sent, .cancelled, .unknown, .quarantined]
    case .sent:
      [
        .accepted, .partlyFilled, .filled, .cancelSent, .cancelled, .rejected, .expired, .unknown,
        .quarantined,
      ]
    case .accepted:
      [
        .partlyFilled, .filled, .cancelSent, .cancelled, .rejected, .expired, .unknown,
        .quarantined,
      ]
    case .partlyFilled:
      [.partlyFilled, .filled, .cancelSent, .cancelled, .expired, .unknown, .quarantined]
    // A fill may overtake a cancel. A part of it leaves the cancel on its way.
    case .cancelSent: [.filled, .cancelled, .rejected, .expired, .unknown, .quarantined]
    case .unknown:
      [.accepted, .partlyFilled, .filled, .cancelled, .rejected, .expired, .quarantined]
    // A fill of an order that had ended is a contradiction.
    case .filled, .cancelled, .rejected, .expired: [.quarantined]
    // Only a person leads out of here.
    case .quarantined: [.filled, .cancelled, .rejected, .expired]
    }
  }

  /// True when the move is legal.
  public func mayMove(to other: OrderState) -> Bool {
    OrderState.moves[number] >> other.number & 1 != 0
  }

  /// The place of a state in the table.
  private var number: Int {
    switch self {
    case .proposed: 0
    case .journalled: 1
    case .sent: 2
    case .accepted: 3
    case .partlyFilled: 4
    case .filled: 5
    case .cancelSent: 6
    case .cancelled: 7
    case .rejected: 8
    case .expired: 9
    case .unknown: 10
    case .quarantined: 11
    }
  }

  /// `next` as bits, by number.
  private static let moves: [Int] = allCases.map { state in
    state.next.reduce(0) { $0 | 1 << $1.number }
  }

  /// True when nothing more is to be expected of the order.
  public var isFinal: Bool {
    switch self {
    case .filled, .cancelled, .rejected, .expired: true
    default: false
    }
  }

  /// As people say it: `partly filled`.
  public var words: String { String(rawValue.map { $0 == "-" ? " " : $0 }) }

  /// The table of legal moves as a page shows it: a row for each state, an `x` where a move is
  /// legal.
  public static var table: String {
    let states = OrderState.allCases
    var lines = ["| from \\ to | " + states.map(\.words).joined(separator: " | ") + " |"]
    lines.append("|---|" + String(repeating: "---|", count: states.count))
    for state in states {
      let cells = states.map { state.mayMove(to: $0) ? "x" : " " }
      lines.append("| \(state.words) | " + cells.joined(separator: " | ") + " |")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
