internal import Host

/// How one text is written: found by `DialectGuess`, used by `ImportReader`.
struct Dialect: Sendable {
  /// How the times are written.
  enum Moments: Sendable, Hashable {
    case count(TimeUnit)
    case dates(DateOrder)
    /// Milliseconds since the midnight of a date, in days since 1970-01-01.
    case sinceMidnight(Int)
    /// As `SpreadsheetDays` reads them.
    case spreadsheetDays
    /// `yymmddHHMM` or `yymmddHHMMSS`.
    case shortStamps
    /// Days of six or eight digits, or months of six.
    case digits(DateOrder, areMonths: Bool)
    /// Counts of 100 nanoseconds, and what the count of 1970-01-01 is.
    case ticks(UInt64)
  }

  /// What the order of a date's numbers was found by.
  enum DateEvidence: Sendable {
    /// It was said, or the dates have no choice of orders.
    case none
    /// By numbers that can be no month.
    case sure(DateOrder)
    /// By the order of the rows or by custom.
    case likely(DateOrder)
    /// By other texts of the same shape.
    case shared
    /// Nothing in the text tells; why it is refused, unless other texts do.
    case open(Failure)
  }

  var dates = DateEvidence.none
  var delimiter: UInt8 = UInt8(ascii: ",")
  /// The first line that is a row, and the line behind the last, of the table's lines.
  var rows: Range<Int> = 0..<0
  /// The lines of the header that stand again among the rows.
  var header: [UInt8] = []
  var roles: [ImportRole] = []
  var names: [String] = []
  var moments = Moments.dates(.ymd)
  /// True where the times of the first rows say of which zone they are; then all must.
  var isZoned = false
  /// True where times have short names of zones and a clock was said, which stands above them.
  var passesAbbreviations = false
  /// The zone that all times name, such as `US/Eastern`.
  var zoneName: String?
  /// How many digits a time of day has that is written without its leading zeros; 0 where none is.
  var clockWidth = 0
  /// True where times of day are seconds since midnight.
  var areSeconds = false
  /// What all cells of the column of zones say, where it is one place.
  var zoneCell: String?
  /// True where a column has the hour alone, from 0 to 23.
  var areHours = false
  /// True where the first row is later than the last.
  var isNewestFirst = false
  /// True where the rows were read from the last to the first.
  var isReversed = false
  /// How the numbers of each column are written.
  var styles: [NumberStyle] = []
  /// Columns of which it was not found out, before all rows were seen, how they write numbers, so
  /// that it was taken from others.
  var openPlaces: Set<Int> = []
  var scale = 1.0
  /// What volumes and amounts are multiplied by, as their header says.
  var sizeScale = 1.0
  var clock: (zone: Zone, ahead: Int64)?
  /// The instruments that a column names; empty where none does.
  var symbols: [String] = []
  /// The rows of this instrument are taken.
  var symbol: String?
  /// The column that says which rows are trades, and what it says of them.
  var events: (place: Int, values: Set<String>)?
  /// What left-out columns that may tell instruments apart say in all rows.
  var marks: [String: String] = [:]
  /// Left-out columns of words that are not the same in all rows.
  var unknownWords: [String] = []
  /// How many trades or quotes were earlier than the one before and have been put in order.
  var moved = 0
  var decisions: [ImportDecision] = []
  /// What was said and decides nothing here: the option, and why.
  var idle: [(option: String, because: String)] = []

  func place(_ role: ImportRole) -> Int? { roles.firstIndex(of: role) }

  /// A time of day with the zeros in front that it was written without.
  func clockText(_ field: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    if areHours, field.count <= 2 {
      return (Array(repeating: 48, count: 2 - field.count) + field + [48, 48])[...]
    }
    if areSeconds { return MomentText.clock(ofSeconds: field) ?? field }
    guard field.count < clockWidth else { return field }
    return (Array(repeating: 48, count: clockWidth - field.count) + field)[...]
  }

  /// Finds whether the newest row stands first, which tells apart what clocks show twice.
  mutating func chooseDirection(_ table: LineTable, latest: Int = 2_069) {
    guard case .dates(let order) = moments, let last = rows.last, let time = place(.time) else {
      return
    }
    let ends = [rows.lowerBound, last].map { index -> Int64? in
      guard let fields = table.fields(index, delimiter), time < fields.count else { return nil }
      let clock = place(.clock).flatMap { $0 < fields.count ? clockText(fields[$0]) : nil }
      return MomentText(fields[time], clock: clock)?.local(order, latest: latest)?.seconds
    }
    if let first = ends[0], let last = ends[1] { isNewestFirst = first > last }
  }

  mutating func decide(
    _ what: String, _ value: String, _ because: String, _ override: String = ""
  ) {
    decisions.append(ImportDecision(what, value, because, override))
  }

  /// What the rows are.
  enum Kind: Sendable, Hashable { case bars, sides, trades, quotes }

  var kind: Kind? {
    func has(_ needed: [ImportRole]) -> Bool { needed.allSatisfy(roles.contains) }
    guard roles.contains(.time) else { return nil }
    if has([.open, .high, .low, .close]) { return .bars }
    if has([.bidOpen, .bidHigh, .bidLow, .bidClose])
      || has([.askOpen, .askHigh, .askLow, .askClose])
    {
      return .sides
    }
    if has([.bid, .ask]) { return .quotes }
    return roles.contains(.price) ? .trades : nil
  }
}
