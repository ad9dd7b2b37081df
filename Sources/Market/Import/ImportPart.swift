public import Host

/// One text of a file that is imported: the file itself, or a member of an archive.
public struct ImportPart: Sendable {
  /// The name of the file or member, with its folders inside of what is imported.
  public var name: String
  /// UTF-8.
  public var text: HeldBytes
  /// How it was packed, for the report; empty where it was not.
  public var packing: [String] = []
  /// What the rows were taken from, where it was a table of a database.
  public internal(set) var origin: ImportDecision?
  /// Why there is no text: it could not be read or unpacked.
  public var failure: Failure?

  public init(name: String, text: HeldBytes, failure: Failure? = nil) {
    self.name = name
    self.text = text
    self.failure = failure
  }

  /// The same of a text in memory.
  public init(name: String, text: [UInt8], failure: Failure? = nil) {
    self.init(name: name, text: HeldBytes(text), failure: failure)
  }

  /// The most bytes that one text may have.
  public static let mostBytes = 1 << 40

  /// The texts in the bytes of a file: gz and zip are unpacked, UTF-16 becomes UTF-8, the byte
  /// order mark goes.
  ///
  /// - Parameters:
  ///   - path: for messages; its last part names the text.
  ///   - most: the bytes that all texts together may have when they are unpacked.
  ///   - scratch: where a text goes that is too much for memory; nil holds it.
  public static func all(
    of bytes: HeldBytes, path: String, most: Int = mostBytes, scratch: Scratch? = nil
  ) throws(Failure) -> [ImportPart] {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    var room = Unpacking(most: most, scratch)
    return try all(ImportPart(name: name, text: bytes), path, depth: 0, &room)
  }

  private static func all(
    _ part: ImportPart, _ path: String, depth: Int, _ room: inout Unpacking
  ) throws(Failure) -> [ImportPart] {
    guard depth < 4 else {
      throw ImportKinds.archive.failure("\(path): archives inside archives, more than three deep")
    }
    if part.text.starts(with: [0x1F, 0x8B]) {
      let head = part.text.head(4_096)
      let rest = part.text.stream(from: 4_096)
      var inner = ImportPart(
        name: part.name.without(".gz"),
        text: try room.text(of: InflateStream(rest, head: head, path: path), path))
      inner.packing = part.packing + ["gz"]
      return try all(inner, path, depth: depth + 1, &room)
    }
    if part.text.starts(with: Array("PK\u{3}\u{4}".utf8))
      || part.text.starts(with: [0x50, 0x4B, 5, 6])
    {
      var found: [ImportPart] = []
      let members = try ZipArchive(part.text, path: path).members
      if members.contains(where: { $0.name.hasPrefix("xl/") && $0.name.hasSuffix(".xml") }) {
        throw ImportKinds.archive.failure(
          "\(path): this is a spreadsheet (xlsx), which is not read; save it as CSV")
      }
      for member in members {
        do throws(Failure) {
          var inner = ImportPart(name: member.name, text: try member.content(&room))
          inner.packing = part.packing + ["zip"]
          found += try all(inner, "\(path)/\(member.name)", depth: depth + 1, &room)
        } catch {
          // What one member is worth has nothing to do with another; memory has.
          if error.code == DataKinds.overpacked.code { throw error }
          found.append(ImportPart(name: member.name, text: [], failure: error))
        }
      }
      guard !found.isEmpty else {
        throw ImportKinds.archive.failure("\(path): there are no files in the archive")
      }
      return found
    }
    var plain = part
    if let text = try WideText.utf8(part.text, path, room.scratch) {
      plain.text = text
      plain.packing.append("UTF-16")
    }
    // Programs that write one into a file that has one already leave two.
    while plain.text.starts(with: [0xEF, 0xBB, 0xBF]) {
      plain.text = plain.text.part(3..<plain.text.count)
      if plain.packing.last != "byte order mark" { plain.packing.append("byte order mark") }
    }
    // What has zeros in it is no text, and is said to be none later on.
    if !isUTF8(plain.text.head(65_536)),
      !plain.text.prefix(4_096).contains(0)
    {
      // Letters of western Europe in one byte each.
      var text = ByteGathering(room.scratch)
      try plain.text.pieces { piece throws(Failure) in
        try text.append(piece.flatMap { $0 < 0x80 ? [$0] : [0xC0 | $0 >> 6, 0x80 | $0 & 0x3F] })
        return true
      }
      plain.text = try text.finish()
      plain.packing.append("Latin-1")
    }
    return [plain]
  }
}

