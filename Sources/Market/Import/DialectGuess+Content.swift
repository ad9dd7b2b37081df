internal import Host
internal import Machine

/// What columns are where no header says so: every role must be borne out by the rows.
extension DialectGuess {
  /// Why no column has times, where one has them in all rows but the first, as where a file was cut
  /// into pieces.
  private var cutTime: Failure? {
    guard sample.count > 2,
      let column = (0..<width).first(where: { column in
        sample.dropFirst().allSatisfy { MomentText($0[column]) != nil }
      })
    else { return nil }
    return failure(
      ImportKinds.twoReadings,
      "\(shown(sample[0][column])) is no time, and all rows below have one in its place, such as "
        + "\(shown(sample[1][column])), so that it may be cut off where a file was cut into "
        + "pieces: leave the row out with --skip, or mend it",
      line: table.number(dialect.rows.lowerBound))
  }

  mutating func useContent() throws(Failure) {
    var roles = [ImportRole](repeating: .ignored, count: width)
    var because = "no header; two flags at the end, as in Binance's archives of trades"
    if let trades = binanceTrades() {
      roles = trades
    } else if let (ticks, evidence) = ninjaTicks() {
      (roles, because) = (ticks, evidence)
    } else {
      guard let time = try timeColumn() else {
        if let cut = cutTime { throw cut }
        throw failure(
          ImportKinds.noBars, "no column of the rows holds times, and there is no header",
          line: table.number(dialect.rows.lowerBound))
      }
      roles[time] = .time
      because = "no header; " + (try useClock(behind: time, &roles))
      try useZone(&roles)
      because += try useSymbol(&roles)
    }
    dialect.roles = roles
    dialect.names = roles.enumerated().map { $1 == .ignored ? "column \($0 + 1)" : $1.rawValue }
    dialect.decide("columns", roles.map(\.rawValue).joined(separator: ","), because, "--columns")
  }

  /// Finds the prices, and whether the column behind the dates is their time of day. Numbers such
  /// as 100 and 104 may be a clock's as well as prices: where the rows are bars or trades either
  /// way, it is asked for.
  private func useClock(
    behind time: Int, _ roles: inout [ImportRole]
  ) throws(Failure) -> String {
    let clock = time + 1
    guard clock < width, isDateAlone(time), isClock(clock) else {
      return try usePrices(beside: time, &roles)
    }
    var timed = roles
    timed[clock] = .clock
    if isSurelyClock(clock, time) {
      roles = timed
      return try usePrices(beside: time, &roles)
    }
    var plain = roles
    let asClock = Result { () throws(Failure) in try usePrices(beside: time, &timed) }
    let asNumber = Result { () throws(Failure) in try usePrices(beside: time, &plain) }
    switch (asClock, asNumber) {
    case (.success, .success):
      throw unsure("column \(clock + 1) may be the time of day or a number beside it")
    case (.success(let because), .failure):
      roles = timed
      return because
    case (.failure, .success(let because)):
      roles = plain
      return because
    case (.failure(let failure), .failure(let other)):
      // What may be read in two ways is nearer to bars than what is none.
      throw other.code == ImportKinds.twoReadings.code ? other : failure
    }
  }

  /// True for what only a clock shows: colons or zeros in front, or times that go one way in each
  /// day; and for midnights, which change nothing.
  private func isSurelyClock(_ column: Int, _ time: Int) -> Bool {
    if sample.contains(where: { row in
      row[column].contains(0x3A) || row[column].count >= 3 && row[column].first == 0x30
    }) || sample.allSatisfy({ Int(String(decoding: $0[column], as: UTF8.self)) == 0 }) {
      return true
    }
    var (same, up, down) = (0, 0, 0)
    for row in 1..<max(1, sample.count)
    where sample[row][time].elementsEqual(sample[row - 1][time]) {
      same += 1
      let texts = [sample[row - 1][column], sample[row][column]]
      let clocks = texts.map { Int(String(decoding: $0, as: UTF8.self)) ?? 0 }
      if clocks[0] <= clocks[1] { up += 1 }
      if clocks[0] >= clocks[1] { down += 1 }
    }
    return same >= 2 && max(up, down) == same
  }

