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
      dialect.roles = columns
      dialect.names = columns.map(\.rawValue)
      dialect.decide(
        "columns", columns.map(\.rawValue).joined(separator: ","), "as said", "--columns")
    } else if let names = names(heads) {
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
      throw failure(ImportKinds.noBars, "no bars, trades or quotes in the columns \(found)")
    }
    try chooseSymbol()
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

  // MARK: - By names

  private mutating func useNames(_ names: [String]) throws(Failure) {
    var roles = names.map { ColumnNames.role(of: $0) ?? .ignored }
    try chooseTime(names, &roles)
    // `Price` beside open, high and low is the close.
    if roles.contains(.open), roles.contains(.high), !roles.contains(.close),
      let price = roles.firstIndex(of: .price)
    {
      roles[price] = .close
    }
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
    for role in ImportRole.allCases where ![.ignored, .symbol].contains(role) {
      try keepOne(role, names, &roles)
    }
    dialect.roles = roles
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

  /// One whole time, or a date and a time of day.
  private func chooseTime(_ names: [String], _ roles: inout [ImportRole]) throws(Failure) {
    let times = roles.indices.filter { roles[$0] == .time }
    if times.isEmpty, !roles.isEmpty,
      names[0].isEmpty || names[0] == "index" || names[0] == "unnamed:_0",
      sample.allSatisfy({ MomentText($0[0]) != nil || TimeCount(Array($0[0]).span) != nil })
    {
      // The index of a table, which has no name.
      roles[0] = .time
      return
    }
    guard times.count > 1 else { return }
    let clocks = times.filter { isClock($0) }
    let whole = times.filter { !clocks.contains($0) }
    for index in times { roles[index] = .ignored }
    // A count of time is exact; a date beside it says the same.
    let chosen =
      whole.first { index in
        sample.allSatisfy {
          TimeCount(Array($0[index]).span).map { $0.magnitude > 100_000_000 } ?? false
        }
      } ?? whole.first
    guard let chosen else {
      throw failure(ImportKinds.noBars, "there are times of day and no dates")
    }
    roles[chosen] = .time
    let isDate = sample.allSatisfy { MomentText($0[chosen]).map { !$0.hasClock } ?? false }
    if isDate, let clock = clocks.first { roles[clock] = .clock }
  }

  /// `09:30`, `9:30:00`, `093000`, of which none is a date.
  private func isClock(_ column: Int) -> Bool {
    sample.allSatisfy { row in
      let text = row[column]
      if text.contains(0x3A) {
        return text.count <= 15 && !text.contains(0x2D) && !text.contains(0x2F)
      }
      guard text.count <= 6, let value = Int(String(decoding: text, as: UTF8.self)) else {
        return false
      }
      let padded = text.count <= 4 ? value * 100 : value
      return padded / 10_000 < 24 && padded / 100 % 100 < 60 && padded % 100 < 60
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
        dialect.numbers.word(row[real]).map { $0 != 0 && $0 != Grid.missing } ?? false
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
    guard let chosen else { return }
    for index in all where index != chosen { roles[index] = .ignored }
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

  // MARK: - By content

  private mutating func useContent() throws(Failure) {
    var roles = [ImportRole](repeating: .ignored, count: width)
    if let trades = binanceTrades() {
      roles = trades
    } else {
      let isTime = (0..<width).map { isWholeTime($0) }
      guard let time = isTime.firstIndex(of: true) else {
        throw failure(
          ImportKinds.noBars, "no column of the rows holds times, and there is no header",
          line: table.numbers[dialect.rows.lowerBound])
      }
      roles[time] = .time
      if time + 1 < width, isClock(time + 1), isDateAlone(time) { roles[time + 1] = .clock }
      for index in 0..<width where roles[index] == .ignored && isSymbol(index) && index < time {
        roles[index] = .symbol
      }
      try usePrices((0..<width).filter { roles[$0] == .ignored && isNumbers($0) }, &roles)
    }
    dialect.roles = roles
    dialect.names = roles.enumerated().map { $1 == .ignored ? "column \($0 + 1)" : $1.rawValue }
    dialect.decide(
      "columns", roles.map(\.rawValue).joined(separator: ","),
      "no header; by what stands in them", "--columns")
  }

  private func isWholeTime(_ column: Int) -> Bool {
    sample.allSatisfy { row in
      if MomentText(row[column]) != nil { return true }
      guard let count = TimeCount(Array(row[column]).span) else { return false }
      // Seconds from 1973 on; or milliseconds of a day, as in archives of Lean.
      return count.magnitude >= 100_000_000 || column == 0 && isFromArchive && fileDate != nil
    }
  }

  private func isDateAlone(_ column: Int) -> Bool {
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

  private func isSymbol(_ column: Int) -> Bool {
    sample.allSatisfy { row in
      guard case .word = FieldLook(row[column]) else { return false }
      return row[column].count <= 24
    }
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

  /// Four prices by which of them are highest and lowest; one or two are trades or quotes.
  private func usePrices(_ columns: [Int], _ roles: inout [ImportRole]) throws(Failure) {
    let style = NumberEvidence.style(of: sample, columns)
    func number(_ row: [ArraySlice<UInt8>], _ column: Int) -> Double {
      Grid.number(style.word(row[column]) ?? Grid.missing)
    }
    if columns.count >= 4,
      let order = Self.barOrder(sample.map { row in columns.prefix(4).map { number(row, $0) } })
    {
      for (index, role) in order.enumerated() { roles[columns[index]] = role }
      if columns.count > 4 { roles[columns[4]] = .volume }
      return
    }
    guard (1...3).contains(columns.count) else {
      throw failure(
        ImportKinds.noBars,
        "of the first four columns of numbers none is always the highest and none the lowest",
        line: table.numbers[dialect.rows.lowerBound])
    }
    let areQuotes =
      columns.count >= 2
      && sample.allSatisfy { row in
        let (bid, ask) = (number(row, columns[0]), number(row, columns[1]))
        return bid > 0 && ask >= bid && ask < bid * 1.05
      }
    roles[columns[0]] = areQuotes ? .bid : .price
    if columns.count > 1 { roles[columns[1]] = areQuotes ? .ask : .amount }
    if columns.count > 2, areQuotes { roles[columns[2]] = .amount }
  }

  /// What four prices are, where nearly all rows (19 of 20) agree: open, high, low, close if that
  /// fits, else by the one column that is the highest and the one that is the lowest.
  static func barOrder(_ rows: [[Double]]) -> [ImportRole]? {
    let whole = rows.filter { $0.allSatisfy { $0 == $0 } }
    guard !whole.isEmpty else { return [.open, .high, .low, .close] }
    func fits(_ high: Int, _ low: Int) -> Bool {
      let good = whole.count { row in row.allSatisfy { $0 <= row[high] && $0 >= row[low] } }
      return good * 20 >= whole.count * 19
    }
    if fits(1, 2) { return [.open, .high, .low, .close] }
    for high in 0..<4 {
      for low in 0..<4 where low != high && fits(high, low) {
        var order = [ImportRole](repeating: .open, count: 4)
        (order[high], order[low]) = (.high, .low)
        if let close = (0..<4).last(where: { $0 != high && $0 != low }) { order[close] = .close }
        return order
      }
    }
    return nil
  }

  // MARK: - Symbol

  private mutating func chooseSymbol() throws(Failure) {
    guard let column = dialect.place(.symbol) else { return }
    var seen: Set<[UInt8]> = []
    for index in dialect.rows {
      guard let fields = table.fields(index, dialect.delimiter), column < fields.count else {
        continue
      }
      seen.insert(Array(fields[column]))
      if seen.count > 1_000 { break }
    }
    let names = seen.map { String(decoding: $0, as: UTF8.self) }.sorted()
    if names.count == 1 {
      dialect.symbol = names[0]
      return dialect.decide("symbol", names[0], "all rows name it", "--symbol")
    }
    guard let wanted = wish.symbol else {
      let shown = names.prefix(8).joined(separator: ", ") + (names.count > 8 ? ", ..." : "")
      throw failure(
        ImportKinds.symbols, "the rows are of \(names.count) instruments, \(shown): say --symbol")
    }
    guard names.contains(wanted) else {
      throw failure(ImportKinds.symbols, "no row is of \(wanted)")
    }
    dialect.symbol = wanted
    dialect.decide("symbol", wanted, "as said; the file has \(names.count)", "--symbol")
  }
}

extension NumberEvidence {
  /// The style of some columns, as far as it shows.
  static func style(of rows: [[ArraySlice<UInt8>]], _ columns: [Int]) -> NumberStyle {
    var evidence = NumberEvidence()
    for row in rows { for column in columns { evidence.add(row[column]) } }
    return evidence.verdict?.style ?? NumberStyle()
  }
}
