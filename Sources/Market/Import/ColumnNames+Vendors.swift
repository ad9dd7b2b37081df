/// Names that single vendors give their columns: in small letters, `_` for spaces and points.
extension ColumnNames {
  static let ofVendors: [(ImportRole, String)] = [
    (
      .time,
      "uhrzeit ora zeitstempel sip_timestamp created_time created_at createdat startedat "
        + "started_at mts time_exchange snapshottime snapshot_time time_period_start period_start "
        + "starttime start_time kline_start_time candle_time bar_time bartime traddt "
        + "trade_datetime executed_at exec_time begin_time bar_open_time"
    ),
    (
      .open,
      "px_open startprice start_price mid_o mido midopen mid_open opnpric openprice openpric first "
        + "first_price firstprice"
    ),
    (
      .high,
      "px_high maxprice max_price highprice mid_h midhigh mid_high hghpric highest highest_price"
    ),
    (.low, "px_low minprice min_price lowprice mid_l midlow mid_low lwpric lowest lowest_price"),
    (
      .close,
      "endprice end_price px_close closeprice mid_c midclose mid_close clspric closepric "
    ),
    (.volume, "ttltradgvol tradedvolume traded_volume"),
    (
      .bid,
      "bidpx bid_px_00 bid_px_0 bid_price_00 bid_price_0 bids0_price bid0 bid1 bidpx1 bid_price1 "
        + "bidprice1 bestbid bestbidprice best_bid_price bid_rate"
    ),
    (
      .ask,
      "ofr offer_price ofrprice askpx ask_px_00 ask_px_0 ask_price_00 ask_price_0 asks0_price ask0 "
        + "ask1 askpx1 ask_price1 askprice1 bestask bestaskprice best_ask_price ask_rate offerpx "
        + "ofrpx best_offer"
    ),
    (.symbol, "tckrsymb mnemonic"),
  ]

  /// How plainly a name is that of the beginning of a bar: 0 for that of its period, 1 for that of
  /// its first trade, 2 for one of UTC, 3 for any other, 4 for its end.
  static func rank(ofTime name: String) -> Int {
    let periods = ["period_start", "periodstart", "window_start", "bar_start", "candle_begin"]
    if periods.contains(where: name.contains) { return 0 }
    let words = name.split(separator: "_").map(String.init)
    let ends = ["end", "close", "finish", "closed", "ended", "stop"]
    if words.contains(where: ends.contains) || ["closetime", "endtime", "timeclose"].contains(name)
    {
      return 4
    }
    let begins = ["begin", "start", "open", "started", "opened"]
    if words.contains(where: begins.contains)
      || ["opentime", "timeopen", "starttime", "startedat"].contains(name)
    {
      return 1
    }
    return isOfUTC(name) ? 2 : 3
  }

  /// True for names that are likely to be of times, by their words.
  static func mayBeTime(_ name: String) -> Bool {
    let others = [
      "end", "clos", "expir", "settle", "matur", "deliver", "receiv", "recv", "updat", "list",
      "number", "timeframe", "times", "local",
    ]
    guard !others.contains(where: name.contains) || name == "local_timestamp" else { return false }
    if ["created", "dt", "when"].contains(name) { return true }
    return ["time", "stamp", "date", "zeit", "epoch"].contains { name.contains($0) }
      || name.hasSuffix("_at") || name.hasSuffix("_ts") || name.hasPrefix("ts_")
  }
}
