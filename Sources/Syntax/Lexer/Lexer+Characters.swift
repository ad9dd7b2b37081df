/// Characters that no program is made of: hidden ones, look-alikes, and bytes that are no text.
extension Lexer {
  enum Surroundings { case comment, text }

  /// A byte of a comment or a text that is a control character or begins a character beyond ASCII.
  /// What could make a text look like another one is refused; everything else may stand.
  mutating func hiddenCharacter(_ surroundings: Surroundings) {
    guard let (scalar, length) = scalar(at: offset) else { return illFormed() }
    if scalar.value == 0x09 {
      offset += 1
      return
    }
    if isControl(scalar) || isBidirectional(scalar) || isLineSeparator(scalar) {
      report(.character(.hidden(scalar.value)), offset, offset + length)
    }
    offset += length
  }

  /// A character beyond ASCII in code.
  mutating func foreignCharacter() {
    guard let (scalar, length) = scalar(at: offset) else {
      append(.spoilt, offset, offset + 1)
      return illFormed()
    }
    if isControl(scalar) || isBidirectional(scalar) || isZeroWidth(scalar)
      || isLineSeparator(scalar)
    {
      report(.character(.hidden(scalar.value)), offset, offset + length)
      // Between two halves of a name the parser must not complain about the halves as well.
      if offset > 0, bytes[offset - 1].isNamePart, peek(length).isNamePart {
        append(.spoilt, offset, offset + length)
      }
      offset += length
    } else if isTypographicQuote(scalar) {
      typographicText(length)
    } else if let (meant, kind) = lookAlike(scalar) {
      report(.character(.lookAlike(String(scalar), meant: meant)), offset, offset + length)
      if let kind { append(kind, offset, offset + length) }
      offset += length
    } else {
      strayCharacter(length: length)
    }
  }

  /// A run of characters that mean nothing, as one problem and one token.
  mutating func strayCharacter(length: Int) {
    let start = offset
    offset += length
    while offset < bytes.count,
      bytes[offset] >= 0x80 || (bytes[start] >= 0x80 && bytes[offset].isNamePart)
    {
      guard bytes[offset] >= 0x80 else {
        offset += 1
        continue
      }
      guard let (next, width) = scalar(at: offset), lookAlike(next) == nil,
        !isTypographicQuote(next),
        !isZeroWidth(next), !isBidirectional(next)
      else { break }
      offset += width
    }
    if bytes[start] < 0x20 || bytes[start] == 0x7F {
      report(.character(.hidden(UInt32(bytes[start]))), start, offset)
      return
    }
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    report(.character(.unknown(shortened(text))), start, offset)
    append(.spoilt, start, offset)
  }

  /// A byte that is not UTF-8. Said once for a file: more of them have the same cause.
  private mutating func illFormed() {
    if !hasReportedEncoding { report(.file(.notUTF8(bytes[offset])), offset, offset + 1) }
    hasReportedEncoding = true
    offset += 1
  }

  /// `“text”`: read as far as its second quote, with a fix.
  private mutating func typographicText(_ length: Int) {
    let start = offset
    let opens = Span(start, start + length)
    offset += length
    while offset < bytes.count, bytes[offset] != 0x0A, bytes[offset] != 0x0D {
      guard bytes[offset] >= 0x80, let (scalar, width) = scalar(at: offset) else {
        if bytes[offset] == UInt8(ascii: "\"") {
          offset += 1
          return closeTypographic(opens, Span(offset - 1, offset))
        }
        offset += 1
        continue
      }
      offset += width
      if isTypographicQuote(scalar) {
        return closeTypographic(opens, Span(offset - width, offset))
      }
    }
    report(.literal(.textNotClosed), opens.start, opens.end)
    append(.spoiltText, start, offset)
    append(.spoilt, offset, offset)
  }

  private mutating func closeTypographic(_ open: Span, _ close: Span) {
    report(.character(.quotes(open: open, close: close)), open.start, close.end)
    append(.spoiltText, open.start, close.end)
  }

  func scalar(at index: Int) -> (Unicode.Scalar, Int)? { decodeScalar(bytes, at: index) }
}

/// The scalar whose first byte stands at `index`, and its length; `nil` when it is not UTF-8.
func decodeScalar(_ bytes: [UInt8], at index: Int) -> (Unicode.Scalar, Int)? {
  let first = bytes[index]
  if first < 0x80 { return (Unicode.Scalar(first), 1) }
  let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
  guard first >= 0xC2, first <= 0xF4, index + length <= bytes.count else { return nil }
  var value = UInt32(first & (length == 4 ? 0x07 : length == 3 ? 0x0F : 0x1F))
  for next in bytes[(index + 1)..<(index + length)] {
    guard next & 0xC0 == 0x80 else { return nil }
    value = value << 6 | UInt32(next & 0x3F)
  }
  // Refuses what has a shorter form; surrogates are no scalars.
  if length == 3 && value < 0x800 || length == 4 && value < 0x10000 { return nil }
  return Unicode.Scalar(value).map { ($0, length) }
}

func isControl(_ scalar: Unicode.Scalar) -> Bool {
  scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
}

/// Marks that change the order in which a line is shown.
func isBidirectional(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
  default: false
  }
}

func isLineSeparator(_ scalar: Unicode.Scalar) -> Bool {
  scalar.value == 0x2028 || scalar.value == 0x2029
}

func isZeroWidth(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x00AD, 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B...0x180F, 0x200B...0x200D,
    0x2060...0x2065, 0x206A...0x206F, 0x3164, 0xFE00...0xFE0F, 0xFEFF, 0xFFA0, 0xFFF9...0xFFFB,
    0xE0000...0xE0FFF:
    true
  default: false
  }
}

private func isTypographicQuote(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x2018...0x201F, 0x00AB, 0x00BB, 0xFF02: true
  default: false
  }
}

/// What a look-alike stands for, and the token it is read as (none for a blank).
private func lookAlike(_ scalar: Unicode.Scalar) -> (meant: String, kind: Token.Kind?)? {
  switch scalar.value {
  case 0x00A0, 0x1680, 0x2000...0x200A, 0x202F, 0x205F, 0x3000: (" ", nil)
  case 0x2264: ("<=", .lessOrEqual)
  case 0x2265: (">=", .greaterOrEqual)
  case 0x2260: ("!=", .notEqual)
  case 0x00D7, 0x2217, 0x22C5: ("*", .star)
  case 0x00F7, 0x2215: ("/", .slash)
  case 0x2010...0x2015, 0x2212: ("-", .minus)
  case 0x2026: ("..", .range)
  case 0x21D2, 0x2192: ("=>", .arrow)
  case 0xFF08: ("(", .parenOpen)
  case 0xFF09: (")", .parenClose)
  case 0xFF0C: (",", .comma)
  case 0xFF1A: (":", .colon)
  case 0xFF1B: (";", .semicolon)
  default: nil
  }
}
