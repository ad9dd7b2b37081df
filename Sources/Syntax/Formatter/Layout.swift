/// Text with places where a line may break, and the choice of breaks that keeps lines short.
///
/// A group is set on one line if it fits; else every `line` of its own breaks. Comments always end
/// their line, wherever they stand.
struct Layout {
  enum Piece {
    case text(String, width: Int)
    /// Only where the group around it is set on one line.
    case flatText(String)
    /// A break, or what stands for it in a group that is set on one line.
    case line(flat: String)
    case hardLine
    /// An empty line, in addition to the break that follows.
    case blankLine
    case open(group: Int)
    case close
    case indent(Int)
    case outdent
    case comment(String, ownLine: Bool)
  }

  private struct Group {
    /// Its width on one line; `nil` where it must break.
    var width: Int?
    var end = 0
  }

  private(set) var pieces: [Piece] = []
  private var groups: [Group] = []
  private var openGroups: [Int] = []

  // MARK: - Building

  mutating func text(_ text: String) {
    let width = text.unicodeScalars.count
    pieces.append(.text(text, width: width))
    widen(width)
  }

  mutating func flatText(_ text: String) {
    pieces.append(.flatText(text))
    widen(text.unicodeScalars.count)
  }

  /// A place for a break; `flat` stands there otherwise.
  mutating func line(flat: String = " ") {
    pieces.append(.line(flat: flat))
    widen(flat.utf8.count)
  }

  mutating func hardLine() {
    pieces.append(.hardLine)
    widen(nil)
  }

  mutating func blankLine() {
    pieces.append(.blankLine)
    widen(nil)
  }

  mutating func comment(_ text: String, ownLine: Bool) {
    pieces.append(.comment(text, ownLine: ownLine))
    widen(nil)
  }

  mutating func group(broken: Bool = false, _ content: (inout Layout) -> Void) {
    open(broken: broken)
    content(&self)
    close()
  }

  mutating func open(broken: Bool = false) {
    pieces.append(.open(group: groups.count))
    openGroups.append(groups.count)
    groups.append(Group(width: broken ? nil : 0))
  }

  mutating func close() {
    guard let index = openGroups.popLast() else { return }
    groups[index].end = pieces.count
    pieces.append(.close)
    widen(groups[index].width)
  }

  mutating func indent(_ columns: Int = 2) { pieces.append(.indent(columns)) }
  mutating func outdent() { pieces.append(.outdent) }

  private mutating func widen(_ width: Int?) {
    guard let last = openGroups.last else { return }
    groups[last].width = groups[last].width.flatMap { old in width.map { old + $0 } }
  }

  // MARK: - Choosing

  /// The lines, each within `width` columns where its pieces allow that.
  func lines(width: Int) -> [LaidLine] {
    var page = Page()
    var isFlat: [Bool] = []
    for piece in pieces {
      switch piece {
      case .text(let text, let width): page.write(text, width)
      case .flatText(let text): if isFlat.last == true { page.write(text, text.utf8.count) }
      case .line(let flat):
        if isFlat.last == true, !page.mustBreak { page.space(flat) } else { page.newLine() }
      case .hardLine: page.newLine()
      case .blankLine: page.blankLine()
      case .open(let group):
        isFlat.append(isFlat.last == true || fits(group, at: page.column, width: width))
      case .close: isFlat.removeLast()
      case .indent(let columns): page.indents.append(page.indent + columns)
      case .outdent: page.indents.removeLast()
      case .comment(let text, let ownLine): page.comment(text, ownLine: ownLine)
      }
    }
    page.newLine()
    return page.lines
  }

  /// Whether a group and what follows it up to the next possible break fit on the line.
  private func fits(_ index: Int, at column: Int, width: Int) -> Bool {
    guard let own = groups[index].width else { return false }
    var end = column + own
    var next = groups[index].end + 1
    scan: while next < pieces.count, end <= width {
      switch pieces[next] {
      case .text(_, let width): end += width
      case .line, .hardLine, .blankLine, .comment: break scan
      case .flatText, .open, .close, .indent, .outdent: break
      }
      next += 1
    }
    return end <= width
  }
}

/// A line of formatted text, its comment apart so that comments can be aligned.
struct LaidLine {
  var code: String
  var width: Int
  var comment: String?
  /// The whole line is a comment.
  var isComment = false

  var isBlank: Bool { code.isEmpty && comment == nil }
}

/// The lines written so far and the one being written.
private struct Page {
  var lines: [LaidLine] = []
  var indents = [0]
  /// A comment ends the line: whatever comes next begins a new one.
  private(set) var mustBreak = false
  private var current = LaidLine(code: "", width: 0)
  private var pendingSpace = ""
  /// The indentation of the line being written: that of the place where it was broken.
  private var lineIndent = 0

  var indent: Int { indents[indents.count - 1] }
  var isEmpty: Bool { current.isBlank }
  var column: Int {
    if mustBreak { return indent }
    return isEmpty ? lineIndent : current.width + pendingSpace.utf8.count
  }

  mutating func write(_ text: String, _ width: Int) {
    if mustBreak { newLine() }
    if isEmpty {
      let trimmed = text.drop { $0 == " " }
      current.code = String(repeating: " ", count: lineIndent) + trimmed
      current.width = lineIndent + width - (text.utf8.count - trimmed.utf8.count)
    } else {
      current.code += pendingSpace + text
      current.width += pendingSpace.utf8.count + width
    }
    pendingSpace = ""
  }

  mutating func space(_ text: String) { if !isEmpty { pendingSpace += text } }

  mutating func newLine() {
    mustBreak = false
    pendingSpace = ""
    defer { lineIndent = indent }
    guard !isEmpty else { return }
    trim()
    lines.append(current)
    current = LaidLine(code: "", width: 0)
  }

  mutating func blankLine() {
    newLine()
    if let last = lines.last, !last.isBlank { lines.append(LaidLine(code: "", width: 0)) }
  }

  mutating func comment(_ text: String, ownLine: Bool) {
    pendingSpace = ""
    if ownLine || isEmpty || current.comment != nil || current.isComment {
      newLine()
      current.code = String(repeating: " ", count: lineIndent) + text
      current.width = lineIndent + text.unicodeScalars.count
      current.isComment = true
    } else {
      trim()
      current.comment = text
    }
    mustBreak = true
  }

  private mutating func trim() {
    while current.code.utf8.last == 0x20 {
      current.code.removeLast()
      current.width -= 1
    }
  }
}

/// Joins lines, with the comments behind code aligned in every stretch between two blank lines, as
/// long as that pushes none of them beyond `width`.
func joined(_ lines: [LaidLine], width: Int) -> String {
  var text = ""
  var start = 0
  while start < lines.count {
    var end = start
    while end < lines.count, !lines[end].isBlank { end += 1 }
    let stretch = lines[start..<end]
    let commented = stretch.filter { $0.comment != nil }
    let column = (commented.map(\.width).max() ?? 0) + 2
    let isAligned = commented.allSatisfy { line in
      let length = (line.comment ?? "").unicodeScalars.count
      return column + length <= width || line.width + 2 == column
    }
    for line in stretch {
      text += line.code
      if let comment = line.comment {
        text += String(repeating: " ", count: isAligned ? column - line.width : 2) + comment
      }
      text += "\n"
    }
    if end < lines.count { text += "\n" }
    start = end + 1
  }
  return text
}
