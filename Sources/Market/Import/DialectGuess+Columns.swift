internal import Host
internal import Machine

extension DialectGuess {
  /// Finds what each column is for: as said, by the names, or by what stands in it.
  mutating func chooseColumns(_ heads: [[ArraySlice<UInt8>]]) throws(Failure) {
    if let columns = wish.columns {
      guard columns.count == width else {
        throw Failure(
          .usage, code: "U0003",
          "--columns names \(columns.count) columns, and the rows have \(width)",
          at: .init(file: path))
      }
      dialect.roles = try said(columns)
      dialect.names = columns.map(\.rawValue)
      dialect.decide(
        "columns", columns.map(\.rawValue).joined(separator: ","), "as said", "--columns")
    } else if let names = amiBrokerNames ?? names(heads) {
      if amiBrokerNames == nil { try checkWidth(heads) }
      dialect.names = names
      try useNames(names)
    } else {
      try useContent()
    }
    guard dialect.kind != nil else {
      let found = dialect.names.prefix(16).joined(separator: ", ")
      if dialect.names.contains("split_factor") {
        throw failure(
          ImportKinds.noBars, "this is a file of splits and dividends; give it with --adjust")
      }
      if dialect.names.contains(""), !dialect.header.isEmpty, wish.columns == nil {
        throw failure(
          ImportKinds.noBars,
          "no line above the rows names all of their columns: what was found is "
            + dialect.names.filter { !$0.isEmpty }.prefix(16).joined(separator: ", ")
            + "; --skip N leaves out lines above the header")
      }
      try checkTime(found)
      throw failure(ImportKinds.noBars, "no bars, trades or quotes in the columns \(found)")
    }
    try chooseSymbol()
    try chooseEvents()
  }

  /// The names in a line such as `$FORMAT Ticker, Date_YMD, Open, High, Low, Close, Volume`, as
  /// AmiBroker's import has it; nil where there is none, or none for each column.
  private var amiBrokerNames: [String]? {
    for index in 0..<dialect.rows.lowerBound {
      let line = table.line(index)
      guard line.count < 1_000, String(decoding: line.prefix(8), as: UTF8.self) == "$FORMAT " else {
        continue
      }
      let names = line.dropFirst(8).split { [0x20, 0x09, 0x2C, 0x3B].contains($0) }
      if names.count == width { return names.map { ColumnNames.plain($0) } }
    }
    return nil
  }

  /// What was said, as the same names of a header are taken: a price with an amount is a trade,
  /// whose volume is an amount.
  private func said(_ columns: [ImportRole]) throws(Failure) -> [ImportRole] {
    var roles = columns
    try chooseTrades(&roles)
    if !roles.contains(.open), !roles.contains(.amount),
      roles.contains(.price) || roles.contains(.bid), let volume = roles.firstIndex(of: .volume)
    {
      roles[volume] = .amount
    }
    return roles
  }

  /// One name for each column, from all lines that name columns; nil where there are none.
  private func names(_ heads: [[ArraySlice<UInt8>]]) -> [String]? {
    guard !heads.isEmpty else { return nil }
    let lines = heads.map { $0.map { ColumnNames.plain($0) } }
    return (0..<width).map { column in
      let own = lines.compactMap { column < $0.count ? $0[column] : nil }
      // Of several lines, the one that names the most; but a time is one wherever it is named.
      if let time = own.first(where: { ColumnNames.role(of: $0) == .time }) { return time }
      return own.first { ColumnNames.role(of: $0) != nil } ?? own.first { !$0.isEmpty } ?? ""
    }
  }

  /// A header that is one name short leaves open which column has none.
  private func checkWidth(_ heads: [[ArraySlice<UInt8>]]) throws(Failure) {
    guard let most = heads.map(\.count).max(), most < width,
      !sample.allSatisfy({ $0[width - 1].isEmpty })
    else { return }
    throw failure(
      ImportKinds.twoReadings,
      "the header names \(most) columns and the rows have \(width), so which has no name is open: "
        + "say --columns", line: table.number(dialect.rows.lowerBound))
  }

