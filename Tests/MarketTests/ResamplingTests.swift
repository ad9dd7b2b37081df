internal import Host
internal import Machine
internal import Testing

@testable internal import Market

/// Longer bars: of which shorter ones they can be made, and what becomes of further columns.
struct ResamplingTests {
  private static let zones = ZoneFiles(.system)
  private static let minute: Int64 = 60_000_000_000
  private static let day: Int64 = 86_400_000_000_000
  /// A Monday.
  private static let start: Int64 = 1_577_664_000_000_000_000

  private func bars(_ times: [Int64], of interval: Int64, extras: [Bars.Extra] = []) -> Bars {
    let ones = times.map { _ in Grid.perUnit }
    return Bars(
      time: times, open: ones, high: ones, low: ones, close: ones, volume: ones,
      interval: interval, extras: extras)
  }

  private func bars(every interval: Int64, _ count: Int = 200) -> Bars {
    bars((0..<count).map { Self.start + Int64($0) * interval }, of: interval)
  }

  private func code(_ bars: Bars, _ text: String, _ calendar: TradingCalendar = .always) -> String?
  {
    do throws(Failure) {
      guard let timeframe = Timeframe(text: text) else { return "no timeframe" }
      _ = try Resampling(bars, to: timeframe, calendar, Self.zones)
      return nil
    } catch { return error.code }
  }

  @Test func `only multiples are made`() throws {
    let hour = 60 * Self.minute
    for (length, text) in [
      (15 * Self.minute, "20m"), (15 * Self.minute, "50m"), (7 * Self.minute, "1h"),
      (2 * hour, "3h"), (7 * hour, "1d"), (65 * Self.minute, "1d"), (2 * Self.day, "3d"),
      (2 * Self.day, "1w"), (7 * Self.day, "1mo"), (7 * Self.day, "1y"), (31 * Self.day, "1w"),
    ] {
      #expect(code(bars(every: length), text) == "D0114", "\(length) to \(text)")
    }
    for (length, text) in [
      (15 * Self.minute, "30m"), (15 * Self.minute, "1h"), (15 * Self.minute, "1d"),
      (2 * hour, "4h"), (4 * hour, "1d"), (4 * hour, "1w"), (hour, "1mo"), (Self.day, "3d"),
      (Self.day, "1w"), (Self.day, "1mo"), (Self.day, "1y"), (7 * Self.day, "2w"),
      (31 * Self.day, "3mo"), (31 * Self.day, "1y"),
    ] {
      #expect(code(bars(every: length), text) == nil, "\(length) to \(text)")
    }
    // Bars that begin anew with each session fill the day.
    let equities = try TradingCalendar.named("us-equities", Self.zones)
    var times: [Int64] = []
    for date in 0..<20 where date % 7 < 5 {
      let open = Self.start + Int64(date) * Self.day + 870 * Self.minute
      times += (0..<6).map { open + Int64($0) * 65 * Self.minute }
    }
    #expect(code(bars(times, of: 65 * Self.minute), "1d", equities) == nil)
    #expect(code(bars(times, of: 65 * Self.minute), "2h", equities) == "D0114")
  }

  @Test func `bars without one length become any`() {
    let dice = Dice(3)
    var time = Self.start
    let times = (0..<300).map { _ in
      time += Int64(1 + dice.roll(500)) * 1_000_000_000
      return time
    }
    #expect(code(bars(times, of: 37_000_000_000), "5m") == nil)
  }

  @Test func `a further column has its last value`() throws {
    let funding: [Int64] = [1, 2, Grid.missing, Grid.missing, 5, 6]
    let all = bars(
      (0..<6).map { Self.start + Int64($0) * 30 * Self.minute }, of: 30 * Self.minute,
      extras: [
        Bars.Extra(name: "funding", words: funding),
        Bars.Extra(name: "none", words: [Int64](repeating: Grid.missing, count: 6)),
      ])
    let hours = try Resampling(all, to: try #require(Timeframe(text: "1h")), .always, Self.zones)
    #expect(hours.bars.extras.map(\.name) == ["funding", "none"])
    #expect(hours.bars.extras[0].words == [2, Grid.missing, 6])
    #expect(hours.bars.extras[1].words == [Grid.missing, Grid.missing, Grid.missing])
    let longer = try Resampling(
      all, to: try #require(Timeframe(text: "2h")), .always, Self.zones)
    // The second hour has none: the value of the first is the last one there is.
    #expect(longer.bars.extras[0].words == [2, 6])
  }
}
