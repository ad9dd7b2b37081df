public import Machine

/// How many bars make a year, as far as the bars themselves say.
public enum PeriodsPerYear {
  private static let day: Int64 = 86_400_000_000_000
  /// Bars looked at, evenly over all: enough to see every day, few enough to cost nothing.
  private static let most = 20_000

  /// Monthly bars 12, weekly 52. Daily and shorter bars of a market that never closes: 365 days. Others: 252 days
  /// of as many bars as there were, on average, on each Monday to Friday with bars. 252 for a single bar.
  ///
  /// A market never closes when at least a fifth of its bars begin on a Saturday or Sunday, UTC.
  public static func inferred(from bars: Bars) -> Double {
    guard bars.interval > 0 else { return 252 }
    if bars.interval >= 28 * day { return 12 }
    if bars.interval >= 7 * day { return 52 }
    var (weekend, weekdays) = (0, 0)
    var latest = Int64.min
    var looked = 0
    for row in stride(from: 0, to: bars.count, by: Swift.max(1, bars.count / most)) {
      looked += 1
      let number = bars.time[row] / day - (bars.time[row] % day < 0 ? 1 : 0)
      // 1970-01-01 was a Thursday; 0 is Monday.
      let weekday = ((number + 3) % 7 + 7) % 7
      if weekday >= 5 {
        weekend += 1
      } else if number != latest {
        weekdays += 1
        latest = number
      }
    }
    let perDay = bars.interval >= day ? 1 : Double(day) / Double(bars.interval)
    if weekend * 5 >= looked { return 365 * perDay }
    guard weekdays > 0, bars.interval < day else { return 252 }
    return 252 * Swift.min(Double(bars.count) / Double(weekdays), perDay)
  }
}
