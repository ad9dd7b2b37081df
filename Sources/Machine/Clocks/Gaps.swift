/// Bars that should be there and are not.
extension Almanac {
  /// How many bars of a length would have begun between two that did, while the instrument is
  /// traded. What lasts a day or more is counted in trading days, weeks, months or years.
  ///
  /// - Parameters:
  ///   - first: the start of a bar, in nanoseconds since 1970 UTC.
  ///   - time: the start of the next bar there is.
  ///   - interval: the length of a bar in nanoseconds; none is missing where it is not known.
  func missing(after first: Int64, until time: Int64, interval: Int64) -> Int {
    guard interval > 0 else { return 0 }
    if let timeframe = Timeframe(days: interval) {
      return missing(timeframe, after: first, until: time)
    }
    var count = 0
    var (next, overflow) = first.addingReportingOverflow(interval)
    while !overflow, next < time {
      let stretch = stretch(of: .open, at: next)
      let end = Swift.min(stretch.end, time)
      guard end > next else { break }
      if stretch.value == 1 {
        let inside = (end - next - 1) / interval + 1
        count += Int(inside)
        let way = inside.multipliedReportingOverflow(by: interval)
        (next, overflow) = next.addingReportingOverflow(way.partialValue)
        overflow = overflow || way.overflow
      } else {
        next = end
      }
    }
    return count
  }

  /// The buckets between those of two times.
  private func missing(_ timeframe: Timeframe, after first: Int64, until time: Int64) -> Int {
    let last = stretch(of: .bucket(timeframe), at: time).value
    var stretch = stretch(of: .bucket(timeframe), at: first)
    var seen = stretch.value
    var count = 0
    while stretch.end < time, stretch.end > stretch.start {
      stretch = self.stretch(of: .bucket(timeframe), at: stretch.end)
      guard let bucket = stretch.value, bucket != seen, bucket != last else { continue }
      seen = bucket
      count += 1
    }
    return count
  }
}

extension Program {
  /// The columns beside the market that it reads, of its own bars or of those of another
  /// instrument.
  public func columns(of symbol: String?) -> Set<String> {
    var names: Set<String> = []
    for step in columns where step.opcode == .named && instrument(ofClock: step.clock) == symbol {
      names.insert(named[step.immediate])
    }
    if let outlook { names.formUnion(outlook.program.columns(of: symbol)) }
    return names
  }

  /// Whose bars a clock counts: its own, where none is named.
  func instrument(ofClock clock: Int) -> String? {
    var clock = clock
    while clock > 0 {
      if case .instrument(let symbol) = clocks[clock - 1].kind { return symbol }
      clock = clocks[clock - 1].parent
    }
    return nil
  }
}
