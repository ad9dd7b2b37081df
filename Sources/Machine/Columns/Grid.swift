/// How an input column holds its numbers: one `Int64` word each, exact wherever that is possible.
///
/// A number is *on the grid* when it is a whole count of 1e-8 and that count is at most 2^51; its
/// word is the count. Any other number's word is its IEEE 754 bit pattern. The two cannot be
/// mistaken for each other: the bit pattern of every normal number, infinity and the one NaN used
/// lies outside ±2^51, and a subnormal is read as zero. The word is a function of the number alone,
/// never of its neighbours.
public enum Grid {
  /// Words per unit: a price of 1 is the word 100,000,000.
  @inlinable public static var perUnit: Int64 { 100_000_000 }
  /// `perUnit` as a number.
  @inlinable public static var scale: Double { 100_000_000 }
  /// The largest magnitude of a word that is a count.
  @inlinable public static var limit: Int64 { 1 << 51 }
  /// The word of a missing number.
  @inlinable public static var missing: Int64 { 0x7FF8_0000_0000_0000 }

  @inlinable @inline(__always)
  public static func isCount(_ word: Int64) -> Bool {
    word &+ limit >= 0 && word <= limit
  }

  /// The number of a word.
  @inlinable @inline(__always)
  public static func number(_ word: Int64) -> Double {
    isCount(word)
      ? Double(word) / scale : Double(bitPattern: UInt64(bitPattern: word))
  }

  /// The word of a number; every NaN has the same word.
  @inlinable
  public static func word(_ number: Double) -> Int64 {
    guard number == number else { return missing }
    if number.magnitude < 0x1p-1022 { return 0 }
    let count = (number * scale).rounded(.toNearestOrEven)
    if count.magnitude <= 0x1p51, count / scale == number { return Int64(count) }
    return Int64(bitPattern: number.bitPattern)
  }
}
