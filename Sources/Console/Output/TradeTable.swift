internal import Machine
internal import Market
package import Trading

/// Trades as `--trades` writes them and as `--json` lists them.
package struct TradeTable {
  /// The starts of the bars, by row.
  package let times: [Int64]
  /// The tag of the entries a statement makes.
  package let tag: (Int) -> String?

  package static let fields = [
    "entry_time", "exit_time", "side", "quantity", "entry_price", "exit_price", "gross", "fees",
    "net", "return", "bars", "tag", "reason",
  ]

  package init(times: [Int64], tag: @escaping (Int) -> String?) {
    self.times = times
    self.tag = tag
  }

  package func json(_ trade: Trade) -> JSON {
    .object(zip(TradeTable.fields, values(trade)).map { ($0, $1) })
  }

  package func csv(_ trades: [Trade]) -> String {
    var text = TradeTable.fields.joined(separator: ",") + "\n"
    for trade in trades { text += values(trade).map(cell).joined(separator: ",") + "\n" }
    return text
  }

  private func values(_ trade: Trade) -> [JSON] {
    [
      .text(TimeText.text(times[trade.entryRow])), .text(TimeText.text(times[trade.exitRow])),
      .text(trade.direction == .long ? "long" : "short"), .text(trade.quantity.description),
      .text(trade.entryPrice.description), .text(trade.exitPrice.description),
      .text(trade.gross.description), .text(trade.fees.description),
      .text(trade.net.description), .finite(trade.netReturn), .integer(trade.bars),
      .optional(tag(Int(trade.entryStatement))), .text(trade.reason.text),
    ]
  }

  private func cell(_ value: JSON) -> String {
    switch value {
    case .text(let text): text.contains { $0 == "," || $0 == "\"" } ? quoted(text) : text
    case .null: ""
    default: value.text(indented: false)
    }
  }

  private func quoted(_ text: String) -> String {
    "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
