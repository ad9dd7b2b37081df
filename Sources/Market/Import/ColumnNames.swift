/// What a column of an imported file is for.
public enum ImportRole: String, Sendable, Hashable, CaseIterable {
  case time, clock, open, high, low, close, volume
  /// Of trades and quotes.
  case price, amount, bid, ask
  case bidOpen = "bid_open"
  case bidHigh = "bid_high"
  case bidLow = "bid_low"
  case bidClose = "bid_close"
  case askOpen = "ask_open"
  case askHigh = "ask_high"
  case askLow = "ask_low"
  case askClose = "ask_close"
  case symbol
  /// An amount or a volume that is counted up from row to row.
  case total
  /// The zone of the row's time.
  case zone
  case ignored = "-"
}

/// The names that vendors give their columns.
enum ColumnNames {
  private static let table: [(ImportRole, [String])] = [
    (
      .time,
      [
        "timestamp", "time", "date", "datetime", "date_time", "open_time", "opentime", "ts", "unix",
        "gmt_time", "local_time", "utc", "utc_time", "epoch", "day", "time_utc", "date_utc",
        "begin",
        "time_(utc)", "date_(utc)", "timestamp_s", "timestamp_ms", "timestamp_us", "timestamp_ns",
        "dtyyyymmdd", "date_ymd", "date_dmy", "date_mdy", "unix_timestamp", "time_open", "start",
        "ts_event",
        "trade_date", "gmt", "etu_time", "exchange_date", "tranx_date", "transact_time",
        "candle_begin_time", "window_start", "timestamp_utc", "date/time", "bar_start",
        "trade_time", "hour", "hr",
        "transaction_time", "start_at", "tradedate", "timeopen", "time_m", "time_of_day", "clock",
        "event_time", "period", "snapped_at", "t", "d",
      ]
    ),
    (
      .open,
      [
        "open", "o", "open_price", "opening", "open_bid_price", "price_open", "px_open",
        "opening_price", "1__open",
      ]
    ),
    (
      .high,
      [
        "high", "h", "high_price", "max_", "max", "price_high", "px_high", "2__high",
      ]
    ),
    (
      .low,
      [
        "low", "l", "low_price", "min_", "min", "price_low", "px_low", "3__low",
      ]
    ),
    (
      .close,
      [
        "close", "c", "close_price", "last", "close/last", "settle", "price_close",
        "px_last", "closing_price", "last_price", "4__close", "latest",
      ]
    ),
    (
      .volume,
      [
        "volume", "v", "vol", "vol_", "base_volume", "tick_volume", "tickvol", "real_volume",
        "total_volume", "px_volume", "trade_volume", "total_trade_quantity", "5__volume",
        "volume_base", "volume_traded", "shares", "shares_traded", "no__of_shares",
        "number_of_shares",
        "no_of_shares", "tottrdqty",
        "ttl_trd_qnty", "traded_quantity", "total_traded_quantity", "quantity_traded",
      ]
    ),
    (
      .zone,
      [
        "tz", "zone", "timezone", "time_zone", "utc_offset", "utcoffset", "gmt_offset",
        "gmtoffset", "tz_offset", "tzoffset", "timezone_offset", "time_zone_offset",
        "utc_offset_(hours)", "gmt_offset_(hours)",
      ]
    ),
    (.price, ["price", "rate", "trade_price", "px"]),
    (
      .amount,
      [
        "amount", "size", "qty", "quantity", "trade_size", "amt", "last_size", "trade_qty",
        "base_qty",
      ]
    ),
    (.bid, ["bid", "bid_price", "bidprice", "best_bid", "bid_px"]),
    (.ask, ["ask", "ask_price", "askprice", "best_ask", "offer", "ask_px"]),
    (.symbol, ["symbol", "ticker", "instrument", "pair", "tic", "product", "isin", "code"]),
  ]

  private static let commaNames = Set(
    ofCommas.flatMap { $0.1.split(separator: " ").map(String.init) })

  /// True for a name of a language that writes decimals behind a comma.
  static func isOfCommas(_ name: String) -> Bool { commaNames.contains(name) }

  /// True for a name of a column that may have the time of day beside a date.
  static func isTimeOfDay(_ name: String) -> Bool {
    [
      "time", "clock", "time_m", "time_of_day", "minute", "hour", "hr", "trade_time",
      "local_time", "gmt_time", "utc_time",
    ].contains(name) || foreignClocks.contains(name)
      || stem(ofTime: name).map { isTimeOfDay($0) } ?? false
  }