  // MARK: - Looks

  func isWholeTime(_ column: Int) -> Bool {
    sample.allSatisfy { row in
      // Seven digits are rather an amount or a number of a trade than a day of EasyLanguage.
      if MomentText(row[column]) != nil, row[column].count != 7 { return true }
      guard let count = TimeCount(Array(row[column]).span) else { return false }
      // Seconds from 1973 on; or milliseconds of a day, as in archives of Lean.
      return count.magnitude >= 100_000_000 || column == 0 && isFromArchive && fileDate != nil
    }
  }

  /// True for a count of time that goes along with another, such as the end of each bar.
  private func isBeside(_ column: Int, _ time: Int) -> Bool {
    sample.allSatisfy { row in
      guard let one = TimeCount(Array(row[column]).span), one.magnitude >= 100_000_000,
        let two = TimeCount(Array(row[time]).span)
      else { return false }
      let (least, most) = (min(one.magnitude, two.magnitude), max(one.magnitude, two.magnitude))
      return most - least < most / 50
    }
  }

  func isDateAlone(_ column: Int) -> Bool {
    sample.allSatisfy { MomentText($0[column]).map { !$0.hasClock } ?? false }
  }

  private func isNumbers(_ column: Int) -> Bool {
    sample.allSatisfy { row in
      switch FieldLook(row[column]) {
      case .number, .missing: true
      case .moment, .word: false
      }
    }
  }

  func isWords(_ column: Int) -> Bool {
    sample.allSatisfy { row in
      guard case .word = FieldLook(row[column]) else { return false }
      return row[column].count <= 24
    }
  }

  func isConstant(_ column: Int) -> Bool {
    sample.count >= 3 && sample.allSatisfy { $0[column].elementsEqual(sample[0][column]) }
  }

  /// Zones behind the times; short names may be those of an instrument.
  private func useZone(_ roles: inout [ImportRole]) throws(Failure) {
    let zone = roles.indices.first { index in
      roles[index] == .ignored && isWords(index)
        && sample.allSatisfy { row in
          switch ZoneCell(String(decoding: row[index], as: UTF8.self)) {
          case .offset, .several: true
          case .place(let name): (try? wish.zones?.zone(name)) != nil
          case nil: false
          }
        }
    }
    guard let zone else { return }
    guard sample[0][zone].contains(where: { $0 == 0x3A || $0 == 0x2F }) else {
      throw unsure(
        "column \(zone + 1) may have the zone of the times, such as \(shown(sample[0][zone])), or "
          + "name the instrument")
    }
    roles[zone] = .zone
  }

  /// The eight digits of a date in the file's name, as days since 1970-01-01.
  var fileDate: Int? {
    var digits: [UInt8] = []
    for byte in Array(name.utf8) + [0] {
      if (48...57).contains(byte) {
        digits.append(byte)
        continue
      }
      if digits.count == 8, let moment = MomentText(digits[...]) { return moment.days(.ymd) }
      digits = []
    }
    return nil
  }

  /// `id,price,quantity,...,time,isBuyerMaker,isBestMatch`, as Binance's archives of trades.
  private func binanceTrades() -> [ImportRole]? {
    guard width == 7 || width == 8, let first = sample.first else { return nil }
    func isFlag(_ field: ArraySlice<UInt8>) -> Bool {
      ["true", "false"].contains(String(decoding: field, as: UTF8.self).lowercased())
    }
    guard isFlag(first[width - 1]), isFlag(first[width - 2]) else { return nil }
    var roles = [ImportRole](repeating: .ignored, count: width)
    (roles[1], roles[2], roles[width - 3]) = (.price, .amount, .time)
    return roles
  }

