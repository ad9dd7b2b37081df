extension Diagnostic {
  /// The problem for a terminal: what is wrong, the line where it is, what to do. Ends with a line
  /// break.
  ///
  /// Nothing of the source reaches the terminal that could steer it: control characters and marks
  /// that turn the direction of writing are shown as their numbers.
  public func terminalText(in source: Source, colored: Bool = false) -> String {
    var page = TerminalPage(source: source, colored: colored)
    page.write(self)
    return page.text
  }
}

/// Problems for a terminal, with a blank line between them.
public func terminalText(
  of diagnostics: [Diagnostic], in source: Source, colored: Bool = false
) -> String {
  diagnostics.map { $0.terminalText(in: source, colored: colored) }.joined(separator: "\n")
}

private struct TerminalPage {
  enum Ink: String {
    case red = "\u{1B}[1;31m"
    case yellow = "\u{1B}[1;33m"
    case cyan = "\u{1B}[1;36m"
    case bold = "\u{1B}[1m"
    case dim = "\u{1B}[2m"
  }

  /// Columns of source that are shown of one line.
  static let width = 100

  let source: Source
  let colored: Bool
  var text = ""
  private var gutter = 1

  init(source: Source, colored: Bool) {
    self.source = source
    self.colored = colored
  }

  mutating func write(_ diagnostic: Diagnostic) {
    let ink: Ink =
      switch diagnostic.severity {
      case .error: .red
      case .warning: .yellow
      case .hint: .cyan
      }
    let spans = [diagnostic.span] + diagnostic.notes.compactMap(\.span)
    gutter = spans.map { String(source.place($0.start).line).count }.max() ?? 1
    let head = "\(diagnostic.severity.rawValue)[\(diagnostic.code)]"
    text += paint(head, ink) + paint(": " + diagnostic.message, .bold) + "\n"
    if !source.bytes.isEmpty {
      snippet("┌", diagnostic.span, mark: "^", label: diagnostic.label, ink)
      for note in diagnostic.notes {
        guard let span = note.span else { continue }
        snippet("├", span, mark: "-", label: note.text, .cyan)
      }
    } else {
      text += margin() + paint("┌", .dim) + " \(source.name)\n"
    }
    for note in diagnostic.notes where note.span == nil { line("note", note.text) }
    if let help = diagnostic.help ?? diagnostic.fix?.title { line("help", help) }
    line("more", "quill explain \(diagnostic.code)")
  }

  // MARK: - Lines

  private func margin() -> String { String(repeating: " ", count: gutter + 1) }

  private mutating func line(_ head: String, _ body: String) {
    text += margin() + paint("=", .dim) + " " + paint(head + ":", .bold) + " " + body + "\n"
  }

  private mutating func snippet(
    _ corner: String, _ span: Span, mark: Character, label: String?, _ ink: Ink
  ) {
    let place = source.place(span.start)
    text += margin() + paint(corner, .dim) + " \(source.name):\(place.line):\(place.column)\n"
    let excerpt = SourceLine(source, line: place.line, span: span, width: TerminalPage.width)
    let number = String(place.line)
    let indent = String(repeating: " ", count: gutter - number.count)
    text += paint(indent + number + " │", .dim) + " " + excerpt.text + "\n"
    let marks = String(repeating: mark, count: excerpt.marked)
    text += margin() + paint("│", .dim) + " " + String(repeating: " ", count: excerpt.before)
    text += paint(marks + (label.map { " " + $0 } ?? ""), ink) + "\n"
  }

  private func paint(_ text: String, _ ink: Ink) -> String {
    colored ? ink.rawValue + text + "\u{1B}[0m" : text
  }
}

/// One line of a source as it is shown: tabs expanded, hidden characters spelt out, cut to a width
/// around the part that is marked.
private struct SourceLine {
  private struct Cell {
    let text: String
    let width: Int
    let offset: Int
  }

