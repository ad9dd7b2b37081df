internal import Host
internal import Machine
public import Market
internal import Store

/// Answers of providers, kept in memory and on the disk as long as they can be right.
///
/// An answer is right until it is older than it may be, or until another bar of what was asked for
/// has closed: which it cannot while the market is closed. What lies on the disk can go at any
/// time.
public struct HistoryCache: Sendable {
  /// What makes an answer too old.
  public struct Freshness: Sendable, Hashable {
    /// The oldest an answer may be, in nanoseconds.
    public var age: Int64
    /// When the instruments are traded.
    public var calendar: TradingCalendar

    public init(age: Int64, calendar: TradingCalendar) {
      self.age = age
      self.calendar = calendar
    }
  }

  /// What is kept of one question.
  struct Entry: Sendable {
    var bars: Bars
    var fetched: Int64
    var place: Failover.Answer.Place
  }

  private let root: String?
  private let freshness: Freshness
  private let most: Int
  private var entries: [String: Entry] = [:]
  /// Questions, the one longest unasked first.
  private var order: [String] = []

  /// - Parameters:
  ///   - root: the folder on the disk; nil for memory alone.
  ///   - most: bars that are kept in memory.
  public init(root: String?, _ freshness: Freshness, most: Int = 4_000_000) {
    self.root = root
    self.freshness = freshness
    self.most = most
  }

  /// What is known of a question, if it is still right.
  mutating func entry(
    of provider: String, _ request: BarRequest, in environment: Environment
  ) -> Entry? {
    let key = Self.key(provider, request)
    let now = environment.clock.now()
    if let entry = entries[key] {
      if isFresh(entry, request, now: now) {
        touch(key)
        return entry
      }
      forget(key)
    }
    guard let folder = folder(of: key),
      let kept = KeptAnswer(key, in: folder, environment.disk),
      isFresh(Entry(bars: kept.bars, fetched: kept.fetched, place: .disk), request, now: now)
    else { return nil }
    hold(Entry(bars: kept.bars, fetched: kept.fetched, place: .memory), key)
    return Entry(bars: kept.bars, fetched: kept.fetched, place: .disk)
  }

  /// Keeps an answer. A disk that cannot be written is no failure.
  mutating func keep(
    _ bars: Bars, of provider: String, _ request: BarRequest, fetched: Int64,
    in environment: Environment
  ) {
    let key = Self.key(provider, request)
    hold(Entry(bars: bars, fetched: fetched, place: .memory), key)
    guard let folder = folder(of: key) else { return }
    try? KeptAnswer(bars: bars, fetched: fetched).write(key, to: folder, environment.disk)
  }

  /// True while no answer that was asked for now could be another one.
  func isFresh(_ entry: Entry, _ request: BarRequest, now: Int64) -> Bool {
    // A clock that was set back says nothing about ages.
    guard now >= entry.fetched, now &- entry.fetched <= freshness.age else { return false }
    let interval = entry.bars.interval
    guard let last = entry.bars.time.last, interval > 0,
      let close = freshness.calendar.nextClose(
        of: interval, anchor: last, after: entry.fetched)
    else { return true }
    // The bar that has closed since then is wanted only if it starts in the range.
    return now < close || close &- interval > request.times.upperBound
  }

  // MARK: - In memory

  private mutating func hold(_ entry: Entry, _ key: String) {
    entries[key] = entry
    touch(key)
    var total = entries.values.reduce(0) { $0 + $1.bars.count }
    while total > most, order.count > 1, let oldest = order.first {
      total -= entries[oldest]?.bars.count ?? 0
      forget(oldest)
    }
  }

  private mutating func touch(_ key: String) {
    order.removeAll { $0 == key }
    order.append(key)
  }

  private mutating func forget(_ key: String) {
    entries[key] = nil
    order.removeAll { $0 == key }
  }

  // MARK: - Questions

  private static func key(_ provider: String, _ request: BarRequest) -> String {
    let times = request.times
    return "\(provider)\t\(request.symbol ?? "")\t\(times.lowerBound)\t\(times.upperBound)"
  }

  private func folder(of key: String) -> String? {
    root.map { "\($0)/\(Checksum.text(of: Array(key.utf8)))" }
  }
}
