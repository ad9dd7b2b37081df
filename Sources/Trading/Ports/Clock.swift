/// Port: the time, and the way to let it pass. In nanoseconds.
public protocol Clock: AnyObject {
  /// Since 1970-01-01 UTC; people may set it.
  func now() -> Int64
  /// Since an arbitrary start; never runs backwards. Due times are of this one.
  func uptime() -> Int64
  /// Returns at that instant of the stopwatch, or earlier when a signal came.
  func rest(until instant: Int64)
}
