import Glibc

/// A reader that goes away is seen as an error of `write`, not as a signal that ends the process.
package func ignoreClosedPipes() {
  signal(SIGPIPE, SIG_IGN)
}

/// Ends the process with a code of the class of its failure.
package func endProcess(_ code: Int32) -> Never {
  Glibc.exit(code)
}

/// Where this program lies, links followed; nothing where the system does not say.
package func ownProgram() -> String? {
  var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
  let count = buffer.withUnsafeMutableBytes { bytes in
    bytes.withMemoryRebound(to: CChar.self) { text in
      text.baseAddress.map { readlink("/proc/self/exe", $0, text.count) } ?? -1
    }
  }
  return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
}

/// Becomes another program; returns only when that fails, with the reason.
package func becomeProgram(_ path: String, _ arguments: [String]) -> String {
  var list = arguments.map { strdup($0) } + [nil]
  execv(path, &list)
  let reason = String(cString: strerror(errno))
  for text in list { free(text) }
  return reason
}
