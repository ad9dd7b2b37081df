import Compiler
import Console
import Host
import Machine
import Syntax

extension ReplSession {
  func help(_ rest: String) throws -> Reply {
    let word = rest.first == ":" ? String(rest.dropFirst()) : rest
    if word.isEmpty { return Reply(.help, ReplSession.overview, [("topic", nil)]) }
    if let command = ReplCommand.all.first(where: { $0.name == word }) {
      return Reply(.help, "\(command.usage)\n  \(command.summary)\n", [("topic", .text(word))])
    }
    let pages = BuiltinPage.all.filter { $0.name == word || $0.aliases.contains(word) }
    guard pages.isEmpty else {
      return Reply(.help, pages.map(\.text).joined(separator: "\n"), [("topic", .text(word))])
    }
    let known = ReplCommand.all.map(\.name) + BuiltinPage.all.flatMap { [$0.name] + $0.aliases }
    let near = suggestions(for: word, among: known, most: 3)
    let hint =
      near.isEmpty ? ":help lists the commands" : "did you mean \(near.joined(separator: ", "))?"
    throw Failure(.usage, UsageKinds.arguments, "there is no help on \(word)", help: hint)
  }

  private static var overview: String {
    var text = """
      EXPR, EXPR ...          the last values of expressions over the bars, side by side
      let fn param require    define; the same name again takes the old one's place
      enter exit ...          an order, over as many lines as it needs; an empty line ends it

      """
    var table = TextTable(columns: [("command", .left), ("what it does", .left)])
    table.rows = ReplCommand.all.map { [$0.usage, $0.summary] }
    text += "\n" + table.text()
    text += "\n:help NAME explains a builtin such as rsi. Ctrl-C forgets a line, Ctrl-D ends.\n"
    return text
  }

  // MARK: - Completion

  /// What the end of a line may become.
  package struct Completion {
    /// The part of the line that is replaced.
    package let word: String
    /// Whole words in its place, sorted.
    package let candidates: [String]
  }

  package func completion(of line: String) -> Completion {
    guard let command = CommandLine(line) else { return words(line) }
    let typed = ":" + command.word
    if !line.contains(where: \.isWhitespace) {
      let names = ReplCommand.all.map { ":\($0.name)" }
      return Completion(word: typed, candidates: names.filter { $0.hasPrefix(typed) }.sorted())
    }
    if ReplCommand.all.first(where: { $0.name == command.word })?.takesPath == true {
      return Completion(word: command.rest, candidates: paths(command.rest))
    }
    guard command.word == "help" else { return words(line) }
    let names = Set(ReplCommand.all.map(\.name) + BuiltinPage.all.map(\.name))
    return Completion(
      word: command.rest, candidates: names.filter { $0.hasPrefix(command.rest) }.sorted())
  }

  /// Names, after the first letter.
  private func words(_ line: String) -> Completion {
    let word = String(
      line.reversed().prefix { $0.isLetter || $0.isNumber || $0 == "_" }.reversed())
    let found = word.isEmpty ? [] : Set(vocabulary).filter { $0.hasPrefix(word) }.sorted()
    return Completion(word: word, candidates: found)
  }

  private var vocabulary: [String] {
    definitions.names + BuiltinPage.all.flatMap { [$0.name] + $0.aliases } + Vocabulary.given
      + Words.reserved + Words.statements + Words.clauses
  }

  /// Files and folders whose path begins like this; folders with a slash.
  private func paths(_ start: String) -> [String] {
    let prefix = start.lastIndex(of: "=").map { String(start[...$0]) } ?? ""
    let path = start.dropFirst(prefix.count)
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    let name = path.dropFirst(folder.count)
    let names = (try? environment.disk.list(folder.isEmpty ? "." : folder)) ?? []
    return names.filter { $0.hasPrefix(name) && (!name.isEmpty || !$0.hasPrefix(".")) }.map {
      found in
      let isFolder = (try? environment.disk.status(folder + found))?.kind == .folder
      return prefix + folder + found + (isFolder ? "/" : "")
    }.sorted()
  }
}
