public import Machine

/// Port: where the bars of now come from. Asked, never called back.
public protocol Feed: AnyObject {
  /// The length of a bar in nanoseconds of the market's time.
  var interval: Int64 { get }
  /// How far apart bars come on the stopwatch, in nanoseconds; 0 when they come as fast as they are
  /// asked for.
  var pace: Int64 { get }
  /// How many bars will come at most, where it is known; 0 where it is not. Room is made for them.
  var expected: Int { get }
  /// What there is at an instant of the stopwatch (`Clock.uptime`). Ask again until it waits.
  func poll(now: Int64) -> FeedNews
}

extension Feed {
  public var expected: Int { 0 }
}

/// What a feed has.
public enum FeedNews: Sendable, Hashable {
  /// A bar that has closed.
  ///
  /// `sequence` rises by one with every bar, so that a hole shows bars that were lost; `watermark`
  /// is the time before which no further bar will come.
  case bar(Bar, sequence: Int64, watermark: Int64)
  /// Nothing before that instant of the stopwatch, where it is known.
  case waiting(until: Int64?)
  /// There will be no more.
  case ended
  /// There will be no more, because something broke.
  case failed(String)
}

/// Port: the bars before now.
public protocol History: AnyObject {
  /// The length of a bar in nanoseconds.
  var interval: Int64 { get }
  /// The last `most` bars that start before a time, oldest first.
  func bars(before time: Int64, most: Int) -> Bars
}
