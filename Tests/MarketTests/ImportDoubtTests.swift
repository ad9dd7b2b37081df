internal import Host
internal import Machine
internal import TestSupport
internal import Testing

@testable internal import Market

/// What is read only where the whole file bears it out, and refused where it has two readings.
@Suite struct ImportDoubtTests {
  private static let head = "time,open,high,low,close,volume\n"

  /// Bars that follow each other, each of which begins near the end of the one before.
  struct Walk {
    var bars: [(open: Double, high: Double, low: Double, close: Double)] = []

    init(_ count: Int = 60, seed: UInt64 = 5, follows: Bool = true) {
      var dice = SplitMix64(seed: seed)
      var price = 10_000
      for _ in 0..<count {
        if !follows { price = 10_000 + dice.whole(-300...300) }
        let open = price + dice.whole(-3...3)
        let close = open + dice.whole(-90...90)
        let (high, low) = (
          max(open, close) + dice.whole(1...40), min(open, close) - dice.whole(1...40)
        )
        bars.append(
          (Double(open) / 100, Double(high) / 100, Double(low) / 100, Double(close) / 100))
        price = close
      }
    }

    /// A text with a line for each, of the day and what `line` makes of it.
    func text(_ line: (Int, (open: Double, high: Double, low: Double, close: Double)) -> String)
      -> String
    {
      bars.enumerated().map { row, bar in
        let day = CivilDate(daysSince1970: 18_000 + row)
        let two = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
        return "\(day.year)-\(two(day.month))-\(two(day.day)),\(line(row, bar))\n"
      }.joined()
    }
  }

  private func numbers(_ words: some Sequence<Int64>) -> [Double] { words.map { Grid.number($0) } }

  private func why(_ found: Imported, _ what: String) -> String {
    found.decisions.filter { $0.what == what }.map { "\($0.value) \($0.because)" }.joined(
      separator: "; ")
  }

  // MARK: - Numbers

  @Test func oneStrayCellChangesNoOther() {
    for stray in ["\"100,5\"", "1.234.5", "\"1,23.4\"", "\"1.234,5\""] {
      refuses(
        Self.head + "2021-01-04,100.13,100.73,99.97,100.71,6\n"
          + "2021-01-05,100.72,100.83,100.17,\(stray),6\n"
          + "2021-01-06,100.46,100.92,100.31,100.61,1\n", "D0202", line: 3)
    }
  }

  @Test func aStrayCellFarDownIsNamed() {
    let good = "2021-01-04,100.13,100.73,99.97,100.71,6\n"
    let text = Self.head + String(repeating: good, count: 120_000)
    refuses(text + "2021-01-05,\"100,5\",100.83,100.17,100.2,6\n", "D0202", line: 120_002)
  }

  @Test func asManyCellsForEitherReadingAreNotDecided() {
    refuses(
      "Date;Open;High;Low;Close\n2020-01-13;1,5;1,75;1.25;1.5\n", "D0601", "--decimal comma")
  }

  @Test func pricesAndVolumeMayBeWrittenEachTheirWay() throws {
    let found = try imported(
      Self.head + "2021-01-04,100.13,100.73,99.97,100.71,\"65.937.000,00\"\n"
        + "2021-01-05,100.72,100.83,100.17,100.27,\"64.944.000,00\"\n")
    #expect(numbers(found.set.bars.volume) == [65_937_000, 64_944_000])
    #expect(numbers(found.set.bars.close) == [100.71, 100.27])
    #expect(why(found, "decimals of volume").hasPrefix("comma"))
  }

