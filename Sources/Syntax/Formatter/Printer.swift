/// Lays out a tree, and every comment where it was written: behind what it stood behind, or on a
/// line of its own before what it stood before.
struct Printer {
  static let width = 100

  let source: Source
  let comments: [Comment]
  var layout = Layout()
  /// Whether parentheses that only help the reader are written: not where the text would become too
  /// deep to be read again.
  let clarifies: Bool
  /// The first comment that has not been written.
  private var nextComment = 0
  /// Where the last statement, entry or comment of a list ended, to see the blank lines behind it.
  private var previousEnd = 0

  init(_ result: ParseResult) {
    self.source = result.source
    self.comments = result.comments
    // Between two `??` that need them there is a bracket at least.
    self.clarifies = 2 * result.nesting <= Limits.nesting
  }

  mutating func file(_ tree: SyntaxTree) -> String {
    if let edition = tree.edition {
      statement(edition.span) { $0.text("quill \(edition.number)") }
    }
    for item in tree.items { statement(item.span) { $0.item(item) } }
    closeList(at: source.bytes.count)
    return joined(layout.lines(width: Printer.width), width: Printer.width)
  }

  // MARK: - Lists of statements

  /// One statement of a file or of braces, with the comments and the blank line before it.
  mutating func statement(_ span: Span, _ print: (inout Printer) -> Void) {
    comments(before: span.start)
    separate(span.start)
    layout.hardLine()
    print(&self)
    // Whatever has found no place inside stays behind the statement.
    flush(before: span.end)
    previousEnd = span.end
  }

  /// The comments behind the last statement of a list that ends at `offset`.
  mutating func closeList(at offset: Int) { comments(before: offset) }

  /// A list in braces begins behind `offset`.
  mutating func openList(at offset: Int) { previousEnd = offset }

  private mutating func comments(before offset: Int) {
    while nextComment < comments.count, comments[nextComment].span.start < offset {
      let comment = comments[nextComment]
      if comment.ownLine { separate(comment.span.start) }
      flush(before: comment.span.start + 1)
      previousEnd = comment.span.end
    }
  }

  /// Keeps one blank line where there were some, but none at the beginning of a list.
  private mutating func separate(_ start: Int) {
    guard previousEnd > 0, previousEnd < start, !beginsList(previousEnd) else { return }
    var breaks = 0
    var index = previousEnd
    while index < start {
      let byte = source.bytes[index]
      if byte == 0x0A || (byte == 0x0D && (index + 1 == start || source.bytes[index + 1] != 0x0A)) {
        breaks += 1
      } else if byte > 0x20 {
        breaks = 0
      }
      if breaks == 2 { return layout.blankLine() }
      index += 1
    }
  }

  private func beginsList(_ end: Int) -> Bool { source.bytes[end - 1] == UInt8(ascii: "{") }

  // MARK: - Pieces

  mutating func text(_ text: String) { layout.text(text) }

  /// A word or sign that stands at `offset`: the comments before it come first.
  mutating func text(_ text: String, at offset: Int) {
    flush(before: offset)
    layout.text(text)
  }

  /// Writes the comments that stand before `offset`.
  mutating func flush(before offset: Int) {
    while nextComment < comments.count, comments[nextComment].span.start < offset {
      let comment = comments[nextComment]
      layout.comment(source.text(comment.span), ownLine: comment.ownLine)
      nextComment += 1
    }
  }

  func hasComment(before offset: Int) -> Bool {
    nextComment < comments.count && comments[nextComment].span.start < offset
  }

  /// A place for a break in front of what begins at `offset`.
  mutating func line(before offset: Int, flat: String = " ") {
    flush(before: offset)
    layout.line(flat: flat)
  }

  /// What must be set on one line or broken at each of its own lines, its inner lines indented.
  mutating func group(
    broken: Bool = false, indent: Int = 2, _ content: (inout Printer) -> Void
  ) {
    layout.open(broken: broken)
    layout.indent(indent)
    content(&self)
    layout.outdent()
    layout.close()
  }

  /// Parts with commas between them.
  mutating func list<Part>(
    _ parts: [Part], start: (Part) -> Int, _ print: (inout Printer, Part) -> Void
  ) {
    for (index, part) in parts.enumerated() {
      if index > 0 {
        text(",")
        line(before: start(part))
      }
      print(&self, part)
    }
  }

  // MARK: - What the source looked like

  /// The first `{` behind `offset` that is not part of a comment.
  func brace(after offset: Int) -> Int {
    var index = offset
    while index < source.bytes.count, source.bytes[index] != UInt8(ascii: "{") {
      if source.bytes[index] == UInt8(ascii: "/"), let comment = comment(at: index) {
        index = comment.span.end
      } else {
        index += 1
      }
    }
    return index
  }

  private func comment(at offset: Int) -> Comment? {
    var low = 0
    var high = comments.count
    while low < high {
      let middle = (low + high) / 2
      if comments[middle].span.start < offset { low = middle + 1 } else { high = middle }
    }
    return low < comments.count && comments[low].span.start == offset ? comments[low] : nil
  }

  /// Whether the writer broke the line behind the brace at `offset`, which is kept.
  func isExpanded(_ offset: Int) -> Bool {
    var index = offset + 1
    while index < source.bytes.count {
      switch source.bytes[index] {
      case 0x20, 0x09: index += 1
      case 0x0A, 0x0D: return true
      case UInt8(ascii: "/"): return comment(at: index) != nil
      default: return false
      }
    }
    return false
  }
}
