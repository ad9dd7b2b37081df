/// A disk in memory that fails when it is told to.
public final class MemoryDisk: Disk {
  /// What the disk can be asked.
  public enum Operation: Sendable, Hashable, CaseIterable {
    case status, read, write, list, makeFolder, remove
  }

  /// One thing that will go wrong.
  public struct Fault: Sendable {
    /// Where: this path only, or any when nil.
    public var path: String?
    /// What goes wrong.
    public var operation: Operation
    /// How many such operations succeed first; of `read`, each piece of a stream counts as one.
    public var passes: Int
    /// How many fail then; after them all is well again.
    public var failures: Int
    /// What is said then.
    public var kind: FailureKind

    public init(
      _ kind: FailureKind, on operation: Operation, of path: String? = nil, after passes: Int = 0,
      times failures: Int = .max
    ) {
      self.path = path
      self.operation = operation
      self.passes = passes
      self.failures = failures
      self.kind = kind
    }
  }

  private struct Content: Sendable {
    var files: [String: [UInt8]] = [:]
    var folders: Set<String> = ["", "/"]
    var faults: [Fault] = []
    var pieceLimit = Int.max
    /// Of each file: when it was written, and which file it is, counted in changes of the disk.
    var marks: [String: (modified: Int64, identity: UInt64)] = [:]
    var changes: Int64 = 0
    /// What of each file is on the device for good, and what was changed in place since.
    var durable: [String: [UInt8]] = [:]
    var unsynced: [String: [Change]] = [:]
    /// Steps taken so far, and the one at which the power goes.
    var steps = 0
    var lastStep = Int.max
  }

  /// A change of a file in place that no `sync` has made sure of.
  private enum Change: Sendable {
    case write([UInt8], at: Int)
    case cut(Int)

    func apply(to bytes: inout [UInt8]) {
      switch self {
      case .write(let part, let offset):
        let end = offset + part.count
        if bytes.count < end { bytes += [UInt8](repeating: 0, count: end - bytes.count) }
        bytes.replaceSubrange(offset..<end, with: part)
      case .cut(let length):
        if bytes.count > length {
          bytes.removeSubrange(length...)
        } else {
          bytes += [UInt8](repeating: 0, count: length - bytes.count)
        }
      }
    }
  }

  private let content: Monitor<Content>

  /// Starts with these files, and with the folders they need.
  public init(_ files: [String: [UInt8]] = [:]) {
    var start = Content()
    for (path, bytes) in files {
      let path = Self.plain(path)
      start.files[path] = bytes
      start.durable[path] = bytes
      var folder = Self.folder(of: path)
      while start.folders.insert(folder).inserted { folder = Self.folder(of: folder) }
    }
    content = Monitor(start)
  }

  /// Adds a fault.
  public func inject(_ fault: Fault) {
    content.with { $0.faults.append(fault) }
  }

  /// Takes all faults back.
  public func heal() {
    content.with { $0.faults = [] }
  }

  /// Lets a stream hand out at most that many bytes a piece.
  public func limitPieces(to bytes: Int) {
    content.with { $0.pieceLimit = max(1, bytes) }
  }

  public func status(_ path: String) throws(Failure) -> FileStatus {
    let name = Self.plain(path)
    return try content.with { content throws(Failure) in
      try Self.check(&content, .status, path)
      if content.folders.contains(name) { return FileStatus(kind: .folder, bytes: 0) }
      guard let bytes = content.files[name] else {
        throw Self.failure(SystemKinds.missing, .status, path)
      }
      let mark = content.marks[name] ?? (0, 0)
      return FileStatus(
        kind: .file, bytes: bytes.count, modified: mark.modified, changed: mark.modified,
        identity: mark.identity)
    }
  }

  public func read(_ path: String, limit: Int) throws(Failure) -> [UInt8] {
    let bytes = try file(path, counting: true)
    guard bytes.count <= limit else { throw Self.failure(SystemKinds.tooLong, .read, path) }
    return bytes
  }

  public func withBytes<Result>(
    of path: String, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try file(path, counting: true).withBytes(body)
  }

  public func open(_ path: String) throws(Failure) -> any ByteStream {
    MemoryStream(disk: self, path: path, source: ArrayStream(try file(path, counting: false)))
  }

  public func write(_ path: String, _ bytes: [UInt8]) throws(Failure) {
    let name = Self.plain(path)
    try content.with { content throws(Failure) in
      try Self.check(&content, .write, path)
      guard !content.folders.contains(name) else {
        throw Self.failure(SystemKinds.folder, .write, path)
      }
      guard content.folders.contains(Self.folder(of: name)) else {
        throw Self.failure(SystemKinds.missing, .write, path)
      }
      try Self.step(&content, .write, path)
      content.files[name] = bytes
      content.durable[name] = bytes
      content.unsynced[name] = nil
      content.changes += 1
      content.marks[name] = (content.changes, UInt64(content.changes))
    }
  }

