import Foundation
import Glibc
import TestSupport
import Testing

/// A person at a terminal: editing, completion, history, Ctrl-C and Ctrl-D, through a
/// pseudo-terminal.
@Suite(.enabled(if: Pseudoterminal.isThere, "no pseudo-terminal here: not run"))
struct TerminalTests {
  private let home = FileManager.default.temporaryDirectory.appendingPathComponent(
    UUID().uuidString)

  private func start() throws -> Pseudoterminal {
    try Pseudoterminal(
      ["repl", "--data", "Strategies/data/sp500_daily.csv"],
      ["XDG_STATE_HOME": home.path, "NO_COLOR": "1", "TERM": "dumb"])
  }

  @Test func aPersonTypes() throws {
    defer { try? FileManager.default.removeItem(at: home) }
    let first = try start()
    #expect(first.waits(for: "5,031 bars"))
    #expect(first.waits(for: "> "))
    // Tab completes a name that only the session knows.
    first.type("let bandwidth = close * 2\n")
    #expect(first.waits(for: "bandwidth: number"))
    #expect(first.waits(for: "> "))
    first.type("bandw\t- close\n")
    #expect(first.waits(for: "2506.85"))
    #expect(first.waits(for: "> "))
    // Ctrl-C forgets an input that has been begun.
    first.type("max(close,\n")
    #expect(first.waits(for: "... "))
    first.interrupt()
    #expect(first.waits(for: "^C"))
    #expect(first.waits(for: "> "))
    first.type("40 + 2\n")
    #expect(first.waits(for: "40 + 2 = 42"))
    #expect(first.waits(for: "> "))
    // Ctrl-D ends.
    first.type("\u{4}")
    #expect(first.ends() == 0)
    // What was typed is there again: one line up is the last one.
    let second = try start()
    #expect(second.waits(for: "> "))
    second.type("\u{10}\n")
    #expect(second.waits(for: "40 + 2 = 42"))
    #expect(second.waits(for: "> "))
    second.type(":quit\n")
    #expect(second.ends() == 0)
    let history = home.appendingPathComponent("quill/history")
    let lines = try String(contentsOf: history, encoding: .utf8).split(separator: "\n")
    #expect(lines.first == "let bandwidth = close * 2" && lines.last == ":quit", "\(lines)")
  }
}

/// The built `quill` at a terminal of its own.
final class Pseudoterminal {
  private let leader: Int32
  private let process = Process()
  private var said = ""
  private var seen = 0

  static var isThere: Bool {
    guard let pair = opened() else { return false }
    close(pair.leader)
    close(pair.follower)
    return true
  }

  /// Both ends, by the system calls behind `posix_openpt`, which Swift does not see.
  private static func opened() -> (leader: Int32, follower: Int32)? {
    let (getNumber, setLock): (UInt, UInt) = (0x8004_5430, 0x4004_5431)
    let leader = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    var (locked, number): (Int32, Int32) = (0, 0)
    guard leader >= 0, ioctl(leader, setLock, &locked) == 0, ioctl(leader, getNumber, &number) == 0
    else { return nil }
    let follower = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
    return follower >= 0 ? (leader, follower) : nil
  }

  struct NoTerminal: Error {}

  init(_ arguments: [String], _ variables: [String: String]) throws {
    guard let pair = Pseudoterminal.opened() else { throw NoTerminal() }
    leader = pair.leader
    let follower = pair.follower
    let handle = FileHandle(fileDescriptor: follower, closeOnDealloc: true)
    process.executableURL = QuillProcess.executable
    process.arguments = arguments
    process.currentDirectoryURL = Repository.root
    process.environment = ProcessInfo.processInfo.environment.merging(variables) { $1 }
    process.standardInput = handle
    process.standardOutput = handle
    process.standardError = handle
    try process.run()
  }

  deinit {
    if process.isRunning { process.terminate() }
    close(leader)
  }

  func type(_ text: String) {
    let bytes = Array(text.utf8)
    _ = write(leader, bytes, bytes.count)
  }

  /// What Ctrl-C sends to whoever owns the terminal.
  func interrupt() { kill(process.processIdentifier, SIGINT) }

  /// True when the text comes, behind what was waited for before, within ten seconds.
  func waits(for text: String) -> Bool {
    let end = Date().addingTimeInterval(10)
    while Date() < end {
      let rest = said.dropFirst(seen)
      if let range = rest.range(of: text) {
        seen = said.distance(from: said.startIndex, to: range.upperBound)
        return true
      }
      var input = pollfd(fd: leader, events: Int16(POLLIN), revents: 0)
      guard poll(&input, 1, 200) > 0 else { continue }
      var buffer = [UInt8](repeating: 0, count: 4096)
      let count = read(leader, &buffer, buffer.count)
      if count <= 0 { return false }
      said += String(decoding: buffer[..<count], as: UTF8.self)
    }
    print("waited for \(text) in vain; the terminal says:\n\(said.dropFirst(seen))")
    return false
  }

  /// The exit code, within ten seconds.
  func ends() -> Int32? {
    let end = Date().addingTimeInterval(10)
    while process.isRunning, Date() < end { usleep(20_000) }
    return process.isRunning ? nil : process.terminationStatus
  }
}
