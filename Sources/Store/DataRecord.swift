internal import GRDB
internal import Machine

/// What the catalog says of a data set.
public struct DataRecord: Sendable, Hashable {
  /// Its name, and that of its folder.
  public var name: String
  /// How often it was written anew: part of the place of its files.
  public var generation = 0
  /// The rows that are committed; the truth about how many there are.
  public var rows = 0
  public var symbol: String
  /// The length of one bar in nanoseconds; 0 where it is not known.
  public var interval: Int64
  /// The zone of its calendar.
  public var zone: String
  /// The calendar it is traded by: a name or the path of a file.
  public var calendar: String
  /// The starts of the first and the last bar, in nanoseconds since 1970-01-01 UTC.
  public var from: Int64 = 0
  public var to: Int64 = 0
  /// The columns behind `time`, by name.
  public var columns = InputColumn.allCases.map { "\($0)" }
  /// The decimals that are enough for every price, 0 to 8; nil where some are off the grid.
  public var priceDecimals: Int?
  public var volumeDecimals: Int?
  /// Holes against the calendar, and the bars that are missing in them.
  public var gaps = 0
  public var missing = 0
  /// Where it came from, as it was said: a file, a model with its seed.
  public var source: String
  /// The file of splits and dividends that reading applies; nil where there is none.
  public var factors: String?
  /// When it was made and last written, in nanoseconds since 1970-01-01 UTC.
  public var created: Int64 = 0
  public var changed: Int64 = 0

  public init(
    name: String, symbol: String, interval: Int64, zone: String, calendar: String, source: String
  ) {
    self.name = name
    self.symbol = symbol
    self.interval = interval
    self.zone = zone
    self.calendar = calendar
    self.source = source
  }

  /// The columns beside the market.
  public var extras: [String] { Array(columns.dropFirst(InputColumn.allCases.count)) }

  /// True for what can name a column beside the market, and its file.
  public static func isColumn(_ text: String) -> Bool {
    let taken = ["time"] + InputColumn.allCases.map { "\($0)" }
    guard (1...64).contains(text.utf8.count), let first = text.utf8.first,
      (0x61...0x7A).contains(first), !taken.contains(text)
    else { return false }
    return text.utf8.allSatisfy {
      (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F
    }
  }

  /// True for what can be the name of a data set and of its folder.
  public static func isName(_ text: String) -> Bool {
    guard (1...64).contains(text.utf8.count), let first = text.utf8.first else { return false }
    func isWord(_ byte: UInt8) -> Bool {
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
    return isWord(first)
      && text.utf8.allSatisfy { isWord($0) || $0 == 0x2D || $0 == 0x5F || $0 == 0x2E }
  }
}

/// A hole in the bars of a data set.
public struct DataGap: Sendable, Hashable {
  /// The row behind the hole.
  public let row: Int
  /// The starts of the bars before and behind it.
  public let after: Int64
  public let before: Int64
  /// How many bars are missing, by the calendar.
  public let bars: Int

  public init(row: Int, after: Int64, before: Int64, bars: Int) {
    self.row = row
    self.after = after
    self.before = before
    self.bars = bars
  }
}

/// Something that was changed on purpose before the bars were stored.
public struct DataRepair: Sendable, Hashable {
  /// `sort`, `dedupe`, `fill` or `adjust`.
  public let kind: String
  /// How many rows it touched.
  public let count: Int
  public let detail: String
  /// When, in nanoseconds since 1970-01-01 UTC; 0 before it is recorded.
  public var time: Int64 = 0

  public init(kind: String, count: Int, detail: String) {
    self.kind = kind
    self.count = count
    self.detail = detail
  }
}

// MARK: - In the catalog

extension DataRecord {
  init(_ row: Row) {
    self.init(
      name: row["name"], symbol: row["symbol"], interval: row["interval"], zone: row["zone"],
      calendar: row["calendar"], source: row["source"])
    generation = row["generation"]
    rows = row["rows"]
    from = row["first"]
    to = row["last"]
    columns = (row["columns"] as String).split(separator: ",").map(String.init)
    priceDecimals = row["price_decimals"]
    volumeDecimals = row["volume_decimals"]
    gaps = row["gaps"]
    missing = row["missing"]
    factors = row["factors"]
    created = row["created"]
    changed = row["changed"]
  }

  /// Puts the record into the catalog in place of the one of its name.
  func save(_ database: Database) throws {
    try database.execute(
      sql: """
        INSERT OR REPLACE INTO dataset (name, generation, rows, symbol, interval, zone, calendar,
          first, last, columns, price_decimals, volume_decimals, gaps, missing, source, factors,
          created, changed)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        name, generation, rows, symbol, interval, zone, calendar, from, to,
        columns.joined(separator: ","), priceDecimals, volumeDecimals, gaps, missing, source,
        factors, created, changed,
      ])
  }

  static func find(_ name: String, _ database: Database) throws -> DataRecord? {
    try Row.fetchOne(database, sql: "SELECT * FROM dataset WHERE name = ?", arguments: [name])
      .map(DataRecord.init)
  }

  /// Everything the catalog knows of a name goes.
  static func forget(_ name: String, _ database: Database) throws {
    for table in ["gap", "block", "repair"] {
      try database.execute(sql: "DELETE FROM \(table) WHERE dataset = ?", arguments: [name])
    }
    try database.execute(sql: "DELETE FROM dataset WHERE name = ?", arguments: [name])
  }
}
