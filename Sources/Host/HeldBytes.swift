internal import Glibc
internal import Synchronization

/// Bytes that stay as they are, in memory or in a scratch file. A copy shares them. Of a file, what
/// was read some way back does not stay in memory.
///
/// SAFETY: `start` and `count` name bytes of the room, which are only read and live as long as it.
public struct HeldBytes: RandomAccessCollection, Sendable {
  /// The bytes of one stretch stay in memory while they are read.
  private static let stretch = 1 << 22

  private let room: MappedBytes
  private let passage: Passage?
  private let start: Int
  public let count: Int

  /// The stretch that is read now.
  private final class Passage: Sendable {
    let stretch = Atomic<Int>(0)
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { count }

  /// A copy of an array.
  public init(_ array: [UInt8] = []) {
    self.init(room: MappedBytes(copying: array), nil, start: 0, count: array.count)
  }

  /// Bytes of a scratch file.
  init(_ bytes: MappedBytes) {
    self.init(room: bytes, Passage(), start: 0, count: bytes.count)
  }

  private init(room: MappedBytes, _ passage: Passage?, start: Int, count: Int) {
    self.room = room
    self.passage = passage
    self.start = start
    self.count = count
  }

  /// Reading past the end is a programming error.
  public subscript(place: Int) -> UInt8 {
    precondition(place >= 0 && place < count, "a byte that is not there")
    return room.base.load(fromByteOffset: start + place, as: UInt8.self)
  }

  /// The bytes of a range, where they lie.
  public func part(_ range: Range<Int>) -> HeldBytes {
    let range = range.clamped(to: 0..<count)
    return HeldBytes(room: room, passage, start: start + range.lowerBound, count: range.count)
  }

  /// A copy of the bytes of a range.
  public func array(_ range: Range<Int>) -> [UInt8] {
    pass(range.lowerBound)
    return withUnsafeBytes { [UInt8]($0[range]) }
  }

  /// A copy of the first bytes, at most so many.
  public func head(_ most: Int) -> [UInt8] { array(0..<Swift.min(count, most)) }

  public func withUnsafeBytes<Result, Problem: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Problem) -> Result
  ) throws(Problem) -> Result {
    defer { withExtendedLifetime(room) {} }
    return try body(UnsafeRawBufferPointer(start: room.base + start, count: count))
  }

  /// The first place of a byte from another place on; the end where there is none.
  public func first(_ byte: UInt8, from place: Int) -> Int {
    precondition(place >= 0 && place <= count, "a place that is not there")
    let base = room.base + start + place
    // SAFETY: the bytes from there to the end are of the room.
    guard let found = memchr(base, Int32(byte), count - place) else { return count }
    return place + (UnsafeRawPointer(found) - base)
  }

  /// Reading has come to a place: the stretch that was read before is given back.
  public func pass(_ place: Int) {
    guard let passage else { return }
    let now = (start + place) / Self.stretch
    guard passage.stretch.load(ordering: .relaxed) != now else { return }
    let before = passage.stretch.exchange(now, ordering: .relaxed)
    // Reading across the border has touched the neighbours too.
    for stretch in Swift.max(0, before - 1)...before + 1 where stretch != now {
      room.rest(stretch * Self.stretch..<(stretch + 1) * Self.stretch)
    }
  }

  /// Calls `body` with one piece after another until it gives false, and gives back the memory
  /// behind each.
  public func pieces<Problem: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Problem) -> Bool
  ) throws(Problem) {
    for first in stride(from: 0, to: count, by: 1 << 20) {
      pass(first)
      let isWanted = try withUnsafeBytes { bytes throws(Problem) in
        try body(UnsafeRawBufferPointer(rebasing: bytes[first..<Swift.min(count, first + 1 << 20)]))
      }
      guard isWanted else { return }
    }
  }

  /// The bytes from one place on, as a stream.
  public func stream(from place: Int = 0) -> any ByteStream {
    HeldStream(part(Swift.min(place, count)..<count))
  }
}

extension HeldBytes: Equatable {
  public static func == (left: HeldBytes, right: HeldBytes) -> Bool {
    guard left.count == right.count else { return false }
    var (isSame, place) = (true, 0)
    left.pieces { piece in
      right.pass(place)
      isSame = right.withUnsafeBytes { $0[place..<(place + piece.count)].elementsEqual(piece) }
      place += piece.count
      return isSame
    }
    return isSame
  }
}

private final class HeldStream: ByteStream {
  private let content: HeldBytes
  private let position = Monitor(0)

  init(_ content: HeldBytes) { self.content = content }

  var bytes: Int? { content.count }

  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    position.with { position in
      let count = min(buffer.count, content.count - position)
      content.pass(position)
      content.withUnsafeBytes {
        buffer.copyBytes(from: $0[position..<(position + count)])
      }
      position += count
      return count
    }
  }
}

/// Bytes one after another, as one stream.
public final class JoinedStream: ByteStream {
  private let left: Monitor<[any ByteStream]>

  public init(_ parts: [HeldBytes]) { left = Monitor(parts.reversed().map { $0.stream() }) }

  public var bytes: Int? { nil }

  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
    try left.with { left throws(Failure) in
      while let next = left.last {
        let count = try next.read(into: buffer)
        if count > 0 { return count }
        left.removeLast()
      }
      return 0
    }
  }
}
