/// Everything a program asks of the outside: time, chance, names, files. One value, handed down
/// from `main`; a test hands down another one.
public struct Environment: Sendable {
  public var clock: any WallClock
  public var randomness: any RandomSource
  public var disk: any Disk

  public init(clock: any WallClock, randomness: any RandomSource, disk: any Disk) {
    self.clock = clock
    self.randomness = randomness
    self.disk = disk
  }
}

/// The time of day and a stopwatch, both in nanoseconds.
public protocol WallClock: Sendable {
  /// Since 1970-01-01 UTC.
  func now() -> Int64
  /// Since an arbitrary start; never runs backwards.
  func uptime() -> Int64
  /// Lets so many nanoseconds pass; may return early when a signal comes.
  func rest(for nanoseconds: Int64)
}

/// Where seeds and ids come from.
public protocol RandomSource: Sendable {
  func next() -> UInt64
}

/// Hears how much of a piece of work is done, in whatever it is counted; all of it at the end.
public typealias Advance = @Sendable (_ done: Int, _ all: Int) -> Void

/// What is known of a file before it is read.
public struct FileStatus: Sendable, Hashable {
  /// What stands at a path.
  public enum Kind: Sendable, Hashable { case file, folder, other }
  public let kind: Kind
  public let bytes: Int
  /// When the content was last written, in nanoseconds since 1970-01-01 UTC.
  public let modified: Int64
  /// When content, name or rights last changed: no program sets this time at will.
  public let changed: Int64
  /// Which file it is, links followed: another one that takes its name has another number.
  public let identity: UInt64
  public init(
    kind: Kind, bytes: Int, modified: Int64 = 0, changed: Int64 = 0, identity: UInt64 = 0
  ) {
    self.kind = kind
    self.bytes = bytes
    self.modified = modified
    self.changed = changed
    self.identity = identity
  }
}

/// Files. Every failure is a `Failure` of class `system` or `data` that names the path.
public protocol Disk: Sendable {
  func status(_ path: String) throws(Failure) -> FileStatus
  /// The path without links, `.` and `..`, from the root.
  func resolved(_ path: String) throws(Failure) -> String
  /// The whole file; refused when it is longer than `limit` bytes.
  func read(_ path: String, limit: Int) throws(Failure) -> [UInt8]
  /// Calls `body` with the whole file's bytes, without copying them where the system can.
  func withBytes<Result>(
    of path: String, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result
  /// Writes a file so that a reader sees the old content or the new, never a part.
  func write(_ path: String, _ bytes: [UInt8]) throws(Failure)
  /// The same piece by piece: `body` is given what writes the next one.
  func write(
    _ path: String,
    pieces body: (_ write: ([UInt8]) throws(Failure) -> Void) throws(Failure) -> Void
  ) throws(Failure)
  /// A file opened for reading from its beginning, piece by piece; pipes and devices too.
  func open(_ path: String) throws(Failure) -> any ByteStream
  /// Names in a folder, sorted.
  func list(_ path: String) throws(Failure) -> [String]
  func makeFolder(_ path: String) throws(Failure)
  /// Opens a file to be written in place; it is made where there is none.
  func edit(_ path: String) throws(Failure) -> any FileEditor
  /// The first bytes of a file without a copy where the system can; fails where it is shorter.
  func map(_ path: String, bytes: Int) throws(Failure) -> MappedBytes
  /// Takes a file away, or a folder with all that is in it; fails where nothing is there.
  func remove(_ path: String) throws(Failure)
  /// A file for what is too much for memory, in the folder for temporary files.
  func scratch() throws(Failure) -> any ScratchFile
  /// The bytes that such files may still take; nil where the system does not say.
  var scratchRoom: Int? { get }
}

/// Bytes that come one piece after another.
public protocol ByteStream: AnyObject, Sendable {
  /// The length of a plain file when it was opened; nil where it cannot be known (a pipe).
  var bytes: Int? { get }
  /// Fills the front of `buffer` and returns how many bytes; 0 at the end. May return fewer than
  /// asked.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int
  /// True when `read` would return at once, though it be with nothing or a failure: always, but for
  /// pipes and devices.
  var isReady: Bool { get }
}

extension ByteStream {
  public var isReady: Bool { true }
}

extension Disk {
  /// For a disk without links.
  public func resolved(_ path: String) throws(Failure) -> String {
    _ = try status(path)
    return path
  }

  /// For a disk that writes no pieces: all of them at once.
  public func write(
    _ path: String,
    pieces body: (_ write: ([UInt8]) throws(Failure) -> Void) throws(Failure) -> Void
  ) throws(Failure) {
    var all: [UInt8] = []
    try body { all += $0 }
    try write(path, all)
  }

  /// For a disk without streams of its own: the whole file, handed out piece by piece.
  public func open(_ path: String) throws(Failure) -> any ByteStream {
    ArrayStream(try read(path, limit: .max))
  }
}

extension ByteStream {
  /// Everything that is left; refused where it is more than `limit` bytes.
  ///
  /// - Parameter path: for the message.
  public func rest(limit: Int, _ path: String) throws(Failure) -> [UInt8] {
    var content: [UInt8] = []
    let size = 1 << 16
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let count = try read(into: buffer)
      if count == 0 { return content }
      // SAFETY: the first `count` bytes of the buffer were just filled.
      content += UnsafeRawBufferPointer(rebasing: buffer[..<count])
      guard content.count <= limit else {
        throw SystemKinds.failure(
          SystemKinds.tooLong,
          "cannot read \(SystemKinds.quoted(path)): more than \(limit) bytes of text", path)
      }
    }
  }
}

/// Bytes in memory, as a stream.
public final class ArrayStream: ByteStream {
  private let content: [UInt8]
  private let position = Monitor(0)

  public init(_ content: [UInt8]) { self.content = content }

  public var bytes: Int? { content.count }

  public func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    position.with { position in
      let part = content[position..<min(content.count, position + buffer.count)]
      buffer.copyBytes(from: part)
      position = part.endIndex
      return part.count
    }
  }
}

extension ByteStream {
  /// At most so many bytes of what comes next; none at the end. The failure comes beside, as an
  /// array's initialiser erases its type.
  public func piece(_ most: Int) -> (bytes: [UInt8], failure: Failure?) {
    var problem: Failure?
    let bytes = [UInt8](unsafeUninitializedCapacity: most) { buffer, count in
      do throws(Failure) {
        count = try read(into: UnsafeMutableRawBufferPointer(buffer))
      } catch {
        problem = error
      }
    }
    return (bytes, problem)
  }
}
