internal import Glibc

/// The machine's files.
public struct SystemDisk: Disk {
  public init() {}

  public func status(_ path: String) throws(Failure) -> FileStatus {
    FileStatus(try details(path, "look at"))
  }

  public func resolved(_ path: String) throws(Failure) -> String {
    _ = try details(path, "look at")
    return try real(path, "look at")
  }

  public func read(_ path: String, limit: Int) throws(Failure) -> [UInt8] {
    let file = try SystemFile(reading: path)
    if let bytes = file.bytes, bytes > limit { throw tooLong(path, bytes, limit) }
    var content: [UInt8] = []
    content.reserveCapacity(min(file.bytes ?? 0, limit) + 1)
    // Files under /proc say 0 bytes and still have content, so the end is where reading ends.
    while true {
      let step = max(4_096, min((file.bytes ?? 0) + 1 - content.count, 1 << 20))
      let (piece, problem) = piece(of: file, step)
      if let problem { throw problem }
      if piece.isEmpty { return content }
      content += piece
      if content.count > limit { throw tooLong(path, content.count, limit) }
    }
  }

  /// Reads at most `step` bytes. The failure comes beside, as an array's initialiser erases its
  /// type.
  private func piece(of file: SystemFile, _ step: Int) -> ([UInt8], Failure?) {
    var problem: Failure?
    let bytes = [UInt8](unsafeUninitializedCapacity: step) { buffer, count in
      do throws(Failure) {
        count = try file.fill(UnsafeMutableRawBufferPointer(buffer))
      } catch {
        problem = error
      }
    }
    return (bytes, problem)
  }

  /// The bytes are read, not mapped: a mapped file that someone shortens ends the process by a
  /// signal.
  public func withBytes<Result>(
    of path: String, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let file = try SystemFile(reading: path)
    guard let bytes = file.bytes, bytes > 0 else {
      return try read(path, limit: .max).withBytes(body)
    }
    // SAFETY: malloc'd memory of that size, freed once; only the part that was filled is shown.
    guard let memory = malloc(bytes) else { throw SystemKinds.failure(ENOMEM, "read", path) }
    defer { free(memory) }
    let filled = try file.fill(UnsafeMutableRawBufferPointer(start: memory, count: bytes))
    return try body(UnsafeRawBufferPointer(start: memory, count: filled))
  }

  public func open(_ path: String) throws(Failure) -> any ByteStream {
    try SystemFile(reading: path)
  }

  /// A plain file is replaced whole: temporary file beside it, synced, renamed over it, folder
  /// synced. A link is followed; a pipe or a device is simply written to.
  public func write(_ path: String, _ bytes: [UInt8]) throws(Failure) {
    try write(path) { write throws(Failure) in try write(bytes) }
  }

  public func write(
    _ path: String,
    pieces body: (_ write: ([UInt8]) throws(Failure) -> Void) throws(Failure) -> Void
  ) throws(Failure) {
    let existing = try existingTarget(path)
    guard existing?.kind != .folder else { throw SystemKinds.failure(EISDIR, "write", path) }
    guard existing?.kind != .other else {
      let file = try SystemFile(path, O_WRONLY, action: "write")
      return try body { bytes throws(Failure) in try file.write(bytes) }
    }
    let target = existing?.path ?? path
    let slash = target.lastIndex(of: "/")
    let folder = slash.map { $0 == target.startIndex ? "/" : String(target[..<$0]) } ?? "."
    let mark = String(SystemRandom().next(), radix: 36)
    let temporary = "\(folder == "/" ? "" : folder)/.quill-\(mark).tmp"
    do throws(Failure) {
      let file = try SystemFile(temporary, O_WRONLY | O_CREAT | O_EXCL, action: "write")
      if let mode = existing?.mode { file.setMode(mode) }
      try body { bytes throws(Failure) in try file.write(bytes) }
      try file.sync()
      guard rename(temporary, target) == 0 else {
        throw SystemKinds.failure(errno, "write", path)
      }
    } catch {
      unlink(temporary)
      throw renamed(error, to: path)
    }
    try? SystemFile(folder, O_RDONLY | O_DIRECTORY, action: "write").sync()
  }

