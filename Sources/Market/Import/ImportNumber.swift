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
    "<na>", "n.a.", "\\n", "#n/a n/a", "(null)", "(na)", "#nv", "\u{2013}", "\u{2014}", "\u{2212}",
    "\u{2012}",
    "nat", "n/d", "n.d.", "s/d", "k.a.", "k. a.", "#n/d", "(none)", "#wert!", "#bezug!", "n/v",
    "#value!", "#ref!", "#div/0!", "#num!", "#name?", "#null!",
  ]

  static func isMissing(_ text: ArraySlice<UInt8>) -> Bool {
    guard text.count <= 10 else { return false }
    let small = String(decoding: text, as: UTF8.self).lowercased()
    return missing.contains(small) || isNotFinite(small)
  }

  /// `1.#QNAN`, `-1.#IND00`, `1.#INF`, as Microsoft's C library writes what is no number.
  private static func isNotFinite(_ small: String) -> Bool {
    let text = small.hasPrefix("-") || small.hasPrefix("+") ? small.dropFirst() : small[...]
    guard text.hasPrefix("1.#") else { return false }
    return ["qnan", "snan", "nan", "ind", "inf"].contains(text.dropFirst(3).prefix { $0 != "0" })
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
    return scale == 1 ? word : Self.product(Grid.number(word), scale)
  }

  /// A whole number where the product is one but for its last bits, else to eight decimals; nil
  /// where it is no number any more.
  static func product(_ number: Double, _ scale: Double) -> Int64? {
    let product = number * scale
    guard product.isFinite else { return nil }
    let whole = product.rounded()
    let isWhole = (product - whole).magnitude <= 2 * product.ulp
    return isWhole ? Grid.word(whole) : ImportReader.rounded(product)
  }

  /// True where a field with digits is a number in this style.
  func fits(_ field: ArraySlice<UInt8>) -> Bool {
    guard let (plain, _) = plain(field), case .word = NumberText(plain.span) else { return false }
    return true
  }

  /// The digits with a point before decimals; nil where there are none, or where what parts them
  /// stands elsewhere than before three digits.
  private func plain(_ field: ArraySlice<UInt8>) -> (text: [UInt8], scale: Double)? {
    let (text, scale) = NumberMarks.scaled(NumberMarks.simplified(field))
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
    let bare = NumberMarks.scaled(NumberMarks.simplified(field)).text
    guard bare.contains(where: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ".") }) else {
      return
    }
    if let isPointAlone = Self.isPointAlone(bare) {
      return isPointAlone ? point.add(field) : pointEither.add(field)
    }
    switch (NumberStyle.point.fits(bare), NumberStyle.comma.fits(bare)) {
    case (true, false): point.add(field)
    case (false, true): comma.add(field)
    case (true, true):
      if bare.contains(UInt8(ascii: ",")) {
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
