/// What an account may owe: how much more than its equity it may hold, and when what it holds is
/// closed for it.
public struct Margin: Sendable, Hashable, CustomStringConvertible {
  /// What a position may be worth in multiples of equity, as a fraction; at least 1.
  private let most: UInt64
  private let least: UInt64
  /// Below this share of what the position is worth, equity no longer carries it.
  public let maintenance: Ratio

  /// Reads leverage such as `5` or `2.5` and a share such as `5%`. Fails with `outOfRange` for a
  /// leverage below 1 or above 1000.
  public init(leverage text: String, maintenance share: String) throws(NumberFailure) {
    let hundredths = try DecimalText.read(text, decimals: 2)
    guard (100...100_000).contains(hundredths) else { throw .outOfRange(text) }
    (most, least) = (UInt64(hundredths), 100)
    maintenance = try Ratio(share)
  }

  /// Reads the share of what it is worth that an entry needs, such as `10%`, at least 0.1 %, and
  /// that which must stay, such as `8%`, at most as much.
  public init(initial text: String, maintenance share: String) throws(NumberFailure) {
    maintenance = try Ratio(share)
    let initial = text == "100%" ? nil : try Ratio(text)
    (most, least) = initial.map { ($0.denominator, $0.numerator) } ?? (1, 1)
    guard least > 0, most / least <= 1_000 else { throw .outOfRange(text) }
    let isAbove = initial.map { $0.number < maintenance.number } ?? false
    if isAbove { throw .outOfRange(share) }
  }

  /// Half of a share such as `10%`, as a text: what stays where only what is needed is said.
  public static func half(of text: String) -> String? {
    if text == "100%" { return "50%" }
    guard let share = try? Ratio(text) else { return nil }
    let parts = Int128(share.numerator) * (1_000_000_000_000 / Int128(share.denominator)) / 2
    return DecimalText.write(parts, decimals: Ratio.decimals)
  }

  /// What equity buys.
  func power(of equity: Money) -> Money? {
    if equity <= .zero { return equity }
    let scaled = WideArithmetic.scale(equity.count.magnitude, by: most, over: least)
    return scaled.flatMap { Int128(exactly: $0.quotient) }.map { Money(count: $0) }
  }

  /// What of equity a position needs when it is entered, rounded up; what does not fit needs all.
  func needed(for notional: Money) -> Money {
    guard
      let part = WideArithmetic.scale(notional.count.magnitude, by: least, over: most),
      let count = Int128(exactly: part.quotient)
    else { return notional }
    return Money(count: count + (part.remainder == 0 ? 0 : 1))
  }

  /// What of equity must stay with a position.
  func maintained(of notional: Money) -> Money {
    Money(count: Int128(truncatingIfNeeded: maintenance.partHalfEven(of: notional.count.magnitude)))
  }

  /// True when equity no longer carries a position, beside what others on the account need.
  func calls(_ equity: Money, holding notional: Money, beside others: Money) -> Bool {
    let own = maintained(of: notional)
    return equity < (own.plus(others) ?? own)
  }

  /// As a report says it: `5 times equity, closed below 5%`.
  public var description: String {
    let times = Int128(most) * 100 / Int128(least)
    return "\(DecimalText.write(times, decimals: 2)) times equity, closed below \(maintenance)"
  }
}
