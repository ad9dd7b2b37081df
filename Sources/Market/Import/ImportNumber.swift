internal import Machine

/// How a file writes its numbers.
struct NumberStyle: Sendable, Hashable {
  /// What stands before the decimals.
  var decimal = UInt8(ascii: ".")
  /// What may stand between thousands, beside spaces and apostrophes.
  var grouping: UInt8?
  /// The sign or code of the currency that fields may have, where they have any.
  var currency: [UInt8]?

  static let point = NumberStyle(grouping: UInt8(ascii: ","))
  static let comma = NumberStyle(decimal: UInt8(ascii: ","), grouping: UInt8(ascii: "."))

  /// Spellings of a value that is not there, in small letters.
  static let missing: Set<String> = [
    "", "nan", "null", "na", "n/a", "#n/a", "#na", "none", "nil", "-", "--", ".", "undefined",
    "<na>", "n.a.",
  ]

  private static let scales: [UInt8: Double] = [
    UInt8(ascii: "K"): 1e3, UInt8(ascii: "k"): 1e3, UInt8(ascii: "M"): 1e6, UInt8(ascii: "m"): 1e6,
    UInt8(ascii: "B"): 1e9, UInt8(ascii: "b"): 1e9, UInt8(ascii: "T"): 1e12,
  ]

  static func isMissing(_ text: ArraySlice<UInt8>) -> Bool {
    text.count <= 9 && missing.contains(String(decoding: text, as: UTF8.self).lowercased())
  }

  /// The number as a `Grid` word; nil where it is none. Missing ones are `Grid.missing`.
  func word(_ field: ArraySlice<UInt8>) -> Int64? {
    if field.isEmpty { return Grid.missing }
    // Digits and a point, as nearly all are; what else they may stand in is looked at below.
    if decimal == UInt8(ascii: "."), case .word(let word) = NumberText(field.span) { return word }
    if let currency, let other = NumberMarks.currency(of: field), other != currency { return nil }
    guard let (plain, scale) = plain(field), case .word(let word) = NumberText(plain.span) else {
      return Self.isMissing(field) ? Grid.missing : nil
    }
    return scale == 1 ? word : Grid.word((Grid.number(word) * scale).rounded())
  }

  /// True where a field with digits is a number in this style.
  func fits(_ field: ArraySlice<UInt8>) -> Bool {
    guard let (plain, _) = plain(field), case .word = NumberText(plain.span) else { return false }
    return true
  }

  /// The digits with a point before decimals; nil where there are none, or where what parts them
  /// stands elsewhere than before three digits.
  private func plain(_ field: ArraySlice<UInt8>) -> (text: [UInt8], scale: Double)? {
    var text = NumberMarks.simplified(field)
    var scale = 1.0
    if let last = text.last, let known = Self.scales[last], text.count > 1 {
      scale = known
      text = text.dropLast()
      while text.last == 0x20 { text = text.dropLast() }
    }
    var plain: [UInt8] = []
    plain.reserveCapacity(text.count)
    var (digits, since) = (0, 0)
    var mark: UInt8?
    var (isFraction, isExponent) = (false, false)
    for byte in text {
      if byte >= 48 && byte <= 57 {
        (digits, since) = (digits + 1, since + 1)
      } else if byte == decimal {
        guard !isFraction, !isExponent, mark == nil || since == 3 else { return nil }
        isFraction = true
        plain.append(UInt8(ascii: "."))
        continue
      } else if byte == grouping || byte == 0x20 {
        let isFirst = mark == nil
        let leading = plain.first(where: { $0 >= 48 && $0 <= 57 })
        guard !isFraction, !isExponent, isFirst || mark == byte, since <= 3,
          since >= (isFirst ? 1 : 2), !isFirst || leading != 48
        else { return nil }
        (mark, since) = (byte, 0)
        continue
      } else if byte == UInt8(ascii: ".") || byte == UInt8(ascii: ",") {
        // A point where the comma stands before decimals, and the other way round, is no number.
        return nil
      } else if byte | 0x20 == UInt8(ascii: "e") {
        guard mark == nil else { return nil }
        isExponent = true
      }
      plain.append(byte)
    }
    guard digits > 0, mark == nil || isFraction || since == 3 else { return nil }
    return (plain, scale)
  }
}

/// Characters of numbers beyond digits, points and commas.
enum NumberMarks {
  /// What stands for nothing but a gap between thousands, in UTF-8: the apostrophes and the spaces
  /// that do not break.
  private static let gaps: [[UInt8]] = [
    [0x27], Array("\u{2019}".utf8), Array("\u{A0}".utf8), Array("\u{202F}".utf8),
    Array("\u{2009}".utf8),
  ]
  private static let currencies: [[UInt8]] = [
    "$", "\u{A3}", "\u{20AC}", "\u{A5}", "USD", "EUR", "GBP", "GBX", "JPY", "CHF", "CAD", "AUD",
    "NZD", "CNY", "HKD", "SGD", "INR", "KRW", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "TRY",
    "RUB", "BRL", "MXN", "ZAR",
  ].map { Array($0.utf8) }
  private static let minus = Array("\u{2212}".utf8)

