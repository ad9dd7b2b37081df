public import Host
public import Trading

/// The clock of an environment, as the loop's port.
public final class EnvironmentClock: Clock {
  private let clock: any WallClock
  private let signals: StopSignals?
  /// True once somebody wants the process to end.
  public private(set) var isStopping = false

  /// - Parameter signals: where a wish to end wakes the sleeper.
  public init(_ clock: any WallClock, signals: StopSignals? = nil) {
    self.clock = clock
    self.signals = signals
  }

  public func now() -> Int64 { clock.now() }

  public func uptime() -> Int64 { clock.uptime() }

  public func rest(until instant: Int64) {
    let length = max(0, instant - clock.uptime())
    guard let signals else { return clock.rest(for: length) }
    if signals.wait(for: length) { isStopping = true }
  }

  /// Asks whether somebody wants the process to end.
  public func look() {
    if signals?.wait(for: 0) == true { isStopping = true }
  }
}
