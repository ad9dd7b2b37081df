internal import GRDB
public import Host
public import Machine
public import Market

extension DataStore {
  /// What becomes of a data set that is there already.
  public enum Mode: String, Sendable, Hashable { case new, replace, append }

  /// Stores bars under a name: all of them, or nothing.
  ///
  /// The files are written first and made sure of, then their heads, then the catalog's row. A
  /// program that ends anywhere in between leaves what was there before.
  ///
  /// - Parameters:
  ///   - calendar: what holes are counted against.
  ///   - factors: what reading applies; the record says where they come from.
  ///   - next: gives the bars piece by piece, oldest first, and nil at the end.
  @discardableResult
  public func save(
    _ draft: DataRecord, mode: Mode = .new, calendar: TradingCalendar,
    repairs: [DataRepair] = [], factors: Factors? = nil,
    from next: () throws(Failure) -> Bars?
  ) throws(Failure) -> DataRecord {
    guard DataRecord.isName(draft.name) else {
      throw StoreKinds.name.failure("\"\(draft.name.prefix(80))\" cannot name a data set")
    }
    for name in draft.extras where !DataRecord.isColumn(name) {
      throw StoreKinds.columns.failure("\"\(name.prefix(80))\" cannot name a column")
    }
    guard Set(draft.extras).count == draft.extras.count else {
      throw StoreKinds.columns.failure("two columns beside the market have one name")
    }
    var old: DataRecord?
    let saved = try catalog.write { database in
      let known = try DataRecord.find(draft.name, database)
      if known != nil, mode == .new {
        throw StoreKinds.taken.failure("there is a data set \"\(draft.name)\" already")
      }
      old = mode == .append ? nil : known
      var record = mode == .append ? known ?? draft : draft
      record.factors = draft.factors ?? record.factors
      if mode != .append || known == nil {
        record.generation = try self.nextGeneration(database)
        record.created = self.environment.clock.now()
        try DataRecord.forget(draft.name, database)
      }
      var intake = Intake(record, self, calendar)
      try intake.write(next)
      if let factors { try self.write(factors, of: intake.record) }
      try intake.commit(database, repairs)
      return intake.record
    }
    if let old { try? environment.disk.remove(folder(of: old)) }
    return saved
  }

  /// The same with all bars at hand.
  ///
  /// - Parameter advance: hears of the bars that are stored.
  @discardableResult
  public func save(
    _ draft: DataRecord, mode: Mode = .new, calendar: TradingCalendar,
    repairs: [DataRepair] = [], factors: Factors? = nil, bars: Bars, advance: Advance? = nil
  ) throws(Failure) -> DataRecord {
    let stretch = 1 << 17
    var row = 0
    return try save(
      draft, mode: mode, calendar: calendar, repairs: repairs, factors: factors
    ) { () throws(Failure) in
      bars.rest(max(0, row - stretch)..<row)
      advance?(min(row, bars.count), bars.count)
      guard row < bars.count else { return nil }
      defer { row += stretch }
      return bars.rows(row..<min(bars.count, row + stretch))
    }
  }

  /// Splits and dividends lie beside the columns.
  private func write(_ factors: Factors, of record: DataRecord) throws(Failure) {
    var text = "last_date_inclusive,price_factor,split_factor\n"
    for row in factors.rows {
      let date = TimeText.text(Int64(row.last) * 86_400_000_000_000).prefix(10)
      text += "\(date),\(row.price),\(row.split)\n"
    }
    try environment.disk.write("\(folder(of: record))/factors.csv", Array(text.utf8))
  }

  /// A number that no folder has had, so that what a broken import left is never written into.
  private func nextGeneration(_ database: Database) throws -> Int {
    var number = try Int.fetchOne(database, sql: "SELECT number FROM last_generation") ?? 0
    let folders = (try? environment.disk.list("\(root)/columns")) ?? []
    for folder in folders {
      let names = (try? environment.disk.list("\(root)/columns/\(folder)")) ?? []
      number = max(number, names.compactMap { Int($0) }.max() ?? 0)
    }
    try database.execute(sql: "UPDATE last_generation SET number = ?", arguments: [number + 1])
    return number + 1
  }
}

/// One writing of bars into the files of a data set.
private struct Intake {
  private(set) var record: DataRecord
  private let store: DataStore
  private let calendar: TradingCalendar
  private let committed: Int
  private var gaps: [DataGap] = []
  private var grid: DecimalGrid

  init(_ record: DataRecord, _ store: DataStore, _ calendar: TradingCalendar) {
    self.record = record
    self.store = store
    self.calendar = calendar
    committed = record.rows
    grid = DecimalGrid(record)
  }

