/// How much worse than the price seen a market order or stop fills.
///
/// Slippage comes first, the grid of prices after it. Limits never slip.
public enum SlippageModel: Sendable, Hashable, CustomStringConvertible {
  /// The same share of every price: `price * (1 + share)` for a buyer, `price * (1 - share)` for a
  /// seller, rounded to 1e-8 against the trader.
  case share(Ratio)
  /// The same amount off every price: so many ticks.
  case amount(Price)
  /// Several parts, added up; some ask for the bar of the fill.
  case parts(Slip)

  public static let none = SlippageModel.share(.zero)

  /// The price after slippage; `nil` when nothing is left of it or it does not fit.
  @inline(__always)
  public func slip(_ price: Price, _ side: Side) -> Price? {
    switch self {
    case .share(let ratio): return ratio.slip(price, side)
    case .amount(let amount):
      if side == .sell { return Price(count: price.count &- amount.count) }
      let (sum, overflow) = price.count.addingReportingOverflow(amount.count)
      return overflow ? nil : Price(count: sum)
    case .parts(let slip):
      guard let worse = slip.worse(price, 0, Scene()) else { return nil }
      let signed = side == .sell ? 0 &- worse : worse
      let (sum, overflow) = price.count.addingReportingOverflow(signed)
      return overflow ? nil : Price(count: sum)
    }
  }

  /// True where the bar of a fill matters.
  public var needsBar: Bool {
    if case .parts(let slip) = self { return slip.needsBar }
    return false
  }

  /// Reads `5bps`, `0.05%` or `0.0005`, or `2 ticks` where a tick is known; with parts such as
  /// `10% of range` and `impact 20%`, joined by `+`.
  public init(_ text: String, tick: Price?) throws(NumberFailure) {
    var slip = Slip()
    let parts = text.split(separator: "+")
    if parts.isEmpty { throw .malformed(text) }
    for part in parts {
      let part = part.trimmed
      if let share = part.dropping("of range") {
        slip.ofRange = try Ratio(share)
      } else if part.hasPrefix("impact ") {
        slip.impact = try Ratio(part.dropFirst("impact ".count).trimmed)
      } else if let count = part.dropping("ticks") ?? part.dropping("tick") {
        slip.amount = try SlippageModel.ticks(count, tick, of: text)
      } else {
        slip.share = try Ratio(part)
      }
    }
    if parts.count == 1, !slip.needsBar {
      self = Price(count: slip.amount).map(SlippageModel.amount) ?? .share(slip.share)
    } else {
      self = .parts(slip)
    }
  }

  private static func ticks(
    _ digits: Substring, _ tick: Price?, of text: String
  ) throws(NumberFailure) -> Int64 {
    guard let tick, let count = Int64(digits), (0...1_000_000).contains(count) else {
      throw .malformed(text)
    }
    let (sum, overflow) = tick.count.multipliedReportingOverflow(by: count)
    if overflow { throw .outOfRange(text) }
    return sum
  }

  /// As a report says it: `0.05% of the price`.
  public var description: String {
    switch self {
    case .share(let ratio): ratio == .zero ? "none" : "\(ratio) of the price"
    case .amount(let amount): "\(amount) off the price"
    case .parts(let slip): slip.description
    }
  }
}