  public func list(_ path: String) throws(Failure) -> [String] {
    guard !path.utf8.contains(0), let folder = opendir(path) else {
      throw SystemKinds.failure(path.utf8.contains(0) ? ELOOP : errno, "list", path)
    }
    defer { closedir(folder) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = readdir(folder) else { break }
      // SAFETY: d_name ends with a NUL inside the entry, which lives until the next readdir. Its
      // address is taken in place, as the tuple may be longer than the entry.
      let name = UnsafeRawPointer(entry) + (MemoryLayout<dirent>.offset(of: \.d_name) ?? 0)
      let text = String(cString: name.assumingMemoryBound(to: CChar.self))
      if text != ".", text != ".." { names.append(text) }
    }
    guard errno == 0 else { throw SystemKinds.failure(errno, "list", path) }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Makes the folder and those above it; one that is there already is left as it is.
  public func makeFolder(_ path: String) throws(Failure) {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw SystemKinds.failure(ELOOP, "make folder", path)
    }
    var made = path.utf8.first == UInt8(ascii: "/") ? "/" : ""
    for part in path.split(separator: "/") {
      made += made.isEmpty || made == "/" ? part : "/" + part
      guard mkdir(made, 0o777) != 0 else { continue }
      let number = errno
      guard number == EEXIST || number == EROFS || number == EACCES,
        let status = try? status(made)
      else { throw SystemKinds.failure(number, "make folder", made) }
      guard status.kind == .folder else {
        throw SystemKinds.failure(made == path ? EEXIST : ENOTDIR, "make folder", made)
      }
    }
  }

  public func edit(_ path: String) throws(Failure) -> any FileEditor {
    let isNew = (try? status(path)) == nil
    return SystemEditor(try SystemFile(path, O_RDWR | O_CREAT, action: "write"), isNew: isNew)
  }

  public func map(_ path: String, bytes: Int) throws(Failure) -> MappedBytes {
    try SystemFile(path, O_RDONLY, action: "read").map(bytes: bytes)
  }

  public func remove(_ path: String) throws(Failure) {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw SystemKinds.failure(ELOOP, "remove", path)
    }
    var status = stat()
    guard lstat(path, &status) == 0 else { throw SystemKinds.failure(errno, "remove", path) }
    if status.st_mode & S_IFMT == S_IFDIR {
      for name in try list(path) { try remove("\(path)/\(name)") }
      guard rmdir(path) == 0 else { throw SystemKinds.failure(errno, "remove", path) }
    } else {
      guard unlink(path) == 0 else { throw SystemKinds.failure(errno, "remove", path) }
    }
  }

  private struct Target {
    let path: String
    let kind: FileStatus.Kind
    let mode: mode_t
  }

  /// What a path leads to, links followed; nil when nothing is there yet.
  private func existingTarget(_ path: String) throws(Failure) -> Target? {
    let status: stat
    do throws(Failure) {
      status = try details(path, "write")
    } catch {
      if error.code == SystemKinds.missing.code { return nil }
      throw error
    }
    return Target(
      path: try real(path, "write"), kind: FileStatus(status).kind, mode: status.st_mode & 0o7777)
  }

  private func real(_ path: String, _ action: String) throws(Failure) -> String {
    // SAFETY: realpath with nil hands over a malloc'd string that ends with NUL.
    guard let resolved = realpath(path, nil) else {
      throw SystemKinds.failure(errno, action, path)
    }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private func details(_ path: String, _ action: String) throws(Failure) -> stat {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw SystemKinds.failure(ELOOP, action, path)
    }
    var status = stat()
    guard stat(path, &status) == 0 else { throw SystemKinds.failure(errno, action, path) }
    return status
  }

  private func tooLong(_ path: String, _ bytes: Int, _ limit: Int) -> Failure {
    SystemKinds.failure(
      SystemKinds.tooLong,
      "cannot read \(SystemKinds.quoted(path)): \(bytes) bytes, and at most \(limit) are read here",
      path)
  }

  /// A failure of the temporary file, said of the file the user named.
  private func renamed(_ failure: Failure, to path: String) -> Failure {
    guard let kind = SystemKinds.all.first(where: { $0.code == failure.code }) else {
      return failure
    }
    return SystemKinds.failure(
      kind, "cannot write \(SystemKinds.quoted(path)): \(kind.title)", path)
  }
}

