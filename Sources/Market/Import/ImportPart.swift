public import Host

/// One text of a file that is imported: the file itself, or a member of an archive.
public struct ImportPart: Sendable {
  /// The name of the file or member, with its folders inside of what is imported.
  public var name: String
  /// UTF-8.
  public var text: [UInt8]
  /// How it was packed, for the report; empty where it was not.
  public var packing: [String] = []
  /// What the rows were taken from, where it was a table of a database.
  public internal(set) var origin: ImportDecision?
  /// Why there is no text: it could not be read or unpacked.
  public var failure: Failure?

  public init(name: String, text: [UInt8], failure: Failure? = nil) {
    self.name = name
    self.text = text
    self.failure = failure
  }

  /// The most bytes that one part may have when it is unpacked.
  public static let mostBytes = 8 << 30

  /// The texts in the bytes of a file: gz and zip are unpacked, UTF-16 becomes UTF-8, the byte
  /// order mark goes.
  ///
  /// - Parameters:
  ///   - path: for messages; its last part names the text.
  ///   - most: the bytes that all texts together may have when they are unpacked.
  public static func all(
    of bytes: [UInt8], path: String, most: Int = mostBytes
  ) throws(Failure) -> [ImportPart] {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    var room = Unpacking(most: most)
    return try all(ImportPart(name: name, text: bytes), path, depth: 0, &room)
  }

