import Backtest
import Host
import Market
import Trading

/// The files that a portfolio's run can write.
extension PortfolioReport {
  package func writeTrades(to path: String) throws {
    var text = (["symbol", "strategy"] + TradeTable.fields).joined(separator: ",") + "\n"
    for trade in result.trades {
      text += fields(trade).map { cell($0.1) }.joined(separator: ",") + "\n"
    }
    try OutputFiles.write(path, Array(text.utf8))
  }

  private func cell(_ value: JSON) -> String {
    switch value {
    case .text(let text):
      text.contains { $0 == "," || $0 == "\"" }
        ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
    case .null: ""
    default: value.text(indented: false)
    }
  }

  package func writeEquity(to path: String) throws {
    var text = "time,equity\n"
    for (time, equity) in zip(result.times, result.equity) {
      text += "\(TimeText.text(time)),\(NumberText.plain(equity))\n"
    }
    try OutputFiles.write(path, Array(text.utf8))
  }

  /// The tear sheet as a page; nothing where there is none.
  package func writePage(to path: String) throws {
    guard let sheet else { return }
    let page = TearSheetPage(
      sheet, heading: heading, conventions: conventions,
      trades: .init(fields: ["symbol", "strategy"] + TradeTable.fields) { number in
        let placed = result.trades[number]
        return [result.symbols[placed.instrument], result.strategies[placed.strategy]]
          + table(placed).cells(placed.trade)
      })
    try OutputFiles.write(path, Array(page.text.utf8))
  }

  /// One line an alert, as of a single strategy, with the symbol and the strategy that spoke.
  package func writeAlerts(to path: String) throws {
    var text = ""
    for placed in result.alerts {
      let line = JSON.object([
        ("schema", "quill.alert/1"), ("time", .text(TimeText.text(placed.time))),
        ("symbol", .text(result.symbols[placed.instrument])),
        ("strategy", .text(result.strategies[placed.strategy])),
        ("alert", .integer(placed.message.alert + 1)),
        ("text", .text(AlertText.text(placed.message))),
        ("values", AlertText.values(placed.message)),
      ])
      text += line.text(indented: false) + "\n"
    }
    try OutputFiles.write(path, Array(text.utf8))
  }
}
