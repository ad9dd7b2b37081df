internal import Machine
internal import Testing
internal import Trading

@testable internal import Backtest

/// Each limit binds to the unit: what is exactly as much is allowed, one count more is not.
@Suite struct LimitTests {
  private static let day: Int64 = 86_400_000_000_000

  /// Bars at one price.
  private static func bars(_ price: Double, count: Int = 4) -> Bars {
    let word = [Int64](repeating: Grid.word(price), count: count)
    return Bars(
      time: (0..<count).map { Int64($0) * day }, open: word, high: word, low: word, close: word,
      volume: word, interval: day)
  }

  /// A at 100 and B at 200 of one sector, C at 50 of another, with 10,000.
  private static func held(_ text: String) throws -> (units: [String], refusals: [RefusalReason]) {
    let all = [("A", 100.0, "tea"), ("B", 200, "tea"), ("C", 50, "wool")]
    let instruments = try all.map { symbol, price, sector in
      PortfolioInstrument(
        symbol: symbol, terms: try PortfolioSample.terms(symbol, fee: "0").without(),
        source: .held(bars(price)), sector: sector)
    }
    let result = try PortfolioRun(
      [try PortfolioSample.strategy("portfolio \"x\"\n" + text)], on: instruments,
      settings: try PortfolioSample.settings()
    ).result()
    let units = (0..<3).map { place in
      let lots = result.open.filter { $0.instrument == place }
      return Quantity(count: lots.reduce(0) { $0 + $1.lot.quantity.count }).description
    }
    return (units, result.refusals.map(\.reason))
  }

  /// What each buys at the first close.
  private static func buys(_ a: String, _ b: String, _ c: String) -> String {
    "enter long when bar_index == 0 size (if close == 100 then \(a) else if close == 200 then \(b)"
      + " else \(c)) units\n"
  }

  @Test func aPosition() throws {
    let limit = "limits { max position 30% }\n"
    let exact = try Self.held(limit + Self.buys("30", "15", "60"))
    #expect(exact.units == ["30", "15", "60"] && exact.refusals.isEmpty)
    let more = try Self.held(limit + Self.buys("30.00000001", "15", "60.00000001"))
    #expect(more.units == ["0", "15", "0"] && more.refusals == [.limit])
  }

  @Test func aSector() throws {
    let limit = "limits { max sector 30% }\n"
    let exact = try Self.held(limit + Self.buys("10", "10", "60"))
    #expect(exact.units == ["10", "10", "60"] && exact.refusals.isEmpty)
    // In the order of the symbols: A is there first.
    let more = try Self.held(limit + Self.buys("10", "10.00000001", "60"))
    #expect(more.units == ["10", "0", "60"] && more.refusals == [.limit])
    let other = try Self.held(limit + Self.buys("10.00000001", "10", "60.00000001"))
    #expect(other.units == ["10.00000001", "0", "0"] && other.refusals == [.limit])
  }

  @Test func allThatIsHeld() throws {
    let limit = "limits { max exposure 90% }\n"
    let exact = try Self.held(limit + Self.buys("30", "20", "40"))
    #expect(exact.units == ["30", "20", "40"] && exact.refusals.isEmpty)
    let more = try Self.held(limit + Self.buys("30", "20", "40.00000001"))
    #expect(more.units == ["30", "20", "0"] && more.refusals == [.limit])
    // Long and short are added up.
    let both =
      "limits { max exposure 60% }\n"
      + "enter long when bar_index == 0 and close == 100 size 30 units\n"
    let short = "enter short when bar_index == 0 and close == 50 size "
    #expect(try Self.held(both + short + "60 units\n").units == ["30", "0", "60"])
    #expect(try Self.held(both + short + "60.00000001 units\n").units == ["30", "0", "0"])
  }

