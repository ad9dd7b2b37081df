internal import Glibc

/// The machine's clocks.
public struct SystemClock: WallClock {
  public init() {}

  public func now() -> Int64 { read(CLOCK_REALTIME) }

  public func uptime() -> Int64 { read(CLOCK_MONOTONIC) }

  public func rest(for nanoseconds: Int64) {
    guard nanoseconds > 0 else { return }
    var time = timespec(
      tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
    nanosleep(&time, nil)
  }

  private func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    // SAFETY: `time` outlives the call; both clocks exist on every Linux, so it cannot fail.
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
  }
}

/// The kernel's source of chance.
public struct SystemRandom: RandomSource {
  public init() {}

  public func next() -> UInt64 {
    var word: UInt64 = 0
    // SAFETY: eight bytes of a local; getentropy (getrandom underneath) fails only for more than
    // 256.
    while getentropy(&word, MemoryLayout<UInt64>.size) != 0, errno == EINTR {}
    return word
  }
}

extension Environment {
  /// The real machine.
  public static let system = Environment(
    clock: SystemClock(), randomness: SystemRandom(), disk: SystemDisk())

  /// How many processors this process may use.
  public static var processors: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }
}