  @Test func aPointBeforeThreeDigitsIsDoubtfulWhereCommasAreUsual() throws {
    let german =
      "Datum;Er\u{F6}ffnung;Hoch;Tief;Schluss\n04.01.2021;13.016;13.107;12.983;13.092\n"
      + "05.01.2021;13.016;13.107;12.983;13.092\n"
    refuses(german, "D0601", "13.016", "--decimal")
    #expect(
      numbers(try imported(german) { $0.decimal = .comma }.set.bars.close) == [13_092, 13_092])
    #expect(
      numbers(try imported(german) { $0.decimal = .point }.set.bars.close) == [13.092, 13.092])
    refuses(
      "Date;Open;High;Low;Close;Volume\n2021-01-13;101;102;100;101;65.937\n", "D0601", "volume")
    // A program's file of yen has three decimals as well.
    let yen =
      "20120201 000000;76.243;76.255;76.241;76.250;0\n"
      + "20120201 000100;76.250;76.255;76.241;76.251;0\n"
    #expect(numbers(try imported(yen).set.bars.open) == [76.243, 76.25])
  }

  @Test func gapsBetweenThousandsAreRead() throws {
    for gap in ["'", "\u{2019}", "\u{A0}", "\u{202F}", " "] {
      let text =
        "time;open;high;low;close;volume\n"
        + "2021-01-04;1\(gap)234.5;1\(gap)240.25;1\(gap)230.5;1\(gap)235.5;1\(gap)000\(gap)000\n"
      let bars = try imported(text).set.bars
      #expect(numbers(bars.open) == [1_234.5], "\(gap)")
      #expect(numbers(bars.volume) == [1_000_000], "\(gap)")
    }
    refuses(
      "time;open;high;low;close\n2021-01-04;1'23.5;1240.25;1.5;1235.5\n", "D0202", line: 2)
  }

  @Test func lettersOfOneByteAreRead() throws {
    let text = "Datum;Er\u{F6}ffnung;Hoch;Tief;Schluss\n04.01.2021;1,5;1,75;1,25;1,5\n"
    let bytes = text.unicodeScalars.map { UInt8($0.value) }
    let found = try Importing.bars(
      of: try ImportPart.all(of: HeldBytes(bytes), path: "x.csv"), path: "x.csv", ImportWish())
    #expect(numbers(found.set.bars.open) == [1.5] && why(found, "packing").hasPrefix("Latin-1"))
  }

  // MARK: - Columns

  @Test func ordersOfHeaderlessPricesAreToldByWhatFollows() throws {
    let walk = Walk()
    let orders: [[KeyPath<(open: Double, high: Double, low: Double, close: Double), Double>]] = [
      [\.open, \.high, \.low, \.close], [\.close, \.high, \.low, \.open],
      [\.close, \.low, \.high, \.open], [\.low, \.high, \.open, \.close],
      [\.low, \.high, \.close, \.open], [\.close, \.open, \.high, \.low],
      [\.open, \.close, \.high, \.low],
    ]
    for order in orders {
      let text = walk.text { row, bar in
        let prices = order.map { "\(bar[keyPath: $0])" }.joined(separator: ",")
        return "\(prices),\(5_000 + row * 3_700 % 99_100)"
      }
      let found = try imported(text)
      #expect(numbers(found.set.bars.open) == walk.bars.map(\.open), "\(order)")
      #expect(numbers(found.set.bars.close) == walk.bars.map(\.close), "\(order)")
      #expect(numbers(found.set.bars.high) == walk.bars.map(\.high), "\(order)")
      #expect(found.set.bars.volume[1] == Grid.word(8_700))
      #expect(why(found, "columns").contains("of 60 rows"), "\(why(found, "columns"))")
      // The other way round in time.
      let lines = text.split(separator: "\n").reversed().joined(separator: "\n")
      #expect(numbers(try imported(lines).set.bars.open) == walk.bars.map(\.open), "\(order)")
    }
  }

  @Test func pricesThatDoNotFollowAreNotGuessed() {
    let loose = Walk(60, follows: false)
    refuses(loose.text { "\($1.close),\($1.low),\($1.high),\($1.open),7000" }, "D0601", "--columns")
    refuses(
      Walk(3).text { "\($1.low),\($1.high),\($1.open),\($1.close)" }, "D0601", "--columns")
  }

  @Test func aFifthPriceIsNoVolume() {
    let walk = Walk()
    // An adjusted close, near or far, and a mean price.
    for factor in [0.97, 0.03] {
      refuses(
        walk.text { row, bar in
          "\(bar.open),\(bar.high),\(bar.low),\(bar.close),\(bar.close * factor),\(7_000 + row)"
        }, "D0601", "--columns")
    }
    // Ticks: a price, bid, ask and a size are no bars.
    refuses(
      (0..<30).map {
        "03/31/2021,14:30:\($0 + 10),140.0\($0 % 9),139.9\($0 % 9),140.1\($0 % 9),\($0 + 9)\n"
      }
      .joined(), "D0602", "no four columns", line: 1)
    // Counts before volumes.
    refuses(
      walk.text { row, bar in
        "\(bar.open),\(bar.high),\(bar.low),\(bar.close),\(3 + row % 5),\(7_000 + row * 13 % 97)"
      }, "D0601", "both be the volume")
  }

  @Test func whatStandsBeforeThePricesIsNoPrice() throws {
    let walk = Walk()
    let code = try imported(
      walk.text { row, bar in
        "600000,\(bar.open),\(bar.high),\(bar.low),\(bar.close),\(7_000 + row % 3 * 900)"
      })
    #expect(numbers(code.set.bars.high) == walk.bars.map(\.high))
    let index = try imported(
      walk.text { row, bar in
        "\(row + 1),\(bar.open),\(bar.high),\(bar.low),\(bar.close),\(7_000 + row % 3 * 900)"
      })
    #expect(numbers(index.set.bars.low) == walk.bars.map(\.low))
    refuses(
      walk.text { row, bar in
        "\(7_000 + row * 13 % 97),\(bar.open),\(bar.high),\(bar.low),\(bar.close)"
      }, "D0601", "before the prices")
  }

  @Test func anAskBeforeABidIsNotTakenForTrades() {
    let text = (0..<40).map { "2021-03-01 14:30:\($0 + 10),1.100\($0 % 9 + 1),1.100\($0 % 9)\n" }
    refuses(text.joined(), "D0601", "bid and ask", "--columns")
  }

  @Test func aHeaderThatTheRowsContradictIsRefused() throws {
    let walk = Walk()
    let text =
      "time,open,low,high,close\n"
      + walk.text { "\($1.open),\($1.high),\($1.low),\($1.close)" }
    refuses(text, "D0601", "60 of 60 rows", "--columns")
    let said = try imported(text) { $0.columns = [.time, .open, .high, .low, .close] }
    #expect(numbers(said.set.bars.high) == walk.bars.map(\.high))
  }

  @Test func volumesThatAreNotKnownAreNamed() throws {
    let one = try imported("time,open,high,low,close,flow\n2021-01-04,1,2,1,2,7\n")
    #expect(why(one, "volume").contains("flow"))
    let bhav = try imported(
      "SYMBOL,SERIES,OPEN,HIGH,LOW,CLOSE,LAST,PREVCLOSE,TOTTRDQTY,TOTTRDVAL,TIMESTAMP,ISIN\n"
        + "ACC,EQ,10,12,9,11,11,10,5000,55000,04-JAN-2021,INE012A01025\n")
    #expect(numbers(bhav.set.bars.volume) == [5_000] && bhav.symbol == "ACC")
    refuses("time,open,high,low,close\n2021-01-04,1,2,1,2,7\n", "D0601", "--columns")
    refuses(
      "Date,Time,Open,High,Low,Close,Up,Down\n01/13/2021,14:30,1,2,1,2,7,8\n", "D0601", "volume")
  }

  @Test func promisedSpellingsOfColumnsAreRead() throws {
    let letters = try imported("v,vw,o,c,h,l,t,n\n7,1.5,1,2,3,0.5,1614609000000,5\n")
    #expect(numbers(letters.set.bars.high) == [3] && numbers(letters.set.bars.volume) == [7])
    let quantmod = try imported(
      "Date,SPY.Open,SPY.High,SPY.Low,SPY.Close,SPY.Volume\n2021-01-04,1,3,0.5,2,7\n")
    #expect(numbers(quantmod.set.bars.low) == [0.5] && numbers(quantmod.set.bars.volume) == [7])
    let polish = try imported(
      "Data,Otwarcie,Najwyzszy,Najnizszy,Zamkniecie,Wolumen\n2021-01-04,1.25,3.5,0.5,2,7\n")
    #expect(numbers(polish.set.bars.close) == [2])
    let quoted = try imported(
      "time,open,high,low,close,name\n2021-01-04,1,2,1,2,\"a \"\"b\"\" c\"\n")
    #expect(quoted.set.bars.count == 1)
  }
}
