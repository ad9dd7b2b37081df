internal import Trading

/// The one file of this module with unsafe memory: equity bar by bar, and the sums over it.
///
/// Rows are written in order, in stretches over which nothing fills, into a block of 512. A full
/// block is summed while it is in the cache. Blocks begin at the first row of the run and every
/// block is summed in four lanes by row, so the figures depend on the equity alone, never on chunks
/// or stretches.
@safe
struct EquityTape: ~Copyable {
  static let block = 512
  /// Rows whose extremes are looked at before each one is.
  private static let part = 64
  /// How many samples the figures keep for a sparkline.
  static let samples = 60

  private typealias Four = SIMD4<Double>

  private let closes: [Int64]
  private let times: [Int64]
  private let rows: Range<Int>
  /// Equity before the block, then the block's rows.
  private let memory: UnsafeMutablePointer<Double>
  /// The next row to be written.
  private(set) var next: Int
  /// Rows of the block written so far.
  private var filled = 0
  private(set) var column: [Double] = []
  private let keepsColumn: Bool
  private(set) var figures: EquityFigures

  /// - Parameters:
  ///   - rows: the rows of the run, within the bars; never empty.
  ///   - capital: equity before the first row.
  init(times: [Int64], closes: [Int64], rows: Range<Int>, capital: Double, keepsColumn: Bool) {
    precondition(!rows.isEmpty && rows.lowerBound >= 0 && rows.upperBound <= times.count)
    precondition(closes.count == times.count)
    self.closes = closes
    self.times = times
    self.rows = rows
    self.keepsColumn = keepsColumn
    next = rows.lowerBound
    if keepsColumn { column.reserveCapacity(rows.count) }
    unsafe memory = .allocate(capacity: EquityTape.block + 1)
    unsafe memory.initialize(repeating: capital, count: EquityTape.block + 1)
    figures = EquityFigures(capital: capital, row: rows.lowerBound, bars: rows.count)
  }

  deinit { unsafe memory.deallocate() }

  // MARK: Writing

  /// Writes equity for the rows before `end`, over which the account did not change. A close that
  /// is no price is worth the last one that was.
  mutating func extend(to end: Int, _ line: EquityLine) {
    precondition(end <= rows.upperBound)
    if end > next, line.perCount != 0 { figures.exposedBars += end - next }
    while next < end {
      let count = Swift.min(end - next, EquityTape.block - filled)
      write(count, line)
      next += count
      filled += count
      if filled == EquityTape.block { flush() }
    }
  }

  @inline(__always)
  private mutating func write(_ count: Int, _ line: EquityLine) {
    let target = unsafe memory + (1 + filled)
    if line.perCount == 0 {
      for index in 0..<count { unsafe target[index] = line.cash }
      return
    }
    let arePrices = unsafe closes.withUnsafeBufferPointer { closes in
      guard let base = closes.baseAddress else { return true }
      return unsafe EquityTape.write(base + next, count, line, to: target)
    }
    if !arePrices { writeWithGaps(count, line) }
  }

  /// `line.equity` of closes that are counts of at most 2^51; false when one is not.
  ///
  /// A count below 2^52 put into the low bits of 2^52 as a Double is 2^52 + count, exactly: the
  /// conversion is two instructions for two rows, where baseline x86-64 has none.
  @inline(__always)
  private static func write(
    _ closes: UnsafePointer<Int64>, _ count: Int, _ line: EquityLine,
    to target: UnsafeMutablePointer<Double>
  ) -> Bool {
    let magic: Int64 = 0x4330_0000_0000_0000
    var seen: Int64 = 0
    for index in 0..<count {
      let word = unsafe closes[index]
      seen |= word &- 1
      let number = Double(bitPattern: UInt64(bitPattern: word | magic)) - 0x1p52
      unsafe target[index] = line.cash + number * line.perCount
    }
    return seen >> 51 == 0
  }

  /// The same with closes that are no counts among them.
  @inline(never)
  private mutating func writeWithGaps(_ count: Int, _ line: EquityLine) {
    var mark: Int64 = 0
    for row in stride(from: next, through: rows.lowerBound, by: -1) {
      if let price = Price(word: closes[row]) {
        mark = price.count
        break
      }
    }
    for index in 0..<count {
      if let price = Price(word: closes[next + index]) { mark = price.count }
      unsafe memory[1 + filled + index] = line.equity(at: mark)
    }
  }

  // MARK: Sums

