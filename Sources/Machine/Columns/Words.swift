internal import Glibc

// All raw memory of columns that are not the frame's is here.
//
// SAFETY, of the whole file: `Words` names `count` words from `base` on, which lie in the room that
// it holds. A room's memory stays where it is and what it is as long as the room lives; a `Buffer`
// grows and changes only while one `Words` alone holds it.

/// The memory that words lie in: kept alive as long as anyone reads them.
///
/// SAFETY: what is shared is only read. A subclass must promise the same.
open class WordRoom: @unchecked Sendable {
  public init() {}

  /// Nobody will soon read the words of a range, counted from the room's first: their memory may go
  /// back to where it came from, and comes again when they are read.
  open func rest(_ words: Range<Int>) {}
}

/// A column of bars: 64-bit words, read where they lie, in memory of the process or in a mapped
/// file. A copy shares them.
///
/// SAFETY: see the head of the file; nothing that is shared is written.
@safe
public struct Words: @unchecked Sendable, RandomAccessCollection {
  @usableFromInline let base: UnsafePointer<Int64>
  public private(set) var count: Int
  /// The place of `base` in the room, in words.
  private let start: Int
  private var room: WordRoom

  @inlinable public var startIndex: Int { 0 }
  @inlinable public var endIndex: Int { count }

  /// Reading past the end is a programming error.
  @inlinable
  public subscript(row: Int) -> Int64 {
    @inline(__always) get {
      precondition(row >= 0 && row < count, "a row that is not there")
      return unsafe base[row]
    }
  }

  /// None, with room for so many.
  public init(capacity: Int = 0) {
    let buffer = Buffer(capacity)
    unsafe self.init(unsafe UnsafePointer(buffer.base), count: 0, start: 0, buffer)
  }

  /// A copy of an array.
  public init(_ array: [Int64]) {
    self.init(capacity: array.count)
    unsafe array.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
  }

  /// Words that lie in a room of another kind, such as a mapped file.
  ///
  /// SAFETY: `count` words from `base` on must lie in the room, and stay as they are while it
  /// lives.
  @unsafe
  public init(_ base: UnsafePointer<Int64>, count: Int, in room: WordRoom) {
    unsafe self.init(base, count: count, start: 0, room)
  }

  @unsafe
  private init(_ base: UnsafePointer<Int64>, count: Int, start: Int, _ room: WordRoom) {
    unsafe self.base = unsafe base
    self.count = count
    self.start = start
    self.room = room
  }

  /// The rows of a range, at the same place.
  public func rows(_ range: Range<Int>) -> Words {
    let part = range.clamped(to: 0..<count)
    return unsafe Words(
      base + part.lowerBound, count: part.count, start: start + part.lowerBound, room)
  }

  /// Rows that will not be read soon; see `WordRoom.rest`.
  public func rest(_ rows: Range<Int>) {
    let part = rows.clamped(to: 0..<count)
    room.rest((start + part.lowerBound)..<(start + part.upperBound))
  }

  /// True where each word and the one behind it are as `areFine` says. The memory behind those that
  /// were looked at is given back.
  public func allNeighbours(_ areFine: (Int64, Int64) -> Bool) -> Bool {
    guard var last = first else { return true }
    let stretch = 1 << 17
    for start in stride(from: 0, to: count, by: stretch) {
      // Large pages may have brought back what lay before.
      defer { rest(start - stretch..<start + stretch) }
      for row in Swift.max(1, start)..<Swift.max(1, Swift.min(count, start + stretch)) {
        guard areFine(last, self[row]) else { return false }
        last = self[row]
      }
    }
    return true
  }

  public func withUnsafeBufferPointer<Result, Problem: Error>(
    _ body: (UnsafeBufferPointer<Int64>) throws(Problem) -> Result
  ) throws(Problem) -> Result {
    let room = room
    defer { withExtendedLifetime(room) {} }
    return try unsafe body(UnsafeBufferPointer(start: base, count: count))
  }

