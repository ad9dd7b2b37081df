import Glibc
import Host

/// The lines typed before, in the state folder of the user. Whatever goes wrong with it, the
/// session goes on.
struct HistoryFile {
  private let environment: Environment
  private let folder: String?
  private static let most = 1 << 20

  init(_ environment: Environment) {
    self.environment = environment
    func variable(_ name: String) -> String? {
      getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
    folder =
      variable("XDG_STATE_HOME").map { $0 + "/quill" }
      ?? variable("HOME").map { $0 + "/.local/state/quill" }
  }

  private var path: String? { folder.map { $0 + "/history" } }

  var lines: [String] {
    guard let path, let bytes = try? environment.disk.read(path, limit: HistoryFile.most) else {
      return []
    }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// Keeps the last lines that fit; a history that is there and cannot be read is left alone.
  func save(_ lines: [String]) {
    guard let folder, let path else { return }
    if (try? environment.disk.status(path)) != nil,
      (try? environment.disk.read(path, limit: HistoryFile.most)) == nil
    {
      return
    }
    var kept: [String] = []
    var size = 0
    for line in lines.reversed() where !line.contains("\n") {
      size += line.utf8.count + 1
      if size > HistoryFile.most { break }
      kept.append(line)
    }
    try? environment.disk.makeFolder(folder)
    let text = kept.reversed().map { $0 + "\n" }.joined()
    try? environment.disk.write(path, Array(text.utf8))
  }
}
