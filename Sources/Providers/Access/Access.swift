public import Host
public import Machine

/// A provider as it wants to be asked: not too often, again where it failed for now, and not at all
/// for a while where it keeps failing. All waiting is the environment's.
public struct Access: Sendable {
  /// What one question took.
  public struct Record: Sendable, Hashable {
    /// The provider as it was said.
    public let provider: String
    /// How often it was asked.
    public fileprivate(set) var tries = 0
    /// Nanoseconds spent waiting: for the limit, and between tries.
    public fileprivate(set) var waited: Int64 = 0
    /// Why there was no answer.
    public fileprivate(set) var failure: Failure?
  }

  public let provider: any Provider
  private var bucket: TokenBucket
  private var breaker: CircuitBreaker
  private let backoff: Backoff

  public init(_ provider: any Provider) {
    self.provider = provider
    let manners = provider.manners
    bucket = TokenBucket(rate: manners.rate, burst: manners.burst)
    breaker = CircuitBreaker(patience: manners.patience, rest: manners.rest)
    backoff = Backoff(first: manners.firstWait, most: manners.mostWait)
  }

  /// Where the circuit breaker stands.
  public var state: CircuitBreaker.State { breaker.state }

  /// Asks, as often as the manners allow. No bars in the range is a failure too.
  public mutating func bars(
    _ request: BarRequest, in environment: Environment
  ) -> (bars: Bars?, record: Record) {
    var record = Record(provider: provider.spelling)
    while true {
      let left = breaker.admits(now: environment.clock.uptime())
      if left > 0 {
        // What it failed with before says more than that it is left alone.
        record.failure = record.failure ?? resting(left)
        return (nil, record)
      }
      pause(&record, in: environment)
      record.tries += 1
      do throws(Failure) {
        let bars = try provider.bars(request, in: environment)
        guard bars.count > 0 else {
          throw ProviderKinds.nothing.failure(
            "\(provider.spelling) has no bars of what was asked for")
        }
        breaker.succeeded()
        record.failure = nil
        return (bars, record)
      } catch {
        record.failure = error
        // An answer that there is nothing is an answer.
        guard error.failureClass.isRetryable else {
          breaker.succeeded()
          return (nil, record)
        }
        breaker.failed(now: environment.clock.uptime())
        guard record.tries < max(1, provider.manners.tries) else { return (nil, record) }
        let wait = backoff.wait(after: record.tries, environment.randomness.next())
        environment.clock.rest(for: wait)
        record.waited += wait
      }
    }
  }

  /// Waits for the limit.
  private mutating func pause(_ record: inout Record, in environment: Environment) {
    while true {
      let wait = bucket.take(now: environment.clock.uptime())
      if wait == 0 { return }
      environment.clock.rest(for: wait)
      record.waited += wait
    }
  }

  private func resting(_ left: Int64) -> Failure {
    Failure(
      .transient, code: ProviderKinds.resting.code,
      "\(provider.spelling) has failed \(provider.manners.patience) times in a row and is left "
        + "alone for another \((left + 999_999_999) / 1_000_000_000) s",
      help: ProviderKinds.resting.remedy)
  }
}
