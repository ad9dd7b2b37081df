internal import Host

/// XXH64 with seed 0: the check sum of columns and the name of a file's content. `xxhsum -H64`
/// gives the same.
///
/// It finds damage, not forgery.
struct Digest: Sendable, Hashable {
  private static let prime: (UInt64, UInt64, UInt64, UInt64, UInt64) = (
    0x9E37_79B1_85EB_CA87, 0xC2B2_AE3D_27D4_EB4F, 0x1656_67B1_9E37_79F9, 0x85EB_CA77_C2B2_AE63,
    0x27D4_EB2F_1656_67C5
  )

  private var lanes: (UInt64, UInt64, UInt64, UInt64)
  private var rest: [UInt8] = []
  private var total: UInt64 = 0

  init() {
    let (one, two) = (Self.prime.0, Self.prime.1)
    lanes = (one &+ two, two, 0, 0 &- one)
  }

  /// The digest of bytes at one place.
  static func value(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var digest = Digest()
    digest.add(bytes)
    return digest.value
  }

  /// Adds what follows.
  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    total &+= UInt64(bytes.count)
    var at = 0
    if !rest.isEmpty {
      let missing = min(32 - rest.count, bytes.count)
      rest += bytes[0..<missing]
      at = missing
      guard rest.count == 32 else { return }
      rest.withUnsafeBytes { mix($0, 0..<32) }
      rest.removeAll(keepingCapacity: true)
    }
    let whole = (bytes.count - at) / 32 * 32
    mix(bytes, at..<(at + whole))
    rest += bytes[(at + whole)...]
  }

  /// Adds what follows.
  mutating func add(_ bytes: [UInt8]) { bytes.withUnsafeBytes { add($0) } }

  /// Whole groups of 32 bytes.
  private mutating func mix(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) {
    guard range.upperBound <= bytes.count, let base = bytes.baseAddress else { return }
    var (a, b, c, d) = lanes
    var at = range.lowerBound
    while at < range.upperBound {
      a = Self.round(a, base.loadUnaligned(fromByteOffset: at, as: UInt64.self))
      b = Self.round(b, base.loadUnaligned(fromByteOffset: at + 8, as: UInt64.self))
      c = Self.round(c, base.loadUnaligned(fromByteOffset: at + 16, as: UInt64.self))
      d = Self.round(d, base.loadUnaligned(fromByteOffset: at + 24, as: UInt64.self))
      at += 32
    }
    lanes = (a, b, c, d)
  }

  /// The digest of all that was added.
  var value: UInt64 {
    var hash: UInt64
    if total >= 32 {
      let (a, b, c, d) = lanes
      hash = Self.rotated(a, 1) &+ Self.rotated(b, 7) &+ Self.rotated(c, 12) &+ Self.rotated(d, 18)
      for lane in [a, b, c, d] {
        hash = (hash ^ Self.round(0, lane)) &* Self.prime.0 &+ Self.prime.3
      }
    } else {
      hash = Self.prime.4
    }
    hash &+= total
    var at = 0
    while at + 8 <= rest.count {
      hash ^= Self.round(0, word(at, 8))
      hash = Self.rotated(hash, 27) &* Self.prime.0 &+ Self.prime.3
      at += 8
    }
    if at + 4 <= rest.count {
      hash ^= word(at, 4) &* Self.prime.0
      hash = Self.rotated(hash, 23) &* Self.prime.1 &+ Self.prime.2
      at += 4
    }
    while at < rest.count {
      hash ^= UInt64(rest[at]) &* Self.prime.4
      hash = Self.rotated(hash, 11) &* Self.prime.0
      at += 1
    }
    hash = (hash ^ hash >> 33) &* Self.prime.1
    hash = (hash ^ hash >> 29) &* Self.prime.2
    return hash ^ hash >> 32
  }

  private func word(_ start: Int, _ count: Int) -> UInt64 {
    var word: UInt64 = 0
    for index in 0..<count { word |= UInt64(rest[start + index]) << UInt64(8 * index) }
    return word
  }

  @inline(__always)
  private static func rotated(_ word: UInt64, _ bits: UInt64) -> UInt64 {
    word << bits | word >> (64 - bits)
  }

  @inline(__always)
  private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
    rotated(lane &+ word &* prime.1, 31) &* prime.0
  }

  static func == (left: Digest, right: Digest) -> Bool { left.value == right.value }
  func hash(into hasher: inout Hasher) { hasher.combine(value) }
}

extension Digest {
  /// The digest of a whole file, and its length.
  static func ofFile(_ path: String, on disk: any Disk) throws(Failure) -> (
    value: UInt64, bytes: Int
  ) {
    let stream = try disk.open(path)
    var digest = Digest()
    var total = 0
    let size = 1 << 18
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64)
    defer { buffer.deallocate() }
    while true {
      let count = try stream.read(into: buffer)
      if count == 0 { return (digest.value, total) }
      digest.add(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      total += count
    }
  }
}

/// The check sum of bytes, as text: a name for what they say.
public enum Checksum {
  /// XXH64 in 16 hexadecimal digits.
  public static func text(of bytes: [UInt8]) -> String {
    var digest = Digest()
    digest.add(bytes)
    let digits = String(digest.value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
