import Backtest
import Console
import Live
import Machine
import Market
import Syntax
import Trading

/// A session's events as lines, of text or of JSON.
struct LiveReport {
  let isJSON: Bool
  /// True to leave the bars out.
  let isQuiet: Bool
  let capital: Money
  let instrument: Instrument
  private var cursor: Int64 = 0
  private var waiting = ""
  /// True while nothing is open, as the events so far tell.
  private var isFlat = true

  init(isJSON: Bool, isQuiet: Bool, terms: Terms) {
    self.isJSON = isJSON
    self.isQuiet = isQuiet
    capital = terms.capital
    instrument = terms.instrument
  }

  /// Prints what the journal holds beyond what was printed.
  ///
  /// - Parameter keeps: how many bytes may wait for more.
  mutating func print(
    _ journal: any Journal, of executor: borrowing Executor, keeps: Int = 0
  ) throws {
    if journal.count > cursor {
      for event in journal.events(since: cursor) {
        if case .account(let position, _, _) = event.data { isFlat = position == .zero }
        if isQuiet, case .bar = event.data { continue }
        if !isJSON, isIdle(event, executor) { continue }
        waiting += isJSON ? json(event, executor).text(indented: false) : text(event, executor)
        waiting += "\n"
      }
      cursor = journal.count
    }
    guard waiting.utf8.count > keeps else { return }
    try Terminal.out(waiting)
    waiting = ""
  }

  // MARK: Text

  /// An exit that stands says so at every close; while nothing is open that is no news to a person.
  private func isIdle(_ event: Event, _ executor: borrowing Executor) -> Bool {
    guard isFlat, case .signal(let statement, _) = event.data,
      case .exit? = executor.session.kind(of: statement)
    else { return false }
    return true
  }

  private func text(_ event: Event, _ executor: borrowing Executor) -> String {
    let time = TimeText.text(event.time)
    let type = event.type + String(repeating: " ", count: max(1, 9 - event.type.count))
    return "\(time)  \(type)" + words(event, executor)
  }

  private func words(_ event: Event, _ executor: borrowing Executor) -> String {
    switch event.data {
    case .started(let conventions):
      return "in force" + conventions.map { "\n    \($0.name): \($0.value)" }.joined()
    case .bar(let bar, _):
      let words = [("open", bar.open), ("high", bar.high), ("low", bar.low), ("close", bar.close)]
      return words.map { "\($0) \(NumberText.brief(Grid.number($1)))" }.joined(separator: "  ")
    case .signal(let statement, let value):
      let size = value.map { ", \(NumberText.brief($0))" } ?? ""
      return name(statement, executor) + size
    case .alert(let message): return AlertText.text(message)
    case .order(let order):
      return "\(order.id): \(order.words(instrument))"
    case .state(let order, let state): return "order \(order) \(state.words)"
    case .fill(let order, let execution):
      return "order \(order): \(execution.side) \(contracts(execution.quantity)) at "
        + "\(execution.price), fee \(execution.fee)"
    case .refusal(let statement, let reason, let order):
      return (order > 0 ? "order \(order), " : "")
        + "\(name(statement, executor)): \(reason.summary)"
    case .account(let position, _, let equity):
      return "position \(contracts(position)), equity \(money(equity)), "
        + "P&L \(money(equity - capital.number))"
    case .gap(let from, let to, let bars):
      return "\(bars) bars are missing between \(TimeText.text(from)) and \(TimeText.text(to))"
    case .dropped(let time, let reason):
      return "the bar of \(TimeText.text(time)): \(reason.summary)"
    case .stalled(let intervals): return "no bar for \(intervals) intervals"
    case .ready(let changes):
      return "the saved file takes over at the next bar" + changes.map { "\n    \($0)" }.joined()
    case .swapped: return "the new program runs; the position stays"
    case .broken(let text): return "the saved file does not compile; the old one goes on\n" + text
    case .missing(let text): return "\(text); the old program goes on"
    case .halted(let why): return "no order is sent any more: \(why)"
    case .ended(let why, let summary): return "\(why)\n" + self.text(summary)
    }
  }

  private func text(_ summary: SessionSummary) -> String {
    """
    \(summary.bars) bars, \(summary.fills) fills, \(summary.trades) trades, \
    \(summary.dropped) bars dropped
    position \(contracts(summary.position)), equity \(money(summary.equity)), P&L \
    \(money(summary.profit)), fees \(money(summary.feesPaid.number))
    """
  }

  private func contracts(_ units: Quantity) -> Quantity { instrument.contracts(of: units) }

  private func money(_ number: Double) -> String { NumberText.fixed(number, decimals: 2) }

  private func name(_ statement: Int, _ executor: borrowing Executor) -> String {
    "order statement \(statement + 1)"
      + (executor.session.kind(of: statement).map { " (\($0.words))" } ?? "")
  }

  // MARK: JSON

  private func json(_ event: Event, _ executor: borrowing Executor) -> JSON {
    .object([
      ("schema", "quill.live/1"), ("id", .integer(event.id)),
      ("time", .text(TimeText.text(event.time))), ("source", .text(event.source.rawValue)),
      ("type", .text(event.type)), ("data", .object(fields(event.data))),
      ("cause", event.cause == 0 ? .null : .integer(event.cause)),
    ])
  }

