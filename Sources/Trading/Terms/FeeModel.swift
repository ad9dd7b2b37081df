/// What a fill costs beside its price.
///
/// A new model is a new case: its fee on a notional, and the most units a budget pays for.
public enum FeeModel: Sendable, Hashable, CustomStringConvertible {
  /// The same share of every notional.
  case share(Ratio)

  public static let free = FeeModel.share(.zero)

  /// The fee on a notional that is not negative, rounded half-even at the quantum of money. It is
  /// at most the notional, so it always fits, and so does their sum.
  @inline(__always)
  public func fee(on notional: Money) -> Money {
    switch self {
    case .share(let ratio):
      if ratio.numerator == 0 { return .zero }
      let fee = ratio.partHalfEven(of: notional.count.magnitude)
      return Money(count: Int128(truncatingIfNeeded: fee))
    }
  }

  /// True when a notional and its fee are within an amount for certain; false says nothing. Needs
  /// no division.
  @inline(__always)
  func isClearlyWithin(_ amount: Money, _ notional: Money) -> Bool {
    switch self {
    // The fee is at most the notional.
    case .share: notional.plus(notional).map { $0 <= amount } ?? false
    }
  }

  /// The most units, in counts, whose notional at the price and fee together stay within a budget:
  /// `floor(floor(budget / price) / (1 + share))`. 0 without a budget, `nil` when it does not fit.
  func affordable(_ budget: Money, at price: Price) -> Int64? {
    guard budget > .zero else { return 0 }
    switch self {
    case .share(let ratio):
      let whole = WideArithmetic.scale(
        budget.count.magnitude, by: 1, over: UInt64(price.count))
      guard let whole else { return nil }
      let net = WideArithmetic.scale(
        whole.quotient, by: ratio.denominator, over: ratio.denominator + ratio.numerator)
      return net.flatMap { Int64(exactly: $0.quotient) }
    }
  }

  /// As a report says it: `0.05% of the notional`.
  public var description: String {
    switch self {
    case .share(let ratio): ratio == .zero ? "none" : "\(ratio) of the notional"
    }
  }
}
