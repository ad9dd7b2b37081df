internal import Host

/// A zip archive: stored and deflated members.
struct ZipArchive {
  struct Member {
    let name: String
    fileprivate let bytes: HeldBytes
    fileprivate let method: Int
    /// Of the unpacked bytes, as the archive says it.
    fileprivate let sum: [UInt8]
    fileprivate let size: [UInt8]
    fileprivate let path: String

    /// The unpacked bytes, with their check sum found right.
    func content(_ room: inout Unpacking) throws(Failure) -> HeldBytes {
      do throws(Failure) {
        return try room.text(
          of: try InflateStream(JoinedStream(packed), head: [], path: path), path)
      } catch {
        guard error.code == DataKinds.damagedGzip.code else { throw error }
        throw ImportKinds.archive.failure(
          "\(path): its content is damaged or does not match its check sum in the archive")
      }
    }

    /// A member is what stands in a gz file, with another head. What is stored becomes blocks of at
    /// most 65,535 bytes, as deflate has for what it cannot make shorter.
    private var packed: [HeldBytes] {
      var parts = [HeldBytes([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255])]
      if method == 8 {
        parts.append(bytes)
      } else {
        var start = 0
        repeat {
          let block = bytes.part(start..<min(bytes.count, start + 65_535))
          start += block.count
          let count = UInt16(block.count)
          parts.append(
            HeldBytes([
              start == bytes.count ? 1 : 0, UInt8(count & 255), UInt8(count >> 8),
              UInt8(~count & 255), UInt8(~count >> 8),
            ]))
          parts.append(block)
        } while start < bytes.count
      }
      return parts + [HeldBytes(sum + size)]
    }
  }

  /// Files, sorted by name; folders and what a system puts beside them are left out.
  let members: [Member]

  init(_ bytes: HeldBytes, path: String) throws(Failure) {
    func broken(_ what: String) -> Failure { ImportKinds.archive.failure("\(path): \(what)") }
    func number(_ at: Int, _ size: Int) throws(Failure) -> Int {
      guard at >= 0, at + size <= bytes.count else { throw broken("the archive is cut short") }
      return bytes.array(at..<(at + size)).reversed().reduce(0) { $0 << 8 | Int($1) }
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
      let name = String(decoding: bytes.array((at + 46)..<(at + 46 + length)), as: UTF8.self)
      let (sum, size) = (bytes.array((at + 16)..<(at + 20)), bytes.array((at + 24)..<(at + 28)))
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
          name: name, bytes: bytes.part(start..<(start + packed)), method: method, sum: sum,
          size: size,
          path: "\(path)/\(last)"))
    }
    members = found.sorted { $0.name < $1.name }
  }
}
