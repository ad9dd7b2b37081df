/// Rows of cells in columns, numbers to the right.
package struct TextTable {
  package enum Alignment { case left, right }
  package var columns: [(title: String, alignment: Alignment)]
  package var rows: [[String]] = []

  package init(columns: [(title: String, alignment: Alignment)], rows: [[String]] = []) {
    self.columns = columns
    self.rows = rows
  }

  package func text() -> String {
    var widths = columns.map(\.title.count)
    for row in rows {
      for (index, cell) in row.enumerated() { widths[index] = max(widths[index], cell.count) }
    }
    let titles = line(columns.map(\.title), widths)
    let rule = String(repeating: "-", count: widths.reduce(0) { $0 + $1 + 2 } - 2)
    return ([titles, rule] + rows.map { line($0, widths) }).joined(separator: "\n") + "\n"
  }

  private func line(_ cells: [String], _ widths: [Int]) -> String {
    var text = ""
    for (index, cell) in cells.enumerated() {
      let space = String(repeating: " ", count: widths[index] - cell.count)
      if index > 0 { text += "  " }
      text += columns[index].alignment == .right ? space + cell : cell + space
    }
    while text.last == " " { text.removeLast() }
    return text
  }
}
