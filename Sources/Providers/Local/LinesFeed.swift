public import Host
internal import Machine
public import Trading

/// The bars of a stream of lines as they come, one JSON object a line: what a program of one's own
/// writes to standard output can be traded.
///
/// A line that is no bar ends it: nothing of it is guessed. Bars that come twice or late are handed
/// on, and whoever takes them drops them.
public final class LinesFeed: Feed {
  public let interval: Int64
  /// The instrument, where it was said.
  public let symbol: String?
  private var reader: LineReader
  private var sequence: Int64 = 0
  private var isOver = false

  /// The instrument that a spelling says, before anything is read.
  public static func symbol(of spelling: String) throws(Failure) -> String? {
    try ProviderCatalog.lines(spelling).symbol
  }

  /// - Parameters:
  ///   - spelling: `lines:1m`, as it was said.
  ///   - extras: the columns beside the market that are wanted.
  public init(
    _ spelling: String, extras: [String] = [], in environment: Environment
  ) throws(Failure) {
    let lines = try ProviderCatalog.lines(spelling)
    interval = lines.interval
    symbol = lines.symbol
    reader = try LineReader(lines.path, extras: extras, in: environment)
  }

  public var pace: Int64 { interval }

  public func poll(now: Int64) -> FeedNews {
    if isOver { return .ended }
    do throws(Failure) {
      switch try reader.next(waiting: false) {
      case .bar(let bar):
        sequence += 1
        return .bar(
          bar, sequence: sequence,
          watermark: bar.time.addingReportingOverflow(interval).partialValue)
      case .nothing: return .waiting(until: nil)
      case .ended:
        isOver = true
        return .ended
      }
    } catch {
      isOver = true
      return .failed(error.message)
    }
  }
}
