internal import Foundation
internal import Host
internal import Machine
internal import TestSupport
internal import Testing

@testable internal import Market

/// Files as vendors write them: what each is taken for, and what is refused.
@Suite struct ImportTests {
  /// A file, and the first of its bars in the order of time.
  struct Sample: Sendable, CustomStringConvertible {
    let name: String
    let text: String
    var file = "x.csv"
    let count: Int
    /// Time, open, high, low, close, volume.
    let first: String
    var description: String { name }
  }

  static let samples: [Sample] = [
    Sample(
      name: "Binance klines, headerless",
      text: """
        1499040000000,0.01634790,0.80000000,0.01575800,0.01577100,148976.11427815,1499644799999,2434.19055334,308,1756.87402397,28.46694368,0
        1499040060000,0.01577100,0.01600000,0.01570000,0.01590000,10.5,1499644859999,2434.19055334,308,1756.87402397,28.46694368,0
        """, count: 2, first: "2017-07-03T00:00:00Z 0.0163479 0.8 0.015758 0.015771 148976.11427815"
    ),
    Sample(
      name: "Binance klines in microseconds",
      text: """
        1735689600000000,93576.00,93610.93,93537.50,93610.93,8.21827,1735689659999999,768978.5,2631,3.9,371629.2,0
        1735689660000000,93610.93,93652.00,93606.20,93652.00,10.1,1735689719999999,768978.5,2631,3.9,371629.2,0
        """, count: 2, first: "2025-01-01T00:00:00Z 93576 93610.93 93537.5 93610.93 8.21827"),
    Sample(
      name: "Yahoo",
      text: """
        Date,Open,High,Low,Close,Adj Close,Volume
        2020-01-02,74.06,75.15,73.80,75.09,73.20,135480400
        2020-01-03,null,null,null,null,null,null
        2020-01-06,73.45,74.99,73.19,74.95,73.07,118387200
        """, count: 3, first: "2020-01-02T00:00:00Z 74.06 75.15 73.8 75.09 135480400"),
    Sample(
      name: "yfinance with three lines of header",
      text: """
        Price,Close,High,Low,Open,Volume
        Ticker,AAPL,AAPL,AAPL,AAPL,AAPL
        Date,,,,,
        2020-01-02,75.09,75.15,73.80,74.06,135480400
        2020-01-03,74.36,75.14,74.13,74.29,146322800
        """, count: 2, first: "2020-01-02T00:00:00Z 74.06 75.15 73.8 75.09 135480400"),
    Sample(
      name: "Alpha Vantage, newest first",
      text: """
        timestamp,open,high,low,close,adjusted_close,volume,dividend_amount,split_coefficient
        2020-01-03,74.29,75.14,74.13,74.36,72.5,146322800,0.0000,1.0
        2020-01-02,74.06,75.15,73.80,75.09,73.2,135480400,0.0000,1.0
        """, count: 2, first: "2020-01-02T00:00:00Z 74.06 75.15 73.8 75.09 135480400"),
    Sample(
      name: "Dukascopy",
      text: """
        Gmt time,Open,High,Low,Close,Volume
        01.02.2020 00:00:00.000,1.10935,1.10943,1.10931,1.10935,47.62
        01.02.2020 00:01:00.000,1.10935,1.10945,1.10930,1.10940,10
        """, count: 2, first: "2020-02-01T00:00:00Z 1.10935 1.10943 1.10931 1.10935 47.62"),
    Sample(
      name: "Dukascopy in local time",
      text: """
        Local time,Open,High,Low,Close,Volume
        04.05.2020 00:00:00.000 GMT+0300,1.10,1.12,1.09,1.11,47.62
        04.05.2020 01:00:00.000 GMT+0300,1.11,1.12,1.10,1.11,40
        """, count: 2, first: "2020-05-03T21:00:00Z 1.1 1.12 1.09 1.11 47.62"),
    Sample(
      name: "HistData",
      text: "20120201 000000;1.306600;1.306600;1.306560;1.306560;0\n"
        + "20120201 000100;1.306570;1.306570;1.306470;1.306560;0\n", count: 2,
      first: "2012-02-01T00:00:00Z 1.3066 1.3066 1.30656 1.30656 0"),
    Sample(
      name: "HistData ticks",
      text: "20120201 000003660,1.306600,1.306770,0\n20120201 000004143,1.306610,1.306780,0\n"
        + "20120201 000104143,1.306610,1.306780,0\n", count: 2,
      first: "2012-02-01T00:00:00Z 1.306685 1.306695 1.306685 1.306695 0"),
    Sample(
      name: "MetaTrader 4",
      text: "2010.01.04,00:00,1.43105,1.43120,1.43090,1.43100,120\n"
        + "2010.01.04,00:01,1.43100,1.43110,1.43080,1.43090,90\n", count: 2,
      first: "2010-01-04T00:00:00Z 1.43105 1.4312 1.4309 1.431 120"),
    Sample(
      name: "MetaTrader 5",
      text: "<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>\n"
        + "2020.01.02\t00:00:00\t1.12120\t1.12130\t1.12110\t1.12125\t55\t0\t2\n"
        + "2020.01.02\t00:01:00\t1.12125\t1.12140\t1.12120\t1.12130\t60\t0\t2\n", count: 2,
      first: "2020-01-02T00:00:00Z 1.1212 1.1213 1.1211 1.12125 55"),
    Sample(
      name: "MetaTrader 5, days",
      text: "<DATE>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>\n"
        + "2020.01.02\t10\t12\t9\t11\t55\t7\t2\n2020.01.03\t11\t12\t10\t11\t60\t8\t2\n", count: 2,
      first: "2020-01-02T00:00:00Z 10 12 9 11 7"),
    Sample(
      name: "TradingView",
      text: "time,open,high,low,close,Volume,MA\n1577836800,10,12,9,11,5,NaN\n"
        + "1577840400,11,12,10,11,6,11\n", count: 2, first: "2020-01-01T00:00:00Z 10 12 9 11 5"),
    Sample(
      name: "Kraken",
      text:
        "1381095240,122.0,123.0,121.5,122.5,0.1,1\n1381095300,123.61,123.7,123.6,123.65,0.2,2\n",
      count: 2, first: "2013-10-06T21:34:00Z 122 123 121.5 122.5 0.1"),
    Sample(
      name: "Kraken trades",
      text: "1381095255,122.0,0.1\n1381095259,123.0,0.3\n1381095330,121.0,0.2\n", count: 2,
      first: "2013-10-06T21:34:00Z 122 123 122 123 0.4"),
    Sample(
      name: "Bitfinex: open, close, high, low",
      text: (0..<12).map { row in
        let price = 4_167 + row * 7 % 5
        return "\(1_554_076_800_000 + row * 60_000),\(price).5,\(4_167 + (row + 1) * 7 % 5).4,4180,"
          + "4160,54.792\n"
      }.joined(), count: 12, first: "2019-04-01T00:00:00Z 4167.5 4180 4160 4169.4 54.792"),
    Sample(
      name: "Quandl",
      text: """
        Date,Open,High,Low,Close,Volume,Ex-Dividend,Split Ratio,Adj. Open,Adj. High,Adj. Low,Adj. Close,Adj. Volume
        2018-03-27,173.68,175.15,166.92,168.34,38962839,0.0,1.0,173.68,175.15,166.92,168.34,38962839
        2018-03-26,168.07,173.1,166.44,172.77,36272617,0.0,1.0,168.07,173.1,166.44,172.77,36272617
        """, count: 2, first: "2018-03-26T00:00:00Z 168.07 173.1 166.44 172.77 36272617"),
    Sample(
      name: "Investing.com",
      text: "\u{FEFF}\"Date\",\"Price\",\"Open\",\"High\",\"Low\",\"Vol.\",\"Change %\"\n"
        + "\"Jan 03, 2020\",\"1,234.50\",\"1,230.00\",\"1,240.00\",\"1,229.00\","
        + "\"1.25M\",\"0.5%\"\n"
        + "\"Jan 02, 2020\",\"1,230.00\",\"1,225.00\",\"1,235.00\",\"1,220.00\","
        + "\"300.5K\",\"-0.5%\"\n",
      count: 2, first: "2020-01-02T00:00:00Z 1225 1235 1220 1230 300500"),
    Sample(
      name: "Investing.com in German",
      text: "\"Datum\",\"Zuletzt\",\"Er\u{F6}ffn.\",\"Hoch\",\"Tief\",\"Vol.\",\"+/- %\"\n"
        + "\"31.01.2020\",\"1.234,50\",\"1.230,00\",\"1.240,00\",\"1.229,00\",\"1,25M\",\"0,5%\"\n"
        + "\"30.01.2020\",\"1.230,00\",\"1.225,00\",\"1.235,00\",\"1.220,00\",\"2,00M\",\"0,5%\"\n",
      count: 2, first: "2020-01-30T00:00:00Z 1225 1235 1220 1230 2000000"),
    Sample(
      name: "NinjaTrader",
      text: "20060103 093000;1.5;1.6;1.4;1.55;100\n20060103 093100;1.55;1.6;1.5;1.6;5\n",
      count: 2, first: "2006-01-03T09:30:00Z 1.5 1.6 1.4 1.55 100"),
    Sample(
      name: "Stooq",
      text: "<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>\n"
        + "AAPL.US,D,20200102,000000,74.06,75.15,73.8,75.09,135480400,0\n"
        + "AAPL.US,D,20200103,000000,74.29,75.14,74.13,74.36,146322800,0\n", count: 2,
      first: "2020-01-02T00:00:00Z 74.06 75.15 73.8 75.09 135480400"),
    Sample(
      name: "CryptoDataDownload",
      text:
        "https://www.CryptoDataDownload.com\n"
        + "unix,date,symbol,open,high,low,close,Volume BTC,Volume USD\n"
        + "1577840400,2020-01-01 01:00:00,BTC/USD,7180,7200,7170,7190,5,36000\n"
        + "1577836800,2020-01-01 00:00:00,BTC/USD,7170,7190,7160,7180,4,29000\n", count: 2,
      first: "2020-01-01T00:00:00Z 7170 7190 7160 7180 4"),
    Sample(
      name: "Nasdaq.com",
      text:
        "Date,Close/Last,Volume,Open,High,Low\n01/31/2020,$77.38,199588400,$80.23,$80.67,$77.07\n"
        + "01/30/2020,$80.97,126743200,$80.14,$81.02,$79.69\n", count: 2,
      first: "2020-01-30T00:00:00Z 80.14 81.02 79.69 80.97 126743200"),
    Sample(
      name: "decimal comma, semicolons, CRLF, a footer",
      text:
        "Datum;Open;High;Low;Close\r\n31.12.2019;1,5;1,7;1,4;1,6\r\n02.01.2020;1,6;1,8;1,5;1,7\r\n"
        + "Summe aller Zeilen\r\n", count: 2, first: "2019-12-31T00:00:00Z 1.5 1.7 1.4 1.6 0"),
    Sample(
      name: "American dates with AM and PM",
      text: "Date,Time,Open,High,Low,Close,Volume\n01/13/2020,9:30:00 AM,1,2,1,2,5\n"
        + "01/13/2020,1:30:00 PM,2,3,2,3,5\n", count: 2, first: "2020-01-13T09:30:00Z 1 2 1 2 5"),
    Sample(
      name: "European dates, told by their order",
      text:
        "Date,Open,High,Low,Close\n01/02/2020,1,2,1,2\n02/02/2020,2,3,2,3\n"
        + "03/02/2020,2,3,2,3\n01/03/2020,2,3,2,3\n",
      count: 4, first: "2020-02-01T00:00:00Z 1 2 1 2 0"),
    Sample(
      name: "bars without volume, headerless",
      text: "2020-01-01,1,2,0.5,1.5\n2020-01-02,1.5,2,1,2\n",
      count: 2, first: "2020-01-01T00:00:00Z 1 2 0.5 1.5 0"),
    Sample(
      name: "NaN in many spellings",
      text:
        "time,open,high,low,close,volume\n2020-01-01,1,2,0.5,1.5,5\n2020-01-02,NaN,null,,N/A,-\n"
        + "2020-01-03,#N/A,None,nan,NA,--\n", count: 3,
      first: "2020-01-01T00:00:00Z 1 2 0.5 1.5 5"),
    Sample(
      name: "an index without a name",
      text: ",open,high,low,close,volume\n2020-01-01 00:00:00+00:00,1,2,0.5,1.5,5\n"
        + "2020-01-01 01:00:00+00:00,1,2,0.5,1.5,5\n", count: 2,
      first: "2020-01-01T00:00:00Z 1 2 0.5 1.5 5"),
    Sample(
      name: "files glued together, their header with them",
      text: "time,open,high,low,close\n2020-01-01,1,2,0.5,1.5\n2020-01-02,1,2,0.5,1.5\n"
        + "time,open,high,low,close\n2020-01-03,1,2,0.5,1.5\n", count: 3,
      first: "2020-01-01T00:00:00Z 1 2 0.5 1.5 0"),
    Sample(
      name: "lines that only CR ends",
      text: "time,open,high,low,close\r2020-01-01,1,2,0.5,1.5\r2020-01-02,1,2,1,2\r",
      count: 2, first: "2020-01-01T00:00:00Z 1 2 0.5 1.5 0"),
  ]

