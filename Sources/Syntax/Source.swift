/// A half-open range of UTF-8 byte offsets into one source text.
public struct Span: Hashable, Sendable {
  public let start: Int
  public let end: Int

  public init(_ start: Int, _ end: Int) {
    self.start = start
    self.end = Swift.max(start, end)
  }

  public static let none = Span(0, 0)

  /// The smallest span that holds both.
  public func joined(_ other: Span) -> Span {
    Span(Swift.min(start, other.start), Swift.max(end, other.end))
  }
}

/// A source text with a name to show, as UTF-8 bytes, and where its lines begin.
public struct Source: Sendable {
  public let name: String
  public let bytes: [UInt8]
  /// Byte offset of the first byte of every line; never empty.
  public let lineStarts: [Int]

  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
    var starts = [0]
    for (offset, byte) in bytes.enumerated() where byte == 0x0A { starts.append(offset + 1) }
    self.lineStarts = starts
  }

  public init(name: String, text: String) {
    self.init(name: name, bytes: Array(text.utf8))
  }

  /// The text of a span, clamped to the source; ill-formed UTF-8 is repaired.
  public func text(_ span: Span) -> String {
    let start = Swift.min(Swift.max(0, span.start), bytes.count)
    let end = Swift.min(Swift.max(start, span.end), bytes.count)
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  /// One-based line and column (in Unicode scalars) of a byte offset.
  public func place(_ offset: Int) -> (line: Int, column: Int) {
    let target = Swift.min(Swift.max(0, offset), bytes.count)
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= target { low = middle } else { high = middle }
    }
    let lead = bytes[lineStarts[low]..<target]
    return (low + 1, lead.reduce(into: 1) { $0 += ($1 & 0xC0) == 0x80 ? 0 : 1 })
  }
}
