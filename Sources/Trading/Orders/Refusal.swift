/// Why an order was not sent, or not filled as it was sent.
public enum RefusalReason: UInt8, Sendable, Hashable, CaseIterable {
  case opposed, alreadyOpen, nothingOpen, acted, missingSize, zeroSize, cash, reduced, price,
    overflow, pending, missingPrice, wrongStop, capped,
    cooldown, reversalOff, limit, volume

  /// As it stands in a file.
  public var text: String {
    switch self {
    case .opposed: "opposed"
    case .alreadyOpen: "already-open"
    case .nothingOpen: "nothing-open"
    case .acted: "acted"
    case .missingSize: "missing-size"
    case .zeroSize: "zero-size"
    case .cash: "cash"
    case .reduced: "reduced"
    case .price: "price"
    case .overflow: "overflow"
    case .pending: "pending"
    case .missingPrice: "missing-price"
    case .wrongStop: "wrong-stop"
    case .capped: "capped"
    case .cooldown: "cooldown"
    case .reversalOff: "reversal-off"
    case .limit: "limit"
    case .volume: "volume"
    }
  }

  /// In a trader's words.
  public var summary: String {
    switch self {
    case .opposed: "an entry to the other side was decided at the same close"
    case .alreadyOpen: "a position in that direction is open"
    case .nothingOpen: "nothing it speaks of is open"
    case .acted: "it has taken its share of this entry already"
    case .missingSize: "its size is missing"
    case .zeroSize: "its size is zero after rounding down"
    case .cash: "the account cannot pay for it"
    case .reduced: "filled in part: the price had moved beyond what the account could pay"
    case .price: "there was no price to trade at"
    case .overflow: "the amount is too large to count"
    case .missingPrice: "the price it waits for is missing"
    case .wrongStop: "its size counts the way to its stop, which is not on the losing side"
    case .capped: "its size was cut down to what the account can pay"
    case .cooldown: "the rest after the last position is not over"
    case .reversalOff: "a position to the other side is open, and `reversal` is off"
    case .limit: "a limit of the strategy is reached"
    case .volume: "filled in part: the bar had no more volume for it"
    case .pending: "an order of the same statement is still at the broker"
    }
  }
}

extension RefusalReason {
  /// True when the order goes on all the same, only not as it was sent.
  public var isMild: Bool { self == .reduced || self == .capped || self == .volume }
}

/// How often one statement was refused for one reason, and when.
public struct Refusal: Sendable, Hashable {
  /// The index of the statement among the program's orders.
  public let statement: Int
  public let reason: RefusalReason
  public let count: Int
  /// The rows of the first and the last time.
  public let firstRow: Int
  public let lastRow: Int
}

/// Refusals counted, not listed: constant memory however often a condition holds.
struct RefusalTable: Sendable, Hashable {
  private struct Tally: Sendable, Hashable {
    var count = 0
    var first = 0
    var last = 0
  }

  private var tallies: [Tally]

  init(statements: Int) {
    tallies = Array(repeating: Tally(), count: statements * RefusalReason.allCases.count)
  }

  @inline(__always)
  mutating func record(_ statement: Int, _ reason: RefusalReason, row: Int) {
    let index = statement * RefusalReason.allCases.count + Int(reason.rawValue)
    if tallies[index].count == 0 { tallies[index].first = row }
    tallies[index].count += 1
    tallies[index].last = row
  }

  /// Makes room for further statements.
  mutating func grow(to statements: Int) {
    let wanted = statements * RefusalReason.allCases.count
    guard wanted > tallies.count else { return }
    tallies += Array(repeating: Tally(), count: wanted - tallies.count)
  }

  /// How often a statement was refused for a reason.
  func count(_ statement: Int, _ reason: RefusalReason) -> Int {
    tallies[statement * RefusalReason.allCases.count + Int(reason.rawValue)].count
  }

  /// By statement, then by reason.
  var refusals: [Refusal] {
    let reasons = RefusalReason.allCases
    return tallies.indices.filter { tallies[$0].count > 0 }.map { index in
      Refusal(
        statement: index / reasons.count, reason: reasons[index % reasons.count],
        count: tallies[index].count, firstRow: tallies[index].first,
        lastRow: tallies[index].last)
    }
  }
}
