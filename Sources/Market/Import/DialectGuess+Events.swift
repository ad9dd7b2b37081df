internal import Host

/// Rows that are trades among rows that are none.
extension DialectGuess {
  /// What a value of a column of events says of its row.
  private enum Event {
    case trade, other, side, unknown

    init(_ text: String) {
      let words = text.split { !$0.isLetter && !$0.isNumber }.map(String.init)
      let quotes: Set = [
        "bid", "bids", "ask", "asks", "quote", "quotes", "offer", "bbo", "nbbo", "book", "depth",
        "snapshot", "l2", "best", "level", "add", "cancel", "cancelled", "canceled", "delete",
        "modify", "update", "change", "remove", "clear", "reset",
      ]
      let trades: Set = ["trade", "trades", "trd", "transaction", "execution", "print"]
      if words.contains(where: quotes.contains) {
        self = .other
      } else if words.contains(where: trades.contains) || text == "last" {
        self = .trade
      } else {
        self =
          ["buy", "sell", "buyer", "seller", "long", "short"].contains(text) ? .side : .unknown
      }
    }
  }

  /// Of prices that are marked as trades, quotes or changes of a book, only trades are taken.
  mutating func chooseEvents() throws(Failure) {
    guard dialect.kind == .trades, wish.columns == nil else { return }
    let places = dialect.roles.indices.filter {
      dialect.roles[$0] == .ignored && ColumnNames.isOfEvents(dialect.names[$0])
    }
    guard !places.isEmpty else { return }
    let counts = counts(of: places)
    var doubt: (place: Int, values: [String])?
    for (place, count) in zip(places, counts) {
      let values = count.keys.filter { !$0.isEmpty }.sorted()
      let kinds = Self.kinds(values)
      let trades = values.filter { kinds[$0] == .trade }
      if trades.count == values.count, !trades.isEmpty { return }
      if !trades.isEmpty {
        let left = count.filter { kinds[$0.key] != .trade }.sorted { $0.key < $1.key }
          .prefix(6).map { "\($0.key.isEmpty ? "empty" : $0.key) (\($0.value))" }
        dialect.events = (place, Set(trades))
        dialect.decide(
          "trades", trades.joined(separator: ", "),
          "the column \(dialect.names[place]) says which rows are; left out: "
            + left.joined(separator: ", "), "--columns")
        return
      }
      if doubt == nil,
        values.contains(where: { kinds[$0] == .other }) || isCoded(values, dialect.names[place])
      {
        doubt = (place, values)
      }
    }
    guard let doubt else { return }
    let shown = doubt.values.prefix(4).joined(separator: ", ")
    throw failure(
      ImportKinds.twoReadings,
      "the column \(dialect.names[doubt.place]) says \(shown), so that the rows may be "
        + "quotes or changes of an order book, which are no trades: say --columns "
        + "\(columnsText([:], dialect.roles)) if all are trades, or take the others out"
    )
  }

  /// True for several numbers that may be codes of events; 0 and 1, or 1 and -1, are sides.
  private func isCoded(_ values: [String], _ name: String) -> Bool {
    let codes = values.compactMap { Int($0) }
    let isSide = Set(codes).isSubset(of: [0, 1]) || Set(codes).isSubset(of: [1, -1, 0])
    return (2...20).contains(codes.count) && codes.count == values.count && name != "side"
      && !(isSide && ["type", "kind", "action"].contains(name))
  }

  private static func kinds(_ values: [String]) -> [String: Event] {
    var kinds: [String: Event] = [:]
    // `T` beside `A` and `C` of a book, or beside `Q`; `B` and `A` alone may be anything.
    let letters = Set(values)
    let isCoded = letters.isSubset(of: ["t", "q", "a", "b", "c", "m", "r", "f", "n", "d", "u"])
    for value in values {
      if isCoded, letters != ["b"], letters != ["n"] {
        kinds[value] = value == "t" ? .trade : .other
      } else {
        kinds[value] = Event(value)
      }
    }
    return kinds
  }

  /// How often each value stands in columns, in small letters.
  func counts(of places: [Int]) -> [[String: Int]] {
    var counts = places.map { _ in [ArraySlice<UInt8>: Int]() }
    for index in dialect.rows {
      guard !table.isRemark(index), !table.line(index).elementsEqual(dialect.header),
        let fields = table.fields(index, dialect.delimiter), fields.count >= width
      else { continue }
      for (number, place) in places.enumerated() {
        // What has so many values is no event.
        if counts[number].count < 100 { counts[number][fields[place], default: 0] += 1 }
      }
    }
    return counts.map { count in
      Dictionary(
        count.map { (Dialect.event($0.key), $0.value) }, uniquingKeysWith: { $0 + $1 })
    }
  }
}

extension Dialect {
  /// A value of a column of events, in small letters.
  static func event(_ field: ArraySlice<UInt8>) -> String {
    String(decoding: field, as: UTF8.self).lowercased()
  }

  /// True for a row that the column of events says is no trade.
  func isOtherEvent(_ fields: [ArraySlice<UInt8>]) -> Bool {
    guard let events else { return false }
    return !events.values.contains(Self.event(fields[events.place]))
  }
}
