internal import Host
internal import Machine
internal import TestSupport
internal import Testing

@testable internal import Market

/// Columns without names or with names that nobody knows: times, sides, instruments, totals.
@Suite struct ImportPartingTests {
  private func stamp(_ row: Int) -> String {
    let two = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
    return "2021-03-02 14:\(two(30 + row / 20)):\(two(row % 20 * 3)).\(100 + row)"
  }

  /// Trades, each a line of what `line` makes of its number, time, price and amount.
  private func trades(
    _ head: String = "", _ count: Int = 60, _ line: (Int, String, String, Int) -> String
  ) -> String {
    var dice = SplitMix64(seed: 8)
    var price = 10_000
    return head
      + (0..<count).map { row in
        price += dice.whole(-9...9)
        let cents = price % 100
        let text = "\(price / 100).\(cents < 10 ? "0" : "")\(cents)"
        return line(row, stamp(row), text, dice.whole(1...60)) + "\n"
      }.joined()
  }

  private func why(_ found: Imported, _ what: String) -> String {
    found.decisions.filter { $0.what == what }.map { "\($0.value) \($0.because)" }.joined(
      separator: "; ")
  }

  private func isOfMarch(_ found: Imported) -> Bool {
    found.set.bars.time.allSatisfy { TimeText.text($0).hasPrefix("2021-03-02") }
      && found.set.bars.close.allSatisfy { (90...110).contains(Grid.number($0)) }
  }

  // MARK: - Times

  @Test func datesStandAboveNumbersThatMayBeTimes() throws {
    for first in [52_341, 615_412_373, 1_400_000_000, 120_000_000_000] {
      let found = try imported(
        trades { row, time, price, amount in "\(first + row),\(time),\(price),\(amount),buy" })
      #expect(isOfMarch(found), "\(found.decisions)")
      #expect(why(found, "columns").contains("column 1 is left out"), "\(found.decisions)")
    }
    // Numbers with gaps between them.
    let gaps = try imported(
      trades { row, time, price, amount in "\(time),\(900 + row * row),\(price),\(amount)" })
    #expect(isOfMarch(gaps))
    refuses(
      trades { row, time, price, _ in "\(time),\(900 + row * row),\(price)" }, "D0601",
      "goes up in every row")
  }

  @Test func twoCountsThatMayBeTimesAreAskedFor() throws {
    let both = trades { row, _, price, amount in
      "\(615_412_373 + row),\(1_614_695_402_112 + row * 731),\(price),\(amount)"
    }
    refuses(both, "D0601", "column 1", "column 2", "--columns")
    let said = try imported(both) { $0.columns = [.ignored, .time, .price, .amount] }
    #expect(isOfMarch(said))
    // The end of each bar goes along with its beginning.
    let bars = (0..<30).map {
      "\(1_614_677_400_000 + $0 * 60_000),1,2,0.5,1.5,\(9 + $0 * 7 % 5),"
        + "\(1_614_677_459_999 + $0 * 60_000)\n"
    }
    #expect(try imported(bars.joined()).set.bars.time[0] == 1_614_677_400_000_000_000)
  }

  @Test func anIndexWithoutANameIsNoTimeBesideDates() throws {
    for name in ["", "Unnamed: 0"] {
      let found = try imported(
        trades("\(name),created_at,price,size\n") { row, time, price, amount in
          "\(1_500_000_000 + row),\(time),\(price),\(amount)"
        })
      #expect(isOfMarch(found), "\(found.decisions)")
    }
    refuses(
      trades(",created,seen,price,size\n") { row, time, price, amount in
        "\(1_500_000_000 + row),\(time),\(stamp(row + 1)),\(price),\(amount)"
      }, "D0601", "2 (", "3 (")
  }

  // MARK: - Words