  /// `yyyyMMdd HHmmss fffffff;last;bid;ask;volume`, as NinjaTrader 8 writes ticks: where the first
  /// price lies between the other two in nearly all rows.
  private func ninjaTicks() -> (roles: [ImportRole], because: String)? {
    guard width == 5, dialect.delimiter == 0x3B, (1...4).allSatisfy(isNumbers),
      sample.allSatisfy({ row in
        row[0].split(separator: 0x20).map(\.count) == [8, 6, 7] && MomentText(row[0]) != nil
      })
    else { return nil }
    let style = NumberEvidence.style(of: sample, [1, 2, 3])
    let rows = sample.map { row in
      (1...3).map { Grid.number(style.word(row[$0]) ?? Grid.missing) }
    }
    let good = rows.count { $0[1] <= $0[0] && $0[0] <= $0[2] }
    guard good * 20 >= rows.count * 19 else { return nil }
    let because =
      "no header; times as NinjaTrader 8 writes those of ticks, and column 2 lies between column 3 "
      + "and column 4 in \(good) of \(rows.count) rows, as the last price between bid and ask"
    return wish.side == nil
      ? ([.time, .price, .ignored, .ignored, .amount], because)
      : ([.time, .ignored, .bid, .ask, .amount], because)
  }

  // MARK: - Prices

  func unsure(_ message: String) -> Failure {
    failure(
      ImportKinds.twoReadings,
      "there is no header, and \(message): say what the columns are with --columns",
      line: table.number(dialect.rows.lowerBound))
  }

  /// Gives the evidence for what it found.
  private func usePrices(
    beside time: Int, _ roles: inout [ImportRole]
  ) throws(Failure) -> String {
    let columns = (0..<width).filter {
      roles[$0] == .ignored && isNumbers($0) && !isBeside($0, time)
    }
    let rows = numbers(columns)
    let measures = columns.filter { !isCounter($0) && !isOfSides($0) }
    guard columns.count >= 4 else { return try useTicks(measures, of: columns, &roles) }
    let prices = PriceColumns(rows: rows, rises: rises(roles))
    switch prices.verdict(columns.map { "column \($0 + 1)" }) {
    case .none where measures.count < 3: return try useTicks(measures, of: columns, &roles)
    case .none:
      throw failure(
        ImportKinds.noBars,
        "no four columns of numbers that follow each other are the prices of bars, one the "
          + "highest and one the lowest in all rows",
        line: table.number(dialect.rows.lowerBound))
    case .unsure(let why): throw unsure(why)
    case .sides(let bid, let ask, let because):
      let sides: [(Int, [ImportRole])] = [
        (bid, [.bidOpen, .bidHigh, .bidLow, .bidClose]),
        (ask, [.askOpen, .askHigh, .askLow, .askClose]),
      ]
      for (first, found) in sides {
        for (index, role) in found.enumerated() { roles[columns[first + index]] = role }
      }
      for column in 0..<bid { try checkInFront(columns[column]) }
      if ask == bid + 5 { roles[columns[bid + 4]] = .volume }
      return because
    case .bars(let first, let found, let because):
      for (index, role) in found.enumerated() { roles[columns[first + index]] = role }
      for column in 0..<first { try checkInFront(columns[column]) }
      let close = first + (found.firstIndex(of: .close) ?? 3)
      try checkTotals(Array(columns.dropFirst(first + 4)), roles)
      let volume = try volume(Array((first + 4)..<columns.count), close, rows, columns)
      if let volume { roles[columns[volume]] = .volume }
      return because
        + (volume.map { "; the volume behind them, in column \(columns[$0] + 1)" } ?? "")
    }
  }

  /// The numbers in columns of the first rows, missing ones as NaN.
  private func numbers(_ columns: [Int]) -> [[Double]] {
    let style = NumberEvidence.style(of: sample, columns)
    return sample.prefix(1_000).map { row in
      columns.map { Grid.number(style.word(row[$0]) ?? Grid.missing) }
    }
  }