/// True for the beginning of a text whose whole lines are UTF-8.
private func isUTF8(_ text: [UInt8]) -> Bool {
  let end = text.lastIndex { $0 == 0x0A || $0 == 0x0D } ?? text.endIndex
  return String(validating: text[..<end], as: UTF8.self) != nil
}

extension String {
  fileprivate func without(_ ending: String) -> String {
    hasSuffix(ending) ? String(dropLast(ending.count)) : self
  }
}

/// How much more may be unpacked.
struct Unpacking {
  /// Lines of bars are longer than this, in bytes.
  private static let shortestLine = 6

  private let most: Int
  private var left: Int
  let scratch: Scratch?

  /// - Parameter most: the bytes that all texts together may have.
  init(most: Int, _ scratch: Scratch?) {
    (self.most, left) = (most, most)
    self.scratch = scratch
  }

  /// All that a stream unpacks to; refused before it takes more room than is left for it.
  mutating func text(of stream: any ByteStream, _ path: String) throws(Failure) -> HeldBytes {
    var gathering = ByteGathering(scratch)
    do throws(Failure) {
      try gathering.append(stream, limit: left, path)
    } catch {
      guard error.code == SystemKinds.tooLong.code else { throw error }
      throw DataKinds.overpacked.failure(
        "\(path): more than \(most >> 20) MB of text in all, which is what the room that is left "
          + "allows")
    }
    let text = try gathering.finish()
    left -= text.count
    var lines = 0
    text.pieces { piece in
      lines += piece.count { $0 == 0x0A }
      return true
    }
    guard lines < 1 << 16 || text.count / lines >= Self.shortestLine else {
      throw DataKinds.overpacked.failure(
        "\(path): unpacked it has \(counted(lines, "line", "lines")) of fewer than "
          + "\(Self.shortestLine) bytes, which are no bars")
    }
    return text
  }
}

/// UTF-16 text, with a byte order mark or known by its zeros.
enum WideText {
  /// The same as UTF-8; nil where it is not UTF-16.
  static func utf8(
    _ bytes: HeldBytes, _ path: String, _ scratch: Scratch?
  ) throws(Failure) -> HeldBytes? {
    guard let (isBig, start) = order(of: bytes) else { return nil }
    guard (bytes.count - start) % 2 == 0 else {
      throw ImportKinds.wide.failure("\(path): the UTF-16 text has an odd number of bytes")
    }
    var text = ByteGathering(scratch)
    // The first half of a letter of two units waits for the second.
    var units: [UInt16] = []
    try bytes.part(start..<bytes.count).pieces { piece throws(Failure) in
      for index in stride(from: 0, to: piece.count, by: 2) {
        let (one, two) = (UInt16(piece[index]), UInt16(piece[index + 1]))
        units.append(isBig ? one << 8 | two : two << 8 | one)
      }
      let half = units.last.flatMap { UTF16.isLeadSurrogate($0) ? $0 : nil }
      if half != nil { units.removeLast() }
      try text.append(Array(String(decoding: units, as: UTF16.self).utf8))
      units = half.map { [$0] } ?? []
      return true
    }
    try text.append(Array(String(decoding: units, as: UTF16.self).utf8))
    return try text.finish()
  }

  /// Whether the large byte comes first, and where the text begins; nil for what is not UTF-16.
  private static func order(of bytes: HeldBytes) -> (isBig: Bool, start: Int)? {
    if bytes.starts(with: [0xFF, 0xFE]) { return (false, 2) }
    if bytes.starts(with: [0xFE, 0xFF]) { return (true, 2) }
    let head = bytes.head(400)
    guard head.count >= 8 else { return nil }
    let zeros = [0, 1].map { odd in head.indices.count { $0 % 2 == odd && head[$0] == 0 } }
    guard max(zeros[0], zeros[1]) > head.count / 3, min(zeros[0], zeros[1]) == 0 else { return nil }
    return (zeros[0] > zeros[1], 0)
  }
}
