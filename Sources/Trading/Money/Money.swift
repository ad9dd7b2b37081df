internal import Machine

/// An amount of the quote currency: a whole count of 1e-16.
///
/// The quantum is that of price times quantity, so the notional of every fill is exact; only fees
/// are rounded, half to even. There is no `+` that traps: sums say when they do not fit.
public struct Money: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// Counts per unit of currency.
  public static let perUnit: Int128 = 10_000_000_000_000_000
  public let count: Int128

  public static var zero: Money {
    @inline(__always) get { Money(count: 0) }
  }

  @inline(__always)
  public init(count: Int128) { self.count = count }

  /// A price times a quantity, exact; it always fits.
  @inline(__always)
  public init(_ price: Price, times quantity: Quantity) {
    count = Int128(price.count) &* Int128(quantity.count)
  }

  /// Reads plain decimal text such as `10000` or `99.95`, with at most 16 decimals.
  public init(_ text: some StringProtocol) throws(NumberFailure) {
    count = try DecimalText.read(text, decimals: 16)
  }

  /// The nearest count of 1e-8, half to even; `nil` when the number is missing or does not fit.
  public init?(_ number: Double) {
    let scaled = (number * Grid.scale).rounded(.toNearestOrEven)
    guard let count = Int64(exactly: scaled) else { return nil }
    self.count = Int128(count) &* 100_000_000
  }

  /// The sum, or `nil` when it does not fit.
  @inline(__always)
  public func plus(_ other: Money) -> Money? {
    let (sum, overflow) = count.addingReportingOverflow(other.count)
    return overflow ? nil : Money(count: sum)
  }

  /// The difference, or `nil` when it does not fit.
  @inline(__always)
  public func minus(_ other: Money) -> Money? {
    let (difference, overflow) = count.subtractingReportingOverflow(other.count)
    return overflow ? nil : Money(count: difference)
  }

  public static func < (left: Money, right: Money) -> Bool { left.count < right.count }

  /// Plain digits, exact, without trailing zeros.
  public var description: String { DecimalText.write(count, decimals: 16) }

  /// The count rounded once to a Double, divided by 1e16.
  @inline(__always)
  public var number: Double { WideArithmetic.number(count) / 1e16 }
}
