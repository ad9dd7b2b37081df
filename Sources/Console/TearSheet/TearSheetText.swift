package import Backtest
import Market
import Trading

/// A tear sheet as lines of text: what the summary leaves out, section by section.
package struct TearSheetText {
  let sheet: TearSheet

  package init(_ sheet: TearSheet) { self.sheet = sheet }

  package var text: String {
    let parts = metricParts + [monthPart, drawdownPart, rollingPart] + breakdownParts
    return parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  // MARK: Metrics

  private static let nameWidth = 22
  private static let figureWidth = 15

  /// The metrics that the summary does not have, two a line.
  private var metricParts: [String] {
    let readings = Dictionary(uniqueKeysWithValues: sheet.metrics.map { ($0.name, $0) })
    return Metric.sections.compactMap { section in
      let cells = section.metrics.filter { !$0.isSummary }.compactMap { metric in
        readings[metric.name].map(cell)
      }
      guard !cells.isEmpty else { return nil }
      var text = heading(section.title)
      if section.title == Metric.benchmarkTitle, let name = sheet.benchmark?.name {
        text = heading("\(section.title): \(name)")
      }
      let half = (cells.count + 1) / 2
      for row in 0..<half {
        let right = row + half < cells.count ? "    " + cells[row + half] : ""
        text += cells[row] + right + "\n"
      }
      return text
    }
  }

  private func cell(_ reading: MetricReading) -> String {
    let figure = TearSheetText.figure(reading)
    let width = TearSheetText.nameWidth + TearSheetText.figureWidth
    let gap = max(1, width - reading.title.count - figure.count)
    return reading.title + String(repeating: " ", count: gap) + figure
  }

  /// A value as a person reads it; `n/a` where there is none.
  package static func figure(_ reading: MetricReading) -> String {
    reading.value.map { Report.text($0, reading.unit) } ?? "n/a"
  }

  private func heading(_ title: String) -> String { title + "\n" }

  // MARK: Tables

  private var monthPart: String {
    guard !sheet.years.isEmpty else { return "" }
    var text = heading("Returns by month, in %")
    text += "    " + Breakdown.months.map { pad(String($0.prefix(3)), 5) }.joined()
    text += pad("Year", 9) + "\n"
    for year in sheet.years {
      text += pad("\(year.year)", 4) + year.months.map { pad(percent($0, most: 4), 5) }.joined()
      text += pad(percent(year.total, most: 7), 9) + "\n"
    }
    return text
  }

  /// A share in percent with one decimal, or none where that is too wide; a point where there is no
  /// value.
  private func percent(_ share: Double?, most: Int) -> String {
    guard let share else { return "." }
    let fine = NumberText.fixed(share * 100, decimals: 1)
    return fine.count <= most ? fine : NumberText.fixed(share * 100, decimals: 0)
  }

  private func pad(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  private var drawdownPart: String {
    guard !sheet.drawdowns.isEmpty else { return "" }
    var table = TextTable(columns: [
      ("depth", .right), ("peak", .left), ("lowest", .left), ("recovered", .left),
      ("bars", .right), ("time", .right),
    ])
    table.rows = sheet.drawdowns.map { drawdown in
      [
        NumberText.fixed(drawdown.depth * 100, decimals: 2) + " %", day(drawdown.peakTime),
        day(drawdown.troughTime), drawdown.recoveryTime.map(day) ?? "not yet",
        NumberText.fixed(Double(drawdown.bars), decimals: 0),
        NumberText.duration(nanoseconds: drawdown.duration),
      ]
    }
    return heading("Deepest drawdowns") + table.text()
  }

  private var rollingPart: String {
    guard let rolling = sheet.rollingSharpe else { return "" }
    let values = rolling.values.compactMap(\.value).sorted()
    guard let least = values.first, let most = values.last, let last = rolling.values.last else {
      return ""
    }
    func number(_ value: Double?) -> String {
      value.map { NumberText.fixed($0, decimals: 2) } ?? "n/a"
    }
    return heading("Sharpe of the last \(rolling.window) days")
      + Sparkline.text(rolling.values.map { $0.value ?? .nan }) + "\n"
      + "least \(number(least)), median \(number(values[values.count / 2])), "
      + "most \(number(most)), last \(number(last.value))\n"
  }

  private var breakdownParts: [String] {
    sheet.breakdowns.map { breakdown in
      var table = TextTable(columns: [(breakdown.trait.rawValue, .left)])
      table.columns += TearSheetText.groupColumns.map { ($0, .right) }
      table.rows = breakdown.groups.map { [$0.name] + TearSheetText.cells($0) }
      return heading("Trades by \(breakdown.trait.rawValue)") + table.text()
    }
  }

  package static let groupColumns = [
    "trades", "win rate", "net", "profit factor", "expectancy", "R", "bars",
  ]

  /// The figures of a group, one for each of `groupColumns`.
  package static func cells(_ group: Breakdown.Group) -> [String] {
    func number(_ value: Double?, _ decimals: Int = 2) -> String {
      value.map { NumberText.fixed($0, decimals: decimals) } ?? "n/a"
    }
    return [
      number(Double(group.figures.count), 0),
      group.figures.winRate.map { NumberText.fixed($0 * 100, decimals: 1) + " %" } ?? "n/a",
      number(group.net.number), number(group.figures.profitFactor),
      number(group.figures.expectancy), number(group.averageMultiple),
      number(group.averageBars, 1),
    ]
  }

  private func day(_ time: Int64) -> String { TimeText.brief(time) }
}

extension TimeText {
  /// A date, with the time where it is not midnight.
  package static func brief(_ time: Int64) -> String {
    let text = text(time)
    return text.hasSuffix("T00:00:00Z") ? String(text.prefix(10)) : text
  }
}