  private func imported(
    _ bytes: [UInt8], _ file: String = "x.csv", _ wish: ImportWish = ImportWish()
  ) throws -> Imported {
    try Importing.bars(of: try ImportPart.all(of: HeldBytes(bytes), path: file), path: file, wish)
  }

  private func line(_ bars: Bars) -> String {
    let bar = bars[0]
    let numbers = [bar.open, bar.high, bar.low, bar.close, bar.volume].map { word in
      let number = Grid.number(word)
      return Int64(exactly: number).map { "\($0)" } ?? "\(number)"
    }
    return ([TimeText.text(bar.time)] + numbers).joined(separator: " ")
  }

  @Test(arguments: samples)
  func everyDialectIsUnderstood(_ sample: Sample) throws {
    let plain = try imported(Array(sample.text.utf8), sample.file)
    #expect(plain.set.bars.count == sample.count, "\(plain.decisions)")
    #expect(line(plain.set.bars) == sample.first, "\(plain.decisions)")
    // The same as UTF-16, both ways round.
    var little: [UInt8] = [0xFF, 0xFE]
    var big: [UInt8] = [0xFE, 0xFF]
    for unit in sample.text.utf16 {
      let (low, high) = (UInt8(unit & 255), UInt8(unit >> 8))
      little += [low, high]
      big += [high, low]
    }
    for bytes in [little, big] {
      #expect(try imported(bytes, sample.file).set.bars.close == plain.set.bars.close)
    }
  }

