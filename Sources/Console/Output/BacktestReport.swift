package import Backtest
import Host
package import Machine
package import Market
import Trading

/// A backtest as the command shows it: a table, JSON, and the files asked for.
package struct BacktestReport {
  /// How long the parts took, in nanoseconds.
  package struct Timing {
    package let load: Int64
    package let compile: Int64
    package let run: Int64

    package init(load: Int64, compile: Int64, run: Int64) {
      (self.load, self.compile, self.run) = (load, compile, run)
    }
  }

  package let program: Program
  package let values: [Double]
  package let bars: BarsOptions
  package let data: DataSet
  package let result: BacktestResult
  package let timing: Timing
  /// True where alerts were listened to.
  package let hasAlerts: Bool
  /// The full report, where it was asked for.
  package var sheet: TearSheet?

  package init(
    program: Program, values: [Double], bars: BarsOptions, data: DataSet, result: BacktestResult,
    timing: Timing, hasAlerts: Bool = false, sheet: TearSheet? = nil
  ) {
    self.hasAlerts = hasAlerts
    self.sheet = sheet
    self.program = program
    self.values = values
    self.bars = bars
    self.data = data
    self.result = result
    self.timing = timing
  }

  // MARK: Text

  package var text: String {
    let times = [("load", timing.load), ("compile", timing.compile), ("run", timing.run)]
    let took = times.map { "\($0) \(milliseconds($1)) ms" }.joined(separator: ", ")
    let lines = Report(result, heading: heading).lines + ["Took: \(took)"]
    let text = lines.joined(separator: "\n") + "\n"
    return sheet.map { text + "\n" + TearSheetText($0).text } ?? text
  }

  /// What was run on what, one line each.
  private var heading: [String] {
    let (symbol, path) = bars.source
    let rows = result.rows
    var heading = ["\(program.title) on \(symbol)"]
    if !rows.isEmpty {
      let (first, last) = (data.bars.time[rows.lowerBound], data.bars.time[rows.upperBound - 1])
      heading.append(
        "\(NumberText.fixed(Double(rows.count), decimals: 0)) bars of \(path), "
          + "\(TimeText.brief(first)) to \(TimeText.brief(last)); warm-up \(result.warmUp)")
    }
    let parameters = zip(program.parameters, values).map { "\($0.name) = \($0.spelled($1))" }
    if !parameters.isEmpty { heading.append(parameters.joined(separator: ", ")) }
    return heading
  }

  private func milliseconds(_ nanoseconds: Int64) -> String {
    NumberText.fixed(Double(nanoseconds) / 1e6, decimals: 1)
  }

  // MARK: JSON

  package var json: JSON {
    .object([
      ("schema", "quill.backtest/1"), ("program", .text(hexadecimal(program.hash))),
      ("title", .text(program.title)), ("symbol", .text(bars.source.symbol)),
      (
        "parameters",
        .object(zip(program.parameters, values).map { ($0.name, parameter($0, $1)) })
      ),
      (
        "settings",
        .object(result.conventions.lines.map { (key($0.name), .text($0.value)) })
      ),
      ("warm_up", .integer(result.warmUp)),
      (
        "metrics",
        .object((sheet?.metrics ?? result.metrics).map { ($0.name, $0.value.json) })
      ), ("report", sheet?.json ?? .null),
      ("trades", .array(result.trades.map(table.json))),
      ("open", .array(result.openLots.map(open))),
      ("refusals", .array(result.refusals.map(refusal))),
      ("borrow_paid", .text(result.borrowPaid.description)),
      ("funding_paid", .text(result.fundingPaid.description)),
      ("income", .text(result.income.description)),
      ("alerts", hasAlerts ? .integer(result.alerts.count) : .null), ("data", dataJSON),
      (
        "timing",
        .object([
          ("load_ms", .number(Double(timing.load) / 1e6)),
          ("compile_ms", .number(Double(timing.compile) / 1e6)),
          ("run_ms", .number(Double(timing.run) / 1e6)),
        ])
      ),
    ])
  }

  private func key(_ name: String) -> String { name.replacing(" ", with: "_") }

  private func parameter(_ parameter: Program.Parameter, _ value: Double) -> JSON {
    if case .texts(let texts) = parameter.domain { return .text(texts[Int(value)]) }
    return .number(value)
  }

  private var table: TradeTable {
    TradeTable(bars: data.bars, terms: result.conventions.terms, actions: result.actions) {
      program.tag(of: $0)
    }
  }

  private var instrument: Instrument { result.conventions.terms.instrument }

  /// The start of a bar.
  private func time(_ row: Int) -> String { TimeText.text(data.bars.time[row]) }

  private func open(_ lot: OpenLot) -> JSON {
    .object([
      ("entry_time", .text(time(lot.entryRow))),
      ("side", .text(lot.direction == .long ? "long" : "short")),
      ("quantity", .text(instrument.contracts(of: lot.quantity).description)),
      ("entry_price", .text(lot.entryPrice.description)), ("fees", .text(lot.fees.description)),
      ("tag", .optional(program.tag(of: lot.statement))),
    ])
  }

  private func refusal(_ refusal: Refusal) -> JSON {
    .object([
      ("statement", .integer(refusal.statement + 1)), ("reason", .text(refusal.reason.text)),
      ("count", .integer(refusal.count)),
      ("first", .text(time(refusal.firstRow))),
      ("last", .text(time(refusal.lastRow))),
    ])
  }

  private var dataJSON: JSON {
    let report = data.report
    return .object([
      ("file", .text(bars.source.path)), ("rows", .integer(report.rows)),
      ("from", report.rows == 0 ? .null : .text(TimeText.text(report.from))),
      ("to", report.rows == 0 ? .null : .text(TimeText.text(report.to))),
      (
        "problems",
        .array(
          report.problems.map {
            .object([
              ("code", .text($0.kind.code)), ("message", .text($0.message)),
              ("count", .integer($0.count)), ("line", .integer($0.firstLine)),
            ])
          })
      ), ("notes", .array(report.notes.map(JSON.text))),
    ])
  }

  // MARK: Files

  package func writeTrades(to path: String) throws {
    try OutputFiles.write(path, Array(table.csv(result.trades).utf8))
  }

  /// The tear sheet as a page; nothing where there is none.
  package func writePage(to path: String) throws {
    guard let sheet else { return }
    let page = TearSheetPage(
      sheet, heading: heading, conventions: result.conventions.lines,
      trades: .init(fields: TradeTable.fields) { [table] in table.cells(result.trades[$0]) })
    try OutputFiles.write(path, Array(page.text.utf8))
  }

  /// One line an alert: the start of the bar at whose close it spoke, its number in the file from
  /// 1, its text and the values of `with`.
  package func writeAlerts(to path: String) throws {
    var text = ""
    for spoken in result.alerts {
      let line = JSON.object([
        ("schema", "quill.alert/1"), ("time", .text(time(spoken.row))),
        ("alert", .integer(spoken.message.alert + 1)),
        ("text", .text(AlertText.text(spoken.message))),
        ("values", AlertText.values(spoken.message)),
      ])
      text += line.text(indented: false) + "\n"
    }
    try OutputFiles.write(path, Array(text.utf8))
  }

  package func writeEquity(to path: String) throws {
    var text = "time,equity\n"
    guard let curve = result.equity else { return }
    for (row, equity) in zip(result.rows, curve) {
      text += "\(TimeText.text(data.bars.time[row])),\(NumberText.plain(equity))\n"
    }
    try OutputFiles.write(path, Array(text.utf8))
  }
}

extension Metric.Value? {
  /// In a file: money as exact text, durations in seconds, `null` where there is none.
  package var json: JSON {
    switch self {
    case nil: .null
    case .number(let number): .finite(number)
    case .money(let money): .text(money.description)
    case .count(let count): .integer(count)
    case .nanoseconds(let nanoseconds): .number(Double(nanoseconds) / 1e9)
    }
  }
}
