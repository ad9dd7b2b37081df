/// Numbers, durations, dates and texts.
extension Parser {
  mutating func literal() -> Expression {
    let token = token
    advance()
    switch token.kind {
    case .number:
      if take(.tick) || take(.ticks) { return number(token, .ticks) }
      if let unit = unitApart(token) { return number(token, unit) }
      return number(token, nil)
    case .quantity: return number(token, unit(token))
    case .duration: return duration(token)
    case .date:
      guard let date = decodeDate(bytes[token.start..<token.end]) else {
        note(.literal(.notADate), token.span)
        return Expression(.hole, token.span)
      }
      return node(.date(date), from: token.start)
    default: return Expression(.hole, token.span)
    }
  }

  private mutating func number(_ token: Token, _ unit: Unit?) -> Expression {
    var digits = bytes[token.start..<token.end]
    while let last = digits.last, last.isLetter || last == UInt8(ascii: "%") { digits.removeLast() }
    let value = decodeNumber(digits)
    if value.isInfinite {
      note(.literal(.tooBig), token.span)
      return Expression(.hole, token.span)
    }
    return node(.number(value, unit), from: token.start)
  }

  private func unit(_ token: Token) -> Unit {
    switch bytes[token.end - 1] {
    case UInt8(ascii: "%"): .percent
    case UInt8(ascii: "R"): .risk
    default: .bps
    }
  }

  private mutating func duration(_ token: Token) -> Expression {
    let digits = bytes[token.start..<token.end].filter { $0.isDigit }
    let letters = bytes[token.start..<token.end].filter { $0.isLetter }
    let unit = TimeUnit(rawValue: String(decoding: letters, as: UTF8.self)) ?? .day
    guard let count = Int(String(decoding: digits, as: UTF8.self)), count <= unit.most else {
      note(.literal(.tooBig), token.span)
      return Expression(.hole, token.span)
    }
    return node(.duration(count, unit), from: token.start)
  }

  /// `2 %`, `3 R`, `15 minutes`: read as if it were glued, with a fix.
  private mutating func unitApart(_ number: Token) -> Unit? {
    let written: String
    if kind == .percent {
      // In front of another operand it is meant as an operator.
      guard !beginsOperand(peek()) else { return nil }
      written = "%"
    } else if kind == .name, word == .plain, !token.startsLine {
      switch text(token) {
      case "R", "r": written = "R"
      case "bps", "bp": written = "bps"
      case "percent", "pct": written = "%"
      default: return nil
      }
    } else {
      return nil
    }
    note(
      .literal(.unitApart(gap: Span(number.end, token.end), written: excerpt(number) + written)),
      Span(number.start, token.end))
    advance()
    return written == "%" ? .percent : written == "R" ? .risk : .bps
  }

  private func beginsOperand(_ token: Token) -> Bool {
    switch token.kind {
    case .number, .quantity, .duration, .parenOpen: true
    case .name: !token.startsLine && !token.word.followsExpression && !token.word.isReserved
    default: false
    }
  }

  // MARK: - Texts

  var beginsText: Bool { kind == .textOpen || kind == .spoiltText }

  /// A text with its holes. `what` says what it is for, should it be missing.
  mutating func template(_ what: String) -> TextTemplate {
    let start = token.start
    if take(.spoiltText) { return TextTemplate(parts: [], span: span(from: start)) }
    guard take(.textOpen) else {
      unexpected(what)
      return TextTemplate(parts: [], span: Span(previousEnd, previousEnd))
    }
    guard deepen() else { return TextTemplate(parts: [], span: span(from: start)) }
    defer { nesting -= 1 }
    var parts: [TextTemplate.Part] = []
    while true {
      switch kind {
      case .textPiece:
        parts.append(.literal(unescaped(token)))
        advance()
      case .holeOpen: parts.append(placeholder())
      case .textClose:
        advance()
        return TextTemplate(parts: parts, span: span(from: start))
      // Only after a problem that could not be mended, which has been reported.
      default: return TextTemplate(parts: parts, span: span(from: start))
      }
      if hasGivenUp { return TextTemplate(parts: parts, span: span(from: start)) }
    }
  }

  /// `{EXPR}` or `{EXPR:.2}`
  mutating func placeholder() -> TextTemplate.Part {
    let open = token
    advance()
    let value = expression()
    var format: String?
    if kind == .holeFormat {
      let written = text(token)
      format = String(written.dropFirst())
      if !isRecovering, !Parser.isFormat(written) {
        note(.literal(.unknownFormat(shortened(written))), token.span)
      }
      advance()
    }
    close(.holeClose, open)
    return .value(value, format: format)
  }

  /// `:.` and one or two digits.
  private static func isFormat(_ written: String) -> Bool {
    let digits = written.utf8.dropFirst(2)
    return written.hasPrefix(":.") && (1...2).contains(digits.count) && digits.allSatisfy(\.isDigit)
  }

  private mutating func unescaped(_ piece: Token) -> String {
    var result: [UInt8] = []
    result.reserveCapacity(piece.end - piece.start)
    var index = piece.start
    while index < piece.end {
      let byte = bytes[index]
      if byte == UInt8(ascii: "{") { index += 1 }
      guard byte == UInt8(ascii: "\\"), index + 1 < piece.end else {
        result.append(byte)
        index += 1
        continue
      }
      switch bytes[index + 1] {
      case UInt8(ascii: "n"): result.append(0x0A)
      case UInt8(ascii: "t"): result.append(0x09)
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): result.append(bytes[index + 1])
      default:
        var end = index + 2
        while end < piece.end, bytes[end] & 0xC0 == 0x80 { end += 1 }
        let written = String(decoding: bytes[index..<end], as: UTF8.self)
        note(.literal(.unknownEscape(written)), Span(index, end))
        result.append(contentsOf: bytes[(index + 1)..<end])
        index = end
        continue
      }
      index += 2
    }
    return String(decoding: result, as: UTF8.self)
  }
}

extension TimeUnit {
  /// The most of this unit that a count of nanoseconds in 64 bits can hold.
  fileprivate var most: Int {
    switch self {
    case .second: 9_200_000_000
    case .minute: 153_000_000
    case .hour: 2_560_000
    case .day: 106_000
    case .week: 15_200
    case .month: 3_500
    case .year: 291
    }
  }
}
