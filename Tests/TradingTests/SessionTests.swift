import Machine
import Testing

@testable import Trading

@Suite struct SessionTests {
  @Test func anOrderFillsAtTheNextOpen() throws {
    var desk = try Desk([.enter(.long, .units), .exit()])
    desk.bar(10, 11, .sized(0, 2))
    #expect(desk.session.hasPending && desk.fills.isEmpty)
    desk.bar(12, 13)
    #expect(desk.fills == ["1 buy 2 12"])
    #expect(desk.session.equity?.description == "10002")
    desk.bar(14, 15, 1)
    desk.bar(16, 17)
    #expect(desk.trades == ["1>3 long 2 12 16 8 signal"])
    #expect(desk.session.cash.description == "10008" && desk.session.position == .zero)
  }

  @Test func withFillsAtTheCloseItFillsThereAndThen() throws {
    var desk = try Desk([.enter(.long, .units), .exit()], timing: .close)
    desk.bar(10, 11, .sized(0, 2))
    desk.bar(12, 13, 1)
    #expect(desk.fills == ["0 buy 2 11", "1 sell 2 13"])
    #expect(desk.trades == ["0>1 long 2 11 13 4 signal"])
  }

  @Test func costsAreTakenOnBothSides() throws {
    var desk = try Desk([.enter(.long, .units), .exit()], fee: "10bps", slippage: "1%")
    desk.bar(100, 100, .sized(0, 1))
    desk.bar(100, 100, 1)
    desk.bar(200, 200)
    // 101 and 198, fees 0.101 and 0.198.
    #expect(desk.trades == ["1>2 long 1 101 198 96.701 signal"])
    #expect(desk.session.feesPaid.description == "0.299")
    #expect(desk.session.cash.description == "10096.701")
  }

  @Test func anEntryInTheSameDirectionIsRefused() throws {
    var desk = try Desk([.enter(.long, .units), .enter(.long, tag: "second", .units)])
    desk.bar(10, 10, .sized(0, 1), .sized(1, 1))
    desk.bar(10, 10, .sized(0, 1))
    desk.bar(10, 10, .sized(0, 1))
    // Both were sent at the first close; the second met an open position at its fill.
    #expect(desk.fills == ["1 buy 1 10"])
    #expect(desk.refusals == ["0 already-open x2", "1 already-open x1"])
    #expect(desk.session.refusals[0].firstRow == 1 && desk.session.refusals[0].lastRow == 2)
  }

  @Test func aReversalIsTwoFillsAtOnePrice() throws {
    var desk = try Desk([.enter(.long, .units), .enter(.short, .units)], fee: "1%")
    desk.bar(100, 100, .sized(0, 2))
    desk.bar(100, 110, .sized(1, 3))
    desk.bar(120, 115)
    #expect(desk.fills == ["1 buy 2 100", "2 sell 2 120", "2 sell 3 120"])
    #expect(desk.trades == ["1>2 long 2 100 120 35.6 reversal"])
    #expect(desk.session.position.description == "-3")
    desk.bar(115, 115, .sized(0, 1))
    desk.bar(110, 110)
    #expect(desk.trades.last == "2>4 short 3 120 110 23.1 reversal")
  }

  @Test func oppositeEntriesOfOneCloseRefuseEachOther() throws {
    var desk = try Desk([.enter(.long, .units), .enter(.short, .units)])
    desk.bar(10, 10, .sized(0, 1), .sized(1, 1))
    desk.bar(10, 10)
    #expect(desk.fills.isEmpty)
    #expect(desk.refusals == ["0 opposed x1", "1 opposed x1"])
    // A missing size is no order, so it opposes nothing.
    desk.bar(10, 10, .sized(0, 1), .sized(1, .nan))
    desk.bar(10, 10)
    #expect(desk.fills == ["3 buy 1 10"])
    // Nor do they act while something is open.
    desk.bar(10, 10, .sized(0, 1), .sized(1, 1))
    desk.bar(10, 10)
    #expect(desk.fills.count == 1)
  }

  @Test func decisionsOfOneCloseDoNotSeeEachOther() throws {
    var desk = try Desk([.enter(.long, .units), .exit(), .enter(.long, tag: "again", .units)])
    desk.bar(10, 10, .sized(0, 1))
    // The exit is sent, the entry refused: at this close the position is open.
    desk.bar(10, 10, 1, .sized(2, 1))
    desk.bar(12, 12)
    #expect(desk.fills == ["1 buy 1 10", "2 sell 1 12"])
    #expect(desk.refusals == ["2 already-open x1"])
  }

