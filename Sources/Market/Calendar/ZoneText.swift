/// The content of a zone file (TZif, RFC 8536), version 2 or later.
struct ZoneText {
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The last year whose changes are worked out from the rule at the end of the file.
  private static let lastYear = 2200

  /// Nothing when the bytes are no such file.
  func zone(named name: String) -> Zone? {
    guard let first = Header(bytes, at: 0), first.version >= 0x32,
      let header = Header(bytes, at: Header.size + first.bytes(wordSize: 4))
    else { return nil }
    let start = header.start + Header.size
    let end = start + header.bytes(wordSize: 8)
    guard end <= bytes.count else { return nil }
    var changes: [Int64] = []
    var offsets: [Int64] = []
    let types = start + header.changes * 9
    func offset(_ type: Int) -> Int64? {
      guard type < header.types else { return nil }
      return Int64(Int32(truncatingIfNeeded: word(types + type * 6, 4)))
    }
    guard let earliest = offset(0) else { return nil }
    offsets.append(earliest)
    for change in 0..<header.changes {
      guard let next = offset(Int(bytes[start + header.changes * 8 + change])) else { return nil }
      let moment = word(start + change * 8, 8)
      guard changes.last ?? .min < moment else { return nil }
      changes.append(moment)
      offsets.append(next)
    }
    let rule = bytes[end...].split(separator: 0x0A).first.map { Array($0) } ?? []
    if let rule = ZoneRule(rule) {
      for change in rule.changes(after: changes.last ?? .min, through: ZoneText.lastYear) {
        changes.append(change.moment)
        offsets.append(change.offset)
      }
    }
    return Zone(name: name, changes: changes, offsets: offsets)
  }

  private func word(_ start: Int, _ size: Int) -> Int64 {
    var word: UInt64 = 0
    for byte in bytes[start..<(start + size)] { word = word << 8 | UInt64(byte) }
    return Int64(bitPattern: word)
  }

  /// What stands before each of the two parts: how many of everything there are.
  private struct Header {
    static let size = 44
    let start: Int
    let version: UInt8
    private let counts: [Int]
    var changes: Int { counts[3] }
    var types: Int { counts[4] }

    init?(_ bytes: [UInt8], at start: Int) {
      guard start + Header.size <= bytes.count,
        Array(bytes[start..<(start + 4)]) == Array("TZif".utf8)
      else { return nil }
      self.start = start
      version = bytes[start + 4]
      counts = (0..<6).map { number in
        bytes[(start + 20 + number * 4)..<(start + 24 + number * 4)].reduce(0) { $0 << 8 | Int($1) }
      }
      guard counts.allSatisfy({ $0 <= 100_000 }), types > 0 else { return nil }
    }

    /// Bytes of the part behind it.
    func bytes(wordSize: Int) -> Int {
      changes * (wordSize + 1) + types * 6 + counts[5] + counts[2] * (wordSize + 4) + counts[1]
        + counts[0]
    }
  }
}
