import Machine
import TestSupport
import Trading

@testable import Backtest

/// Bars for tests.
enum Sample {
  static let minute: Int64 = 60_000_000_000

  /// Bars one minute apart; high and low follow from open and close.
  static func bars(open: [Double], close: [Double], volume: [Double]? = nil) -> Bars {
    let rows = open.indices
    return Bars(
      time: rows.map { Int64($0) * minute }, open: open.map(Grid.word),
      high: rows.map { Grid.word(max(open[$0], close[$0])) },
      low: rows.map { Grid.word(min(open[$0], close[$0])) }, close: close.map(Grid.word),
      volume: (volume ?? rows.map { _ in 1 }).map(Grid.word), interval: minute)
  }

  /// A walk in cents around 100.
  static func walk(_ count: Int, _ random: inout SplitMix64) -> Bars {
    var (open, close): ([Double], [Double]) = ([], [])
    var cents = 10_000
    for _ in 0..<count {
      open.append(Double(cents + random.below(5) - 2) / 100)
      cents = max(500, cents + random.below(201) - 100)
      close.append(Double(cents) / 100)
    }
    return bars(open: open, close: close)
  }
}

extension BacktestSettings {
  static func plain(
    capital: String = "10000", fee: String = "0", slippage: String = "0", tick: String? = nil,
    lot: String? = nil, timing: FillTiming = .nextOpen, periodsPerYear: Double = 252
  ) throws -> BacktestSettings {
    let instrument = try Instrument(
      symbol: "TEST", tick: tick.map { try Price($0) }, lot: lot.map { try Quantity($0) })
    var settings = BacktestSettings(
      terms: Terms(
        capital: try Money(capital), instrument: instrument, fee: .share(try Ratio(fee)),
        slippage: .share(try Ratio(slippage)), timing: timing), periodsPerYear: periodsPerYear)
    settings.wantsEquity = true
    return settings
  }
}

extension BacktestResult {
  /// Everything in it as text, every Double by its bits: equal texts are equal results, bit for
  /// bit.
  var fingerprint: [String] {
    var lines = trades.map { "\($0)" } + openLots.map { "\($0)" } + refusals.map { "\($0)" }
    lines.append("\(fillCount) \(warmUp) \(rows) \(performance.finalEquity)")
    lines += (equity.map(Array.init) ?? []).map { "\($0.bitPattern)" }
    lines += metrics.map { reading in
      if case .number(let number) = reading.value { return "\(reading.name) \(number.bitPattern)" }
      return "\(reading.name) \(String(describing: reading.value))"
    }
    return lines
  }

  /// Where two results differ first; `nil` where they are equal.
  func difference(from other: BacktestResult) -> String? {
    let (mine, theirs) = (fingerprint, other.fingerprint)
    guard let place = zip(mine, theirs).enumerated().first(where: { $1.0 != $1.1 })?.offset else {
      return mine.count == theirs.count ? nil : "\(mine.count) lines, not \(theirs.count)"
    }
    return "line \(place): \(mine[place]), not \(theirs[place])"
  }
}
