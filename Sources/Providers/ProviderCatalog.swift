public import Host
internal import Market

/// Everybody who can be asked for bars, one row each.
public enum ProviderCatalog {
  /// What a provider can be asked for.
  public enum Service: String, Sendable, Hashable, CaseIterable {
    /// Bars of the past.
    case history
    /// Bars as they come.
    case feed
  }

  /// A row of the catalog.
  public struct Entry: Sendable {
    /// What stands before the colon.
    public let name: String
    public let summary: String
    /// How it is written.
    public let form: String
    public let services: [Service]
    /// Names of options, and what they are.
    public let options: [(name: String, summary: String)]
    public let example: String
    public let manners: Manners
    fileprivate let make:
      (@Sendable (ProviderText, _ store: String) throws(Failure) -> any Provider)?
  }

  public static let all: [Entry] = [
    Entry(
      name: "folder", summary: "a folder with a file of CSV for each symbol, or one file",
      form: "folder:PATH", services: [.history],
      options: [("symbol", "the file that is meant, by what stands before its first point")],
      example: "folder:bars,symbol=SPY", manners: .local,
      make: { (text, _) throws(Failure) in try FolderProvider(text) }),
    Entry(
      name: "store", summary: "a data set of the store", form: "store:NAME",
      services: [.history], options: [], example: "store:sp500", manners: .local,
      make: { (text, store) throws(Failure) in try StoredProvider(text, root: store) }),
    Entry(
      name: "synth", summary: "bars of a market that never was, the same for the same seed",
      form: "synth:MODEL", services: [.history],
      options: [
        ("seed", "what the draws begin with [1]"), ("count", "how many bars [2500]"),
        ("interval", "the length of a bar [1d]"), ("from", "the start of the first [2000-01-03]"),
        ("start", "the first open [100]"), ("drift", "of the logarithm, a year [0.05]"),
        ("volatility", "of the logarithm, a year [0.2]"), ("decimals", "of prices [2]"),
        ("calendar", "when it is traded, by name [24x7]"),
      ], example: "synth:garch,seed=7,count=10000,interval=1h", manners: .local,
      make: { (text, _) throws(Failure) in try SyntheticProvider(text) }),
    Entry(
      name: "replay", summary: "bars of the past as if they came now, at any speed",
      form: "replay:DATA[@SPEED]", services: [.feed], options: [],
      example: "replay:synth:gbm,interval=1m@60", manners: .local, make: nil),
    Entry(
      name: "lines", summary: "JSON lines from standard input, one bar each",
      form: "lines:INTERVAL", services: [.history, .feed],
      options: [
        ("file", "another stream or file [standard input]"), ("symbol", "whose bars they are"),
      ], example: "lines:1m,symbol=BTC", manners: .local,
      make: { (text, _) throws(Failure) in try LinesProvider(text) }),
  ]

  /// The row that a text begins with; nil where it names none.
  public static func entry(of text: String) -> Entry? {
    guard let colon = text.firstIndex(of: ":") else { return nil }
    return all.first { $0.name == text[..<colon] }
  }

  /// Who is meant by a text.
  ///
  /// Fails with class `usage` where it names nobody, or says something that is not understood.
  ///
  /// - Parameter store: the folder of the store.
  public static func provider(_ text: String, store: String) throws(Failure) -> any Provider {
    guard let entry = entry(of: text) else {
      let known = all.map(\.name).joined(separator: ", ")
      throw ProviderKinds.unknown.failure(
        "\"\(text.prefix(80))\" names no provider; known are \(known)", .usage)
    }
    guard let make = entry.make else {
      throw ProviderKinds.options.failure(
        "\(entry.name) gives bars as they come, not those of the past", .usage)
    }
    return try make(try described(text, entry), store)
  }

  /// The symbol that a provider's text names, or its own name; nil where it names no provider, or a
  /// path says it.
  public static func symbol(in text: String) -> String? {
    guard let entry = entry(of: text), entry.services.contains(.history),
      let described = try? described(text, entry)
    else { return nil }
    if let symbol = described.text("symbol") { return symbol }
    return entry.name == "folder" || entry.name == "store" ? nil : entry.name
  }

  /// The stream of lines that a text means.
  static func lines(_ text: String) throws(Failure) -> LinesProvider {
    guard let entry = entry(of: text), entry.name == "lines" else {
      throw ProviderKinds.unknown.failure("\"\(text.prefix(80))\" is no stream of lines", .usage)
    }
    return try LinesProvider(try described(text, entry))
  }

  private static func described(
    _ text: String, _ entry: Entry
  ) throws(Failure) -> ProviderText {
    try ProviderText(
      text, text.dropFirst(entry.name.count + 1), entry.options.map(\.name))
  }
}
