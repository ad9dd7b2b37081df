/// A length of bars: `15m`, `4h`, `1d`, `1mo`.
public struct Timeframe: Sendable, Hashable {
  /// What is counted; days, weeks, months and years are those of a calendar.
  public enum Unit: UInt8, Sendable, Hashable, CaseIterable {
    case second, minute, hour, day, week, month, year

    /// As the language writes it.
    public var spelling: String {
      switch self {
      case .second: "s"
      case .minute: "m"
      case .hour: "h"
      case .day: "d"
      case .week: "w"
      case .month: "mo"
      case .year: "y"
      }
    }

    /// The longest time one of them takes, in nanoseconds: a day may have 25 hours.
    var most: Int64 {
      switch self {
      case .second: 1_000_000_000
      case .minute: 60_000_000_000
      case .hour: 3_600_000_000_000
      case .day: 90_000_000_000_000
      case .week: 608_400_000_000_000
      case .month: 2_682_000_000_000_000
      case .year: 31_626_000_000_000_000
      }
    }
  }

  /// The most units of one bar.
  public static let mostUnits = 1_000

  /// From 1 to `mostUnits`.
  public let count: Int
  public let unit: Unit

  /// Nothing when the count is not in its range.
  public init?(_ count: Int, _ unit: Unit) {
    guard (1...Timeframe.mostUnits).contains(count) else { return nil }
    self.count = count
    self.unit = unit
  }

  /// As the language writes it.
  public var spelling: String { "\(count)\(unit.spelling)" }

  /// The longest time a bar of it takes, in nanoseconds.
  public var most: Int64 { Int64(count) * unit.most }
}
