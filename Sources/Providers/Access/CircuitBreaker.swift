/// Leaves alone for a while who has failed several times in a row. After that one question is let
/// through: its answer decides.
public struct CircuitBreaker: Sendable, Hashable {
  /// Where it stands.
  public enum State: Sendable, Hashable {
    case closed
    /// Nobody asks until that instant of the stopwatch.
    case open(until: Int64)
    /// One question is on its way.
    case halfOpen
  }

  public private(set) var state = State.closed
  private let patience: Int
  private let rest: Int64
  private var failures = 0

  public init(patience: Int, rest: Int64) {
    self.patience = max(1, patience)
    self.rest = max(0, rest)
  }

  /// May a question be asked? 0, or the nanoseconds until it may.
  public mutating func admits(now: Int64) -> Int64 {
    guard case .open(let until) = state else { return 0 }
    guard now >= until else { return until &- now }
    state = .halfOpen
    return 0
  }

  /// A question was answered.
  public mutating func succeeded() {
    failures = 0
    state = .closed
  }

  /// A question was not.
  public mutating func failed(now: Int64) {
    failures += 1
    guard state == .halfOpen || failures >= patience else { return }
    state = .open(until: now.addingReportingOverflow(rest).partialValue)
  }
}
