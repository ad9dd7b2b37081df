internal import Machine
internal import Trading

/// A result as lines of text: what was run, the figures in two columns, the curve, and what was in
/// force.
public struct Report: Sendable {
  public let result: BacktestResult
  /// What was run on what, one line each; the caller knows names and dates.
  public let heading: [String]

  public init(_ result: BacktestResult, heading: [String]) {
    self.result = result
    self.heading = heading
  }

  /// Names on the left of each figure are padded to this, figures to the right of the other.
  private static let nameWidth = 18
  private static let figureWidth = 15

  /// The names of the left and right columns, row by row.
  private static let layout: [(left: String, right: String)] = [
    ("final_equity", "trades"), ("total_return", "winning"), ("buy_and_hold", "losing"),
    ("cagr", "win_rate"), ("annual_return", "profit_factor"), ("volatility", "expectancy"),
    ("sharpe", "average_trade"), ("sortino", "sqn"), ("calmar", "fees_paid"),
    ("max_drawdown", "exposure"), ("max_drawdown_duration", "max_drawdown_bars"),
  ]

  public var lines: [String] {
    var lines = heading
    if result.conventions.isOptimistic {
      lines.append("OPTIMISTIC: orders fill at the close they were decided at")
    }
    lines.append("")
    for (left, right) in Report.layout {
      lines.append(Report.trimmed(cell(left) + "    " + cell(right)))
    }
    lines.append("")
    lines.append("Equity  " + Sparkline.text(result.performance.equity.samples))
    lines.append("")
    if result.borrowPaid != .zero {
      let cost = NumberText.fixed(result.borrowPaid.number, decimals: 2)
      lines.append("Borrowed units cost \(cost), beside the net of trades")
    }
    if result.fundingPaid != .zero {
      let cost = NumberText.fixed(result.fundingPaid.number, decimals: 2)
      lines.append("Funding cost \(cost), beside the net of trades")
    }
    if result.income != .zero {
      let sum = NumberText.fixed(result.income.number, decimals: 2)
      lines.append("Dividends and splits brought \(sum), beside the net of trades")
    }
    lines += openLines + refusalLines + conventionLines
    return lines
  }

  // MARK: Parts

  private func cell(_ name: String) -> String {
    guard let reading = result.metrics.first(where: { $0.name == name }) else { return "" }
    let figure = reading.value.map { Report.text($0, reading.unit) } ?? "n/a"
    let gap = max(1, Report.nameWidth + Report.figureWidth - reading.title.count - figure.count)
    return reading.title + String(repeating: " ", count: gap) + figure
  }

  /// A value with its unit, as a person reads it.
  public static func text(_ value: Metric.Value, _ unit: Metric.Unit) -> String {
    switch (value, unit) {
    case (.nanoseconds(let nanoseconds), _): NumberText.duration(nanoseconds: nanoseconds)
    case (.count(let count), .bars):
      NumberText.fixed(Double(count), decimals: 0) + (count == 1 ? " bar" : " bars")
    case (.count(let count), _): NumberText.fixed(Double(count), decimals: 0)
    case (_, .share): NumberText.fixed(value.number * 100, decimals: 2) + " %"
    case (_, .money): NumberText.fixed(value.number, decimals: 2)
    case (_, .bars): NumberText.fixed(value.number, decimals: 1) + " bars"
    case (_, .multiple): NumberText.fixed(value.number, decimals: 2) + " R"
    case (_, .ratio), (_, .count), (_, .duration):
      NumberText.fixed(value.number, decimals: 2)
    }
  }

  private var openLines: [String] {
    result.openLots.map { lot in
      "Open at the end: \(lot.direction == .long ? "long" : "short") "
        + "\(result.conventions.terms.instrument.contracts(of: lot.quantity)) at "
        + "\(lot.entryPrice)"
    }
  }

  private var refusalLines: [String] {
    result.refusals.map { refusal in
      let times = NumberText.fixed(Double(refusal.count), decimals: 0)
      return "Refused \(times)x: order \(refusal.statement + 1), \(refusal.reason.summary)"
    }
  }

  private var conventionLines: [String] {
    let parts = result.conventions.lines.map { "\($0.name) \($0.value)" }
    return wrapped("In force: ", parts)
  }

  /// Parts behind a label, with semicolons, in lines of at most 78 columns.
  private func wrapped(_ label: String, _ parts: [String]) -> [String] {
    var lines: [String] = []
    var line = label
    for (index, part) in parts.enumerated() {
      let text = index + 1 < parts.count ? part + "; " : part
      if line.count + text.count > 79, line.count > label.count {
        lines.append(Report.trimmed(line))
        line = String(repeating: " ", count: label.count)
      }
      line += text
    }
    return lines + [Report.trimmed(line)]
  }

  private static func trimmed(_ line: String) -> String {
    var line = line
    while line.last == " " { line.removeLast() }
    return line
  }
}
