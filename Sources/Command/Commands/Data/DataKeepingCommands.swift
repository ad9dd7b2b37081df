import ArgumentParser
import Console
import Host
import Store

struct DataVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Read data sets whole and compare them with their check sums.",
    discussion: """
      Ends with 1 when anything is damaged.

      Example: quill data verify sp500
      """)

  @Argument(help: "Data sets; without one, all of them.") var names: [String] = []
  @OptionGroup var output: OutputOptions
  @OptionGroup var log: LogOptions

  func run() throws {
    let store = try OpenStore.reading()
    let all = names.isEmpty ? try store?.records().map(\.name) ?? [] : names
    var found: [(name: String, damage: [DataStore.Damage])] = []
    for name in all {
      let (store, record) = try OpenStore.known(name, in: store)
      found.append((record.name, try store.verify(record.name)))
    }
    if output.json {
      let sets = found.map { name, damage in
        JSON.object([
          ("name", .text(name)), ("ok", .bool(damage.isEmpty)),
          (
            "damage",
            .array(
              damage.map {
                .object([
                  ("column", .text($0.column)), ("from_row", .integer($0.rows.lowerBound)),
                  ("to_row", .integer($0.rows.upperBound - 1)), ("message", .text($0.message)),
                ])
              })
          ),
        ])
      }
      try Terminal.out(
        JSON.object([("schema", "quill.data-verify/1"), ("datasets", .array(sets))]).text() + "\n")
    } else {
      for (name, damage) in found {
        try Terminal.out("\(name): \(damage.isEmpty ? "whole" : "damaged")\n")
        for part in damage { try Terminal.out("  \(part.column): \(part.message)\n") }
      }
    }
    if found.contains(where: { !$0.damage.isEmpty }) { throw Reported(exitCode: 1) }
  }
}

struct DataPruneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune", abstract: "Take away files that nobody needs.",
    discussion: """
      What broken or replaced imports left in the store, and with --cache the columns of all files
      that were read.

      Example: quill data prune --cache --dry-run
      """)

  @Flag(help: "Empty the cache of files too.") var cache = false
  @Flag(help: "Only say what would go.") var dryRun = false
  @OptionGroup var output: OutputOptions
  @OptionGroup var log: LogOptions

  func run() throws {
    var gone = try OpenStore.changing()?.prune(dryRun: dryRun) ?? []
    if cache {
      gone += try BarsCache(root: Places.cache + "/bars", in: .system).prune(dryRun: dryRun)
    }
    let bytes = gone.reduce(0) { $0 + $1.bytes }
    if output.json {
      let folders = gone.map {
        JSON.object([("folder", .text($0.folder)), ("bytes", .integer($0.bytes))])
      }
      return try Terminal.out(
        JSON.object([
          ("schema", "quill.data-prune/1"), ("dry_run", .bool(dryRun)),
          ("bytes", .integer(bytes)), ("folders", .array(folders)),
        ]).text() + "\n")
    }
    for (folder, bytes) in gone { try Terminal.out("\(folder)  \(bytes) bytes\n") }
    let verb = dryRun ? "would go" : "gone"
    try Terminal.out("\(gone.count) folders with \(bytes) bytes \(verb)\n")
  }
}

struct DataRemoveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rm", abstract: "Take data sets out of the store, for good.",
    discussion: "Example: quill data rm sp500")

  @Argument(help: "Data sets.") var names: [String]
  @OptionGroup var output: OutputOptions
  @OptionGroup var log: LogOptions

  func run() throws {
    // All of them or, where one is not there, none.
    let store = try OpenStore.changing()
    let found = try names.map { try OpenStore.known($0, in: store) }
    for (store, record) in found { try store.remove(record.name) }
    if output.json {
      return try Terminal.out(
        JSON.object([
          ("schema", "quill.data-rm/1"), ("removed", .array(found.map { .text($0.record.name) })),
        ]).text() + "\n")
    }
    for (_, record) in found { try Terminal.out("removed \(record.name)\n") }
  }
}
