internal import Compiler
internal import Host
internal import Machine
internal import Syntax
internal import TestSupport
internal import Testing
internal import Trading

@testable internal import Backtest

/// Portfolios for tests.
enum PortfolioSample {
  /// Files of every kind: cross-sections and none, market orders and prices, the account and not.
  static let texts: [String] = [
    """
    portfolio "crosses"
    enter long size 15% when close crosses above sma(close, 5)
    exit long when close crosses below sma(close, 5)
    """,
    """
    portfolio "all in"
    enter long when close crosses above sma(close, 8)
    enter short size 30% when close crosses below sma(close, 8)
    """,
    """
    portfolio "rotation"
    let strength = roc(close, 6)
    allocate if top(strength, 2) then 45% else 0 band 5%
    """,
    """
    portfolio "long and short"
    let z = zscore_across(roc(close, 4) - mean_across(roc(close, 4)))
    allocate z / 8 band 2% when mod(bar_index, 3) == 0
    """,
    """
    portfolio "prices"
    enter long size 20% at close * 99% for 3 bars when rank(volume) <= 3
      stop 3%
      target 4%
    exit long stop at lowest(low, 5)
    """,
    """
    portfolio "account"
    enter long size 25% when percentile(close / sma(close, 6)) > 0.6 and equity > 5_000
    exit when position.bars >= 4 or drawdown > 10%
    """,
    """
    portfolio "limits"
    limits { max drawdown 8%; max position 30%; max orders 3 per 5d }
    enter long size 25% when close > open
    exit long when close < close[2]
    """,
    """
    portfolio "entries"
    pyramid 3
    enter long "a" size 10% when close > close[1]
    exit "a" when entry.bars >= 3 or entry.pnl > at_entry(atr(3)) * 5
    """,
    """
    portfolio "brackets"
    enter long size 20% when close crosses above sma(close, 4) stop 2% target 3%
    enter short size 10% when close crosses below sma(close, 6) stop 1.5%
    """,
    """
    portfolio "shares of the account"
    limits { max sector 40%; max exposure 70%; max position 25% }
    enter long size 24% when close crosses above sma(close, 4) stop 2% target 3%
    exit long when close < sma(close, 6)
    """,
    """
    portfolio "trails"
    pyramid 3
    enter long size 10% when close > close[1]
    exit long trail 3% after 1%
    exit short stop 2%
    enter short size 10% when rank(close / close[3]) <= 1
    """,
  ]

  static func program(_ text: String) throws -> Program {
    let compilation = compile(Source(name: "sample", text: text))
    let problems = compilation.diagnostics.filter { $0.severity == .error }.map(\.message)
    return try #require(compilation.program, "\(problems) in \(text)")
  }

  static func strategy(_ text: String, name: String = "s") throws -> PortfolioStrategy {
    let program = try program(text)
    return PortfolioStrategy(
      name: name, program: program, values: program.parameters.map(\.standard))
  }

  static func terms(_ symbol: String, fee: String = "0.0005", lot: String? = nil) throws -> Terms {
    Terms(
      capital: try Money("10000"),
      instrument: try Instrument(symbol: symbol, lot: lot.map { try Quantity($0) }),
      fee: .share(try Ratio(fee)), slippage: .share(try Ratio("0.0002")))
  }

  /// Bars of several symbols: some begin later or end earlier, some have holes.
  static func instruments(
    _ count: Int, bars: Int, seed: UInt64, kinds: [Market] = [.calm, .gaps, .ties]
  ) throws -> [PortfolioInstrument] {
    var dice = SplitMix64(seed: seed)
    return try (0..<count).map { number in
      let all = kinds[number % kinds.count].bars(bars, seed: seed &* 97 &+ UInt64(number))
      let first = dice.chance(0.3) ? dice.below(bars / 2) : 0
      let last = dice.chance(0.3) ? bars - dice.below(bars / 3) : bars
      let holes = dice.chance(0.5) ? 0.1 : 0
      let rows = (first..<max(first + 1, last)).filter { _ in !dice.chance(holes) }
      let symbol = "S" + String(100 + number)
      let sector = ["steel", "tea", "wool"][number % 3]
      return PortfolioInstrument(
        symbol: symbol, terms: try terms(symbol, lot: number % 4 == 0 ? "1" : nil),
        source: .held(all.picked(rows.isEmpty ? [first] : rows)), sector: sector)
    }
  }

  static func settings() throws -> PortfolioSettings {
    PortfolioSettings(capital: try Money("10000"), periodsPerYear: 252)
  }
}

extension Bars {
  /// Some of the rows.
  func picked(_ rows: [Int]) -> Bars {
    Bars(
      time: rows.map { time[$0] }, open: rows.map { open[$0] }, high: rows.map { high[$0] },
      low: rows.map { low[$0] }, close: rows.map { close[$0] }, volume: rows.map { volume[$0] },
      interval: interval)
  }
}

/// Bars handed out in pieces of changing sizes.
struct Pieces: BarStream {
  let bars: Bars
  let sizes: [Int]
  var next = 0
  var turn = 0

  init(_ bars: Bars, sizes: [Int]) {
    self.bars = bars
    self.sizes = sizes
  }

  var interval: Int64 { bars.interval }

  mutating func next(_ most: Int) throws(Failure) -> Bars? {
    guard next < bars.count else { return nil }
    let end = min(next + sizes[turn % sizes.count], bars.count)
    defer { (next, turn) = (end, turn + 1) }
    return bars.rows(next..<end)
  }
}