  /// A number in front of the prices may only be one that never changes, or a count of the rows.
  private func checkInFront(_ column: Int) throws(Failure) {
    guard isConstant(column) || isCounter(column) else {
      throw unsure("column \(column + 1), which stands before the prices, may be the volume or not")
    }
  }

  /// Numbers behind the prices that only rise within a day may be the volume so far.
  private func checkTotals(_ columns: [Int], _ roles: [ImportRole]) throws(Failure) {
    let days = days(roles)
    let numbers = numbers(columns)
    for (index, column) in columns.enumerated() {
      var total = RunningTotal()
      for (row, day) in zip(numbers, days) { total.add(row[index], day: day) }
      guard total.isOne else { continue }
      throw unsure(
        "column \(column + 1) never falls within a day, so that it may be the volume so far, which "
          + "--columns calls total")
    }
  }

  /// The day of each row by its column of times, as far as it shows; rows of one day have the same.
  private func days(_ roles: [ImportRole]) -> [Int64] {
    guard let time = roles.firstIndex(of: .time) else { return [] }
    return sample.map { row in
      if let moment = MomentText(row[time]) {
        return Int64(moment.parts.0 * 10_000 + moment.parts.1 * 100 + moment.parts.2)
      }
      guard let count = TimeCount(Array(row[time]).span),
        case .success(let moment) = count.nanoseconds(TimeUnit(magnitude: count.magnitude))
      else { return 0 }
      return moment.floored(by: 86_400_000_000_000)
    }
  }

  /// The column behind the prices, if no other may as well be the volume.
  private func volume(
    _ behind: [Int], _ close: Int, _ rows: [[Double]], _ columns: [Int]
  ) throws(Failure) -> Int? {
    guard let first = behind.first else { return nil }
    func isWhole(_ column: Int) -> Bool {
      rows.allSatisfy { $0[column] != $0[column] || $0[column].rounded() == $0[column] }
    }
    func isZero(_ column: Int) -> Bool { rows.allSatisfy { !($0[column] != 0) } }
    let calm = PriceColumns.calm(rows.map { $0[first] })
    let rivals = behind.dropFirst().filter { column in
      if isZero(column) { return false }
      if isZero(first) { return true }
      let (one, two) = (
        PriceColumns.median(rows.map { $0[first] }), PriceColumns.median(rows.map { $0[column] })
      )
      guard isWhole(first), !isWhole(column) || two > one else { return false }
      // What the first comes to in money, in shares or in lots of a hundred, is no rival.
      let ratios = rows.map { $0[column] / ($0[first] * $0[close]) }.filter { $0.isFinite }
      let ratio = PriceColumns.median(ratios)
      return ![1.0, 100, 0.01].contains { ratio > $0 * 0.8 && ratio < $0 * 1.25 }
    }
    if let rival = rivals.first {
      throw unsure(
        "column \(columns[first] + 1) and column \(columns[rival] + 1) may both be the volume")
    }
    if let calm {
      let move = (calm * 1_000).rounded() / 10
      throw unsure(
        "column \(columns[first] + 1) moves by \(move) % from row to row, as open interest does "
          + "and a volume does not, so that it may be either (- leaves it out)")
    }
    return first
  }

  // MARK: - Trades and quotes

  /// One or two prices: trades or quotes. Numbers that go up in every row are no price.
  private func useTicks(
    _ measures: [Int], of all: [Int], _ roles: inout [ImportRole]
  ) throws(Failure) -> String {
    let rising = measures.filter(isRising)
    let columns = measures.filter { !rising.contains($0) }
    if let open = rising.first, columns.count < 2 {
      throw unsure(
        "column \(open + 1) goes up in every row, as what counts trades or adds up their amounts "
          + "does, and no price")
    }
    let left = all.filter { !columns.contains($0) }.map { place in
      isOfSides(place)
        ? "; column \(place + 1) has sides"
        : "; column \(place + 1) is left out, as it counts the rows"
    }
    return try useTicks(columns, numbers(columns), &roles) + left.joined()
  }

