/// What is computed over all instruments of a universe at the close of one bar.
///
/// Only instruments with a value take part: a missing one has no rank, and is not counted.
public enum Across: UInt8, Sendable, Hashable, CaseIterable {
  /// 1 for the highest; equal ones in the order of the instruments, so that each rank is there
  /// once.
  case rank
  /// The share of the others that are lower, equal ones by half; missing for one alone.
  case percentile
  /// How many standard deviations (of all of them, not of a sample) it is above the mean.
  case zscore
  case mean
  case sum

  /// As the language calls it.
  public var name: String {
    switch self {
    case .rank: "rank"
    case .percentile: "percentile"
    case .zscore: "zscore_across"
    case .mean: "mean_across"
    case .sum: "sum_across"
    }
  }

  /// True where every instrument gets the same, also one without a value.
  var isShared: Bool { self == .mean || self == .sum }
}

/// The values of all instruments at one close, and what comes of them. Memory is used again.
public struct CrossSection: Sendable {
  /// In the order of the instruments.
  public private(set) var values: [Double] = []
  public private(set) var results: [Double] = []
  /// The instruments with a value, from the highest to the lowest, of the last time: the next time
  /// differs little.
  private var order: [Int32] = []
  /// True when each of them had one.
  private var isWhole = false

  public init() {}

  public mutating func clear() { values.removeAll(keepingCapacity: true) }

  public mutating func add(_ value: Double) { values.append(value) }

  /// Puts the results of some values in their place.
  public mutating func apply(_ kind: Across, to all: inout [Double], at range: Range<Int>) {
    values.removeAll(keepingCapacity: true)
    values.append(contentsOf: all[range])
    apply(kind)
    all.replaceSubrange(range, with: results)
  }

  /// Works out the results.
  public mutating func apply(_ kind: Across) {
    results.removeAll(keepingCapacity: true)
    switch kind {
    case .rank:
      sort()
      results.append(contentsOf: repeatElement(.nan, count: values.count))
      for (place, index) in order.enumerated() { results[Int(index)] = Double(place + 1) }
    case .percentile:
      sort()
      results.append(contentsOf: repeatElement(.nan, count: values.count))
      percentiles()
    case .zscore, .mean, .sum: moments(kind)
    }
  }

  private mutating func moments(_ kind: Across) {
    var (sum, count) = (0.0, 0)
    for value in values where !value.isNaN {
      sum += value
      count += 1
    }
    let mean = count > 0 ? sum / Double(count) : .nan
    guard kind == .zscore else {
      let shared = kind == .mean ? mean : count > 0 ? sum : .nan
      return results.append(contentsOf: repeatElement(shared, count: values.count))
    }
    var squares = 0.0
    for value in values where !value.isNaN { squares += (value - mean) * (value - mean) }
    let deviation = (squares / Double(count)).squareRoot()
    for value in values { results.append(deviation > 0 ? (value - mean) / deviation : .nan) }
  }

  /// Equal ones share what lies between them.
  private mutating func percentiles() {
    let others = Double(order.count - 1)
    var first = 0
    while first < order.count {
      var end = first + 1
      let value = values[Int(order[first])]
      while end < order.count, values[Int(order[end])] == value { end += 1 }
      let lower = Double(order.count - end) + Double(end - first - 1) / 2
      for place in first..<end {
        results[Int(order[place])] = others > 0 ? lower / others : .nan
      }
      first = end
    }
  }

  /// From the highest to the lowest, equal ones in the order of the instruments. The order of the
  /// last time is the start, so that little moves; where much does, it is sorted anew.
  private mutating func sort() {
    let allThere = !values.contains(where: \.isNaN)
    let isSameSet = allThere && isWhole && order.count == values.count
    isWhole = allThere
    if !isSameSet {
      order.removeAll(keepingCapacity: true)
      for index in values.indices where !values[index].isNaN { order.append(Int32(index)) }
    }
    // Of its own while it moves: nothing else looks at it.
    var order: [Int32] = []
    swap(&order, &self.order)
    defer { self.order = order }
    var patience = 8 * order.count
    for place in order.indices.dropFirst() {
      let moving = order[place]
      let value = values[Int(moving)]
      var hole = place
      while hole > 0, patience > 0 {
        let before = order[hole - 1]
        let other = values[Int(before)]
        if other > value || (other == value && before < moving) { break }
        order[hole] = before
        hole -= 1
        patience -= 1
      }
      order[hole] = moving
    }
    if patience > 0 { return }
    order.sort { left, right in
      let (a, b) = (values[Int(left)], values[Int(right)])
      return a > b || (a == b && left < right)
    }
  }
}

extension VirtualMachine {
  /// How many cross-sections the program asks for.
  public var exchangeCount: Int { exchanges.count }

  /// A cross-section over this instrument alone.
  func exchangeAlone(_ number: Int, rows: Int) {
    var section = CrossSection()
    for row in 0..<rows {
      section.clear()
      section.add(operand(ofExchange: number, row: row))
      section.apply(kind(ofExchange: number))
      set(exchange: number, row: row, section.results[0])
    }
  }
}

/// A machine of which there are many, one for each instrument: they go through a chunk together,
/// and meet at every cross-section.
public struct MachineRows: Sendable {
  let bars: Bars
  let rows: Range<Int>

  /// - Parameter rows: of the bars, at most the machine's room; may be empty.
  public init(_ bars: Bars, rows: Range<Int>) {
    self.bars = bars
    self.rows = rows
  }
}

extension VirtualMachine {
  public func across(_ exchange: Int) -> Across { kind(ofExchange: exchange) }

  /// Brings the machine through what lies before a cross-section, or behind the last of them. It
  /// takes what the one before gives it, and leaves what the next one reads.
  ///
  /// - Parameters:
  ///   - exchange: the number of the cross-section; 0 begins a chunk, `exchangeCount` ends it.
  ///   - places: from `first` on, for each row of the chunk its place among the values.
  public mutating func advance(
    to exchange: Int, _ chunk: MachineRows, at places: [Int32], from first: Int,
    _ values: inout [Double]
  ) {
    let rows = chunk.rows.count
    if exchange == 0 {
      begin(chunk.bars, rows: chunk.rows)
    } else if let target = columns[exchanges[exchange - 1]].target {
      frame.take(target, values, at: places, from: first, count: rows)
    }
    run(part: exchange, chunk.bars, rows: chunk.rows)
    if exchange == exchanges.count { return finish(rows) }
    let linked = columns[exchanges[exchange]]
    guard let source = linked.source else { return }
    frame.give(source, earlier: linked.offset, to: places, from: first, count: rows, &values)
  }
}
