public import Host
internal import Machine
public import Market

/// Files of bars that have been read once, kept as columns, so that reading them again costs
/// nothing.
///
/// An entry goes by the content of the file (XXH64 and length) and by the version of the reader.
/// The content is not read again as long as the file's number, length, time of writing and time of
/// change are what they were, and had been for two seconds when it was read: no program can set the
/// last of these at will, and a change within the clock's step of the reading would else be missed.
/// Anything else reads the whole file to know its content. What lies in the cache can go at any
/// time.
public struct BarsCache: Sendable {
  /// Changes whenever the reader gives other bars or another report for the same file.
  static let version = 2
  /// Files of fewer bytes are read as quickly as an entry is found.
  public static let leastBytes = 1 << 20
  /// What all entries together may take, in bytes.
  public static let mostBytes = 4 << 30

  public let root: String
  private let environment: Environment

  public init(root: String, in environment: Environment) {
    self.root = root
    self.environment = environment
  }

  private var disk: any Disk { environment.disk }

  /// The bars of a file, from the cache or by `read`, which fills it. A cache that cannot be
  /// written is no failure.
  ///
  /// - Parameter columns: those beside the market that `read` gives; of others there is another
  ///   entry.
  public func bars(
    of path: String, columns: [String] = [], reading read: () throws(Failure) -> DataSet
  ) throws(Failure) -> DataSet {
    guard let before = try? disk.status(path), before.kind == .file,
      before.bytes >= Self.leastBytes
    else { return try read() }
    let started = environment.clock.now()
    let place = "\(root)/paths/\(Self.digest(of: path))"
    if let known = note(at: place), known.fits(before), let set = entry(known.content, columns) {
      return set
    }
    let content = try Digest.ofFile(path, on: disk)
    let name = "\(Self.hex(content.value))-\(content.bytes)-v\(Self.version)"
    if let set = entry(name, columns) {
      remember(name, at: place, before, path, started)
      return set
    }
    let set = try read()
    guard let after = try? disk.status(path), after == before else { return set }
    if (try? save(set, as: Self.folder(name, columns))) != nil {
      remember(name, at: place, before, path, started)
    }
    return set
  }

  /// The folder of an entry: that of the content, and of the columns that were asked for.
  private static func folder(_ content: String, _ columns: [String]) -> String {
    columns.isEmpty ? content : "\(content)-\(digest(of: columns.joined(separator: "\n")))"
  }

  // MARK: - What a path held

  private struct Note {
    let identity: UInt64
    let bytes: Int
    let modified: Int64
    let changed: Int64
    let content: String

    func fits(_ status: FileStatus) -> Bool {
      identity == status.identity && bytes == status.bytes && modified == status.modified
        && changed == status.changed
    }
  }

  private func note(at place: String) -> Note? {
    guard let bytes = try? disk.read(place, limit: 4_096) else { return nil }
    let parts = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    guard parts.count == 5, let identity = UInt64(parts[0]), let size = Int(parts[1]),
      let modified = Int64(parts[2]), let changed = Int64(parts[3])
    else { return nil }
    return Note(
      identity: identity, bytes: size, modified: modified, changed: changed, content: parts[4])
  }

  private func remember(
    _ content: String, at place: String, _ status: FileStatus, _ path: String, _ started: Int64
  ) {
    let quiet: Int64 = 2_000_000_000
    guard status.changed != 0, max(status.changed, status.modified) < started &- quiet,
      let now = try? disk.status(path), now == status
    else { return }
    let text =
      "\(status.identity)\n\(status.bytes)\n\(status.modified)\n\(status.changed)\n\(content)\n"
    try? disk.makeFolder("\(root)/paths")
    try? disk.write(place, Array(text.utf8))
  }

  private static func digest(of text: String) -> String {
    var digest = Digest()
    digest.add(Array(text.utf8))
    return hex(digest.value)
  }

  private static func hex(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  // MARK: - Entries

  /// An entry that was written to its end, and has the columns that are wanted.
  private func entry(_ content: String, _ columns: [String]) -> DataSet? {
    let name = Self.folder(content, columns)
    guard let set = ColumnFolder("\(root)/columns/\(name)", disk).read(),
      set.bars.extras.map(\.name) == columns
    else { return nil }
    return set
  }

  private func save(_ set: DataSet, as name: String) throws(Failure) {
    let room = (48 + 8 * set.bars.extras.count) * set.bars.count
    guard room <= Self.mostBytes else { return }
    makeRoom(room)
    try ColumnFolder("\(root)/columns/\(name)", disk).write(set)
  }

  /// Takes the oldest entries away until so many bytes more are allowed.
  private func makeRoom(_ bytes: Int) {
    var entries = self.entries
    var total = entries.reduce(0) { $0 + $1.bytes }
    entries.sort { ($0.modified, $0.folder) < ($1.modified, $1.folder) }
    for entry in entries where total + bytes > Self.mostBytes {
      try? disk.remove(entry.folder)
      total -= entry.bytes
    }
  }

  private var entries: [(folder: String, bytes: Int, modified: Int64)] {
    ((try? disk.list("\(root)/columns")) ?? []).map { name in
      let folder = "\(root)/columns/\(name)"
      let modified = (try? disk.status("\(folder)/report"))?.modified ?? 0
      return (folder, disk.size(of: folder), modified)
    }
  }

  /// Takes everything away; gives the folders and their size in bytes.
  public func prune(dryRun: Bool = false) throws(Failure) -> [(folder: String, bytes: Int)] {
    let found = entries.map { ($0.folder, $0.bytes) }
    if dryRun { return found }
    for (folder, _) in found { try disk.remove(folder) }
    try? disk.remove("\(root)/paths")
    return found
  }
}
