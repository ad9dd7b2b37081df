import ArgumentParser
import Console
import Host
import Machine
import Market
import Store

struct DataCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Say what bars are worth: everything in them that is odd.",
    discussion: """
      Gaps against the calendar, times that repeat or go back, impossible bars, outliers, flat runs,
      runs without volume, jumps like a split, hours that clocks showed twice, bars of different
      lengths, bars outside of trading. Nothing is changed. Ends with 1 when anything is found; each
      code has a page: quill explain D0501.

      Example: quill data check Strategies/data/sp500_daily.csv --calendar us-equities
      """)

  @Argument(help: "A file of bars, or a data set.") var source: String
  @OptionGroup var reading: ImportOptions
  @Option(
    help: ArgumentHelp(
      "When it is traded: 24x7, us-equities, us-futures, fx or a TOML file.", valueName: "NAME|FILE"
    )
  )
  var calendar: String?
  @Option(help: "The instrument, where the file has several.") var symbol: String?
  @Option(
    help: ArgumentHelp("The length of a bar, where it is not the most common.", valueName: "15m"))
  var interval: String?
  @OptionGroup var output: OutputOptions
  @OptionGroup var log: LogOptions

  func run() throws {
    let zones = ZoneFiles(.system)
    let found = try BarsSource(source).record(in: .system)
    var market = MarketOptions.standard
    market.calendar = calendar
    let hours = try market.tradingCalendar(stored: found?.record, zones, in: .system)
    let step = try interval.map { text throws(Failure) in
      guard let length = Timeframe(text: text)?.length else {
        throw Failure(
          .usage, UsageKinds.value, "--interval takes a length such as 1m, 1h or 1d, not \(text)")
      }
      return length
    }
    let bars: Bars
    var isReversed = false
    if let (store, record) = found {
      bars = try store.bars(record)
    } else {
      do {
        let read = try reading.read(source, symbol: symbol)
        (bars, isReversed) = (read.set.bars, read.isReversed)
      } catch let failure as Failure {
        throw BarsSource(source).explained(failure, in: .system)
      }
    }
    let inspection = Inspection(bars, calendar: hours, interval: step)
    // Rows are counted as they stand in the file.
    func number(_ row: Int) -> Int { isReversed ? bars.count - row : row + 1 }
    if output.json {
      try Terminal.out(json(bars, inspection, hours, number).text() + "\n")
    } else {
      try Terminal.out(text(bars, inspection, hours, number))
    }
    if !inspection.findings.isEmpty { throw Reported(exitCode: 1) }
  }

  private func text(
    _ bars: Bars, _ inspection: Inspection, _ hours: TradingCalendar, _ number: (Int) -> Int
  ) -> String {
    var text = "\(source): \(bars.count) bars"
    if let (from, to) = span(bars) { text += ", \(TimeText.text(from)) to \(TimeText.text(to))" }
    text += ", of \(TimeText.duration(inspection.interval)), calendar \(hours.name)\n"
    if inspection.findings.isEmpty { text += "nothing odd\n" }
    for finding in inspection.findings {
      text += "\(finding.kind.code)  \(finding.message)\n"
      for place in finding.places.prefix(3) {
        text += "       row \(number(place.row)), \(TimeText.text(place.time)): \(place.message)\n"
      }
      if finding.count > 3 { text += "       and \(finding.count - 3) more\n" }
    }
    return text
  }

  private func span(_ bars: Bars) -> (Int64, Int64)? {
    guard let least = bars.time.min(), let most = bars.time.max() else { return nil }
    return (least, most)
  }

  private func json(
    _ bars: Bars, _ inspection: Inspection, _ hours: TradingCalendar, _ number: (Int) -> Int
  ) -> JSON {
    let findings = inspection.findings.map { finding in
      JSON.object([
        ("code", .text(finding.kind.code)), ("title", .text(finding.kind.title)),
        ("count", .integer(finding.count)), ("message", .text(finding.message)),
        (
          "places",
          .array(
            finding.places.map {
              .object([
                ("row", .integer(number($0.row))), ("time", .text(TimeText.text($0.time))),
                ("message", .text($0.message)),
              ])
            })
        ),
      ])
    }
    let ends = span(bars)
    return .object([
      ("schema", "quill.data-check/1"), ("source", .text(source)), ("rows", .integer(bars.count)),
      ("from", .optional(ends.map { TimeText.text($0.0) })),
      ("to", .optional(ends.map { TimeText.text($0.1) })),
      ("interval_ns", .integer(inspection.interval)), ("calendar", .text(hours.name)),
      ("missing", .integer(inspection.missing)), ("ok", .bool(findings.isEmpty)),
      ("findings", .array(findings)),
    ])
  }
}
