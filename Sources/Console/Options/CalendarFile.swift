package import Host
import Machine
package import Market
import TOMLKit

/// A calendar of the user's own, in a file of TOML:
///
///     zone = "Europe/Berlin"
///     hours = "09:00-17:30"               # all day where it is left out
///     days = "mon-fri"                    # or "sun-thu", or "mon,wed,fri"
///     every_year = ["01-01", "12-25"]     # closed on these dates
///     easter = [-2, 1]                    # closed so many days before or behind Easter Sunday
///     closed = ["2024-12-24"]
///     short = { "2024-12-30" = "14:00" }  # ends early
package struct CalendarFile {
  private static let keys = ["zone", "hours", "days", "every_year", "easter", "closed", "short"]
  private static let years = 1950...2100

  private let path: String
  private let table: TOMLTable

  /// A calendar by its name or, where that ends with `.toml`, by its file.
  package static func calendar(
    _ text: String, zone: String? = nil, _ zones: ZoneFiles, in environment: Environment
  ) throws -> TradingCalendar {
    guard text.hasSuffix(".toml") else {
      return try TradingCalendar.named(text, zone: zone, zones)
    }
    let bytes = try environment.disk.read(text, limit: 1 << 20)
    let file = try CalendarFile(path: text, String(decoding: bytes, as: UTF8.self))
    return try file.calendar(zone: zone, zones)
  }

  private init(path: String, _ text: String) throws {
    self.path = path
    do {
      table = try TOMLTable(string: text)
    } catch let error as TOMLParseError {
      throw Failure(
        .usage, UsageKinds.calendar, "the calendar cannot be read: \(error.description)",
        at: .init(
          file: path, line: Int(error.source.begin.line), column: Int(error.source.begin.column)))
    }
    for key in table.keys where !Self.keys.contains(key) {
      throw wrong("\(key) is no key of a calendar; it has \(Self.keys.joined(separator: ", "))")
    }
  }

  private func calendar(zone: String?, _ zones: ZoneFiles) throws -> TradingCalendar {
    guard let own = zone ?? table["zone"]?.string else {
      throw wrong("zone is missing, such as \"Europe/Berlin\"")
    }
    return TradingCalendar(
      name: path, zone: try zones.zone(own), hours: try hours(), special: try special())
  }

  private func hours() throws -> SessionHours? {
    let days = try days(table["days"]?.string ?? "mon-sun")
    guard let value = table["hours"] else {
      return days == 127 ? nil : SessionHours(opens: 0, closes: 1_440, days: days)
    }
    let parts = (value.string ?? "").split(separator: "-").map(String.init)
    guard parts.count == 2, let opens = minute(parts[0]), let closes = minute(parts[1]),
      let hours = SessionHours(opens: opens, closes: closes, days: days)
    else { throw wrong("hours must be as \"09:00-17:30\"") }
    return hours
  }

  private func days(_ text: String) throws -> UInt8 {
    let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    var days: UInt8 = 0
    for part in text.split(separator: ",") {
      let ends = part.split(separator: "-").map {
        names.firstIndex(of: $0.filter { $0 != " " }.lowercased())
      }
      guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2 else {
        throw wrong(
          "days must be as \"mon-fri\" or \"mon,wed\", of \(names.joined(separator: " "))")
      }
      var day = first
      while true {
        days |= 1 << UInt8(day)
        if day == last { break }
        day = (day + 1) % 7
      }
    }
    guard days != 0 else { throw wrong("days names none") }
    return days
  }

  private func special() throws -> SpecialDays {
    var special = SpecialDays()
    for text in try texts("every_year") {
      for year in Self.years {
        // A leap day is closed in leap years.
        if let date = TimeText.date("\(year)-\(text)") {
          special.close(date)
        } else if text != "02-29" {
          throw wrong("every_year has \"\(text)\", which is no date as \"12-25\"")
        }
      }
    }
    for offset in try list("easter").map({ $0.int }) {
      guard let offset, (-200...200).contains(offset) else {
        throw wrong("easter must be a list of whole numbers, such as [-2, 1]")
      }
      for year in Self.years { special.close(SpecialDays.easter(year) + offset) }
    }
    for text in try texts("closed") { special.close(try date(text, "closed")) }
    for text in table["short"]?.table?.keys ?? [] {
      guard let end = table["short"]?.table?[text]?.string.flatMap(minute) else {
        throw wrong("short must be as { \"2024-12-30\" = \"14:00\" }")
      }
      special.shorten(try date(text, "short"), to: end)
    }
    return special
  }

  private func list(_ key: String) throws -> [any TOMLValueConvertible] {
    guard let value = table[key] else { return [] }
    guard let array = value.array else { throw wrong("\(key) must be a list") }
    return Array(array)
  }

  private func texts(_ key: String) throws -> [String] {
    try list(key).map { value in
      guard let text = value.string else { throw wrong("\(key) must be a list of texts") }
      return text
    }
  }

  private func date(_ text: String, _ key: String) throws -> Int {
    guard let date = TimeText.date(text) else {
      throw wrong("\(key) has \"\(text.prefix(40))\", which is no date as \"2024-12-30\"")
    }
    return date
  }

  /// Minutes since midnight of `09:30`.
  private func minute(_ text: String) -> Int? {
    let parts = text.split(separator: ":").map { Int($0.filter { $0 != " " }) }
    guard parts.count == 2, let hour = parts[0], let minute = parts[1], (0...24).contains(hour),
      (0...59).contains(minute), hour * 60 + minute <= 1_440
    else { return nil }
    return hour * 60 + minute
  }

  private func wrong(_ what: String) -> Failure {
    Failure(.usage, UsageKinds.calendar, "the calendar: \(what)", at: .init(file: path))
  }
}
