import ArgumentParser
import Console
import Host
import Providers

struct DataProvidersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "providers", abstract: "List who can be asked for bars, and how.",
    discussion: """
      Who gives history can stand wherever bars are asked for (--data, --with, data fetch); who gives
      a feed, behind live --feed.

      Example: quill data providers --json
      """)

  @OptionGroup var output: OutputOptions
  @OptionGroup var log: LogOptions

  func run() throws {
    let all = ProviderCatalog.all
    if output.json {
      return try Terminal.out(
        JSON.object([
          ("schema", "quill.data-providers/1"), ("providers", .array(all.map(json))),
        ]).text() + "\n")
    }
    var table = TextTable(columns: [("provider", .left), ("gives", .left), ("what", .left)])
    for entry in all {
      table.rows.append([
        entry.form, entry.services.map(\.rawValue).joined(separator: ", "), entry.summary,
      ])
      for option in entry.options { table.rows.append(["  ,\(option.name)=", "", option.summary]) }
      table.rows.append(["", "", "for example \(entry.example)"])
    }
    try Terminal.out(table.text())
  }

  private func json(_ entry: ProviderCatalog.Entry) -> JSON {
    let manners = entry.manners
    func seconds(_ nanoseconds: Int64) -> JSON { .number(Double(nanoseconds) / 1e9) }
    return .object([
      ("name", .text(entry.name)), ("form", .text(entry.form)), ("summary", .text(entry.summary)),
      ("services", .array(entry.services.map { .text($0.rawValue) })),
      (
        "options",
        .array(
          entry.options.map {
            .object([("name", .text($0.name)), ("summary", .text($0.summary))])
          })
      ), ("example", .text(entry.example)),
      (
        "manners",
        .object([
          ("rate_per_second", .finite(manners.rate)), ("burst", .integer(manners.burst)),
          ("tries", .integer(manners.tries)), ("first_wait_s", seconds(manners.firstWait)),
          ("most_wait_s", seconds(manners.mostWait)), ("patience", .integer(manners.patience)),
          ("rest_s", seconds(manners.rest)),
        ])
      ),
    ])
  }
}
