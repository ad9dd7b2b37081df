@preconcurrency import CReadline
import Console
import Glibc
import Host
import ReplSession

/// Lines from a person, through GNU readline: editing, history, completion, Ctrl-C and Ctrl-D.
///
/// SAFETY: readline calls back without a context, so what the calls need stands in globals. They
/// are touched on the one thread that runs the prompt; the signal handler only sets a flag.
struct Prompt {
  private static let historyLines = 10_000
  private let history: HistoryFile

  init(_ environment: Environment) { history = HistoryFile(environment) }

  func run(_ conversation: inout Conversation) throws {
    rl_readline_name = UnsafePointer(strdup("quill"))
    // Signals are ours: a line is forgotten, not the process.
    rl_catch_signals = 0
    rl_attempted_completion_function = { text, start, end in completed(text, start, end) }
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in interrupted = 1 }
    sigaction(SIGINT, &action, nil)
    // Whoever started us may have held the signal back.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    stifle_history(Int32(Prompt.historyLines))
    for line in history.lines { add_history(line) }
    defer { save() }
    while let line = try read(conversation) {
      if isCancelled {
        isCancelled = false
        conversation.session.cancel()
        continue
      }
      if line.contains(where: { !$0.isWhitespace }) { add_history(line) }
      guard try conversation.take(line) else { return }
    }
    try conversation.end()
  }

  /// The next line; nothing at Ctrl-D.
  private func read(_ conversation: Conversation) throws -> String? {
    typed = .none
    completer = conversation.session
    rl_callback_handler_install(
      conversation.session.isWaiting ? "... " : "> ", { line in received(line) })
    defer { rl_callback_handler_remove() }
    while true {
      var input = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
      // A signal may come just before: then the flag is seen after a tenth of a second.
      let ready = poll(&input, 1, 100)
      if interrupted != 0 {
        interrupted = 0
        try Terminal.out("^C\n")
        isCancelled = true
        return ""
      }
      if ready < 0 && errno != EINTR { return nil }
      if ready <= 0 { continue }
      rl_callback_read_char()
      switch typed {
      case .none: continue
      case .line(let line): return line
      case .end:
        try Terminal.out("\n")
        return nil
      }
    }
  }

  private func save() {
    var lines: [String] = []
    if let list = history_list() {
      var index = 0
      while let entry = list[index] {
        if let line = entry.pointee.line { lines.append(String(cString: line)) }
        index += 1
      }
    }
    history.save(lines)
  }
}

private enum Typed {
  case none
  case line(String)
  case end
}

nonisolated(unsafe) private var typed = Typed.none
nonisolated(unsafe) private var interrupted: sig_atomic_t = 0
nonisolated(unsafe) private var completer: ReplSession?
/// Ctrl-C has thrown away the line and whatever it went on from.
nonisolated(unsafe) private var isCancelled = false

/// readline has a whole line, or the end of the input.
private func received(_ line: UnsafeMutablePointer<CChar>?) {
  rl_callback_handler_remove()
  guard let line else {
    typed = .end
    return
  }
  typed = .line(String(cString: line))
  free(line)
}

/// What the word before the cursor may become, as readline wants it: what all have in common, then
/// each, then nil.
private func completed(_: UnsafePointer<CChar>?, _ start: Int32, _ end: Int32)
  -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
{
  rl_attempted_completion_over = 1
  guard let completer, let buffer = rl_line_buffer else { return nil }
  let line = String(decoding: UnsafeRawBufferPointer(start: buffer, count: Int(end)), as: UTF8.self)
  let word = String(
    decoding: UnsafeRawBufferPointer(start: buffer + Int(start), count: Int(end - start)),
    as: UTF8.self)
  // The session and readline cut words differently: only what readline replaces is handed over.
  let completion = completer.completion(of: line)
  let found = completion.candidates.map { full in
    let (own, theirs) = (completion.word.count, word.count)
    return own >= theirs
      ? String(full.dropFirst(own - theirs)) : String(word.dropLast(own)) + full
  }
  guard !found.isEmpty else { return nil }
  rl_completion_append_character = found.count == 1 && found[0].hasSuffix("/") ? 0 : 32
  let all = (found.count == 1 ? found : [commonPrefix(found)] + found).map { strdup($0) } + [nil]
  let list = malloc(all.count * MemoryLayout<UnsafeMutablePointer<CChar>?>.stride)?
    .assumingMemoryBound(to: UnsafeMutablePointer<CChar>?.self)
  for (index, text) in all.enumerated() { list?[index] = text }
  return list
}

private func commonPrefix(_ texts: [String]) -> String {
  var common = texts[0]
  for text in texts {
    while !text.hasPrefix(common) { common.removeLast() }
  }
  return common
}
