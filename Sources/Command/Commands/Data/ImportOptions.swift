import ArgumentParser
import Console
import Host
import Machine
import Market
import Store

/// How a file of bars is understood, where it is not to be found out.
struct ImportOptions: ParsableArguments {
  enum Decimal: String, CaseIterable, ExpressibleByArgument { case point, comma }
  enum Dates: String, CaseIterable, ExpressibleByArgument {
    case ymd, dmy, mdy, ym, excel, unix, dotnet, filetime
  }
  enum Clock: String, CaseIterable, ExpressibleByArgument { case hms, seconds }
  enum Turn: String, CaseIterable, ExpressibleByArgument { case first, last }
  enum Side: String, CaseIterable, ExpressibleByArgument { case bid, ask, mid }

  @Option(help: ArgumentHelp("What parts fields: , ; | tab or space.", valueName: "CHARACTER"))
  var delimiter: String?
  @Option(
    help: ArgumentHelp("Whether the first line names the columns: yes or no.", valueName: "yes|no"))
  var header: String?
  @Option(
    help: ArgumentHelp(
      "What the columns are: time,clock,zone,open,high,low,close,volume,price,amount,bid,ask,"
        + "symbol, or total of a volume so far; - leaves one out.", valueName: "LIST"))
  var columns: String?
  @Option(
    help: ArgumentHelp(
      "Columns kept beside prices and volume, by their names in the header; a program reads them "
        + "with `column NAME`.", valueName: "LIST"))
  var extras: String?
  @Option(
    help: ArgumentHelp(
      "Which comes first in dates: ymd, dmy or mdy; ym for months in six digits, excel for days as "
        + "spreadsheets count them, unix, dotnet or filetime for counts of 18 digits.",
      valueName: "ymd|dmy|mdy|ym|excel|unix|dotnet|filetime"))
  var dates: Dates?
  @Option(
    help: ArgumentHelp(
      "What times of day are that are numbers: hms where 93000 is 09:30:00, or seconds since "
        + "midnight.", valueName: "hms|seconds"))
  var clock: Clock?
  @Option(help: "What stands before decimals: point or comma.") var decimal: Decimal?
  @Option(
    help: ArgumentHelp(
      "The clock of times that name none: Europe/Berlin, or America/New_York+7h for one that is 7 "
        + "hours ahead of New York, as brokers' are; --zone=-05:00, UTC-5 or GMT+1 for one offset "
        + "all year, with a minus behind UTC.", valueName: "ZONE"))
  var zone: String?
  @Option(
    help: ArgumentHelp(
      "Of a time that clocks of --zone show twice and rows have once: first or last.",
      valueName: "first|last"))
  var twice: Turn?
  @Option(help: ArgumentHelp("Lines to be left out at the top.", valueName: "N")) var skip = 0
  @Option(help: ArgumentHelp("What prices are multiplied by.", valueName: "NUMBER"))
  var scale: Double?
  @Option(
    help: ArgumentHelp(
      "What trades and quotes become: 1m (the standard), 'volume 1000', 'dollar 1e6', 'tick 500'.",
      valueName: "BARS"))
  var bars: String?
  @Option(help: "Of bid and ask: bid, ask or mid.") var side: Side?
  @Option(help: ArgumentHelp("The table of a file of SQLite.", valueName: "NAME"))
  var table: String?
  @Option(
    help: ArgumentHelp(
      "A question to a file of SQLite, or to the program duckdb about any other; FILE stands for "
        + "the file or its table.", valueName: "SELECT"))
  var sql: String?

  @Option(
    help: ArgumentHelp(
      "Refuse at once what would take more memory, such as 512MB or 2GB.", valueName: "SIZE"))
  var memory: String?

  init() {}

  /// The bars of one instrument as they stand in a file, a folder with all folders in it, or an
  /// archive.
  func read(_ path: String, symbol: String?) throws -> Imported {
    let plan = try plan(path, symbol: symbol)
    return try plan.bars(of: try plan.only())
  }

  /// What a file, a folder with all folders in it, or an archive is to become.
  ///
  /// - Parameters:
  ///   - sorts: puts trades and quotes in order.
  ///   - dropsCopies: leaves out trades and quotes that are copies of others.
  ///   - sampling: what trades and quotes become, where it is not what `--bars` says.
  ///   - splitsLengths: makes a series of each length of bars.
  func plan(
    _ path: String, symbol: String?, sorts: Bool = false, dropsCopies: Bool = false,
    sampling: Sampling? = nil, splitsLengths: Bool = false
  ) throws -> ImportPlan {
    let path = Terminal.input(path)
    let texts = try ImportTexts(
      table: table, sql: sql, memory: try MemoryGuard(memory), sorts: sorts)
    try texts.checkMemory(path)
    var wish = try wish(symbol: symbol, sorts: sorts)
    wish.splitsLengths = splitsLengths
    wish.dropsCopies = dropsCopies
    if let sampling { (wish.joined, wish.sampling) = (wish.sampling, sampling) }
    guard try Environment.system.disk.status(path).kind == .folder else {
      return try ImportPlan(try texts.parts(path), path: path, wish)
    }
    let all = try texts.parts(inFolder: path)
    guard !all.isEmpty else {
      throw Failure(.data, DataKinds.empty, "the folder has no files", at: .init(file: path))
    }
    return try ImportPlan(all, path: path, wish)
  }

