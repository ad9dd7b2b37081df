public import Machine
public import Trading

/// Programs handed over at the polls of a list, counted from 1.
public final class ScriptedSource: ProgramSource {
  private var news: [Int: ProgramNews]
  private var polls = 0

  public init(_ news: [Int: ProgramNews]) { self.news = news }

  public func due(after now: Int64) -> Int64? { news.isEmpty ? nil : now + 10_000_000 }

  public func poll(now: Int64) -> ProgramNews? {
    polls += 1
    return news.removeValue(forKey: polls)
  }
}

/// A feed that says what it is told to, one thing a poll; `waiting` stays for the polls until its
/// time.
public final class ScriptedFeed: Feed {
  public let interval: Int64
  public let pace: Int64
  private var news: [FeedNews]
  private var next = 0

  public init(_ news: [FeedNews], interval: Int64, pace: Int64 = 0) {
    self.news = news
    self.interval = interval
    self.pace = pace
  }

  public func poll(now: Int64) -> FeedNews {
    guard next < news.count else { return .ended }
    if case .waiting(until: .some(let time)) = news[next], now < time { return news[next] }
    next += 1
    return news[next - 1]
  }
}

extension Bars {
  /// Bars as a feed says them, numbered from 1.
  public var news: [FeedNews] {
    (0..<count).map {
      .bar(self[$0], sequence: Int64($0 + 1), watermark: time[$0] + interval)
    }
  }
}
