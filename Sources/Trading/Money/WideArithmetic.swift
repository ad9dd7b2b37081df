/// Exact products and quotients beyond 64 bits, without traps: what does not fit is `nil`.
enum WideArithmetic {
  /// A quotient rounded down, and what is left of the dividend.
  struct Division {
    let quotient: UInt128
    let remainder: UInt64
  }

  /// `value * numerator / denominator`, rounded down; `nil` when the quotient does not fit
  /// `UInt128`.
  ///
  /// The product has up to 192 bits; where it fits 64, one hardware division does.
  @inline(__always)
  static func scale(_ value: UInt128, by numerator: UInt64, over denominator: UInt64) -> Division? {
    if value >> 64 == 0, denominator != 0 {
      let product = UInt64(truncatingIfNeeded: value).multipliedFullWidth(by: numerator)
      if product.high == 0 {
        let (quotient, remainder) = product.low.quotientAndRemainder(dividingBy: denominator)
        return Division(quotient: UInt128(quotient), remainder: remainder)
      }
    }
    return scaleWide(value, by: numerator, over: denominator)
  }

  /// The same by long division in three limbs.
  @inline(never)
  private static func scaleWide(_ value: UInt128, by numerator: UInt64, over denominator: UInt64)
    -> Division?
  {
    guard denominator != 0 else { return nil }
    let low = UInt64(truncatingIfNeeded: value).multipliedFullWidth(by: numerator)
    let high = UInt64(truncatingIfNeeded: value >> 64).multipliedFullWidth(by: numerator)
    let (middle, carry) = low.high.addingReportingOverflow(high.low)
    let top = high.high &+ (carry ? 1 : 0)
    guard top < denominator else { return nil }
    let second = denominator.dividingFullWidth((top, middle))
    let first = denominator.dividingFullWidth((second.remainder, low.low))
    return Division(
      quotient: UInt128(second.quotient) << 64 | UInt128(first.quotient),
      remainder: first.remainder)
  }

  /// The nearest whole number, a tie to the even one: two additions where baseline x86-64 calls a
  /// library.
  @inline(__always)
  static func rounded(_ number: Double) -> Double {
    // Beyond 2^51 the sum would lose the half; from 2^52 on every number is whole.
    guard number.magnitude < 0x1p51 else { return number.rounded(.toNearestOrEven) }
    return (number + 0x1.8p52) - 0x1.8p52
  }

  /// The nearest Double, a tie to the even one.
  ///
  /// The top 64 bits carry the lost ones as a sticky last bit, so that the one rounding is the
  /// right one.
  @inline(__always)
  static func number(_ value: Int128) -> Double {
    let magnitude = value.magnitude
    let high = UInt64(truncatingIfNeeded: magnitude >> 64)
    let low = UInt64(truncatingIfNeeded: magnitude)
    var number = 0.0
    if high == 0 {
      number = Double(low)
    } else {
      let shift = 64 - high.leadingZeroBitCount
      let top = UInt64(truncatingIfNeeded: magnitude >> UInt128(shift))
      let lost = low & ((1 << UInt64(shift)) &- 1)
      let power = Double(bitPattern: UInt64(1023 + shift) << 52)
      number = Double(top | (lost == 0 ? 0 : 1)) * power
    }
    return value < 0 ? -number : number
  }
}
