import Glibc
package import Host

/// Where a command writes: results to standard output, everything said to a person to standard
/// error.
package enum Terminal {
  /// Colours only on a terminal, and not where `NO_COLOR` is set to anything.
  package static func isColored(_ descriptor: Int32) -> Bool {
    guard isatty(descriptor) == 1 else { return false }
    guard let wish = getenv("NO_COLOR") else { return true }
    return wish.pointee == 0
  }

  /// Characters in a line of standard output: `COLUMNS`, else what the terminal says, else 80.
  package static var width: Int {
    if let wish = getenv("COLUMNS"), let columns = Int(String(cString: wish)), columns > 0 {
      return min(columns, 1_000)
    }
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  package static var isProgressShown: Bool { isatty(STDERR_FILENO) == 1 }

  /// Says that a pipe is read until it ends, or a terminal until whoever types ends it; nothing
  /// where nobody looks on.
  package static func announce(reading path: String) {
    guard isProgressShown || isTyped(path) else { return }
    say("reading \(path) until it ends\(isTyped(path) ? ", which is by Ctrl-D" : "")\n")
  }

  /// True for a terminal.
  private static func isTyped(_ path: String) -> Bool {
    var status = stat()
    // A pipe must not be opened here: who writes to it would think that it is being read.
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFCHR else { return false }
    let descriptor = open(path, O_RDONLY | O_NOCTTY | O_NONBLOCK)
    defer { if descriptor >= 0 { close(descriptor) } }
    return descriptor >= 0 && isatty(descriptor) == 1
  }

  /// The path of an input, of which `-` is standard input.
  package static func input(_ path: String) -> String { path == "-" ? "/dev/stdin" : path }

  package static func out(_ text: String) throws { try write(text, STDOUT_FILENO) }

  package static func say(_ text: String) { try? write(text, STDERR_FILENO) }

  private static func write(_ text: String, _ descriptor: Int32) throws {
    var text = text
    try text.withUTF8 { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let written = Glibc.write(
          descriptor, UnsafeBufferPointer(rebasing: rest).baseAddress, rest.count)
        if written < 0 && errno == EINTR { continue }
        // A reader that has gone (`quill eval ... | head`) is no error of ours.
        if written < 0 && errno == EPIPE { throw ClosedPipe() }
        if written <= 0 {
          throw Failure(
            .system, code: "S0010", "cannot write the output: \(String(cString: strerror(errno)))")
        }
        rest = rest.dropFirst(written)
      }
    }
  }
}

/// Standard output was closed by its reader.
package struct ClosedPipe: Error {}

extension Failure {
  /// The failure as a person reads it.
  package func text(colored: Bool) -> String {
    let red = colored ? "\u{1B}[1;31m" : ""
    let plain = colored ? "\u{1B}[0m" : ""
    var lines = ["\(red)error[\(code)]\(plain): \(message)"]
    if let place {
      let line = place.line.map { ":\($0)" } ?? ""
      let column = place.line == nil ? "" : place.column.map { ":\($0)" } ?? ""
      lines.append("  at \(place.file)\(line)\(column)")
    }
    if let help { lines.append("  = help: \(help)") }
    lines.append("  = more: quill explain \(code)")
    return lines.joined(separator: "\n") + "\n"
  }

  /// Says it on standard error.
  package func report(_ format: LogOptions.Format) {
    switch format {
    case .json: Terminal.say(json.text(indented: false) + "\n")
    case .text: Terminal.say(text(colored: Terminal.isColored(STDERR_FILENO)))
    }
  }

  /// The failure as a line of JSON (`--log-format json`).
  package var json: JSON {
    .object([
      ("level", "error"), ("class", .text(failureClass.rawValue)), ("code", .text(code)),
      ("message", .text(message)), ("file", .optional(place?.file)),
      ("line", place?.line.map { .integer($0) } ?? .null),
      ("column", place?.column.map { .integer($0) } ?? .null), ("help", .optional(help)),
    ])
  }
}