  @Test func exitsFillBeforeEntries() throws {
    var desk = try Desk([.enter(.short, .units), .exit(.side(.long)), .enter(.long, .units)])
    desk.bar(10, 10, .sized(2, 1))
    desk.bar(10, 10, .sized(0, 2), 1)
    desk.bar(12, 12)
    // The exit closes, so the entry opens and reverses nothing.
    #expect(desk.trades == ["1>2 long 1 10 12 2 signal"])
    #expect(desk.session.position.description == "-2")
  }

  @Test func selectorsSpeakOfTheirEntries() throws {
    var desk = try Desk([
      .enter(.long, tag: "a", .units), .exit(.side(.short)), .exit(.tag("b")), .exit(.tag("a")),
    ])
    desk.bar(10, 10, 1)
    desk.bar(10, 10, .sized(0, 1))
    desk.bar(10, 10, 1, 2)
    desk.bar(10, 10, 3)
    #expect(desk.session.position.description == "1")
    desk.bar(11, 11)
    #expect(desk.session.position == .zero)
    #expect(desk.refusals == ["1 nothing-open x2", "2 nothing-open x1"])
  }

  @Test func aShareActsOncePerEntry() throws {
    var desk = try Desk([.enter(.long, .units), .exit(share: true), .exit(share: true), .exit()])
    desk.bar(10, 10, .sized(0, 8))
    desk.bar(10, 10, .sized(1, 0.5))
    desk.bar(11, 11, .sized(1, 0.5))
    desk.bar(12, 12, .sized(1, 0.5), .sized(2, 0.75))
    desk.bar(13, 13, 3)
    // Half of eight; then three quarters of eight, of which four were left.
    #expect(desk.fills == ["1 buy 8 10", "2 sell 4 11", "4 sell 4 13"])
    #expect(desk.refusals == ["1 acted x2", "3 nothing-open x1"])
    // A new entry, a new share.
    desk.bar(10, 10, .sized(0, 2))
    desk.bar(10, 10, .sized(1, 0.5))
    desk.bar(10, 10)
    #expect(desk.session.position.description == "1")
  }

  @Test func sharesAreDecimal() throws {
    var desk = try Desk([.enter(.long, .units), .exit(share: true)], lot: "1")
    desk.bar(10, 10, .sized(0, 100))
    // 0.7 as a Double is below 7/10; still 70 of 100 units leave.
    desk.bar(10, 10, .sized(1, 0.7))
    desk.bar(10, 10)
    #expect(desk.session.position.description == "30")
  }

  @Test(arguments: [
    (-1.0, "zero-size"), (0.0, "zero-size"), (.nan, "missing-size"), (0.4, "zero-size"),
  ])
  func sharesOfNothingAreRefused(_ share: Double, _ reason: String) throws {
    var desk = try Desk([.enter(.long, .units), .exit(share: true)], lot: "1")
    desk.bar(10, 10, .sized(0, 2))
    desk.bar(10, 10, .sized(1, share))
    desk.bar(10, 10)
    #expect(desk.session.position.description == "2")
    #expect(desk.refusals == ["1 \(reason) x1"])
  }

  @Test func partialExitsShareTheFeesExactly() throws {
    var desk = try Desk([.enter(.long, .units), .exit(share: true), .exit()], fee: "0.03%")
    desk.bar(10, 10, .sized(0, 7))
    desk.bar(10.01, 10, .sized(1, 1.0 / 3))
    desk.bar(10.07, 10, 2)
    desk.bar(10.11, 10)
    let net = desk.session.trades.reduce(Int128(0)) { $0 + $1.net.count }
    #expect(desk.session.trades.count == 2)
    #expect(desk.session.cash.count - desk.session.terms.capital.count == net)
    let fees = desk.session.trades.reduce(Int128(0)) { $0 + $1.fees.count }
    #expect(fees == desk.session.feesPaid.count)
  }

  @Test func whatIsOpenAtTheEndIsListedOrClosed() throws {
    var desk = try Desk([.enter(.short, .units)], fee: "1%")
    desk.bar(10, 10, .sized(0, 3))
    desk.bar(10, 8)
    #expect(desk.session.openLots.map(\.quantity.description) == ["3"])
    #expect(desk.session.openLots[0].direction == .short && desk.trades.isEmpty)
    desk.session.closeAtEnd()
    #expect(desk.trades == ["1>1 short 3 10 8 5.46 end"])
    #expect(desk.session.openLots.isEmpty)
  }

  @Test func aCopyGoesItsOwnWay() throws {
    var desk = try Desk([.enter(.long, .units), .exit()])
    desk.bar(10, 10, .sized(0, 1))
    var copy = desk.session.copy()
    desk.bar(20, 20)
    #expect(copy.fillCount == 0 && copy.hasPending)
    copy.open(row: 1, word: Grid.word(30))
    #expect(copy.fills[0].price.description == "30" && desk.fills == ["1 buy 1 20"])
  }
}
