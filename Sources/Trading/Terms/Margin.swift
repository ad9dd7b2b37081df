/// What an account may owe: how much more than its equity it may hold, and when what it holds is
/// closed for it.
public struct Margin: Sendable, Hashable, CustomStringConvertible {
  /// What a position may be worth in multiples of equity, in hundredths; at least 100.
  public let leverage: UInt64
  /// Below this share of what the position is worth, equity no longer carries it.
  public let maintenance: Ratio

  /// Reads leverage such as `5` or `2.5` and a share such as `5%`. Fails with `outOfRange` for a
  /// leverage below 1 or above 1000.
  public init(leverage text: String, maintenance share: String) throws(NumberFailure) {
    let hundredths = try DecimalText.read(text, decimals: 2)
    guard (100...100_000).contains(hundredths) else { throw .outOfRange(text) }
    leverage = UInt64(hundredths)
    maintenance = try Ratio(share)
  }

  /// What equity buys.
  func power(of equity: Money) -> Money? {
    if equity <= .zero { return equity }
    let scaled = WideArithmetic.scale(equity.count.magnitude, by: leverage, over: 100)
    return scaled.flatMap { Int128(exactly: $0.quotient) }.map { Money(count: $0) }
  }

  /// True when equity no longer carries a position.
  func calls(_ equity: Money, holding notional: Money) -> Bool {
    equity.count
      < Int128(truncatingIfNeeded: maintenance.partHalfEven(of: notional.count.magnitude))
  }

  /// As a report says it: `5 times equity, closed below 5%`.
  public var description: String {
    "\(DecimalText.write(Int128(leverage), decimals: 2)) times equity, closed below \(maintenance)"
  }
}
