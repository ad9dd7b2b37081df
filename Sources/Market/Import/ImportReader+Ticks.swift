internal import Host
internal import Machine

/// Trades and quotes.
extension ImportReader {
  /// Prices with their times, amounts and lines, column by column.
  struct Ticks {
    var time: Words
    var price: Words
    var amount: Words
    /// The lines of the table.
    var row: Words
    /// True where the last stands first.
    var isReversed = false

    init(_ words: [Words]) {
      (time, price, amount, row) = (words[0], words[1], words[2], words[3])
    }

    var count: Int { time.count }

    /// Calls `body` with the place of each, the oldest first, and gives back the memory behind.
    func visit(_ body: (Int) throws(Failure) -> Void) throws(Failure) {
      let stretch = 1 << 17
      for first in stride(from: 0, to: count, by: stretch) {
        let end = min(count, first + stretch)
        for row in first..<end { try body(isReversed ? count - 1 - row : row) }
        let passed = isReversed ? count - end..<count - first : first..<end
        for column in [time, price, amount, row] { column.rest(passed) }
      }
    }
  }

  /// What ticks had that is worth saying.
  private struct Oddities {
    var carried = 0
    var dropped = 0
    var crossed = 0
    var both = 0
    /// Amounts below 0.
    var negative = 0
    /// Prices that are 0 or below.
    var worthless = 0
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
    if odd.areDays, wish.sampling == nil, all.count > 0 {
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
    try leaveCopies(&all)
    if odd.hasAmounts, odd.negative == 0 { try takeDifferences(&all) }
    var bars = TickBars(sampling, wish.scratch)
    try all.visit { row throws(Failure) in
      try bars.add(all.time[row], all.price[row], odd.hasAmounts ? all.amount[row] : Grid.perUnit)
    }
    try bars.close()
    decide(sampling, odd, bars.count)
    return Columns(try bars.finish())
  }

  /// The ticks as they stand in the file.
  private mutating func read(_ odd: inout Oddities) throws(Failure) -> Ticks {
    let isQuote = dialect.kind == .quotes
    let side = wish.side ?? .mid
    let prices: [ImportRole] =
      isQuote ? (side == .bid ? [.bid] : side == .ask ? [.ask] : [.bid, .ask]) : [.price]
    let places = prices.compactMap { dialect.place($0) }
    let amount = amountPlace
    var known = [Int64](repeating: Grid.missing, count: places.count)
    var all = WordSpool(columns: 4, wish.scratch)
    all.reserve(dialect.rows.count)
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
          odd.worthless += 1
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
      var size = try amount.map { place throws(Failure) in try self.size(fields, place, index) }
      if let known = size, known != Grid.missing {
        odd.hasAmounts = true
        if Grid.number(known) < 0 {
          odd.negative += 1
          size = Grid.word(-Grid.number(known))
        }
      }
      try all.append(moment, words[0], size ?? Grid.perUnit, Int64(index))
    }
    return Ticks(try all.finish())
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
    if odd.worthless > 0 {
      dialect.decide(
        "prices of 0 or below", "\(odd.worthless) kept",
        "they are the low of their bars; take those that are no prices out of the file")
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
        amountPlace == nil
          ? "there is no column of amounts" : "the column of amounts is empty")
    }
  }

  /// Ticks of one time stay as they stand.
  private mutating func order(_ ticks: inout Ticks) throws(Failure) {
    var (back, first, row) = (0, 0, 0)
    let isFalling = { (before: Int64, next: Int64) in next <= before }
    _ = ticks.time.allNeighbours { before, next in
      row += 1
      if next < before {
        back += 1
        if first == 0 { first = row }
      }
      return true
    }
    guard back > 0 else { return }
    if ticks.time.allNeighbours(isFalling) {
      ticks.isReversed = true
      return dialect.decide(
        "order", "newest first", "every row is earlier than the one above; read from the end")
    }
    guard wish.sortsTicks else {
      throw failure(
        DataKinds.disorder,
        "\(counted(back, "row is", "rows are")) earlier than the row before; --sort puts "
          + "them in order", line: table.number(Int(ticks.row[first])))
    }
    let time = ticks.time
    var sorted = WordSpool(columns: 4, wish.scratch)
    for row in (0..<time.count).sorted(by: { (time[$0], $0) < (time[$1], $1) }) {
      try sorted.append(time[row], ticks.price[row], ticks.amount[row], ticks.row[row])
    }
    ticks = Ticks(try sorted.finish())
    dialect.moved = back
    dialect.decide("order", "sorted", "\(back) rows were earlier than the row before", "--sort")
  }
}
