package import Host

/// Files and folders of strategies, as they are given.
package struct StrategyFiles {
  /// Folders inside one another, at most.
  private static let depth = 16
  /// Files found, at most.
  private static let most = 10_000

  /// Every .quill file, folders taken apart in the order of their names; each once.
  package static func paths(_ given: [String], in environment: Environment) throws -> [String] {
    var found: [String] = []
    for path in given {
      switch try environment.disk.status(path).kind {
      case .folder: try add(path, 0, environment.disk, to: &found)
      case .file, .other: found.append(path)
      }
    }
    var seen: Set<String> = []
    return found.filter { seen.insert($0).inserted }
  }

  private static func add(
    _ folder: String, _ depth: Int, _ disk: any Disk, to found: inout [String]
  ) throws {
    guard depth < Self.depth else { return }
    for name in try disk.list(folder) where !name.hasPrefix(".") {
      let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
      switch try? disk.status(path).kind {
      case .folder: try add(path, depth + 1, disk, to: &found)
      case .file where name.hasSuffix(".quill"):
        guard found.count < most else { return }
        found.append(path)
      default: break
      }
    }
  }
}