  private static func all(
    _ part: ImportPart, _ path: String, depth: Int, _ room: inout Unpacking
  ) throws(Failure) -> [ImportPart] {
    guard depth < 4 else {
      throw ImportKinds.archive.failure("\(path): archives inside archives, more than three deep")
    }
    if part.text.starts(with: [0x1F, 0x8B]) {
      let head = Array(part.text.prefix(4_096))
      let rest = ArrayStream(Array(part.text.dropFirst(4_096)))
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
    if let text = try WideText.utf8(part.text, path) {
      plain.text = text
      plain.packing.append("UTF-16")
    }
    if plain.text.starts(with: [0xEF, 0xBB, 0xBF]) {
      plain.text.removeFirst(3)
      plain.packing.append("byte order mark")
    }
    // What has zeros in it is no text, and is said to be none later on.
    if !isUTF8(plain.text.prefix(65_536)), !plain.text.prefix(4_096).contains(0) {
      // Letters of western Europe in one byte each.
      plain.text = plain.text.flatMap { $0 < 0x80 ? [$0] : [0xC0 | $0 >> 6, 0x80 | $0 & 0x3F] }
      plain.packing.append("Latin-1")
    }
    return [plain]
  }
}

/// True for the beginning of a text whose whole lines are UTF-8.
private func isUTF8(_ text: ArraySlice<UInt8>) -> Bool {
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

  /// - Parameter most: the bytes that all texts together may have.
  init(most: Int) { (self.most, left) = (most, most) }

  /// All that a stream unpacks to; refused before it takes more memory than is left for it.
  mutating func text(of stream: InflateStream, _ path: String) throws(Failure) -> [UInt8] {
    let text: [UInt8]
    do throws(Failure) {
      text = try stream.rest(limit: left, path)
    } catch {
      guard error.code == SystemKinds.tooLong.code else { throw error }
      throw DataKinds.overpacked.failure(
        "\(path): more than \(most >> 20) MB of text in all, which is what the memory that is left "
          + "allows")
    }
    left -= text.count
    let lines = text.count { $0 == 0x0A }
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
  static func utf8(_ bytes: [UInt8], _ path: String) throws(Failure) -> [UInt8]? {
    let isBig: Bool
    var start = 0
    if bytes.starts(with: [0xFF, 0xFE]) {
      (isBig, start) = (false, 2)
    } else if bytes.starts(with: [0xFE, 0xFF]) {
      (isBig, start) = (true, 2)
    } else {
      let head = bytes.prefix(400)
      guard head.count >= 8 else { return nil }
      let zeros = [0, 1].map { odd in head.indices.count { $0 % 2 == odd && head[$0] == 0 } }
      guard max(zeros[0], zeros[1]) > head.count / 3, min(zeros[0], zeros[1]) == 0 else {
        return nil
      }
      isBig = zeros[0] > zeros[1]
    }
    guard (bytes.count - start) % 2 == 0 else {
      throw ImportKinds.wide.failure("\(path): the UTF-16 text has an odd number of bytes")
    }
    var units: [UInt16] = []
    units.reserveCapacity(bytes.count / 2)
    for index in stride(from: start, to: bytes.count, by: 2) {
      let (one, two) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
      units.append(isBig ? one << 8 | two : two << 8 | one)
    }
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }
}

/// A zip archive in memory: stored and deflated members.
struct ZipArchive {
  struct Member {
    let name: String
    fileprivate let bytes: ArraySlice<UInt8>
    fileprivate let method: Int
    fileprivate let sum: [UInt8]
    fileprivate let size: [UInt8]
    fileprivate let path: String

    /// The unpacked bytes, with their check sum found right.
    func content(_ room: inout Unpacking) throws(Failure) -> [UInt8] {
      // A deflated member is what stands in a gz file, with another head.
      let head: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
      var packed = head
      if method == 8 {
        packed += bytes
      } else {
        // Stored: deflate blocks that are stored, of at most 65,535 bytes.
        var rest = bytes
        repeat {
          let block = rest.prefix(65_535)
          rest = rest.dropFirst(65_535)
          let count = UInt16(block.count)
          packed.append(rest.isEmpty ? 1 : 0)
          packed += [
            UInt8(count & 255), UInt8(count >> 8), UInt8(~count & 255), UInt8(~count >> 8),
          ]
          packed += block
        } while !rest.isEmpty
      }
      packed += sum + size
      do throws(Failure) {
        let stream = try InflateStream(
          ArrayStream(Array(packed.dropFirst(4_096))), head: Array(packed.prefix(4_096)),
          path: path)
        return try room.text(of: stream, path)
      } catch {
        guard error.code == DataKinds.damagedGzip.code else { throw error }
        throw ImportKinds.archive.failure(
          "\(path): its content is damaged or does not match its check sum in the archive")
      }
    }
  }

  /// Files, sorted by name; folders and what a system puts beside them are left out.
  let members: [Member]

  init(_ bytes: [UInt8], path: String) throws(Failure) {
    func broken(_ what: String) -> Failure { ImportKinds.archive.failure("\(path): \(what)") }
    func number(_ at: Int, _ size: Int) throws(Failure) -> Int {
      guard at >= 0, at + size <= bytes.count else { throw broken("the archive is cut short") }
      return bytes[at..<(at + size)].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
    let least = max(0, bytes.count - 22 - 65_535)
    let end = stride(from: bytes.count - 22, through: least, by: -1).first {
      $0 >= 0 && bytes[$0] == 0x50 && bytes[$0 + 1] == 0x4B && bytes[$0 + 2] == 5
        && bytes[$0 + 3] == 6
    }
    guard let end else { throw broken("the archive has no directory, so it is cut short") }
    let count = try number(end + 10, 2)
    var at = try number(end + 16, 4)
    guard count < 0xFFFF, at < 0xFFFF_FFFF else { throw broken("zip64 archives are not read") }
    var found: [Member] = []
    for _ in 0..<count {
      guard try number(at, 4) == 0x0201_4B50 else { throw broken("its directory is damaged") }
      let (flags, method) = (try number(at + 8, 2), try number(at + 10, 2))
      let (packed, length) = (try number(at + 20, 4), try number(at + 28, 2))
      let local = try number(at + 42, 4)
      guard at + 46 + length <= bytes.count else { throw broken("the archive is cut short") }
      let name = String(decoding: bytes[(at + 46)..<(at + 46 + length)], as: UTF8.self)
      let (sum, size) = (Array(bytes[(at + 16)..<(at + 20)]), Array(bytes[(at + 24)..<(at + 28)]))
      at += 46 + length + (try number(at + 30, 2)) + (try number(at + 32, 2))
      let last = name.split(separator: "/").last.map(String.init) ?? name
      if name.hasSuffix("/") || last.hasPrefix(".") || name.hasPrefix("__MACOSX") { continue }
      guard flags & 1 == 0 else { throw broken("\(name) is encrypted") }
      guard method == 0 || method == 8 else {
        throw broken("\(name) is packed by method \(method); deflate is read")
      }
      guard try number(local, 4) == 0x0403_4B50 else { throw broken("its directory is damaged") }
      let start = local + 30 + (try number(local + 26, 2)) + (try number(local + 28, 2))
      guard start + packed <= bytes.count else { throw broken("the archive is cut short") }
      found.append(
        Member(
          name: name, bytes: bytes[start..<(start + packed)], method: method, sum: sum, size: size,
          path: "\(path)/\(last)"))
    }
    members = found.sorted { $0.name < $1.name }
  }
}
