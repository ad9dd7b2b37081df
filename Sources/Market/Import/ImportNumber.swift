internal import Machine

/// How a file writes its numbers.
struct NumberStyle: Sendable, Hashable {
  /// What stands before the decimals.
  var decimal = UInt8(ascii: ".")
  /// What may stand between thousands; nothing where nothing does.
  var grouping: UInt8?

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
    var text = field
    if text.isEmpty { return Grid.missing }
    // Currency signs in front: $, and the pound and euro in UTF-8.
    for sign in ["$", "\u{A3}", "\u{20AC}"] where text.starts(with: sign.utf8) {
      text = text.dropFirst(sign.utf8.count)
    }
    var scale = 1.0
    if let last = text.last, let known = Self.scales[last], text.count > 1 {
      scale = known
      text = text.dropLast()
    }
    var plain: [UInt8] = []
    plain.reserveCapacity(text.count)
    var digits = 0
    for byte in text {
      if byte == grouping || byte == 0x20 { continue }
      if byte == decimal {
        plain.append(UInt8(ascii: "."))
        continue
      }
      // A point where the comma stands before decimals, and the other way round, is no number.
      if byte == UInt8(ascii: ".") || byte == UInt8(ascii: ",") { return nil }
      if byte >= 48 && byte <= 57 { digits += 1 }
      plain.append(byte)
    }
    guard digits > 0 else { return Self.isMissing(field) ? Grid.missing : nil }
    guard case .word(let word) = NumberText(plain.span) else {
      return Self.isMissing(field) ? Grid.missing : nil
    }
    return scale == 1 ? word : Grid.word((Grid.number(word) * scale).rounded())
  }
}

/// What the commas and points of a file's numbers may mean, gathered field by field.
struct NumberEvidence {
  /// Fields with a comma that can only stand before decimals, or only between thousands.
  private var commaDecimal: String?
  private var commaThousand: String?
  private var commaEither: String?
  private var pointDecimal: String?
  private var pointThousand: String?

  mutating func add(_ field: ArraySlice<UInt8>) {
    var text = field
    if let last = text.last, last > 57 { text = text.dropLast() }
    guard text.contains(where: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ".") }) else {
      return
    }
    guard text.allSatisfy({ $0 == 0x2C || $0 == 0x2E || $0 == 0x2D || (48...57).contains($0) })
    else {
      return
    }
    let commas = text.count { $0 == 0x2C }
    let points = text.count { $0 == 0x2E }
    let shown = String(decoding: field, as: UTF8.self)
    if commas > 0, points > 0 {
      let isPointLast =
        (text.lastIndex(of: 0x2E) ?? 0) > (text.lastIndex(of: 0x2C) ?? 0)
      if isPointLast {
        (pointDecimal, commaThousand) = (pointDecimal ?? shown, commaThousand ?? shown)
      } else {
        (commaDecimal, pointThousand) = (commaDecimal ?? shown, pointThousand ?? shown)
      }
    } else if commas > 1 {
      commaThousand = commaThousand ?? shown
    } else if points > 1 {
      pointThousand = pointThousand ?? shown
    } else if commas == 1 {
      let parts = text.split(separator: 0x2C, omittingEmptySubsequences: false)
      let whole = parts[0].drop { $0 == 0x2D }
      let isEither =
        parts[1].count == 3 && (1...3).contains(whole.count) && whole.first != 48
      if isEither {
        commaEither = commaEither ?? shown
      } else {
        commaDecimal = commaDecimal ?? shown
      }
    } else if !Self.isThousandLike(text) {
      pointDecimal = pointDecimal ?? shown
    }
  }

  private static func isThousandLike(_ text: ArraySlice<UInt8>) -> Bool {
    let parts = text.split(separator: 0x2E, omittingEmptySubsequences: false)
    let whole = parts[0].drop { $0 == 0x2D }
    return parts.count == 2 && parts[1].count == 3 && (1...3).contains(whole.count)
      && whole.first != 48
  }

  /// The style, and the field that decides; nothing where two readings are left.
  var verdict: (style: NumberStyle, because: String)? {
    if let commaDecimal {
      return (
        NumberStyle(decimal: UInt8(ascii: ","), grouping: UInt8(ascii: ".")),
        "'\(commaDecimal)' has a comma that cannot part thousands"
      )
    }
    if let pointThousand {
      return (
        NumberStyle(decimal: UInt8(ascii: ","), grouping: UInt8(ascii: ".")),
        "'\(pointThousand)' has points between thousands"
      )
    }
    if let commaThousand {
      return (
        NumberStyle(grouping: UInt8(ascii: ",")), "'\(commaThousand)' has commas between thousands"
      )
    }
    if let commaEither {
      guard let pointDecimal else { return nil }
      return (
        NumberStyle(grouping: UInt8(ascii: ",")),
        "'\(pointDecimal)' has a decimal point, so the comma in '\(commaEither)' parts thousands"
      )
    }
    return (
      NumberStyle(), pointDecimal.map { "'\($0)' has a decimal point" } ?? "no number has a comma"
    )
  }

  /// A field that can be read in two ways.
  var doubtful: String { commaEither ?? "" }
}
