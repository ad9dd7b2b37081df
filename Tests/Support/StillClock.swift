public import Host

/// A clock that never moves.
public struct StillClock: WallClock {
  public init() {}
  public func now() -> Int64 { 0 }
  public func uptime() -> Int64 { 0 }
  public func rest(for nanoseconds: Int64) {}
}
