internal import Host
internal import Machine
internal import Market

/// Bars from a stream of lines, one after another, without waiting for what has not come.
struct LineReader {
  /// What there is.
  enum News {
    case bar(Bar)
    /// Nothing has come since.
    case nothing
    case ended
  }

  private let stream: any ByteStream
  private let path: String
  private let extras: [String]
  private var bytes: [UInt8] = []
  /// Up to where `bytes` are used.
  private var used = 0
  private var isAtEnd = false
  private var line = 0

  init(_ path: String, extras: [String] = [], in environment: Environment) throws(Failure) {
    stream = try environment.disk.open(path)
    self.path = path
    self.extras = extras
  }

  /// - Parameter waits: true to wait for the next line.
  mutating func next(waiting waits: Bool) throws(Failure) -> News {
    while true {
      if let text = nextLine() {
        line += 1
        if text.allSatisfy({ $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }) { continue }
        return .bar(try bar(text))
      }
      if isAtEnd { return .ended }
      guard bytes.count - used <= BarLine.mostBytes else {
        line += 1
        throw failure("it is longer than \(BarLine.mostBytes) bytes")
      }
      if !waits, !stream.isReady { return .nothing }
      try fill()
    }
  }

  /// The next whole line; the rest where the stream has ended.
  private mutating func nextLine() -> [UInt8]? {
    guard let end = bytes[used...].firstIndex(of: 0x0A) else {
      guard isAtEnd, used < bytes.count else { return nil }
      defer { used = bytes.count }
      return Array(bytes[used...])
    }
    defer { used = end + 1 }
    return Array(bytes[used..<end])
  }

  private mutating func fill() throws(Failure) {
    bytes.removeFirst(used)
    used = 0
    let (piece, failure) = stream.piece(1 << 15)
    if let failure { throw failure }
    isAtEnd = piece.isEmpty
    bytes += piece
  }

  private func bar(_ text: [UInt8]) throws(Failure) -> Bar {
    do {
      return try BarLine(text, extras: extras).bar
    } catch {
      throw failure(error.message)
    }
  }

  private func failure(_ what: String) -> Failure {
    Failure(
      .data, code: ProviderKinds.line.code, "line \(line): \(what)",
      at: .init(file: path, line: line), help: ProviderKinds.line.remedy)
  }
}
