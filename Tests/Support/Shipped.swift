public import Compiler
internal import Foundation
internal import Syntax

/// The strategies of the folder `Strategies`, and the commands with which their READMEs run them.
public enum Shipped {
  /// The strategies of one symbol, in order, and the portfolios.
  public static let names = all.filter { !isPortfolio($0) }
  public static let portfolios = all.filter(isPortfolio)

  private static func isPortfolio(_ name: String) -> Bool {
    let text = try? Repository.text(path(name))
    return text?.split(separator: "\n").contains { $0.hasPrefix("portfolio ") } ?? false
  }

  /// Every folder that holds a file of its own name, in order.
  private static let all: [String] = {
    let folder = Repository.root.appendingPathComponent("Strategies")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().filter {
      FileManager.default.fileExists(
        atPath: folder.appendingPathComponent("\($0)/\($0).quill").path)
    }
  }()

  public static func path(_ name: String) -> String { "Strategies/\(name)/\(name).quill" }

  /// What the compiler says to a file of the repository; what it imports is read beside it.
  public static func compiled(_ path: String) throws -> Compilation {
    compile(Source(name: path, text: try Repository.text(path))) { path in
      do {
        return .source(Source(name: path, text: try Repository.text(path)))
      } catch {
        return .refused("\(error)")
      }
    }
  }

  /// The arguments of each `quill backtest` that the README of a strategy shows.
  public static func commands(_ name: String) throws -> [[String]] {
    try Repository.text("Strategies/\(name)/README.md").split(separator: "\n")
      .filter { $0.hasPrefix("    quill backtest ") }
      .map { $0.split(separator: " ").dropFirst().map(String.init) }
  }

  /// What stands behind an option of a command.
  public static func value(_ option: String, of command: [String]) -> String? {
    command.firstIndex(of: option).flatMap { index in
      index + 1 < command.count ? command[index + 1] : nil
    }
  }

  /// `sp500` of `--data Strategies/data/sp500_daily.csv`; of several files `sp500+nasdaq`.
  public static func market(of command: [String]) -> String? {
    guard let start = command.firstIndex(of: "--data") else { return nil }
    let files = command[(start + 1)...].prefix { !$0.hasPrefix("--") }
    let names = files.compactMap { $0.split(separator: "/").last?.split(separator: "_").first }
    return names.isEmpty ? nil : names.joined(separator: "+")
  }

  /// What the commands give beside bars and costs: `--calendar`, `--with`.
  public static func surroundings(_ command: [String]) -> [String] {
    ["--calendar", "--with"].flatMap { option in
      value(option, of: command).map { [option, $0] } ?? []
    }
  }
}
