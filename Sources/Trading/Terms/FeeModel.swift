/// What a fill costs beside its price.
///
/// A new model is a new case: its fee on a fill, and the most units a budget pays for.
public enum FeeModel: Sendable, Hashable, CustomStringConvertible {
  /// The same share of every notional.
  case share(Ratio)
  /// Several parts, added up.
  case schedule(FeeSchedule)

  public static let free = FeeModel.share(.zero)

  /// The same of an instrument: its amount a unit is one a contract.
  public func of(_ instrument: Instrument) -> FeeModel {
    guard case .schedule(var schedule) = self else { return self }
    schedule.contract = UInt64(instrument.pointValue.count)
    return .schedule(schedule)
  }

  /// The fee on a fill of so many units, in counts, at a notional that is not negative; rounded
  /// half-even at the quantum of money. A share is at most the notional, so it always fits, and so
  /// does their sum.
  @inline(__always)
  public func fee(on notional: Money, units: Int64) -> Money {
    switch self {
    case .share(let ratio): ratio.fee(on: notional)
    case .schedule(let schedule): schedule.fee(on: notional, units: units)
    }
  }

  /// The most units, in counts, whose notional at the price and fee together stay within a budget:
  /// for a share `floor(floor(budget / price) / (1 + share))`. 0 without a budget, `nil` when it
  /// does not fit.
  func affordable(_ budget: Money, at price: Price) -> Int64? {
    guard budget > .zero else { return 0 }
    let whole = WideArithmetic.scale(budget.count.magnitude, by: 1, over: UInt64(price.count))
    guard let whole else { return nil }
    switch self {
    case .share(let ratio):
      let net = WideArithmetic.scale(
        whole.quotient, by: ratio.denominator, over: ratio.denominator + ratio.numerator)
      return net.flatMap { Int64(exactly: $0.quotient) }
    case .schedule(let schedule):
      guard let most = Int64(exactly: whole.quotient) else { return nil }
      return schedule.affordable(budget, at: price, most: most)
    }
  }

  /// As a report says it: `0.05% of the notional`.
  public var description: String {
    switch self {
    case .share(let ratio): ratio == .zero ? "none" : "\(ratio) of the notional"
    case .schedule(let schedule): schedule.description
    }
  }

  /// Reads `0.1%`, `5bps` or `0.0005`; with parts such as `0.005/unit` and `1/order`, joined by
  /// `+`, and at the end `min 1`.
  public init(_ text: String) throws(NumberFailure) {
    var schedule = FeeSchedule()
    var isShare = true
    var rest = text[...]
    if let range = text.firstRange(of: "min ") {
      schedule.minimum = try FeeSchedule.amount(rest[range.upperBound...], of: text)
      rest = rest[..<range.lowerBound]
      isShare = false
    }
    for part in rest.split(separator: "+") {
      let part = part.trimmed
      if let number = part.dropping("/unit") {
        schedule.perUnit = try FeeSchedule.amount(number, of: text)
        isShare = false
      } else if let number = part.dropping("/order") {
        schedule.perOrder = try FeeSchedule.amount(number, of: text)
        isShare = false
      } else if !part.isEmpty {
        schedule.share = try Ratio(part)
      }
    }
    self = isShare ? .share(schedule.share) : .schedule(schedule)
  }
}

/// A fee of several parts: a share of the notional, an amount a unit, an amount an order, and at
/// least some amount. An amount an order is paid by each of its fills.
public struct FeeSchedule: Sendable, Hashable, CustomStringConvertible {
  public var share = Ratio.zero
  public var perUnit = Money.zero
  public var perOrder = Money.zero
  public var minimum = Money.zero
  /// The units of a contract, in counts: what an amount a unit is for.
  var contract = UInt64(Price.perUnit)

  public init() {}

  /// Amounts are at most this, so that no sum of a fee overflows.
  private static let most = Money(count: Money.perUnit * 1_000_000)

  static func amount(_ text: some StringProtocol, of whole: String) throws(NumberFailure) -> Money {
    let amount = try Money(Substring(text).trimmed)
    guard amount >= .zero, amount <= most else { throw .outOfRange(whole) }
    return amount
  }

  /// The fee on a fill; the amount for its units is rounded down to the quantum of money.
  func fee(on notional: Money, units: Int64) -> Money {
    let part = share.partHalfEven(of: notional.count.magnitude)
    let ofUnits = WideArithmetic.scale(
      perUnit.count.magnitude, by: units.magnitude, over: contract)
    let sum =
      Int128(truncatingIfNeeded: part) &+ Int128(truncatingIfNeeded: ofUnits?.quotient ?? 0)
      &+ perOrder.count
    return Swift.max(minimum, Money(count: sum))
  }

  /// The most units up to `most` whose cost stays within a budget. Cost grows with the units, so
  /// halving finds them.
  func affordable(_ budget: Money, at price: Price, most: Int64) -> Int64 {
    var (low, high): (Int64, Int64) = (0, most)
    while low < high {
      let middle = low + (high - low) / 2 + (high - low) % 2
      let notional = Money(price, times: Quantity(count: middle))
      let cost = notional.plus(fee(on: notional, units: middle))
      if let cost, cost <= budget { low = middle } else { high = middle - 1 }
    }
    return low
  }

  /// As a report says it: `0.1% + 1 an order, at least 2`.
  public var description: String {
    var parts: [String] = []
    if share != .zero { parts.append("\(share) of the notional") }
    if perUnit != .zero { parts.append("\(perUnit) a unit") }
    if perOrder != .zero { parts.append("\(perOrder) a fill") }
    let sum = parts.isEmpty ? "none" : parts.joined(separator: " + ")
    return minimum == .zero ? sum : sum + ", at least \(minimum)"
  }
}

extension Substring {
  /// Without the blanks around it.
  var trimmed: Substring {
    var text = self
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return text
  }

  /// What stands before an ending; `nil` without it.
  func dropping(_ ending: String) -> Substring? {
    hasSuffix(ending) ? dropLast(ending.count).trimmed : nil
  }
}
