/// Why a text is not the number it should be.
public enum NumberFailure: Error, Sendable, Hashable, CustomStringConvertible {
  /// Not plain decimal digits with at most one point and a sign.
  case malformed(String)
  /// More decimals than the quantum has.
  case tooPrecise(String, decimals: Int)
  /// Too large, or outside the range the value may have.
  case outOfRange(String)

  public var description: String {
    switch self {
    case .malformed: "it is no plain number such as 1000 or 0.05"
    case .tooPrecise(_, let decimals): "it has more than \(decimals) decimals"
    case .outOfRange: "it is out of range"
    }
  }
}

/// Plain decimal text of whole counts of a quantum: `-12.05` is -1,205 counts of 0.01.
enum DecimalText {
  /// The text of `count` quanta of 10^-decimals: no exponent, no trailing zeros, `0` for nothing.
  static func write(_ count: Int128, decimals: Int) -> String {
    var digits = digits(count.magnitude)
    if digits.count <= decimals {
      digits.insert(contentsOf: [UInt8](repeating: 48, count: decimals + 1 - digits.count), at: 0)
    }
    var fraction = digits.suffix(decimals)
    while fraction.last == 48 { fraction.removeLast() }
    var text = count < 0 ? "-" : ""
    text += String(decoding: digits.dropLast(decimals), as: UTF8.self)
    if !fraction.isEmpty { text += "." + String(decoding: fraction, as: UTF8.self) }
    return text
  }

  /// Digits as bytes, most significant first. One wide division gives 18 digits.
  private static func digits(_ magnitude: UInt128) -> [UInt8] {
    var rest = magnitude
    var bytes: [UInt8] = []
    repeat {
      let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: 1_000_000_000_000_000_000)
      var part = UInt64(truncatingIfNeeded: remainder)
      rest = quotient
      var written = 0
      while part != 0 || (rest != 0 && written < 18) {
        bytes.append(48 + UInt8(part % 10))
        part /= 10
        written += 1
      }
    } while rest != 0
    return bytes.isEmpty ? [48] : bytes.reversed()
  }

  /// The count of quanta of 10^-decimals that a text says, exactly.
  static func read(_ text: some StringProtocol, decimals: Int) throws(NumberFailure) -> Int128 {
    var count: Int128 = 0
    var places = -1
    var digits = 0
    var bytes = text.utf8[...]
    let negative = bytes.first == 45
    if negative || bytes.first == 43 { bytes.removeFirst() }
    for byte in bytes {
      if byte == 46, places < 0 {
        places = 0
        continue
      }
      guard (48...57).contains(byte) else { throw .malformed(String(text)) }
      digits += 1
      if places >= 0 { places += 1 }
      if places > decimals {
        guard byte == 48 else { throw .tooPrecise(String(text), decimals: decimals) }
        continue
      }
      count = try append(Int128(byte - 48), to: count, text)
    }
    guard digits > 0 else { throw .malformed(String(text)) }
    for _ in max(places, 0)..<max(decimals, places, 0) { count = try append(0, to: count, text) }
    return negative ? -count : count
  }

  private static func append(_ digit: Int128, to count: Int128, _ text: some StringProtocol)
    throws(NumberFailure) -> Int128
  {
    let (product, tooWide) = count.multipliedReportingOverflow(by: 10)
    let (sum, tooLarge) = product.addingReportingOverflow(digit)
    guard !tooWide, !tooLarge else { throw .outOfRange(String(text)) }
    return sum
  }
}
