import Console
import Glibc
import Host
import ReplSession
import Syntax

/// A session with its way in and out: replies as text or JSON, lines from wherever they come.
struct Conversation {
  var session: ReplSession
  let asJSON: Bool
  let isPrompted: Bool
  private(set) var hasFailed = false
  private static let longestLine = Limits.sourceBytes

  init(_ session: ReplSession, asJSON: Bool, isPrompted: Bool) {
    self.session = session
    self.asJSON = asJSON
    self.isPrompted = isPrompted
  }

  /// What the command line asks for before the first line.
  mutating func begin(file: String?, data: BarsOptions?) throws {
    if isPrompted { try Terminal.out("Quill 0.1.0. :help says what can be typed, Ctrl-D ends.\n") }
    if let file { try show(session.loadFile(file)) }
    if let data { try show(session.loadBars(data)) }
    if hasFailed, !isPrompted { endProcess(FailureClass.strategy.exitCode) }
  }

  /// Takes a line; false when the session has ended.
  mutating func take(_ line: String) throws -> Bool {
    guard let reply = session.take(line) else { return true }
    if reply.kind == .goodbye { return false }
    try show(reply)
    return true
  }

  mutating func end() throws {
    if let reply = session.takeEnd() { try show(reply) }
  }

  private mutating func show(_ reply: Reply) throws {
    if reply.isError { hasFailed = true }
    if asJSON {
      if reply.kind != .nothing { try Terminal.out(reply.json.text(indented: false) + "\n") }
    } else {
      try Terminal.out(reply.text)
    }
  }

  /// Reads standard input to its end.
  mutating func readAll() throws {
    var line: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(STDIN_FILENO, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { break }
      for byte in buffer[..<count] {
        guard byte == UInt8(ascii: "\n") else {
          // What is longer than any input may be is refused as such; the rest of it is not kept.
          if line.count <= Conversation.longestLine { line.append(byte) }
          continue
        }
        if try !take(String(decoding: line, as: UTF8.self)) { return }
        line.removeAll(keepingCapacity: true)
      }
    }
    if !line.isEmpty, try !take(String(decoding: line, as: UTF8.self)) { return }
    try end()
  }
}
