import ArgumentParser
import Console
import Host

struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Show every setting, its value and where it comes from.",
    discussion: """
      A flag wins over the environment, that over quill.toml in the current folder:

        [backtest]
        capital = 100_000
        fee = "5bps"

      Example: QUILL_FEE=2bps quill config
      """)

  @OptionGroup var output: OutputOptions
  @OptionGroup var log: LogOptions

  func run() throws {
    let settings = try Settings.load(in: .system)
    let rows = Setting.all.map { ($0, settings.value($0)) }
    if output.json {
      let list = rows.map { setting, value in
        JSON.object([
          ("name", .text(setting.name)), ("value", .optional(value.text)),
          ("origin", .text(value.origin.rawValue)), ("variable", .text(setting.variable)),
          ("summary", .text(setting.summary)),
        ])
      }
      return try Terminal.out(
        JSON.object([("schema", "quill.config/1"), ("settings", .array(list))]).text() + "\n")
    }
    var table = TextTable(columns: [
      ("setting", .left), ("value", .left), ("from", .left), ("variable", .left), ("what", .left),
    ])
    table.rows = rows.map { setting, value in
      [
        setting.name, value.text ?? "-", value.origin.rawValue, setting.variable, setting.summary,
      ]
    }
    try Terminal.out(table.text())
  }
}
