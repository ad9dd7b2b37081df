/// A file that nobody else sees and that is gone with the object: bytes are appended, then read.
public protocol ScratchFile: AnyObject, Sendable {
  func append(_ bytes: UnsafeRawBufferPointer) throws(Failure)
  /// All bytes so far, where they lie. Nothing is appended afterwards.
  func mapped() throws(Failure) -> MappedBytes
}

/// Room on a disk for what is too much for memory.
public struct Scratch: Sendable {
  /// What is no larger is held in memory however many there are: a file costs more.
  private static let least = 1 << 16

  let disk: any Disk
  /// The bytes of one thing that are kept in memory before the rest goes to the disk.
  public let held: Int
  /// The bytes of all things together that may still be kept in memory.
  private let left: Monitor<Int>

  /// - Parameters:
  ///   - held: the bytes of one thing that are kept in memory.
  ///   - all: those of all things together.
  public init(_ disk: any Disk, held: Int = 8 << 20, all: Int = 64 << 20) {
    self.disk = disk
    self.held = held
    left = Monitor(all)
  }

  /// A file for what does not fit.
  public func file() throws(Failure) -> any ScratchFile { try disk.scratch() }

  /// The bytes that may still be written; nil where nobody knows.
  public var room: Int? { disk.scratchRoom }

  /// True where something of so many bytes may stay in memory for good.
  public func keeps(_ bytes: Int) -> Bool {
    if bytes <= Self.least { return true }
    return left.with { left in
      guard bytes <= left else { return false }
      left -= bytes
      return true
    }
  }
}

/// Bytes that come piece by piece and are kept as one: in memory while they are few, else on a
/// disk.
public struct ByteGathering {
  private let scratch: Scratch?
  private var held: [UInt8] = []
  private var file: (any ScratchFile)?
  public private(set) var count = 0

  /// - Parameter scratch: nil keeps everything in memory.
  public init(_ scratch: Scratch?) { self.scratch = scratch }

  public mutating func append(_ bytes: UnsafeRawBufferPointer) throws(Failure) {
    held += bytes
    count += bytes.count
    if let scratch, held.count >= (file == nil ? scratch.held : min(scratch.held, 1 << 20)) {
      try flush(scratch)
    }
  }

  public mutating func append(_ bytes: [UInt8]) throws(Failure) {
    try bytes.withBytes { part throws(Failure) in try append(part) }
  }

  /// The rest of a stream; refused where all bytes are more than `limit`.
  ///
  /// - Parameters:
  ///   - path: for the message.
  ///   - advance: hears of bytes, where it is known how many there are.
  public mutating func append(
    _ stream: any ByteStream, limit: Int, _ path: String, advance: Advance? = nil
  ) throws(Failure) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 17, alignment: 16)
    defer { buffer.deallocate() }
    defer { if let all = stream.bytes { advance?(all, all) } }
    while true {
      let read = try stream.read(into: buffer)
      if read == 0 { return }
      if let all = stream.bytes { advance?(count, all) }
      // SAFETY: the first `read` bytes of the buffer were just filled.
      try append(UnsafeRawBufferPointer(rebasing: buffer[..<read]))
      guard count <= limit else {
        throw SystemKinds.failure(
          SystemKinds.tooLong,
          "cannot read \(SystemKinds.quoted(path)): more than \(limit) bytes of text", path)
      }
    }
  }

  private mutating func flush(_ scratch: Scratch) throws(Failure) {
    if file == nil { file = try scratch.file() }
    try held.withBytes { part throws(Failure) in try file?.append(part) }
    held.removeAll(keepingCapacity: true)
  }

  /// All bytes that came.
  public consuming func finish() throws(Failure) -> HeldBytes {
    if let scratch, file != nil || !scratch.keeps(held.count) { try flush(scratch) }
    guard let file else { return HeldBytes(held) }
    return HeldBytes(try file.mapped())
  }
}

/// In memory, for disks that are none.
final class MemoryScratch: ScratchFile {
  private let content = Monitor([UInt8]())
  private let check: @Sendable () throws(Failure) -> Void

  /// - Parameter check: fails where a write is to fail.
  init(_ check: @escaping @Sendable () throws(Failure) -> Void = {}) { self.check = check }

  func append(_ bytes: UnsafeRawBufferPointer) throws(Failure) {
    try check()
    content.with { $0 += bytes }
  }

  func mapped() -> MappedBytes { content.with { MappedBytes(copying: $0) } }
}
