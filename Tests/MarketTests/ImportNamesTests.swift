internal import Host
internal import Machine
internal import Testing

@testable internal import Market

/// Clocks, times, prices and volumes by names that one vendor alone has, and by words in names.
@Suite struct ImportNamesTests {
  private func minutes(_ head: String, above: String = "") -> String {
    let rows = (0..<30).map { row in
      "2021-03-02,09:\(30 + row % 30),100.\(10 + row),100.\(50 + row),99.5,100.\(12 + row),"
        + "\(row + 7)"
    }
    return above + "\(head)\n" + rows.joined(separator: "\n") + "\n"
  }

  /// Days with one more column behind the prices.
  private func days(_ head: String, _ last: (Int) -> String) -> String {
    let rows = (0..<30).map { row in
      "\(TimeText.text(Int64(18_640 + row) * 86_400_000_000_000).prefix(10)),100.\(10 + row),"
        + "100.\(50 + row),99.5,100.\(12 + row),\(last(row))"
    }
    return "\(head)\n" + rows.joined(separator: "\n") + "\n"
  }

  private func trades(_ head: String, _ row: (Int) -> String) -> String {
    let rows = (0..<30).map { "2021-03-02T14:30:\($0 + 10).5Z,\(row($0))" }
    return "\(head)\n" + rows.joined(separator: "\n") + "\n"
  }

  private func first(_ text: String) throws -> String {
    try imported(text).set.bars.time.first.map { TimeText.text($0) } ?? ""
  }

  private func volume(_ found: Imported) -> Double { Grid.number(found.set.bars.volume[0]) }

  private func why(_ found: Imported, _ what: String) -> String {
    found.decisions.filter { $0.what == what }.map { "\($0.value): \($0.because)" }.joined()
  }

  // MARK: - Clocks

  @Test(arguments: [
    ("Time (America/New_York)", "14:30"), ("Time (GMT-5)", "14:30"), ("Time_NY", "14:30"),
    ("Time (UTC+01:00)", "08:30"), ("Zeit (Europe/Berlin)", "08:30"), ("Time GMT-5", "14:30"),
    ("Time (UTC)", "09:30"), ("Time_London", "09:30"), ("Time (HH:MM)", "09:30"),
    ("Time (New York)", "14:30"), ("Time (UTC +2)", "07:30"), ("Ora (Europe/Rome)", "08:30"),
  ])
  func theNameOfTheTimeOfDayNamesAZone(_ name: String, _ clock: String) throws {
    let text = minutes("Date,\(name),Open,High,Low,Close,Volume")
    #expect(try first(text) == "2021-03-02T\(clock):00Z", "\(name)")
    let columns = try imported(text) {
      $0.columns = [.time, .clock, .open, .high, .low, .close, .volume]
    }
    #expect(columns.set.bars.time[0] == (try imported(text).set.bars.time[0]))
    let berlin = try ZoneFiles(.system).zone("Europe/Berlin")
    let said = try imported(text) { $0.clock = (berlin, 0) }
    #expect(said.set.bars.time.first.map { TimeText.text($0) } == "2021-03-02T08:30:00Z")
  }

  @Test(arguments: [
    "Time (ET)", "Time (EST)", "Local Time", "Exchange Time", "time_et", "Time [CST]", "ET Time",
    "Time (Exchange)", "Time (Eastern)", "Server_Time",
  ])
  func aClockOfSeveralZonesIsAskedFor(_ name: String) {
    refuses(minutes("Date,\(name),Open,High,Low,Close,Volume"), "D0601", "--zone")
  }

  @Test(arguments: [
    ("# all times Eastern", nil), ("Zone: EST", nil), ("# exchange local time", nil),
    ("# timestamps are exchange local time", nil), ("All times are in Chicago time", "15:30"),
    ("Zeitzone: Europe/Berlin", "08:30"), ("Timezone=America/New_York", "14:30"),
    ("# times GMT-5", "14:30"), ("# all times UTC", "09:30"), ("Fuseau horaire: UTC+1", "08:30"),
    ("# created 2021-03-02 10:00 EST by hand", "09:30"), ("Ozone: EST", "09:30"),
    ("# TZ America/Chicago", "15:30"), ("Data in ET", nil), ("GMT+1", "08:30"),
  ])
  func aLineAboveNamesAZone(_ line: String, _ clock: String?) throws {
    let text = minutes("Date,Time,Open,High,Low,Close,Volume", above: line + "\n")
    if let clock {
      #expect(try first(text) == "2021-03-02T\(clock):00Z", "\(line)")
    } else {
      refuses(text, "D0601", "--zone")
    }
  }

  @Test func twoClocksInNamesAreAskedFor() {
    refuses(
      minutes("Date (Europe/Berlin),Time (America/New_York),Open,High,Low,Close,Volume"), "D0601",
      "two clocks", "--zone")
  }

  @Test func timesOfDayOfAnUnknownNameAreAskedFor() {
    for name in ["EST", "Ding", "\"Time, New York\""] {
      refuses(
        minutes("Date,\(name),Open,High,Low,Close,Volume"), "D0601",
        "--columns time,clock,open,high,low,close,volume")
    }
  }

  // MARK: - Volumes

  @Test(arguments: [
    "volumefrom", "baseVolume", "tickqty", "CVol", "Trading Volume", "Contracts", "lots",
    "Total Qty", "TradedVol", "share_volume", "DailyVolume", "Volume(Shares)", "executed_qty",
    "filled size", "TickVolume", "menge",
  ])
  func wordsOfAVolumeAreTaken(_ name: String) throws {
    let found = try imported(days("Date,Open,High,Low,Close,\(name)") { "\(9_000 + $0 * 13)" })
    #expect(volume(found) == 9_000, "\(name)")
  }

