/// A column of a golden file, such as `BBANDS(timeperiod=20;nbdevup=2.0;...).upperband`.
struct GoldenColumn {
  let name: String
  let settings: [String: Double]
  let output: String

  /// TA-Lib's kinds of averages by number.
  private static let kinds = [
    0: "sma", 1: "ema", 2: "wma", 3: "dema", 4: "tema", 5: "trima", 6: "kama", 8: "t3",
  ]

  init?(_ text: String) {
    guard let open = text.firstIndex(of: "("), let close = text.firstIndex(of: ")") else {
      return nil
    }
    var settings: [String: Double] = [:]
    for part in text[text.index(after: open)..<close].split(separator: ";") {
      let pair = part.split(separator: "=")
      settings[String(pair[0])] = Double(pair[1])
    }
    name = String(text[..<open])
    self.settings = settings
    output = String(text[text.index(close, offsetBy: 2)...])
  }

  private func whole(_ key: String) -> Int { Int(settings[key] ?? 0) }
  private func factor(_ key: String) -> String { "\(settings[key] ?? 1)" }
  private func kind(_ key: String) -> String {
    "\"\(Self.kinds[whole(key)] ?? "")\""
  }
  private var n: Int { whole("timeperiod") }

  /// What gives the same values here; nothing where the setting has no counterpart.
  var expression: String? { windows ?? averages ?? channels ?? oscillators ?? trends }

  private var windows: String? {
    switch name {
    case "MAX": "highest(close, \(n))"
    case "MIN": "lowest(close, \(n))"
    case "STDDEV": "\(factor("nbdev")) * stdev(close, \(n))"
    case "VAR": "variance(close, \(n))"
    case "SUM", "MIDPOINT", "TSF": "\(name.lowercased())(close, \(n))"
    case "MAXINDEX": "bar_index - highest_bars(close, \(n))"
    case "MIDPRICE": "midprice(\(n))"
    case "LINEARREG": "linreg(close, \(n))"
    case "LINEARREG_SLOPE": "linreg_slope(close, \(n))"
    case "HT_TRENDLINE": "ht_trendline(close)"
    default: nil
    }
  }

  private var averages: String? {
    switch name {
    case "SMA", "EMA", "WMA", "RMA", "DEMA", "TEMA", "TRIMA", "KAMA", "HMA", "ZLEMA", "VWMA",
      "TRIX":
      "\(name.lowercased())(close, \(n))"
    case "T3": "t3(close, \(n), \(factor("vfactor")))"
    case "MA": "ma(close, \(n), \(kind("matype")))"
    default: nil
    }
  }

  private var channels: String? {
    let fields = ["upperband": "upper", "middleband": "mid", "lowerband": "lower"]
    let field = fields[output] ?? ""
    let key = output == "lowerband" ? "nbdevdn" : "nbdevup"
    switch name {
    case "ATR", "NATR": return "\(name.lowercased())(\(n))"
    case "TRANGE": return "tr()"
    case "BBANDS" where whole("matype") == 0:
      return "bbands(close, \(n), \(factor(key))).\(field)"
    case "BBANDS":
      let sign = ["upper": "+", "mid": "+ 0 *", "lower": "-"][field] ?? ""
      return "ma(close, \(n), \(kind("matype"))) \(sign) \(factor(key)) * stdev(close, \(n))"
    case "KC":
      return "keltner(hlc3, \(n), \(factor("nbdev")), \(whole("atrperiod"))).\(field)"
    case "DONCHIAN": return "donchian(\(n)).\(field)"
    default: return nil
    }
  }

  private var oscillators: String? {
    let pair = "\(whole("fastperiod")), \(whole("slowperiod"))"
    let lines = ["macd": "line", "macdsignal": "signal", "macdhist": "histogram"]
    let line = lines[output] ?? ""
    switch name {
    case "MOM", "ROC", "ROCP", "RSI", "CMO": return "\(name.lowercased())(close, \(n))"
    case "CCI": return "cci(hlc3, \(n))"
    case "WILLR": return "willr(\(n))"
    case "BOP": return "bop()"
    case "APO", "PPO": return "\(name.lowercased())(close, \(pair), \(kind("matype")))"
    case "MACD": return "macd(close, \(pair), \(whole("signalperiod"))).\(line)"
    case "MACDEXT":
      let kinds = ["fastmatype", "slowmatype", "signalmatype"].map(kind).joined(separator: ", ")
      return "macdext(close, \(pair), \(whole("signalperiod")), \(kinds)).\(line)"
    case "ULTOSC":
      let lengths = (1...3).map { "\(whole("timeperiod\($0)"))" }.joined(separator: ", ")
      return "ultosc(\(lengths))"
    default: return stochastics
    }
  }

  private var stochastics: String? {
    let (k, d) = (whole("fastk_period"), whole("fastd_period"))
    let raw: String
    switch name {
    case "STOCH":
      guard whole("slowk_matype") == 0, whole("slowd_matype") == 0 else { return nil }
      return "stoch(\(k), \(whole("slowk_period")), \(whole("slowd_period")))"
        + (output == "slowk" ? ".k" : ".d")
    case "STOCHF": raw = "stochf(\(k), \(d))"
    case "STOCHRSI": raw = "stochrsi(close, \(n), \(k), \(d))"
    default: return nil
    }
    if output == "fastk" { return raw + ".k" }
    let kind = whole("fastd_matype")
    return kind == 0 ? raw + ".d" : "ma(\(raw).k, \(d), \"\(Self.kinds[kind] ?? "")\")"
  }

  private var trends: String? {
    switch name {
    case "ADX", "ADXR", "DX", "PLUS_DI", "MINUS_DI": return "\(name.lowercased())(\(n))"
    case "AROON": return "aroon(\(n)).\(output == "aroonup" ? "up" : "down")"
    case "AROONOSC": return "aroon_osc(\(n))"
    case "SAR":
      return "sar(\(factor("acceleration")), \(factor("acceleration")), \(factor("maximum")))"
    case "SUPERTREND":
      return "supertrend(\(factor("multiplier")), \(n)).\(output == "trend" ? "side" : "line")"
    default: return nil
    }
  }
}
