import ArgumentParser
import Backtest
import Console
import Host

struct MetricsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "metrics", abstract: "List the metrics of reports and rankings, or explain one.",
    discussion: "Example: quill metrics sharpe")

  @Argument(
    help: "A metric; without it, all are listed.", completion: .list(Metric.all.map(\.name)))
  var name: String?
  @OptionGroup var output: OutputOptions
  @OptionGroup var log: LogOptions

  func run() throws {
    let metrics = try name.map { [try Metric.known($0)] } ?? Metric.all
    if output.json {
      return try Terminal.out(
        JSON.object([
          ("schema", "quill.metrics/1"), ("metrics", .array(metrics.map(\.json))),
        ]).text() + "\n")
    }
    if name != nil { return try Terminal.out(metrics.map(\.text).joined()) }
    var table = TextTable(columns: [("name", .left), ("unit", .left), ("formula", .left)])
    table.rows = metrics.map { [$0.name, $0.unit.rawValue, $0.formula] }
    try Terminal.out(table.text())
  }
}
