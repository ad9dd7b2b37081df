import Backtest
package import Machine
package import Trials

/// The bars around one, as text: a column a bar, with what happened below.
///
///     108.20 │         ╷┃
///            │      ╷┃┃┃╵
///     100.00 │ ┃┃┃┃┃┃
///            │          ▲
///            │           ^ bar 9
package struct TrialChart {
  let bars: Bars
  let happenings: [Happening]
  /// The bar that matters.
  let bar: Int
  let width: Int
  let colored: Bool

  /// Rows of prices.
  private static let height = 8

  /// - Parameter width: of a line, in characters.
  package init(_ bars: Bars, _ happenings: [Happening], at bar: Int, width: Int, colored: Bool) {
    self.bars = bars
    self.happenings = happenings
    self.bar = max(0, min(bar, bars.count - 1))
    self.width = width
    self.colored = colored
  }

  /// One line for each row, without line breaks.
  package var lines: [String] {
    guard bars.count > 0 else { return [] }
    let shown = self.shown
    var (low, high) = (Double.infinity, -Double.infinity)
    for row in shown {
      for number in [Grid.number(bars.low[row]), Grid.number(bars.high[row])]
      where number.isFinite {
        (low, high) = (min(low, number), max(high, number))
      }
    }
    guard low <= high else { return ["  (these bars have no prices)"] }
    let decimals = high >= 10 ? 2 : high >= 0.1 ? 4 : 8
    let labels = [high, low].map { NumberText.fixed($0, decimals: decimals) }
    let margin = labels.map(\.count).max() ?? 0
    var lines: [String] = []
    for level in 0..<TrialChart.height {
      let label = level == 0 ? labels[0] : level == TrialChart.height - 1 ? labels[1] : ""
      let cells = shown.map { cell($0, level, low, high) }.joined()
      lines.append(line(label, margin, cells))
    }
    lines.append(line("", margin, shown.map(mark).joined()))
    let space = String(repeating: " ", count: bar - shown.lowerBound)
    lines.append(line("", margin, "\(space)^ bar \(bar)"))
    return lines
  }

  /// As many bars as fit, with the bar in the middle where there are more.
  private var shown: Range<Int> {
    let room = max(8, min(width, 100) - 20)
    let first = max(0, min(bar - room / 2, bars.count - room))
    return first..<min(bars.count, first + room)
  }

  private func line(_ label: String, _ margin: Int, _ cells: String) -> String {
    var text =
      "  " + String(repeating: " ", count: margin - label.count) + label + " │" + " " + cells
    while text.last == " " { text.removeLast() }
    return text
  }

  /// A piece of a bar: thick between open and close, thin up to high and low.
  private func cell(_ row: Int, _ level: Int, _ low: Double, _ high: Double) -> String {
    let steps = Double(TrialChart.height - 1)
    func place(_ word: Int64) -> Int? {
      let number = Grid.number(word)
      guard number.isFinite else { return nil }
      let share = high > low ? (number - low) / (high - low) : 0.5
      return Int(((1 - share) * steps).rounded())
    }
    guard let top = place(bars.high[row]), let bottom = place(bars.low[row]),
      let open = place(bars.open[row]), let close = place(bars.close[row])
    else { return " " }
    if (min(open, close)...max(open, close)).contains(level) {
      let isUp = Grid.number(bars.close[row]) >= Grid.number(bars.open[row])
      return paint("┃", isUp ? "32" : "31")
    }
    return top <= bottom && (top...bottom).contains(level) ? "│" : " "
  }

  /// What happened in a bar: an entry, an exit, both, or a refusal.
  private func mark(_ row: Int) -> String {
    let here = happenings.filter { $0.bar == row }
    let entry = here.first { $0.kind == .entered }
    let hasExit = here.contains { $0.kind == .exited }
    if let entry {
      if hasExit { return paint("◆", "36") }
      return entry.side == .short ? paint("▼", "31") : paint("▲", "32")
    }
    if hasExit { return paint("×", "36") }
    return here.contains(where: isNews) ? paint("!", "33") : " "
  }

  /// True for a refusal that is not only that of the bar before.
  private func isNews(_ happening: Happening) -> Bool {
    happening.kind == .refused
      && !happenings.contains { $0.bar == happening.bar - 1 && $0.text == happening.text }
  }

  /// What the marks mean, where there are any.
  package static let legend = "▲ long entry  ▼ short entry  × exit  ◆ exit and entry  ! refusal"

  private func paint(_ text: String, _ color: String) -> String {
    colored ? "\u{1B}[\(color)m\(text)\u{1B}[0m" : text
  }
}
