public import Host
public import Machine

extension TradingCalendar {
  /// A calendar that can be asked for by name.
  public struct Entry: Sendable {
    public let name: String
    public let summary: String
    let zone: String
    let hours: SessionHours?
    var special = SpecialDays.none
  }

  /// Every calendar there is. Of `fx` and `us-futures` no holidays are known: days without bars are
  /// gaps there.
  public static let entries: [Entry] = [
    Entry(name: "24x7", summary: "every day, all day, UTC", zone: "UTC", hours: nil),
    Entry(
      name: "us-equities",
      summary: "Monday to Friday, 09:30 to 16:00, New York; NYSE holidays and half days",
      zone: "America/New_York", hours: SessionHours(opens: 570, closes: 960, days: 0b001_1111),
      special: .newYork),
    Entry(
      name: "fx", summary: "Sunday to Friday, from 17:00 to 17:00 the next day, New York",
      zone: "America/New_York", hours: SessionHours(opens: 1_020, closes: 1_020, days: 0b100_1111)),
    Entry(
      name: "us-futures", summary: "Sunday to Friday, from 18:00 to 17:00 the next day, New York",
      zone: "America/New_York", hours: SessionHours(opens: 1_080, closes: 1_020, days: 0b100_1111)),
  ]

  /// A calendar by its name, with another zone or other hours where they are given.
  ///
  /// Fails with class `data` for a name or a zone that is not known.
  public static func named(
    _ name: String, zone: String? = nil, hours: SessionHours? = nil, _ zones: ZoneFiles
  ) throws(Failure) -> TradingCalendar {
    guard let entry = entries.first(where: { $0.name == name }) else {
      let known = entries.map(\.name).joined(separator: ", ")
      throw DataKinds.unknownCalendar.failure(
        "there is no calendar \"\(name.prefix(60))\"; known are \(known)")
    }
    return TradingCalendar(
      name: name, zone: try zones.zone(zone ?? entry.zone), hours: hours ?? entry.hours,
      special: entry.special)
  }
}
