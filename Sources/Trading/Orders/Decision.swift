internal import Machine

/// A statement that acts at a close, with its size or share as the program computed it.
public struct Decision: Sendable, Hashable {
  /// The index of the statement among the program's orders.
  public let statement: Int
  /// The size of an `enter`, the share of an `exit`; not read where the statement has none.
  public let value: Double

  @inlinable @inline(__always)
  public init(statement: Int, value: Double = .nan) {
    self.statement = statement
    self.value = value
  }
}

/// A market order on its way: decided at a close, filled at the next chance.
struct MarketOrder: Sendable, Hashable {
  let statement: Int
  /// Units in counts, fixed when the order was sent (`enter`), or the share in parts (`exit`).
  let amount: Int64
}

/// A statement as the session reads it: the program's order with its tag as a number.
struct Plan: Sendable, Hashable {
  enum Size: UInt8, Sendable { case equity, share, units, cash }
  enum Scope: Sendable, Hashable {
    case all
    case direction(Int64)
    case tag(Int)
  }

  let isEntry: Bool
  /// 1 for a long entry, -1 for a short one, 0 for an exit.
  let direction: Int64
  let size: Size
  let scope: Scope
  /// True when the decision's value counts.
  let hasValue: Bool
  /// The number of the entry's tag, -1 without one.
  let tag: Int

  /// - Parameter tags: the tags known so far; equal tags have equal numbers.
  init(_ kind: OrderStatement.Kind, tags: inout [String]) {
    switch kind {
    case .enter(let direction, let tag, let size):
      self.init(
        isEntry: true, direction: direction == .long ? 1 : -1, size: Plan.kind(size?.unit),
        scope: .all, hasValue: size != nil, tag: tag.map { Plan.number($0, &tags) } ?? -1)
    case .exit(let selector, let share):
      self.init(
        isEntry: false, direction: 0, size: .equity, scope: Plan.scope(selector, &tags),
        hasValue: share != nil, tag: -1)
    }
  }

  private init(
    isEntry: Bool, direction: Int64, size: Size, scope: Scope, hasValue: Bool, tag: Int
  ) {
    self.isEntry = isEntry
    self.direction = direction
    self.size = size
    self.scope = scope
    self.hasValue = hasValue
    self.tag = tag
  }

  private static func number(_ tag: String, _ tags: inout [String]) -> Int {
    if let known = tags.firstIndex(of: tag) { return known }
    tags.append(tag)
    return tags.count - 1
  }

  private static func kind(_ unit: OrderStatement.SizeUnit?) -> Size {
    switch unit {
    case nil: .equity
    case .share: .share
    case .units: .units
    case .cash: .cash
    }
  }

  private static func scope(
    _ selector: OrderStatement.Selector, _ tags: inout [String]
  ) -> Scope {
    switch selector {
    case .all: .all
    case .side(let direction): .direction(direction == .long ? 1 : -1)
    case .tag(let tag): .tag(number(tag, &tags))
    }
  }
}
