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
        "dtyyyymmdd", "datum", "fecha", "data", "unix_timestamp", "time_open", "start", "ts_event",
        "trade_date", "gmt", "etu_time", "exchange_date", "tranx_date", "transact_time",
        "candle_begin_time", "window_start", "timestamp_utc", "date/time", "bar_start",
        "trade_time",
        "transaction_time", "event_time", "zeit", "heure", "hora", "period",
      ]
    ),
    (
      .open,
      [
        "open", "o", "open_price", "opening", "er\u{F6}ffn_", "er\u{F6}ffnung", "eroeffnung",
        "ouv_",
        "ouverture", "apertura", "abertura", "open_bid_price", "price_open", "px_open", "erster",
        "opening_price", "1__open",
      ]
    ),
    (
      .high,
      [
        "high", "h", "high_price", "hoch", "plus_haut", "m\u{E1}ximo", "maximo", "max_", "max",
        "price_high", "px_high", "m\u{E1}xima", "2__high",
      ]
    ),
    (
      .low,
      [
        "low", "l", "low_price", "tief", "plus_bas", "m\u{ED}nimo", "minimo", "min_", "min",
        "price_low", "px_low", "m\u{ED}nima", "3__low",
      ]
    ),
    (
      .close,
      [
        "close", "c", "close_price", "last", "close/last", "settle", "zuletzt", "schluss",
        "schlusskurs", "dernier", "cl\u{F4}ture", "cierre", "\u{FA}ltimo", "ultimo", "price_close",
        "px_last", "closing_price", "last_price", "4__close", "fermeture", "latest",
      ]
    ),
    (
      .volume,
      [
        "volume", "v", "vol", "vol_", "base_volume", "tick_volume", "tickvol", "real_volume",
        "total_volume", "volumen", "px_volume", "trade_volume", "total_trade_quantity", "5__volume",
        "volume_base", "volume_traded", "shares", "umsatz",
      ]
    ),
    (.price, ["price", "rate", "trade_price", "px", "preis", "kurs"]),
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

  private static let known: [String: ImportRole] = {
    var known: [String: ImportRole] = [:]
    for (role, names) in table { for name in names { known[name] = role } }
    let parts: [(String, ImportRole, ImportRole)] = [
      ("open", .bidOpen, .askOpen), ("high", .bidHigh, .askHigh), ("low", .bidLow, .askLow),
      ("close", .bidClose, .askClose),
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

  static func role(of name: String) -> ImportRole? {
    if let role = known[name] { return role }
    // `volume_btc`, `volume_(usdt)`, `date_(gmt)`, `close_(usd)`.
    for stem in ["volume", "vol", "open", "high", "low", "close", "date", "time"] {
      if name.hasPrefix(stem + "_(") { return known[stem] }
    }
    return name.hasPrefix("volume_") ? .volume : nil
  }
}
