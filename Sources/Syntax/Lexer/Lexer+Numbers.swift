/// Numbers, units, durations and dates.
extension Lexer {
  /// Reads a literal that begins with a digit, or with `.` and a digit (which is refused, with a
  /// fix).
  mutating func numeral() {
    let start = offset
    if isDateShape(start) { return date() }
    let lacksDigit = bytes[offset] == UInt8(ascii: ".")
    let isWhole = digitsAndPoint()
    if offset < bytes.count, bytes[offset] == UInt8(ascii: "%") {
      offset += 1
      return finish(start, .quantity, lacksDigit: lacksDigit)
    }
    let suffix = offset
    while offset < bytes.count, bytes[offset].isNamePart { offset += 1 }
    if suffix == offset { return finish(start, .number, lacksDigit: lacksDigit) }
    unit(start, suffix, isWhole: isWhole, lacksDigit: lacksDigit)
  }

  /// Digits, at most one point with digits behind it, an exponent. Returns whether it is a whole
  /// number.
  private mutating func digitsAndPoint() -> Bool {
    let start = offset
    var isWhole = true
    digits()
    if peek() == UInt8(ascii: "."), peek(1) != UInt8(ascii: ".") {
      isWhole = false
      offset += 1
      if peek().isDigit {
        digits()
      } else {
        report(.literal(.pointWithoutDigit), start, offset)
      }
    }
    if peek() | 0x20 == UInt8(ascii: "e") {
      let signed = peek(1) == UInt8(ascii: "+") || peek(1) == UInt8(ascii: "-")
      if peek(signed ? 2 : 1).isDigit {
        isWhole = false
        offset += signed ? 2 : 1
        digits()
      }
    }
    return isWhole
  }

  private mutating func digits() {
    let start = offset
    var isSpoilt = false
    while offset < bytes.count, bytes[offset].isDigit || bytes[offset] == UInt8(ascii: "_") {
      if bytes[offset] == UInt8(ascii: "_") {
        isSpoilt = isSpoilt || offset == start || !peek(1).isDigit
      }
      offset += 1
    }
    if isSpoilt { report(.literal(.looseUnderscore), start, offset) }
  }

  private mutating func finish(_ start: Int, _ kind: Token.Kind, lacksDigit: Bool) {
    if lacksDigit { report(.literal(.numberWithoutDigit), start, offset) }
    append(kind, start, offset)
  }

  private mutating func unit(_ start: Int, _ suffix: Int, isWhole: Bool, lacksDigit: Bool) {
    let text = String(decoding: bytes[suffix..<offset], as: UTF8.self)
    switch text {
    case "bps", "R": finish(start, .quantity, lacksDigit: lacksDigit)
    case "s", "m", "h", "d", "w", "mo", "y":
      if isWhole {
        finish(start, .duration, lacksDigit: lacksDigit)
      } else {
        report(.literal(.brokenDuration), start, offset)
        append(.spoiltLiteral, start, offset)
      }
    default:
      report(
        .literal(.unknownUnit(shortened(text), number: shortened(slice(start, suffix)))), suffix,
        offset)
      append(.spoiltLiteral, start, offset)
    }
  }

  private func slice(_ start: Int, _ end: Int) -> String {
    String(decoding: bytes[start..<end], as: UTF8.self)
  }

  // MARK: - Dates

  /// Four digits, two, two, joined by `-`: a date, whatever follows.
  private func isDateShape(_ start: Int) -> Bool {
    guard start + 10 <= bytes.count else { return false }
    for index in 0..<10 {
      let byte = bytes[start + index]
      if index == 4 || index == 7 {
        if byte != UInt8(ascii: "-") { return false }
      } else if !byte.isDigit {
        return false
      }
    }
    return true
  }

  private mutating func date() {
    let start = offset
    offset += 10
    // `2020-01-01T09:30:00+02:00` is taken whole, so that a mistake in it is one problem.
    if peek() == UInt8(ascii: "T") {
      while peek().isNamePart || (peek() == UInt8(ascii: ":") && peek(1).isDigit) { offset += 1 }
      let signed = peek() == UInt8(ascii: "+") || peek() == UInt8(ascii: "-")
      if signed, peek(1).isDigit, peek(2).isDigit,
        peek(3) == UInt8(ascii: ":") || !peek(3).isNamePart
      {
        offset += 3
        if peek() == UInt8(ascii: ":"), peek(1).isDigit, peek(2).isDigit { offset += 3 }
      }
    } else {
      while peek().isNamePart { offset += 1 }
    }
    append(.date, start, offset)
  }
}

