internal import Machine

/// Where bars of one length end and those of another begin, in the order of a file.
///
/// Only what is plain is one: two stretches, each of steps that are mostly its own and never
/// shorter. A file with gaps in it, or of an instrument that is seldom traded, has none.
struct LengthTurn: Sendable, Hashable {
  /// The last bar of the first stretch.
  let last: Int64
  /// Nanoseconds from bar to bar in both.
  let before: Int64
  let behind: Int64

  /// A stretch has at least so many steps, of which so large a share is the usual one.
  private static let least = 10
  private static let share = 0.6

  init?(_ times: Words) {
    let count = times.count - 1
    guard count > 2 * Self.least else { return nil }
    // Steps are looked at where they lie: there may be any number of them.
    let steps = (0..<count).lazy.map { Self.step($0, of: times) }
    let ends = 2 * Self.least
    let (before, behind) = (
      Self.mode(Array(steps.prefix(ends))), Self.mode(Array(steps.suffix(ends)))
    )
    guard before > 0, behind > 0, max(before, behind) / 2 >= min(before, behind) else { return nil }
    // The first step that is too short for the longer bars, or the last one.
    let place =
      before > behind
      ? (0..<count).first { steps[$0] < before }
      : (0..<count).last { steps[$0] < behind }.map { $0 + 1 }
    guard let place else { return nil }
    guard Self.isOne(times, 0..<(before > behind ? max(0, place - 1) : place), before),
      Self.isOne(times, (before < behind ? min(count, place + 1) : place)..<count, behind)
    else { return nil }
    (last, self.before, self.behind) = (times[place], before, behind)
  }

  /// From a row to the next.
  private static func step(_ row: Int, of times: Words) -> Int64 {
    usual(Int64(clamping: (times[row + 1] &- times[row]).magnitude))
  }

  /// A month or a year as one length, whatever days it has.
  private static func usual(_ step: Int64) -> Int64 {
    let day: Int64 = 86_400_000_000_000
    switch step {
    case (28 * day)...(31 * day): return 30 * day
    case (365 * day)...(366 * day): return 365 * day
    default: return step
    }
  }

  private static func mode(_ steps: [Int64]) -> Int64 {
    let counts = Dictionary(grouping: steps) { $0 }.mapValues(\.count)
    return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? 0
  }

  private static func isOne(_ times: Words, _ steps: Range<Int>, _ length: Int64) -> Bool {
    let same = steps.count { step($0, of: times) == length }
    return steps.count >= least && Double(same) >= share * Double(steps.count)
      && steps.allSatisfy { step($0, of: times) >= length }
  }
}
