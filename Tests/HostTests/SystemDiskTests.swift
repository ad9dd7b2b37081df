internal import Foundation
internal import Testing

@testable internal import Host

/// The real disk, in a folder of its own.
struct SystemDiskTests {
  final class Folder {
    let path: String

    init() throws {
      let url = FileManager.default.temporaryDirectory.appending(path: "quill-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
      path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
  }

  let folder: Folder
  let disk = SystemDisk()

  init() throws { folder = try Folder() }

  private func path(_ name: String) -> String { folder.path + "/" + name }

  @Test func `what is written is read back`() throws {
    for bytes in [[], [1, 2, 3], [UInt8](repeating: 7, count: 300_000)] {
      try disk.write(path("a"), bytes)
      #expect(try disk.read(path("a"), limit: .max) == bytes)
      #expect(try disk.withBytes(of: path("a")) { Array($0) } == bytes)
      let status = try disk.status(path("a"))
      #expect(status.kind == .file && status.bytes == bytes.count)
      #expect(abs(status.modified - SystemClock().now()) < 60_000_000_000)
      let stream = try disk.open(path("a"))
      #expect(stream.bytes == bytes.count)
      #expect(try all(of: stream) == bytes)
    }
    #expect(try disk.list(folder.path) == ["a"])
  }

  @Test func `writing replaces a file whole and keeps its mode and its links`() throws {
    try disk.write(path("a"), [1])
    #expect(chmod(path("a"), 0o640) == 0)
    try FileManager.default.createSymbolicLink(atPath: path("link"), withDestinationPath: path("a"))
    try disk.write(path("link"), [2, 3])
    #expect(try disk.read(path("a"), limit: 10) == [2, 3])
    let attributes = try FileManager.default.attributesOfItem(atPath: path("a"))
    #expect(attributes[.posixPermissions] as? Int == 0o640)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path("link")) == path("a"))
    #expect(try disk.list(folder.path) == ["a", "link"])
  }

  @Test func `a file is written piece by piece, or stays as it was`() throws {
    let memory = MemoryDisk([path("a"): []])
    for disk in [disk, memory] as [any Disk] {
      try disk.write(path("a")) { write throws(Failure) in
        for number in 0..<9 { try write([UInt8](repeating: UInt8(number), count: 1_000)) }
      }
      let all = (0..<9).flatMap { [UInt8](repeating: UInt8($0), count: 1_000) }
      #expect(try disk.read(path("a"), limit: .max) == all)
      let broken = Failure(.data, code: "D0001", "broken")
      #expect(throws: broken) {
        try disk.write(path("a")) { write throws(Failure) in
          try write([1])
          throw broken
        }
      }
      #expect(try disk.read(path("a"), limit: .max) == all)
    }
    #expect(try disk.list(folder.path) == ["a"])
  }

  @Test func `a scratch file is read as it was written`() throws {
    let scratch = try disk.scratch()
    for number in 0..<9 {
      try [UInt8](repeating: UInt8(number), count: 1_000).withBytes { part throws(Failure) in
        try scratch.append(part)
      }
    }
    let bytes = HeldBytes(try scratch.mapped())
    #expect(bytes.count == 9_000 && bytes[8_999] == 8 && bytes.head(2) == [0, 0])
    #expect((disk.scratchRoom ?? 0) > 0)
  }

  @Test func `folders are made with those above them`() throws {
    try disk.makeFolder(path("x/y/z"))
    try disk.makeFolder(path("x/y/z/"))
    #expect(try disk.status(path("x/y/z")).kind == .folder)
    try disk.write(path("x/b"), [1])
    try disk.write(path("x/a"), [1])
    #expect(try disk.list(path("x")) == ["a", "b", "y"])
  }

  @Test func `files without a size are read to their end`() throws {
    #expect(try disk.read("/proc/self/status", limit: .max).starts(with: "Name:".utf8))
    #expect(try all(of: disk.open("/proc/self/status")).starts(with: "Name:".utf8))
    #expect(try disk.withBytes(of: "/proc/self/status") { $0.count } > 100)
    try disk.write("/dev/null", [1, 2])
  }