/// Reads the bytes of a date literal; `nil` when it is no date of the calendar.
func decodeDate(_ text: ArraySlice<UInt8>) -> DateLiteral? {
  var rest = text
  guard let year = takeNumber(&rest, 4), take(&rest, UInt8(ascii: "-")),
    let month = takeNumber(&rest, 2), take(&rest, UInt8(ascii: "-")),
    let day = takeNumber(&rest, 2), (1...12).contains(month),
    (1...daysIn(month, of: year)).contains(day)
  else { return nil }
  var seconds = 0
  var zone = DateLiteral.Zone.instrument
  if take(&rest, UInt8(ascii: "T")) {
    guard let hour = takeNumber(&rest, 2), take(&rest, UInt8(ascii: ":")),
      let minute = takeNumber(&rest, 2), hour < 24, minute < 60
    else { return nil }
    seconds = hour * 3600 + minute * 60
    if take(&rest, UInt8(ascii: ":")) {
      guard let second = takeNumber(&rest, 2), second < 60 else { return nil }
      seconds += second
    }
    if take(&rest, UInt8(ascii: "Z")) {
      zone = .offset(minutes: 0)
    } else if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
      rest.removeFirst()
      guard let hours = takeNumber(&rest, 2), hours <= 14 else { return nil }
      var minutes = 0
      if take(&rest, UInt8(ascii: ":")) {
        guard let part = takeNumber(&rest, 2), part < 60 else { return nil }
        minutes = part
      }
      zone = .offset(minutes: (hours * 60 + minutes) * (sign == UInt8(ascii: "-") ? -1 : 1))
    }
  }
  guard rest.isEmpty else { return nil }
  return DateLiteral(year: year, month: month, day: day, seconds: seconds, zone: zone)
}

private func take(_ rest: inout ArraySlice<UInt8>, _ byte: UInt8) -> Bool {
  guard rest.first == byte else { return false }
  rest.removeFirst()
  return true
}

private func takeNumber(_ rest: inout ArraySlice<UInt8>, _ digits: Int) -> Int? {
  let piece = rest.prefix(digits)
  guard piece.count == digits, piece.allSatisfy(\.isDigit) else { return nil }
  rest.removeFirst(digits)
  return piece.reduce(0) { $0 * 10 + Int($1 - 0x30) }
}

private func daysIn(_ month: Int, of year: Int) -> Int {
  switch month {
  case 4, 6, 9, 11: 30
  case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
  default: 31
  }
}

/// The value of a decimal literal (digits, `_`, a point, an exponent), correctly rounded; infinite
/// when it is beyond every number.
func decodeNumber(_ text: ArraySlice<UInt8>) -> Double {
  var mantissa: UInt64 = 0
  var digits = 0
  var exponent = 0
  var isFraction = false
  var rest = text
  while let byte = rest.first, byte | 0x20 != UInt8(ascii: "e") {
    rest.removeFirst()
    if byte == UInt8(ascii: ".") { isFraction = true }
    guard byte.isDigit else { continue }
    if mantissa != 0 || byte != 0x30 { digits += 1 }
    if digits <= 18 { mantissa = mantissa * 10 + UInt64(byte - 0x30) }
    if isFraction { exponent -= 1 }
  }
  if !rest.isEmpty { return decodeSlowly(text) }
  // Both factors are exact up to here, so that one operation rounds correctly.
  guard digits <= 15, exponent >= -22 else { return decodeSlowly(text) }
  return Double(mantissa) / powersOfTen[-exponent]
}

private let powersOfTen: [Double] = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
  1e18, 1e19, 1e20, 1e21, 1e22,
]

private func decodeSlowly(_ text: ArraySlice<UInt8>) -> Double {
  var digits = text.filter { $0 != UInt8(ascii: "_") }
  if digits.first == UInt8(ascii: ".") { digits.insert(0x30, at: 0) }
  return Double(String(decoding: digits, as: UTF8.self)) ?? .infinity
}
