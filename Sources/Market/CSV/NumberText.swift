internal import Machine

/// A number as a file may write it.
enum NumberText: Sendable, Hashable {
  /// Its `Grid` word.
  case word(Int64)
  /// Empty, NaN, null, NA or N/A.
  case missing
  /// Infinite by name, or too large for a floating-point number.
  case infinite
  /// Anything else.
  case malformed

  /// Reads the whole of `text`.
  init(_ text: Span<UInt8>) {
    var at = 0
    let isNegative = at < text.count && text[at] == UInt8(ascii: "-")
    if isNegative || (at < text.count && text[at] == UInt8(ascii: "+")) { at += 1 }
    var number = Digits()
    number.readWhole(text, &at)
    if at < text.count, text[at] == UInt8(ascii: ".") {
      at += 1
      number.readFraction(text, &at)
    }
    guard number.count > 0 else {
      self = Self.named(text)
      return
    }
    var hasExponent = false
    if at < text.count, text[at] | 0x20 == UInt8(ascii: "e") {
      hasExponent = true
      at += 1
      if at < text.count, text[at] == UInt8(ascii: "-") || text[at] == UInt8(ascii: "+") { at += 1 }
      guard at < text.count, TimeText.digit(text[at]) != nil else {
        self = .malformed
        return
      }
      while at < text.count, TimeText.digit(text[at]) != nil { at += 1 }
    }
    guard at == text.count else {
      self = .malformed
      return
    }
    if !hasExponent, let word = number.word {
      self = .word(isNegative ? Self.negated(word) : word)
    } else {
      self = Self.converted(text)
    }
  }

  /// Digits read so far: their value while it fits, and how many stand behind the point.
  struct Digits {
    var value: Int64 = 0
    var count = 0
    var decimals = 0
    var fits = true

    mutating func readWhole(_ text: Span<UInt8>, _ at: inout Int) {
      while at < text.count, let digit = TimeText.digit(text[at]) {
        append(digit)
        at += 1
      }
    }

    mutating func readFraction(_ text: Span<UInt8>, _ at: inout Int) {
      let start = at
      readWhole(text, &at)
      decimals = at - start
    }

    private mutating func append(_ digit: Int) {
      count += 1
      // Below 10^17 another digit cannot overflow.
      guard value < 100_000_000_000_000_000 else {
        fits = false
        return
      }
      value = value * 10 + Int64(digit)
    }

    /// The word, where it follows from whole numbers alone; nil when a conversion is needed.
    var word: Int64? {
      guard fits else { return nil }
      if decimals <= 8 {
        let (word, overflow) = value.multipliedReportingOverflow(by: powersOfTen[8 - decimals])
        if !overflow, word <= Grid.limit { return word }
      }
      // A quotient of two exactly held numbers is rounded once, hence the nearest number to the
      // text.
      guard value <= 1 << 53, decimals <= 18 else { return nil }
      return Grid.word(Double(value) / Double(powersOfTen[decimals]))
    }
  }

  /// 1, 10, ... 10^18; all of them up to 10^22 are exact as floating-point numbers.
  static let powersOfTen: [Int64] = (0...18).reduce(into: []) { powers, _ in
    powers.append((powers.last ?? 0) == 0 ? 1 : (powers.last ?? 0) * 10)
  }

  private static func negated(_ word: Int64) -> Int64 {
    Grid.isCount(word) ? -word : Grid.word(-Grid.number(word))
  }

  /// The general case, by the conversion of the standard library.
  private static func converted(_ text: Span<UInt8>) -> NumberText {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    for index in text.indices { bytes.append(text[index]) }
    guard let number = Double(String(decoding: bytes, as: UTF8.self)) else { return .malformed }
    return number.isFinite ? .word(Grid.word(number)) : .infinite
  }

  /// What a text without digits at its front stands for.
  private static func named(_ text: Span<UInt8>) -> NumberText {
    if text.isEmpty { return .missing }
    guard text.count <= 9 else { return .malformed }
    var bytes: [UInt8] = []
    for index in text.indices {
      let byte = text[index]
      bytes.append(byte >= 65 && byte <= 90 ? byte | 0x20 : byte)
    }
    let isSigned = bytes.first == UInt8(ascii: "-") || bytes.first == UInt8(ascii: "+")
    switch String(decoding: isSigned ? bytes[1...] : bytes[...], as: UTF8.self) {
    case "inf", "infinity": return .infinite
    case "nan", "null", "na", "n/a": return isSigned ? .malformed : .missing
    default: return .malformed
    }
  }
}
