internal import Host
internal import Machine

/// Reads the rows of a text by its dialect; every row counts, and what cannot be read is a failure
/// with its line.
struct ImportReader {
  let table: LineTable
  let path: String
  let wish: ImportWish
  private(set) var dialect: Dialect
  private(set) var findings = Findings()
  private let time: Int
  private var last: Int64 = .min
  private let width: Int

  init(_ table: LineTable, _ dialect: Dialect, path: String, _ wish: ImportWish) {
    self.table = table
    self.dialect = dialect
    self.path = path
    self.wish = wish
    time = dialect.place(.time) ?? 0
    width = dialect.roles.count
  }

  /// The bars in the order of the file, the newest last where the whole file has it first.
  mutating func bars() throws(Failure) -> Columns {
    if !wish.extras.isEmpty, dialect.kind != .bars {
      throw failure(
        ImportKinds.noBars,
        "columns beside prices and volume come with bars, not with bid and ask, "
          + "trades or quotes")
    }
    switch dialect.kind {
    case .bars: return try ordered(bars([.open, .high, .low, .close]))
    case .sides: return try ordered(sides())
    case .trades, .quotes: return try ticks()
    case nil: return Columns()
    }
  }

  // MARK: - Bars

  private mutating func bars(_ roles: [ImportRole]) throws(Failure) -> Columns {
    let places = roles.compactMap { dialect.place($0) }
    let volume = dialect.place(.volume)
    let extras = try extras()
    var columns = Columns(extras: extras.count)
    columns.reserve(dialect.rows.count)
    for index in dialect.rows {
      guard let fields = try fields(index) else { continue }
      let moment = try moment(fields, index)
      var words: [Int64] = []
      for place in places { words.append(try price(fields, place, index)) }
      let size = try volume.map { place throws(Failure) in try word(fields, place, index) } ?? 0
      note(words, size, index)
      var beside: [Int64] = []
      for place in extras { beside.append(try word(fields, place, index)) }
      columns.append(
        Bar(
          time: moment, open: words[0], high: words[1], low: words[2], close: words[3],
          volume: size, extras: beside))
    }
    if volume == nil { dialect.decide("volume", "0", "there is no column for it", "--columns") }
    return columns
  }

  /// The places of the columns that are kept beside prices and volume.
  private mutating func extras() throws(Failure) -> [Int] {
    var places: [Int] = []
    for name in wish.extras {
      guard let place = dialect.names.firstIndex(of: name) else {
        let found = dialect.names.prefix(16).joined(separator: ", ")
        throw failure(
          DataKinds.missingColumn, "there is no column \(name.prefix(40)); the columns are \(found)"
        )
      }
      places.append(place)
    }
    if !places.isEmpty {
      dialect.decide("beside", wish.extras.joined(separator: ", "), "as said", "--extras")
    }
    return places
  }

  /// Bars of bid and ask: those of one side, or in the middle.
  private mutating func sides() throws(Failure) -> Columns {
    let bid: [ImportRole] = [.bidOpen, .bidHigh, .bidLow, .bidClose]
    let ask: [ImportRole] = [.askOpen, .askHigh, .askLow, .askClose]
    let hasBoth = (bid + ask).allSatisfy { dialect.roles.contains($0) }
    let side = wish.side ?? (dialect.roles.contains(.bidOpen) ? .bid : .ask)
    dialect.decide(
      "side", side.rawValue,
      wish.side == nil ? "charts of currencies show the bid" : "as said", "--side")
    guard side == .mid else {
      let wanted = side == .bid ? bid : ask
      guard wanted.allSatisfy({ dialect.roles.contains($0) }) else {
        throw failure(ImportKinds.noBars, "the file has no bars of the \(side.rawValue)")
      }
      return try bars(wanted)
    }
    guard hasBoth else { throw failure(ImportKinds.noBars, "the middle needs bid and ask") }
    let (left, right) = (try bars(bid), try bars(ask))
    var columns = Columns()
    func middle(_ one: Int64, _ two: Int64) -> Int64 {
      Grid.word((Grid.number(one) + Grid.number(two)) / 2)
    }
    for row in 0..<left.time.count {
      columns.append(
        Bar(
          time: left.time[row], open: middle(left.open[row], right.open[row]),
          high: middle(left.high[row], right.high[row]), low: middle(left.low[row], right.low[row]),
          close: middle(left.close[row], right.close[row]), volume: left.volume[row]))
    }
    return columns
  }