  @Test func `every refusal names the path, the reason and a code`() throws {
    try disk.write(path("file"), [1, 2, 3])
    try disk.makeFolder(path("folder"))
    expect("S0001", "cannot read '\(path("none"))': no such file or folder") {
      _ = try disk.read(path("none"), limit: 1)
    }
    expect("S0001", "cannot look at '\(path("none"))': no such file or folder") {
      _ = try disk.status(path("none"))
    }
    expect("S0001", "cannot list '\(path("none"))': no such file or folder") {
      _ = try disk.list(path("none"))
    }
    expect("S0001", "cannot write '\(path("no/file"))': no such file or folder") {
      try disk.write(path("no/file"), [1])
    }
    expect("S0002", "cannot read '\(path("folder"))': is a folder") {
      _ = try disk.open(path("folder"))
    }
    expect("S0002", "cannot write '\(path("folder"))': is a folder") {
      try disk.write(path("folder"), [1])
    }
    expect("S0004", "cannot write '/dev/full': disk full") { try disk.write("/dev/full", [1]) }
    expect("S0005", "cannot read '\(path("file/x"))': not a folder") {
      _ = try disk.read(path("file/x"), limit: 1)
    }
    expect("S0005", "cannot list '\(path("file"))': not a folder") {
      _ = try disk.list(path("file"))
    }
    expect("S0007", "cannot read '\(path("file"))': 3 bytes, and at most 2 are read here") {
      _ = try disk.read(path("file"), limit: 2)
    }
    expect("S0008", "cannot read 'a\\u{0}b': not a usable path") {
      _ = try disk.read("a\0b", limit: 1)
    }
    expect("S0008", "cannot read '': not a usable path") { _ = try disk.open("") }
    expect("S0008", "cannot look at '/\(String(repeating: "x", count: 89))...") {
      _ = try disk.status("/" + String(repeating: "x", count: 5_000))
    }
    expect("S0012", "cannot make folder '\(path("file"))': already exists") {
      try disk.makeFolder(path("file"))
    }
    #expect(try disk.list(folder.path) == ["file", "folder"])
  }

  @Test(.enabled(if: geteuid() != 0, "the superuser may read everything"))
  func `no permission is told`() throws {
    try disk.write(path("secret"), [1])
    chmod(path("secret"), 0)
    expect("S0003", "cannot read '\(path("secret"))': no permission") {
      _ = try disk.read(path("secret"), limit: 1)
    }
  }

  @Test func `the system's numbers have plain words`() {
    let words: [(Int32, String)] = [
      (EACCES, "S0003"), (EDQUOT, "S0004"), (EMFILE, "S0006"), (EFBIG, "S0007"), (ELOOP, "S0008"),
      (EROFS, "S0009"), (EIO, "S0010"), (ENOMEM, "S0011"), (EEXIST, "S0012"),
    ]
    for (number, code) in words {
      #expect(SystemKinds.failure(number, "read", "x").code == code)
    }
    let message = SystemKinds.failure(EIO, "read", "x").message
    #expect(message == "cannot read 'x': input/output error (Input/output error)")
    #expect(SystemKinds.all.map(\.code) == SystemKinds.all.map(\.code).sorted())
    #expect(Set(SystemKinds.all.map(\.code)).count == SystemKinds.all.count)
  }

  private func all(of stream: any ByteStream) throws -> [UInt8] {
    var bytes: [UInt8] = []
    while true {
      var piece = [UInt8](repeating: 0, count: 1_000)
      let count = try piece.withUnsafeMutableBytes { try stream.read(into: $0) }
      if count == 0 { return bytes }
      bytes += piece.prefix(count)
    }
  }

  private func expect(_ code: String, _ message: String, _ body: () throws -> Void) {
    let failure = #expect(throws: Failure.self) { try body() }
    #expect(failure?.code == code)
    #expect(failure?.failureClass == .system)
    #expect(failure?.message.hasPrefix(message) == true, "\(failure?.message ?? "")")
    #expect(failure?.place?.file.isEmpty == false || message.contains("''"))
  }
}
