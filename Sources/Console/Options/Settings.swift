import Backtest
import Glibc
package import Host
import TOMLKit

/// One setting: what can stand in `quill.toml`, in the environment, or be given as a flag.
package struct Setting {
  package let name: String
  package let summary: String
  package let standard: String?

  /// `QUILL_` and the name in capitals.
  package var variable: String { "QUILL_" + name.uppercased().replacing("-", with: "_") }
  /// The key under `[backtest]`.
  package var key: String { name.replacing("-", with: "_") }

  package static let capital = Setting(
    name: "capital", summary: "Money at the start of a backtest.", standard: "10000")
  package static let fee = Setting(
    name: "fee", summary: "Fee as a share of what is traded: 5bps, 0.05% or 0.0005.", standard: "0")
  package static let slippage = Setting(
    name: "slippage", summary: "How much worse than the price market orders fill: 5bps.",
    standard: "0")
  package static let tick = Setting(name: "tick", summary: "Smallest price step.", standard: nil)
  package static let lot = Setting(name: "lot", summary: "Smallest quantity step.", standard: nil)
  package static let fill = Setting(
    name: "fill", summary: "next-open, or close (optimistic).", standard: "next-open")
  package static let fillRule = Setting(
    name: "fill-rule",
    summary: "How orders fill inside of a bar: quill, or pine, as scripts of TradingView expect.",
    standard: "quill")
  package static let leverage = Setting(
    name: "leverage", summary: "What a position may be worth in multiples of equity.",
    standard: nil)
  package static let maintenance = Setting(
    name: "maintenance",
    summary: "With leverage: below this share of what it holds the account is closed out.",
    standard: "5%")
  package static let borrow = Setting(
    name: "borrow", summary: "What short positions cost a year: 3%.", standard: "0")
  package static let pointValue = Setting(
    name: "point-value", summary: "What a price of 1 is worth in one contract.", standard: "1")
  package static let participation = Setting(
    name: "participation",
    summary: "The share of a bar's volume that may fill in it: 10%, or none.",
    standard: nil)
  package static let funding = Setting(
    name: "funding",
    summary: "What a long position pays for being held: 0.01% per 8h, or column NAME.",
    standard: nil)
  package static let latency = Setting(
    name: "latency",
    summary: "How long after its close an order is effective; 100ms on paper.", standard: "0")
  package static let threads = Setting(
    name: "threads", summary: "Threads for reading files; 0 is one for each processor.",
    standard: "0")

  package static let all = [
    capital, fee, slippage, tick, lot, pointValue, fill, fillRule, leverage, maintenance, borrow,
    funding, participation, latency, threads,
  ]
}

/// The settings in force: flag over environment over what the strategy assumes over what
/// `instruments.toml` says of the symbol over `quill.toml` in the current folder over the standard.
package struct Settings {
  package enum Origin: String { case flag, environment, strategy, instrument, file, standard }

  private let file: [String: String]
  private var readsEnvironment = true

  /// The standard ones, whatever files and the environment say.
  package static let standard: Settings = {
    var settings = Settings(file: [:])
    settings.readsEnvironment = false
    return settings
  }()

  package static let path = "quill.toml"

  /// Reads `quill.toml` where there is one.
  package static func load(in environment: Environment) throws -> Settings {
    guard (try? environment.disk.status(path))?.kind == .file else { return Settings(file: [:]) }
    let bytes = try environment.disk.read(path, limit: 64 * 1024)
    return Settings(file: try parsed(String(decoding: bytes, as: UTF8.self)))
  }

  private static func parsed(_ text: String) throws -> [String: String] {
    let table: TOMLTable
    do {
      table = try TOMLTable(string: text)
    } catch let error as TOMLParseError {
      throw Failure(
        .usage, UsageKinds.settings, "quill.toml cannot be read: \(error.description)",
        at: .init(
          file: path, line: Int(error.source.begin.line), column: Int(error.source.begin.column)))
    }
    var values: [String: String] = [:]
    for section in table.keys {
      guard section == "backtest", let keys = table[section]?.table else {
        throw Failure(
          .usage, UsageKinds.settings,
          "quill.toml has [\(section)], which Quill does not know; settings stand under [backtest]",
          at: .init(file: path))
      }
      for key in keys.keys {
        guard Setting.all.contains(where: { $0.key == key }) else {
          throw Failure(
            .usage, UsageKinds.settings,
            "quill.toml sets \(key), which Quill does not know; it knows "
              + Setting.all.map(\.key).joined(separator: ", "), at: .init(file: path))
        }
        values[key] = try spelled(keys[key], key)
      }
    }
    return values
  }

  private static func spelled(_ value: (any TOMLValueConvertible)?, _ key: String) throws -> String
  {
    if let text = value?.string { return text }
    if let whole = value?.int { return String(whole) }
    if let number = value?.double { return NumberText.plain(number) }
    throw Failure(
      .usage, UsageKinds.settings, "quill.toml: \(key) must be a number or a text",
      at: .init(file: path))
  }

  /// The value in force and where it comes from; `assumed` is what the strategy says, `listed` what
  /// the file of instruments does.
  package func value(
    _ setting: Setting, flag: String? = nil, assumed: String? = nil, listed: String? = nil
  ) -> (text: String?, origin: Origin) {
    if let flag { return (flag, .flag) }
    if readsEnvironment, let value = getenv(setting.variable) {
      return (String(cString: value), .environment)
    }
    if let assumed { return (assumed, .strategy) }
    if let listed { return (listed, .instrument) }
    if let value = file[setting.key] { return (value, .file) }
    return (setting.standard, .standard)
  }
}
