internal import Machine

@testable internal import Store

/// Bars that a row's number alone decides.
enum Sample {
  static let minute: Int64 = 60_000_000_000

  static func bars(_ rows: Range<Int>, wild: Bool = false) -> Bars {
    func words(_ shift: Int) -> [Int64] {
      rows.map { row in
        if wild, (row + shift) % 17 == 0 { return Grid.missing }
        if wild, (row + shift) % 13 == 0 { return Grid.word(1.0 / 3 + Double(row)) }
        return Int64(row + shift) * 1_000_000 + 500_000_000
      }
    }
    return Bars(
      time: rows.map { 1_600_000_020_000_000_000 + Int64($0) * minute }, open: words(1),
      high: words(3), low: words(0), close: words(2), volume: words(100), interval: minute)
  }

  static func record(_ name: String) -> DataRecord {
    DataRecord(
      name: name, symbol: "S", interval: minute, zone: "UTC", calendar: "24x7", source: "test")
  }

  /// What two series have in common: nothing but being the same, word for word.
  static func same(_ left: Bars, _ right: Bars) -> Bool {
    left.time == right.time
      && InputColumn.allCases.allSatisfy { left.column($0) == right.column($0) }
  }
}
