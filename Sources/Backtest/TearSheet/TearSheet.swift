/// The full report of a run, as values: every metric, and the tables and curves beside them. It
/// costs a pass over equity and a sort of the days; the summary needs none of it.
public struct TearSheet: Sendable {
  /// Drawdowns in the table, and points of a curve, at most.
  static let mostDrawdowns = 10
  static let mostPoints = 800

  public let record: TrackRecord
  public let days: [TradingDay]
  public let returns: ReturnFigures
  public let benchmark: BenchmarkFigures?
  /// The deepest ones, deepest first.
  public let drawdowns: [Drawdown]
  public let years: [YearOfReturns]
  /// Nothing where there are too few days.
  public let rollingSharpe: RollingSharpe?
  public let breakdowns: [Breakdown]
  public let curve: [CurvePoint]
  let allDrawdowns: Drawdowns
  let study: TradeStudy

  public init(_ record: TrackRecord) {
    self.record = record
    days = TradingDay.days(of: record)
    returns = ReturnFigures(days, isLost: record.performance.isLost)
    benchmark = record.benchmark.map { [days, returns] in BenchmarkFigures($0, days, returns) }
    allDrawdowns = Drawdowns(record, most: TearSheet.mostDrawdowns)
    drawdowns = allDrawdowns.deepest
    years = YearOfReturns.all(days, capital: record.performance.equity.capital)
    rollingSharpe = RollingSharpe(days, returns, daysPerYear: record.daysPerYear)
    breakdowns = Breakdown.all(of: record)
    curve = CurvePoint.curve(of: record, most: TearSheet.mostPoints)
    study = TradeStudy(record.trades)
  }

  public var performance: Performance { record.performance }

  /// Every metric, in the order of `Metric.all`.
  public var metrics: [MetricReading] { Metric.all.map { MetricReading($0, self) } }
}