  private func fields(_ data: EventData) -> [(String, JSON)] {
    switch data {
    case .started(let conventions):
      return [
        (
          "settings",
          .object(conventions.map { ($0.name.replacing(" ", with: "_"), .text($0.value)) })
        )
      ]
    case .bar(let bar, let row):
      return [
        ("row", .integer(row)), ("start", .text(TimeText.text(bar.time))),
        ("open", number(bar.open)), ("high", number(bar.high)), ("low", number(bar.low)),
        ("close", number(bar.close)), ("volume", number(bar.volume)),
      ]
    case .signal(let statement, let value):
      return [("statement", .integer(statement + 1)), ("value", .finite(value))]
    case .alert(let message):
      return [("text", .text(AlertText.text(message))), ("values", AlertText.values(message))]
    case .order(let order):
      return [
        ("order", .integer(order.id)), ("statement", .integer(order.statement + 1)),
        ("action", .text(order.kind.words)),
        ("quantity", .optional(order.quantity.map { contracts($0).description })),
        ("share", .finite(order.share)), ("role", .text("\(order.role)")),
        ("parent", order.parent > 0 ? .integer(order.parent) : .null),
        ("limit", .optional(order.limitPrice?.description)),
        ("beyond", .optional(order.triggerPrice?.description)),
        ("exits", .object(order.exitPrices.map { ($0.name, .number($0.number)) })),
      ]
    case .state(let order, let state):
      return [("order", .integer(order)), ("state", .text(state.rawValue))]
    case .fill(let order, let execution):
      return [
        ("order", .integer(order)), ("side", .text("\(execution.side)")),
        ("quantity", .text(contracts(execution.quantity).description)),
        ("price", .text(execution.price.description)), ("fee", .text(execution.fee.description)),
        ("last", .bool(execution.isLast)),
        ("filled", .optional(execution.filled.map { contracts($0).description })),
      ] + (execution.reason.map { [("reason", .text($0.text))] } ?? [])
    case .refusal(let statement, let reason, let order):
      return [
        ("statement", .integer(statement + 1)), ("reason", .text(reason.text)),
        ("order", order > 0 ? .integer(order) : .null),
      ]
    case .account(let position, let cash, let equity):
      return [
        ("position", .text(contracts(position).description)), ("cash", .text(cash.description)),
        ("equity", .finite(equity)), ("profit", .finite(equity - capital.number)),
      ]
    default: return more(data)
    }
  }

  private func more(_ data: EventData) -> [(String, JSON)] {
    switch data {
    case .gap(let from, let to, let bars):
      return [
        ("from", .text(TimeText.text(from))), ("to", .text(TimeText.text(to))),
        ("bars", .integer(bars)),
      ]
    case .dropped(let time, let reason):
      return [("start", .text(TimeText.text(time))), ("reason", .text(reason.rawValue))]
    case .stalled(let intervals): return [("intervals", .integer(intervals))]
    case .ready(let changes): return [("changes", .array(changes.map(JSON.text)))]
    case .swapped(let row): return [("row", .integer(row))]
    case .broken(let text), .missing(let text), .halted(let text): return [("message", .text(text))]
    case .ended(let why, let summary):
      return [
        ("message", .text(why)), ("bars", .integer(summary.bars)),
        ("fills", .integer(summary.fills)), ("trades", .integer(summary.trades)),
        ("dropped", .integer(summary.dropped)),
        ("position", .text(contracts(summary.position).description)),
        ("cash", .text(summary.cash.description)), ("equity", .finite(summary.equity)),
        ("profit", .finite(summary.profit)), ("fees", .text(summary.feesPaid.description)),
      ]
    default: return []
    }
  }

  private func number(_ word: Int64) -> JSON { .finite(Grid.number(word)) }
}

extension Order {
  /// The prices at which entries are left, as the statement means them: a level, or a distance.
  var exitPrices: [(name: String, form: OrderStatement.PriceForm, number: Double)] {
    guard role == .guarding || role == .standing, let own = form.prices else { return [] }
    let all = [
      ("stop", own.stop, prices.stop), ("target", own.target, prices.target),
      ("trail", own.trail, prices.trail), ("after", own.after, prices.after),
    ]
    return all.compactMap { name, price, number in
      price.flatMap { number.isNaN ? nil : (name, $0.form, number) }
    }
  }

  /// As a file says it, with the numbers of now: `enter long at 99.5 10 units`.
  func words(_ instrument: Instrument) -> String {
    var text = kind.words
    if let price = triggerPrice { text += " beyond \(price)" }
    if let price = limitPrice { text += " at \(price)" }
    if let quantity { text += " \(instrument.contracts(of: quantity)) units" }
    for (name, form, number) in exitPrices {
      switch form {
      case .level: text += " \(name) at \(NumberText.brief(number))"
      case .distance: text += " \(name) \(NumberText.brief(number))"
      case .ratio: text += " \(name) \(NumberText.brief(number * 100))%"
      case .risk: text += " \(name) \(NumberText.brief(number))R"
      }
    }
    return text
  }
}

extension OrderStatement.Kind {
  /// As a file says it: `enter long`, `exit "dip"`.
  var words: String {
    switch self {
    case .enter(let direction, let tag, _): "enter \(direction)" + (tag.map { " \"\($0)\"" } ?? "")
    case .exit(.all, _): "exit"
    case .exit(.side(let direction), _): "exit \(direction)"
    case .exit(.tag(let tag), _): "exit \"\(tag)\""
    case .allocate(let direction, _, _): "allocate \(direction)"
    }
  }
}
