/// Eight characters at a time in one word, the first in the lowest byte, and each less the
/// character 0, so that a digit is its value.
enum Eight {
  /// The high bit of every character that is no digit, sure up to and with the first of them. The
  /// next ones are sure too as long as those before them are less than 0x8A from zero, as points
  /// are.
  @inline(__always)
  static func others(_ text: UInt64) -> UInt64 {
    ((text &+ 0x7676_7676_7676_7676) | text) & 0x8080_8080_8080_8080
  }

  /// How many characters stand before the first of `others`; 8 when there is none.
  @inline(__always)
  static func place(_ others: UInt64) -> UInt64 {
    UInt64(truncatingIfNeeded: others.trailingZeroBitCount) &>> 3
  }

  /// How many characters at the front are digits, 0 to 8.
  @inline(__always)
  static func digits(_ text: UInt64) -> UInt64 { place(others(text)) }

  /// The value of eight digits.
  @inline(__always)
  static func value(_ text: UInt64) -> Int64 {
    let pairs = text &* 10 &+ (text >> 8)
    let low = (pairs & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
    let high = ((pairs >> 16) & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
    return Int64(truncatingIfNeeded: (low &+ high) >> 32)
  }

  /// The first `count` (1 to 8) digits moved to the back, zeros before them.
  @inline(__always)
  static func last(_ text: UInt64, _ count: UInt64) -> UInt64 { text &<< (64 &- 8 &* count) }

  /// 10 to the power of 0 to 8.
  @inline(__always)
  static func power(_ exponent: UInt64) -> Int64 {
    switch exponent {
    case 0: 1
    case 1: 10
    case 2: 100
    case 3: 1_000
    case 4: 10_000
    case 5: 100_000
    case 6: 1_000_000
    case 7: 10_000_000
    default: 100_000_000
    }
  }
}
