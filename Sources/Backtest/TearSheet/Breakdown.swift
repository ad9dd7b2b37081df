internal import Machine
public import Trading

/// The trades by one of their traits.
public struct Breakdown: Sendable, Hashable {
  /// What the trades are told apart by. Times are those of the entry.
  public enum Trait: String, Sendable, Hashable, CaseIterable {
    case side, tag, reason, symbol, strategy, hour, weekday, month
  }

  /// The trades that have it in common.
  public struct Group: Sendable, Hashable {
    public let name: String
    public let figures: TradeFigures
    /// Exact sum of the nets.
    public let net: Money
    /// Mean of the multiples of what was risked; `nil` where no trade had a stop.
    public let averageMultiple: Double?
    /// Mean bars from entry to exit.
    public let averageBars: Double
  }

  public let trait: Trait
  /// Times and sides in their own order, others by name.
  public let groups: [Group]

  static let weekdays = [
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
  ]
  /// The names of the months, January first.
  public static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]

  /// The breakdowns that tell trades apart: by tag where there are tags, by symbol and strategy
  /// where there are several, by hour where bars are shorter than a day.
  static func all(of record: TrackRecord) -> [Breakdown] {
    guard !record.trades.isEmpty else { return [] }
    return Trait.allCases.compactMap { trait in
      switch trait {
      case .tag where record.trades.allSatisfy({ $0.tag == nil }): return nil
      case .hour where record.interval >= 86_400_000_000_000: return nil
      default: break
      }
      let breakdown = Breakdown(trait, record)
      let isIdle = trait == .symbol || trait == .strategy
      return isIdle && breakdown.groups.count < 2 ? nil : breakdown
    }
  }

  private init(_ trait: Trait, _ record: TrackRecord) {
    var clock = LocalTime(record.almanac)
    // The first part puts groups in order where their names would not.
    var parts: [Key: [ClosedTrade]] = [:]
    for trade in record.trades { parts[Key(trait, trade, &clock), default: []].append(trade) }
    self.trait = trait
    groups = parts.sorted { $0.key < $1.key }.map { Group($0.key.name, $0.value) }
  }

  private struct Key: Hashable, Comparable {
    var order = 0
    let name: String

    init(_ trait: Trait, _ closed: ClosedTrade, _ clock: inout LocalTime) {
      switch trait {
      case .side:
        order = closed.trade.direction == .long ? 0 : 1
        name = order == 0 ? "long" : "short"
      case .tag:
        order = closed.tag == nil ? 1 : 0
        name = closed.tag ?? "no tag"
      case .reason: name = closed.trade.reason.text
      case .symbol: name = closed.symbol
      case .strategy: name = closed.strategy ?? ""
      case .hour:
        order = clock.part(.hour, at: closed.entryTime)
        name = (order < 10 ? "0" : "") + "\(order):00"
      case .weekday:
        order = clock.part(.weekday, at: closed.entryTime)
        name = Breakdown.weekdays[min(max(order, 1), 7) - 1]
      case .month:
        order = clock.part(.month, at: closed.entryTime)
        name = Breakdown.months[min(max(order, 1), 12) - 1]
      }
    }

    static func < (left: Key, right: Key) -> Bool {
      (left.order, left.name) < (right.order, right.name)
    }
  }
}

extension Breakdown.Group {
  init(_ name: String, _ trades: [ClosedTrade]) {
    self.name = name
    figures = TradeFigures(trades.map(\.trade))
    net = Money(count: trades.reduce(0) { $0 &+ $1.trade.net.count })
    let multiples = trades.compactMap(\.trade.riskMultiple)
    averageMultiple =
      multiples.isEmpty ? nil : multiples.reduce(0, +) / Double(multiples.count)
    averageBars =
      trades.isEmpty ? 0 : Double(trades.reduce(0) { $0 + $1.trade.bars }) / Double(trades.count)
  }
}
