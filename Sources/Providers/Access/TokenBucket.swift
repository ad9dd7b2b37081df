/// So many questions at once, then so many a second: a bucket that fills with time.
///
/// It counts in parts of a token, in integers, so that the same times give the same answers.
public struct TokenBucket: Sendable, Hashable {
  /// The time one token takes, in nanoseconds; 0 where there is no limit.
  private let step: Int64
  /// What the bucket holds, as time.
  private let most: Int64
  private var filled: Int64
  /// When it was filled last, on the stopwatch.
  private var since: Int64?

  /// - Parameters:
  ///   - rate: tokens a second; nil for no limit.
  ///   - burst: tokens in a full bucket, with which it begins.
  public init(rate: Double?, burst: Int) {
    guard let rate, rate > 0 else {
      (step, most, filled) = (0, 0, 0)
      return
    }
    step = max(1, Int64(min(1e9 / rate, 1e15)))
    most = step * Int64(min(max(1, burst), 1_000))
    filled = most
  }

  /// Takes a token, if there is one: 0; else the nanoseconds until there is one, and none is taken.
  public mutating func take(now: Int64) -> Int64 {
    guard step > 0 else { return 0 }
    let passed = max(0, now &- (since ?? now))
    since = max(since ?? now, now)
    filled = passed >= most - filled ? most : filled + passed
    guard filled >= step else { return step - filled }
    filled -= step
    return 0
  }
}
