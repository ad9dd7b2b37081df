public import Machine

/// Why a line is no bar, in words that follow the number of the line.
public struct BarLineProblem: Error, Sendable, Hashable {
  public let message: String
}

/// A bar as one JSON object with plain fields: `time`, `open`, `high`, `low`, `close`, `volume` and
/// columns beside the market by their names. Other fields are passed over.
public struct BarLine: Sendable, Hashable {
  public let bar: Bar
  /// Bytes a line has at most.
  public static let mostBytes = 1 << 16

  /// - Parameter extras: the columns beside the market that are wanted; what a line lacks of them
  ///   is missing.
  public init(_ line: [UInt8], extras: [String] = []) throws(BarLineProblem) {
    var fields: [String: Field] = [:]
    var scanner = Scanner(text: line)
    try scanner.object { (name: String, field: Field) throws(BarLineProblem) in
      guard fields.updateValue(field, forKey: name) == nil else {
        throw BarLineProblem(message: "\(name.prefix(40)) stands there twice")
      }
    }
    var words: [Int64] = []
    for name in ["open", "high", "low", "close"] {
      guard let field = fields[name] else { throw BarLineProblem(message: "\(name) is missing") }
      words.append(try Self.number(field, name))
    }
    guard let time = fields["time"] else { throw BarLineProblem(message: "time is missing") }
    var beside: [Int64] = []
    for name in extras {
      beside.append(
        try fields[name].map { field throws(BarLineProblem) in
          try Self.number(field, name)
        } ?? Grid.missing)
    }
    bar = Bar(
      time: try Self.moment(time), open: words[0], high: words[1], low: words[2],
      close: words[3],
      volume: try fields["volume"].map { field throws(BarLineProblem) in
        try Self.number(field, "volume")
      } ?? 0, extras: beside)
  }

  /// A value that is not nested: what stands there, and whether in quotes.
  private struct Field {
    let text: [UInt8]
    let isQuoted: Bool

    var shown: String { shownText(text.span) }
  }

  private static func number(_ field: Field, _ name: String) throws(BarLineProblem) -> Int64 {
    switch NumberText(field.text.span) {
    case .word(let word): return word
    case .missing: return Grid.missing
    case .infinite: throw BarLineProblem(message: "\(name) is too large: \(field.shown)")
    case .malformed: throw BarLineProblem(message: "\(name) is not a number: \(field.shown)")
    }
  }

  private static func moment(_ field: Field) throws(BarLineProblem) -> Int64 {
    if let count = TimeCount(field.text.span) {
      guard case .success(let moment) = count.nanoseconds(TimeUnit(magnitude: count.magnitude))
      else { throw BarLineProblem(message: "time is out of range: \(field.shown)") }
      return moment
    }
    guard field.isQuoted, case .success(let reading) = TimeText.read(field.text.span) else {
      throw BarLineProblem(message: "time is not a time: \(field.shown)")
    }
    return reading.nanoseconds
  }

  // MARK: - The text

  private struct Scanner {
    let text: [UInt8]
    var at = 0

    private func byte(_ character: Unicode.Scalar) -> UInt8 { UInt8(ascii: character) }

    private mutating func skip() {
      while at < text.count, [0x20, 0x09, 0x0D, 0x0A].contains(text[at]) { at += 1 }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
      skip()
      guard at < text.count, text[at] == byte(character) else { return false }
      at += 1
      return true
    }

    /// One object from the first byte to the last.
    mutating func object(
      _ field: (String, Field) throws(BarLineProblem) -> Void
    ) throws(BarLineProblem) {
      guard take("{") else { throw BarLineProblem(message: "it does not begin with {") }
      if !take("}") {
        repeat {
          guard take("\"") else { throw BarLineProblem(message: "a name in quotes is missing") }
          let name = String(decoding: try quoted(), as: UTF8.self)
          guard take(":") else {
            throw BarLineProblem(message: "there is no colon behind \(name.prefix(40))")
          }
          try field(name, try value(name))
        } while take(",")
        guard take("}") else { throw BarLineProblem(message: "it does not end with }") }
      }
      skip()
      guard at == text.count else { throw BarLineProblem(message: "something follows the object") }
    }

    private mutating func value(_ name: String) throws(BarLineProblem) -> Field {
      if take("\"") { return Field(text: try quoted(), isQuoted: true) }
      let start = at
      while at < text.count, ![0x2C, 0x7D, 0x20, 0x09, 0x0D].contains(text[at]) {
        guard ![byte("["), byte("{"), byte("\"")].contains(text[at]) else {
          throw BarLineProblem(message: "\(name.prefix(40)) is nested; a bar has plain fields")
        }
        at += 1
      }
      guard at > start else {
        throw BarLineProblem(message: "\(name.prefix(40)) has no value")
      }
      return Field(text: Array(text[start..<at]), isQuoted: false)
    }

    /// What stands before the closing quote; a backslash keeps the byte behind it from ending it.
    private mutating func quoted() throws(BarLineProblem) -> [UInt8] {
      let start = at
      while at < text.count, text[at] != byte("\"") { at += text[at] == byte("\\") ? 2 : 1 }
      guard at < text.count else { throw BarLineProblem(message: "a quote is not closed") }
      at += 1
      return Array(text[start..<(at - 1)])
    }
  }
}
