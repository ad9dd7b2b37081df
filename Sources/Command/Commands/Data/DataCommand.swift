import ArgumentParser
import Console
import Host
import Market
import Store

struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "Bring bars into the store, say what they are worth, get them out again.",
    discussion: """
      The store keeps each column of a data set in a file of NumPy's format, read where it lies, and
      a catalog of what is there. It is in QUILL_STORE, or quill under XDG_DATA_HOME
      (~/.local/share). Wherever bars are asked for, the name of a data set does as well as a file;
      store:NAME means the data set though a file has that name.

      A calendar of your own is a file of TOML, for --calendar:

        zone = "Europe/Berlin"
        hours = "09:00-17:30"               # all day where it is left out
        days = "mon-fri"
        every_year = ["01-01", "12-25"]     # closed on these dates
        easter = [-2, 1]                    # days from Easter Sunday
        closed = ["2024-12-24"]
        short = { "2024-12-30" = "14:00" }  # ends early

      Example: quill data import Strategies/data/sp500_daily.csv --as sp500 --calendar us-equities
      """,
    subcommands: [
      DataListCommand.self, DataInfoCommand.self, DataImportCommand.self, DataCheckCommand.self,
      DataExportCommand.self, DataVerifyCommand.self, DataPruneCommand.self,
      DataRemoveCommand.self, DataSynthCommand.self, DataProvidersCommand.self,
      DataFetchCommand.self,
    ])
}

/// The store, for commands that need it to be there.
enum OpenStore {
  /// The store; one that is not there yet has no data sets.
  static func reading() throws -> DataStore? {
    try DataStore.reading(root: Places.store, in: .system)
  }

  /// The store, to be changed; one that is not there yet has nothing to change.
  static func changing() throws -> DataStore? {
    try DataStore.existing(root: Places.store, in: .system)
  }

  /// The data set of a name.
  static func known(_ name: String) throws -> (store: DataStore, record: DataRecord) {
    try known(name, in: try reading())
  }

  /// The same in a store that is open, where there is one.
  static func known(
    _ name: String, in store: DataStore?
  ) throws -> (store: DataStore, record: DataRecord) {
    let name =
      name.hasPrefix(BarsSource.mark) ? String(name.dropFirst(BarsSource.mark.count)) : name
    guard let store else {
      throw Failure(
        .data, StoreKinds.unknown,
        "there is no data set \"\(name.prefix(80))\": the store \(Places.store) is empty")
    }
    return (store, try store.known(name))
  }

  /// The store, made where there is none.
  static func writing() throws -> DataStore {
    try DataStore(root: Places.store, in: .system)
  }
}

extension DataRecord {
  /// As `ls` and `info` give it.
  var json: [(String, JSON)] {
    [
      ("name", .text(name)), ("symbol", .text(symbol)), ("rows", .integer(rows)),
      ("interval", .text(interval == 0 ? "" : TimeText.duration(interval))),
      ("interval_ns", .integer(interval)),
      ("zone", .text(zone)), ("calendar", .text(calendar)), ("from", .text(TimeText.text(from))),
      ("to", .text(TimeText.text(to))), ("columns", .array(columns.map(JSON.text))),
      ("price_decimals", priceDecimals.map { .integer($0) } ?? .null),
      ("volume_decimals", volumeDecimals.map { .integer($0) } ?? .null),
      ("gaps", .integer(gaps)), ("missing", .integer(missing)), ("source", .text(source)),
      ("factors", .optional(factors)), ("created", .text(TimeText.text(created))),
      ("changed", .text(TimeText.text(changed))),
    ]
  }
}
