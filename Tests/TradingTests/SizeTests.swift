import Machine
import Testing

@testable import Trading

@Suite struct SizeTests {
  /// Fills of one entry decided at a close of 100 and filled at an open of 100.
  private func fill(
    _ order: OrderStatement, _ value: Double, fee: String = "0", slippage: String = "0",
    lot: String? = nil, open: Double = 100
  ) throws -> (fills: [String], refusals: [String], cash: String) {
    var desk = try Desk([order], fee: fee, slippage: slippage, lot: lot)
    desk.bar(100, 100, .sized(0, value))
    desk.bar(open, open)
    return (desk.fills, desk.refusals, desk.session.cash.description)
  }

  @Test func allOfEquityByDefault() throws {
    let all = try fill(.enter(.long), .nan)
    #expect(all.fills == ["1 buy 100 100"] && all.cash == "0")
  }

  @Test func costsAreReserved() throws {
    let all = try fill(.enter(.long), .nan, fee: "1%", slippage: "1%")
    // 10000 / 101 / 1.01 units, rounded down to 1e-8.
    #expect(all.fills == ["1 buy 98.02960494 101"])
    #expect(try Money(all.cash) >= .zero && (try Money(all.cash)) < (try Money("0.00001")))
  }

  @Test func sharesUnitsAndCash() throws {
    #expect(try fill(.enter(.long, .share), 0.25).fills == ["1 buy 25 100"])
    #expect(try fill(.enter(.long, .units), 12.5).fills == ["1 buy 12.5 100"])
    #expect(try fill(.enter(.long, .cash), 5050, fee: "1%").fills == ["1 buy 50 100"])
    #expect(try fill(.enter(.short, .share), 0.5).fills == ["1 sell 50 100"])
  }

  @Test func sizesAreRoundedDownToTheLot() throws {
    #expect(try fill(.enter(.long, .share), 0.1234, lot: "5").fills == ["1 buy 10 100"])
    #expect(try fill(.enter(.long, .units), 9.9, lot: "5").fills == ["1 buy 5 100"])
    #expect(try fill(.enter(.long, .units), 4.9, lot: "5").refusals == ["0 zero-size x1"])
  }

  @Test(arguments: [
    (OrderStatement.SizeUnit.units, 0.0, "zero-size"), (.units, -1, "zero-size"),
    (.cash, 0, "zero-size"), (.cash, -5, "zero-size"), (.share, 0, "zero-size"),
    (.share, -0.5, "zero-size"), (.units, .nan, "missing-size"), (.share, .nan, "missing-size"),
    (.units, 1e300, "overflow"), (.units, .infinity, "overflow"), (.cash, .infinity, "overflow"),
    (.units, 100.1, "cash"), (.cash, 10_001, "cash"), (.units, 1e-9, "zero-size"),
  ])
  func sizesThatCannotBeAreRefused(
    _ unit: OrderStatement.SizeUnit, _ value: Double, _ reason: String
  ) throws {
    let result = try fill(.enter(.long, unit), value)
    #expect(result.fills.isEmpty && result.refusals == ["0 \(reason) x1"])
    #expect(result.cash == "10000")
  }

  /// More than all of equity is held to what the account can pay.
  @Test func aShareAboveOneIsHeldToTheCash() throws {
    #expect(try fill(.enter(.long, .share), 3).fills == ["1 buy 100 100"])
    #expect(try fill(.enter(.long, .share), .infinity).fills == ["1 buy 100 100"])
  }

  @Test func aShareShrinksWhenTheOpenIsDearer() throws {
    let result = try fill(.enter(.long), .nan, open: 125)
    #expect(result.fills == ["1 buy 80 125"] && result.cash == "0")
    #expect(result.refusals == ["0 reduced x1"])
    // Where it still fits, the size stands as it was sent.
    #expect(try fill(.enter(.long, .share), 0.5, open: 125).fills == ["1 buy 50 125"])
  }

  @Test func fixedSizesAreRefusedWhenTheOpenIsTooDear() throws {
    let sizes = [(OrderStatement.enter(.long, .units), 100.0), (.enter(.long, .cash), 9999)]
    for (order, value) in sizes {
      let result = try fill(order, value, open: 125)
      #expect(result.fills.isEmpty && result.refusals == ["0 cash x1"])
    }
  }

  @Test func aShortIsWorthAtMostTheEquity() throws {
    let result = try fill(.enter(.short), .nan, fee: "1%")
    #expect(result.fills == ["1 sell 99.00990099 100"])
    let dearer = try fill(.enter(.short), .nan, fee: "1%", open: 125)
    #expect(dearer.fills == ["1 sell 79.20792079 125"])
    #expect(dearer.refusals == ["0 reduced x1"])
  }

