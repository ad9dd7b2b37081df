internal import Foundation

/// A seeded source of randomness: the same seed gives the same tests on every machine.
public struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(seed: UInt64) { self.state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// One of `choices`, which must not be empty.
  public mutating func pick<Choice>(_ choices: [Choice]) -> Choice {
    choices[below(choices.count)]
  }

  /// A number from zero up to, but not including, `count`.
  public mutating func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &self) }

  /// True once in `count` times.
  public mutating func once(in count: Int) -> Bool { below(count) == 0 }

  /// The seeds to run: `count` fixed ones from `FIRST_SEED` on, or the one in `SEED`; `ROUNDS`
  /// multiplies their number.
  public static func seeds(_ count: Int) -> [UInt64] {
    let environment = ProcessInfo.processInfo.environment
    if let seed = environment["SEED"].flatMap(UInt64.init) { return [seed] }
    let rounds = environment["ROUNDS"].flatMap(Int.init) ?? 1
    let first = environment["FIRST_SEED"].flatMap(UInt64.init) ?? 0
    return (0..<(count * max(1, rounds))).map { first &+ UInt64($0) }
  }

  /// The share of them that one of `parts` hands takes, so that shares run side by side.
  public static func seeds(_ count: Int, part: Int, of parts: Int) -> [Int] {
    seeds(count).map { Int(truncatingIfNeeded: $0 & 0xFFFF_FFFF) }.filter { $0 % parts == part }
  }
}
