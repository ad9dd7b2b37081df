internal import Lanes
internal import Machine
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

  private let closes: Words
  private let times: Words
  private let rows: Range<Int>
  /// Equity before the block, then the block's rows: a window that moves over the memory where the
  /// column is kept, and stays at its front where it is not.
  private var memory: UnsafeMutablePointer<Double>
  private let storage: EquityCurve.Storage
  /// The next row to be written.
  private(set) var next: Int
  /// Rows of the block written so far.
  private var filled = 0
  private let keepsColumn: Bool
  private(set) var figures: EquityFigures

  /// - Parameters:
  ///   - rows: the rows of the run, within the bars; never empty.
  ///   - capital: equity before the first row.
  init(times: Words, closes: Words, rows: Range<Int>, capital: Double, keepsColumn: Bool) {
    precondition(!rows.isEmpty && rows.lowerBound >= 0 && rows.upperBound <= times.count)
    precondition(closes.count == times.count)
    self.closes = closes
    self.times = times
    self.rows = rows
    self.keepsColumn = keepsColumn
    next = rows.lowerBound
    storage = EquityCurve.Storage(1 + (keepsColumn ? rows.count + 3 : EquityTape.block))
    unsafe memory = storage.base
    unsafe memory[0] = capital
    figures = EquityFigures(capital: capital, row: rows.lowerBound, bars: rows.count)
  }

  /// What has been written in whole blocks, and after `finish` all of it; empty where it is not
  /// kept.
  var column: EquityCurve {
    EquityCurve(storage, count: keepsColumn ? next - rows.lowerBound - filled : 0)
  }

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
      unsafe target.update(repeating: line.cash, count: count)
      return
    }
    let arePrices = unsafe closes.withUnsafeBufferPointer { closes in
      guard let base = closes.baseAddress else { return false }
      return unsafe lanes_equity(base + next, count, line.cash, line.perCount, target)
    }
    if !arePrices { writeWithGaps(count, line) }
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
    if keepsColumn { unsafe memory += count } else { unsafe memory[0] = memory[count] }
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

  private mutating func sumReturns(_ count: Int) {
    unsafe withUnsafeTemporaryAllocation(of: Double.self, capacity: 12) { sums in
      guard let base = sums.baseAddress else { return }
      unsafe lanes_returns(memory + 1, count, base)
      unsafe figures.sum += Four(sums[0], sums[1], sums[2], sums[3]).sum()
      unsafe figures.squares += Four(sums[4], sums[5], sums[6], sums[7]).sum()
      unsafe figures.falls += Four(sums[8], sums[9], sums[10], sums[11]).sum()
    }
  }

  private func extremes(_ first: Int, _ count: Int) -> (top: Double, bottom: Double) {
    var (top, bottom) = (0.0, 0.0)
    unsafe lanes_extremes(memory + 1 + first, count, &top, &bottom)
    return (top, bottom)
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

/// Equity at the close of every bar of a run, in the memory it was written to.
public struct EquityCurve: RandomAccessCollection, Sendable {
  /// SAFETY: written by one tape, which reads it too; the curve it gives shows what is final.
  @safe
  final class Storage: @unchecked Sendable {
    let base: UnsafeMutablePointer<Double>
    init(_ capacity: Int) { unsafe base = .allocate(capacity: capacity) }
    deinit { unsafe base.deallocate() }
  }

  private let storage: Storage
  public let endIndex: Int
  public var startIndex: Int { 0 }

  init(_ storage: Storage, count: Int) {
    self.storage = storage
    endIndex = count
  }

  public subscript(_ bar: Int) -> Double {
    precondition(bar >= 0 && bar < endIndex, "bar \(bar) of \(endIndex)")
    return unsafe storage.base[1 + bar]
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
    let times = Words(times)
    var tape = EquityTape(
      times: times, closes: times, rows: 0..<equity.count, capital: capital, keepsColumn: false)
    for row in equity.indices {
      tape.extend(to: row + 1, EquityLine(cash: equity[row], perCount: 0))
    }
    tape.finish()
    self = tape.figures
  }
}
