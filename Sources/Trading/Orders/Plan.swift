internal import Machine

/// A statement as the session reads it: the program's order with its tag as a number.
struct Plan: Sendable, Hashable {
  enum Size: UInt8, Sendable { case equity, share, units, cash, risk }
  enum Scope: Sendable, Hashable {
    case all
    case direction(Int64)
    case tag(Int)
  }

  /// How the exit prices of a statement are meant; nothing for one that there is not.
  struct Forms: Sendable, Hashable {
    var stop: OrderStatement.PriceForm?
    var target: OrderStatement.PriceForm?
    var trail: OrderStatement.PriceForm?
    var after: OrderStatement.PriceForm?
  }

  let isEntry: Bool
  /// True for one side of an allocation, which may open and close.
  let isAllocation: Bool
  /// 1 for a long entry, -1 for a short one, 0 for an exit.
  let direction: Int64
  let size: Size
  let scope: Scope
  /// True when the decision's value counts.
  let hasValue: Bool
  /// The number of the entry's tag, -1 without one.
  let tag: Int
  /// True for an entry with a limit, and for one with a stop that it waits for.
  let hasLimit: Bool
  let hasTrigger: Bool
  /// True for a statement with prices at which entries are left.
  let hasExits: Bool
  let forms: Forms

  /// True for an entry that goes to the market at once.
  var isMarketEntry: Bool { isEntry && !isAllocation && !hasLimit && !hasTrigger }

  /// - Parameter tags: the tags known so far; equal tags have equal numbers.
  init(_ statement: OrderStatement, tags: inout [String]) {
    switch statement.kind {
    case .enter(let direction, let tag, let size):
      isEntry = true
      self.direction = direction == .long ? 1 : -1
      self.size = Plan.kind(size?.unit)
      scope = .all
      hasValue = size != nil
      self.tag = tag.map { Plan.number($0, &tags) } ?? -1
    case .exit(let selector, let share):
      isEntry = false
      direction = 0
      size = .equity
      scope = Plan.scope(selector, &tags)
      hasValue = share != nil
      tag = -1
    case .allocate(let direction, _, _):
      isEntry = true
      self.direction = direction == .long ? 1 : -1
      size = .share
      scope = .direction(self.direction)
      hasValue = true
      tag = -1
    }
    isAllocation = statement.isAllocation
    hasLimit = statement.placement?.at != nil
    hasTrigger = statement.placement?.beyond != nil
    hasExits = statement.prices != nil
    forms = Forms(
      stop: statement.prices?.stop?.form, target: statement.prices?.target?.form,
      trail: statement.prices?.trail?.form, after: statement.prices?.after?.form)
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
    case .risk: .risk
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
