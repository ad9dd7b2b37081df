package import ArgumentParser

/// What `quill repl` and `quill-repl` take; they are one command in two programs.
package struct ReplOptions: ParsableArguments {
  package static let abstract = "Explore expressions over bars, and build a strategy line by line."
  package static let discussion = """
    Example: quill repl Strategies/sma-cross/sma-cross.quill --data Strategies/data/sp500_daily.csv
             > sma(close, fast), quick crosses above calm
             > :backtest --fee 5bps

    Input from a pipe is read without a prompt; with --json each input gives one line of JSON.
    `:help` says what can be typed.
    """

  @Argument(help: "A .quill file to start from.", completion: .file(extensions: ["quill"]))
  package var file: String?
  @Option(
    help: ArgumentHelp(
      "Bars as CSV, plain or gz; SYMBOL=FILE names the symbol.", valueName: "[SYMBOL=]FILE"),
    completion: .file(extensions: ["csv", "gz"]))
  package var data: String?
  @OptionGroup package var market: MarketOptions
  @Flag(help: "Print one JSON object a line for each input; its schema is in Grammar/schemas.")
  package var json = false

  package init() {}

  /// The bars to begin with.
  package var bars: BarsOptions? { data.map { BarsOptions(data: $0, market: market) } }
}
