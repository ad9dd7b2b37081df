internal import Host
internal import Machine
internal import Testing

@testable internal import Market

/// Headers, numbers and times as they are spelt in other languages and by other programs.
@Suite struct ImportSpellingTests {
  private func numbers(_ words: some Sequence<Int64>) -> [Double] { words.map { Grid.number($0) } }

  private func why(_ found: Imported, _ what: String) -> String {
    found.decisions.filter { $0.what == what }.map { "\($0.value): \($0.because)" }.joined()
  }

  private static let names = "Open,High,Low,Close,Volume"

  private func first(
    _ time: String, _ next: String, delimiter: String = ",",
    _ change: (inout ImportWish) -> Void = { _ in }
  ) throws -> String {
    let rows = [time, next].map { "\($0),1,2,0.5,1.5,5".replacing(",", with: delimiter) }
    let head = "Date,\(Self.names)".replacing(",", with: delimiter)
    let found = try imported(([head] + rows).joined(separator: "\n") + "\n", change)
    return found.set.bars.time.first.map { TimeText.text($0) } ?? ""
  }

  // MARK: - Headers

  @Test(
    arguments: [
      "\"Datum\",\"Laatst\",\"Open\",\"Hoog\",\"Laag\",\"Vol.\",\"Verandering %\"",
      "\"Data\",\"Ostatnio\",\"Otwarcie\",\"Max.\",\"Min.\",\"Wol.\",\"Zmiana%\"",
      "\"Tarih\",\"\u{15E}imdi\",\"A\u{E7}\u{131}l\u{131}\u{15F}\",\"Y\u{FC}ksek\","
        + "\"D\u{FC}\u{15F}\u{FC}k\",\"Hac.\",\"Fark %\"",
      "\"Datum\",\"Senaste\",\"\u{D6}ppning\",\"H\u{F6}gst\",\"L\u{E4}gst\",\"Vol.\",\"+/- %\"",
      "\"\u{65E5}\u{671F}\",\"\u{6536}\u{76D8}\",\"\u{5F00}\u{76D8}\",\"\u{9AD8}\",\"\u{4F4E}\","
        + "\"\u{4EA4}\u{6613}\u{91CF}\",\"\u{6DA8}\u{8DCC}\u{5E45}\"",
      "\"\u{65E5}\u{671F}\",\"\u{6536}\u{5E02}\",\"\u{958B}\u{5E02}\",\"\u{9AD8}\",\"\u{4F4E}\","
        + "\"\u{6210}\u{4EA4}\u{91CF}\",\"\u{66F4}\u{6539}%\"",
      "\"\u{65E5}\u{4ED8}\u{3051}\",\"\u{7D42}\u{5024}\",\"\u{59CB}\u{5024}\","
        + "\"\u{9AD8}\u{5024}\",\"\u{5B89}\u{5024}\",\"\u{51FA}\u{6765}\u{9AD8}\","
        + "\"\u{5909}\u{5316}\u{7387} %\"",
      "\"\u{B0A0}\u{C9DC}\",\"\u{C885}\u{AC00}\",\"\u{C2DC}\u{AC00}\",\"\u{ACE0}\u{AC00}\","
        + "\"\u{C800}\u{AC00}\",\"\u{AC70}\u{B798}\u{B7C9}\",\"\u{BCC0}\u{B3D9} %\"",
    ])
  func investingWritesInTheReadersLanguage(_ head: String) throws {
    let rows = [
      "\"2021-01-04\",\"12.25\",\"11.5\",\"13.5\",\"10.25\",\"1.5M\",\"0.5%\"",
      "\"2021-01-05\",\"12.5\",\"12.25\",\"14.5\",\"11.25\",\"1.25M\",\"0.25%\"",
    ]
    let bars = try imported(([head] + rows).joined(separator: "\n") + "\n").set.bars
    #expect(numbers(bars.open) == [11.5, 12.25] && numbers(bars.high) == [13.5, 14.5])
    #expect(numbers(bars.low) == [10.25, 11.25] && numbers(bars.close) == [12.25, 12.5])
    #expect(numbers(bars.volume) == [1_500_000, 1_250_000])
  }