  /// Writes all rows and the heads, each made sure of before what comes after it.
  mutating func write(_ next: () throws(Failure) -> Bars?) throws(Failure) {
    try store.environment.disk.makeFolder(store.folder(of: record))
    var writers: [ColumnWriter] = []
    for name in ["time"] + record.columns {
      writers.append(try ColumnWriter(store.file(name, of: record), committed: committed))
    }
    while let bars = try next() {
      let extras = try extras(of: bars)
      try take(bars)
      try writers[0].append(bars.time)
      for (place, words) in extras.enumerated() {
        try writers[1 + InputColumn.allCases.count + place].append(words)
      }
      for column in InputColumn.allCases {
        try writers[1 + Int(column.rawValue)].append(bars.column(column))
      }
    }
    for writer in writers { try writer.sync() }
    for writer in writers { try writer.writeHead() }
    for writer in writers { try writer.sync() }
  }

  /// The columns beside the market, in the order of the record; the bars must have just these.
  private func extras(of bars: Bars) throws(Failure) -> [Words] {
    let given = bars.extras.map(\.name)
    guard given.sorted() == record.extras.sorted() else {
      func listed(_ names: [String]) -> String {
        names.isEmpty ? "none" : names.joined(separator: ", ")
      }
      throw StoreKinds.columns.failure(
        "\(record.name) has beside the market \(listed(record.extras)), and the rows bring "
          + listed(given))
    }
    return record.extras.compactMap { name in bars.extras.first { $0.name == name }?.words }
  }

  /// Looks at bars that are written next.
  private mutating func take(_ bars: Bars) throws(Failure) {
    guard let from = bars.time.first, let to = bars.time.last else { return }
    if record.rows > 0 {
      guard from > record.to else {
        throw StoreKinds.overlap.failure(
          "\(record.name) ends at \(TimeText.text(record.to)), and the first of the new rows is at "
            + TimeText.text(from))
      }
      if record.interval != 0, bars.interval != 0, bars.interval != record.interval {
        throw StoreKinds.overlap.failure(
          "\(record.name) has bars of \(TimeText.duration(record.interval)), and the new ones are "
            + "of \(TimeText.duration(bars.interval))",
          help: "Import them under another name.")
      }
    } else {
      record.from = from
    }
    if record.interval == 0 { record.interval = bars.interval }
    let scan = GapScan(calendar, interval: record.interval)
    let before = record.rows > 0 ? record.to : nil
    for gap in scan.gaps(in: bars.time, after: before) {
      record.gaps += 1
      record.missing = record.missing.addingUpTo(gap.bars)
      gaps.append(
        DataGap(row: record.rows + gap.row, after: gap.after, before: gap.before, bars: gap.bars))
    }
    grid.take(bars)
    record.rows += bars.count
    record.to = to
  }

  /// The catalog's part: what was written becomes true.
  mutating func commit(_ database: Database, _ repairs: [DataRepair]) throws {
    guard record.rows > 0 else {
      throw DataKinds.headerOnly.dataFailure("there are no rows to store")
    }
    let now = store.environment.clock.now()
    record.changed = now
    record.priceDecimals = grid.price
    record.volumeDecimals = grid.volume
    try record.save(database)
    let first = committed / ColumnFile.blockRows
    for name in ["time"] + record.columns {
      let words = try store.column(name, of: record)
      for (index, digest) in ColumnFile.digests(of: words, from: first).enumerated() {
        try database.execute(
          sql: "INSERT OR REPLACE INTO block VALUES (?, ?, ?, ?)",
          arguments: [record.name, name, first + index, String(digest, radix: 16)])
      }
    }
    for gap in gaps.prefix(100_000) {
      try database.execute(
        sql: "INSERT OR REPLACE INTO gap VALUES (?, ?, ?, ?, ?)",
        arguments: [record.name, gap.row, gap.after, gap.before, gap.bars])
    }
    let known =
      try Int.fetchOne(
        database, sql: "SELECT count(*) FROM repair WHERE dataset = ?", arguments: [record.name])
      ?? 0
    for (index, repair) in repairs.enumerated() {
      try database.execute(
        sql: "INSERT INTO repair VALUES (?, ?, ?, ?, ?, ?)",
        arguments: [record.name, known + index, repair.kind, repair.count, repair.detail, now])
    }
  }
}

/// The fewest decimals that hold all prices and all volumes so far.
private struct DecimalGrid {
  private(set) var price: Int?
  private(set) var volume: Int?

  init(_ record: DataRecord) {
    let isNew = record.rows == 0
    price = isNew ? 0 : record.priceDecimals
    volume = isNew ? 0 : record.volumeDecimals
  }

  mutating func take(_ bars: Bars) {
    for column in [bars.open, bars.high, bars.low, bars.close] {
      price = Self.widened(price, column)
    }
    volume = Self.widened(volume, bars.volume)
  }

  private static func widened(_ decimals: Int?, _ words: Words) -> Int? {
    guard var decimals else { return nil }
    var step: Int64 = 1
    for _ in 0..<(8 - decimals) { step *= 10 }
    for row in 0..<words.count where words[row] != Grid.missing {
      let word = words[row]
      guard Grid.isCount(word) else { return nil }
      while word % step != 0 {
        step /= 10
        decimals += 1
      }
    }
    return decimals
  }
}
