public import Machine

/// What came of trying to catch a program at knowing the future, or at depending on how its bars
/// are cut.
public struct Proof: Sendable, Hashable {
  /// One way of running it that must change nothing.
  public enum Trial: Sendable, Hashable {
    /// So many bars at a time.
    case chunks(of: Int)
    /// Without the bars from this row on.
    case truncated(at: Int)
    /// With other prices and volumes from this row on.
    case changed(from: Int)
    /// With other prices from this row on, which begins before the bar above it is over by its
    /// length.
    case overlapping(at: Int)
    /// Stopped before this row, kept as a snapshot, gone on with.
    case resumed(at: Int)
  }

  /// Where a trial was not the plain run.
  public struct Difference: Sendable, Hashable {
    public let trial: Trial
    public let row: Int
    /// Where the value is written in the source.
    public let origin: Origin
  }

  public let bars: Int
  /// Bars behind the warm-up: at those something was computed that a decision could rest on.
  public let decided: Int
  /// Columns compared, each at every bar that the trial leaves as it was.
  public let columns: Int
  public let trials: [Trial]
  /// What the cuts and changes were drawn from.
  public let seed: UInt64
  /// Missing where everything held.
  public let difference: Difference?

  public var holds: Bool { difference == nil }
}