  private mutating func note(_ words: [Int64], _ volume: Int64, _ index: Int) {
    let line = table.numbers[index]
    let numbers = words.map { Grid.number($0) }
    let isPlain =
      words.allSatisfy(Grid.isCount) && numbers[1] >= max(numbers[0], numbers[3])
      && numbers[2] <= min(numbers[0], numbers[3]) && numbers[2] > 0
    if !isPlain { findings.examine(words[0], words[1], words[2], words[3], line: line) }
    if !Grid.isCount(volume) || volume < 0 { findings.examine(volume: volume, line: line) }
  }

  /// A file that has the newest bar first is read from its end: all of it, or nothing.
  private mutating func ordered(_ columns: Columns) -> Columns {
    let time = columns.time
    guard time.count > 1, let first = time.first, let last = time.last, first > last,
      (1..<time.count).allSatisfy({ time[$0] <= time[$0 - 1] })
    else { return columns }
    var turned = Columns(extras: columns.extras.count)
    turned.reserve(time.count)
    let bars = columns.bars(interval: 0, extras: wish.extras)
    for row in stride(from: time.count - 1, through: 0, by: -1) { turned.append(bars[row]) }
    dialect.decide(
      "order", "newest first", "every row is earlier than the one above; read from the end")
    return turned
  }

  // MARK: - Trades and quotes

  private mutating func ticks() throws(Failure) -> Columns {
    let sampling: Sampling
    if let wished = wish.sampling {
      sampling = wished
    } else {
      guard let minute = Timeframe(1, .minute) else { return Columns() }
      sampling = .time(minute)
    }
    let isQuote = dialect.kind == .quotes
    let side = wish.side ?? .mid
    let prices =
      isQuote
      ? (side == .bid ? [ImportRole.bid] : side == .ask ? [.ask] : [.bid, .ask]) : [.price]
    let places = prices.compactMap { dialect.place($0) }
    let amount = dialect.place(.amount)
    var all: [(time: Int64, price: Int64, amount: Int64)] = []
    all.reserveCapacity(dialect.rows.count)
    for index in dialect.rows {
      guard let fields = try fields(index) else { continue }
      let moment = try moment(fields, index)
      var sum = 0.0
      var word = Grid.missing
      for place in places {
        word = try price(fields, place, index)
        sum += Grid.number(word)
      }
      if places.count > 1 { word = Self.rounded(sum / Double(places.count)) }
      let size = try amount.map { place throws(Failure) in try self.word(fields, place, index) }
      all.append((moment, word, size ?? Grid.perUnit))
    }
    try order(&all)
    var bars = TickBars(sampling)
    for tick in all { bars.add(tick.time, tick.price, tick.amount) }
    bars.close()
    decide(sampling, isQuote, side, hasAmount: amount != nil, bars.count)
    return bars.columns
  }

  private mutating func decide(
    _ sampling: Sampling, _ isQuote: Bool, _ side: ImportWish.Side, hasAmount: Bool, _ count: Int
  ) {
    dialect.decide(
      "bars", sampling.words,
      "\(count) \(isQuote ? "quotes" : "trades") become bars"
        + (wish.sampling == nil ? "; one minute where nothing is said" : ", as said"), "--bars")
    if isQuote {
      dialect.decide(
        "side", side.rawValue, wish.side == nil ? "between bid and ask" : "as said", "--side")
    }
    if !hasAmount { dialect.decide("volume", "how many", "there is no column of amounts") }
  }