  // MARK: - By names

  private mutating func useNames(_ names: [String]) throws(Failure) {
    let prefix = ColumnNames.prefix(of: names)
    var roles = names.map { name in
      let own = prefix.flatMap { name.hasPrefix($0) ? String(name.dropFirst($0.count)) : nil }
      return ColumnNames.role(of: own ?? name) ?? .ignored
    }
    if !roles.contains(.volume), names.contains("up"), names.contains("down") {
      throw failure(
        ImportKinds.twoReadings,
        "the columns up and down may be parts of the volume, which is both together: add them up "
          + "in the file, or say --columns")
    }
    try chooseTime(names, &roles)
    try checkClocks(names, roles)
    // `Price` beside open, high and low is the close.
    if roles.contains(.open), roles.contains(.high), !roles.contains(.close),
      let price = roles.firstIndex(of: .price)
    {
      roles[price] = .close
    }
    useTotal(names, &roles)
    try useSizes(names, &roles)
    try chooseTrades(&roles)
    if roles.contains(.open), roles.contains(.close) {
      for index in roles.indices where [.price, .bid, .ask].contains(roles[index]) {
        roles[index] = .ignored
      }
      let hasVolume = roles.contains(.volume)
      for index in roles.indices where roles[index] == .amount {
        roles[index] = hasVolume ? .ignored : .volume
      }
    } else if roles.contains(.price) || roles.contains(.bid) {
      // Of trades and quotes, what is called volume is an amount; last is no price of quotes.
      let hasAmount = roles.contains(.amount)
      for index in roles.indices where roles[index] == .volume {
        roles[index] = hasAmount ? .ignored : .amount
      }
      for index in roles.indices where [.open, .high, .low, .close].contains(roles[index]) {
        roles[index] = .ignored
      }
    } else if roles.contains(.close), roles.contains(.volume) || roles.contains(.amount),
      !roles.contains(.open), !roles.contains(.high)
    {
      // `last` and an amount are trades.
      for index in roles.indices where roles[index] == .close { roles[index] = .price }
      for index in roles.indices where roles[index] == .volume { roles[index] = .amount }
    }
    chooseVolume(names, &roles)
    keepSymbol(names, &roles)
    keepZone(&roles)
    try useInstruments(names, &roles)
    for role in ImportRole.allCases where ![.ignored, .symbol].contains(role) {
      try keepOne(role, names, &roles)
    }
    try checkDoubles(names, roles)
    try checkCanceled(roles)
    try checkGroups(names, roles)
    dialect.roles = roles
    dialect.unknownWords = unknownWords(names, roles)
    let used = roles.indices.filter { roles[$0] != .ignored }
    let words = used.map {
      roles[$0].rawValue == names[$0] ? names[$0] : "\(roles[$0].rawValue)=\(names[$0])"
    }
    let left = roles.indices.filter { roles[$0] == .ignored && !names[$0].isEmpty }
      .map { names[$0] }.filter { !wish.extras.contains($0) }
    dialect.decide(
      "columns", words.joined(separator: ","),
      "by the header" + (left.isEmpty ? "" : "; left out: " + left.joined(separator: ", ")),
      "--columns")
  }

  /// Says it where the times alone are missing.
  private func checkTime(_ found: String) throws(Failure) {
    var timed = dialect
    guard dialect.place(.time) == nil, let free = timed.roles.firstIndex(of: .ignored) else {
      return
    }
    timed.roles[free] = .time
    guard timed.kind != nil else { return }
    throw failure(
      ImportKinds.noBars,
      "none of the columns \(found) is known to have the times; all else is there: say which with "
        + "--columns, `time` in its place")
  }

  /// Of several columns of zones, the one that has offsets, else the first.
  private func keepZone(_ roles: inout [ImportRole]) {
    let all = roles.indices.filter { roles[$0] == .zone }
    let kept = all.first { place in
      sample.allSatisfy {
        if case .offset = ZoneCell(String(decoding: $0[place], as: UTF8.self)) {
          true
        } else {
          false
        }
      }
    }
    for index in all where index != kept ?? all[0] { roles[index] = .ignored }
  }