  /// Writes into a file as it stands, as a program does that does not replace it: a reader may see
  /// what is there so far.
  ///
  /// - Parameter isUnseen: true where the disk's clock is too coarse to tell it from the last one.
  public func overwrite(_ path: String, _ bytes: [UInt8], unseen isUnseen: Bool = false) {
    let name = Self.plain(path)
    content.with { content in
      content.files[name] = bytes
      if isUnseen { return }
      content.changes += 1
      content.marks[name] = (content.changes, content.marks[name]?.identity ?? 0)
    }
  }

  /// Takes a file away, or a folder with all that is in it.
  public func remove(_ path: String) throws(Failure) {
    let name = Self.plain(path)
    try content.with { content throws(Failure) in
      try Self.check(&content, .remove, path)
      guard content.files[name] != nil || content.folders.contains(name) else {
        throw Self.failure(SystemKinds.missing, .remove, path)
      }
      try Self.step(&content, .remove, path)
      for file in content.files.keys where file == name || file.hasPrefix(name + "/") {
        content.files[file] = nil
        content.durable[file] = nil
        content.unsynced[file] = nil
      }
      content.folders = content.folders.filter { $0 != name && !$0.hasPrefix(name + "/") }
      content.changes += 1
    }
  }

  public func edit(_ path: String) throws(Failure) -> any FileEditor {
    let name = Self.plain(path)
    try content.with { content throws(Failure) in
      try Self.check(&content, .write, path)
      guard !content.folders.contains(name) else {
        throw Self.failure(SystemKinds.folder, .write, path)
      }
      guard content.folders.contains(Self.folder(of: name)) else {
        throw Self.failure(SystemKinds.missing, .write, path)
      }
      if content.files[name] == nil {
        try Self.step(&content, .write, path)
        content.files[name] = []
      }
    }
    return MemoryEditor(disk: self, path: path)
  }

  /// Its writes fail as those to a file named `scratch` would.
  public func scratch() throws(Failure) -> any ScratchFile {
    MemoryScratch { [content] () throws(Failure) in
      try content.with { content throws(Failure) in try Self.check(&content, .write, "scratch") }
    }
  }

  // MARK: - Loss of power

  /// What is left of changes that were not synced.
  public enum Loss: Sendable {
    /// All of them: the process ended, not the machine.
    case nothing
    /// Some of them, in any order, the last of them perhaps in part.
    case some(seed: UInt64)
    /// None of them.
    case all
  }

  /// How many steps that change something were taken.
  public var steps: Int { content.with { $0.steps } }

  /// Lets so many more steps that change something pass; at the next one the power goes, in the
  /// middle of it if it is a write, and everything fails.
  public func stop(after steps: Int) {
    content.with { $0.lastStep = $0.steps + steps }
  }

  /// The power is back: files are what the loss has left of them.
  public func restart(_ loss: Loss) {
    content.with { content in
      content.lastStep = .max
      for (name, changes) in content.unsynced.sorted(by: { $0.key < $1.key }) {
        var bytes = content.durable[name] ?? []
        var left = false
        switch loss {
        case .nothing: continue
        case .all: break
        case .some(let seed):
          let dice = SimulatedRandom(seed: seed)
          for change in changes where dice.next() % 2 == 0 {
            left = true
            guard case .write(let part, let offset) = change, dice.next() % 3 == 0 else {
              change.apply(to: &bytes)
              continue
            }
            let kept = part.prefix(Int(dice.next() % UInt64(part.count + 1)))
            Change.write(Array(kept), at: offset).apply(to: &bytes)
          }
        }
        let isKnown = content.durable[name] != nil || left
        content.files[name] = isKnown ? bytes : nil
        content.durable[name] = isKnown ? bytes : nil
      }
      for (name, bytes) in content.files { content.durable[name] = bytes }
      content.unsynced = [:]
    }
  }

  private static func step(
    _ content: inout Content, _ operation: Operation, _ path: String
  ) throws(Failure) {
    guard content.steps < content.lastStep else {
      throw failure(SystemKinds.device, operation, path)
    }
    content.steps += 1
  }

  fileprivate func length(of path: String) -> Int {
    content.with { $0.files[Self.plain(path)]?.count ?? 0 }
  }

