package import Syntax

/// What differs between two texts, line by line, as `diff -u` shows it.
package struct LineDiff {
  private enum Change: Equatable { case same, removed, added }

  private struct Line {
    let change: Change
    let text: String
    /// The numbers of the line in the old and the new text, from one.
    let old: Int
    let new: Int
  }

  private let lines: [Line]
  private let name: String
  /// Lines of both texts shown around a change.
  private static let context = 3

  package init(_ before: Source, _ after: Source) {
    name = before.name
    let old = LineDiff.lines(of: before)
    let new = LineDiff.lines(of: after)
    let difference = new.difference(from: old)
    var removed: Set<Int> = []
    var added: Set<Int> = []
    for change in difference {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): added.insert(offset)
      }
    }
    var lines: [Line] = []
    var (i, j) = (0, 0)
    while i < old.count || j < new.count {
      if i < old.count, removed.contains(i) {
        lines.append(Line(change: .removed, text: old[i], old: i + 1, new: j + 1))
        i += 1
      } else if j < new.count, added.contains(j) {
        lines.append(Line(change: .added, text: new[j], old: i + 1, new: j + 1))
        j += 1
      } else {
        lines.append(
          Line(change: .same, text: i < old.count ? old[i] : "", old: i + 1, new: j + 1))
        i += 1
        j += 1
      }
    }
    self.lines = lines
  }

  private static func lines(of source: Source) -> [String] {
    var lines: [String] = []
    for (index, start) in source.lineStarts.enumerated() {
      let end =
        index + 1 < source.lineStarts.count ? source.lineStarts[index + 1] - 1 : source.bytes.count
      if start < source.bytes.count { lines.append(source.text(Span(start, end))) }
    }
    return lines
  }

  /// Nothing where the texts are equal. Characters that could steer a terminal are spelt out.
  package var text: String {
    var result = ""
    var next = 0
    while let first = lines[next...].firstIndex(where: { $0.change != .same }) {
      let start = max(next, first - LineDiff.context)
      var end = first
      var quiet = 0
      for index in first..<lines.count {
        quiet = lines[index].change == .same ? quiet + 1 : 0
        if quiet > 2 * LineDiff.context { break }
        if quiet == 0 { end = index }
      }
      end = min(lines.count, end + 1 + LineDiff.context)
      result += hunk(lines[start..<end])
      next = end
    }
    return result.isEmpty ? "" : "--- \(visible(name))\n+++ \(visible(name))\n" + result
  }

  private func hunk(_ lines: ArraySlice<Line>) -> String {
    let old = lines.filter { $0.change != .added }.count
    let new = lines.filter { $0.change != .removed }.count
    var text = "@@ -\(lines.first?.old ?? 1),\(old) +\(lines.first?.new ?? 1),\(new) @@\n"
    for line in lines {
      let mark =
        switch line.change {
        case .same: " "
        case .removed: "-"
        case .added: "+"
        }
      text += mark + visible(line.text) + "\n"
    }
    return text
  }
}
