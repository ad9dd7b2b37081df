internal import Host
internal import Machine

/// Columns by any name that part the rows as instruments do.
extension DialectGuess {
  /// Refuses to make one series of rows that a left-out column of few values tells apart: by prices
  /// that go on from those of the value's own rows and not from the row before, or, of bars, by
  /// rows of one time that differ in it.
  func checkGroups(_ names: [String], _ roles: [ImportRole]) throws(Failure) {
    // Of trades, chooseEvents looks at what says which rows are trades.
    let areTrades = !roles.contains(.open) && roles.contains(.price)
    let places = roles.indices.filter { place in
      roles[place] == .ignored && !names[place].isEmpty && !ColumnNames.isLength(names[place])
        && !(areTrades && ColumnNames.isOfEvents(names[place]))
        && !ColumnNames.isExchange(names[place]) && isOfFewTexts(place) && !isOfSides(place)
    }
    let prices: [ImportRole] = [.close, .price, .bid, .bidClose, .askClose]
    guard !places.isEmpty, let price = roles.firstIndex(where: prices.contains) else { return }
    let style = NumberEvidence.style(of: sample, [price])
    let isOfBars = roles.contains(.open) || roles.contains(.bidOpen) || roles.contains(.askOpen)
    let times = roles.indices.filter { [.time, .clock, .symbol].contains(roles[$0]) }
    for place in places.sorted(by: { (isWords($0) ? 0 : 1, $0) < (isWords($1) ? 0 : 1, $1) }) {
      var parting = Parting()
      for row in sample {
        parting.add(
          row[place], time: times.flatMap { row[$0] + [0] },
          of: roles.firstIndex(of: .symbol).map { row[$0] } ?? [],
          price: Grid.number(style.word(row[price]) ?? Grid.missing))
      }
      guard let evidence = parting.evidence(isOfBars: isOfBars) else { continue }
      throw open(place, names[place], evidence, roles)
    }
  }

  private func open(
    _ place: Int, _ name: String, _ evidence: String, _ roles: [ImportRole]
  ) -> Failure {
    var named = roles.map { $0 == .symbol ? .ignored : $0 }
    named[place] = .symbol
    return failure(
      ImportKinds.symbols,
      "the column \(name) (\(examples(place))) may name instruments: \(evidence); say --columns "
        + "\(columnsText([:], named)) if it does, --columns \(columnsText([:], roles)) if all rows "
        + "are of one series", line: table.number(dialect.rows.lowerBound))
  }

  /// True for words, dates or whole numbers of which half as many as there are rows, or fewer, are
  /// different, and not all the same; of numbers a quarter.
  private func isOfFewTexts(_ place: Int) -> Bool {
    var seen: Set<ArraySlice<UInt8>> = []
    var isWhole = true
    for row in sample where !NumberStyle.isMissing(row[place]) {
      if case .number = FieldLook(row[place]) {
        guard row[place].allSatisfy({ (48...57).contains($0) }) else { return false }
      } else {
        isWhole = false
      }
      seen.insert(row[place])
    }
    return seen.count > 1 && seen.count * (isWhole ? 4 : 2) <= sample.count
  }
}

/// How the values of a column part the rows.
private struct Parting {
  private struct Key: Hashable {
    let instrument: ArraySlice<UInt8>
    let text: ArraySlice<UInt8>
  }

  /// The last price of each value, and of the row before, by the instrument that is known.
  private var own: [Key: Double] = [:]
  private var before: [ArraySlice<UInt8>: (text: ArraySlice<UInt8>, price: Double)] = [:]
  private var seen: [[UInt8]: Set<ArraySlice<UInt8>>] = [:]
  private var returns = 0
  /// Steps between rows of one value, and to rows of a value that was not there before, as shares
  /// of the price.
  private var steps: [Double] = []
  private var jumps: [Double] = []
  private var goOn = 0
  private var repeats = 0
  private var areParted = true

  mutating func add(
    _ text: ArraySlice<UInt8>, time: [UInt8], of instrument: ArraySlice<UInt8>, price: Double
  ) {
    if let known = seen[time] {
      repeats += 1
      if known.contains(text) { areParted = false }
    }
    seen[time, default: []].insert(text)
    guard price > 0 else { return }
    let key = Key(instrument: instrument, text: text)
    if let last = before[instrument] {
      let step = (price - last.price).magnitude / max(price, last.price)
      if last.text == text { steps.append(step) } else if own[key] == nil { jumps.append(step) }
    }
    if let last = before[instrument], last.text != text, let known = own[key] {
      returns += 1
      let (far, near) = ((price - last.price).magnitude, (price - known).magnitude)
      if far > 0.005 * price, near * 4 < far { goOn += 1 }
    }
    own[key] = price
    before[instrument] = (text, price)
  }

  /// Why the values may be of several instruments; nil where nothing speaks for it.
  func evidence(isOfBars: Bool) -> String? {
    if returns >= 5, goOn * 10 >= returns * 9 {
      return "in \(goOn) of \(returns) rows that come back to a value of it the price goes on from "
        + "the last of that value and is far from the row before"
    }
    let usual = PriceColumns.median(steps)
    if returns == 0, steps.count >= 10, !jumps.isEmpty,
      jumps.allSatisfy({ $0 > 0.03 && $0 > 8 * usual })
    {
      return "the price jumps wherever its value changes"
    }
    if isOfBars, repeats >= 3, areParted {
      return "\(repeats) rows have the time of another row and differ from it in this column"
    }
    return nil
  }
}
