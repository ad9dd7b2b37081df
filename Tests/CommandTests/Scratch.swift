import Foundation
import TestSupport

/// A folder for one test.
struct Scratch {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "quill-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  /// `quill` with a store and a cache of its own in the folder.
  var quill: QuillProcess {
    var quill = QuillProcess()
    quill.environment["QUILL_STORE"] = path("store")
    quill.environment["QUILL_CACHE"] = path("cache")
    return quill
  }

  func text(_ name: String) throws -> String {
    try String(contentsOf: url.appendingPathComponent(name), encoding: .utf8)
  }

  func write(_ name: String, _ text: String) throws { try write(name, Data(text.utf8)) }

  func write(_ name: String, _ data: Data) throws {
    try data.write(to: url.appendingPathComponent(name))
  }
}

/// Tests that run `quill` with a folder, a store and a cache of their own.
class ScratchSuite {
  let folder: Scratch
  let quill: QuillProcess

  init() throws {
    folder = try Scratch()
    quill = folder.quill
  }
}
