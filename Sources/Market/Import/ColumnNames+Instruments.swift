/// Names of columns that say which instrument, or which event, a row is of.
extension ColumnNames {
  /// What names an instrument by itself, the plainest first.
  private static let instruments = [
    "contract", "contract_symbol", "contract_name", "contract_code", "contract_id", "local_symbol",
    "localsymbol", "option_symbol", "optionsymbol", "osi_symbol", "occ_symbol", "ticker_symbol",
    "stock_symbol", "symbol_name", "symbol_id", "raw_symbol", "act_symbol", "tickers", "sym", "ric",
    "#ric", "ts_code", "secid", "sec_id", "security", "security_id", "security_name",
    "security_code", "securityid", "instrument_id", "instrumentid", "instrument_name",
    "instrument_token", "figi", "cusip", "sedol", "wkn", "conid", "con_id", "permno", "permco",
    "gvkey", "epic", "stock", "stock_code", "stock_id", "stock_name", "stkcd", "scrip",
    "scrip_code", "scrip_name", "asset", "asset_id", "asset_name", "coin", "coin_id",
    "coin_name", "crypto", "crypto_name", "cryptocurrency", "currency_pair", "currencypair",
    "pair_name", "ccy_pair", "fx_pair", "market", "market_id", "market_name", "commodity",
    "index_name",
    "product_id", "product_code", "name", "company", "company_name", "underlying", "underlier",
    "root", "root_symbol", "sym_root", "base_asset", "base_currency", "quote_asset",
    "quote_currency",
    "currency", "ccy", "order_book_id", "mnemonic", "tckrsymb", "fininstrmid", "fininstrmnm",
    "token", "symboltoken", "symbol_token", "windcode", "wind_code", "s_info_windcode", "symbolid",
    "trading_pair", "tradingpair", "pair_id", "pairid", "futures", "futures_code", "futurescode",
    "productcode", "scripcode", "instrumenttoken", "kod", "papel", "nemo",
    "instrumento", "valor", "issue", "series", "sctysrs", "valoren", "bbgid", "bb_ticker",
    "uticker", "underlying_symbol", "base", "cod_neg", "codneg", "security_symbol", "asset_symbol",
  ]
  /// What tells instruments of one name apart.
  private static let marks = [
    "expiry", "expiry_date", "expirydate", "expiration", "expiration_date", "expirationdate",
    "expire_date", "exdate", "expiry_dt", "maturity", "maturity_date",
    "delivery_month", "contract_month", "strike", "strike_price", "strikeprice",
    "strike_pr", "option_type", "optiontype", "option_typ", "cp_flag", "call_put", "callput",
    "sym_suffix", "put_call", "putcall", "cp", "right", "tenor", "xprydt", "expirydt", "expiry_day",
    "fininstrmactlxprydt", "strkpric", "optntp", "last_trade_date", "last_trading_day",
    "lasttradingday", "lasttradedate", "delivery", "delivery_date", "deliverydate", "prompt",
    "prompt_date", "exercise_price", "exerciseprice", "contract_date", "opttype",
    "callorput", "call_or_put", "pc_flag", "opt",
  ]
  private static let exchanges = [
    "exchange", "exch", "exchange_name", "exchange_id", "venue", "mic",
  ]
  private static let foreign = instrumentNames.split(separator: " ").map(String.init)
  private static let ranks: [String: Int] = {
    var ranks: [String: Int] = [:]
    for (rank, name) in (instruments + foreign + marks + exchanges).enumerated() {
      ranks[name] = rank + 100
    }
    return ranks
  }()

  /// True for a column that may tell instruments apart, beside those that are known as symbols.
  static func tellsInstruments(_ name: String) -> Bool { ranks[name] != nil }

  static func isExchange(_ name: String) -> Bool { exchanges.contains(name) }

  /// The lower, the more plainly a column names the instrument.
  static func rank(ofInstrument name: String) -> Int { ranks[name] ?? rank(ofSymbol: name) }

  /// True for a column that says whether a row is a trade, a quote or a change of a book.
  static func isOfEvents(_ name: String) -> Bool {
    [
      "eventtype", "event_type", "event", "type", "tick_type", "ticktype", "action", "side",
      "msg_type", "message_type", "messagetype", "msgtype", "update_type", "updatetype",
      "record_type", "recordtype", "row_type", "data_type", "entry_type", "mdentrytype", "kind",
    ].contains(name)
  }

  /// True for an amount that is counted up from trade to trade.
  static func isTotal(_ name: String) -> Bool {
    [
      "total_volume", "totalvolume", "volume_total", "cum_volume", "cumvolume", "cum_vol", "cumvol",
      "cumulative_volume", "volume_cumulative", "acc_volume", "accum_volume", "accumulated_volume",
      "acml_vol", "day_volume", "dayvolume", "daily_volume", "total_traded_quantity",
      "total_trade_quantity", "total_qty", "ttq", "total_quantity", "total_vol", "tot_vol",
      "turnover_volume",
    ].contains(name)
  }
}
