/// A clock that stands still until it is moved by hand.
public final class SimulatedClock: WallClock {
  private struct Hands: Sendable {
    var now: Int64
    var uptime: Int64 = 0
  }
  private let hands: Monitor<Hands>

  /// Starts at `now`, in nanoseconds since 1970-01-01 UTC; 2020-01-01T00:00:00Z unless said
  /// otherwise.
  public init(now: Int64 = 1_577_836_800_000_000_000) {
    hands = Monitor(Hands(now: now))
  }

  public func now() -> Int64 { hands.with { $0.now } }

  public func uptime() -> Int64 { hands.with { $0.uptime } }

  /// The hands move, and nobody waits.
  public func rest(for nanoseconds: Int64) { advance(by: nanoseconds) }

  /// Lets time pass on both clocks; a negative step is ignored.
  public func advance(by nanoseconds: Int64) {
    let step = max(0, nanoseconds)
    hands.with { hands in
      hands.now = hands.now.addingReportingOverflow(step).partialValue
      hands.uptime = hands.uptime.addingReportingOverflow(step).partialValue
    }
  }

  /// Sets the time of day, as an operator or a time server does; the stopwatch runs on undisturbed.
  public func set(now: Int64) {
    hands.with { $0.now = now }
  }
}

/// SplitMix64: the same seed gives the same numbers, on every machine.
public final class SimulatedRandom: RandomSource {
  private let state: Monitor<UInt64>

  public init(seed: UInt64) { state = Monitor(seed) }

  public func next() -> UInt64 {
    state.with { state in
      state &+= 0x9E37_79B9_7F4A_7C15
      var word = state
      word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
      word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
      return word ^ (word >> 31)
    }
  }
}

extension Environment {
  /// An environment that does the same every time: a clock moved by hand, numbers from a seed, a
  /// disk in memory. Keep `clock` and `disk` to move the one and to break the other.
  public static func simulated(
    seed: UInt64, clock: SimulatedClock = SimulatedClock(), disk: MemoryDisk = MemoryDisk()
  ) -> Environment {
    Environment(clock: clock, randomness: SimulatedRandom(seed: seed), disk: disk)
  }
}
