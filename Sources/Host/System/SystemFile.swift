internal import Glibc

/// An open file of the system, closed with the object.
final class SystemFile: ByteStream {
  let path: String
  let bytes: Int?
  let kind: FileStatus.Kind
  private let descriptor: Int32
  /// True once a terminal has ended; asked again it would wait for more.
  private let hasEnded = Monitor(false)

  /// Opens for reading. Folders are refused; pipes and devices are welcome.
  convenience init(reading path: String) throws(Failure) {
    try self.init(path, O_RDONLY, action: "read")
    guard kind != .folder else { throw SystemKinds.failure(EISDIR, "read", path) }
    if kind == .file { posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL) }
  }

  init(_ path: String, _ flags: Int32, mode: mode_t = 0o666, action: String) throws(Failure) {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw SystemKinds.failure(
        SystemKinds.badPath, "cannot \(action) \(SystemKinds.quoted(path)): not a usable path", path
      )
    }
    var descriptor: Int32
    repeat {
      descriptor = Glibc.open(path, flags | O_CLOEXEC, mode)
    } while descriptor < 0 && errno == EINTR
    guard descriptor >= 0 else { throw SystemKinds.failure(errno, action, path) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let number = errno
      Glibc.close(descriptor)
      throw SystemKinds.failure(number, action, path)
    }
    let known = FileStatus(status)
    self.descriptor = descriptor
    self.path = path
    kind = known.kind
    bytes = known.kind == .file ? known.bytes : nil
  }

  deinit { Glibc.close(descriptor) }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
    if kind == .other, hasEnded.with({ $0 }) { return 0 }
    while true {
      // SAFETY: base and count are those of one buffer.
      let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if count == 0, kind == .other, isatty(descriptor) == 1 { hasEnded.with { $0 = true } }
      if count >= 0 { return count }
      guard errno == EINTR else { throw SystemKinds.failure(errno, "read", path) }
    }
  }

  var isReady: Bool {
    if kind == .file { return true }
    var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    // SAFETY: one entry, which outlives the call. What cannot be asked fails when it is read.
    return poll(&wanted, 1, 0) != 0
  }

  /// Reads until the buffer is full or the file ends; returns how many bytes came.
  func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
    var filled = 0
    while filled < buffer.count {
      let count = try read(into: .init(rebasing: buffer[filled...]))
      if count == 0 { break }
      filled += count
    }
    return filled
  }

  func write(_ content: [UInt8]) throws(Failure) {
    var written = 0
    while written < content.count {
      // SAFETY: the slice is inside the array and alive during the call.
      let count = content.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress.map { $0 + written }, content.count - written)
      }
      if count > 0 {
        written += count
      } else if count == 0 || errno != EINTR {
        throw SystemKinds.failure(count == 0 ? ENOSPC : errno, "write", path)
      }
    }
  }

  /// Returns when the content is on the device. What cannot be synced at all (some folders, pipes)
  /// passes.
  func sync() throws(Failure) {
    while fsync(descriptor) != 0 {
      if errno == EINVAL || errno == EROFS { return }
      guard errno == EINTR else { throw SystemKinds.failure(errno, "write", path) }
    }
  }

  /// The length now.
  func currentLength() throws(Failure) -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw SystemKinds.failure(errno, "read", path) }
    return Int(status.st_size)
  }

  func write(_ content: UnsafeRawBufferPointer, at offset: Int) throws(Failure) {
    var written = 0
    while written < content.count {
      // SAFETY: the part that is left of the caller's buffer, which outlives the call.
      let count = pwrite(
        descriptor, content.baseAddress.map { $0 + written }, content.count - written,
        off_t(offset + written))
      if count > 0 {
        written += count
      } else if count == 0 || errno != EINTR {
        throw SystemKinds.failure(count == 0 ? ENOSPC : errno, "write", path)
      }
    }
  }

  func cut(to length: Int) throws(Failure) {
    while ftruncate(descriptor, off_t(length)) != 0 {
      guard errno == EINTR else { throw SystemKinds.failure(errno, "write", path) }
    }
  }

  /// Maps the first bytes, which must be there.
  func map(bytes: Int) throws(Failure) -> MappedBytes {
    let length = try currentLength()
    guard length >= bytes else { throw SystemDisk.short(path, length, bytes) }
    guard bytes > 0 else {
      return MappedBytes(
        UnsafeRawPointer(UnsafeMutableRawPointer.allocate(byteCount: 1, alignment: 8)), count: 0,
        give: { _, _ in }, free: { base, _ in base.deallocate() })
    }
    let memory = mmap(nil, bytes, PROT_READ, MAP_PRIVATE, descriptor, 0)
    guard let memory, memory != MAP_FAILED else { throw SystemKinds.failure(errno, "map", path) }
    return MappedBytes(
      UnsafeRawPointer(memory), count: bytes,
      give: { base, count in
        madvise(UnsafeMutableRawPointer(mutating: base), count, MADV_DONTNEED)
      },
      free: { base, count in munmap(UnsafeMutableRawPointer(mutating: base), count) })
  }

  func setMode(_ mode: mode_t) { fchmod(descriptor, mode) }
}

extension FileStatus {
  init(_ status: stat) {
    let kind: Kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      default: .other
      }
    let modified =
      Int64(status.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_mtim.tv_nsec)
    let changed =
      Int64(status.st_ctim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_ctim.tv_nsec)
    // A number of a file counts on its device only.
    let identity = UInt64(status.st_ino) ^ UInt64(status.st_dev) << 48
    self.init(
      kind: kind, bytes: Int(status.st_size), modified: modified, changed: changed,
      identity: identity)
  }
}