  fileprivate func change(_ path: String, _ bytes: [UInt8]?, at offset: Int) throws(Failure) {
    let name = Self.plain(path)
    try content.with { content throws(Failure) in
      try Self.check(&content, .write, path)
      var file = content.files[name] ?? []
      if let bytes {
        do throws(Failure) {
          try Self.step(&content, .write, path)
        } catch {
          // The step at which the power goes is half done.
          if content.steps == content.lastStep {
            content.lastStep -= 1
            let half = Change.write(Array(bytes.prefix(bytes.count / 2)), at: offset)
            half.apply(to: &file)
            content.files[name] = file
            content.unsynced[name, default: []].append(half)
          }
          throw error
        }
      } else {
        try Self.step(&content, .write, path)
      }
      let change = bytes.map { Change.write($0, at: offset) } ?? Change.cut(offset)
      change.apply(to: &file)
      content.files[name] = file
      content.unsynced[name, default: []].append(change)
      content.changes += 1
      content.marks[name] = (content.changes, content.marks[name]?.identity ?? 0)
    }
  }

  fileprivate func sync(_ path: String) throws(Failure) {
    let name = Self.plain(path)
    try content.with { content throws(Failure) in
      try Self.check(&content, .write, path)
      try Self.step(&content, .write, path)
      content.durable[name] = content.files[name]
      content.unsynced[name] = nil
    }
  }

  public func list(_ path: String) throws(Failure) -> [String] {
    let name = Self.plain(path)
    return try content.with { content throws(Failure) in
      try Self.check(&content, .list, path)
      guard content.folders.contains(name) else {
        let isFile = content.files[name] != nil
        throw Self.failure(isFile ? SystemKinds.notFolder : SystemKinds.missing, .list, path)
      }
      return (Array(content.files.keys) + content.folders)
        .filter { !Self.name(of: $0).isEmpty && Self.folder(of: $0) == name }
        .map(Self.name(of:))
        .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
  }

  public func makeFolder(_ path: String) throws(Failure) {
    let name = Self.plain(path)
    try content.with { content throws(Failure) in
      try Self.check(&content, .makeFolder, path)
      var folder = name
      while !content.folders.contains(folder) {
        guard content.files[folder] == nil else {
          throw Self.failure(SystemKinds.exists, .makeFolder, path)
        }
        content.folders.insert(folder)
        folder = Self.folder(of: folder)
      }
    }
  }

  /// Lets a stream read a piece, or fails as a fault says; returns the most bytes it may hand out.
  fileprivate func allowPiece(of path: String) throws(Failure) -> Int {
    try content.with { content throws(Failure) in
      try Self.check(&content, .read, path)
      return content.pieceLimit
    }
  }

  private func file(_ path: String, counting: Bool) throws(Failure) -> [UInt8] {
    let name = Self.plain(path)
    return try content.with { content throws(Failure) in
      if counting { try Self.check(&content, .read, path) }
      guard let bytes = content.files[name] else {
        let isFolder = content.folders.contains(name)
        throw Self.failure(isFolder ? SystemKinds.folder : SystemKinds.missing, .read, path)
      }
      return bytes
    }
  }

  private static func check(
    _ content: inout Content, _ operation: Operation, _ path: String
  ) throws(Failure) {
    for index in content.faults.indices where content.faults[index].operation == operation {
      if let place = content.faults[index].path, plain(place) != plain(path) { continue }
      if content.faults[index].passes > 0 {
        content.faults[index].passes -= 1
      } else if content.faults[index].failures > 0 {
        content.faults[index].failures -= 1
        throw failure(content.faults[index].kind, operation, path)
      }
    }
  }

  private static func failure(
    _ kind: FailureKind, _ operation: Operation, _ path: String
  ) -> Failure {
    let action =
      switch operation {
      case .status: "look at"
      case .read: "read"
      case .write: "write"
      case .list: "list"
      case .makeFolder: "make folder"
      case .remove: "remove"
      }
    return SystemKinds.failure(
      kind, "cannot \(action) \(SystemKinds.quoted(path)): \(kind.title)", path)
  }

  /// A path without `.` parts and doubled slashes; `a` and `./a` are one file.
  private static func plain(_ path: String) -> String {
    let parts = path.split(separator: "/").filter { $0 != "." }
    return (path.first == "/" ? "/" : "") + parts.joined(separator: "/")
  }

  /// What comes after the last slash.
  private static func name(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "" }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}

private final class MemoryEditor: FileEditor {
  let disk: MemoryDisk
  let path: String

  init(disk: MemoryDisk, path: String) {
    self.disk = disk
    self.path = path
  }

  var length: Int { disk.length(of: path) }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(Failure) {
    try disk.change(path, Array(bytes), at: offset)
  }

  func cut(to length: Int) throws(Failure) { try disk.change(path, nil, at: length) }

  func sync() throws(Failure) { try disk.sync(path) }
}

private final class MemoryStream: ByteStream {
  let disk: MemoryDisk
  let path: String
  let source: ArrayStream

  init(disk: MemoryDisk, path: String, source: ArrayStream) {
    self.disk = disk
    self.path = path
    self.source = source
  }

  var bytes: Int? { source.bytes }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
    let most = try disk.allowPiece(of: path)
    return source.read(into: .init(rebasing: buffer.prefix(most)))
  }
}