  private(set) var text = ""
  /// Columns before the mark, and of the mark.
  private(set) var before = 0
  private(set) var marked = 1

  init(_ source: Source, line: Int, span: Span, width: Int) {
    let start = source.lineStarts[line - 1]
    var end = line < source.lineStarts.count ? source.lineStarts[line] - 1 : source.bytes.count
    if end > start, source.bytes[end - 1] == 0x0D { end -= 1 }
    let cells = SourceLine.cells(source, start, Swift.max(start, end))
    var columns = [0]
    for cell in cells { columns.append(columns[columns.count - 1] + cell.width) }
    let first = cells.firstIndex { $0.offset >= span.start } ?? cells.count
    var last = first
    while last < cells.count, cells[last].offset < span.end { last += 1 }
    let whole = columns[cells.count]
    var (low, high) = (0, cells.count)
    if whole > width {
      // A third of the window stands before the mark.
      let from = Swift.max(0, Swift.min(columns[first] - width / 3, whole - width))
      low = columns.firstIndex { $0 >= from } ?? 0
      high = (columns.lastIndex { $0 <= columns[low] + width } ?? cells.count)
      high = Swift.max(high, Swift.min(low + 1, cells.count))
    }
    text = low > 0 ? "…" : ""
    before = low > 0 ? 1 : 0
    for cell in cells[low..<high] { text += cell.text }
    if high < cells.count { text += "…" }
    before += columns[Swift.min(first, high)] - columns[Swift.min(low, first)]
    let stop = Swift.min(last, high)
    marked = stop > first ? Swift.max(1, columns[stop] - columns[first]) : 1
  }

  private static func cells(_ source: Source, _ start: Int, _ end: Int) -> [Cell] {
    var cells: [Cell] = []
    var offset = start
    var column = 0
    while offset < end {
      guard let (scalar, length) = decodeScalar(source.bytes, at: offset) else {
        cells.append(Cell(text: "\u{FFFD}", width: 1, offset: offset))
        offset += 1
        column += 1
        continue
      }
      let shown = cell(scalar, column: column)
      cells.append(Cell(text: shown.text, width: shown.width, offset: offset))
      column += shown.width
      offset += length
    }
    return cells
  }

  private static func cell(_ scalar: Unicode.Scalar, column: Int) -> (text: String, width: Int) {
    if scalar.value == 0x09 {
      let width = 4 - column % 4
      return (String(repeating: " ", count: width), width)
    }
    if isControl(scalar) || isBidirectional(scalar) || isLineSeparator(scalar)
      || isZeroWidth(scalar)
    {
      let text = "<U+\(hexadecimal(scalar.value, digits: 4))>"
      return (text, text.count)
    }
    return (String(scalar), displayWidth(scalar))
  }
}

/// The columns that a character takes in a terminal: none for marks that combine, two for wide
/// ones.
private func displayWidth(_ scalar: Unicode.Scalar) -> Int {
  switch scalar.value {
  case 0x00..<0x300: 1
  case 0x0300...0x036F, 0x0483...0x0489, 0x0591...0x05BD, 0x0610...0x061A, 0x064B...0x065F,
    0x1AB0...0x1AFF, 0x1DC0...0x1DFF, 0x20D0...0x20FF, 0x3099...0x309A, 0xFE20...0xFE2F:
    0
  case 0x1100...0x115E, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
    0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
    0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1FAFF,
    0x20000...0x3FFFD:
    2
  default: 1
  }
}

/// A piece of source text for a terminal: characters that could steer it, or that cannot be seen,
/// are shown as their numbers.
public func visible(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    if scalar.value != 0x09,
      isControl(scalar) || isBidirectional(scalar) || isLineSeparator(scalar) || isZeroWidth(scalar)
    {
      result += "<U+\(hexadecimal(scalar.value, digits: 4))>"
    } else {
      result.unicodeScalars.append(scalar)
    }
  }
  return result
}
