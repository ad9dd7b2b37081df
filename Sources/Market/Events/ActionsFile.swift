public import Host

/// Dividends and splits by symbol:
///
///     symbol,date,kind,value
///     AAPL,2014-05-08,dividend,3.29
///     AAPL,2014-06-09,split,7:1
///
/// A dividend is cash for one unit, as it was then; a split is new units for old ones, a reverse
/// one `1:20`. The date is the day from whose first bar on it counts (the ex-date).
public struct ActionsFile: Sendable, Hashable {
  /// One line of the file.
  public struct Entry: Sendable, Hashable {
    /// What it says.
    public enum Kind: Sendable, Hashable {
      /// Decimal text.
      case dividend(String)
      case split(new: Int, old: Int)
    }
    public let time: Int64
    public let kind: Kind
    public let line: Int
  }

  /// In the order of time, and of the file.
  public let entries: [String: [Entry]]
  public let path: String

  /// Fails with class `data` and the line.
  public init(_ path: String, in environment: Environment) throws(Failure) {
    self.path = path
    let table = try EventTable(
      path, columns: ["symbol", "date", "kind", "value"], in: environment)
    var entries: [String: [Entry]] = [:]
    for row in table.rows {
      guard let time = try row.time(1, atDayEnd: false) else { throw row.failure("no date") }
      entries[try row.symbol(), default: []].append(
        Entry(time: time, kind: try ActionsFile.kind(row), line: row.line))
    }
    self.entries = entries.mapValues { list in
      list.sorted { ($0.time, $0.line) < ($1.time, $1.line) }
    }
  }

  private static func kind(_ row: EventTable.Row) throws(Failure) -> Entry.Kind {
    let value = row.fields[3]
    switch row.fields[2] {
    case "dividend": return .dividend(value)
    case "split":
      let parts = value.split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count == 2, let new = Int(parts[0]), let old = Int(parts[1]), new > 0, old > 0
      else { throw row.failure("a split is written as 7:1, new units for old ones") }
      return .split(new: new, old: old)
    default:
      throw row.failure("\(row.fields[2]) is not a kind of action; there are dividend and split")
    }
  }
}