  public func withContiguousStorageIfAvailable<Result>(
    _ body: (UnsafeBufferPointer<Int64>) throws -> Result
  ) rethrows -> Result? {
    let room = room
    defer { withExtendedLifetime(room) {} }
    return try unsafe body(UnsafeBufferPointer(start: base, count: count))
  }
}

// MARK: - Growing

extension Words {
  /// Memory of the process that grows.
  ///
  /// SAFETY: written only through the one `Words` that holds it.
  @safe
  private final class Buffer: WordRoom, @unchecked Sendable {
    private(set) var base: UnsafeMutablePointer<Int64>
    private(set) var capacity: Int

    init(_ capacity: Int) {
      self.capacity = Swift.max(capacity, 4)
      unsafe base = .allocate(capacity: self.capacity)
    }

    deinit { unsafe base.deallocate() }
  }

  /// Makes room for so many words in all.
  public mutating func reserveCapacity(_ capacity: Int) {
    if let buffer = own, buffer.capacity >= capacity { return }
    grow(to: Swift.max(capacity, count))
  }

  /// Adds a word; others that share the words do not see it.
  public mutating func append(_ word: Int64) {
    let buffer = roomFor(1)
    unsafe (buffer.base + count).initialize(to: word)
    count += 1
  }

  /// Adds words; others that share the words do not see them.
  public mutating func append(contentsOf words: UnsafeBufferPointer<Int64>) {
    guard let source = words.baseAddress else { return }
    let buffer = roomFor(words.count)
    unsafe (buffer.base + count).initialize(from: source, count: words.count)
    count += words.count
  }

  /// Takes all words away and keeps the room for others.
  public mutating func removeAll() {
    if own == nil { self = Words() }
    count = 0
  }

  /// Asks the system to back the room with large pages: hundreds of them are quicker to get than a
  /// hundred thousand small ones. Only advice; nothing depends on it.
  public mutating func adviseLargePages() {
    guard let buffer = own else { return }
    let page = 1 << 21
    let room = buffer.capacity * MemoryLayout<Int64>.stride
    guard room >= 2 * page else { return }
    // Only addresses inside the buffer are named, and no byte is changed.
    let address = unsafe UInt(bitPattern: buffer.base)
    let first = (address + UInt(page) - 1) & ~UInt(page - 1)
    let last = (address + UInt(room)) & ~UInt(page - 1)
    guard first < last else { return }
    unsafe madvise(UnsafeMutableRawPointer(bitPattern: first), Int(last - first), MADV_HUGEPAGE)
  }

  /// The buffer, where nobody else holds it and the words are all of it.
  private var own: Buffer? {
    mutating get {
      guard start == 0, isKnownUniquelyReferenced(&room) else { return nil }
      return room as? Buffer
    }
  }

  private mutating func roomFor(_ more: Int) -> Buffer {
    if let buffer = own, buffer.capacity - count >= more { return buffer }
    return grow(to: Swift.max(count + more, 2 * count))
  }

  @discardableResult
  private mutating func grow(to capacity: Int) -> Buffer {
    let buffer = Buffer(capacity)
    unsafe buffer.base.initialize(from: base, count: count)
    self = unsafe Words(UnsafePointer(buffer.base), count: count, start: 0, buffer)
    return buffer
  }
}

// MARK: - As a value

extension Words: ExpressibleByArrayLiteral, Hashable, CustomStringConvertible {
  public init(arrayLiteral elements: Int64...) { self.init(elements) }

  public static func == (left: Words, right: Words) -> Bool { left.elementsEqual(right) }

  public static func == (left: Words, right: [Int64]) -> Bool { left.elementsEqual(right) }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(count)
    for word in self { hasher.combine(word) }
  }

  public var description: String { Array(self).description }
}

/// What can become a column of bars.
public protocol WordList {
  var words: Words { get }
}

extension Words: WordList {
  public var words: Words { self }
}

extension [Int64]: WordList {
  public var words: Words { Words(self) }
}
