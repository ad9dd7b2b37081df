internal import Machine
internal import Testing

@testable internal import Market

struct PeriodsPerYearTests {
  static let minute: Int64 = 60_000_000_000
  static let day = 1_440 * minute
  /// Wednesday, 2020-01-01.
  static let start: Int64 = 1_577_836_800_000_000_000

  @Test(arguments: [1_095, 100, 21, 7])
  func `days around the week are 365`(count: Int) {
    #expect(figure((0..<count).map { Self.start + Int64($0) * Self.day }) == 365)
  }

  @Test(arguments: [2_500, 300, 30, 12, 5])
  func `days from Monday to Friday are 252`(count: Int) {
    #expect(figure(weekdays(count)) == 252)
  }

  @Test func `holidays, holes and missing years do not count`() {
    let days = weekdays(2_600).enumerated()
    #expect(figure(days.filter { $0.offset % 40 != 7 }.map(\.element)) == 252)
    #expect(figure(days.filter { !(500..<1_300).contains($0.offset) }.map(\.element)) == 252)
  }

  @Test(arguments: [300_000, 30_000, 3_000, 1_441, 1_000, 2])
  func `minutes around the clock are 525,600`(count: Int) {
    #expect(figure((0..<count).map { Self.start + Int64($0) * Self.minute }) == 525_600)
  }

  @Test func `minutes without a trade are no fewer minutes`() {
    let times = (0..<200_000).filter { $0 % 29 != 3 }.map { Self.start + Int64($0) * Self.minute }
    #expect(figure(times) == 525_600)
  }

  @Test(arguments: [250, 30, 3])
  func `a session of 390 minutes is 98,280`(days: Int) {
    let opening = 14 * 60 * Self.minute + 30 * Self.minute
    let times = weekdays(days).flatMap { day in
      series(from: day + opening, 390, Self.minute)
    }
    #expect(figure(times) == 98_280)
  }

  @Test func `a session that ends on Saturday by UTC is still five days`() {
    let times = weekdays(100).flatMap { day in
      series(from: day + 9 * 60 * Self.minute, 17, 60 * Self.minute)
    }
    #expect(figure(times) == 252 * 17)
  }

  @Test func `currencies by the hour are 6,048`() {
    let sunday = Self.start + 4 * Self.day + 22 * 60 * Self.minute
    let times = (0..<50).flatMap { week in
      series(from: sunday + Int64(week) * 7 * Self.day, 120, 60 * Self.minute)
    }
    #expect(figure(times) == 6_048)
  }

  @Test func `weeks, months, quarters and years`() {
    #expect(figure((0..<60).map { Self.start + Int64($0) * 7 * Self.day }) == 52)
    let months = (0..<48).compactMap {
      CivilDate(year: 2_020 + $0 / 12, month: $0 % 12 + 1, day: 1)
    }
    #expect(figure(months.map { Int64($0.daysSince1970) * Self.day }) == 12)
    let quarters = months.filter { $0.month % 3 == 1 }
    #expect(figure(quarters.map { Int64($0.daysSince1970) * Self.day }) == 4)
    let years = months.filter { $0.month == 1 }
    #expect(figure(years.map { Int64($0.daysSince1970) * Self.day }) == 1)
    #expect(figure((0..<60).map { Self.start + Int64($0) * 5 * Self.day }) == 73)
  }

  @Test func `too few bars, or times at the ends of the range, give a figure`() {
    #expect(figure([]) == 252)
    #expect(figure([0]) == 252)
    for times: [Int64] in [
      [.min, .max], [.min, .min + 1, .max], [.max - 1, .max], [.min, .min + 1],
    ] {
      #expect(figure(times).isFinite)
    }
    #expect(figure([.min, .min + Self.day, .max - Self.day, .max]).isFinite)
  }

  private func figure(_ times: [Int64]) -> Double {
    let words = [Int64](repeating: 0, count: times.count)
    return PeriodsPerYear.inferred(
      from: Bars(
        time: times, open: words, high: words, low: words, close: words, volume: words,
        interval: CSVAssembly.commonStep(Words(times))))
  }

  private func series(from start: Int64, _ count: Int, _ step: Int64) -> [Int64] {
    (0..<count).map { start + Int64($0) * step }
  }

  /// Days from Monday to Friday, from Monday 2020-01-06.
  private func weekdays(_ count: Int) -> [Int64] {
    (0..<count).map { number in
      let days = 5 + number / 5 * 7 + number % 5
      return Self.start + Int64(days) * Self.day
    }
  }
}