  @Test func sidesAreNoInstruments() throws {
    for (one, two) in [
      ("B", "S"), ("buy", "sell"), ("true", "false"), ("maker", "taker"), ("1", "-1"),
    ] {
      let found = try imported(
        trades { row, time, price, amount in
          "\(time),\(row % 3 == 0 ? one : two),\(price),\(amount)"
        })
      #expect(found.symbol == nil && isOfMarch(found), "\(one)")
      #expect(why(found, "columns").contains("column 2 has sides"), "\(one)")
    }
    // Bids and asks may be quotes, and these letters names.
    for (one, two) in [("bid", "ask"), ("A", "B"), ("T", "F")] {
      refuses(
        trades { row, time, price, amount in
          "\(time),\(row % 3 == 0 ? one : two),\(price),\(amount)"
        }, "D0601", "time,symbol,price,amount", "time,-,price,amount")
    }
  }

  @Test func wordsBehindThePricesMayBeInstruments() throws {
    let text = ImportDoubtTests.Walk().text { row, bar in
      "\(bar.open),\(bar.high),\(bar.low),\(bar.close),\(500 + row * 370 % 9_910),"
        + (row < 30 ? "AAA" : "BBB")
    }
    refuses(text, "D0601", "column 7", "--columns time,open,high,low,close,volume,symbol")
    let one = try imported(text) {
      $0.columns = [.time, .open, .high, .low, .close, .volume, .ignored]
    }
    #expect(one.set.bars.count == 60)
  }

