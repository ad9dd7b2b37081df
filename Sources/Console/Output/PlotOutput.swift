package import Machine
import Market

/// What a file plots, as the command shows it.
package struct PlotOutput {
  let title: String
  let plots: [Outlook.Plot]
  let levels: [[Double]]
  let columns: [[Column]]
  let bars: Bars

  /// - Parameters:
  ///   - levels: for each plot where its lines across are.
  ///   - columns: for each plot its series, as long as `bars`.
  package init(
    title: String, plots: [Outlook.Plot], levels: [[Double]], columns: [[Column]], bars: Bars
  ) {
    self.title = title
    self.plots = plots
    self.levels = levels
    self.columns = columns
    self.bars = bars
  }

  /// Every series once, in file order; the same name twice is told apart by its pane.
  private var writer: EvalWriter {
    var all: [EvalColumn] = []
    for (plot, columns) in zip(plots, columns) {
      for (series, column) in zip(plot.series, columns) {
        var name = series.name
        if all.contains(where: { $0.name == name }) { name += plot.pane.map { " in \($0)" } ?? "" }
        if all.contains(where: { $0.name == name }) { continue }
        all.append(EvalColumn(name: name, values: column))
      }
    }
    return EvalWriter(columns: all, bars: bars)
  }

  private func rows(_ last: Int?) -> Range<Int> {
    max(0, bars.count - (last ?? bars.count))..<bars.count
  }

  package func writeCSV(last: Int?) throws { try writer.writeCSV(rows(last)) }
  package func writeTable(last: Int?) throws { try writer.writeTable(rows(last)) }

  /// One object: the times, and the plots with their panes, levels and series.
  package func writeJSON(last: Int?) throws {
    let rows = rows(last)
    var shown: [JSON] = []
    for (number, plot) in plots.enumerated() {
      let series = zip(plot.series, columns[number]).map { series, column in
        let column = EvalColumn(name: series.name, values: column)
        return JSON.object([
          ("name", .text(series.name)), ("values", .array(rows.map(column.json))),
        ])
      }
      shown.append(
        .object([
          ("pane", .optional(plot.pane)), ("levels", .array(levels[number].map { .finite($0) })),
          ("series", .array(series)),
        ]))
    }
    let object = JSON.object([
      ("schema", "quill.plot/1"), ("title", .text(title)),
      ("time", .array(rows.map { .text(TimeText.text(bars.time[$0])) })), ("plots", .array(shown)),
    ])
    try Terminal.out(object.text(indented: false) + "\n")
  }
}