  /// The order of dates that the name of their column says, as AmiBroker's formats do.
  static func order(ofDate name: String) -> DateOrder? {
    name.hasPrefix("date_") ? DateOrder(rawValue: String(name.dropFirst(5))) : nil
  }

  /// True for a name that says that the column has dates.
  static func isDate(_ name: String) -> Bool {
    name.contains("date") || ["datum", "fecha", "data", "dtyyyymmdd", "day"].contains(name)
      || foreignDates.contains(name)
  }

  static func isOfUTC(_ name: String) -> Bool { name.contains("utc") || name.contains("gmt") }

  /// The lower, the more plainly a column names the instrument.
  static func rank(ofSymbol name: String) -> Int {
    [
      "symbol", "ticker", "tic", "instrument", "pair", "product", "code", "tckrsymb", "mnemonic",
    ].firstIndex(of: name) ?? 9
  }

  private static let known: [String: ImportRole] = {
    var known: [String: ImportRole] = [:]
    for (role, names) in ofCommas + ofAsia + ofVendors {
      for name in names.split(separator: " ") { known[String(name)] = role }
    }
    for (role, names) in table { for name in names { known[name] = role } }
    let parts: [(String, ImportRole, ImportRole)] = [
      ("open", .bidOpen, .askOpen), ("high", .bidHigh, .askHigh), ("low", .bidLow, .askLow),
      ("close", .bidClose, .askClose), ("openprice", .bidOpen, .askOpen),
      ("highprice", .bidHigh, .askHigh), ("lowprice", .bidLow, .askLow),
      ("closeprice", .bidClose, .askClose), ("o", .bidOpen, .askOpen), ("h", .bidHigh, .askHigh),
      ("l", .bidLow, .askLow), ("c", .bidClose, .askClose),
    ]
    for (part, bid, ask) in parts {
      for (side, role) in [("bid", bid), ("ask", ask)] {
        for name in [
          "\(side)_\(part)", "\(side)\(part)", "\(part)_\(side)", "\(part)\(side)",
        ] {
          known[name] = role
        }
      }
    }
    return known
  }()

  /// A name in small letters, its words joined by `_`, without brackets, quotes and `#`.
  static func plain(_ field: ArraySlice<UInt8>) -> String {
    var name = ""
    for character in String(decoding: field, as: UTF8.self).lowercased() {
      switch character {
      case " ", "-", ".", "\t": name.append("_")
      case "<", ">", "\"", "'", "*", "#", "[", "]", "$": continue
      default: name.append(character)
      }
    }
    while name.hasPrefix("_") { name.removeFirst() }
    return name
  }

  /// True for a name of a column that has the lengths of bars.
  static func isLength(_ name: String) -> Bool {
    [
      "interval", "timeframe", "time_frame", "tf", "bar_size", "barsize", "resolution",
      "granularity", "frequency", "freq", "period", "per", "res", "bar_length",
      "barlength", "bar_type", "bartype", "candle_size", "candle_interval", "kline_interval",
      "aggregation", "bar_period", "barperiod", "bar_interval", "chart_period",
    ].contains(name)
  }

  /// What stands before open, high, low and close alike, as `spy_`; nil where it is nothing or not
  /// the same for all.
  static func prefix(of names: [String]) -> String? {
    let all = Set(names)
    let found = names.filter { $0.hasSuffix("_open") }.map { String($0.dropLast(4)) }.filter {
      one in
      ["high", "low", "close"].allSatisfy { all.contains(one + $0) }
    }
    return found.count == 1 && known[found[0] + "open"] == nil ? found[0] : nil
  }

  static func role(of name: String) -> ImportRole? {
    if let role = known[name] { return role }
    // `volume_btc`, `volume_(usdt)`, `date_(gmt)`, `close_(usd)`.
    for stem in [
      "volume", "vol", "open", "high", "low", "close", "date", "time", "datetime", "timestamp",
    ] {
      if name.hasPrefix(stem + "_(") { return known[stem] }
    }
    if name != "local_timestamp", let stem = stem(ofTime: name), known[stem] == .time {
      return .time
    }
    // What Yahoo's page says of the column is copied with its name.
    if name.hasPrefix("close_close_price_adjusted") { return .close }
    return name.hasPrefix("volume_") ? .volume : nil
  }
}