  @Test func aReversalIsSizedFromWhatIsLeftAfterTheClose() throws {
    var desk = try Desk([.enter(.long), .enter(.short)], fee: "1%")
    desk.bar(100, 100, 0)
    desk.bar(100, 100, 1)
    desk.bar(100, 100)
    let (first, last) = (desk.session.fills[0], desk.session.fills[2])
    #expect(last.side == .sell && last.quantity < first.quantity)
    // What was left after both fees of the first, less the fee of the new one.
    let free = try #require(
      desk.session.terms.capital.minus(desk.session.fills[0].fee)?.minus(desk.session.fills[1].fee))
    #expect(Money(last.price, times: last.quantity).plus(last.fee) ?? .zero <= free)
    #expect(desk.refusals.isEmpty)
  }

  @Test func anAccountWithoutEquityEntersNothing() throws {
    var desk = try Desk([.enter(.short), .exit(), .enter(.long)])
    desk.bar(100, 100, 0)
    desk.bar(100, 300, 1)
    desk.bar(300, 300, 2)
    desk.bar(300, 300)
    #expect(desk.session.cash.description == "-10000")
    #expect(desk.refusals == ["2 cash x1"])
  }
}

@Suite struct BadPriceTests {
  @Test(arguments: [Double.nan, 0, -5, .infinity, -.infinity, 1e300])
  func nothingFillsAtABadOpen(_ open: Double) throws {
    var desk = try Desk([.enter(.long, .units), .exit()])
    desk.bar(10, 10, .sized(0, 1))
    desk.bar(open, 10)
    // The entry has ended.
    desk.bar(10, 10, .sized(0, 1))
    desk.bar(10, 10, 1)
    // The exit waits for a price.
    desk.bar(open, 10)
    #expect(desk.session.position.description == "1" && desk.session.hasPending)
    desk.bar(12, 12)
    #expect(desk.fills == ["3 buy 1 10", "5 sell 1 12"])
    #expect(desk.refusals == ["0 price x1", "1 price x1"])
  }

  @Test(arguments: [Double.nan, 0, -5, .infinity])
  func nothingIsSizedAtABadClose(_ close: Double) throws {
    var desk = try Desk([.enter(.long, .units), .exit()])
    desk.bar(10, 11, .sized(0, 1))
    desk.bar(10, close, .sized(0, 1))
    #expect(desk.session.equity?.description == "10001")
    desk.bar(10, close, 1)
    desk.bar(12, close, .sized(0, 1))
    desk.bar(12, 12)
    // The exit needs no price to be sent, the entry does; the mark stays at the last close.
    #expect(desk.fills == ["1 buy 1 10", "3 sell 1 12"])
    #expect(desk.refusals == ["0 already-open x1", "0 price x1"])
  }

  @Test func aRenewedExitIsOneOrder() throws {
    var desk = try Desk([.enter(.long, .units), .exit(share: true)])
    desk.bar(10, 10, .sized(0, 4))
    desk.bar(10, 10, .sized(1, 0.5))
    desk.bar(.nan, 10, .sized(1, 0.25))
    desk.bar(10, 10)
    #expect(desk.fills == ["1 buy 4 10", "3 sell 1 10"])
  }

  @Test func hugePricesAndSizesAreRefusedNotTrapped() throws {
    var desk = try Desk(
      [.enter(.long, .units), .enter(.short, .units), .exit()],
      capital: "9000000000000000000000", fee: "50%", slippage: "50%")
    for price in [9e10, 1e-8, 5e10, 9.2e10] {
      desk.bar(price, price, .sized(0, 9e10))
      desk.bar(price, price, .sized(1, 9e10))
      desk.bar(price, price, 2)
    }
    desk.bar(9e10, 9e10)
    #expect(desk.session.equity != nil)
  }
}

@Suite struct ObservationTests {
  @Test func accountValuesFollowTheFills() throws {
    var desk = try Desk([.enter(.long, .units), .exit(share: true)], fee: "1%")
    var values = AccountValues(capital: 10_000)
    desk.session.observe(&values)
    #expect(values == AccountValues(capital: 10_000) || values[.positionPrice].isNaN)
    desk.bar(100, 100, .sized(0, 10))
    desk.bar(100, 110)
    desk.session.observe(&values)
    #expect(values[.position] == 10 && values[.positionPrice] == 100)
    #expect(values[.positionBars] == 0 && values[.positionLots] == 1 && values[.flat] == 0)
    #expect(values[.cash] == 8990 && values[.equity] == 10_090)
    #expect(values[.positionPnl] == 90 && values[.realised] == 0)
    desk.bar(110, 99, .sized(1, 0.5))
    desk.session.observe(&values)
    #expect(values[.positionBars] == 1 && values[.positionPnl] == -20)
    #expect(values[.drawdown] == (10_090 - 9980) / 10_090.0)
    desk.bar(120, 120)
    desk.session.observe(&values)
    // 5 sold at 120: gross 100, fees 6 and half of 10.
    #expect(values[.position] == 5 && values[.realised] == 89)
    #expect(values[.trades] == 1 && values[.wins] == 1 && values[.drawdown] == 0)
  }
}
