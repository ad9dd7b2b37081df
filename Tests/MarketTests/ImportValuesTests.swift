internal import Host
internal import Machine
internal import Testing

@testable internal import Market

/// What the values of columns beside the known ones say: other instruments, rows that are no
/// trades, totals, signs and units. None of it is passed over in silence.
@Suite struct ImportValuesTests {
  private func numbers(_ words: some Sequence<Int64>) -> [Double] { words.map { Grid.number($0) } }

  private func why(_ found: Imported, _ what: String) -> String {
    found.decisions.filter { $0.what == what }.map { "\($0.value): \($0.because)" }.joined()
  }

  /// A header, and rows of trades at seconds of one minute.
  private func ticks(_ head: String, _ rows: [String]) -> String {
    "time,\(head)\n"
      + rows.enumerated().map { row, text in
        "2021-03-02T10:00:\(row < 10 ? "0" : "")\(row).5,\(text)\n"
      }.joined()
  }

  private func days(_ head: String, _ rows: [String]) -> String {
    "Date,\(head)\n"
      + rows.enumerated().map { row, text in "2021-01-0\(row + 4),\(text)\n" }.joined()
  }

  // MARK: - Instruments

  @Test(
    arguments: [
      "contract", "expiry", "maturity", "strike", "security", "asset", "market", "coin", "name",
      "sym", "ric", "secid", "figi", "cusip", "conid", "instrument_id", "permno", "currency_pair",
      "exchange",
    ])
  func aColumnWithSeveralValuesTellsInstrumentsApart(_ name: String) throws {
    let trades = ticks(
      "\(name),price,size", ["A1,1.5,4", "B1,48.5,4", "A1,1.6,3", "B1,48.6,3"])
    refuses(trades, "D0603", "A1, B1", "--symbol")
    let found = try imported(trades) { $0.symbol = "B1" }
    #expect(numbers(found.set.bars.low) == [48.5] && numbers(found.set.bars.volume) == [7])
    // One behind the other, beyond what is looked at first.
    let many = (0..<2_500).map { row in
      "\(1_600_000_000 + row * 60),\(row < 2_400 ? "A1" : "B1"),10,12,9,11,5\n"
    }
    refuses("time,\(name),open,high,low,close,volume\n" + many.joined(), "D0603", "A1, B1")
    // One value alone says nothing.
    let one = try imported(ticks("\(name),price,size", ["A1,1.5,4", "A1,1.6,3"]))
    #expect(numbers(one.set.bars.close) == [1.6])
  }

  @Test func whatTellsApartOnlyTogetherIsAskedFor() throws {
    let rows = ["100,2021-06-18", "110,2021-06-18", "100,2021-09-17", "110,2021-09-17"]
      .map { "\($0),5,6,4,5,9" }
    let options = days("Strike,Expiry,Open,High,Low,Close,Volume", rows)
    refuses(options, "D0603", "2 (strike)", "3 (expiry)", "--columns")
    let left = try imported(options) {
      $0.columns = [.time, .ignored, .ignored, .open, .high, .low, .close, .volume]
    }
    #expect(left.set.bars.count == 4)
    // What is measured names nothing.
    let measured = days("Open,High,Low,Close,Volume,Market", ["5,6,4,5,9,0.5", "5,6,4,5,9,1.25"])
    #expect(try imported(measured).symbol == nil)
    // A contract that names both, and a symbol that names neither.
    let named = days(
      "Symbol,Contract,Strike,Open,High,Low,Close,Volume",
      ["ES,A1,100,5,6,4,5,9", "ES,B1,110,5,6,4,5,9", "ES,C1,110,5,6,4,5,9"])
    refuses(named, "D0603", "A1, B1, C1")
  }

  @Test func filesOfSeveralContractsAreNotJoined() throws {
    let rows = ["2021-01-04,A1,5,6,4,5,9\n", "2021-02-04,B1,5,6,4,5,9\n"]
    let parts = rows.enumerated().map { number, row in
      ImportPart(
        name: "2021-0\(number + 1).csv",
        text: Array(("Date,Contract,Open,High,Low,Close,Volume\n" + row).utf8))
    }
    expectRefusal("D0603", ["contract", "A1", "B1"], #_sourceLocation) {
      try Importing.bars(of: parts, path: "x", ImportWish())
    }
    var wish = ImportWish()
    wish.symbol = "A"
    #expect(try Importing.bars(of: parts, path: "x", wish).set.bars.count == 2)
  }

