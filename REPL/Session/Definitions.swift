import Compiler
import Machine
import Syntax

/// What a session has been told: statements in their order, as a file would hold them.
package struct Definitions: Sendable {
  struct Entry: Sendable {
    let text: String
    /// What it defines; nothing for orders and settings.
    let names: [String]
  }

  /// The first line.
  private(set) var header: String
  private(set) var entries: [Entry] = []
  static let standardHeader = "strategy \"session\""

  init() { header = Definitions.standardHeader }

  /// The whole as a file.
  var source: Source {
    Source(
      name: "session", text: ([header, ""] + entries.map(\.text)).joined(separator: "\n") + "\n")
  }

  var isEmpty: Bool { entries.isEmpty && header == Definitions.standardHeader }

  /// Names that the session defines, sorted.
  var names: [String] { entries.flatMap(\.names).sorted() }

  /// Statements of a text that has been parsed without an error: each with its text and the
  /// comments above it.
  private static func entries(_ parsed: ParseResult) -> (header: String?, entries: [Entry]) {
    var header: String?
    var entries: [Entry] = []
    var end = 0
    for item in parsed.tree.items {
      let whole = Span(min(end, item.span.start), item.span.end)
      end = item.span.end
      if case .header = item.kind {
        header = parsed.source.text(item.span)
      } else {
        let text = parsed.source.text(whole).trimmedLines
        entries.append(Entry(text: text, names: item.names))
      }
    }
    return (header, entries)
  }

  /// The same with the statements of a text; what is defined anew takes the old one's place.
  ///
  /// - Returns: also the names that were replaced.
  func adding(_ parsed: ParseResult) -> (Definitions, replaced: [String]) {
    var result = self
    var replaced: [String] = []
    for entry in Definitions.entries(parsed).entries {
      let old = result.entries.firstIndex { known in
        !known.names.isEmpty && known.names.allSatisfy(entry.names.contains)
      }
      if let old {
        replaced += result.entries[old].names
        result.entries[old] = entry
      } else {
        result.entries.append(entry)
      }
    }
    return (result, replaced)
  }

  /// What a whole file says.
  init(file parsed: ParseResult) {
    let parts = Definitions.entries(parsed)
    header = parts.header ?? Definitions.standardHeader
    entries = parts.entries
  }

  /// The same without the statements that begin on a line of `source`, or define a name; nothing
  /// when there is none.
  func dropping(_ what: String) -> Definitions? {
    var result = self
    var line = 3
    for index in entries.indices {
      let lines = entries[index].text.split(separator: "\n", omittingEmptySubsequences: false).count
      if entries[index].names.contains(what)
        || Int(what).map((line..<(line + lines)).contains) == true
      {
        result.entries.remove(at: index)
        return result
      }
      line += lines
    }
    return nil
  }
}

extension Item {
  /// The names it gives.
  var names: [String] {
    switch kind {
    case .parameter(let parameter): [parameter.name.text]
    case .binding(let binding):
      switch binding.pattern {
      case .name(let name): [name.text]
      case .tuple(let names, _): names.map(\.text)
      }
    case .function(let function): [function.name.text]
    case .column(let name): [name.text]
    case .use(let use): [use.name.text]
    default: []
    }
  }
}

extension String {
  /// Without empty lines and blanks around it.
  fileprivate var trimmedLines: String {
    var text = self[...]
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }
}
