public import Host
public import Machine

/// Port: where bars of the past come from. Asked and answered, one question at a time; whoever asks
/// minds the limits (`Access`).
///
/// Fails with class `transient` where the same question may be answered later.
public protocol Provider: Sendable {
  /// As it was said: `folder:bars,symbol=SPY`.
  var spelling: String { get }
  /// How it wants to be asked.
  var manners: Manners { get }
  /// The bars that start in the range of a question, oldest first.
  func bars(_ request: BarRequest, in environment: Environment) throws(Failure) -> Bars
  /// The most bars that an answer to any question holds in memory, 0 where they are read where they
  /// lie; nil where that is not known before they have come.
  func mostBars(in environment: Environment) throws(Failure) -> Int?
}

extension Provider {
  public func mostBars(in environment: Environment) throws(Failure) -> Int? { nil }
}

extension Disk {
  /// The most bars that a file of text can hold, at 30 bytes a bar, eight times as many when it is
  /// packed; nil where it is no file.
  public func mostBars(of path: String) throws(Failure) -> Int? {
    let status = try status(path)
    guard status.kind == .file else { return nil }
    let isPacked = [".gz", ".zip", ".zst"].contains { path.hasSuffix($0) }
    return status.bytes / 30 * (isPacked ? 8 : 1)
  }
}

/// A question for bars.
public struct BarRequest: Sendable, Hashable {
  /// The instrument, where the provider has several.
  public var symbol: String?
  /// The first start that is wanted and the last, in nanoseconds since 1970-01-01 UTC.
  public var times: ClosedRange<Int64>

  public init(symbol: String? = nil, times: ClosedRange<Int64> = .min ... .max) {
    self.symbol = symbol
    self.times = times
  }

  /// The rows of bars that answer it.
  func rows(of bars: Bars) -> Range<Int> {
    func first(_ isBehind: (Int64) -> Bool) -> Int {
      var (low, high) = (0, bars.count)
      while low < high {
        let middle = (low + high) / 2
        if isBehind(bars.time[middle]) { high = middle } else { low = middle + 1 }
      }
      return low
    }
    return first { $0 >= times.lowerBound }..<first { $0 > times.upperBound }
  }
}

/// How a provider wants to be asked: how often, how stubbornly, and when to be left alone.
public struct Manners: Sendable, Hashable {
  /// Questions a second in the long run; nil where nobody counts.
  public var rate: Double?
  /// Questions at once.
  public var burst = 1
  /// How often one question is asked in all, where it fails for now.
  public var tries = 3
  /// The wait before the second try, in nanoseconds; it doubles up to `mostWait`.
  public var firstWait: Int64 = 100_000_000
  public var mostWait: Int64 = 10_000_000_000
  /// Failures in a row after which it is left alone, and for how long.
  public var patience = 5
  public var rest: Int64 = 30_000_000_000

  public init() {}

  /// A file or a data set: nobody counts.
  public static let local = Manners()
}
