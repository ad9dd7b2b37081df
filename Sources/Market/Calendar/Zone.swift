/// A time zone: when its clocks show what.
public struct Zone: Sendable, Hashable {
  /// What clocks show between two changes.
  struct Span: Sendable, Hashable {
    /// Seconds since 1970-01-01 UTC.
    let from: Int64
    let until: Int64
    /// Seconds to be added to UTC.
    let offset: Int64
  }

  public let name: String
  /// The moments of change in seconds since 1970-01-01 UTC, and the offsets from each on; one more
  /// offset stands in front.
  private let changes: [Int64]
  private let offsets: [Int64]

  init(name: String, changes: [Int64], offsets: [Int64]) {
    precondition(offsets.count == changes.count + 1, "an offset before, between and after")
    self.name = name
    self.changes = changes
    self.offsets = offsets
  }

  public static let utc = Zone(name: "UTC", changes: [], offsets: [0])

  /// What clocks show at a moment.
  func span(at second: Int64) -> Span {
    var (low, high) = (0, changes.count)
    while low < high {
      let middle = (low + high) / 2
      if changes[middle] <= second { low = middle + 1 } else { high = middle }
    }
    return Span(
      from: low == 0 ? .min : changes[low - 1], until: low == changes.count ? .max : changes[low],
      offset: offsets[low])
  }

  /// The first moment at which clocks show a local time, in seconds since 1970-01-01 as shown;
  /// where they skip it, the moment they do so and what is left of it.
  func instant(ofLocal local: Int64) -> Int64 {
    let before = span(at: local - 86_400).offset
    let early = local - before
    if span(at: early).offset == before { return early }
    let after = span(at: local + 86_400).offset
    let late = local - after
    return span(at: late).offset == after ? late : early
  }
}