  /// An amount that is counted up, where trades have no other.
  private func useTotal(_ names: [String], _ roles: inout [ImportRole]) {
    guard !roles.contains(.open), !roles.contains(.volume), !roles.contains(.amount),
      let total = roles.indices.first(where: {
        roles[$0] == .ignored && ColumnNames.isTotal(names[$0])
      })
    else { return }
    roles[total] = .volume
  }

  /// A price with an amount is that of a trade, beside a bid and an ask too.
  private func chooseTrades(_ roles: inout [ImportRole]) throws(Failure) {
    guard wish.side == nil, !roles.contains(.open), roles.contains(.price), roles.contains(.bid),
      roles.contains(.ask)
    else { return }
    guard [.amount, .volume, .total].contains(where: roles.contains) else {
      throw failure(
        ImportKinds.twoReadings,
        "the rows have a price beside bid and ask, so that they may be trades or quotes: say "
          + "--side mid for quotes, or --columns with price for trades, and - for bid and ask")
    }
    for index in roles.indices where [.bid, .ask].contains(roles[index]) {
      roles[index] = .ignored
    }
  }

  /// One whole time, or a date and a time of day.
  private func chooseTime(_ names: [String], _ roles: inout [ImportRole]) throws(Failure) {
    try checkParts(names)
    useRareTimes(names, &roles)
    let times = roles.indices.filter { roles[$0] == .time }
    if times.isEmpty, !roles.isEmpty, let found = try unnamedTime(names, roles) {
      roles[found] = .time
      return
    }
    try useOtherTimes(names, &roles)
    guard times.count > 1 else { return }
    let digits = times.filter { isDayOfDigits($0, names[$0]) }
    var clocks: [Int] = []
    for index in times where !digits.contains(index) {
      // A day of the month is no time of day.
      if names[index] == "day" { continue }
      if isClock(index) {
        clocks.append(index)
      } else if try areSeconds(index) {
        clocks.append(index)
      }
    }
    let days = digits + times.filter { isDateAlone($0) }
    let others = changing(times, clocks: clocks).filter { !clocks.contains($0) }
    let whole = others.filter {
      days.contains($0) || isWholeText($0) || isCount($0, beside: days)
    }
    for index in times { roles[index] = .ignored }
    let chosen = whole.min {
      rank($0, names, days).lexicographicallyPrecedes(rank($1, names, days))
    }
    guard let chosen = chosen ?? others.first else {
      throw failure(ImportKinds.noBars, "there are times of day and no dates")
    }
    roles[chosen] = .time
    guard days.contains(chosen) else { return }
    let hours: Set = ["hour", "hr"]
    if let clock = clocks.first(where: { !hours.contains(names[$0]) }) ?? clocks.first {
      roles[clock] = .clock
    } else if let open = others.first(where: { index in
      !whole.contains(index) && ColumnNames.isTimeOfDay(names[index])
        && sample.contains { !NumberStyle.isMissing($0[index]) }
    }) {
      let cell = sample.first { !NumberStyle.isMissing($0[open]) }.map { shown($0[open]) } ?? ""
      throw failure(
        ImportKinds.noBars,
        "the column \(names[open]) stands beside dates and is not understood as the time of day, "
          + "such as \(cell): write it as 09:30:00, or leave it out with - in --columns")
    }
  }

  /// Names that are of times only where the rows or the other columns bear it out.
  private func useRareTimes(_ names: [String], _ roles: inout [ImportRole]) {
    let hasTime = roles.contains(.time)
    for index in names.indices where roles[index] == .ignored {
      let isTime =
        switch names[index] {
        case "minute": hasTime && sample.allSatisfy { $0[index].contains(0x3A) }
        case "ticks": !hasTime && (isWholeText(index) || isCount(index, beside: []))
        default: false
        }
      if isTime { roles[index] = .time }
    }
  }

