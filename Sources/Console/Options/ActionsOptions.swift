package import ArgumentParser
import Backtest
package import Host
import Market
package import Trading

/// Dividends and splits of what is traded.
package struct ActionsOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Dividends and splits of as-traded prices, as CSV with symbol,date,kind,value.",
      valueName: "FILE"),
    completion: .file(extensions: ["csv"]))
  package var actions: String?

  package init() {}

  /// By symbol, in the order of time; nothing without a file. What it says of others is named in
  /// the log: a symbol may be misspelt.
  package func load(
    of traded: [String], log: LogOptions, in environment: Environment
  ) throws -> [String: [CorporateAction]] {
    guard let actions else { return [:] }
    let file = try ActionsFile(actions, in: environment)
    let others = Set(file.entries.keys).subtracting(traded).sorted()
    if !others.isEmpty {
      let names = others.prefix(4).joined(separator: ", ") + (others.count > 4 ? ", ..." : "")
      let words = "\(NumberText.counted(others.count, "symbol")) of it not traded here: \(names)"
      log.say(others.count == file.entries.count ? .warning : .info, "\(file.path): \(words)")
    }
    return try file.entries.mapValues { entries in
      try entries.map { try ActionsOptions.action($0, file.path) }
    }
  }

  private static func action(_ entry: ActionsFile.Entry, _ path: String) throws -> CorporateAction {
    func refused(_ message: String) -> Failure {
      Failure(
        .data, DataKinds.events, "\(path):\(entry.line): \(message)",
        at: .init(file: path, line: entry.line))
    }
    switch entry.kind {
    case .dividend(let text):
      guard let amount = try? Price(text) else {
        throw refused("a dividend is an amount above 0, not \"\(text)\"")
      }
      return CorporateAction(time: entry.time, kind: .dividend(amount))
    case .split(let new, let old):
      guard let split = CorporateAction.Split(new: new, old: old) else {
        throw refused("a split of \(new):\(old) is out of range")
      }
      return CorporateAction(time: entry.time, kind: .split(split))
    }
  }
}