  @Test func columnsThatPartTheRowsAreAskedAbout() throws {
    func text(_ name: String, _ one: String, _ two: String, _ factor: Int) -> String {
      trades("time,\(name),price,size\n") { row, time, price, amount in
        row % 3 == 0
          ? "\(time),\(one),\(price),\(amount)"
          : "\(time),\(two),\((Double(price) ?? 0) * Double(factor) / 10),\(amount)"
      }
    }
    for (one, two) in [("XX", "YY"), ("260105", "256265"), ("2021-06-18", "2021-03-19")] {
      refuses(
        text("ding", one, two, 14), "D0603", "the column ding",
        "--columns time,symbol,price,amount",
        "--columns time,-,price,amount")
    }
    // The same prices, as of sides or places.
    #expect(isOfMarch(try imported(text("ding", "XX", "YY", 10))))
    let blocks = trades("time,ding,price,size\n") { row, time, price, amount in
      row < 30 ? "\(time),XX,\(price),\(amount)" : "\(time),YY,2\(price),\(amount)"
    }
    refuses(blocks, "D0603", "the price jumps")
    let bars = (10..<30).flatMap { day in
      ["P", "Q"].map { "2021-01-\(day),\($0),1,2,1,1.5,5\n" }
    }
    refuses(
      "Date,Ding,Open,High,Low,Close,Volume\n" + bars.joined(), "D0603", "have the time of another")
    for name in [
      "order_book_id", "Mnemonic", "TckrSymb", "windcode", "token", "pair_id", "Futures",
    ] {
      #expect(throws: Failure.self, "\(name)") {
        try imported("Date,\(name),Open,High,Low,Close,Volume\n" + bars.joined())
      }
    }
  }

  @Test func lengthsOfManySpellingsAreKnown() {
    for (name, one, two) in [
      ("granularity", "86400", "3600"), ("resolution", "D", "60"), ("per", "D", "W"),
      ("barsize", "1", "5"), ("interval", "PT1M", "PT5M"),
    ] {
      let rows = (10..<30).map { "2021-01-\($0),\($0 < 20 ? one : two),1,2,1,1.5,5\n" }
      refuses("Date,\(name),Open,High,Low,Close,Volume\n" + rows.joined(), "D0507", one)
    }
  }

  // MARK: - Amounts

  @Test func saidColumnsMeanWhatAHeaderMeans() throws {
    let rows = trades { _, time, price, amount in "\(time),\(price),\(amount),99,101" }
    let head = try imported("time,price,amount,bid,ask\n" + rows)
    let said = try imported(rows) { $0.columns = [.time, .price, .amount, .bid, .ask] }
    #expect(said.set.bars.close == head.set.bars.close)
    #expect(said.set.bars.volume == head.set.bars.volume)
    let quotes = try imported(rows) {
      ($0.columns, $0.side) = ([.time, .price, .amount, .bid, .ask], .mid)
    }
    #expect(quotes.set.bars.close.allSatisfy { Grid.number($0) == 100 })
    let volume = try imported(rows) { $0.columns = [.time, .price, .volume, .ignored, .ignored] }
    #expect(volume.set.bars.volume == head.set.bars.volume)
  }

  @Test func totalsSoFarAreAskedAboutOrNamed() throws {
    // A volume that begins anew on the second day.
    let bars = (0..<60).map { row in
      "2021-03-0\(row / 30 + 2) 10:\(row % 30 + 10),1,2,0.5,1.5,\((row % 30 + 1) * 40 + row % 2)\n"
    }
    let text = "time,open,high,low,close,volume\n" + bars.joined()
    refuses(text, "D0601", "the total so far", "--columns with total")
    let steps = try imported(text) { $0.columns = [.time, .open, .high, .low, .close, .total] }
    #expect(steps.set.bars.volume.map { Grid.number($0) }.prefix(3) == [40, 41, 39])
    #expect(Grid.number(steps.set.bars.volume[30]) == 40)
    #expect(why(steps, "volume").contains("differences"))
    let late = try imported(bars[9...].joined()) {
      $0.columns = [.time, .open, .high, .low, .close, .total]
    }
    #expect(late.set.bars.volume.map { Grid.number($0) }.prefix(2) == [0, 39])
    let said = try imported(text) { $0.columns = [.time, .open, .high, .low, .close, .volume] }
    #expect(said.set.bars.volume[1] == Grid.word(81))
    #expect(why(said, "volume").contains("which --columns calls total"))
    let days = (0..<60).map { row in
      "2021-03-0\(row / 30 + 2) 10:10:\(row % 30 + 10),1.5,\((row % 30 + 1) * 40 + row % 2)\n"
    }
    refuses("time,price,size\n" + days.joined(), "D0601", "the total so far")
    let ticks = try imported(days.joined()) { $0.columns = [.time, .price, .total] }
    #expect(ticks.set.bars.volume.allSatisfy { $0 == Grid.word(1_201) })
    let nameless = (0..<60).map { row in
      "2021-03-02 10:\(row % 50 + 10),1,2,0.5,1.5,"
        + "\((row + 1) * 40 + row % 2),\(30 + row * 7 % 11)\n"
    }
    refuses(nameless.prefix(50).joined(), "D0601", "column 6", "so far")
  }

  @Test func columnsOfOneNameThatDifferAreAskedAbout() throws {
    let rows = (10..<20).map { "2021-01-\($0),1,2,1,1.5,5,\($0)\n" }.joined()
    refuses("Date,Open,High,Low,Close,Volume,Volume\n" + rows, "D0601", "6 (volume) and 7 (volume)")
    refuses("Date,Open,High,Low,Close,Volume,Vol\n" + rows, "D0601", "7 (vol)")
    let same = (10..<20).map { "2021-01-\($0),1,2,1,1.5,5,5\n" }.joined()
    #expect(try imported("Date,Open,High,Low,Close,Volume,Volume\n" + same).set.bars.count == 10)
    let dates = (10..<20).map { "2021-02-\($0),2021-01-\($0),1,2,1,1.5,5\n" }.joined()
    refuses("Date,Date,Open,High,Low,Close,Volume\n" + dates, "D0601", "2 (date)")
  }

  @Test func canceledTradesAndCodesAreAskedAbout() throws {
    for (name, one, two) in [
      ("status", "CANCELED", "FILLED"), ("is_cancelled", "1", "0"), ("state", "busted", "ok"),
      ("event_type", "1", "2"),
    ] {
      let text = trades("time,\(name),price,size\n") { row, time, price, amount in
        "\(time),\(row % 5 == 0 ? one : two),\(price),\(amount)"
      }
      refuses(text, "D0601", "the column \(name)", "--columns time,-,price,amount")
      let all = try imported(text) { $0.columns = [.time, .ignored, .price, .amount] }
      #expect(isOfMarch(all))
    }
  }

  @Test func tradesThatStandTwiceAreSaid() throws {
    func text(_ name: String) -> String {
      let rows = trades { row, time, price, amount in "\(row),\(time),\(price),\(amount)" }
        .split(separator: "\n")
      return ([Substring("\(name),time,price,size")] + rows[..<40] + rows[30...])
        .joined(separator: "\n") + "\n"
    }
    let whole = try imported(
      trades("id,time,price,size\n") { row, time, price, amount in
        "\(row),\(time),\(price),\(amount)"
      })
    refuses(text("id"), "D0302", "--sort")
    let known = try imported(text("id")) { $0.sortsTicks = true }
    #expect(known.set.bars.volume == whole.set.bars.volume)
    #expect(why(known, "copies").hasPrefix("10 rows left out"))
    let unknown = try imported(text("ding")) { $0.sortsTicks = true }
    #expect(unknown.set.bars.volume != whole.set.bars.volume)
    #expect(why(unknown, "copies").contains("10 rows kept"))
    let said = try imported(text("ding")) { ($0.sortsTicks, $0.dropsCopies) = (true, true) }
    #expect(said.set.bars.volume == whole.set.bars.volume)
  }

  // MARK: - Files

  private func joined(_ files: [(String, String)], _ symbol: String? = nil) throws -> Imported {
    var wish = ImportWish()
    wish.symbol = symbol
    let parts = files.map { ImportPart(name: $0.0, text: Array($0.1.utf8)) }
    return try Importing.bars(of: parts, path: "x", wish)
  }

  @Test(arguments: [
    ["NQ 03-21.csv", "NQ 06-21.csv"], ["BTC-26MAR21.csv", "BTC-25JUN21.csv"],
    ["6E_H21.csv", "6E_M21.csv"], ["CLc1.csv", "CLc2.csv"], ["ES.c.0.csv", "ES.c.1.csv"],
    ["VIX1.csv", "VIX2.csv"], ["CL_202103.csv", "CL_202104.csv"],
    ["GC Apr 2021.csv", "GC Jun 2021.csv"],
  ])
  func contractsOneAfterAnotherAreNotJoined(_ names: [String]) throws {
    let head = "Date,Open,High,Low,Close,Volume\n"
    let texts = ["2020-12-04", "2021-01-04"].map { head + "\($0),1,2,1,1.5,5\n" }
    let files = Array(zip(names, texts))
    expectRefusal("D0603", ["--symbol"], #_sourceLocation) { try joined(files) }
    #expect(try joined(files, "X").set.bars.count == 2)
  }

  @Test(arguments: [
    ["X-2020-12.csv", "X-2021-01.csv"], ["X_20201204.csv", "X_20210104.csv"],
    ["X part1.csv", "X part2.csv"], ["X-1.csv", "X-2.csv"], ["X 2020.csv", "X 2021.csv"],
    ["X_2020-12-01_2020-12-31.csv", "X_2021-01-01_2021-01-31.csv"],
    ["X_12-2020.csv", "X_01-2021.csv"], ["X_2020_Q4.csv", "X_2021_Q1.csv"],
  ])
  func stretchesOfOneInstrumentAreJoined(_ names: [String]) throws {
    let head = "Date,Open,High,Low,Close,Volume\n"
    let texts = ["2020-12-04", "2021-01-04"].map { head + "\($0),1,2,1,1.5,5\n" }
    #expect(try joined(Array(zip(names, texts))).set.bars.count == 2, "\(names)")
  }
}
