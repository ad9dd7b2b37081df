internal import Host

/// What a file has twice, or says of rows that may not count.
extension DialectGuess {
  /// Two columns of one name for one thing, with other cells, are two readings.
  func checkDoubles(_ names: [String], _ roles: [ImportRole]) throws(Failure) {
    let plain: Set = ["volume", "vol", "v"]
    for place in roles.indices where roles[place] != .ignored {
      let other = roles.indices.first { other in
        other != place && roles[other] == .ignored
          && (names[other] == names[place]
            || plain.contains(names[other]) && plain.contains(names[place]))
          && sample.contains { !$0[other].elementsEqual($0[place]) }
      }
      guard let other else { continue }
      let shown = [place, other].sorted().map { "\($0 + 1) (\(names[$0]))" }
        .joined(separator: " and ")
      throw failure(
        ImportKinds.twoReadings,
        "columns \(shown) are both the \(roles[place].rawValue) by their names, and differ: say "
          + "which with --columns, such as \(columnsText([:], roles)) for the first")
    }
  }

  /// Trades that a column says were canceled, refused or broken are asked about.
  func checkCanceled(_ roles: [ImportRole]) throws(Failure) {
    let marks = ["cancel", "reject", "bust", "broken", "void", "expired", "deleted"]
    guard !roles.contains(.open), roles.contains(.price) else { return }
    let named = roles.indices.filter { place in
      roles[place] == .ignored
        && (marks + ["status", "state"]).contains { dialect.names[place].contains($0) }
    }
    let counts = named.isEmpty ? [] : counts(of: named)
    for place in roles.indices
    where roles[place] == .ignored && !ColumnNames.isOfEvents(dialect.names[place]) {
      let texts =
        named.firstIndex(of: place).map { Set(counts[$0].keys).subtracting([""]) }
        ?? Set(sample.map { Dialect.event($0[place]) }).subtracting([""])
      guard texts.count <= 20 else { continue }
      let name = dialect.names[place]
      let isFlag = marks.contains { name.contains($0) } && texts.count > 1
      let found = texts.sorted().filter { text in marks.contains { text.contains($0) } }
      guard isFlag || !found.isEmpty else { continue }
      let rows = "the column \(name) says \(texts.sorted().prefix(4).joined(separator: ", "))"
      throw failure(
        ImportKinds.twoReadings,
        "\(rows), so that some rows may be no trades: take those out of the file, or say --columns "
          + "\(columnsText([:], roles)) if all rows count")
    }
  }
}