  // MARK: - What was said

  private func wish(symbol: String?, sorts: Bool) throws -> ImportWish {
    var wish = ImportWish()
    wish.symbol = symbol
    wish.scratch = ImportTexts.scratch
    wish.advance = Progress.hearing("importing", in: .system)
    wish.sortsTicks = sorts
    let tomorrow = Environment.system.clock.now() + 86_400_000_000_000
    wish.latestYear = Int(TimeText.text(tomorrow).prefix(4)) ?? wish.latestYear
    if let delimiter { wish.delimiter = try byte(delimiter) }
    if let header {
      guard ["yes", "no"].contains(header) else { throw wrong("--header takes yes or no") }
      wish.hasHeader = header == "yes"
    }
    wish.columns = try columns.map { list in
      try list.split(separator: ",", omittingEmptySubsequences: false).map { name in
        guard let role = ImportRole(rawValue: String(name)) else {
          let known = ImportRole.allCases.map(\.rawValue).joined(separator: ", ")
          throw wrong("--columns has \(name.prefix(40)); it takes \(known)")
        }
        return role
      }
    }
    wish.extras =
      try extras.map { list in
        let names = list.split(separator: ",", omittingEmptySubsequences: false).map {
          $0.lowercased()
        }
        guard Set(names).count == names.count, names.allSatisfy(DataRecord.isColumn) else {
          throw wrong(
            "--extras takes names of columns, each once: 1 to 64 of a-z, 0-9 and `_`, the first a "
              + "letter, and none of time, open, high, low, close and volume")
        }
        return names
      } ?? []
    wish.areMonths = dates == .ym
    wish.dates = wish.areMonths ? .ymd : dates.flatMap { DateOrder(rawValue: $0.rawValue) }
    wish.timesOfDay = clock.flatMap { ImportWish.Clock(rawValue: $0.rawValue) }
    wish.areSpreadsheetDays = dates == .excel
    wish.epoch = dates.flatMap { ImportWish.Epoch(rawValue: $0.rawValue) }
    wish.decimal = decimal.flatMap { ImportWish.Decimal(rawValue: $0.rawValue) }
    wish.side = side.flatMap { ImportWish.Side(rawValue: $0.rawValue) }
    wish.clock = try zone.map(zoned)
    wish.turn = twice.flatMap { ImportWish.Turn(rawValue: $0.rawValue) }
    wish.zones = ZoneFiles(.system)
    guard skip >= 0 else { throw wrong("--skip takes a whole number from 0, not \(skip)") }
    wish.skip = skip
    if let scale {
      guard (1e-12...1e12).contains(scale) else {
        throw wrong("--scale takes a number from 1e-12 to 1e12, not \(scale)")
      }
      wish.scale = scale
    }
    if let bars {
      guard let sampling = Sampling(text: bars) else {
        throw wrong(
          "--bars takes 1m, 'volume 1000', 'dollar 1e6' or 'tick 500', not \(bars.prefix(40))")
      }
      wish.sampling = sampling
    }
    return wish
  }

  private func byte(_ text: String) throws -> UInt8 {
    let names: [String: UInt8] = ["tab": 9, "\\t": 9, "space": 32]
    if let known = names[text] { return known }
    guard text.utf8.count == 1, let byte = text.utf8.first, [9, 32, 44, 59, 124].contains(byte)
    else {
      throw wrong("--delimiter takes , ; | tab or space, not \(text.prefix(40))")
    }
    return byte
  }

  /// `Europe/Berlin`, `America/New_York+7h`, `UTC-3h`.
  private func zoned(_ text: String) throws -> (zone: Zone, ahead: Int64) {
    if let ahead = ImportWish.offset(ofZone: text) { return (.utc, ahead) }
    var name = text
    var ahead: Int64 = 0
    if text.hasSuffix("h"), let sign = text.lastIndex(where: { $0 == "+" || $0 == "-" }),
      let hours = Int64(text[text.index(after: sign)...].dropLast()), hours <= 24
    {
      name = String(text[..<sign])
      ahead = (text[sign] == "+" ? hours : -hours) * 3_600
    }
    return (try ZoneFiles(.system).zone(name), ahead)
  }

  private func wrong(_ what: String) -> Failure { Failure(.usage, UsageKinds.value, what) }
}

extension Imported {
  /// What was found out, as `--explain` shows it.
  var explanation: String {
    var table = TextTable(columns: [
      ("what", .left), ("decided", .left), ("because", .left), ("otherwise by", .left),
    ])
    table.rows = decisions.map { [$0.what, $0.value, $0.because, $0.override] }
    return table.text()
  }

  var decisionsJSON: JSON {
    .array(
      decisions.map {
        .object([
          ("what", .text($0.what)), ("value", .text($0.value)), ("because", .text($0.because)),
          ("override", .text($0.override)),
        ])
      })
  }
}
