/// Characters of numbers beyond digits, points and commas.
enum NumberMarks {
  /// What stands for nothing but a gap between thousands, in UTF-8: the apostrophes and the spaces
  /// that do not break.
  private static let gaps: [[UInt8]] = [
    [0x27], Array("\u{2019}".utf8), Array("\u{A0}".utf8), Array("\u{202F}".utf8),
    Array("\u{2009}".utf8),
  ]
  /// Spellings of one currency, and its code.
  private static let spellings: [(String, String)] = [
    ("US$ USD", "USD"),
    ("HK$ HKD", "HKD"),
    ("NT$ TWD", "TWD"),
    ("R$ BRL", "BRL"),
    ("C$ CAD", "CAD"),
    ("A$ AUD", "AUD"),
    ("Rs. Rs \u{20B9} INR", "INR"),
    ("z\u{142} PLN", "PLN"),
    ("\u{20BA} TL TRY", "TRY"),
    ("\u{20BD} \u{440}\u{443}\u{431}. \u{440}\u{443}\u{431} RUB", "RUB"),
    ("\u{20A9} \u{C6D0} KRW", "KRW"),
    ("\u{5186} JPY", "JPY"),
    ("\u{20AC} EUR", "EUR"),
    ("\u{A3} GBP", "GBP"),
  ]
  /// Those that have one spelling, or that stand for several currencies.
  private static let others =
    "$ \u{A5} GBX CHF NZD CNY \u{5143} SGD SEK NOK DKK kr. kr CZK HUF MXN "
    + "ZAR THB IDR MYR PHP ILS AED SAR RON UAH"
  /// Signs, codes and words of currencies, and what each is called in messages.
  private static let currencies: [(sign: [UInt8], name: [UInt8])] =
    spellings.flatMap { signs, code in
      signs.split(separator: " ").map { (Array($0.utf8), Array(code.utf8)) }
    } + others.split(separator: " ").map { (Array($0.utf8), Array($0.utf8)) }
  private static let minus = Array("\u{2212}".utf8)

  /// Words behind a number, in small letters, and what it is multiplied by.
  private static let scales: [String: Double] = {
    var scales: [String: Double] = [:]
    for (words, scale) in scaleWords {
      for word in words.split(separator: " ") { scales[String(word)] = scale }
    }
    return scales
  }()
  private static let scaleWords: [(String, Double)] = [
    ("k tsd tsd. tys tys. bin \u{442}\u{44B}\u{441} \u{442}\u{44B}\u{441}. \u{5343} \u{CC9C}", 1e3),
    ("\u{4E07} \u{842C} \u{4E07}\u{80A1} \u{842C}\u{80A1} \u{B9CC}", 1e4),
    (
      "m mio mio. mln mln. mn \u{43C}\u{43B}\u{43D} \u{43C}\u{43B}\u{43D}. "
        + "\u{767E}\u{4E07} \u{767E}\u{842C} \u{BC31}\u{B9CC}",
      1e6
    ),
    ("\u{5343}\u{4E07} \u{5343}\u{842C} \u{CC9C}\u{B9CC}", 1e7),
    ("\u{4EBF} \u{5104} \u{4EBF}\u{80A1} \u{5104}\u{80A1} \u{C5B5}", 1e8),
    (
      "b bn mrd mrd. mld mld. mlrd mlrd. mlr "
        + "\u{43C}\u{43B}\u{440}\u{434} \u{43C}\u{43B}\u{440}\u{434}.",
      1e9
    ),
    ("t \u{4E07}\u{4EBF}", 1e12),
    ("\u{80A1} \u{682A} \u{C8FC}", 1),
  ]
  private static let longestScale = scales.keys.map(\.utf8.count).max() ?? 0