  /// Ticks of one time stay as they stand.
  private mutating func order(
    _ ticks: inout [(time: Int64, price: Int64, amount: Int64)]
  ) throws(Failure) {
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
          + "them in order", line: table.numbers[dialect.rows.lowerBound + first])
    }
    let order = ticks.indices.sorted { (ticks[$0].time, $0) < (ticks[$1].time, $1) }
    ticks = order.map { ticks[$0] }
    dialect.decide(
      "order", "sorted", "\(back.count) rows were earlier than the row before", "--sort")
  }

  // MARK: - Fields

  /// The fields of a row; nil for a header that stands there again, and rows of other instruments.
  private func fields(_ index: Int) throws(Failure) -> [ArraySlice<UInt8>]? {
    guard var fields = table.fields(index, dialect.delimiter) else {
      throw failure(
        DataKinds.badQuotes, "a quote that is not closed before the next field",
        line: table.numbers[index])
    }
    if fields.count == width + 1, fields.last?.isEmpty == true { fields.removeLast() }
    guard fields.count == width else {
      if !dialect.header.isEmpty, table.line(index).elementsEqual(dialect.header) { return nil }
      throw failure(
        DataKinds.fieldCount, "\(fields.count) fields where the others have \(width)",
        line: table.numbers[index])
    }
    if !dialect.header.isEmpty, table.line(index).elementsEqual(dialect.header) { return nil }
    if let symbol = dialect.symbol, let place = dialect.place(.symbol),
      !fields[place].elementsEqual(symbol.utf8)
    {
      return nil
    }
    return fields
  }

  private func price(
    _ fields: [ArraySlice<UInt8>], _ place: Int, _ index: Int
  ) throws(Failure) -> Int64 {
    let word = try word(fields, place, index)
    guard dialect.scale != 1, word != Grid.missing else { return word }
    return Self.rounded(Grid.number(word) * dialect.scale)
  }

  /// To eight decimals.
  private static func rounded(_ number: Double) -> Int64 {
    let count = (number * Grid.scale).rounded()
    return count.magnitude <= Double(Grid.limit) ? Int64(count) : Grid.word(number)
  }

  private func word(
    _ fields: [ArraySlice<UInt8>], _ place: Int, _ index: Int
  ) throws(Failure) -> Int64 {
    if let word = dialect.numbers.word(fields[place]) { return word }
    throw failure(
      DataKinds.notNumber,
      "\(dialect.names[place]) is not a number: \(shownText(Array(fields[place]).span))",
      line: table.numbers[index])
  }

  // MARK: - Times

  private mutating func moment(
    _ fields: [ArraySlice<UInt8>], _ index: Int
  ) throws(Failure) -> Int64 {
    let text = fields[time]
    func wrong(_ kind: FailureKind, _ what: String) -> Failure {
      failure(
        kind, "\(dialect.names[time]) \(what): \(shownText(Array(text).span))",
        line: table.numbers[index])
    }
    if text.isEmpty { throw wrong(DataKinds.missingTime, "is empty") }
    switch dialect.moments {
    case .count(let unit):
      guard let count = TimeCount(Array(text).span) else {
        throw wrong(DataKinds.badTime, "is no count of \(unit.name)")
      }
      guard TimeUnit(magnitude: count.magnitude) == unit || count.magnitude < 100_000_000 else {
        throw wrong(
          DataKinds.mixedTimes, "is no count of \(unit.name) by its size, as the first is")
      }
      guard case .success(let moment) = count.nanoseconds(unit) else {
        throw wrong(DataKinds.timeRange, "is out of range")
      }
      return moment
    case .sinceMidnight(let date):
      guard let count = TimeCount(Array(text).span), count.magnitude < 86_400_000 else {
        throw wrong(DataKinds.badTime, "is no count of milliseconds since midnight")
      }
      return try instant(
        Int64(date) * 86_400 + Int64(count.magnitude / 1_000),
        Int64(count.magnitude % 1_000) * 1_000_000, offset: nil)
    case .dates(let order):
      let clock = dialect.place(.clock).map { fields[$0] }
      guard let moment = MomentText(text, clock: clock), let local = moment.local(order) else {
        throw wrong(DataKinds.badTime, "is not a time")
      }
      return try instant(local.seconds, local.nanoseconds, offset: moment.offset)
    }
  }

  /// The moment at which clocks show a local time. Of the two that show it when clocks go back, it
  /// is the first, unless the row before was later than that.
  private mutating func instant(
    _ local: Int64, _ nanoseconds: Int64, offset: Int?
  ) throws(Failure) -> Int64 {
    var second = local - Int64(offset ?? 0)
    if offset == nil, let clock = dialect.clock {
      let shown = local - clock.ahead
      second = clock.zone.instant(ofLocal: shown)
      if second * 1_000_000_000 + nanoseconds <= last {
        let span = clock.zone.span(at: second)
        let later = span.until < .max ? shown - clock.zone.span(at: span.until).offset : second
        if later > second, later + clock.zone.span(at: later).offset == shown { second = later }
      }
    }
    let (product, overflow) = second.multipliedReportingOverflow(by: 1_000_000_000)
    let (moment, isOver) = product.addingReportingOverflow(nanoseconds)
    guard !overflow, !isOver else {
      throw failure(DataKinds.timeRange, "a time is out of range")
    }
    last = moment
    return moment
  }

  private func failure(_ kind: FailureKind, _ message: String, line: Int? = nil) -> Failure {
    Failure(.data, code: kind.code, message, at: .init(file: path, line: line), help: kind.remedy)
  }
}
