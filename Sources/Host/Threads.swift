internal import Glibc

/// Work done at the same time on threads of the system, without a pool behind it.
public enum Threads {
  /// Runs `body(0)` to `body(count - 1)`, each on a thread of its own, the first on the caller's,
  /// and returns when all are done.
  ///
  /// A thread the system does not give is made up for by running its part on the caller's thread
  /// after the first; so no part may wait for another to *begin*.
  public static func run(_ count: Int, _ body: @Sendable (Int) -> Void) {
    withoutActuallyEscaping(body) { body in
      var threads: [pthread_t] = []
      var left: [Int] = []
      for part in 1..<max(1, count) {
        let work = Unmanaged.passRetained(Work { body(part) })
        var thread = pthread_t()
        // SAFETY: the retained box is taken over by the new thread, or taken back below; every
        // thread is joined before this function returns, so `body` does not outlive the call.
        let refused = pthread_create(
          &thread, nil,
          { context in
            guard let context else { return nil }
            Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
            return nil
          }, work.toOpaque())
        if refused == 0 {
          threads.append(thread)
        } else {
          work.release()
          left.append(part)
        }
      }
      if count > 0 { body(0) }
      for part in left { body(part) }
      for thread in threads { pthread_join(thread, nil) }
    }
  }

  private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
}