// MARK: - Scratch files

extension SystemDisk {
  /// Where temporary files go: as `TMPDIR` says, else where large ones are at home. `/tmp` may be
  /// in memory.
  private var scratchFolder: String {
    let said = getenv("TMPDIR").map { String(cString: $0) }
    return [said, "/var/tmp", "/tmp"].compactMap(\.self).first { access($0, W_OK | X_OK) == 0 }
      ?? "."
  }

  /// The name goes at once, so that nothing is left behind whatever happens.
  public func scratch() throws(Failure) -> any ScratchFile {
    let path = "\(scratchFolder)/.quill-\(String(SystemRandom().next(), radix: 36)).tmp"
    let file = try SystemFile(
      path, O_RDWR | O_CREAT | O_EXCL, mode: 0o600, action: "write")
    unlink(path)
    return SystemScratch(file)
  }

  public var scratchRoom: Int? {
    var status = statvfs()
    guard statvfs(scratchFolder, &status) == 0 else { return nil }
    let (bytes, overflow) = Int(status.f_bavail).multipliedReportingOverflow(
      by: Int(status.f_frsize))
    return overflow ? nil : bytes
  }
}

private final class SystemScratch: ScratchFile {
  private let file: SystemFile
  private let length = Monitor(0)

  init(_ file: SystemFile) { self.file = file }

  func append(_ bytes: UnsafeRawBufferPointer) throws(Failure) {
    try length.with { length throws(Failure) in
      try file.write(bytes, at: length)
      length += bytes.count
    }
  }

  func mapped() throws(Failure) -> MappedBytes { try file.map(bytes: length.with { $0 }) }
}

/// A file of the system that is written in place.
private final class SystemEditor: FileEditor {
  private let file: SystemFile
  /// True until the folder that names the file is synced.
  private let isNew: Monitor<Bool>

  init(_ file: SystemFile, isNew: Bool) {
    self.file = file
    self.isNew = Monitor(isNew)
  }

  var length: Int { (try? file.currentLength()) ?? 0 }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(Failure) {
    try file.write(bytes, at: offset)
  }

  func cut(to length: Int) throws(Failure) { try file.cut(to: length) }

  func sync() throws(Failure) {
    try file.sync()
    guard isNew.with({ $0 }) else { return }
    let slash = file.path.lastIndex(of: "/")
    let folder = slash.map { $0 == file.path.startIndex ? "/" : String(file.path[..<$0]) } ?? "."
    try SystemFile(folder, O_RDONLY | O_DIRECTORY, action: "write").sync()
    isNew.with { $0 = false }
  }
}

extension [UInt8] {
  /// Shows the bytes to `body` and lets its failure through with its type.
  func withBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    var outcome: Swift.Result<Result, Failure>?
    withUnsafeBytes { bytes in
      do throws(Failure) {
        outcome = .success(try body(bytes))
      } catch {
        outcome = .failure(error)
      }
    }
    switch outcome {
    case .success(let value): return value
    case .failure(let failure): throw failure
    case nil: throw Failure(.internal, code: "I0001", "the bytes were not shown")
    }
  }
}
