public import Machine

/// A positive price: a whole count of 1e-8 of the quote currency.
public struct Price: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The quantum: a price of 1 is 100,000,000 counts.
  public static let perUnit: Int64 = 100_000_000
  public let count: Int64

  /// One quantum.
  static var smallest: Price { Price(smallest: ()) }

  private init(smallest: Void) { count = 1 }

  /// `nil` unless the count is positive.
  @inlinable @inline(__always)
  public init?(count: Int64) {
    guard count > 0 else { return nil }
    self.count = count
  }

  /// The price of a column's word: a count as it is, any other number rounded to 1e-8, half to
  /// even. `nil` when it is missing, not positive or does not fit: nothing fills at such a price.
  @inlinable @inline(__always)
  public init?(word: Int64) {
    if word > 0, word <= Grid.limit {
      self.init(count: word)
    } else {
      self.init(offGrid: Grid.number(word))
    }
  }

  /// The nearest count of 1e-8, half to even; `nil` when the number is missing, not positive or
  /// does not fit.
  public init?(number: Double) { self.init(offGrid: number) }

  @usableFromInline
  init?(offGrid number: Double) {
    let scaled = (number * Grid.scale).rounded(.toNearestOrEven)
    guard scaled >= 1, let count = Int64(exactly: scaled) else { return nil }
    self.count = count
  }

  /// Reads plain decimal text such as `100.05`.
  public init(_ text: some StringProtocol) throws(NumberFailure) {
    let value = try DecimalText.read(text, decimals: 8)
    guard value > 0, let count = Int64(exactly: value) else { throw .outOfRange(String(text)) }
    self.count = count
  }

  public static func < (left: Price, right: Price) -> Bool { left.count < right.count }

  /// Plain digits, exact, without trailing zeros.
  public var description: String { DecimalText.write(Int128(count), decimals: 8) }

  /// The nearest Double.
  public var number: Double { Double(count) / Grid.scale }
}
