import Glibc
package import Host

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

/// Another program whose output is wanted: found on PATH, given its arguments as they are, without
/// a shell.
package enum ChildProgram {
  /// Everything it writes to standard output. Its standard error is ours.
  ///
  /// - Parameters:
  ///   - limit: the most bytes that are taken.
  ///   - seconds: how long is waited for each of them; nil waits for ever.
  ///   - scratch: where they go when they are too much for memory; nil holds them all.
  ///   - missing, help: what is said where there is no such program.
  package static func output(
    _ name: String, _ arguments: [String], limit: Int, seconds: Int? = nil, scratch: Scratch? = nil,
    missing: String, help: String
  ) throws(Failure) -> HeldBytes {
    guard let path = found(name) else {
      throw Failure(.usage, UsageKinds.program, missing, help: help)
    }
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw failed(name, "no pipe") }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
    posix_spawn_file_actions_addclose(&actions, ends[0])
    posix_spawn_file_actions_addclose(&actions, ends[1])
    defer { posix_spawn_file_actions_destroy(&actions) }
    var list = ([path] + arguments).map { strdup($0) } + [nil]
    var process = pid_t()
    let refused = posix_spawn(&process, path, &actions, nil, &list, environ)
    for text in list { free(text) }
    close(ends[1])
    guard refused == 0 else {
      close(ends[0])
      throw failed(name, String(cString: strerror(refused)))
    }
    var gathering = ByteGathering(scratch)
    var problem: Failure?
    do throws(Failure) {
      try drain(ends[0], into: &gathering, limit, seconds, name)
    } catch {
      problem = error
    }
    close(ends[0])
    if problem != nil { kill(process, SIGKILL) }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    if let problem { throw problem }
    guard status == 0 else { throw failed(name, "it ended with status \(status >> 8 & 255)") }
    return try gathering.finish()
  }

  private static func drain(
    _ descriptor: Int32, into gathering: inout ByteGathering, _ limit: Int, _ seconds: Int?,
    _ name: String
  ) throws(Failure) {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      if let seconds {
        var awaited = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        let ready = poll(&awaited, 1, Int32(clamping: seconds * 1_000))
        if ready < 0, errno == EINTR { continue }
        if ready == 0 { throw failed(name, "it gave nothing for \(seconds) seconds") }
      }
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      if count <= 0 { return }
      try gathering.append(Array(buffer[..<count]))
      guard gathering.count <= limit else {
        throw failed(name, "it wrote more than \(limit) bytes")
      }
    }
  }

  private static func found(_ name: String) -> String? {
    guard let list = getenv("PATH") else { return nil }
    return String(cString: list).split(separator: ":").map { "\($0)/\(name)" }
      .first { access($0, X_OK) == 0 }
  }

  private static func failed(_ name: String, _ why: String) -> Failure {
    Failure(.data, UsageKinds.childFailed, "the program \(name) could not read the file: \(why)")
  }
}