  @Test func aRowWithoutASymbolIsRefused() throws {
    let head = "Symbol,Open,High,Low,Close,Volume"
    refuses(days(head, ["A,5,6,4,5,9", ",5,6,4,5,9"]), "D0603", "no instrument", line: 3)
    let empty = try imported(days(head, [",5,6,4,5,9", ",5,6,4,5,9"]))
    #expect(empty.symbol == nil && empty.set.bars.count == 2)
  }

  // MARK: - Events

  @Test(
    arguments: [
      ("eventtype", "QUOTE BID", "TRADE"), ("type", "Bid", "Trade"), ("event", "ask", "trades"),
      ("tick_type", "Q", "T"), ("action", "A", "T"), ("action", "TRADE CANCELLED", "TRADE NB"),
    ])
  func onlyTradesAreTaken(_ name: String, _ quote: String, _ trade: String) throws {
    let found = try imported(
      ticks("\(name),price,size", ["\(quote),1.1,4400", "\(trade),1.5,44", "\(trade),1.4,36"]))
    #expect(numbers(found.set.bars.open) == [1.5] && numbers(found.set.bars.volume) == [80])
    #expect(why(found, "trades").contains("\(quote.lowercased()) (1)"))
  }

  @Test(arguments: [("side", "bid", "ask"), ("side", "b", "a"), ("type", "Quote", "Quote")])
  func rowsOfABookAreNoTrades(_ name: String, _ one: String, _ two: String) throws {
    let book = ticks("\(name),price,size", ["\(one),1.1,4400", "\(two),1.5,44"])
    refuses(book, "D0601", "order book", "--columns")
    let said = try imported(book) { $0.columns = [.time, .ignored, .price, .amount] }
    #expect(numbers(said.set.bars.volume) == [4_444])
  }

  @Test func sidesOfTradesAreTrades() throws {
    for text in ["side,price,size\nbuy,1,2\nsell,1,3", "type,price,size\nlimit,1,2\nmarket,1,3"] {
      let lines = text.split(separator: "\n").map(String.init)
      let found = try imported(ticks(lines[0], Array(lines.dropFirst())))
      #expect(numbers(found.set.bars.volume) == [5])
    }
    let found = try imported(ticks("action,side,price,size", ["T,A,1,2", "T,B,1,3"]))
    #expect(numbers(found.set.bars.volume) == [5])
  }

  // MARK: - Trades and quotes

  @Test func aPriceWithAnAmountIsATrade() throws {
    let rows = ["1.5,44,1.4,1.8", "1.6,36,1.5,1.9"]
    let found = try imported(ticks("price,volume,bid,ask", rows))
    #expect(numbers(found.set.bars.open) == [1.5] && numbers(found.set.bars.close) == [1.6])
    let quotes = try imported(ticks("price,volume,bid,ask", rows)) { $0.side = .bid }
    #expect(numbers(quotes.set.bars.close) == [1.5])
    refuses(ticks("price,bid,ask", ["1.5,1.4,1.8"]), "D0601", "--side mid", "--columns")
  }

  @Test func aBidOfZeroIsNone() throws {
    let found = try imported(ticks("bid,ask", ["0,1.5", "1.25,1.75", "1.5,0"]))
    #expect(numbers(found.set.bars.low) == [1.5] && numbers(found.set.bars.high) == [1.5])
    #expect(why(found, "rows without a price").hasPrefix("2 left out"))
  }

  @Test func aTotalIsCountedByItsDifferences() throws {
    let found = try imported(ticks("last,total_volume", ["1,44", "2,90", "2,90", "1,100"]))
    #expect(numbers(found.set.bars.volume) == [100])
    #expect(why(found, "amounts").contains("total_volume"))
    let late = try imported(ticks("last,cum_volume", ["1,9000", "2,9036", "1,9056"]))
    #expect(numbers(late.set.bars.volume) == [56])
    #expect(why(late, "amounts").contains("trades before it"))
    let anew =
      "time,price,total_volume\n2021-03-02T10:00:00,1,4\n2021-03-02T10:00:01,1,9\n"
      + "2021-03-03T10:00:00,1,3\n2021-03-03T10:00:01,1,5\n"
    #expect(numbers(try imported(anew).set.bars.volume) == [9, 5])
    refuses(ticks("price,total_volume", ["1,44", "2,80", "1,60"]), "D0601", "falls", line: 4)
    let rising = ticks("price,volume", (0..<30).map { "1.5,\(100 + 7 * $0)" })
    refuses(rising, "D0601", "never falls", "--columns with total")
    let said = try imported(rising) { $0.columns = [.time, .price, .amount] }
    #expect(numbers(said.set.bars.volume) == [6_045])
  }

