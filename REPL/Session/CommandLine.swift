/// A line that begins with a colon: a command's word and what stands behind it.
struct CommandLine {
  let word: String
  let rest: String

  /// Nothing for a line that is no command.
  init?(_ line: String) {
    let text = line.drop { $0 == " " || $0 == "\t" }
    guard text.first == ":" else { return nil }
    let word = text.dropFirst().prefix { !$0.isWhitespace }
    var rest = text.dropFirst(1 + word.count)
    while let first = rest.first, first.isWhitespace { rest.removeFirst() }
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    (self.word, self.rest) = (String(word), String(rest))
  }

  /// A text cut at its blanks; what stands between double quotes stays together.
  static func words(_ text: String) -> [String] {
    var words: [String] = []
    var word = ""
    var (isQuoted, isBegun) = (false, false)
    for character in text {
      if character == "\"" {
        isQuoted.toggle()
        isBegun = true
      } else if character.isWhitespace, !isQuoted {
        if isBegun { words.append(word) }
        (word, isBegun) = ("", false)
      } else {
        word.append(character)
        isBegun = true
      }
    }
    return isBegun ? words + [word] : words
  }
}

/// One command of the prompt.
struct ReplCommand: Sendable {
  let name: String
  /// What it takes, as `:help` writes it; empty for nothing.
  let takes: String
  let summary: String
  /// True where a path is completed.
  var takesPath = false
  let run: @Sendable (inout ReplSession, String) throws -> Reply

  /// All of them, in the order of `:help`.
  static let all: [ReplCommand] = [
    ReplCommand(
      name: "data", takes: "[SYMBOL=]FILE [OPTIONS]",
      summary: "Loads bars; takes --calendar, --zone and --with as `quill backtest` does.",
      takesPath: true
    ) { try $0.loadBars($1) },
    ReplCommand(
      name: "load", takes: "FILE", summary: "Starts anew from a strategy file.", takesPath: true
    ) { try $0.loadFile($1) },
    ReplCommand(
      name: "save", takes: "FILE", summary: "Writes the session as a strategy file.",
      takesPath: true
    ) { try $0.save($1) },
    ReplCommand(name: "list", takes: "", summary: "Shows what the session has been told.") {
      session, _ in session.list()
    },
    ReplCommand(
      name: "drop", takes: "NAME|LINE", summary: "Forgets a definition, or what stands on a line."
    ) { try $0.drop($1) },
    ReplCommand(name: "clear", takes: "", summary: "Forgets all definitions; the bars stay.") {
      session, _ in session.clear()
    },
    ReplCommand(
      name: "set", takes: "[NAME=VALUE]",
      summary: "Gives a parameter another value than its standard one."
    ) { try $0.set($1) },
    ReplCommand(
      name: "type", takes: "EXPR", summary: "Says what an expression is, and computes nothing."
    ) { session, rest in try session.types(rest) },
    ReplCommand(
      name: "code", takes: "[EXPR]",
      summary: "Shows the bytecode of an expression, or of the session."
    ) { session, rest in try session.code(rest) },
    ReplCommand(
      name: "backtest", takes: "[OPTIONS]",
      summary: "Runs the session's orders over the bars; takes the options of `quill backtest`."
    ) { session, rest in try session.backtest(rest) },
    ReplCommand(
      name: "help", takes: "[COMMAND|BUILTIN]", summary: "Says what can be typed."
    ) { session, rest in try session.help(rest) },
    ReplCommand(name: "quit", takes: "", summary: "Ends the session.") { _, _ in
      Reply(.goodbye, "")
    },
  ]

  var usage: String { takes.isEmpty ? ":\(name)" : ":\(name) \(takes)" }
}