  @Test func whatHasTwoReadingsIsNotGuessed() throws {
    let cases: [(String, String)] = [
      ("Date,Open,High,Low,Close\n01/02/2020,1,2,1,2\n", "--dates"),
      ("Date;Open;High;Low;Close\n2020-01-02;1,234;1,300;1,200;1,250\n", "--decimal"),
      ("time (EST),open,high,low,close\n2020-01-02 10:00,1,2,1,2\n", "--zone"),
      ("time,symbol,open,high,low,close\n2020-01-02,A,1,2,1,2\n2020-01-02,B,1,2,1,2\n", "--symbol"),
      ("time,open,high,low,close,open\n2020-01-02,1,2,1,2,1\n2020-01-03,1,2,1,2,1\n", "--columns"),
    ]
    for (text, option) in cases {
      do {
        let found = try imported(Array(text.utf8))
        Issue.record("\(text) was taken as \(found.decisions)")
      } catch let failure as Failure {
        #expect(failure.message.contains(option), "\(failure)")
        #expect(["D0601", "D0603"].contains(failure.code), "\(failure)")
      }
    }
  }

  @Test func whatIsSaidDecides() throws {
    var wish = ImportWish()
    wish.dates = .mdy
    let text = "Date,Open,High,Low,Close\n01/02/2020,1,2,1,2\n"
    #expect(line(try imported(Array(text.utf8), "x", wish).set.bars).hasPrefix("2020-01-02"))
    wish.dates = .dmy
    #expect(line(try imported(Array(text.utf8), "x", wish).set.bars).hasPrefix("2020-02-01"))
    wish = ImportWish()
    wish.decimal = .comma
    let comma = "Date;Open;High;Low;Close\n2020-01-02;1,234;1,300;1,200;1,250\n"
    #expect(
      line(try imported(Array(comma.utf8), "x", wish).set.bars).contains(" 1.234 1.3 1.2 1.25"))
    wish.decimal = .point
    #expect(
      line(try imported(Array(comma.utf8), "x", wish).set.bars).contains(" 1234 1300 1200 1250"))
    wish = ImportWish()
    wish.columns = [.time, .close, .open, .low, .high, .ignored]
    let columns = "2020-01-02,4,1,0,5,9\n"
    #expect(line(try imported(Array(columns.utf8), "x", wish).set.bars).contains(" 1 5 0 4 0"))
  }

  @Test func clocksOfBrokersAreReadRight() throws {
    var wish = ImportWish()
    wish.clock = (try ZoneFiles(.system).zone("America/New_York"), 7 * 3_600)
    let text = "2020.01.06,00:00,1,2,1,2,5\n2020.07.06,00:00,1,2,1,2,5\n"
    let bars = try imported(Array(text.utf8), "x", wish).set.bars
    #expect(TimeText.text(bars.time[0]) == "2020-01-05T22:00:00Z")
    #expect(TimeText.text(bars.time[1]) == "2020-07-05T21:00:00Z")
  }

  @Test func anHourThatClocksShowTwiceIsTwoHours() throws {
    var wish = ImportWish()
    wish.clock = (try ZoneFiles(.system).zone("America/New_York"), 0)
    var text = ""
    for hour in [23, 0, 1, 1, 2, 3] {
      text += "2023-11-0\(hour == 23 ? 4 : 5) \(hour < 10 ? "0" : "")\(hour):00,1,2,1,2,5\n"
    }
    let bars = try imported(Array(text.utf8), "x", wish).set.bars
    let hours = (1..<bars.count).map { (bars.time[$0] - bars.time[$0 - 1]) / 3_600_000_000_000 }
    #expect(hours == [1, 1, 1, 1, 1])
  }

  @Test func ticksBecomeBars() throws {
    var text = "timestamp,price,amount\n"
    for tick in 0..<100 { text += "\(1_577_836_800 + tick * 10),\(100 + tick % 7),2\n" }
    func bars(_ sampling: String) throws -> Bars {
      var wish = ImportWish()
      wish.sampling = Sampling(text: sampling)
      #expect(wish.sampling != nil)
      return try imported(Array(text.utf8), "x", wish).set.bars
    }
    #expect(try bars("1m").count == 17)
    #expect(try bars("tick 10").count == 10)
    #expect(try bars("volume 50").count == 4)
    #expect(try bars("dollar 5000").count == 4)
    let all = try bars("1h")
    #expect(all.count == 1 && Grid.number(all.volume[0]) == 200)
    for bad in ["", "1d", "tick", "tick 0", "volume -1", "tick 1.5", "x 5", "volume nan"] {
      #expect(Sampling(text: bad) == nil, "\(bad)")
    }
  }

  @Test func archivesAreUnpacked() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // Stored members; what deflate makes is tested by the archives that a python would write.
    let one = "1577836800000,1,2,1,2,500\n1577836860000,2,3,2,3,500\n"
    let two = "1580515200000,3,4,3,4,500\n"
    let archive = StoredZip.bytes([
      ("BTC-2020-02.csv", two), ("BTC-2020-01.csv", one), ("README.md", "nothing"),
    ])
    let found = try imported(archive, "x.zip")
    #expect(found.set.bars.count == 3)
    #expect(found.set.bars.close.map { Grid.number($0) } == [2, 3, 4])
    var damaged = archive
    if let place = archive.firstIndex(of: UInt8(ascii: "5")) { damaged[place] = UInt8(ascii: "6") }
    let workbook = StoredZip.bytes([("xl/workbook.xml", "<x/>")])
    for (bytes, word) in [(damaged, "check sum"), (workbook, "spreadsheet")] {
      let failure = #expect(throws: Failure.self) { try imported(bytes, "x.zip") }
      #expect(failure?.code == "D0604" && failure?.message.contains(word) == true, "\(word)")
    }
    for cut in 0..<archive.count { _ = try? imported(Array(archive.prefix(cut)), "x.zip") }
    var dice = SplitMix64(seed: 4)
    for _ in 0..<3_000 {
      var bytes = archive
      bytes[dice.whole(0...(bytes.count - 1))] ^= UInt8(dice.whole(1...255))
      _ = try? imported(bytes, "x.zip")
    }
  }

  @Test func leanArchivesAreScaled() throws {
    let day = StoredZip.bytes([
      (
        "spy.csv",
        "19980102 00:00,970312,975000,965000,974062,5000\n"
          + "19980105 00:00,976562,982500,972500,977500,4000\n"
      )
    ])
    #expect(
      line(try imported(day, "spy.zip").set.bars)
        == "1998-01-02T00:00:00Z 97.0312 97.5 96.5 97.4062 5000")
    let minutes = StoredZip.bytes([
      (
        "20131007_spy_minute_trade.csv",
        "34200000,1683000,1684000,1682000,1683500,100\n"
          + "34260000,1683500,1684000,1683000,1683600,90\n"
      )
    ])
    #expect(
      line(try imported(minutes, "x.zip").set.bars)
        == "2013-10-07T09:30:00Z 168.3 168.4 168.2 168.35 100")
  }

  /// No text, however broken, does anything but fail with a code and a place.
  @Test func nothingTraps() {
    var dice = SplitMix64(seed: 21)
    let letters = Array("0123456789.,;:-/ \t\"\n\rTZabcNaN%$KM+eE".utf8) + [0, 0xFF, 0x1A, 0xC3]
    for sample in Self.samples {
      let bytes = Array(sample.text.utf8)
      for _ in 0..<40 {
        var spoiled = bytes
        for _ in 0..<dice.whole(1...6) {
          let place = dice.whole(0...(spoiled.count - 1))
          switch dice.whole(0...3) {
          case 0: spoiled[place] = dice.pick(letters)
          case 1: spoiled.remove(at: place)
          case 2: spoiled.insert(dice.pick(letters), at: place)
          default: spoiled = Array(spoiled.prefix(place + 1))
          }
          if spoiled.isEmpty { break }
        }
        do {
          _ = try imported(spoiled)
        } catch let failure as Failure {
          #expect(failure.code.hasPrefix("D") && !failure.message.isEmpty)
        } catch {
          Issue.record("\(error)")
        }
      }
    }
  }

  @Test func aLineCutShortIsNamed() throws {
    let text =
      "time,open,high,low,close\n2020-01-01,1,2,0.5,1.5\n2020-01-02,1,2,0.5,1.5\n2020-01-03,1,2"
    do {
      _ = try imported(Array(text.utf8))
      Issue.record("it was taken")
    } catch let failure as Failure {
      #expect(failure.code == "D0201" && failure.place?.line == 4, "\(failure)")
    }
  }
}

