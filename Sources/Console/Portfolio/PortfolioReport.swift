package import Backtest
import Host
import Machine
import Market
internal import Trading

/// A portfolio's run as the command shows it.
package struct PortfolioReport {
  package let title: String
  package let data: PortfolioData
  package let result: PortfolioResult
  package let strategies: [PortfolioStrategy]
  /// In the order of the result's symbols.
  package let instruments: [PortfolioInstrument]
  /// True where alerts were listened to.
  package let hasAlerts: Bool
  /// The full report, where it was asked for.
  package var sheet: TearSheet?
  package let settings: PortfolioSettings
  package let timing: BacktestReport.Timing

  package init(
    title: String, data: PortfolioData, result: PortfolioResult,
    strategies: [PortfolioStrategy], instruments: [PortfolioInstrument],
    settings: PortfolioSettings, timing: BacktestReport.Timing, hasAlerts: Bool = false,
    sheet: TearSheet? = nil
  ) {
    self.hasAlerts = hasAlerts
    self.sheet = sheet
    self.title = title
    self.data = data
    self.result = result
    self.strategies = strategies
    self.instruments = instruments
    self.settings = settings
    self.timing = timing
  }

  // MARK: Text

  /// Symbols in the table, at most; of more the best and the worst are shown.
  private static let shown = 40

  private var terms: [Terms] { instruments.map(\.terms) }

  /// What was run on what, one line each.
  var heading: [String] {
    var lines = ["\(title): \(NumberText.counted(result.symbols.count, "symbol")), one account"]
    if let first = result.times.first, let last = result.times.last {
      lines.append(
        "\(NumberText.fixed(Double(result.times.count), decimals: 0)) barriers, \(day(first)) to "
          + day(last))
    }
    if !withoutSector.isEmpty {
      let count = NumberText.counted(withoutSector.count, "symbol")
      let names = withoutSector.prefix(8).joined(separator: ", ")
      lines.append(
        "No sector is known of \(count), each one of its own under max sector: \(names)"
          + (withoutSector.count > 8 ? ", ..." : ""))
    }
    return lines + universeLines
  }

  /// What a limit of sectors cannot count together.
  private var withoutSector: [String] {
    guard strategies.contains(where: { $0.limits.contains { $0.kind == .sector } }) else {
      return []
    }
    return instruments.filter { $0.sector == nil }.map(\.symbol)
  }

  package var text: String {
    var lines = heading
    lines.append("")
    lines += metricLines
    lines.append("")
    lines.append("Equity  " + Sparkline.text(result.performance.equity.samples))
    lines.append("")
    var text = lines.joined(separator: "\n") + "\n"
    if strategies.count > 1 { text += table("strategy", result.byStrategy) + "\n" }
    text += table("symbol", chosen) + "\n"
    text += tail.joined(separator: "\n") + "\n"
    return sheet.map { text + "\n" + TearSheetText($0).text } ?? text
  }

  private var universeLines: [String] {
    guard let listed = data.listed else { return [] }
    var line =
      "Universe: \(NumberText.counted(listed, "member")) over time, bars of \(result.symbols.count)"
    if !data.missing.isEmpty {
      let names = data.missing.prefix(8).joined(separator: ", ")
      let share = NumberText.fixed(Double(data.missing.count) / Double(listed) * 100, decimals: 1)
      line += "; without bars \(data.missing.count) (\(share) %): \(names)"
      if data.missing.count > 8 { line += ", ..." }
      line += "\nSURVIVORS ONLY in that part: what was delisted and is not here cannot lose"
    }
    return [line]
  }

  private var metricLines: [String] {
    let readings = result.metrics.filter { Metric.named($0.name)?.isSummary ?? true }
    let half = (readings.count + 1) / 2
    return (0..<half).map { row in
      let right = row + half < readings.count ? cell(readings[row + half]) : ""
      return cell(readings[row]) + (right.isEmpty ? "" : "    " + right)
    }
  }

  private func cell(_ reading: MetricReading) -> String {
    let figure = reading.value.map { Report.text($0, reading.unit) } ?? "-"
    let space = max(1, 36 - reading.title.count - figure.count)
    return reading.title + String(repeating: " ", count: space) + figure
  }

  /// All symbols by what they brought, or the best and the worst of many.
  private var chosen: [PortfolioResult.Part] {
    let sorted = result.byInstrument.sorted {
      $0.profit == $1.profit ? $0.name < $1.name : $0.profit > $1.profit
    }
    guard sorted.count > PortfolioReport.shown else { return sorted }
    let half = PortfolioReport.shown / 2
    return Array(sorted.prefix(half)) + Array(sorted.suffix(half))
  }

  private func table(_ title: String, _ parts: [PortfolioResult.Part]) -> String {
    var table = TextTable(columns: [
      (title, .left), ("trades", .right), ("won", .right), ("profit", .right), ("fees", .right),
      ("open", .right),
    ])
    let hasIncome = parts.contains { $0.income != .zero }
    if hasIncome { table.columns.append(("income", .right)) }
    let isCarried = parts.contains { $0.carried != .zero }
    if isCarried { table.columns.append(("carried", .right)) }
    for part in parts {
      let won =
        part.trades == 0
        ? "-" : NumberText.fixed(Double(part.wins) / Double(part.trades) * 100, decimals: 1) + " %"
      table.rows.append(
        [
          part.name, String(part.trades), won, fixed(part.profit), fixed(part.fees),
          fixed(part.open),
        ] + (hasIncome ? [fixed(part.income)] : []) + (isCarried ? [fixed(part.carried)] : []))
    }
    return table.text()
  }

  private var tail: [String] {
    var lines: [String] = []
    if !result.open.isEmpty {
      let names = Set(result.open.map(\.instrument)).sorted().prefix(12)
        .map { result.symbols[$0] }
      lines.append("Open at the end: \(names.joined(separator: ", "))")
    }
    for refusal in result.refusals {
      let name = strategies.count > 1 ? " of \(result.strategies[refusal.strategy])" : ""
      lines.append(
        "Refused \(refusal.count)x: order \(refusal.statement + 1)\(name) on "
          + "\(NumberText.counted(refusal.instruments, "symbol")), \(refusal.reason.summary)")
    }
    lines.append("In force: " + conventions.map { "\($0) \($1)" }.joined(separator: "; "))
    let times = [("load", timing.load), ("compile", timing.compile), ("run", timing.run)]
    lines.append(
      "Took: "
        + times.map { "\($0) \(NumberText.fixed(Double($1) / 1e6, decimals: 1)) ms" }
        .joined(separator: ", "))
    return lines
  }

  /// What was the same for all symbols; where they differ it is said.
  var conventions: [(name: String, value: String)] {
    func same(_ read: (Terms) -> String) -> String {
      let values = Set(terms.map(read))
      return values.count == 1 ? values.first ?? "" : "by symbol"
    }
    let owed = [
      ("margin", same { $0.margin?.description ?? "" }),
      ("borrow", same { $0.borrow == .zero ? "" : "\($0.borrow) a year" }),
      ("funding", same { $0.funding?.description ?? "" }),
      ("participation", same { $0.participation.map { "\($0) of the volume" } ?? "" }),
      ("latency", same { $0.latency == 0 ? "" : $0.latencyWords(interval: interval) }),
      (
        "point value",
        same { terms in
          let value = terms.instrument.pointValue
          return value == Instrument.onePoint ? "" : value.description
        }
      ),
      ("limits", limits.joined(separator: "; ")),
    ]
    return owed.filter { !$0.1.isEmpty } + [
      ("capital", settings.capital.description), ("fee", same { $0.fee.description }),
      ("slippage", same { $0.slippage.description }),
      ("tick", same { $0.instrument.tick?.description ?? "none" }),
      ("lot", same { $0.instrument.lot?.description ?? "none" }),
      (
        "fills",
        terms.contains { $0.timing.isOptimistic }
          ? "at the close of the decision (optimistic)" : "at the next open"
      ),
      ("currency", data.currency ?? "not said"),
      ("periods per year", NumberText.plain(settings.periodsPerYear)),
      ("at the end", settings.closesAtEnd ? "open positions closed" : "open positions marked"),
    ]
  }

  private var interval: Int64 { data.members.map(\.set.bars.interval).max() ?? 0 }

  /// The limits of the programs, each once.
  private var limits: [String] {
    var words: [String] = []
    for strategy in strategies {
      for limit in strategy.limits where !words.contains(limit.words) { words.append(limit.words) }
    }
    return words
  }

  private func fixed(_ money: Money) -> String { NumberText.fixed(money.number, decimals: 2) }

  private func day(_ time: Int64) -> String {
    let text = TimeText.text(time)
    return text.hasSuffix("T00:00:00Z") ? String(text.prefix(10)) : text
  }

  // MARK: JSON

  package var json: JSON {
    let settings = conventions.map { line -> (String, JSON) in
      (line.name.replacing(" ", with: "_"), .text(line.value))
    }
    return .object([
      ("schema", "quill.portfolio/1"), ("title", .text(title)), ("universe", universeJSON),
      ("settings", .object(settings)), ("barriers", .integer(result.times.count)),
      ("metrics", .object((sheet?.metrics ?? result.metrics).map { ($0.name, $0.value.json) })),
      ("report", sheet?.json ?? .null),
      ("symbols", .array(result.byInstrument.map(part))),
      ("strategies", .array(result.byStrategy.map(part))),
      ("trades", .array(result.trades.map { .object(fields($0)) })),
      ("open", .array(result.open.map(open))),
      ("refusals", .array(result.refusals.map(refusal))),
      ("alerts", hasAlerts ? .integer(result.alerts.count) : .null), ("timing", timingJSON),
    ])
  }

  private var universeJSON: JSON {
    .object([
      ("symbols", .array(result.symbols.map(JSON.text))),
      ("listed", data.listed.map { JSON.integer($0) } ?? .null),
      ("without_bars", .array(data.missing.map(JSON.text))),
      ("without_sector", .array(withoutSector.map(JSON.text))),
    ])
  }

  private var timingJSON: JSON {
    .object([
      ("load_ms", .number(Double(timing.load) / 1e6)),
      ("compile_ms", .number(Double(timing.compile) / 1e6)),
      ("run_ms", .number(Double(timing.run) / 1e6)),
    ])
  }

  private func part(_ part: PortfolioResult.Part) -> JSON {
    .object([
      ("name", .text(part.name)), ("trades", .integer(part.trades)), ("wins", .integer(part.wins)),
      ("profit", .text(part.profit.description)), ("fees", .text(part.fees.description)),
      ("income", .text(part.income.description)),
      ("carried", .text(part.carried.description)), ("open", .text(part.open.description)),
      ("bars", .integer(part.bars)),
      ("from", part.bars == 0 ? .null : .text(TimeText.text(part.from))),
      ("to", part.bars == 0 ? .null : .text(TimeText.text(part.to))),
    ])
  }

  func fields(_ placed: PortfolioResult.PlacedTrade) -> [(String, JSON)] {
    let table = table(placed)
    return [
      ("symbol", .text(result.symbols[placed.instrument])),
      ("strategy", .text(result.strategies[placed.strategy])),
    ] + table.fields(placed.trade)
  }

  func table(_ placed: PortfolioResult.PlacedTrade) -> TradeTable {
    let instrument = instruments[placed.instrument]
    return TradeTable(
      bars: instrument.heldBars, terms: instrument.terms, actions: instrument.actions
    ) { statement in
      strategies[placed.strategy].program.tag(of: statement)
    }
  }

  private func open(_ placed: PortfolioResult.PlacedLot) -> JSON {
    .object([
      ("symbol", .text(result.symbols[placed.instrument])),
      ("strategy", .text(result.strategies[placed.strategy])),
      ("entry_time", .text(TimeText.text(placed.entryTime))),
      ("side", .text(placed.lot.direction == .long ? "long" : "short")),
      (
        "quantity",
        .text(terms[placed.instrument].instrument.contracts(of: placed.lot.quantity).description)
      ),
      ("entry_price", .text(placed.lot.entryPrice.description)),
      ("fees", .text(placed.lot.fees.description)),
    ])
  }

  private func refusal(_ refusal: PortfolioResult.PlacedRefusal) -> JSON {
    .object([
      ("strategy", .text(result.strategies[refusal.strategy])),
      ("statement", .integer(refusal.statement + 1)), ("reason", .text(refusal.reason.text)),
      ("count", .integer(refusal.count)), ("symbols", .integer(refusal.instruments)),
    ])
  }
}