  @Test func exchangesOfChinaAndPolandAreRead() throws {
    // Date, code, name, close, high, low, open, close before, change, volume, money.
    let china =
      "\u{65E5}\u{671F},\u{80A1}\u{7968}\u{4EE3}\u{7801},\u{540D}\u{79F0},"
      + "\u{6536}\u{76D8}\u{4EF7},\u{6700}\u{9AD8}\u{4EF7},\u{6700}\u{4F4E}\u{4EF7},"
      + "\u{5F00}\u{76D8}\u{4EF7},\u{524D}\u{6536}\u{76D8},\u{6DA8}\u{8DCC}\u{989D},"
      + "\u{6210}\u{4EA4}\u{91CF},\u{6210}\u{4EA4}\u{989D}\n"
    let found = try imported(
      china + "2021-01-04,600000,\u{6D66}\u{53D1},12,14,10,11,9,3,1000,12000\n"
        + "2021-01-05,600000,\u{6D66}\u{53D1},13,15,11,12,12,1,2000,26000\n")
    #expect(numbers(found.set.bars.open) == [11, 12] && numbers(found.set.bars.close) == [12, 13])
    #expect(numbers(found.set.bars.volume) == [1_000, 2_000] && found.symbol == "600000")
    let poland = try imported(
      "Data;Nazwa;ISIN;Waluta;Kurs otwarcia;Kurs max;Kurs min;Kurs zamkni\u{119}cia;Zmiana;"
        + "Wolumen;Liczba Transakcji;Obr\u{F3}t\n"
        + "2021-01-04;PKN;PLPKN0000018;PLN;11,5;13,25;10,5;12,25;0,5;1000;7;12,5\n"
        + "2021-01-05;PKN;PLPKN0000018;PLN;12,5;14,25;11,5;13,25;0,5;2000;9;26,5\n")
    #expect(numbers(poland.set.bars.high) == [13.25, 14.25])
    #expect(numbers(poland.set.bars.volume) == [1_000, 2_000])
  }

  // MARK: - Numbers

  private func volumes(_ cells: [String]) throws -> [Double] {
    let rows = cells.enumerated().map { "2021-01-0\($0 + 4);1,5;2,5;1,25;2,25;\($1)\n" }
    return numbers(
      try imported("Date;Open;High;Low;Close;Volume\n" + rows.joined()).set.bars.volume)
  }

