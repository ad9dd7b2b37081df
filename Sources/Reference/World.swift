internal import Machine

/// The rows of a clock and how they lie in those of the clock it ticks by: the bars themselves,
/// slower bars, the bars of another instrument, or the rows at which a condition holds.
final class World {
  enum Kind { case bars, condition, slower, companion }

  let kind: Kind
  /// Missing for the bars.
  let parent: World?
  private let columns: [InputColumn: Cell]
  /// Beside the market, by name.
  private let extras: [String: Cell]
  let time: Cell
  let end: Cell
  /// How many rows there are, where that is known beforehand.
  let count: Int
  /// How many own rows there are by a row of the parent.
  private let rows: (Int) -> Int
  /// The parent's row at which an own row came to be; the first one for a row that there is not:
  /// what asks for it is fixed for the run.
  let origin: (Int) -> Int

  /// Rows with prices and times of their own.
  private struct Row {
    let time: Int64
    let end: Int64
    let words: [Int64]
    let extras: [Int64]
  }

  /// - Parameter almanac: says when bars of days and more are over.
  init(_ bars: Bars, _ almanac: (any Almanac)?) {
    kind = .bars
    parent = nil
    let length = World.length(bars.interval)
    let own = (0..<bars.count).map { bar in
      let end = length.flatMap { almanac?.end(of: $0, from: bars.time[bar]) }
      return World.row(bars, bar, end: end ?? bars.time[bar] + bars.interval)
    }
    (columns, time, end) = World.cells(own)
    extras = World.cells(own, bars.extras.map(\.name))
    count = own.count
    rows = { $0 + 1 }
    origin = { $0 }
  }

  private init(
    _ kind: Kind, _ own: [Row], at origins: [Int], _ names: [String], of parent: World
  ) {
    self.kind = kind
    self.parent = parent
    (columns, time, end) = World.cells(own)
    extras = World.cells(own, names)
    count = own.count
    rows = { row in origins.count { $0 <= row } }
    origin = { origins.indices.contains($0) ? origins[$0] : 0 }
  }

  /// The ticks of a condition; prices are those of the bar it ticks at.
  init(where condition: Cell, of parent: World) {
    kind = .condition
    self.parent = parent
    let ticks = Ticks(condition)
    rows = { ticks.count(through: $0) }
    origin = { ticks.origin($0) }
    count = 0
    func sampled(_ cell: Cell) -> Cell { World.sampled(cell) { ticks.origin($0) } }
    var columns: [InputColumn: Cell] = [:]
    for column in InputColumn.allCases { columns[column] = sampled(parent.column(column)) }
    self.columns = columns
    extras = parent.extras.mapValues { sampled($0) }
    time = sampled(parent.time)
    end = sampled(parent.end)
  }

  /// Slower bars made of this world's: each has the bars of its bucket that have ended when it is
  /// done, and is done at the first end at or after its own, or with the first bar of another one.
  func slower(_ bucket: (Int64) -> Stretch) -> World {
    let names = extras.keys.sorted()
    var made: [Row] = []
    var origins: [Int] = []
    var row = 0
    var seen: Int64?
    while row < count {
      let stretch = bucket(time.at(row).word ?? 0)
      guard let start = stretch.value, start != seen else {
        row += 1
        continue
      }
      let first = row
      while row < count, bucket(time.at(row).word ?? 0).value == start,
        end.at(row).word ?? 0 < stretch.over
      { row += 1 }
      guard row < count else { break }
      let isLast = bucket(time.at(row).word ?? 0).value == start
      let members = first...(isLast ? row : row - 1)
      if first > 0 || time.at(0).word == start {
        made.append(
          Row(
            time: start, end: stretch.over, words: merged(members),
            extras: names.map { latest(column($0), members) }))
        origins.append(row)
      }
      seen = start
      if isLast { row += 1 }
    }
    return World(.slower, made, at: origins, names, of: self)
  }

  /// Another instrument's bars, each seen at the first of these bars that ends no sooner.
  func companion(_ bars: Bars) -> World {
    var made: [Row] = []
    var origins: [Int] = []
    for bar in 0..<bars.count {
      let row = World.row(bars, bar, end: World.end(bars, bar))
      guard let seen = (0..<count).first(where: { (end.at($0).word ?? 0) >= row.end }) else {
        break
      }
      made.append(row)
      origins.append(seen)
    }
    return World(.companion, made, at: origins, bars.extras.map(\.name), of: self)
  }

  func column(_ column: InputColumn) -> Cell { columns[column] ?? .numbers { _ in .nan } }

  /// A column beside the market.
  func column(_ name: String) -> Cell { extras[name] ?? .numbers { _ in .nan } }

  /// Of what is known the last.
  private func latest(_ cell: Cell, _ rows: ClosedRange<Int>) -> Int64 {
    rows.reversed().map { cell.number($0) }.first { isValue($0) }.map { Grid.word($0) }
      ?? Grid.missing
  }

