/// An exact share of something, 0 or more and below 1 (`whole` apart), in lowest terms: `5bps` is
/// 1/2000.
public struct Ratio: Sendable, Hashable, CustomStringConvertible {
  public let numerator: UInt64
  public var denominator: UInt64 { divisor.value }
  private let divisor: Divisor

  public static let zero = Ratio(numerator: 0, denominator: 1)
  /// All of something: no share that a fee or slippage may be, but one that may be had.
  public static let whole = Ratio(numerator: 1, denominator: 1)
  /// 5bps.
  static let fiveBasisPoints = Ratio(numerator: 1, denominator: 2_000)

  private init(numerator: UInt64, denominator: UInt64) {
    self.numerator = numerator
    divisor = Divisor(denominator)
  }

  /// This share of an amount, rounded down, and what was cut off as parts of the denominator;
  /// always fits.
  @inline(__always)
  func part(of amount: UInt128) -> WideArithmetic.Division {
    if numerator == 1 { return divisor.divide(amount) }
    if amount >> 64 == 0 {
      let product = UInt64(truncatingIfNeeded: amount).multipliedFullWidth(by: numerator)
      return divisor.divide(UInt128(product.high) << 64 | UInt128(product.low))
    }
    // A share below one: the quotient always fits.
    return WideArithmetic.scale(amount, by: numerator, over: denominator)
      ?? WideArithmetic.Division(quotient: 0, remainder: 0)
  }

  /// The same rounded to the nearest, a tie to the even one.
  @inline(__always)
  func partHalfEven(of amount: UInt128) -> UInt128 {
    let floor = part(of: amount)
    let rest = denominator - floor.remainder
    let isUp = floor.remainder > rest || (floor.remainder == rest && floor.quotient & 1 == 1)
    return isUp ? floor.quotient + 1 : floor.quotient
  }

  /// A price after slippage of this share of it, rounded to 1e-8 against the trader; `nil` when
  /// nothing is left of it or it does not fit.
  @inline(__always)
  func slip(_ price: Price, _ side: Side) -> Price? {
    if numerator == 0 { return price }
    let part = part(of: UInt128(price.count.magnitude))
    // Below the price, so it fits.
    let worse = Int64(truncatingIfNeeded: part.quotient) &+ (part.remainder == 0 ? 0 : 1)
    if side == .sell { return Price(count: price.count &- worse) }
    let (sum, overflow) = price.count.addingReportingOverflow(worse)
    return overflow ? nil : Price(count: sum)
  }

  /// This share of a notional that is not negative, rounded half-even at the quantum of money.
  @inline(__always)
  func fee(on notional: Money) -> Money {
    if numerator == 0 { return .zero }
    return Money(count: Int128(truncatingIfNeeded: partHalfEven(of: notional.count.magnitude)))
  }

  /// Finest share that can be said, as decimals: 1e-12.
  static let decimals = 12

  /// Reads `5bps`, `0.05%` or `0.0005`: the same ratio.
  public init(_ text: some StringProtocol) throws(NumberFailure) {
    guard let value = Ratio(parts: try Ratio.parts(text)) else {
      throw .outOfRange(String(text))
    }
    self = value
  }

  /// The same, `100%` among them.
  public init(upToWhole text: some StringProtocol) throws(NumberFailure) {
    let parts = try Ratio.parts(text)
    guard let value = parts == Ratio.parts(inWhole: 1) ? Ratio.whole : Ratio(parts: parts) else {
      throw .outOfRange(String(text))
    }
    self = value
  }

  private static func parts(inWhole count: Int128) -> Int128 {
    (0..<Ratio.decimals).reduce(count) { parts, _ in parts * 10 }
  }

  private static func parts(_ text: some StringProtocol) throws(NumberFailure) -> Int128 {
    var digits = Substring(text)
    var shift = 0
    if digits.hasSuffix("bps") {
      digits.removeLast(3)
      shift = 4
    } else if digits.hasSuffix("%") {
      digits.removeLast()
      shift = 2
    }
    do {
      return try DecimalText.read(digits, decimals: Ratio.decimals - shift)
    } catch {
      throw Ratio.renamed(error, String(text))
    }
  }

  private static func renamed(_ failure: NumberFailure, _ text: String) -> NumberFailure {
    switch failure {
    case .malformed: .malformed(text)
    case .tooPrecise(_, let decimals): .tooPrecise(text, decimals: decimals)
    case .outOfRange: .outOfRange(text)
    }
  }

  /// `parts` of 1e-12; `nil` outside 0 ..< 1.
  private init?(parts: Int128) {
    let whole: UInt64 = 1_000_000_000_000
    guard parts >= 0, parts < Int128(whole) else { return nil }
    var (a, b) = (whole, UInt64(parts))
    while b != 0 { (a, b) = (b, a % b) }
    self.init(numerator: UInt64(parts) / a, denominator: whole / a)
  }

  /// As a percentage, exact: `0.05%`.
  public var description: String {
    let parts = 1_000_000_000_000 / denominator * numerator
    return DecimalText.write(Int128(parts), decimals: Ratio.decimals - 2) + "%"
  }

  /// The nearest Double.
  public var number: Double { Double(numerator) / Double(denominator) }
}

/// A share that a strategy computed, 0...1 or more, as a whole count of 1e-12.
///
/// `0.7` as a Double is a little less than 7/10, and a tenth of a unit would be lost when a
/// quantity is rounded down; on this grid it is exact.
struct Share: Sendable, Hashable {
  static let whole: UInt64 = 1_000_000_000_000
  let parts: UInt64

  /// The nearest count, half to even; `nil` when the number is missing or negative. Shares above a
  /// million are cut to a million.
  init?(_ number: Double) {
    guard number >= 0 else { return nil }
    parts = UInt64((Swift.min(number, 1_000_000) * 1e12).rounded(.toNearestOrEven))
  }
}
