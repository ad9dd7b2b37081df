/// How much worse than the price seen a market order or stop fills.
///
/// Slippage comes first, the grid of prices after it. Limits never slip.
public enum SlippageModel: Sendable, Hashable, CustomStringConvertible {
  /// The same share of every price: `price * (1 + share)` for a buyer, `price * (1 - share)` for a
  /// seller, rounded to 1e-8 against the trader.
  case share(Ratio)
  /// The same distance from every price: so many ticks.
  case distance(Price)

  public static let none = SlippageModel.share(.zero)

  /// The price after slippage; `nil` when nothing is left of it or it does not fit.
  @inline(__always)
  public func slip(_ price: Price, _ side: Side) -> Price? {
    switch self {
    case .share(let ratio):
      if ratio.numerator == 0 { return price }
      let part = ratio.part(of: UInt128(price.count.magnitude))
      // Below the price, so it fits.
      let worse = Int64(truncatingIfNeeded: part.quotient) &+ (part.remainder == 0 ? 0 : 1)
      if side == .sell { return Price(count: price.count &- worse) }
      let (sum, overflow) = price.count.addingReportingOverflow(worse)
      return overflow ? nil : Price(count: sum)
    case .distance(let distance):
      let count = side == .sell ? -distance.count : distance.count
      let (sum, overflow) = price.count.addingReportingOverflow(count)
      return overflow ? nil : Price(count: sum)
    }
  }

  /// As a report says it: `0.05% of the price`.
  public var description: String {
    switch self {
    case .share(let ratio): ratio == .zero ? "none" : "\(ratio) of the price"
    case .distance(let distance): "\(distance) from the price"
    }
  }
}
