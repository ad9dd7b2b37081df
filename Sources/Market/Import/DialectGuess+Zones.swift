internal import Host

/// By which clock the times are.
extension DialectGuess {
  /// The zone that times name by its place, as `US/Eastern`.
  mutating func chooseZone(_ column: Int) throws(Failure) {
    guard let text = sample.first?[column], let name = MomentText(text)?.zone else { return }
    dialect.zoneName = name
    guard wish.clock == nil else { return }
    guard let zones = wish.zones else {
      throw failure(ImportKinds.twoReadings, "the times name the zone \(name): say --zone")
    }
    dialect.clock = (try zones.zone(name), 0)
  }

  /// A short name of a zone that stands for several must not be taken for one of them.
  func checkAbbreviations(_ column: Int) throws(Failure) {
    guard wish.clock == nil else { return }
    let clock = dialect.place(.clock)
    for row in sample {
      let moment = MomentText(row[column], clock: clock.map { dialect.clockText(row[$0]) })
      guard let name = moment?.abbreviation, moment?.offset == nil else { continue }
      throw failure(ImportKinds.twoReadings, Self.several("the times name the zone", name))
    }
  }

  private static func several(_ what: String, _ name: String) -> String {
    let meanings = name.split(separator: "/").map { ZoneAbbreviation.meanings(String($0)) }
    let shown = meanings.first { !$0.isEmpty } ?? "America/New_York"
    return "\(what) \(name.uppercased()), which is not one offset: say --zone, such as \(shown)"
  }

  mutating func chooseClock(_ column: Int) throws(Failure) {
    if let name = dialect.zoneName, dialect.clock != nil {
      leaveZones()
      return dialect.decide("zone", name, "the times name it", "--zone")
    }
    dialect.clock = wish.clock
    let text = sample.first?[column] ?? []
    let time = dialect.place(.clock).flatMap { place in
      sample.first.flatMap { MomentText(text, clock: dialect.clockText($0[place])) }
    }
    let moment = time ?? MomentText(text)
    if let name = moment?.abbreviation, let clock = wish.clock {
      dialect.passesAbbreviations = true
      leaveZones()
      return dialect.decide(
        "zone", clock.zone.name, "as said, in the place of \(name.uppercased())", "--zone")
    }
    if moment?.offset != nil {
      dialect.isZoned = true
      leaveZones()
      return dialect.decide(
        "zone", "in the times",
        "\(shown(text)) names it" + (wish.clock == nil ? "" : ", and --zone decides nothing"))
    }
    if let clock = wish.clock {
      let place = dialect.place(.zone).map { ", in the place of the column \(dialect.names[$0])" }
      leaveZones()
      return dialect.decide(
        "zone", Self.words(clock.zone, clock.ahead), "as said" + (place ?? ""), "--zone")
    }
    if try useColumn() { return }
    if try useName(column) { return }
    if try useRemark() { return }
    dialect.decide("zone", "UTC", "the times name none", "--zone")
  }

  private static func words(_ zone: Zone, _ ahead: Int64) -> String {
    if zone.name == "UTC", ahead != 0 { return ZoneCell.words(Int(ahead)) }
    return zone.name + (ahead == 0 ? "" : ", \(ahead / 3_600) hours ahead")
  }

  /// A column of zones says nothing more where the times or who imports them do.
  private mutating func leaveZones() {
    if let place = dialect.place(.zone) { dialect.roles[place] = .ignored }
  }

  /// The clock of a zone that is one offset or one place; nil where it is neither.
  private func clock(of cell: ZoneCell?) -> (zone: Zone, ahead: Int64)? {
    switch cell {
    case .offset(let seconds): return (.utc, Int64(seconds))
    case .place(let name):
      guard let zone = try? wish.zones?.zone(name) else { return nil }
      return (zone, 0)
    case .several, nil: return nil
    }
  }

  // MARK: - A column of zones

  /// Takes the zone of each row from the column that has them: short names of one offset, offsets,
  /// or the name of one place in all rows.
  private mutating func useColumn() throws(Failure) -> Bool {
    guard let place = dialect.place(.zone), let first = sample.first else { return false }
    let name = dialect.names[place]
    let cells = sample.map { String(decoding: $0[place], as: UTF8.self) }
    for cell in cells {
      switch ZoneCell(cell) {
      case .offset, .place: continue
      case .several(let short):
        throw failure(
          ImportKinds.twoReadings, Self.several("the column \(name) names the zone", short))
      case nil:
        throw failure(
          ImportKinds.twoReadings,
          "the column \(name) may have the zone of the times, and \(shown(Array(cell.utf8)[...])) "
            + "is not understood: say --zone, such as America/New_York")
      }
    }
    if case .place(let text) = ZoneCell(cells[0]) {
      guard cells.allSatisfy({ $0 == text }) else {
        throw failure(
          ImportKinds.twoReadings,
          "the column \(name) names several zones: say --zone, or import the rows of each apart")
      }
      guard let clock = clock(of: .place(text)) else {
        throw failure(
          ImportKinds.twoReadings,
          "the column \(name) names \(shown(first[place])), which is no zone that is known: say "
            + "--zone")
      }
      (dialect.zoneCell, dialect.clock) = (text, clock)
      dialect.decide("zone", text, "the column \(name) names it in all rows", "--zone")
      return true
    }
    guard cells.allSatisfy({ if case .offset = ZoneCell($0) { true } else { false } }) else {
      throw failure(
        ImportKinds.twoReadings, "the column \(name) has offsets and places: say --zone")
    }
    var words = ""
    if case .offset(let seconds) = ZoneCell(cells[0]) { words = ZoneCell.words(seconds) }
    dialect.decide(
      "zone", "by the column \(name)",
      "row by row; \(shown(first[place])) in the first is \(words)", "--zone")
    return true
  }

