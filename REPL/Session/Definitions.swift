import Compiler
import Machine
import Syntax

/// What a session has been told: statements in their order, as a file would hold them.
package struct Definitions: Sendable {
  struct Entry: Sendable {
    let text: String
    /// What it defines; nothing for orders and settings. A function and a value may share a name.
    let names: [Name]
  }

  struct Name: Hashable, Sendable {
    let text: String
    let isFunction: Bool
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

  /// The same in the folder of a file, where its imports are looked for.
  func source(beside file: String) -> Source {
    let folder = file.lastIndex(of: "/").map { file[...$0] } ?? ""
    return Source(name: folder + "session", bytes: source.bytes)
  }

  var isEmpty: Bool { entries.isEmpty && header == Definitions.standardHeader }

  /// Names that the session defines, sorted.
  var names: [String] { Set(entries.flatMap(\.names).map(\.text)).sorted() }

  /// Statements of a text that has been parsed without an error, each with the comments above it
  /// and behind it on its last line.
  private static func entries(_ parsed: ParseResult) -> (header: String?, entries: [Entry]) {
    var header: String?
    var entries: [Entry] = []
    var end = 0
    for (number, item) in parsed.tree.items.enumerated() {
      let next =
        number + 1 < parsed.tree.items.count ? parsed.tree.items[number + 1].span.start : .max
      let note = parsed.comments.first {
        !$0.ownLine && $0.span.start >= item.span.end && $0.span.end <= next
      }
      let isOnItsLine = note.map { note in
        !parsed.source.text(Span(item.span.end, note.span.start)).contains("\n")
      }
      let last = isOnItsLine == true ? note?.span.end ?? item.span.end : item.span.end
      let text = parsed.source.text(Span(min(end, item.span.start), last)).trimmedLines
      end = last
      if case .header = item.kind {
        header = text
      } else {
        entries.append(Entry(text: text, names: item.names))
      }
    }
    return (header, entries)
  }

  /// The same with the statements of a text; what is defined anew takes the old one's place.
  ///
  /// - Returns: also the names that are no longer what they were.
  func adding(_ parsed: ParseResult) -> (Definitions, replaced: [String]) {
    var result = self
    var replaced: [String] = []
    var places: [Name: Int] = [:]
    for (place, entry) in entries.enumerated() {
      for name in entry.names { places[name] = place }
    }
    let (header, new) = Definitions.entries(parsed)
    if let header { result.header = header }
    var kept = result.entries.map { Optional($0) }
    for entry in new {
      let old = Set(entry.names.compactMap { places[$0] }).sorted()
      for place in old {
        replaced += kept[place]?.names.map(\.text) ?? []
        kept[place] = nil
      }
      if let first = old.first { kept[first] = entry } else { kept.append(entry) }
      let place = old.first ?? kept.count - 1
      for name in entry.names { places[name] = place }
    }
    result.entries = kept.compactMap { $0 }
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
      if entries[index].names.contains(where: { $0.text == what })
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
  var names: [Definitions.Name] {
    switch kind {
    case .parameter(let parameter): [.init(text: parameter.name.text, isFunction: false)]
    case .binding(let binding):
      switch binding.pattern {
      case .name(let name): [.init(text: name.text, isFunction: false)]
      case .tuple(let names, _): names.map { .init(text: $0.text, isFunction: false) }
      }
    case .function(let function): [.init(text: function.name.text, isFunction: true)]
    case .column(let name): [.init(text: name.text, isFunction: false)]
    case .use(let use): [.init(text: use.name.text, isFunction: false)]
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
