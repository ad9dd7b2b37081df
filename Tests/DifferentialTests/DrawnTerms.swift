import TestSupport
import Trading

/// Terms by chance: whatever the market may lend, charge or delay. What was drawn is counted.
struct DrawnTerms {
  private(set) var drawn: [String: Int] = [:]

  /// What can be drawn.
  static let names = ["participation", "funding", "latency", "margin", "borrow", "point value"]
  static let day: Int64 = 86_400_000_000_000

  private mutating func note(_ name: String) { drawn[name, default: 0] += 1 }

  mutating func terms(_ dice: inout SplitMix64) throws -> Terms {
    let tick = try Price("0.01")
    var lot = dice.chance(0.5) ? try Quantity(dice.pick(["1", "0.001"])) : nil
    var value = Instrument.onePoint
    if dice.chance(0.3) {
      value = try Price(dice.pick(["50", "12.5", "0.1"]))
      if let own = lot, own.count < 10_000_000 { lot = try Quantity("0.1") }
      note("point value")
    }
    let instrument = try Instrument(symbol: "S", tick: tick, lot: lot, pointValue: value)
    var terms = Terms(
      capital: try Money("100000"), instrument: instrument,
      fee: try FeeModel(dice.pick(["0", "5bps", "0.01/unit min 1"])).of(instrument),
      slippage: try SlippageModel(
        dice.pick(["0", "5bps", "10% of range", "impact 5%"]), tick: tick))
    if dice.chance(0.5) {
      terms.participation = try Ratio(dice.pick(["0.1%", "2%", "20%"]))
      note("participation")
    }
    if dice.chance(0.4) {
      terms.funding = try Funding(
        dice.pick(["0.01% per 8h", "-0.3% per 2d", "column funding", "column funding per 12h"]))
      note("funding")
    }
    if dice.chance(0.4) {
      terms.latency = dice.pick([1_000_000, Self.day, 200_000_000_000_000])
      note("latency")
    }
    if dice.chance(0.3) {
      terms.margin = try Margin(initial: dice.pick(["100%", "20%", "33%"]), maintenance: "10%")
      note("margin")
    }
    if dice.chance(0.2) {
      terms.borrow = try Ratio("9%")
      note("borrow")
    }
    return terms
  }

  /// Orders that are late, fill in parts, or both; the rest as it comes.
  mutating func lateOrInParts(
    _ dice: inout SplitMix64, interval: Int64 = Self.day
  ) throws -> Terms {
    var terms = try terms(&dice)
    let kind = dice.below(3)
    terms.participation = kind == 0 ? nil : try Ratio(dice.pick(["0.1%", "0.5%", "2%", "20%"]))
    let waits = [interval - 1, interval, interval + 1, 2 * interval, 7 * interval / 2]
    terms.latency = kind == 1 ? 0 : dice.pick(waits)
    return terms
  }
}