  @Test func theSignOfAnAmountIsItsSide() throws {
    let found = try imported(ticks("amount,price", ["44,1", "-36,1", "-0.5,1"]))
    #expect(numbers(found.set.bars.volume) == [80.5])
    #expect(why(found, "signs of amounts").hasPrefix("2 below 0"))
  }

  @Test func tradesOfTwoColumnsAreRead() throws {
    let rows = "2021-03-02T10:00:00.5;1.5\n2021-03-02T10:00:01.5;1.25\n"
    let found = try imported("time;price\n" + rows)
    #expect(numbers(found.set.bars.close) == [1.25] && numbers(found.set.bars.volume) == [2])
    refuses(rows, "D0602", "--columns time,price")
    let said = try imported(rows) { $0.columns = [.time, .price] }
    #expect(numbers(said.set.bars.open) == [1.5])
  }

  @Test func ticksThatWerePutInOrderAreCounted() throws {
    let text =
      "time,price,size\n2021-03-02T10:00:05,2,1\n2021-03-02T10:00:01,1,1\n"
      + "2021-03-02T10:00:06,3,1\n"
    let found = try imported(text) { $0.sortsTicks = true }
    #expect(found.moved == 1)
    var repairs = Repairs(found.set.bars)
    try repairs.sort(before: found.moved)
    #expect(repairs.done.map(\.count) == [1])
  }

  // MARK: - Units

  @Test func fractionsOfBondsAreNoThousands() throws {
    let head = "Open,High,Low,Last,Volume"
    let bonds = days(
      head, ["100'030,103'060,99'170,102'200,27", "102'300,104'285,102'295,104'115,16"])
    refuses(bonds, "D0601", "32nds", "--decimal point")
    #expect(
      numbers(try imported(bonds) { $0.decimal = .point }.set.bars.open) == [100_030, 102_300])
    let francs = days(head, ["10'030,10'960,9'970,10'200,27"])
    #expect(numbers(try imported(francs).set.bars.high) == [10_960])
  }

  @Test func wholePricesOfDatabentoAreBillionths() throws {
    let head = "ts_event,rtype,instrument_id,open,high,low,close,volume\n"
    let found = try imported(
      head + "1615213800000000000,33,5482,299980000000,300000000000,299680000000,299730000000,4\n")
    #expect(numbers(found.set.bars.low) == [299.68] && why(found, "scale").hasPrefix("1e-9"))
    let plain = try imported(head + "1615213800000000000,33,5482,299.98,300,299.68,299.73,4\n")
    #expect(numbers(plain.set.bars.low) == [299.68])
  }

  // MARK: - Lines above

  @Test func aBannerThatASheetFilledUpIsLeftOut() throws {
    let banner = "Security,IBM US Equity,,,,\nStart Date,1/4/2021,,,,\nPeriod,D,,,,\n,,,,,\n"
    let rows = "2021-01-04,100.5,103.5,99.5,102.5,27\n2021-01-05,102.5,104.5,102,104,16\n"
    let found = try imported(
      banner + "Date,PX_OPEN,PX_HIGH,PX_LOW,PX_LAST,PX_VOLUME\n" + rows)
    #expect(numbers(found.set.bars.close) == [102.5, 104] && found.set.bars.count == 2)
    #expect(why(found, "lines above").hasPrefix("4 left out"))
    refuses(banner + rows, "D0602", "--skip")
  }

  @Test func theVolumeHasOtherNames() throws {
    let found = try imported(
      days("Open,High,Low,Close,Number of Shares", ["5,6,4,5,9", "5,6,4,5,8"]))
    #expect(numbers(found.set.bars.volume) == [9, 8])
  }

  @Test func `characters that nobody sees are no part of names and lines`() throws {
    let rows = "2021-01-04,1,2,1,1.5,7\n2021-01-05,1,2,1,1.5,8\n2021-01-06,1,2,1,1.5,9\n"
    for text in [
      "\u{FEFF}\u{FEFF}date,open,high,low,close,volume\n" + rows,
      "date,open,high,low,close,volume\u{B}\n" + rows.replacing("\n", with: "\u{B}\n"),
      "date,open,high,low,close,volume\n\r" + rows.replacing("\n", with: "\n\r"),
      "[Date],[Open],[High],[Low],[Close],[Volume]\n" + rows,
    ] {
      let bars = try imported(text).set.bars
      #expect(bars.count == 3 && bars.volume[2] == 9 * Grid.perUnit, "\(text)")
    }
    for (text, format) in [
      ("[Date],[Open]", nil), ("[{\"t\":1}]", "json"), (" [ [1,2]]", "json"), ("{\"a\"", "json"),
      ("[", "json"),
    ] {
      #expect(Importing.format(of: Array(text.utf8)) == format, "\(text)")
    }
  }
}