  @Test func volumesHaveWordsOfManyLanguages() throws {
    #expect(try volumes(["0,279 Mio.", "1,5 Mrd."]) == [279_000, 1_500_000_000])
    #expect(try volumes(["12,5 mln", "300,25 tys."]) == [12_500_000, 300_250])
    #expect(try volumes(["1,25B", "2,5K"]) == [1_250_000_000, 2_500])
    #expect(
      try volumes(["12,5\u{4E07}", "1,25\u{4EBF}", "3,5\u{5104}", "7\u{B9CC}"])
        == [125_000, 125_000_000, 350_000_000, 70_000])
    // What is no whole number keeps its decimals.
    #expect(try volumes(["1,2345K", "1,23456789B"]) == [1_234.5, 1_234_567_890])
    for cell in ["12,5 mil", "12,5t", "12,5 xyz"] { refusesVolume(cell) }
  }

  private func refusesVolume(_ cell: String) {
    refuses(
      "Date;Open;High;Low;Close;Volume\n2021-01-04;1,5;2,5;1,25;2,25;7\n"
        + "2021-01-05;1,5;2,5;1,25;2,25;\(cell)\n", "D0202", cell)
  }

  private func closes(_ cells: [String]) throws -> [Double] {
    let rows = cells.enumerated().map { "2021-01-0\($0 + 4)\t-60\t100\t-70\t\($1)\t5\n" }
    return numbers(
      try imported("Date\tOpen\tHigh\tLow\tClose\tVolume\n" + rows.joined()).set.bars.close)
  }

  @Test func signsStandAroundAndBehindNumbers() throws {
    #expect(
      try closes(["(37.63)", "37.63-", "-37.63", "$(37.63)", "(1.5)"]) == [
        -37.63, -37.63, -37.63, -37.63, -1.5,
      ])
    let shown = try imported("Date;Open;High;Low;Close\n2021-01-04;(37,5);(36);(40,1);(37)\n")
    #expect(why(shown, "decimals").contains("'(37,5)'"), "\(why(shown, "decimals"))")
    for cell in ["((37.63))", "(-37.63)", "-37.63-", "(37.63", "37.63--"] {
      refuses(
        "Date\tOpen\tHigh\tLow\tClose\n2021-01-04\t1\t2\t1\t1.5\n2021-01-05\t1\t2\t1\t\(cell)\n",
        "D0202", cell, line: 3)
    }
  }

  @Test func currenciesStandInFrontAndBehind() throws {
    #expect(
      try closes(["Rs. 50.5", "Rs 51.5", "INR 52.5", "53.5 INR"]) == [50.5, 51.5, 52.5, 53.5])
    #expect(try closes(["50.5 z\u{142}", "51.5 PLN"]) == [50.5, 51.5])
    #expect(try closes(["50.5 kr", "51.5 kr"]) == [50.5, 51.5])
  }

  @Test(
    arguments: [
      "1.#QNAN", "1.#INF", "-1.#IND", "-1.#IND00", "\\N", "#VALUE!", "#REF!", "#DIV/0!", "#NUM!",
      "#NAME?", "#N/A N/A",
    ])
  func whatProgramsWriteForNoNumberIsMissing(_ cell: String) throws {
    let found = try closes(["50.5", cell, "52.5"])
    #expect(found[0] == 50.5 && found[1].isNaN && found[2] == 52.5)
  }

  // MARK: - Times

  @Test(
    arguments: [
      ("2021\u{5E74}12\u{6708}29\u{65E5}", "2021\u{5E74}12\u{6708}30\u{65E5}"),
      ("2021\u{B144} 12\u{C6D4} 29\u{C77C}", "2021\u{B144} 12\u{C6D4} 30\u{C77C}"),
      ("2021- 12- 29", "2021- 12- 30"), ("29 gru 2021", "30 gru 2021"),
      ("29 Aral\u{131}k 2021", "30 Aral\u{131}k 2021"),
      (
        "29 \u{434}\u{435}\u{43A}\u{430}\u{431}\u{440}\u{44F} 2021", "30 \u{434}\u{435}\u{43A} 2021"
      ),
      ("=\"2021-12-29\"", "=\"2021-12-30\""), ("'2021-12-29'", "'2021-12-30'"),
      ("\"=\"\"2021-12-29\"\"\"", "\"=\"\"2021-12-30\"\"\""),
    ])
  func datesAreSpeltOtherwise(_ time: String, _ next: String) throws {
    #expect(try first(time, next) == "2021-12-29T00:00:00Z")
  }

  @Test(
    arguments: [
      ("Mon Jan  4 09:30:00 2021", "Mon Jan  4 09:31:00 2021"),
      ("Jan 4 09:30:00 2021", "Jan 4 09:31:00 2021"),
      ("Mon Jan 04 09:30:00 UTC 2021", "Mon Jan 04 09:31:00 UTC 2021"),
      ("Mon Jan  4 04:30:00 EST 2021", "Mon Jan  4 04:31:00 EST 2021"),
      ("Mon Jan 04 09:30:00 +0000 2021", "Mon Jan 04 09:31:00 +0000 2021"),
      ("04/Jan/2021:09:30:00 +0000", "04/Jan/2021:09:31:00 +0000"),
      ("[04/Jan/2021:10:30:00 +0100]", "[04/Jan/2021:10:31:00 +0100]"),
      ("2021\u{5E74}1\u{6708}4\u{65E5} 09:30", "2021\u{5E74}1\u{6708}4\u{65E5} 09:31"),
      (
        "2021\u{5E74}1\u{6708}4\u{65E5}9\u{65F6}30\u{5206}",
        "2021\u{5E74}1\u{6708}4\u{65E5}9\u{65F6}31\u{5206}"
      ),
    ])
  func timesAreSpeltOtherwise(_ time: String, _ next: String) throws {
    #expect(try first(time, next) == "2021-01-04T09:30:00Z")
  }

  @Test func formulasHoldNumbersToo() throws {
    let found = try imported(
      "Date,\(Self.names)\n=\"2021-01-04\",=\"1\",=\"2.5\",'0.5',=\"1.5\",=\"5\"\n"
        + "=\"2021-01-05\",=\"1\",=\"2.5\",'0.5',=\"1.5\",=\"6\"\n")
    #expect(
      numbers(found.set.bars.high) == [2.5, 2.5] && numbers(found.set.bars.low) == [0.5, 0.5])
  }

  // MARK: - Programs

  private func ticks(_ rows: Int, last: (Int) -> Double) -> String {
    (0..<rows).map { row in
      let bid = 3_700 + Double(row % 7) / 4
      return "20210104 0930\(row + 10) 0000000;\(last(row));\(bid);\(bid + 0.25);\(row % 3 + 1)\n"
    }.joined()
  }

  @Test func ticksOfNinjaTraderNeedNoHeader() throws {
    let text = ticks(30) { 3_700 + Double($0 % 7) / 4 + Double($0 % 2) / 4 }
    let found = try imported(text)
    #expect(numbers(found.set.bars.open) == [3_700])
    #expect(numbers(found.set.bars.volume) == [60])
    #expect(why(found, "columns").contains("30 of 30"))
    let asks = try imported(text) { $0.side = .ask }
    #expect(numbers(asks.set.bars.open) == [3_700.25])
    refuses(ticks(30) { 3_600 + Double($0 % 7) / 4 }, "D0602", "--columns")
  }

  @Test func formatsOfAmiBrokerNameTheColumns() throws {
    let rows = "SPY,040121,5,6,4,5.5,9\nSPY,050121,5.5,6,4,5,8\n"
    let found = try imported(
      "$FORMAT Ticker, Date_DMY, Open, High, Low, Close, Volume\n$SEPARATOR ,\n$CONT 1\n" + rows)
    #expect(
      found.set.bars.time.map { TimeText.text($0) }
        == ["2021-01-04T00:00:00Z", "2021-01-05T00:00:00Z"])
    #expect(found.symbol == "SPY" && numbers(found.set.bars.close) == [5.5, 5])
    let american = try imported(
      "$FORMAT Date_MDY Open High Low Close Skip\n01/04/2021,5,6,4,5.5,9\n"
        + "02/04/2021,5.5,6,4,5,8\n")
    #expect(american.set.bars.time.last.map { TimeText.text($0) } == "2021-02-04T00:00:00Z")
    #expect(numbers(american.set.bars.volume) == [0, 0])
  }

  @Test func pagesOfYahooArePasted() throws {
    let tabs =
      "Date\tOpen\tHigh\tLow\tClose \tAdj Close \tVolume\n"
      + "Dec 30, 2021\t478.5\t479\t475.75\t477.5\t477.25\t55,329,000\n"
      + "Dec 29, 2021\t477.5\t478.5\t476.75\t478.25\t478\t54,503,000\n"
    let told = tabs.replacing("Close \t", with: "Close Close price adjusted for splits.\t")
      .replacing("Adj Close Close", with: "Adj Close Adjusted close")
    for text in [tabs, tabs.replacing("\t", with: " \t "), told] {
      let bars = try imported(text).set.bars
      #expect(bars.time.first.map { TimeText.text($0) } == "2021-12-29T00:00:00Z")
      #expect(numbers(bars.volume) == [54_503_000, 55_329_000])
      #expect(numbers(bars.open) == [477.5, 478.5])
    }
  }

  @Test func tradesOfTAQNameTheirRoot() throws {
    let text =
      "DATE,TIME_M,EX,SYM_ROOT,SYM_SUFFIX,SIZE,PRICE\n"
      + "20210104,9:30:00.100000000,P,SPY,,100,370.5\n"
      + "20210104,9:30:00.200000000,P,AAPL,,100,130.5\n"
    refuses(text, "D0603", "AAPL, SPY", "--symbol")
    #expect(numbers(try imported(text) { $0.symbol = "SPY" }.set.bars.open) == [370.5])
  }
}
