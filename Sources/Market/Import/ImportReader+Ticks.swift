internal import Host
internal import Machine

/// Trades and quotes.
extension ImportReader {
  private struct Tick {
    let time: Int64
    let price: Int64
    var amount: Int64
    let line: Int
  }

  /// What ticks had that is worth saying.
  private struct Oddities {
    var carried = 0
    var dropped = 0
    var crossed = 0
    var both = 0
    /// Amounts below 0.
    var negative = 0
    var areDays = true
    /// True where a row has an amount.
    var hasAmounts = false
  }

  mutating func ticks() throws(Failure) -> Columns {
    let sampling: Sampling
    if let wished = wish.sampling {
      sampling = wished
    } else {
      guard let minute = Timeframe(1, .minute) else { return Columns() }
      sampling = .time(minute)
    }
    var odd = Oddities()
    var all = try read(&odd)
    if odd.areDays, wish.sampling == nil, !all.isEmpty {
      throw failure(
        ImportKinds.twoReadings,
        "one price at a day may be the closes of days, which make no bars without open, high and "
          + "low, or trades: say --columns, or --bars to make bars of trades")
    }
    if odd.crossed * 2 > odd.both {
      throw failure(
        ImportKinds.twoReadings,
        "the bid is above the ask in \(odd.crossed) of \(odd.both) rows: say what the columns are "
          + "with --columns")
    }
    try order(&all)
    if odd.hasAmounts, odd.negative == 0, !isSaid { try takeDifferences(&all) }
    var bars = TickBars(sampling)
    for tick in all { bars.add(tick.time, tick.price, tick.amount) }
    bars.close()
    decide(sampling, odd, bars.count)
    return bars.columns
  }

  /// The ticks as they stand in the file.
  private mutating func read(_ odd: inout Oddities) throws(Failure) -> [Tick] {
    let isQuote = dialect.kind == .quotes
    let side = wish.side ?? .mid
    let prices: [ImportRole] =
      isQuote ? (side == .bid ? [.bid] : side == .ask ? [.ask] : [.bid, .ask]) : [.price]
    let places = prices.compactMap { dialect.place($0) }
    let amount = dialect.place(.amount)
    var known = [Int64](repeating: Grid.missing, count: places.count)
    var all: [Tick] = []
    all.reserveCapacity(dialect.rows.count)
    for index in dialect.rows {
      guard let fields = try fields(index) else { continue }
      let moment = try moment(fields, index)
      odd.areDays = odd.areDays && isDay(fields, moment)
      var words: [Int64] = []
      for (number, place) in places.enumerated() {
        var word = try price(fields, place, index)
        // A bid or an ask of 0 is none.
        if isQuote, word == 0 { word = Grid.missing }
        if word == Grid.missing, areChanges {
          word = known[number]
          if word != Grid.missing { odd.carried += 1 }
        }
        known[number] = word
        if word != Grid.missing, Grid.number(word) <= 0 {
          findings.add(.notPositive, line: table.number(index))
        }
        words.append(word)
      }
      if words.contains(Grid.missing) {
        odd.dropped += 1
        continue
      }
      let numbers = words.map { Grid.number($0) }
      if numbers.count > 1 {
        odd.both += 1
        if numbers[0] > numbers[1] { odd.crossed += 1 }
        words[0] = Self.rounded((numbers[0] + numbers[1]) / 2)
      }
      var size = try amount.map { place throws(Failure) in try word(fields, place, index) }
      if let known = size, known != Grid.missing {
        odd.hasAmounts = true
        if Grid.number(known) < 0 {
          odd.negative += 1
          size = Grid.word(-Grid.number(known))
        }
      }
      all.append(
        Tick(
          time: moment, price: words[0], amount: size ?? Grid.perUnit, line: table.number(index)))
    }
    guard odd.hasAmounts else {
      return all.map {
        Tick(time: $0.time, price: $0.price, amount: Grid.perUnit, line: $0.line)
      }
    }
    return all
  }

  /// Where rows have flags of what has changed, as those of MetaTrader 5, an empty price is that of
  /// the row before.
  private var areChanges: Bool { dialect.kind == .quotes && dialect.names.contains("flags") }

  private func isDay(_ fields: [ArraySlice<UInt8>], _ moment: Int64) -> Bool {
    guard dialect.place(.clock) == nil else { return false }
    if case .dates = dialect.moments { return MomentText(fields[time])?.nanoseconds == 0 }
    return moment % 86_400_000_000_000 == 0
  }

