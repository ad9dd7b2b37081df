package import ArgumentParser

/// How bars are read, wherever they are.
package struct ReadingOptions: ParsableArguments {
  @Flag(
    name: .customLong("no-cache"),
    help: "Read the file itself, and leave no columns of it in the cache.")
  package var skipsCache = false

  @Option(
    help: ArgumentHelp(
      "Join the bars to longer ones of the calendar: 15m, 1h, 1d, 1w, 1mo.", valueName: "TIMEFRAME")
  )
  package var resample: String?

  @Option(
    help: ArgumentHelp(
      "Refuse at once what would take more memory, such as 512MB or 2GB.", valueName: "SIZE"))
  package var memory: String?

  package init() {}

  /// What is in force where no command line says anything.
  package static var standard: ReadingOptions {
    var options = ReadingOptions()
    (options.skipsCache, options.resample, options.memory) = (false, nil, nil)
    return options
  }
}
