public import Host

/// Which symbols are part of a universe, and when: a point-in-time list, so that what was delisted
/// is traded as long as it was there, and what came later not before.
///
///     symbol,from,to
///     AAPL,1998-01-02,
///     EK,1998-01-02,2010-12-17
///
/// An empty `from` or `to` is without an end; a date alone in `to` takes in that day. A symbol may
/// come and go: it then has several lines.
public struct UniverseFile: Sendable, Hashable {
  /// By symbol, the times at which it is a member: apart, in order, in nanoseconds since 1970.
  public let members: [String: [ClosedRange<Int64>]]

  /// Fails with class `data` and the line.
  public init(_ path: String, in environment: Environment) throws(Failure) {
    let table = try EventTable(path, columns: ["symbol", "from", "to"], in: environment)
    var members: [String: [ClosedRange<Int64>]] = [:]
    for row in table.rows {
      let first = try row.time(1, atDayEnd: false) ?? .min
      let last = try row.time(2, atDayEnd: true) ?? .max
      guard first <= last else { throw row.failure("it ends before it begins") }
      members[try row.symbol(), default: []].append(first...last)
    }
    for (symbol, ranges) in members {
      let sorted = ranges.sorted { $0.lowerBound < $1.lowerBound }
      for (one, next) in zip(sorted, sorted.dropFirst()) where one.upperBound >= next.lowerBound {
        throw DataKinds.events.failure("\(path): two lines of \(symbol) overlap")
      }
      members[symbol] = sorted
    }
    self.members = members
  }
}