  private mutating func decide(_ sampling: Sampling, _ odd: Oddities, _ count: Int) {
    let isQuote = dialect.kind == .quotes
    dialect.decide(
      "bars", wish.joined.map { "\($0.words), joined from \(sampling.words)" } ?? sampling.words,
      "\(count) \(isQuote ? "quotes" : "trades") become bars"
        + (wish.sampling == nil ? "; one minute where nothing is said" : ", as said"), "--bars")
    if isQuote {
      dialect.decide(
        "side", (wish.side ?? .mid).rawValue,
        wish.side == nil ? "between bid and ask" : "as said", "--side")
    }
    if odd.carried > 0 {
      dialect.decide(
        "empty prices", "\(odd.carried) as in the row before",
        "rows have flags of what has changed, and these had not")
    }
    if odd.dropped > 0 {
      dialect.decide(
        "rows without a price", "\(odd.dropped) left out",
        isQuote ? "bid or ask is empty or 0" : "the price is empty")
    }
    if odd.negative > 0 {
      dialect.decide(
        "signs of amounts", "\(odd.negative) below 0",
        "the sign is the side of the trade; the volume is how much it was without it")
    }
    if odd.crossed > 0 {
      dialect.decide("crossed", "\(odd.crossed) kept", "the bid is above the ask", "--columns")
    }
    if !odd.hasAmounts {
      dialect.decide(
        "volume", "how many",
        dialect.place(.amount) == nil
          ? "there is no column of amounts" : "the column of amounts is empty")
    }
  }

  /// Ticks of one time stay as they stand.
  private mutating func order(_ ticks: inout [Tick]) throws(Failure) {
    let back = (1..<max(1, ticks.count)).filter { ticks[$0].time < ticks[$0 - 1].time }
    guard let first = back.first else { return }
    if (1..<ticks.count).allSatisfy({ ticks[$0].time <= ticks[$0 - 1].time }) {
      ticks.reverse()
      return dialect.decide(
        "order", "newest first", "every row is earlier than the one above; read from the end")
    }
    guard wish.sortsTicks else {
      throw failure(
        DataKinds.disorder,
        "\(counted(back.count, "row is", "rows are")) earlier than the row before; --sort puts "
          + "them in order", line: ticks[first].line)
    }
    let order = ticks.indices.sorted { (ticks[$0].time, $0) < (ticks[$1].time, $1) }
    ticks = order.map { ticks[$0] }
    dialect.moved = back.count
    dialect.decide(
      "order", "sorted", "\(back.count) rows were earlier than the row before", "--sort")
  }

  // MARK: - Totals

  /// True where it was said what the columns are.
  private var isSaid: Bool { wish.columns != nil }

  /// An amount that is counted up is what it has grown by; one that never falls, by a name that
  /// says nothing of it, may be either.
  private mutating func takeDifferences(_ ticks: inout [Tick]) throws(Failure) {
    guard let place = dialect.place(.amount) else { return }
    let name = dialect.names[place]
    let known = ticks.indices.filter { ticks[$0].amount != Grid.missing }
    let totals = known.map { Grid.number(ticks[$0].amount) }
    let rises = (1..<max(1, totals.count)).count { totals[$0] > totals[$0 - 1] }
    let falls = (1..<max(1, totals.count)).filter { totals[$0] < totals[$0 - 1] }
    guard rises > 0 else { return }
    let days: [Int64] = known.map { ticks[$0].time.floored(by: 86_400_000_000_000) }
    guard ColumnNames.isTotal(name) else {
      guard falls.isEmpty, rises >= 20 else { return }
      throw failure(
        ImportKinds.twoReadings,
        "the column \(name) never falls, so that it may be the total so far or the amount of each "
          + "trade: name it total_volume in the header if it is the total, or say --columns with "
          + "amount")
    }
    if let fall = falls.first(where: { days[$0] == days[$0 - 1] }) {
      throw failure(
        ImportKinds.twoReadings,
        "the column \(name) falls within a day, so that it may be a total or the amount of each "
          + "trade: say --columns with amount, or - to leave it out",
        line: ticks[known[fall]].line)
    }
    // Of a file that begins within a day, the first total is of trades that are not there.
    let steps: [Double] = (1..<max(1, totals.count)).map { row -> Double in
      let (last, total) = (totals[row - 1], totals[row])
      return total < last ? total : total - last
    }
    let isWhole = totals[0] <= (steps.max() ?? 0)
    for row in ticks.indices where ticks[row].amount == Grid.missing { ticks[row].amount = 0 }
    for (number, row) in known.enumerated() {
      let amount = number > 0 ? steps[number - 1] : isWhole ? totals[0] : 0
      ticks[row].amount = Self.rounded(amount)
    }
    let anew = falls.isEmpty ? "" : ", anew on \(counted(falls.count, "day", "days"))"
    let first = isWhole ? "" : "; that of the first row is of trades before it"
    dialect.decide(
      "amounts", "differences", "\(name) is counted up from row to row\(anew)\(first)",
      "--columns")
  }
}
