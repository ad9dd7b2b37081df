import Backtest
package import Machine
internal import Market
package import Trading

/// Trades as `--trades` writes them and as `--json` lists them.
package struct TradeTable {
  /// The bars that the trades' rows speak of.
  package let bars: Bars
  /// How the inside of a bar was imagined, and what a contract is.
  package let terms: Terms
  /// Of the instrument, in the order of time.
  package let actions: [CorporateAction]
  /// The tag of the entries a statement makes.
  package let tag: (Int) -> String?

  package static let fields = [
    "entry_time", "exit_time", "side", "quantity", "entry_price", "exit_price", "gross", "fees",
    "net", "return", "r", "slippage", "mae", "mfe", "bars", "tag", "reason",
  ]

  package init(
    bars: Bars, terms: Terms, actions: [CorporateAction], tag: @escaping (Int) -> String?
  ) {
    self.bars = bars
    self.actions = actions
    self.terms = terms
    self.tag = tag
  }

  package func json(_ trade: Trade) -> JSON { .object(fields(trade)) }

  /// The names and the values.
  package func fields(_ trade: Trade) -> [(String, JSON)] {
    zip(TradeTable.fields, values(trade)).map { ($0, $1) }
  }

  package func csv(_ trades: [Trade]) -> String {
    var text = TradeTable.fields.joined(separator: ",") + "\n"
    for trade in trades { text += values(trade).map(cell).joined(separator: ",") + "\n" }
    return text
  }

  /// One text for each of `fields`.
  package func cells(_ trade: Trade) -> [String] {
    values(trade).map { value in
      if case .text(let text) = value { return text }
      if case .null = value { return "" }
      if case .number(let number) = value { return NumberText.brief(number) }
      return value.text(indented: false)
    }
  }

  private func values(_ trade: Trade) -> [JSON] {
    let excursion = Excursion(trade, over: bars, by: terms.rule, actions: actions)
    return [
      .text(time(trade.entryRow)), .text(time(trade.exitRow)),
      .text(trade.direction == .long ? "long" : "short"),
      .text(terms.instrument.contracts(of: trade.quantity).description),
      .text(trade.entryPrice.description), .text(trade.exitPrice.description),
      .text(trade.gross.description), .text(trade.fees.description),
      .text(trade.net.description), .finite(trade.netReturn), .finite(trade.riskMultiple),
      .text(trade.slippage.description), .text(excursion.adverse.description),
      .text(excursion.favourable.description), .integer(trade.bars),
      .optional(tag(Int(trade.entryStatement))), .text(trade.reason.text),
    ]
  }

  private func time(_ row: Int) -> String { TimeText.text(bars.time[row]) }

  private func cell(_ value: JSON) -> String {
    switch value {
    case .text(let text):
      text.contains { $0 == "," || $0 == "\"" || $0.isNewline } ? quoted(text) : text
    case .null: ""
    default: value.text(indented: false)
    }
  }

  private func quoted(_ text: String) -> String {
    "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
