internal import Glibc

/// A value that several threads share: one at a time, and a thread can wait until it is as it
/// should be.
///
/// SAFETY: the state is reached only with the mutex held.
public final class Monitor<State>: @unchecked Sendable {
  // SAFETY (unchecked Sendable): `state` is touched only between lock and unlock of `mutex`. Mutex
  // and condition live at fixed addresses from `init` to `deinit`.
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let condition: UnsafeMutablePointer<pthread_cond_t>
  private var state: State

  public init(_ state: sending State) {
    mutex = .allocate(capacity: 1)
    condition = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
    self.state = state
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  /// Runs `body` with the value to itself, and wakes whoever waits.
  public func with<Result, Problem: Error>(
    _ body: (inout State) throws(Problem) -> sending Result
  ) throws(Problem) -> sending Result {
    pthread_mutex_lock(mutex)
    defer {
      pthread_cond_broadcast(condition)
      pthread_mutex_unlock(mutex)
    }
    return try body(&state)
  }

  /// Waits until `ready` holds, then runs `body` before anyone else can change the value.
  public func with<Result, Problem: Error>(
    when ready: (borrowing State) -> Bool,
    _ body: (inout State) throws(Problem) -> sending Result
  ) throws(Problem) -> sending Result {
    pthread_mutex_lock(mutex)
    defer {
      pthread_cond_broadcast(condition)
      pthread_mutex_unlock(mutex)
    }
    while !ready(state) { pthread_cond_wait(condition, mutex) }
    return try body(&state)
  }

  /// Waits until `ready` holds, but no longer than so many seconds; false where it does not then.
  public func waits(_ seconds: Double, until ready: (borrowing State) -> Bool) -> Bool {
    var end = timespec()
    clock_gettime(CLOCK_REALTIME, &end)
    let whole = min(max(seconds, 0), 1e9)
    let nanoseconds = end.tv_nsec + Int((whole - whole.rounded(.down)) * 1e9)
    end.tv_sec += Int(whole) + nanoseconds / 1_000_000_000
    end.tv_nsec = nanoseconds % 1_000_000_000
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while !ready(state) {
      if pthread_cond_timedwait(condition, mutex, &end) == ETIMEDOUT { return ready(state) }
    }
    return true
  }
}
