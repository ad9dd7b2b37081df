/// A file opened to be written in place, at any offset. What is written is sure to be there after a
/// loss of power only once `sync` has returned.
public protocol FileEditor: AnyObject, Sendable {
  /// The length of the file as it is now.
  var length: Int { get }
  /// Writes all bytes at an offset; a file that is shorter grows.
  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(Failure)
  /// Cuts the file to a length.
  func cut(to length: Int) throws(Failure)
  /// Returns when content and length are on the device, and the name of a new file too.
  func sync() throws(Failure)
}

extension FileEditor {
  /// Writes an array at an offset.
  public func write(_ bytes: [UInt8], at offset: Int) throws(Failure) {
    try bytes.withBytes { part throws(Failure) in try write(part, at: offset) }
  }
}

/// The first bytes of a file, where reading them needs no copy.
///
/// SAFETY: nobody writes to the memory. The file must not be made shorter than
/// `count` while this lives; a program that reads behind the end of a mapped file is ended by the
/// system. So only files that Quill itself keeps are mapped, and only their committed part.
public final class MappedBytes: @unchecked Sendable {
  public let base: UnsafeRawPointer
  public let count: Int
  private let free: @Sendable (UnsafeRawPointer, Int) -> Void
  private let give: @Sendable (UnsafeRawPointer, Int) -> Void

  /// - Parameters:
  ///   - give: gives memory back that comes again when it is read; whole pages.
  ///   - free: ends it.
  init(
    _ base: UnsafeRawPointer, count: Int,
    give: @escaping @Sendable (UnsafeRawPointer, Int) -> Void,
    free: @escaping @Sendable (UnsafeRawPointer, Int) -> Void
  ) {
    self.base = base
    self.count = count
    self.give = give
    self.free = free
  }

  /// A copy of an array, in memory.
  convenience init(copying array: [UInt8]) {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: max(1, array.count), alignment: 4_096)
    array.withUnsafeBytes {
      memory.copyMemory(from: $0.baseAddress ?? .init(memory), byteCount: array.count)
    }
    self.init(
      UnsafeRawPointer(memory), count: array.count, give: { _, _ in },
      free: { base, _ in base.deallocate() })
  }

  deinit { free(base, count) }

  /// A range that will not be read soon: the whole pages in it go back to the system.
  public func rest(_ bytes: Range<Int>) {
    let page = 4_096
    let first = (bytes.lowerBound + page - 1) / page * page
    let last = min(bytes.upperBound, count) / page * page
    if first < last { give(base + first, last - first) }
  }
}

extension Disk {
  /// For a disk without: the file system is read-only.
  public func edit(_ path: String) throws(Failure) -> any FileEditor {
    throw SystemKinds.failure(
      SystemKinds.readOnly, "cannot write \(SystemKinds.quoted(path)): this disk is only read", path
    )
  }

  /// For a disk without maps: a copy in memory.
  public func map(_ path: String, bytes: Int) throws(Failure) -> MappedBytes {
    let content = try read(path, limit: .max)
    guard content.count >= bytes else { throw Self.short(path, content.count, bytes) }
    return MappedBytes(copying: Array(content.prefix(bytes)))
  }

  /// For a disk without: in memory.
  public func scratch() throws(Failure) -> any ScratchFile { MemoryScratch() }

  public var scratchRoom: Int? { nil }

  /// A file is shorter than it was said to be.
  static func short(_ path: String, _ found: Int, _ wanted: Int) -> Failure {
    SystemKinds.failure(
      SystemKinds.device,
      "cannot read \(SystemKinds.quoted(path)): it has \(found) bytes and should have \(wanted)",
      path)
  }

  /// For a disk without: the file system is read-only.
  public func remove(_ path: String) throws(Failure) {
    throw SystemKinds.failure(
      SystemKinds.readOnly, "cannot remove \(SystemKinds.quoted(path)): this disk is only read",
      path)
  }
}
