package import Backtest
import Market
import Trading

/// A tear sheet as one page of HTML that needs nothing else: charts are SVG in the text, no script,
/// light or dark as the reader likes it.
package struct TearSheetPage {
  let sheet: TearSheet
  /// What was run on what; the first line is the title.
  let heading: [String]
  /// What was in force, name and value.
  let conventions: [(name: String, value: String)]
  let trades: TradeList?

  /// How the trades are listed: the names of the columns, and the cells of a trade by its number.
  package struct TradeList {
    package let fields: [String]
    package let cells: (Int) -> [String]

    package init(fields: [String], cells: @escaping (Int) -> [String]) {
      self.fields = fields
      self.cells = cells
    }
  }

  /// Trades listed, at most: the last ones.
  private static let mostTrades = 2_000

  package init(
    _ sheet: TearSheet, heading: [String], conventions: [(name: String, value: String)],
    trades: TradeList?
  ) {
    self.sheet = sheet
    self.heading = heading
    self.conventions = conventions
    self.trades = trades
  }

  package var text: String {
    let title = HTML.escaped(heading.first ?? "Tear sheet")
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      <title>\(title)</title>
      <style>
      \(TearSheetPage.style)
      </style>
      </head>
      <body>
      <h1>\(title)</h1>
      \(heading.dropFirst().map { "<p>\(HTML.escaped($0))</p>\n" }.joined())
      \(summary)\(charts)\(months)\(metrics)\(drawdowns)\(breakdowns)\(tradeList)\(inForce)</body>
      </html>

      """
  }

  private func section(_ title: String, _ body: String) -> String {
    body.isEmpty ? "" : "<section><h2>\(HTML.escaped(title))</h2>\n\(body)</section>\n"
  }

  // MARK: Figures

  private static let tiles = [
    "total_return", "cagr", "sharpe", "sortino", "max_drawdown", "trades", "win_rate",
    "profit_factor",
  ]

  private var summary: String {
    let readings = sheet.metrics
    let tiles = TearSheetPage.tiles.compactMap { name in
      readings.first { $0.name == name }.map { reading in
        "<div class=\"tile\"><b>\(HTML.escaped(TearSheetText.figure(reading)))</b>"
          + "<span>\(HTML.escaped(reading.title))</span></div>"
      }
    }
    return "<div class=\"tiles\">\(tiles.joined())</div>\n"
  }

  private var metrics: String {
    let readings = Dictionary(uniqueKeysWithValues: sheet.metrics.map { ($0.name, $0) })
    let tables = Metric.sections.map { section in
      let rows = section.metrics.compactMap { metric in
        readings[metric.name].map { reading in
          "<tr title=\"\(HTML.escaped(metric.formula))\"><td>\(HTML.escaped(metric.title))</td>"
            + "<td>\(HTML.escaped(TearSheetText.figure(reading)))</td></tr>\n"
        }
      }
      return "<div><h3>\(HTML.escaped(section.title))</h3><table><tbody>\n"
        + rows.joined() + "</tbody></table></div>\n"
    }
    return section("Metrics", "<div class=\"columns\">\n\(tables.joined())</div>\n")
  }

  // MARK: Charts

  private var charts: String {
    let points = sheet.curve
    let days = points.map { String(TimeText.text($0.time).prefix(10)) }
    func money(_ value: Double?) -> String {
      value.map { NumberText.fixed($0, decimals: 2) } ?? "n/a"
    }
    let name = sheet.benchmark?.name
    var lines = [Chart.Line(values: points.map(\.equity), style: "equity")]
    if name != nil {
      lines.insert(Chart.Line(values: points.map(\.benchmark), style: "benchmark"), at: 0)
    }
    let equity = Chart(
      lines: lines, labels: days,
      hint: { place in
        let other = name.map { ", \($0) \(money(points[place].benchmark))" } ?? ""
        return
          "\(TimeText.brief(points[place].time)): equity \(money(points[place].equity))\(other)"
      }, scale: { NumberText.fixed($0, decimals: 0) }, height: 300, title: "Equity over time")
    let falls = Chart(
      lines: [
        Chart.Line(values: points.map { -$0.drawdown * 100 }, style: "fall", isFilled: true)
      ], labels: days,
      hint: { place in
        let fall = percent(points[place].drawdown)
        return "\(TimeText.brief(points[place].time)): \(fall) below the highest"
      }, scale: { NumberText.fixed($0, decimals: 0) + " %" }, height: 150,
      title: "Drawdown over time")
    let legend =
      name.map {
        "<p class=\"legend\"><i class=\"equity\"></i>equity <i class=\"benchmark\"></i>"
          + "\(HTML.escaped($0)), held with the same capital</p>\n"
      } ?? ""
    return section("Equity", legend + equity.svg) + section("Drawdown", falls.svg) + rolling
  }

  private var rolling: String {
    guard let rolling = sheet.rollingSharpe else { return "" }
    // As many as are drawn of the curve.
    let stride = max(1, rolling.values.count / 800)
    let shown = rolling.values.enumerated().filter { $0.offset % stride == 0 }.map(\.element)
    let chart = Chart(
      lines: [Chart.Line(values: shown.map(\.value), style: "equity")],
      labels: shown.map { String(TimeText.text($0.time).prefix(10)) },
      hint: { place in
        let value = shown[place].value.map { NumberText.fixed($0, decimals: 2) } ?? "n/a"
        return "\(TimeText.brief(shown[place].time)): \(value)"
      }, scale: { NumberText.fixed($0, decimals: 1) }, height: 170, title: "Rolling Sharpe ratio")
    return section("Sharpe of the last \(rolling.window) days", chart.svg)
  }

  private func percent(_ share: Double?, _ decimals: Int = 2) -> String {
    share.map { NumberText.fixed($0 * 100, decimals: decimals) + " %" } ?? ""
  }

  // MARK: Tables

  /// Deeper colours for larger returns, full at 10 %.
  private var months: String {
    guard !sheet.years.isEmpty else { return "" }
    let titles = ["Year"] + Breakdown.months.map { String($0.prefix(3)) } + ["Total"]
    var text = "<tr>\(titles.map { "<th>\($0)</th>" }.joined())</tr>\n"
    for year in sheet.years {
      text += "<tr><th>\(year.year)</th>"
      for value in year.months { text += cell(value, full: 0.1) }
      text += cell(year.total, full: 0.4) + "</tr>\n"
    }
    return section(
      "Returns by month", "<div class=\"wide\"><table class=\"heat\">\n\(text)</table></div>\n")
  }

  private func cell(_ value: Double?, full: Double) -> String {
    guard let value, value.isFinite else { return "<td></td>" }
    let strength = Int((min(1, abs(value) / full) * 85).rounded())
    let color = value < 0 ? "--bad" : "--good"
    let style = "background: color-mix(in srgb, var(\(color)) \(strength)%, transparent)"
    return "<td style=\"\(style)\">\(percent(value, 1))</td>"
  }

  private var drawdowns: String {
    guard !sheet.drawdowns.isEmpty else { return "" }
    let rows = sheet.drawdowns.enumerated().map { place, drawdown in
      [
        "\(place + 1)", percent(drawdown.depth), TimeText.brief(drawdown.peakTime),
        TimeText.brief(drawdown.troughTime),
        drawdown.recoveryTime.map(TimeText.brief) ?? "not yet",
        NumberText.fixed(Double(drawdown.bars), decimals: 0),
        NumberText.duration(nanoseconds: drawdown.duration),
      ]
    }
    return section(
      "Deepest drawdowns",
      HTML.table(["", "depth", "peak", "lowest", "recovered", "bars", "time"], rows))
  }

  private var breakdowns: String {
    let tables = sheet.breakdowns.map { breakdown in
      let titles = [breakdown.trait.rawValue] + TearSheetText.groupColumns
      return HTML.table(titles, breakdown.groups.map { [$0.name] + TearSheetText.cells($0) })
    }
    return section("Trades by their traits", tables.joined())
  }

  private var tradeList: String {
    let all = sheet.record.trades
    guard !all.isEmpty, let trades else { return "" }
    let shown = all.indices.suffix(TearSheetPage.mostTrades)
    let rows = shown.map { trades.cells($0) }
    var text = HTML.table(trades.fields.map { $0.replacing("_", with: " ") }, rows)
    if shown.count < all.count {
      text = "<p>The last \(shown.count) of \(all.count).</p>\n" + text
    }
    return section("Trades", text)
  }

  private var inForce: String {
    section("In force", HTML.table([], conventions.map { [$0.name, $0.value] }))
  }
}
