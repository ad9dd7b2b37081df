import TestSupport
import Testing

@testable import Trading

@Suite struct TermsTests {
  private static func price(_ text: String) throws -> Price { try Price(text) }

  @Test(arguments: [
    ("100.03", Side.buy, Instrument.Snapping.against, "100.05"),
    ("100.03", .sell, .against, "100"), ("100.03", .buy, .inFavour, "100"),
    ("100.03", .sell, .inFavour, "100.05"), ("100.05", .buy, .against, "100.05"),
    ("100.05", .sell, .inFavour, "100.05"), ("0.04", .buy, .against, "0.05"),
  ])
  func pricesSnap(_ text: String, _ side: Side, _ snapping: Instrument.Snapping, _ to: String)
    throws
  {
    let instrument = try Instrument(symbol: "X", tick: Price("0.05"))
    #expect(instrument.snap(try Price(text), side, snapping) == (try Price(to)))
  }

  @Test func aSaleBelowOneTickHasNoPrice() throws {
    let instrument = try Instrument(symbol: "X", tick: Price("0.05"))
    #expect(instrument.snap(try Price("0.04"), .sell, .against) == nil)
  }

  @Test func aPriceBeyondTheLastTickDoesNotTrap() throws {
    let instrument = try Instrument(symbol: "X", tick: Price("1"))
    let most = try #require(Price(count: .max))
    #expect(instrument.snap(most, .buy, .against) == nil)
    let slipped = SlippageModel.share(try Ratio("10%")).slip(most, .buy)
    #expect(slipped == nil)
  }

  @Test func lotsMustBePositive() throws {
    #expect(throws: NumberFailure.outOfRange("0")) { try Instrument(symbol: "X", lot: .zero) }
    let instrument = try Instrument(symbol: "X", lot: Quantity("0.25"))
    #expect(instrument.roundDown(99_999_999) == 75_000_000)
    #expect(instrument.lot?.description == "0.25")
  }

  @Test func slippageIsExactAndAgainstTheTrader() throws {
    let model = SlippageModel.share(try Ratio("5bps"))
    #expect(model.slip(try Price("20000"), .buy)?.description == "20010")
    #expect(model.slip(try Price("20000"), .sell)?.description == "19990")
    // 0.00000003 * 0.0005 is far below the quantum: still one count worse.
    #expect(model.slip(try Price("0.00000003"), .buy)?.count == 4)
    #expect(model.slip(try Price("0.00000003"), .sell)?.count == 2)
    #expect(model.slip(try Price("0.00000001"), .sell) == nil)
    #expect(SlippageModel.none.slip(try Price("7"), .buy) == (try Price("7")))
  }

  @Test func slipFirstThenSnap() throws {
    let terms = Terms(
      capital: try Money("1"), instrument: try Instrument(symbol: "X", tick: Price("0.05")),
      slippage: .share(try Ratio("1%")))
    // 100.05 * 1.01 = 101.0505, up to a tick; snapping first would give 101.05 as well, so look at
    // a sale.
    #expect(terms.marketFill(try Price("100.05"), .buy)?.description == "101.1")
    #expect(terms.marketFill(try Price("100.04"), .sell)?.description == "99")
  }

  @Test func feesAreRoundedHalfEven() throws {
    let fee = FeeModel.share(try Ratio("50%"))
    for (notional, expected) in [(1, 0), (3, 2), (5, 2), (7, 4), (2, 1)] as [(Int128, Int128)] {
      #expect(fee.fee(on: Money(count: notional), units: 1).count == expected)
    }
    #expect(FeeModel.free.fee(on: Money(count: .max), units: 1) == .zero)
    let most = FeeModel.share(try Ratio("99.99%")).fee(on: Money(count: .max), units: 1)
    #expect(most > .zero && most < Money(count: .max))
  }

  /// Whatever the budget pays for, it pays for with its fee; and a little more it would not.
  @Test(arguments: SplitMix64.seeds(40))
  func whatIsAffordableIsPaidFor(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<200 {
      let bps = "\(random.below(300)).\(random.below(10))bps"
      let fee = FeeModel.share(try Ratio(bps))
      let count = Int64(random.next() >> UInt64(14 + random.below(48))) + 1
      let price = try #require(Price(count: count))
      let budget = Money(count: Int128(random.next() >> UInt64(random.below(60))) << 20)
      guard let units = fee.affordable(budget, at: price) else { continue }
      func cost(_ units: Int64) throws -> Money {
        let notional = Money(price, times: Quantity(count: units))
        return try #require(notional.plus(fee.fee(on: notional, units: 1)))
      }
      #expect(try cost(units) <= budget, "seed \(seed)")
      #expect(try cost(units + 2) > budget, "seed \(seed)")
    }
    #expect(FeeModel.free.affordable(.zero, at: try Price("1")) == 0)
    #expect(FeeModel.free.affordable(Money(count: -5), at: try Price("1")) == 0)
    #expect(FeeModel.free.affordable(Money(count: .max), at: try Price("0.00000001")) == nil)
  }

  @Test(arguments: [
    ("0.1%", "0.1% of the notional", 100.0, 10.0, "1"), ("0", "none", 100, 10, "0"),
    ("0.005/unit", "0.005 a unit", 100, 10, "0.05"), ("1/order", "1 a fill", 100, 10, "1"),
    ("0.005/unit min 2", "0.005 a unit, at least 2", 100, 10, "2"),
    ("0.1% + 0.01/unit + 1/order", "0.1% of the notional + 0.01 a unit + 1 a fill", 100, 10, "2.1"),
  ])
  func feesAreRead(
    _ text: String, _ words: String, _ price: Double, _ units: Double, _ fee: String
  ) throws {
    let model = try FeeModel(text)
    #expect(model.description == words)
    let (price, units) = (try #require(Price(number: price)), try #require(Quantity(units)))
    let paid = model.fee(on: Money(price, times: units), units: units.count)
    #expect(paid.description == fee)
    // The most that a budget pays for costs no more than that, and one count more does.
    let budget = try Money("1000")
    let most = try #require(model.affordable(budget, at: price))
    func cost(_ count: Int64) -> Money? {
      let notional = Money(price, times: Quantity(count: count))
      return notional.plus(model.fee(on: notional, units: count))
    }
    #expect(try #require(cost(most)) <= budget)
    #expect(try #require(cost(most + 1)) > budget)
  }

  @Test(arguments: [
    "x", "-1/order", "1/lot", "1/unit/unit", "min", "150%", "1/order min -2", "2000000/order",
  ])
  func feesThatMakeNoSense(_ text: String) {
    #expect(throws: NumberFailure.self) { try FeeModel(text) }
  }

  @Test func slippageInTicks() throws {
    let tick = try Price("0.25")
    let model = try SlippageModel("2 ticks", tick: tick)
    #expect(model.slip(try Price("100"), .buy) == (try Price("100.5")))
    #expect(model.slip(try Price("100"), .sell) == (try Price("99.5")))
    #expect(model.slip(try Price("0.5"), .sell) == nil)
    #expect(try SlippageModel("0 ticks", tick: tick) == .none)
    #expect(try SlippageModel("1 tick", tick: tick).description == "0.25 off the price")
    for text in ["2 ticks", "x ticks", "-1 ticks"] {
      #expect(throws: NumberFailure.self) { try SlippageModel(text, tick: nil) }
    }
  }
}
