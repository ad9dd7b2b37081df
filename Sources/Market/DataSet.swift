public import Host
public import Machine

/// Bars with what is known of the file they came from.
public struct DataSet: Sendable {
  public let bars: Bars
  public let report: DataReport
  /// What a program over these bars may ask: the calendar, other instruments.
  public var surroundings = Surroundings.none

  public init(bars: Bars, report: DataReport) {
    self.bars = bars
    self.report = report
    surroundings.extras = bars.extras.map(\.name)
  }

  /// The same with some of the bars.
  public func with(bars: Bars) -> DataSet {
    var part = DataSet(bars: bars, report: report)
    part.surroundings = surroundings
    return part
  }
}

/// What was found while reading bars. Nothing of it was repaired.
public struct DataReport: Sendable, Hashable {
  public let rows: Int
  /// The start of the first bar, in nanoseconds since 1970-01-01 UTC.
  public let from: Int64
  /// The start of the last bar, in nanoseconds since 1970-01-01 UTC.
  public let to: Int64
  /// The most common step between bars in nanoseconds; 0 when there are fewer than two.
  public let interval: Int64
  /// What looks wrong with the data, by code and column.
  public let problems: [DataProblem]
  /// How the file was understood where it left a choice.
  public let notes: [String]

  public init(
    rows: Int, from: Int64, to: Int64, interval: Int64, problems: [DataProblem], notes: [String]
  ) {
    self.rows = rows
    self.from = from
    self.to = to
    self.interval = interval
    self.problems = problems
    self.notes = notes
  }
}

/// One sort of oddity in the data: how often it occurs and where first.
public struct DataProblem: Sendable, Hashable {
  public let kind: FailureKind
  /// The column it is about, where it is about one.
  public let column: InputColumn?
  /// How many rows show it.
  public let count: Int
  /// The line of the file, from one, where it first occurs.
  public let firstLine: Int
  /// The whole of it in one sentence.
  public let message: String

  public init(
    kind: FailureKind, column: InputColumn? = nil, count: Int, firstLine: Int, message: String
  ) {
    self.kind = kind
    self.column = column
    self.count = count
    self.firstLine = firstLine
    self.message = message
  }
}