  /// A value of this world on the rows of its parent: as it was at the last tick.
  func held(_ cell: Cell) -> Cell {
    Cell(cell.before) { [rows] row in cell.at(rows(row) - 1) }
  }

  /// A value of the parent's rows as it is at each tick.
  func sampled(_ cell: Cell) -> Cell { World.sampled(cell, origin) }

  /// At which rows of the parent this world has new rows.
  var ticks: Cell { .flags { [rows] row in rows(row) > (row == 0 ? 0 : rows(row - 1)) } }

  // MARK: -

  private static func sampled(_ cell: Cell, _ origin: @escaping (Int) -> Int) -> Cell {
    let market = cell.market.map { market in
      MarketColumn { $0 < 0 ? nil : market.word(origin($0)) }
    }
    return Cell(cell.before, market: market) { cell.at(origin($0)) }
  }

  private static let hour: Int64 = 3_600_000_000_000

  /// What is counted, for bars of days and more.
  private static func length(_ interval: Int64) -> Timeframe? {
    let hours = Double(interval) / Double(hour)
    for (shortest, longest, months) in [
      (28.0, 31.0, 1), (89, 92, 3), (181, 184, 6), (365, 366, 12),
    ]
    where hours >= shortest * 24 - 1 && hours <= longest * 24 + 1 {
      return Timeframe(months, .month)
    }
    guard hours >= 24, hours.truncatingRemainder(dividingBy: 24) == 0 else { return nil }
    return Timeframe(Int(hours / 24), .day)
  }

  /// When a bar of another instrument is over, of which the zone is not known.
  private static func end(_ bars: Bars, _ bar: Int) -> Int64 {
    let time = bars.time[bar]
    let next = bar + 1 < bars.count ? bars.time[bar + 1] : Int64.max
    switch length(bars.interval) {
    case let length? where length.unit == .month:
      let longest: Int64 = [1: 31, 3: 92, 6: 184, 12: 366][length.count] ?? 0
      let end = time + longest * 24 * hour
      return next <= end + hour ? next : end
    case .some:
      let end = time + bars.interval
      return next >= end - hour && next <= end + hour ? next : end
    case nil: return time + bars.interval
    }
  }

  private static func row(_ bars: Bars, _ bar: Int, end: Int64) -> Row {
    Row(
      time: bars.time[bar], end: end, words: InputColumn.allCases.map { bars.column($0)[bar] },
      extras: bars.extras.map { $0.words[bar] })
  }

  private static func cells(_ rows: [Row]) -> ([InputColumn: Cell], time: Cell, end: Cell) {
    var columns: [InputColumn: Cell] = [:]
    for (number, column) in InputColumn.allCases.enumerated() {
      let words = rows.map { $0.words[number] }
      let market = MarketColumn { words.indices.contains($0) ? words[$0] : nil }
      columns[column] = Cell(.number(.nan), market: market) { .number(Grid.number(words[$0])) }
    }
    return (
      columns, Cell(.word(nil)) { .word(rows[$0].time) }, Cell(.word(nil)) { .word(rows[$0].end) }
    )
  }

  private static func cells(_ rows: [Row], _ names: [String]) -> [String: Cell] {
    var cells: [String: Cell] = [:]
    for (number, name) in names.enumerated() {
      cells[name] = .numbers {
        rows.indices.contains($0) ? Grid.number(rows[$0].extras[number]) : .nan
      }
    }
    return cells
  }

  /// The words of one bar made of several: only what is known counts.
  private func merged(_ rows: ClosedRange<Int>) -> [Int64] {
    func words(_ column: InputColumn) -> [Int64] {
      let words = rows.compactMap { self.column(column).market?.word($0) }
      return words.filter { isValue(Grid.number($0)) }
    }
    func word(_ column: InputColumn) -> Int64? {
      let known = words(column)
      switch column {
      case .open: return known.first
      case .close: return known.last
      case .high: return known.max { Grid.number($0) < Grid.number($1) }
      case .low: return known.min { Grid.number($0) < Grid.number($1) }
      case .volume:
        guard let first = known.first else { return nil }
        return known.dropFirst().reduce(first) { sum, next in
          let whole = [sum, next, sum &+ next].allSatisfy(Grid.isCount)
          return whole ? sum + next : Grid.word(Grid.number(sum) + Grid.number(next))
        }
      }
    }
    return InputColumn.allCases.map { word($0) ?? column($0).market?.word(rows.lowerBound) ?? 0 }
  }
}

/// The rows at which a condition holds, found as far as anyone has asked.
private final class Ticks {
  private let condition: Cell
  private var counts: [Int] = []
  private var origins: [Int] = []

  init(_ condition: Cell) { self.condition = condition }

  func origin(_ tick: Int) -> Int { origins.indices.contains(tick) ? origins[tick] : 0 }

  func count(through row: Int) -> Int {
    while counts.count <= row {
      let next = counts.count
      if condition.flag(next) { origins.append(next) }
      counts.append(origins.count)
    }
    return row < 0 ? 0 : counts[row]
  }
}