  /// True for digits, an apostrophe, and three digits that may be 32nds and their parts.
  static func mayBeOf32(_ field: ArraySlice<UInt8>) -> Bool {
    let text = String(decoding: field, as: UTF8.self).replacing("\u{2019}", with: "'")
    let parts = text.split(separator: "'", omittingEmptySubsequences: false)
    guard parts.count == 2, (1...3).contains(parts[0].count), parts[1].count == 3,
      text.allSatisfy({ $0 == "'" || ("0"..."9").contains($0) }), let number = Int(parts[1])
    else { return false }
    return number < 320
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A
  }

  /// The code or the sign of the currency in front of a number or behind it.
  static func currency(of field: ArraySlice<UInt8>) -> [UInt8]? {
    let text = field.drop { $0 == 0x2D || $0 == 0x28 }
    let end = text.last == 0x29 ? text.dropLast() : text
    guard let first = text.first, let last = end.last,
      [first, last].contains(where: { $0 >= 0x80 || [0x24, 0x2E].contains($0) || isLetter($0) })
    else { return nil }
    return currencies.first { sign, _ in
      text.starts(with: sign) || end.suffix(sign.count).elementsEqual(sign)
    }?.name
  }

  /// The same number with a space for every gap, a minus of one byte in front, also for one in
  /// brackets, `(37.63)`, and for one behind, `37.63-`; without a currency in front or behind.
  static func simplified(_ field: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard
      field.contains(where: { $0 >= 0x80 || [0x27, 0x24, 0x28].contains($0) || isLetter($0) })
        || field.last == 0x2D
    else { return field }
    var text: [UInt8] = []
    var rest = field
    while let first = rest.first {
      if let gap = gaps.first(where: { rest.starts(with: $0) }) {
        text.append(0x20)
        rest = rest.dropFirst(gap.count)
      } else if rest.starts(with: minus) {
        text.append(0x2D)
        rest = rest.dropFirst(minus.count)
      } else if let sign = sign(at: rest, behind: text) {
        rest = rest.dropFirst(sign.count)
      } else {
        text.append(first)
        rest = rest.dropFirst()
      }
    }
    return signed(trimmed(text[...]))
  }

  /// The currency that stands here, in front of a number or at its end.
  private static func sign(at rest: ArraySlice<UInt8>, behind text: [UInt8]) -> [UInt8]? {
    let isFront = text.allSatisfy { [0x2D, 0x28, 0x20].contains($0) }
    return currencies.first { sign, _ in
      rest.starts(with: sign)
        && (isFront || rest.count == sign.count
          || rest.count == sign.count + 1 && rest.last == 0x29)
    }?.sign
  }

  private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var text = text
    while text.first == 0x20 { text = text.dropFirst() }
    while text.last == 0x20 { text = text.dropLast() }
    return text
  }

  /// With the minus of `(37.63)` and `37.63-` in front.
  private static func signed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let inner: ArraySlice<UInt8>
    if text.first == 0x28, text.last == 0x29, text.count > 2 {
      inner = trimmed(text.dropFirst().dropLast())
    } else if text.last == 0x2D, text.count > 1 {
      inner = trimmed(text.dropLast())
    } else {
      return text
    }
    guard let first = inner.first, (48...57).contains(first) || first == 0x2E else { return text }
    return ([0x2D] + inner)[...]
  }

  /// A number without the word behind it that it is multiplied by, as in `1.5M`, `0,279 Mio.`,
  /// and that factor; 1 where there is none.
  static func scaled(_ text: ArraySlice<UInt8>) -> (text: ArraySlice<UInt8>, scale: Double) {
    guard let last = text.last, !(48...57).contains(last) else { return (text, 1) }
    let digit = text.lastIndex { (48...57).contains($0) }
    guard let digit, text.endIndex - digit - 1 <= longestScale + 1 else { return (text, 1) }
    let word = trimmed(text[(digit + 1)...])
    // A small `t` is a thousand to some.
    guard !word.elementsEqual([0x74]),
      let scale = scales[String(decoding: word, as: UTF8.self).lowercased()]
    else {
      return (text, 1)
    }
    return (text[...digit], scale)
  }
}
