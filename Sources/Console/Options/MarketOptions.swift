package import ArgumentParser
package import Host
package import Machine
import Market

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
      "When it is traded: 24x7 (the standard), us-equities, us-futures or fx.",
      valueName: "NAME"),
    completion: .list(TradingCalendar.entries.map(\.name)))
  package var calendar: String?

  @Option(
    help: ArgumentHelp(
      "The time zone of its days, such as Europe/Berlin, where it is not the calendar's.",
      valueName: "ZONE"))
  package var zone: String?

  package init() {}

  /// Nothing but bars, at all hours, in UTC.
  package static var standard: MarketOptions {
    var options = MarketOptions()
    (options.others, options.calendar, options.zone) = ([], nil, nil)
    return options
  }

  /// - Parameters:
  ///   - columns: the columns of an instrument, by its symbol, that are wanted beside the market.
  ///   - read: reads the bars of a file, with those columns.
  package func surroundings(
    of bars: Bars, in environment: Environment,
    columns: (String) -> Set<String> = { _ in [] }, _ read: (String, [String]) throws -> Bars
  ) throws -> Surroundings {
    let zones = ZoneFiles(environment)
    let hours = try TradingCalendar.named(
      calendar ?? TradingCalendar.always.name, zone: zone, zones)
    var companions: [String: Bars] = [:]
    for other in others {
      guard let equals = other.firstIndex(of: "="), equals != other.startIndex else {
        throw Failure(.usage, UsageKinds.value, "--with takes SYMBOL=FILE, not \(other)")
      }
      let symbol = String(other[..<equals])
      companions[symbol] = try read(
        String(other[other.index(after: equals)...]), columns(symbol).sorted())
    }
    return Surroundings(
      almanac: CalendarAlmanac(hours, zones, for: bars), interval: bars.interval,
      companions: companions, extras: bars.extras.map(\.name))
  }
}
