/// Cuts a source text into tokens. Total: every byte is read once, whatever it is; what cannot be
/// part of a program becomes a problem and a token that the parser passes over in silence.
struct Lexer {
  /// A text that is being read; its holes hold code again.
  struct TextFrame {
    let open: Int
    let token: Int
    /// Offset of the `{` of the hole being read.
    var hole: Int?
    /// Brackets open inside the hole.
    var depth = 0
  }

  let bytes: [UInt8]
  let words = WordTable.shared
  var offset = 0
  var tokens: ContiguousArray<Token> = []
  var comments: [Comment] = []
  var problems: [LocatedProblem] = []
  var frames: [TextFrame] = []
  var startsLine = true
  var hasReportedEncoding = false

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    tokens.reserveCapacity(bytes.count / 3 + 16)
  }

  mutating func run() {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
    while offset < bytes.count { scan() }
    if !frames.isEmpty { abandonTexts() }
    append(.endOfFile, bytes.count, bytes.count)
  }

  // MARK: - Helpers of all parts

  /// The byte `ahead` of the current one, or zero beyond the end (a source holds no zero byte).
  func peek(_ ahead: Int = 0) -> UInt8 {
    let index = offset + ahead
    return index < bytes.count ? bytes[index] : 0
  }

  mutating func append(_ kind: Token.Kind, word: Word = .plain, _ start: Int, _ end: Int) {
    tokens.append(Token(kind, word: word, startsLine: startsLine, start, end))
    startsLine = false
  }

  mutating func report(_ problem: SyntaxProblem, _ start: Int, _ end: Int) {
    problems.append(LocatedProblem(problem, Span(start, end)))
  }

  // MARK: - Scanning

  /// Reads one token, blank, comment or piece of text. Always moves on.
  private mutating func scan() {
    if let frame = frames.last, frame.hole == nil { return textPiece() }
    let byte = bytes[offset]
    switch byte {
    case 0x20, 0x09: offset += 1
    case 0x0A, 0x0D:
      if !frames.isEmpty { abandonTexts() }
      offset += 1
      startsLine = true
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "_"):
      name()
    case UInt8(ascii: "0")...UInt8(ascii: "9"): numeral()
    case UInt8(ascii: "\""): openText()
    case UInt8(ascii: "'"): quoted()
    case UInt8(ascii: "#"): hashComment()
    case UInt8(ascii: "/"): slash()
    case UInt8(ascii: "."): dots()
    case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): openBracket(byte)
    case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): closeBracket(byte)
    case UInt8(ascii: ":"): colon()
    case 0x80...0xFF: foreignCharacter()
    default: symbol(byte)
    }
  }

  private mutating func name() {
    let start = offset
    var hash: UInt32 = 0
    while offset < bytes.count, bytes[offset].isNamePart {
      hash = WordTable.hash(hash, bytes[offset])
      offset += 1
    }
    append(.name, word: words.word(bytes, start, offset, hash: hash), start, offset)
  }

  private mutating func symbol(_ byte: UInt8) {
    let next = peek(1)
    let found: (kind: Token.Kind, width: Int)? =
      switch byte {
      case UInt8(ascii: ","): (.comma, 1)
      case UInt8(ascii: ";"): (.semicolon, 1)
      case UInt8(ascii: "="):
        next == UInt8(ascii: "=")
          ? (.equal, 2) : next == UInt8(ascii: ">") ? (.arrow, 2) : (.assign, 1)
      case UInt8(ascii: "!"): next == UInt8(ascii: "=") ? (.notEqual, 2) : (.bang, 1)
      case UInt8(ascii: "<"):
        next == UInt8(ascii: "=")
          ? (.lessOrEqual, 2) : next == UInt8(ascii: ">") ? (.angles, 2) : (.less, 1)
      case UInt8(ascii: ">"): next == UInt8(ascii: "=") ? (.greaterOrEqual, 2) : (.greater, 1)
      case UInt8(ascii: "+"): next == UInt8(ascii: "=") ? (.compoundAssign, 2) : (.plus, 1)
      case UInt8(ascii: "-"): next == UInt8(ascii: "=") ? (.compoundAssign, 2) : (.minus, 1)
      case UInt8(ascii: "*"):
        next == UInt8(ascii: "*")
          ? (.doubleStar, 2) : next == UInt8(ascii: "=") ? (.compoundAssign, 2) : (.star, 1)
      case UInt8(ascii: "^"): (.power, 1)
      case UInt8(ascii: "?"): next == UInt8(ascii: "?") ? (.coalesce, 2) : (.question, 1)
      case UInt8(ascii: "&"): (.doubleAnd, next == byte ? 2 : 1)
      case UInt8(ascii: "|"): (.doubleOr, next == byte ? 2 : 1)
      case UInt8(ascii: "%"): (.percent, 1)
      default: nil
      }
    guard let found else { return strayCharacter(length: 1) }
    append(found.kind, offset, offset + found.width)
    offset += found.width
  }

  private mutating func dots() {
    if peek(1) == UInt8(ascii: ".") {
      if peek(2) == UInt8(ascii: ".") {
        report(.character(.lookAlike("...", meant: "..")), offset, offset + 3)
        append(.range, offset, offset + 3)
        offset += 3
      } else {
        let below = peek(2) == UInt8(ascii: "<")
        append(below ? .rangeBelow : .range, offset, offset + (below ? 3 : 2))
        offset += below ? 3 : 2
      }
    } else if peek(1).isDigit, !(tokens.last.map { $0.end == offset && $0.endsOperand } ?? false) {
      numeral()
    } else {
      append(.dot, offset, offset + 1)
      offset += 1
    }
  }

  private mutating func openBracket(_ byte: UInt8) {
    if let last = frames.indices.last { frames[last].depth += 1 }
    let kind: Token.Kind =
      byte == UInt8(ascii: "(")
      ? .parenOpen : byte == UInt8(ascii: "[") ? .squareOpen : .braceOpen
    append(kind, offset, offset + 1)
    offset += 1
  }

  private mutating func closeBracket(_ byte: UInt8) {
    if let last = frames.indices.last {
      if byte == UInt8(ascii: "}"), frames[last].depth <= 0 {
        append(.holeClose, offset, offset + 1)
        frames[last].hole = nil
        offset += 1
        return
      }
      frames[last].depth -= 1
    }
    let kind: Token.Kind =
      byte == UInt8(ascii: ")")
      ? .parenClose : byte == UInt8(ascii: "]") ? .squareClose : .braceClose
    append(kind, offset, offset + 1)
    offset += 1
  }

  private mutating func colon() {
    if let frame = frames.last, frame.depth <= 0 { return holeFormat() }
    let assigns = peek(1) == UInt8(ascii: "=")
    append(assigns ? .colonAssign : .colon, offset, offset + (assigns ? 2 : 1))
    offset += assigns ? 2 : 1
  }

  // MARK: - Comments

  private mutating func slash() {
    if peek(1) == UInt8(ascii: "/"), frames.isEmpty {
      comment(from: offset)
    } else if peek(1) == UInt8(ascii: "*"), frames.isEmpty {
      blockComment()
    } else {
      let assigns = peek(1) == UInt8(ascii: "=")
      append(assigns ? .compoundAssign : .slash, offset, offset + (assigns ? 2 : 1))
      offset += assigns ? 2 : 1
    }
  }

  private mutating func comment(from start: Int) {
    var end = start
    while offset < bytes.count, bytes[offset] != 0x0A, bytes[offset] != 0x0D {
      let byte = bytes[offset]
      if byte >= 0x80 || byte < 0x20 || byte == 0x7F {
        hiddenCharacter(.comment)
      } else {
        offset += 1
      }
      if byte != 0x20, byte != 0x09 { end = offset }
    }
    if !startsLine, isLikeDivision(start, end) {
      report(.character(.commentLikeDivision), start, end)
    }
    comments.append(Comment(span: Span(start, end), ownLine: startsLine))
  }

  /// `7 // 2`: behind a value, a comment that is nothing but a number.
  private func isLikeDivision(_ start: Int, _ end: Int) -> Bool {
    guard bytes[start] == UInt8(ascii: "/"), tokens.last?.endsOperand == true else { return false }
    let text = bytes[Swift.min(start + 2, end)..<end].drop { $0 == 0x20 || $0 == 0x09 }
    return !text.isEmpty && text.allSatisfy { $0.isDigit || $0 == UInt8(ascii: ".") }
  }

  private mutating func hashComment() {
    report(.character(.commentStyle("#")), offset, offset + 1)
    comment(from: offset)
  }

  private mutating func blockComment() {
    let start = offset
    report(.character(.commentStyle("/*")), offset, offset + 2)
    offset += 2
    while offset < bytes.count,
      !(bytes[offset] == UInt8(ascii: "*") && peek(1) == UInt8(ascii: "/"))
    {
      offset += 1
    }
    offset = Swift.min(offset + 2, bytes.count)
    comments.append(Comment(span: Span(start, offset), ownLine: startsLine))
  }
}

extension Token {
  /// Whether an operand may end here, so that what follows is an operator or a new statement.
  var endsOperand: Bool {
    switch kind {
    case .name, .number, .quantity, .duration, .date, .textClose, .parenClose, .squareClose,
      .braceClose, .spoiltLiteral, .spoiltText:
      true
    default: false
    }
  }

  /// Whether it can only stand behind a value.
  var isInfix: Bool {
    switch kind {
    case .name: word == .and || word == .or || word == .crosses
    case .plus, .minus, .star, .slash, .power, .coalesce, .equal, .notEqual, .less, .lessOrEqual,
      .greater, .greaterOrEqual, .squareOpen, .dot:
      true
    default: false
    }
  }

  /// `=`, or what other languages write for it.
  var isAssignment: Bool { kind == .assign || kind == .colonAssign || kind == .compoundAssign }
}

extension UInt8 {
  var isDigit: Bool { self >= 0x30 && self <= 0x39 }
  var isLetter: Bool {
    let lowered = self | 0x20
    return lowered >= UInt8(ascii: "a") && lowered <= UInt8(ascii: "z")
  }
  var isNamePart: Bool { isLetter || isDigit || self == UInt8(ascii: "_") }
}
