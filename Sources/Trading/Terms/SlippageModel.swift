/// How much worse than the price seen a market order or stop fills.
///
/// Slippage comes first, the grid of prices after it. Limits never slip.
public enum SlippageModel: Sendable, Hashable, CustomStringConvertible {
  /// The same share of every price: `price * (1 + share)` for a buyer, `price * (1 - share)` for a
  /// seller, rounded to 1e-8 against the trader.
  case share(Ratio)
  /// The same amount off every price: so many ticks.
  case amount(Price)

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
    case .amount(let amount):
      if side == .sell { return Price(count: price.count &- amount.count) }
      let (sum, overflow) = price.count.addingReportingOverflow(amount.count)
      return overflow ? nil : Price(count: sum)
    }
  }

  /// Reads `5bps`, `0.05%` or `0.0005`, or `2 ticks` where a tick is known.
  public init(_ text: String, tick: Price?) throws(NumberFailure) {
    for ending in [" ticks", " tick"] where text.hasSuffix(ending) {
      guard let tick, let count = Int64(text.dropLast(ending.count)),
        (0...1_000_000).contains(count)
      else { throw .malformed(text) }
      let (sum, overflow) = tick.count.multipliedReportingOverflow(by: count)
      if overflow { throw .outOfRange(text) }
      self = Price(count: sum).map(SlippageModel.amount) ?? .none
      return
    }
    self = .share(try Ratio(text))
  }

  /// As a report says it: `0.05% of the price`.
  public var description: String {
    switch self {
    case .share(let ratio): ratio == .zero ? "none" : "\(ratio) of the price"
    case .amount(let amount): "\(amount) off the price"
    }
  }
}