  // MARK: - Names and remarks

  /// A zone in the name of the column that is not UTC must not be passed over.
  private mutating func useName(_ column: Int) throws(Failure) -> Bool {
    let name = dialect.names[column]
    if name.hasPrefix("local_"), sample.contains(where: { hasClock($0, column) }) {
      throw failure(
        ImportKinds.twoReadings,
        "the column \(name) is of a local clock, and nothing says of which: say --zone, such as "
          + "America/New_York")
    }
    guard let open = name.firstIndex(of: "("), name.hasSuffix(")") else { return false }
    let zone = String(name[name.index(after: open)...].dropLast())
    guard !["utc", "gmt", "s", "ms", "us", "ns"].contains(zone) else { return false }
    if let clock = clock(of: ZoneCell(spelled(zone), takesNames: false)) {
      dialect.clock = clock
      dialect.decide(
        "zone", Self.words(clock.zone, clock.ahead), "the name of the column says it", "--zone")
      return true
    }
    throw failure(
      ImportKinds.twoReadings,
      "the column \(name) may be of another clock than UTC: say --zone, such as America/New_York")
  }

  private func hasClock(_ row: [ArraySlice<UInt8>], _ column: Int) -> Bool {
    dialect.place(.clock) != nil || MomentText(row[column])?.hasClock ?? true
  }

  /// Part of a name as the header has it, with its capitals.
  private func spelled(_ part: String) -> String {
    let header = String(decoding: dialect.header, as: UTF8.self)
    let marks: Set<Character> = [" ", "-", ".", "\t"]
    let small = String(header.lowercased().map { marks.contains($0) ? "_" : $0 })
    guard small.count == header.count, let place = small.firstRange(of: part) else { return part }
    let start = small.distance(from: small.startIndex, to: place.lowerBound)
    return String(header.dropFirst(start).prefix(part.count))
  }

  /// What a line above the header says of the zone, such as `Timezone: America/New_York`.
  private mutating func useRemark() throws(Failure) -> Bool {
    for index in 0..<dialect.rows.lowerBound {
      guard let said = Self.zone(in: table.line(index)) else { continue }
      let line = table.number(index)
      let words = said.split(whereSeparator: { $0 == " " || $0 == "(" }).map(String.init)
      let found = [said] + words.prefix(1)
      let clock =
        found.map { self.clock(of: ZoneCell($0, takesNames: false)) }
        .first { $0 != nil } ?? nil
      guard let clock else {
        throw failure(
          ImportKinds.twoReadings,
          "line \(line) says of the times \(shown(table.line(index))), and they name no zone "
            + "themselves: say --zone, such as America/New_York", line: line)
      }
      dialect.clock = clock
      dialect.decide(
        "zone", Self.words(clock.zone, clock.ahead), "line \(line) names it", "--zone")
      return true
    }
    return false
  }

  /// What stands behind `Timezone:`, `Time zone,`, `TZ=` or `times in`; nil for a line of something
  /// else, such as one that names columns.
  private static func zone(in line: ArraySlice<UInt8>) -> String? {
    guard line.count <= 200 else { return nil }
    let text = String(decoding: line, as: UTF8.self)
    let small = text.lowercased()
    let marks = [
      "timezone", "time zone", "time_zone", "times in", "times are in", "times are", "tz:", "tz=",
      "tz,", "utc offset", "gmt offset",
    ]
    guard let mark = marks.first(where: { small.contains($0) }),
      let place = small.firstRange(of: mark), small.count == text.count
    else { return nil }
    let start = small.distance(from: small.startIndex, to: place.upperBound)
    let aside: Set<Character> = [" ", ":", "=", ",", ";", "\t", "\"", "'", "|"]
    let rest = text.dropFirst(start).drop { aside.contains($0) }
    // A header has more behind it.
    guard rest.count(where: { [",", ";", "\t", "|"].contains($0) }) < 2 else { return nil }
    let said = rest.prefix { ![",", ";", "\t", "|", "\"", ")"].contains($0) }
    return said.split(separator: " ").joined(separator: " ")
  }
}
