internal import Lanes

/// How far the market goes: the hot loop of whoever waits for a price. Raw memory: the columns are
/// read where they stand.
extension Bars {
  /// The first row of a range at which one of the four prices is at or below `floor` (0 or more),
  /// at or above `ceiling`, missing or off the grid; its end where there is none. `most` and
  /// `least` become the extremes of themselves and of the bars before it.
  public func reach(
    _ rows: Range<Int>, floor: Int64, ceiling: Int64, most: inout Int64, least: inout Int64
  ) -> Int {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= count, "rows that are not there")
    let (start, length) = (rows.lowerBound, rows.count)
    if length == 0 { return start }
    let passed = unsafe open.withUnsafeBufferPointer { open in
      unsafe high.withUnsafeBufferPointer { high in
        unsafe low.withUnsafeBufferPointer { low in
          unsafe close.withUnsafeBufferPointer { close in
            guard let open = open.baseAddress, let high = high.baseAddress,
              let low = low.baseAddress, let close = close.baseAddress
            else { return 0 }
            return unsafe lanes_reach(
              open + start, high + start, low + start, close + start, length, floor, ceiling,
              Grid.limit, &most, &least)
          }
        }
      }
    }
    return start + passed
  }
}
