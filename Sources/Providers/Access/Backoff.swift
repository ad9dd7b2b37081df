internal import Host

/// How long to wait before the next try: twice as long each time, up to a most, of which a random
/// part between a half and all is taken, so that many who failed together do not come back
/// together.
public struct Backoff: Sendable, Hashable {
  private let first: Int64
  private let most: Int64

  public init(first: Int64, most: Int64) {
    self.first = max(0, first)
    self.most = max(0, most)
  }

  /// The longest wait behind so many failures in a row, from 1.
  public func longest(after failures: Int) -> Int64 {
    let doublings = min(max(0, failures - 1), 62)
    let (wait, overflow) = first.multipliedReportingOverflow(by: 1 << Int64(doublings))
    return overflow || wait < 0 ? most : min(wait, most)
  }

  /// - Parameter chance: any word; all of them alike likely.
  public func wait(after failures: Int, _ chance: UInt64) -> Int64 {
    let longest = longest(after: failures)
    let half = longest / 2
    return half + Int64(chance % UInt64(longest - half + 1))
  }
}
