package import ArgumentParser
import Host
package import Machine
import Market

/// `--from` and `--to`: the part of the bars that is traded.
package struct RangeOptions: ParsableArguments {
  @Option(help: "First bar traded, as 2020-01-01 or 2020-01-01T09:30:00Z; those before warm up.")
  package var from: String?
  @Option(help: "Last bar traded; a date alone takes in that day.") package var to: String?

  /// The rows between, by binary search; nothing where all are meant.
  package func rows(of bars: Bars) throws -> Range<Int>? {
    if from == nil && to == nil { return nil }
    let first = try from.map { try nanoseconds($0, "--from") }
    let last = try to.map {
      try nanoseconds($0, "--to") + ($0.count == 10 ? 86_400_000_000_000 - 1 : 0)
    }
    let start = first.map { lowerBound(bars.time, $0) } ?? 0
    let end = last.map { lowerBound(bars.time, $0 &+ 1) } ?? bars.count
    guard start < end else {
      throw Failure(
        .usage, UsageKinds.value,
        "there is no bar from \(from ?? "the start") to \(to ?? "the end")")
    }
    return start..<end
  }

  /// The starts of the bars that are traded.
  package func times() throws -> ClosedRange<Int64> {
    let first = try from.map { try nanoseconds($0, "--from") } ?? .min
    let last =
      try to.map {
        try nanoseconds($0, "--to") + ($0.count == 10 ? 86_400_000_000_000 - 1 : 0)
      } ?? .max
    guard first <= last else {
      throw Failure(.usage, UsageKinds.value, "--from is behind --to")
    }
    return first...last
  }

  private func nanoseconds(_ text: String, _ option: String) throws -> Int64 {
    guard let time = TimeText.nanoseconds(of: text) else {
      throw Failure(.usage, UsageKinds.value, "\(option) \(text) is not a time")
    }
    return time
  }

  /// The first row at or after a time.
  private func lowerBound(_ times: Words, _ time: Int64) -> Int {
    var (low, high) = (0, times.count)
    while low < high {
      let middle = (low + high) / 2
      if times[middle] < time { low = middle + 1 } else { high = middle }
    }
    return low
  }

  package init() {}
}
