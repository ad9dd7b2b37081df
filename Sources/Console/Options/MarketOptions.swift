package import ArgumentParser
package import Host
package import Machine
package import Market
package import Store

/// What a strategy may ask beside its bars: when they are traded, and other instruments.
package struct MarketOptions: ParsableArguments {
  @Option(
    name: .customLong("with"),
    help: ArgumentHelp(
      "Bars of another instrument, for `on \"SYMBOL\"`; may be given more than once.",
      valueName: "SYMBOL=FILE"),
    completion: .file(extensions: ["csv", "gz"]))
  package var others: [String] = []

  @Option(
    help: ArgumentHelp(
      "When it is traded: 24x7, the standard where a data set says nothing; us-equities, "
        + "us-futures, fx, or a TOML file with a calendar of your own.",
      valueName: "NAME|FILE"),
    completion: .list(TradingCalendar.entries.map(\.name)))
  package var calendar: String?

  @Option(
    help: ArgumentHelp(
      "The time zone of its days, such as Europe/Berlin, where it is not the calendar's.",
      valueName: "ZONE"))
  package var zone: String?

  @Option(
    help: ArgumentHelp(
      "What is known of each symbol: tick, lot, fee, calendar ... [default instruments.toml]",
      valueName: "FILE"),
    completion: .file(extensions: ["toml"]))
  package var instruments: String?

  package init() {}

  /// Nothing but bars, at all hours, in UTC.
  package static var standard: MarketOptions {
    var options = MarketOptions()
    (options.others, options.calendar, options.zone, options.instruments) = ([], nil, nil, nil)
    return options
  }

  /// What the file of instruments says of a symbol.
  package func facts(_ symbol: String, in environment: Environment) throws -> Instruments.Facts {
    try Instruments.load(instruments, in: environment).facts(symbol)
  }

  /// The calendar that was asked for, else that of the instrument, else that of a data set, else
  /// trading at all hours.
  package func tradingCalendar(
    _ facts: Instruments.Facts = .none, stored record: DataRecord? = nil, _ zones: ZoneFiles,
    in environment: Environment
  ) throws -> TradingCalendar {
    let name =
      calendar ?? facts[.calendar] ?? record?.calendar ?? TradingCalendar.always.name
    let zone = zone ?? facts[.zone] ?? (calendar == nil ? record?.zone : nil)
    let hours = try CalendarFile.calendar(name, zone: zone, zones, in: environment)
    // A calendar on the command line brings its own hours.
    guard calendar == nil, let own = facts.hours(days: hours.hours?.days ?? 127) else {
      return hours
    }
    return try TradingCalendar.named(name, zone: zone, hours: own, zones)
  }

  /// - Parameters:
  ///   - facts: what the file of instruments says of the bars' symbol.
  ///   - record: what is known of the bars, where they are of the store.
  ///   - columns: the columns of an instrument, by its symbol, that are wanted beside the market.
  ///   - read: reads the bars of a file, with those columns.
  package func surroundings(
    of bars: Bars, _ facts: Instruments.Facts = .none, stored record: DataRecord? = nil,
    in environment: Environment, columns: (String) -> Set<String> = { _ in [] },
    _ read: (String, [String]) throws -> Bars
  ) throws -> Surroundings {
    let zones = ZoneFiles(environment)
    let hours = try tradingCalendar(facts, stored: record, zones, in: environment)
    var companions: [String: Bars] = [:]
    for other in others {
      guard let equals = other.firstIndex(of: "="), equals != other.startIndex else {
        throw Failure(.usage, UsageKinds.value, "--with takes SYMBOL=FILE, not \(other)")
      }
      let symbol = String(other[..<equals])
      let path = String(other[other.index(after: equals)...])
      let bars = try read(path, columns(symbol).sorted())
      if let change = bars.changeOfLength {
        throw Failure(
          .strategy, QualityKinds.mixedIntervals,
          "\(path): bars of different lengths, at \(TimeText.text(change.time)): \(change.message)",
          help:
            "when a bar of \(symbol) has ended cannot be told; give a file of one length: "
            + "`quill data` imports the parts, and --resample puts them together")
      }
      companions[symbol] = bars
    }
    return Surroundings(
      almanac: CalendarAlmanac(hours, zones, for: bars), interval: bars.interval,
      companions: companions, extras: bars.extras.map(\.name))
  }
}