  private func useTicks(
    _ columns: [Int], _ rows: [[Double]], _ roles: inout [ImportRole]
  ) throws(Failure) -> String {
    guard let first = columns.first else {
      throw failure(
        ImportKinds.noBars, "there are no prices beside the times, and there is no header",
        line: table.number(dialect.rows.lowerBound))
    }
    roles[first] = .price
    guard columns.count > 1 else { return "one number beside the time, a price" }
    guard columns.count == 2 || !PriceColumns(rows: rows, rises: nil).isPrice(2, beside: 0) else {
      throw unsure("column \(columns[2] + 1) is near the prices")
    }
    let near = rows.count { row in
      let most = max(row[0], row[1])
      return row[0] > 0 && row[1] > 0 && (row[1] - row[0]).magnitude < most * 0.05
    }
    if near * 20 >= rows.count * 19 {
      let good = rows.count { $0[1] >= $0[0] }
      guard good * 20 >= rows.count * 19 else {
        throw unsure(
          "column \(columns[0] + 1) and column \(columns[1] + 1) are near each other as bid and "
            + "ask are, but the first is above the second in \(rows.count - good) of \(rows.count)")
      }
      (roles[columns[0]], roles[columns[1]]) = (.bid, .ask)
      if columns.count > 2 { roles[columns[2]] = .amount }
      return
        "the second number is at or a little above the first in \(good) of \(rows.count) rows, "
        + "as an ask above a bid"
    }
    let (price, amount) = (Self.unrest(rows, 0), Self.unrest(rows, 1))
    guard price <= amount || amount == 0 else {
      throw unsure(
        "column \(columns[1] + 1) moves less than column \(columns[0] + 1), so either may be the "
          + "price")
    }
    roles[columns[1]] = .amount
    return "the first number moves less than the second, as a price does and an amount does not"
  }

  /// By what share of itself a column moves from row to row, on average.
  private static func unrest(_ rows: [[Double]], _ column: Int) -> Double {
    let moves = (1..<max(1, rows.count)).map { row in
      let (one, two) = (rows[row - 1][column], rows[row][column])
      let most = max(one.magnitude, two.magnitude)
      return most > 0 ? (two - one).magnitude / most : 0
    }
    return moves.isEmpty ? 0 : moves.reduce(0, +) / Double(moves.count)
  }

  // MARK: - Order

  /// True where later rows are later by any reading of their dates, false where they are earlier.
  private func rises(_ roles: [ImportRole]) -> Bool? {
    guard let time = roles.firstIndex(of: .time) else { return nil }
    let clock = roles.firstIndex(of: .clock)
    var verdicts: Set<Bool?> = []
    for order in DateOrder.allCases {
      let times = sample.map { row -> Int64? in
        if let moment = MomentText(row[time], clock: clock.map { row[$0] }) {
          return moment.local(order).map { $0.seconds &* 1_000 &+ $0.nanoseconds / 1_000_000 }
        }
        return TimeCount(Array(row[time]).span).flatMap { Int64(exactly: $0.magnitude) }
      }
      guard times.allSatisfy({ $0 != nil }) else { continue }
      let steps = (1..<max(1, times.count)).map {
        (times[$0] ?? 0).compared(to: times[$0 - 1] ?? 0)
      }
      let (up, down) = (steps.count { $0 > 0 }, steps.count { $0 < 0 })
      verdicts.insert(up > 9 * down ? true : down > 9 * up ? false : nil)
    }
    return verdicts.count == 1 ? verdicts.first ?? nil : nil
  }
}

extension Int64 {
  fileprivate func compared(to other: Int64) -> Int { self > other ? 1 : self < other ? -1 : 0 }
}

extension NumberEvidence {
  /// The style of some columns, as far as it shows.
  static func style(of rows: [[ArraySlice<UInt8>]], _ columns: [Int]) -> NumberStyle {
    var evidence = NumberEvidence()
    for row in rows { for column in columns { evidence.add(row[column]) } }
    if case .style(let style, _) = evidence.verdict { return style }
    return .point
  }
}