/// Zip archives whose members are stored.
private enum StoredZip {
  static func bytes(_ members: [(name: String, text: String)]) -> [UInt8] {
    func word(_ value: Int, _ size: Int) -> [UInt8] {
      (0..<size).map { UInt8(value >> (8 * $0) & 255) }
    }
    var (files, directory): ([UInt8], [UInt8]) = ([], [])
    for (name, text) in members {
      let content = Array(text.utf8)
      let sum = Int(crc(content))
      let common =
        word(20, 2) + word(0, 2) + word(0, 2) + word(0, 4) + word(sum, 4) + word(content.count, 4)
        + word(content.count, 4) + word(name.utf8.count, 2)
      directory +=
        word(0x0201_4B50, 4) + word(20, 2) + common + word(0, 2) + word(0, 2) + word(0, 2)
      directory += word(0, 2) + word(0, 4) + word(files.count, 4) + Array(name.utf8)
      files += word(0x0403_4B50, 4) + common + word(0, 2) + Array(name.utf8) + content
    }
    return files + directory + word(0x0605_4B50, 4) + word(0, 4) + word(members.count, 2)
      + word(members.count, 2) + word(directory.count, 4) + word(files.count, 4) + word(0, 2)
  }

  private static func crc(_ bytes: [UInt8]) -> UInt32 {
    var sum: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    return ~sum
  }
}