  /// Which of several whole times is taken: the lower, the sooner. The beginning of a bar stands
  /// above all; a count is exact, and a date beside it says the same; what is of UTC needs no zone.
  private func rank(_ index: Int, _ names: [String], _ days: [Int]) -> [Int] {
    let name = ColumnNames.rank(ofTime: names[index])
    // Who says a zone means the clock that is not of UTC.
    let clock = wish.clock != nil && [2, 3].contains(name) ? 5 - name : name
    return [
      name < 2 ? name : name < 4 ? 2 : 3, days.contains(index) ? 2 : isWholeText(index) ? 1 : 0,
      clock, index,
    ]
  }

  func isWholeText(_ column: Int) -> Bool {
    sample.allSatisfy { MomentText($0[column]) != nil }
  }

  /// True for a count of time since 1970; where dates stand beside it, it must be of the same days.
  private func isCount(_ column: Int, beside days: [Int]) -> Bool {
    sample.allSatisfy { row in
      guard let count = TimeCount(Array(row[column]).span), count.magnitude > 100_000_000 else {
        return false
      }
      guard let day = days.first(where: { MomentText(row[$0]) != nil }),
        let date = MomentText(row[day]),
        case .success(let moment) = count.nanoseconds(TimeUnit(magnitude: count.magnitude))
      else { return true }
      let found = Int(moment.floored(by: 86_400_000_000_000))
      return DateOrder.allCases.contains { order in
        date.days(order, latest: wish.latestYear).map { abs($0 - found) <= 1 } ?? false
      }
    }
  }

  /// Six or eight digits alike in a column that is called a date.
  private func isDayOfDigits(_ column: Int, _ name: String) -> Bool {
    guard ColumnNames.isDate(name), let count = sample.first?[column].count,
      [6, 8].contains(count)
    else { return false }
    return sample.allSatisfy { row in
      row[column].count == count && row[column].allSatisfy { (48...57).contains($0) }
    }
  }

  /// Of several volumes: the one simply called so; a real one over a count of ticks, if it is not
  /// always zero; else the one in the instrument's own unit, the first that the name begins with.
  private func chooseVolume(_ names: [String], _ roles: inout [ImportRole]) {
    let all = roles.indices.filter { roles[$0] == .volume }
    guard all.count > 1 else { return }
    var chosen: Int?
    let ticks = all.first { ["tickvol", "tick_volume"].contains(names[$0]) }
    if let ticks, let real = all.first(where: { $0 != ticks }) {
      let isUsed = sample.contains { row in
        NumberStyle.point.word(row[real]).map { $0 != 0 && $0 != Grid.missing } ?? false
      }
      chosen = isUsed ? real : ticks
    } else if let plain = all.first(where: { ["volume", "vol", "v"].contains(names[$0]) }) {
      chosen = plain
    } else {
      let symbol = roles.firstIndex(of: .symbol).flatMap { sample.first?[$0] }
        .map { String(decoding: $0, as: UTF8.self).lowercased() }
      let places = [symbol, name.lowercased()].compactMap { $0 }
      chosen = all.first { index in
        let unit = names[index].dropFirst(7).filter { $0 != "(" && $0 != ")" }
        return places.contains { place in
          guard !unit.isEmpty, let found = place.firstRange(of: unit) else { return false }
          // The base stands before the quote.
          return !all.contains { other in
            let second = names[other].dropFirst(7).filter { $0 != "(" && $0 != ")" }
            guard other != index, let far = place.firstRange(of: second) else { return false }
            return far.lowerBound < found.lowerBound
          }
        }
      }
    }
    if chosen == nil { chosen = ownVolume(all, names) }
    guard let chosen else { return }
    for index in all where index != chosen { roles[index] = .ignored }
  }