  /// Sums what is left in the block; no row can be written after it.
  mutating func finish() {
    precondition(next == rows.upperBound)
    if filled > 0 { flush() }
    figures.finish(row: rows.upperBound - 1, times)
  }

  private mutating func flush() {
    let count = filled
    let start = next - count
    if start == rows.lowerBound { unsafe memory[0] = memory[1] }
    if keepsColumn {
      unsafe column.append(contentsOf: UnsafeBufferPointer(start: memory + 1, count: count))
    }
    keepSamples(start, count)
    // Rows beyond the last repeat it: they return nothing.
    let padded = (count + 3) & ~3
    for index in count..<padded { unsafe memory[1 + index] = memory[count] }
    sumReturns(padded)
    let part = EquityTape.part
    for first in stride(from: 0, to: count, by: part) {
      sumDrawdown(first, Swift.min(part, count - first), row: start + first)
    }
    figures.last = unsafe memory[count]
    unsafe memory[0] = memory[count]
    filled = 0
  }

  private mutating func keepSamples(_ start: Int, _ count: Int) {
    let wanted = Swift.min(EquityTape.samples, rows.count)
    while figures.samples.count < wanted {
      let index = (figures.samples.count + 1) * rows.count / wanted - 1 - (start - rows.lowerBound)
      guard index < count else { return }
      figures.samples.append(unsafe memory[1 + index])
    }
  }

  @inline(__always)
  private func four(_ index: Int) -> Four {
    unsafe UnsafeRawPointer(memory + index).loadUnaligned(as: Four.self)
  }

  private mutating func sumReturns(_ count: Int) {
    var (sum, squares, falls) = (Four.zero, Four.zero, Four.zero)
    for index in stride(from: 0, to: count, by: 4) {
      let value = four(index + 1) / four(index) - 1
      let fall = value.replacing(with: 0, where: value .> 0)
      sum += value
      squares += value * value
      falls += fall * fall
    }
    figures.sum += sum.sum()
    figures.squares += squares.sum()
    figures.falls += falls.sum()
  }

  /// The highest and lowest of some rows of the block, in four lanes.
  @inline(__always)
  private func extremes(_ first: Int, _ count: Int) -> (top: Double, bottom: Double) {
    let start = unsafe UnsafePointer(memory + 1 + first)
    let value = unsafe start[0]
    var (a, b, c, d) = (value, value, value, value)
    var (e, f, g, h) = (value, value, value, value)
    var index = 0
    while index + 4 <= count {
      let (w, x, y, z) = unsafe (start[index], start[index + 1], start[index + 2], start[index + 3])
      (a, b, c, d) = (w > a ? w : a, x > b ? x : b, y > c ? y : c, z > d ? z : d)
      (e, f, g, h) = (w < e ? w : e, x < f ? x : f, y < g ? y : g, z < h ? z : h)
      index += 4
    }
    while index < count {
      let value = unsafe start[index]
      (a, e) = (value > a ? value : a, value < e ? value : e)
      index += 1
    }
    return (
      Swift.max(Swift.max(a, b), Swift.max(c, d)), Swift.min(Swift.min(e, f), Swift.min(g, h))
    )
  }

  /// Looks for the extremes of some rows; only rows that reach the peak are looked at one by one.
  private mutating func sumDrawdown(_ first: Int, _ count: Int, row: Int) {
    let (top, bottom) = extremes(first, count)
    if top < figures.peak {
      figures.trough = Swift.min(figures.trough, bottom)
      return
    }
    if top == bottom {
      figures.recover(row: row, times)
      figures.rest(at: top, row: row + count - 1)
      return
    }
    for index in 0..<count {
      let value = unsafe memory[1 + first + index]
      if value >= figures.peak {
        figures.recover(row: row + index, times)
        figures.rest(at: value, row: row + index)
      } else if value < figures.trough {
        figures.trough = value
      }
    }
  }
}

extension EquityFigures {
  /// The figures of a curve computed elsewhere.
  ///
  /// - Parameters:
  ///   - equity: one value a bar, at least one.
  ///   - times: the start of each bar, in nanoseconds.
  ///   - capital: equity before the first bar.
  public init(equity: [Double], times: [Int64], capital: Double) {
    precondition(equity.count == times.count, "a time for each value")
    var tape = EquityTape(
      times: times, closes: times, rows: 0..<equity.count, capital: capital, keepsColumn: false)
    for row in equity.indices {
      tape.extend(to: row + 1, EquityLine(cash: equity[row], perCount: 0))
    }
    tape.finish()
    self = tape.figures
  }
}