  @Test func theNumberOfOrders() throws {
    let rest = "enter long when true size 1 units\nexit when position.bars >= 0\n"
    for (most, entries) in [(1, 1), (2, 2), (5, 2)] {
      let text = "portfolio \"x\"\nlimits { max orders \(most) per 30d }\n" + rest
      let result = try PortfolioRun(
        [try PortfolioSample.strategy(text)],
        on: [
          PortfolioInstrument(
            symbol: "A", terms: try PortfolioSample.terms("A", fee: "0").without(),
            source: .held(Self.bars(100, count: 5)))
        ], settings: try PortfolioSample.settings()
      ).result()
      #expect(result.trades.count + result.open.count == entries, "\(most)")
    }
  }

  /// With margin what others hold counts: two positions of ten times equity are one too many.
  @Test func marginIsOneForAll() throws {
    func run(_ units: String) throws -> PortfolioResult {
      let instruments = try [("A", 100.0), ("B", 200)].map { symbol, price in
        var terms = try PortfolioSample.terms(symbol, fee: "0").without()
        terms.margin = try Margin(initial: "10%", maintenance: "5%")
        return PortfolioInstrument(symbol: symbol, terms: terms, source: .held(Self.bars(price)))
      }
      let text =
        "portfolio \"x\"\nenter long when bar_index == 0 size (if close == 100 then 400 else "
        + "\(units)) units\n"
      return try PortfolioRun(
        [try PortfolioSample.strategy(text)], on: instruments,
        settings: try PortfolioSample.settings()
      ).result()
    }
    // 40,000 need 4,000; 60,000 need the other 6,000.
    #expect(try run("300").open.count == 2)
    #expect(try run("300.00000001").open.count == 1)
  }

  /// A fall that the account does not survive is met where it happens; what it leaves is closed.
  @Test func aFallClosesWhatEquityNoLongerCarries() throws {
    func bars(_ prices: [Double]) -> Bars {
      let words = prices.map { Grid.word($0) }
      return Bars(
        time: prices.indices.map { Int64($0) * Self.day }, open: words, high: words, low: words,
        close: words, volume: words, interval: Self.day)
    }
    let instruments = try [("A", [100.0, 100, 100, 100]), ("B", [100, 100, 85, 85])].map {
      var terms = try PortfolioSample.terms($0, fee: "0").without()
      terms.margin = try Margin(initial: "10%", maintenance: "5%")
      return PortfolioInstrument(symbol: $0, terms: terms, source: .held(bars($1)))
    }
    let text = "portfolio \"x\"\nenter long when bar_index == 0 size 500 units\n"
    let result = try PortfolioRun(
      [try PortfolioSample.strategy(text)], on: instruments,
      settings: try PortfolioSample.settings()
    ).result()
    // 10,000 less 7,500 is not 5 % of 92,500: B goes, and A stays with what is left.
    #expect(result.trades.map(\.trade.reason) == [.liquidation])
    #expect(result.trades.map { result.symbols[$0.instrument] } == ["B"])
    #expect(result.open.map { result.symbols[$0.instrument] } == ["A"])
    #expect(try result.finalEquity == Money("2500"))
  }

  /// What being open costs is part of what an instrument has brought, also where nobody looks.
  @Test func whatBeingOpenCostsIsTold() throws {
    var terms = try PortfolioSample.terms("A", fee: "0").without()
    terms.funding = try Funding("1% per 1d")
    let text = "portfolio \"x\"\nenter long when bar_index == 0 size 10 units\n"
    let result = try PortfolioRun(
      [try PortfolioSample.strategy(text)],
      on: [PortfolioInstrument(symbol: "A", terms: terms, source: .held(Self.bars(100, count: 6)))],
      settings: try PortfolioSample.settings()
    ).result()
    // Bought at the second bar; four more begin.
    let paid = try Money("40")
    #expect(result.byInstrument.map(\.carried) == [paid])
    #expect(try result.finalEquity == Money("9960"))
    #expect(try result.byInstrument.map(\.profit) == [Money("-40")])
  }
}

extension Terms {
  /// Fills at the price seen.
  fileprivate func without() -> Terms {
    var terms = self
    terms.slippage = .none
    return terms
  }
}
