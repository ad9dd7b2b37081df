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

  /// A zone in the name of the column, or of that of the times of day, must not be passed over.
  private mutating func useName(_ column: Int) throws(Failure) -> Bool {
    let places = [dialect.place(.clock), column].compactMap(\.self)
    let said = places.compactMap { place in
      ColumnNames.clock(ofTime: spelled(place)).map { (name: dialect.names[place], zone: $0) }
    }
    guard let first = said.first else { return false }
    if let other = said.first(where: { $0.zone.lowercased() != first.zone.lowercased() }) {
      throw failure(
        ImportKinds.twoReadings,
        "the columns \(first.name) and \(other.name) name two clocks, \(first.zone) and "
          + "\(other.zone): say --zone, such as America/New_York")
    }
    // Days are of no clock, unless brackets name one.
    guard first.name.contains("(") || sample.contains(where: { hasClock($0, column) }) else {
      return false
    }
    if ColumnNames.isOfNoZone(first.zone) {
      throw failure(
        ImportKinds.twoReadings,
        "the column \(first.name) is of a local clock, and nothing says of which: say --zone, such "
          + "as America/New_York")
    }
    let words = ColumnNames.zone(ofCity: first.zone) ?? first.zone
    guard let clock = clock(of: ZoneCell(words, takesNames: false)) else {
      throw failure(
        ImportKinds.twoReadings,
        "the column \(first.name) may be of another clock than UTC: say --zone, such as "
          + "America/New_York")
    }
    dialect.clock = clock.zone.name == "UTC" && clock.ahead == 0 ? nil : clock
    dialect.decide(
      "zone", Self.words(clock.zone, clock.ahead), "the name of the column \(first.name) says it",
      "--zone")
    return true
  }

  private func hasClock(_ row: [ArraySlice<UInt8>], _ column: Int) -> Bool {
    dialect.place(.clock) != nil || MomentText(row[column])?.hasClock ?? true
  }

  /// The name of a column as the header has it, with its capitals.
  func spelled(_ column: Int) -> String {
    let name = dialect.names[column]
    let fields = LineTable.fields(of: dialect.header[...], dialect.delimiter) ?? []
    // Who says what the columns are leaves what the header says of their clocks.
    guard fields.indices.contains(column),
      wish.columns != nil || ColumnNames.plain(fields[column]) == name
    else { return name }
    return String(decoding: fields[column], as: UTF8.self)
  }

  /// What a line above the header says of the zone, such as `Timezone: America/New_York`.
  private mutating func useRemark() throws(Failure) -> Bool {
    for index in 0..<dialect.rows.lowerBound {
      guard !table.line(index).elementsEqual(dialect.header),
        let said = ZoneRemark.zone(in: table.line(index))
      else { continue }
      let line = table.number(index)
      let words = said.split(whereSeparator: { $0 == " " || $0 == "(" }).map(String.init)
      let cities = [words.prefix(2).joined(separator: "_"), words.first ?? ""]
      let found = [said] + words.prefix(1) + cities.compactMap { ColumnNames.zone(ofCity: $0) }
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
}
