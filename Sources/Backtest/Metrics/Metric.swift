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
    /// What an entry risked: from its fill to its first stop.
    case multiple
  }

  /// Which of two values a ranking puts first.
  public enum Preference: String, Sendable, Hashable, CaseIterable {
    case higher, lower
    /// Neither is better; a ranking takes the higher.
    case neither
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
  /// When there is no value: `null` in files, `n/a` in reports.
  public let undefined: String
  public let better: Preference
  private let compute: Computation

  /// What a value is computed from.
  enum Computation: Sendable {
    /// From sums that every run has.
    case summary(@Sendable (Performance) -> Value?)
    /// From a tear sheet.
    case detail(@Sendable (TearSheet) -> Value?)
  }

  init(
    _ name: String, _ title: String, _ unit: Unit, better: Preference = .higher, formula: String,
    source: String, undefined: String = "always defined", _ compute: Computation
  ) {
    self.name = name
    self.title = title
    self.unit = unit
    self.better = better
    self.formula = formula
    self.source = source
    self.undefined = undefined
    self.compute = compute
  }

  /// True for what the summary of every run has.
  public var isSummary: Bool {
    if case .summary = compute { true } else { false }
  }

  /// The value, or `nil` where it is not defined, or takes a tear sheet: never a number that is not
  /// finite.
  public func value(of performance: Performance) -> Value? {
    guard case .summary(let compute) = compute else { return nil }
    return Metric.finite(compute(performance))
  }

  /// The value, or `nil` where it is not defined: never a number that is not finite.
  public func value(of sheet: TearSheet) -> Value? {
    switch compute {
    case .summary: value(of: sheet.performance)
    case .detail(let compute): Metric.finite(compute(sheet))
    }
  }

  private static func finite(_ value: Value?) -> Value? {
    if case .number(let number) = value, !number.isFinite { return nil }
    return value
  }

  /// Those of the summary.
  public static let summary = all.filter(\.isSummary)

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

  init(_ metric: Metric, _ sheet: TearSheet) {
    name = metric.name
    title = metric.title
    unit = metric.unit
    value = metric.value(of: sheet)
  }
}
