internal import Machine

/// Units of an instrument, signed: a whole count of 1e-8.
public struct Quantity: Sendable, Hashable, Comparable, CustomStringConvertible {
  public let count: Int64

  public static let zero = Quantity(count: 0)

  @inline(__always)
  public init(count: Int64) { self.count = count }

  /// Reads plain decimal text such as `0.25`.
  public init(_ text: some StringProtocol) throws(NumberFailure) {
    let value = try DecimalText.read(text, decimals: 8)
    guard let count = Int64(exactly: value) else { throw .outOfRange(String(text)) }
    self.count = count
  }

  /// The nearest count of 1e-8, half to even; `nil` when the number is missing or does not fit.
  public init?(_ number: Double) {
    let scaled = WideArithmetic.rounded(number * Grid.scale)
    guard let count = Int64(exactly: scaled) else { return nil }
    self.count = count
  }

  public static func < (left: Quantity, right: Quantity) -> Bool { left.count < right.count }

  /// Plain digits, exact, without trailing zeros.
  public var description: String { DecimalText.write(Int128(count), decimals: 8) }

  /// The nearest Double.
  public var number: Double { Double(count) / Grid.scale }
}
