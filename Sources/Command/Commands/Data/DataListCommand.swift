import ArgumentParser
import Console
import Host
import Market
import Store

struct DataListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ls", abstract: "List the data sets of the store.",
    discussion: "Example: quill data ls --json")

  @OptionGroup var output: OutputOptions
  @OptionGroup var log: LogOptions

  func run() throws {
    let records = try OpenStore.reading()?.records() ?? []
    if output.json {
      return try Terminal.out(
        JSON.object([
          ("schema", "quill.data-ls/1"), ("store", .text(Places.store)),
          ("datasets", .array(records.map { .object($0.json) })),
        ]).text() + "\n")
    }
    guard !records.isEmpty else {
      log.say(.warning, "no data sets in \(Places.store); `quill data import FILE` makes one")
      return
    }
    var table = TextTable(columns: [
      ("name", .left), ("symbol", .left), ("bars", .right), ("of", .left), ("from", .left),
      ("to", .left), ("calendar", .left), ("gaps", .right), ("missing", .right),
    ])
    table.rows = records.map {
      [
        $0.name, $0.symbol, String($0.rows),
        $0.interval == 0 ? "-" : TimeText.duration($0.interval), TimeText.text($0.from),
        TimeText.text($0.to), $0.calendar, String($0.gaps), String($0.missing),
      ]
    }
    try Terminal.out(table.text())
  }
}

struct DataInfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info", abstract: "Say all that is known of a data set.",
    discussion: "Example: quill data info sp500")

  @Argument(help: "The name of a data set.") var name: String
  @OptionGroup var output: OutputOptions
  @OptionGroup var log: LogOptions

  func run() throws {
    let (store, record) = try OpenStore.known(name)
    let gaps = try store.gaps(of: record.name, most: 20)
    let repairs = try store.repairs(of: record.name)
    if output.json {
      let shown = gaps.map {
        JSON.object([
          ("row", .integer($0.row)), ("after", .text(TimeText.text($0.after))),
          ("before", .text(TimeText.text($0.before))), ("bars", .integer($0.bars)),
        ])
      }
      let mended = repairs.map {
        JSON.object([
          ("kind", .text($0.kind)), ("count", .integer($0.count)), ("detail", .text($0.detail)),
          ("time", .text(TimeText.text($0.time))),
        ])
      }
      return try Terminal.out(
        JSON.object(
          [("schema", "quill.data-info/1")] + record.json + [
            ("folder", .text(store.folder(of: record))), ("first_gaps", .array(shown)),
            ("repairs", .array(mended)),
          ]
        ).text() + "\n")
    }
    try Terminal.out(text(record, store, gaps, repairs))
  }

  private func text(
    _ record: DataRecord, _ store: DataStore, _ gaps: [DataGap], _ repairs: [DataRepair]
  ) -> String {
    let length = record.interval == 0 ? "unknown length" : TimeText.duration(record.interval)
    func decimals(_ count: Int?) -> String { count.map { "\($0) decimals" } ?? "off the grid" }
    var lines = [
      "\(record.name): \(record.rows) bars of \(record.symbol)",
      "  each of    \(length)",
      "  from       \(TimeText.text(record.from)) to \(TimeText.text(record.to))",
      "  calendar   \(record.calendar), \(record.zone)",
      "  prices     \(decimals(record.priceDecimals)), volume \(decimals(record.volumeDecimals))",
      "  gaps       \(record.gaps), with \(record.missing) missing bars",
      "  source     \(record.source)", "  files      \(store.folder(of: record))",
    ]
    if let factors = record.factors { lines.append("  adjusted   by \(factors), as it is read") }
    for repair in repairs { lines.append("  mended     \(repair.kind): \(repair.detail)") }
    for gap in gaps {
      lines.append(
        "  gap        \(TimeText.text(gap.after)) to \(TimeText.text(gap.before)), "
          + "\(gap.bars) missing")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
