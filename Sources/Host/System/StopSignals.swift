internal import Glibc

/// The wish that the process should end (SIGINT, SIGTERM), as something one can ask and wait for
/// instead of being interrupted by it.
public final class StopSignals: Sendable {
  /// From here on the two signals no longer end the process; the threads made later inherit that.
  public init() {
    var signals = StopSignals.wanted
    pthread_sigmask(SIG_BLOCK, &signals, nil)
  }

  private static var wanted: sigset_t {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGTERM)
    return signals
  }

  /// Waits so many nanoseconds for one of them; true when one has come. 0 only asks.
  public func wait(for nanoseconds: Int64) -> Bool {
    var signals = StopSignals.wanted
    let least = max(0, nanoseconds)
    var time = timespec(tv_sec: Int(least / 1_000_000_000), tv_nsec: Int(least % 1_000_000_000))
    return sigtimedwait(&signals, nil, &time) > 0
  }
}
