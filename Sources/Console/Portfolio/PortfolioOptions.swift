package import ArgumentParser
import Host

/// What only a portfolio is asked.
package struct PortfolioOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Of a portfolio: who is part of it and when, as CSV with symbol,from,to.", valueName: "FILE"),
    completion: .file(extensions: ["csv"]))
  package var universe: String?

  @Flag(help: "Of a portfolio: close what is open at the last bar.")
  package var closeAtEnd = false

  package init() {}

  /// Says so where a strategy is given what only a portfolio has.
  package func refuse() throws {
    if universe != nil || closeAtEnd {
      throw Failure(
        .usage, UsageKinds.arguments, "--universe and --close-at-end belong to a portfolio")
    }
  }
}
