public import Machine

/// Where the decisions of one statement are read: its slots alone, so that reading one moves no
/// text.
public struct DecisionSource: Sendable {
  /// What the session calls the statement.
  public let statement: Int
  /// The flag that says where it acts, and the one that says where an order of it may stay.
  public let when: Slot
  public let keep: Slot?
  /// True for an exit that asks each open entry for itself.
  let isPerEntry: Bool
  fileprivate let band: Slot?
  fileprivate let prices: Prices?
  /// Its size or share; a slot that is the same at every bar is read once.
  public private(set) var operand: Slot?
  fileprivate var value = Double.nan
  /// True when no slot is left to be read.
  fileprivate var isBare: Bool

  fileprivate struct Prices {
    let at: Slot?
    let beyond: Slot?
    let stop: Slot?
    let target: Slot?
    let trail: Slot?
    let after: Slot?
  }

  /// - Parameter statement: what the session calls it.
  public init(_ order: OrderStatement, statement: Int) {
    self.statement = statement
    when = order.when
    keep = order.placement?.keep
    isPerEntry = order.isPerEntry
    operand = order.operand
    band = order.band
    let (placement, exits) = (order.placement, order.prices)
    prices =
      order.hasPrices
      ? Prices(
        at: placement?.at, beyond: placement?.beyond, stop: exits?.stop?.value,
        target: exits?.target?.value, trail: exits?.trail?.value, after: exits?.after?.value) : nil
    isBare = operand == nil && band == nil && prices == nil
  }

  /// Those of statements in file order, which the session calls by their places.
  public static func all(of orders: [OrderStatement]) -> [DecisionSource] {
    orders.indices.map { DecisionSource(orders[$0], statement: $0) }
  }

  /// The operand is this number at every bar.
  public mutating func fix(_ value: Double) {
    operand = nil
    self.value = value
    isBare = band == nil && prices == nil
  }

  fileprivate func readings(_ machine: borrowing VirtualMachine, _ row: Int) -> PriceReadings {
    var readings = PriceReadings()
    readings.at = number(prices?.at, machine, row)
    readings.beyond = number(prices?.beyond, machine, row)
    readings.stop = number(prices?.stop, machine, row)
    readings.target = number(prices?.target, machine, row)
    readings.trail = number(prices?.trail, machine, row)
    readings.after = number(prices?.after, machine, row)
    return readings
  }

  fileprivate func number(_ slot: Slot?, _ machine: borrowing VirtualMachine, _ row: Int) -> Double
  {
    if let slot { machine.number(slot, row: row) } else { .nan }
  }
}

/// Statements are named by their places: a source is not copied to be read.
extension [DecisionSource] {
  /// What a statement wants at a row of the machine's last `advance`; nothing where it wants
  /// nothing.
  ///
  /// - Parameter entry: the open entry that the machine has judged last, for an exit that asks
  ///   each.
  public func decision(
    _ place: Int, entry: Int = 0, from machine: borrowing VirtualMachine, row: Int
  ) -> Decision? {
    if machine.flag(self[place].when, row: row) {
      return acting(place, entry: entry, from: machine, row: row)
    }
    guard let keep = self[place].keep, machine.flag(keep, row: row) else { return nil }
    return Decision(statement: self[place].statement, .keeps)
  }

  /// The size or share that a statement reads at a row.
  @inline(__always)
  public func value(_ place: Int, from machine: borrowing VirtualMachine, row: Int) -> Double {
    guard let operand = self[place].operand else { return self[place].value }
    return machine.number(operand, row: row)
  }

  /// What a statement wants at a row where it acts.
  @inline(__always)
  public func acting(
    _ place: Int, entry: Int = 0, from machine: borrowing VirtualMachine, row: Int
  ) -> Decision {
    let statement = self[place].statement
    if self[place].isBare {
      return Decision(statement: statement, entry: entry, value: self[place].value)
    }
    return Decision(
      statement: statement, entry: entry, value: value(place, from: machine, row: row),
      prices: self[place].prices == nil ? .none : self[place].readings(machine, row),
      band: self[place].number(self[place].band, machine, row))
  }
}