  @Test(arguments: [
    "q", "lots", "sz", "executed_qty", "LastSize", "tradeVolume", "base_amount", "homeNotional",
    "units", "coins", "Menge", "Anzahl", "fill_size",
  ])
  func wordsOfAnAmountAreTaken(_ name: String) throws {
    let found = try imported(trades("time,price,\(name)") { "100.\($0),\($0 * 7 % 13 + 2)" })
    #expect(volume(found) == Double((0..<30).reduce(0) { $0 + $1 * 7 % 13 + 2 }), "\(name)")
  }

  @Test func theOwnAssetStandsBeforeTheOther() throws {
    for (own, other) in [("volumefrom", "volumeto"), ("baseVolume", "quoteVolume")] {
      let text = days("Date,Open,High,Low,Close,\(other),\(own)") {
        "\(900_000 + $0),\(9_000 + $0)"
      }
      let found = try imported(text)
      #expect(volume(found) == 9_000)
      #expect(why(found, "volume").contains(own.lowercased()))
    }
    // What is called a volume and comes to the amount times the price is money.
    let huobi = days("Date,Open,High,Low,Close,amount,vol") {
      "\($0 + 5),\(Double($0 + 5) * 100.3)"
    }
    #expect(volume(try imported(huobi)) == 5)
  }

  @Test func severalOrUnknownColumnsAreAskedFor() throws {
    refuses(
      days("Date,Open,High,Low,Close,TTQ") { "\(900 + $0 * 7)" }, "D0601", "column 6 (ttq)",
      "--columns time,open,high,low,close,volume", "time,open,high,low,close,-")
    refuses(
      days("Date,Open,High,Low,Close,Cash Volume,Futures Volume") {
        "\(900 + $0 * 7),\(80 + $0 * 3)"
      },
      "D0601", "cash_volume", "futures_volume", "--columns")
    refuses(
      days("Date,Open,High,Low,Close,buy_volume,sell_volume") { "\(900 + $0 * 7),\(80 + $0 * 3)" },
      "D0601", "buy_volume", "--columns")
    let btc = days("Date,Open,High,Low,Close,Volume USDT,Volume BTC") {
      "\(900_000 + $0 * 7),\(80 + $0 * 3)"
    }
    #expect(volume(try imported(btc)) == 80)
    refuses(trades("time,price,nb") { "100.\($0),\($0 * 7 % 13 + 2)" }, "D0601", "nb", "amount")
    let known = "vwap,trades,oi,adj close,returns"
    let left = days("Date,Open,High,Low,Close,\(known)") {
      "100.\($0),\($0 + 3),\(900 + $0 * 3),50.\($0),0.0\($0)"
    }
    #expect(volume(try imported(left)) == 0)
    let said = days("Date,Open,High,Low,Close,TTQ") { "\(900 + $0 * 7)" }
    let leftOut = try imported(said) {
      $0.columns = [.time, .open, .high, .low, .close, .ignored]
    }
    #expect(volume(leftOut) == 0)
  }

  @Test(arguments: [
    ("Volume (000)", 1e3), ("Volume (thousands)", 1e3), ("Volume in K", 1e3), ("vol_k", 1e3),
    ("Volume (mln)", 1e6), ("Volume (millions)", 1e6), ("Volume (lots of 100)", 1e2),
    ("Volume (in millions)", 1e6), ("Volume (lots)", 1), ("Volume (BTC)", 1),
    ("Volume ('000)", 1e3),
  ])
  func theUnitInTheHeaderMultiplies(_ name: String, _ scale: Double) throws {
    let found = try imported(days("Date,Open,High,Low,Close,\(name)") { "\(9_000 + $0 * 13).5" })
    #expect(volume(found) == 9_000.5 * scale, "\(name)")
    #expect(why(found, "unit of volume").isEmpty == (name == "Volume (BTC)"))
  }

  @Test func aUnitOfTwoMeaningsIsAskedFor() {
    refuses(days("Date,Open,High,Low,Close,Volume (mil)") { "\(9_000 + $0)" }, "D0601", "--columns")
    refuses(days("Date,Open,High,Low,Close,Volume (000)") { "\(9 + $0)K" }, "D0601", "--columns")
  }

  // MARK: - Names of vendors

  @Test(arguments: [
    "Date,px_open,px_high,px_low,px_close,px_volume", "time,mid.o,mid.h,mid.l,mid.c,volume",
    "datetime,midOpen,midHigh,midLow,midClose,volume",
    "Date,StartPrice,MaxPrice,MinPrice,EndPrice,TradedVolume",
    "TradDt,OpnPric,HghPric,LwPric,ClsPric,TtlTradgVol", "Date,First,Max,Min,Last,Qty",
    "snapshotTime,openPrice.bid,highPrice.bid,lowPrice.bid,closePrice.bid,lastTradedVolume",
    "startedAt,open,high,low,close,baseTokenVolume", "bar_datestamp,open,high,low,close,volume",
  ])
  func barsOfVendorsAreKnown(_ head: String) throws {
    let found = try imported(days(head) { "\(9_000 + $0 * 13)" })
    #expect(found.set.bars.count == 30, "\(head)")
    #expect(volume(found) == 9_000, "\(head)")
  }

  @Test(arguments: [
    "time,BidPx,AskPx", "ts_event,bid_px_00,ask_px_00", "DATE,BID,OFR",
    "timestamp,bids[0].price,asks[0].price", "sip_timestamp,bid_price,ask_price",
  ])
  func quotesOfVendorsAreKnown(_ head: String) throws {
    #expect(try imported(trades(head) { "100.\($0 + 10),100.\($0 + 12)" }).set.bars.count == 1)
  }
}
