public import Host

/// What the person who imports has said about a file: everything else is found out.
public struct ImportWish: Sendable {
  /// What stands before decimals.
  public enum Decimal: String, Sendable, Hashable, CaseIterable { case point, comma }
  /// Since when times count, and in what: nanoseconds since 1970 and longer units, or 100
  /// nanoseconds since the year 1 (.NET) or 1601 (FILETIME of Windows).
  public enum Epoch: String, Sendable, Hashable, CaseIterable { case unix, dotnet, filetime }
  /// What times of day are that are numbers: hours, minutes and seconds, or seconds since midnight.
  public enum Clock: String, Sendable, Hashable, CaseIterable { case hms, seconds }
  /// What is taken of bid and ask.
  public enum Side: String, Sendable, Hashable, CaseIterable { case bid, ask, mid }

  /// Which of the two moments at which clocks show a time is meant.
  public enum Turn: String, Sendable, Hashable, CaseIterable { case first, last }

  public var delimiter: UInt8?
  /// True where the first line names the columns, false where it is a row.
  public var hasHeader: Bool?
  public var columns: [ImportRole]?
  /// Columns kept beside prices and volume, by their names in the header: small letters.
  public var extras: [String] = []
  public var dates: DateOrder?
  /// True where dates are months of a year, of which `dates` has the order too.
  public var areMonths = false
  /// What times of day are that are numbers; nothing where it is to be found out.
  public var timesOfDay: Clock?
  /// True where dates are days as spreadsheets count them.
  public var areSpreadsheetDays = false
  /// What numbers that may count 100 nanoseconds are; nothing where it is to be found out.
  public var epoch: Epoch?
  public var decimal: Decimal?
  /// The clock of times that name no zone, and the seconds by which they are ahead of it.
  public var clock: (zone: Zone, ahead: Int64)?
  /// Of a time that clocks show twice, where the rows do not tell.
  public var turn: Turn?
  /// The zones that times may name, such as `US/Eastern`; nothing where none are at hand.
  public var zones: ZoneFiles?
  /// Lines left out at the top.
  public var skip = 0
  /// What prices are multiplied by.
  public var scale: Double?
  /// What trades and quotes become.
  public var sampling: Sampling?
  /// What the bars of `sampling` are joined to by who reads them, which is what was asked for.
  public var joined: Sampling?
  public var side: Side?
  /// Puts trades and quotes in order.
  public var sortsTicks = false
  /// Leaves out trades and quotes that are copies of others to the last byte.
  public var dropsCopies = false
  /// The last year that one of two digits may stand for: that of today, as bars are of the past.
  public var latestYear = 2_069
  /// True where bars of several lengths become a series of each.
  public var splitsLengths = false
  /// The instrument whose rows are taken.
  public var symbol: String?
  /// Where rows go that are too many for memory; nil holds them all.
  public var scratch: Scratch?
  /// Hears of the rows that are read.
  public var advance: Advance?

  /// The order of dates that other texts of the same shape have for sure, and what shows it.
  var sharedDates: (order: DateOrder, because: String)?
  /// True where every row is looked at to find out how numbers are written.
  var isThorough = false

  public init() {}
}

/// Something that was found out about a file.
public struct ImportDecision: Sendable, Hashable {
  /// What was decided: `delimiter`, `columns`.
  public let what: String
  public let value: String
  /// The evidence.
  public let because: String
  /// The option that decides otherwise; empty where there is none.
  public let override: String

  init(_ what: String, _ value: String, _ because: String, _ override: String = "") {
    self.what = what
    self.value = value
    self.because = because
    self.override = override
  }
}

/// Bars that were imported, in the order of the file, with everything that was decided.
public struct Imported: Sendable {
  public var set: DataSet
  public let decisions: [ImportDecision]
  /// The instrument that the file names.
  public let symbol: String?
  /// True where the file has its newest row first, so that the last of the bars is its first row.
  public var isReversed = false
  /// How many trades or quotes were earlier than the one before and have been put in order.
  public var moved = 0
  /// Left-out columns of words that are not the same in all rows: they may name instruments.
  public var unknownWords: [String] = []
  /// True where the bars were made of trades or quotes.
  public var isSampled = false
}