  /// Of several names of the instrument: one that changes from row to row, else the plainest.
  private func keepSymbol(_ names: [String], _ roles: inout [ImportRole]) {
    let all = roles.indices.filter { roles[$0] == .symbol }.sorted {
      (ColumnNames.rank(ofSymbol: names[$0]), $0) < (ColumnNames.rank(ofSymbol: names[$1]), $1)
    }
    let varying = all.first { place in
      sample.contains { !$0[place].elementsEqual(sample[0][place]) }
    }
    for index in all where index != varying ?? all[0] { roles[index] = .ignored }
  }

  /// Two columns for one thing are two readings, unless the better name is known.
  private func keepOne(
    _ role: ImportRole, _ names: [String], _ roles: inout [ImportRole]
  ) throws(Failure) {
    let all = roles.indices.filter { roles[$0] == role }
    guard all.count > 1 else { return }
    let same = all.filter { names[$0] == role.rawValue }
    guard same.count == 1 else {
      let shown = all.map { "\($0 + 1) (\(names[$0]))" }.joined(separator: " and ")
      throw failure(
        ImportKinds.twoReadings,
        "columns \(shown) are both the \(role.rawValue): say which with --columns")
    }
    for index in all where index != same[0] { roles[index] = .ignored }
  }

  // MARK: - Symbol

  /// So many instruments may be in one file.
  private static let mostSymbols = 20_000

  private mutating func chooseSymbol() throws(Failure) {
    guard let column = dialect.place(.symbol) else { return }
    var seen: Set<[UInt8]> = []
    var blank: Int?
    for index in dialect.rows {
      guard !table.isRemark(index), let fields = table.fields(index, dialect.delimiter),
        column < fields.count, !fields.allSatisfy(\.isEmpty),
        !table.line(index).elementsEqual(dialect.header)
      else { continue }
      if fields[column].isEmpty { blank = blank ?? index }
      seen.insert(Array(fields[column]))
      if seen.count > Self.mostSymbols {
        throw failure(
          ImportKinds.symbols,
          "column \(column + 1) names more than \(Self.mostSymbols) instruments, so that it is of "
            + "something else: say --columns")
      }
    }
    if let blank {
      // A column that is empty in all rows names nothing.
      guard seen.count > 1 else {
        dialect.roles[column] = .ignored
        return
      }
      throw failure(
        ImportKinds.symbols,
        "the row has nothing in the column \(dialect.names[column]), so that it is of no "
          + "instrument: fill it in, or leave the column out with --columns",
        line: table.number(blank))
    }
    let names = seen.map { String(decoding: $0, as: UTF8.self) }.sorted()
    dialect.symbols = names
    if names.count == 1 {
      if let wanted = wish.symbol, !Self.areAlike(wanted, names[0]) {
        throw failure(
          ImportKinds.symbols, "no row is of \(wanted): all are of \(names[0])")
      }
      dialect.symbol = names[0]
      return dialect.decide("symbol", names[0], "all rows name it", "--symbol")
    }
    guard let wanted = wish.symbol else {
      return dialect.decide(
        "symbol", "\(names.count)", "the column \(dialect.names[column]) names so many", "--symbol")
    }
    let same = names.filter { $0.lowercased() == wanted.lowercased() }
    guard let name = names.contains(wanted) ? wanted : same.count == 1 ? same[0] : nil else {
      throw failure(
        ImportKinds.symbols,
        "no row is of \(wanted): the column \(dialect.names[column]) has "
          + names.prefix(4).joined(separator: ", ") + (names.count > 4 ? ", ..." : ""))
    }
    dialect.symbol = name
    dialect.decide("symbol", name, "as said; the file has \(names.count)", "--symbol")
  }

  /// True for two spellings of one name, such as BTC/USD and btcusd, or AAPL and AAPL.US.
  static func areAlike(_ one: String, _ two: String) -> Bool {
    let plain = [one, two].map { $0.lowercased().filter { $0.isLetter || $0.isNumber } }
    guard let least = plain.min(by: { $0.count < $1.count }), !least.isEmpty else { return false }
    return plain.allSatisfy { $0.hasPrefix(least) }
  }
}