  /// True for digits, an apostrophe, and three digits that may be 32nds and their parts.
  static func mayBeOf32(_ field: ArraySlice<UInt8>) -> Bool {
    let text = String(decoding: field, as: UTF8.self).replacing("\u{2019}", with: "'")
    let parts = text.split(separator: "'", omittingEmptySubsequences: false)
    guard parts.count == 2, (1...3).contains(parts[0].count), parts[1].count == 3,
      text.allSatisfy({ $0 == "'" || ("0"..."9").contains($0) }), let number = Int(parts[1])
    else { return false }
    return number < 320
  }

  private static func isCapital(_ byte: UInt8) -> Bool { byte >= 65 && byte <= 90 }

  /// The sign or the code of a currency in front of a number or behind it.
  static func currency(of field: ArraySlice<UInt8>) -> [UInt8]? {
    let text = field.first == 0x2D ? field.dropFirst() : field
    guard let first = text.first, let last = text.last,
      [first, last].contains(where: { $0 >= 0x80 || $0 == 0x24 || isCapital($0) })
    else { return nil }
    return currencies.first { text.starts(with: $0) || text.suffix($0.count).elementsEqual($0) }
  }

  /// The same number with a space for every gap, a minus of one byte, and without a currency's sign
  /// in front or behind.
  static func simplified(_ field: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard field.contains(where: { $0 >= 0x80 || $0 == 0x27 || $0 == 0x24 || isCapital($0) }) else {
      return field
    }
    var text: [UInt8] = []
    var rest = field
    while let first = rest.first {
      if let gap = gaps.first(where: { rest.starts(with: $0) }) {
        text.append(0x20)
        rest = rest.dropFirst(gap.count)
      } else if rest.starts(with: minus) {
        text.append(0x2D)
        rest = rest.dropFirst(minus.count)
      } else if let sign = currencies.first(where: { rest.starts(with: $0) }),
        text.allSatisfy({ $0 == 0x2D }) || rest.count == sign.count
      {
        rest = rest.dropFirst(sign.count)
      } else {
        text.append(first)
        rest = rest.dropFirst()
      }
    }
    var plain = text[...]
    while plain.first == 0x20 { plain = plain.dropFirst() }
    while plain.last == 0x20 { plain = plain.dropLast() }
    return plain
  }
}

/// What the commas and points of some columns may mean, gathered field by field.
struct NumberEvidence {
  /// Fields of one sort, and the first of them.
  struct Seen: Sendable {
    private(set) var count = 0
    private(set) var text = ""

    mutating func add(_ field: ArraySlice<UInt8>) {
      if count == 0 { text = String(decoding: field, as: UTF8.self) }
      count += 1
    }
  }

  enum Verdict: Sendable {
    case style(NumberStyle, because: String)
    /// No field has a comma or a point.
    case none
    /// A field that fits both styles, as all do.
    case either(String)
    /// As many fields for the one as for the other.
    case torn(String, String)
  }

  /// Fields that fit one style alone.
  private(set) var point = Seen()
  private(set) var comma = Seen()
  /// Fields that fit both, by what stands in them.
  private(set) var commaEither = Seen()
  private(set) var pointEither = Seen()
  /// The signs and codes of currencies.
  private(set) var currencies: Set<[UInt8]> = []

  mutating func add(_ field: ArraySlice<UInt8>) {
    if let currency = NumberMarks.currency(of: field) { currencies.insert(currency) }
    guard field.contains(where: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ".") }) else {
      return
    }
    if let isPointAlone = Self.isPointAlone(field) {
      return isPointAlone ? point.add(field) : pointEither.add(field)
    }
    switch (NumberStyle.point.fits(field), NumberStyle.comma.fits(field)) {
    case (true, false): point.add(field)
    case (false, true): comma.add(field)
    case (true, true):
      if field.contains(UInt8(ascii: ",")) {
        commaEither.add(field)
      } else {
        pointEither.add(field)
      }
    case (false, false): break
    }
  }

  /// Of digits around one point, whether it stands elsewhere than one between thousands does; nil
  /// for any other field.
  private static func isPointAlone(_ field: ArraySlice<UInt8>) -> Bool? {
    var (before, behind, leading) = (0, 0, UInt8(0))
    var hasPoint = false
    for (index, byte) in field.enumerated() {
      switch byte {
      case 48...57:
        if before == 0, !hasPoint { leading = byte }
        if hasPoint { behind += 1 } else { before += 1 }
      case 0x2E where !hasPoint: hasPoint = true
      case 0x2D, 0x2B: if index > 0 { return nil }
      default: return nil
      }
    }
    guard hasPoint, before + behind > 0 else { return nil }
    return !((1...3).contains(before) && leading != 48 && behind == 3)
  }

  /// True where a field fits one style alone.
  var isDecided: Bool { point.count != comma.count }

  var verdict: Verdict {
    if point.count > 0, point.count == comma.count { return .torn(point.text, comma.text) }
    if point.count > comma.count {
      return .style(.point, because: "'\(point.text)' can only have a decimal point")
    }
    if comma.count > 0 {
      return .style(.comma, because: "'\(comma.text)' can only have a decimal comma")
    }
    if commaEither.count > 0 { return .either(commaEither.text) }
    return pointEither.count > 0 ? .either(pointEither.text) : .none
  }

  /// True where every field that fits both styles has a point alone.
  var hasPointsAlone: Bool { commaEither.count == 0 }
}
