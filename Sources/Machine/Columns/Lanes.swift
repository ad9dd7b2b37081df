internal import Lanes

/// The C loops over columns, behind the bounds of the views they read and write.

/// The first of two numbers where the last of its bits is 0, else the second, without a branch.
@inline(__always)
func even(_ a: Double, _ b: Double) -> Double { lanes_even(a, b) }

extension Rows where Element == Double {
  /// True where none of the rows is missing or infinite.
  var areKnown: Bool { unsafe lanes_known(base, count) }

  /// How many of the `length` numbers up to a row are not above `x`.
  @inline(__always)
  func count(upTo x: Double, last row: Int, length: Int) -> Int {
    assert(row - length + 1 >= -past && row < count)
    return unsafe lanes_count_up_to(base + (row - length + 1), length, x)
  }

  /// How many of the `length` numbers up to a row are below `x`.
  @inline(__always)
  func count(below x: Double, last row: Int, length: Int) -> Int {
    assert(row - length + 1 >= -past && row < count)
    return unsafe lanes_count_below(base + (row - length + 1), length, x)
  }
}

extension MutableRows where Element == Int64 {
  /// In the first words, `count` numbers in order behind which infinities fill up
  /// `SortedRow.words`: one gives way to another.
  @inline(__always)
  func replace(_ leaving: Double, by entering: Double, among numbers: Int) {
    assert(SortedRow.words(numbers) <= count)
    unsafe UnsafeMutableRawPointer(base).withMemoryRebound(to: Double.self, capacity: count) {
      unsafe lanes_replace($0, numbers, leaving, entering)
    }
  }

  /// The highest (or lowest) of the last `length` numbers, by blocks in the first words of which
  /// `place` and `soFar` say more; see `lanes_highest`.
  func extremes(
    highest: Bool, _ x: Rows<Double>, length: Int, place: inout Int, soFar: inout Double,
    to out: MutableRows<Double>
  ) -> Bool {
    assert(x.count <= out.count && place < length && length <= count)
    let (from, rows, to) = unsafe (x.base, x.count, out.base)
    return unsafe UnsafeMutableRawPointer(base).withMemoryRebound(
      to: Double.self, capacity: count
    ) {
      highest
        ? unsafe lanes_highest(from, rows, length, &place, &soFar, $0, to)
        : unsafe lanes_lowest(from, rows, length, &place, &soFar, $0, to)
    }
  }
}

extension Call {
  /// What has been written to the target, to be read.
  var written: Rows<Double> {
    let out = target(Double.self)
    return unsafe Rows(base: UnsafePointer(out.base), past: 0, count: count)
  }

  /// Writes to the target whether `a` is above `b` at a row and was not at the row before.
  @inline(__always)
  func crosses(_ a: Rows<Double>, above b: Rows<Double>) {
    let out = target(UInt8.self)
    assert(a.past >= 1 && b.past >= 1)
    unsafe lanes_crosses(a.base, b.base, count, out.base)
  }

  /// Writes the averages of the last `length` words of operand 0 to the target; `sum` is that of
  /// the window before row 0. False, and nothing changed but the target, when a word at hand is
  /// beyond `limit` in magnitude.
  @inline(__always)
  func averageWords(_ length: Int, limit: Int64, divisor: Double, sum: inout Int64) -> Bool {
    let (words, out) = (word(0), target(Double.self))
    assert(words.past >= length)
    return unsafe lanes_averages(words.base, count, length, limit, divisor, &sum, out.base)
  }

  /// The same for the slope of the line through them; see `lanes_slopes`.
  func slopeWords(
    _ length: Int, limit: Int64, divisor: Double, sum: inout Int64, weighted: inout Int64
  ) -> Bool {
    let (words, out) = (word(0), target(Double.self))
    assert(words.past >= length)
    return unsafe lanes_slopes(
      words.base, count, length, limit, divisor, &sum, &weighted, out.base)
  }

  /// The same for their standard deviation; see `lanes_deviations`.
  func deviationWords(
    _ length: Int, limit: Int64, divisor: Double, sum: inout Int64, spread: inout Int128
  ) -> Bool {
    let (words, out) = (word(0), target(Double.self))
    assert(words.past >= length)
    var (low, high) = (
      UInt64(truncatingIfNeeded: spread), UInt64(truncatingIfNeeded: spread >> 64)
    )
    guard
      unsafe lanes_deviations(
        words.base, count, length, limit, divisor, &sum, &low, &high, out.base)
    else { return false }
    spread = Int128(truncatingIfNeeded: UInt128(high) << 64 | UInt128(low))
    return true
  }

  /// The same for the sums of the last `length` numbers of operand 0; see `lanes_sums`.
  func sumNumbers(_ length: Int, divisor: Double, sum: inout Pair, peak: inout Double) -> Bool {
    let (x, out) = (number(0), target(Double.self))
    assert(x.past >= length)
    return unsafe lanes_sums(
      x.base, count, length, divisor, &sum.high, &sum.low, &peak, out.base)
  }

  /// Writes the ranks of operand 0 among its last `length` numbers to the target; all known.
  func ranks(length: Int) {
    let (x, out) = (number(0), target(Double.self))
    assert(x.past >= length - 1)
    unsafe lanes_ranks(x.base, count, length, out.base)
  }

  /// Writes blocks of an average that fades, of `x`, to the target; see `lanes_fading_average`.
  func fadingAverage(
    _ x: Rows<Double>, rows: Range<Int>, keep: Double, last: inout Double, start: inout Double
  ) -> Bool {
    let out = target(Double.self)
    assert(rows.lowerBound >= 0 && rows.upperBound <= x.count && rows.count % 4 == 0)
    return unsafe lanes_fading_average(
      x.base + rows.lowerBound, rows.count, keep, &last, &start, out.base + rows.lowerBound)
  }

  /// Writes blocks of the relative strength of operand 0 to the target; see `lanes_strength`.
  func strength(
    rows: Range<Int>, keep: Double, last: inout Double, rises: inout Double, falls: inout Double
  ) -> Bool {
    let (x, out) = (number(0), target(Double.self))
    assert(rows.lowerBound >= 0 && rows.upperBound <= count && rows.count % 4 == 0)
    return unsafe lanes_strength(
      x.base + rows.lowerBound, rows.count, keep, &last, &rises, &falls,
      out.base + rows.lowerBound)
  }

  /// Writes blocks of the directional movement index of operands 0 (high), 1 (low) and 2 (close)
  /// to the target; see `lanes_direction`.
  func direction(
    rows: Range<Int>, keep: Double, high: inout Double, low: inout Double, rises: inout Double,
    falls: inout Double
  ) -> Bool {
    let first = rows.lowerBound
    assert(first >= 0 && rows.upperBound <= count && rows.count % 4 == 0)
    return unsafe lanes_direction(
      number(0).base + first, number(1).base + first, number(2).base + first, rows.count, keep,
      &high, &low, &rises, &falls, target(Double.self).base + first)
  }

  /// Writes blocks of the average true range of operands 0 (high), 1 (low) and 2 (close) to the
  /// target; see `lanes_average_range`.
  func averageRange(
    rows: Range<Int>, keep: Double, close: inout Double, last: inout Double, start: inout Double
  ) -> Bool {
    let first = rows.lowerBound
    assert(first >= 0 && rows.upperBound <= count && rows.count % 4 == 0)
    return unsafe lanes_average_range(
      number(0).base + first, number(1).base + first, number(2).base + first, rows.count, keep,
      &close, &last, &start, target(Double.self).base + first)
  }
}
