public import Trading

/// One figure of a report: its name, its definition and its value.
///
/// Everything that speaks of metrics (the report, `--json`, rankings, the documentation) reads
/// `Metric.all`.
public struct Metric: Sendable {
  /// What a value counts.
  public enum Unit: String, Sendable, Hashable, CaseIterable {
    /// A share: 0.1 is 10 %.
    case share
    case ratio
    /// The quote currency.
    case money
    case count
    case bars
    case duration
  }

  /// A value, exact where it can be.
  public enum Value: Sendable, Hashable {
    case number(Double)
    case money(Money)
    case count(Int)
    case nanoseconds(Int64)

    /// The nearest Double, for rankings: durations in seconds.
    public var number: Double {
      switch self {
      case .number(let number): number
      case .money(let money): money.number
      case .count(let count): Double(count)
      case .nanoseconds(let nanoseconds): Double(nanoseconds) / 1e9
      }
    }
  }

  /// In files and on the command line: `max_drawdown`.
  public let name: String
  /// In reports: `Max drawdown`.
  public let title: String
  public let unit: Unit
  public let formula: String
  /// Where the definition is from, and where others differ.
  public let source: String
  private let compute: @Sendable (Performance) -> Value?

  init(
    _ name: String, _ title: String, _ unit: Unit, formula: String, source: String,
    _ compute: @escaping @Sendable (Performance) -> Value?
  ) {
    self.name = name
    self.title = title
    self.unit = unit
    self.formula = formula
    self.source = source
    self.compute = compute
  }

  /// The value, or `nil` where it is not defined: never a number that is not finite.
  public func value(of performance: Performance) -> Value? {
    let value = compute(performance)
    if case .number(let number) = value, !number.isFinite { return nil }
    return value
  }

  /// The metric of a name.
  public static func named(_ name: String) -> Metric? { all.first { $0.name == name } }
}

/// A metric's value in one run.
public struct MetricReading: Sendable, Hashable {
  public let name: String
  public let title: String
  public let unit: Metric.Unit
  /// `nil` where it is not defined.
  public let value: Metric.Value?

  init(_ metric: Metric, _ performance: Performance) {
    name = metric.name
    title = metric.title
    unit = metric.unit
    value = metric.value(of: performance)
  }
}
