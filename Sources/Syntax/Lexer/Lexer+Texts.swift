/// Texts and their holes: `"{symbol}: rsi {pulse:.1}"`.
extension Lexer {
  mutating func openText() {
    frames.append(TextFrame(open: offset, token: tokens.count))
    append(.textOpen, offset, offset + 1)
    offset += 1
  }

  /// Reads plain text up to a hole, the closing quote, or the end of the line (a problem).
  mutating func textPiece() {
    let start = offset
    while offset < bytes.count {
      let byte = bytes[offset]
      switch byte {
      case 0x0A, 0x0D: return abandonTexts()
      case UInt8(ascii: "\\") where offset + 1 < bytes.count && peek(1) != 0x0A && peek(1) != 0x0D:
        offset += 1
        if bytes[offset] < 0x80 { offset += 1 }
      case UInt8(ascii: "\""):
        if offset > start { append(.textPiece, start, offset) }
        append(.textClose, offset, offset + 1)
        offset += 1
        frames.removeLast()
        return
      case UInt8(ascii: "{"):
        if peek(1) == byte {
          offset += 2
          continue
        }
        if offset > start { append(.textPiece, start, offset) }
        append(.holeOpen, offset, offset + 1)
        frames[frames.count - 1].hole = offset
        frames[frames.count - 1].depth = 0
        offset += 1
        return
      case 0x80...0xFF, 0x00..<0x20, 0x7F: hiddenCharacter(.text)
      default: offset += 1
      }
    }
    abandonTexts()
  }

  /// Reads `:.2` up to the `}` that closes the hole.
  mutating func holeFormat() {
    let start = offset
    while offset < bytes.count, bytes[offset] != UInt8(ascii: "}"),
      bytes[offset] != UInt8(ascii: "\""),
      bytes[offset] != 0x0A, bytes[offset] != 0x0D
    {
      if bytes[offset] >= 0x80 || bytes[offset] < 0x20 {
        hiddenCharacter(.text)
      } else {
        offset += 1
      }
    }
    append(.holeFormat, start, offset)
  }

  /// The line (or the file) ends inside a text: one problem, and one token for what was read of it.
  mutating func abandonTexts() {
    guard let outer = frames.first else { return }
    let hole = frames.compactMap(\.hole).first
    frames.removeAll()
    let startedLine = tokens[outer.token].startsLine
    tokens.removeSubrange(outer.token...)
    if let hole {
      report(.literal(.holeNotClosed), hole, hole + 1)
    } else {
      report(.literal(.textNotClosed), outer.open, outer.open + 1)
    }
    startsLine = startedLine
    append(.spoiltText, outer.open, offset)
    // What follows on the line was swallowed, so the parser must not complain about what it misses.
    append(.spoilt, offset, offset)
  }

  /// `'text'`: read as far as its second quote, with a fix.
  mutating func quoted() {
    let start = offset
    var end = offset + 1
    while end < bytes.count, bytes[end] != UInt8(ascii: "'"), bytes[end] != 0x0A, bytes[end] != 0x0D
    {
      end += 1
    }
    guard end < bytes.count, bytes[end] == UInt8(ascii: "'") else {
      return strayCharacter(length: 1)
    }
    offset = end + 1
    report(
      .character(.quotes(open: Span(start, start + 1), close: Span(end, end + 1))), start, offset)
    append(.spoiltText, start, offset)
  }
}
