/// A divisor used again and again: its reciprocal is kept, and a division is five multiplications.
struct Divisor: Sendable, Hashable {
  let value: UInt64
  /// `floor((2^128 - 1) / value)`.
  private let reciprocal: UInt128

  /// - Parameter value: positive.
  init(_ value: UInt64) {
    precondition(value > 0, "a divisor of zero")
    self.value = value
    reciprocal = UInt128.max / UInt128(value)
  }

  /// The quotient rounded down, and the remainder: exact.
  ///
  /// The high half of `dividend * reciprocal` is the quotient or up to 2 less: the reciprocal is
  /// less than 1 too small, and `dividend < 2^128`.
  @inline(__always)
  func divide(_ dividend: UInt128) -> WideArithmetic.Division {
    let high = UInt64(truncatingIfNeeded: dividend >> 64)
    let low = UInt64(truncatingIfNeeded: dividend)
    let a = UInt64(truncatingIfNeeded: reciprocal >> 64)
    if high == 0 {
      // The high half of the product is up to 2 less: `a + 1 > 2^64 / value` and `low < 2^64`.
      var quotient = low.multipliedFullWidth(by: a).high
      var rest = low &- quotient &* value
      while rest >= value {
        quotient &+= 1
        rest &-= value
      }
      return WideArithmetic.Division(quotient: UInt128(quotient), remainder: rest)
    }
    let b = UInt64(truncatingIfNeeded: reciprocal)
    let (outer, inner) = (high.multipliedFullWidth(by: b), low.multipliedFullWidth(by: a))
    let lowest = low.multipliedFullWidth(by: b).high
    let middle = UInt128(outer.low) + UInt128(inner.low) + UInt128(lowest)
    let top = high.multipliedFullWidth(by: a)
    var quotient = UInt128(top.high) << 64 | UInt128(top.low)
    quotient &+= UInt128(outer.high) + UInt128(inner.high) + (middle >> 64)
    var rest = dividend &- quotient &* UInt128(value)
    while rest >= UInt128(value) {
      quotient &+= 1
      rest &-= UInt128(value)
    }
    return WideArithmetic.Division(
      quotient: quotient, remainder: UInt64(truncatingIfNeeded: rest))
  }
}
