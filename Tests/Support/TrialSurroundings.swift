internal import Host
public import Machine
public import Market

extension Surroundings {
  /// A calendar, and bars of `"OTHER"`, which are half as long again as those of the program, and
  /// sooner there; the shipped strategies call them `"BENCH"`.
  public static func trial(_ bars: Bars, _ calendar: TradingCalendar = .always) -> Surroundings {
    let interval = bars.interval + bars.interval / 2
    var other = Market.calm.bars(2 * bars.count / 3 + 8, seed: 7)
    let first = (bars.time.first ?? 0) - 5 * interval
    other = Bars(
      time: other.time.indices.map { first + Int64($0) * interval }, open: other.open,
      high: other.high, low: other.low, close: other.close, volume: other.volume,
      interval: interval)
    if !bars.extras.isEmpty { other = other.withColumns(seed: 8) }
    return Surroundings(
      almanac: CalendarAlmanac(calendar, ZoneFiles(.system), for: bars), interval: bars.interval,
      companions: ["OTHER": other, "BENCH": other], extras: bars.extras.map(\.name), symbol: "X")
  }
}

extension Bars {
  /// The same bars at other times: of a length, begun anywhere in a day, some of them left out.
  public func spaced(_ interval: Int64, seed: UInt64) -> Bars {
    var dice = SplitMix64(seed: seed)
    let day: Int64 = 86_400_000_000_000
    // A time of the year in which clocks change, in America and in Europe.
    var next = 1_583_280_000_000_000_000 + Int64(dice.whole(0...4)) * day
    next += Int64(dice.whole(0...Int(max(day / interval, 1) - 1))) * interval
    var times: [Int64] = []
    for _ in 0..<count {
      times.append(next)
      next += interval
      if dice.chance(0.06) { next += Int64(dice.pick([1, 1, 2, 5, 30])) * interval }
    }
    return Bars(
      time: times, open: open, high: high, low: low, close: close, volume: volume,
      interval: interval, extras: extras)
  }
}
