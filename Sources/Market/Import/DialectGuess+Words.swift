internal import Host

/// What columns of words are where there is no header: sides, names of instruments, or open.
extension DialectGuess {
  /// Sets of words, each of which is all that a column of sides has.
  private static let sides: [Set<String>] = [
    ["b", "s"], ["buy", "sell"], ["buyer", "seller"], ["long", "short"], ["maker", "taker"],
    ["true", "false"], ["yes", "no"],
    ["buy", "sell", "none"], ["buy", "sell", "unknown"], ["bought", "sold"], ["up", "down"],
    ["plustick", "minustick", "zeroplustick", "zerominustick"], ["kauf", "verkauf"], ["+", "-"],
    ["1", "-1", "0"],
  ]
  /// Those that are names of instruments as well.
  private static let either: [Set<String>] = [
    ["a", "b"], ["a", "b", "n"], ["t", "f"], ["y", "n"], ["b", "s", "n"], ["b", "s", "u"],
    ["b", "s", "x"], ["l", "s"], ["bid", "ask"], ["bid", "offer"],
  ]

  /// True for a column that says from row to row which side traded, and nothing else.
  func isOfSides(_ column: Int) -> Bool {
    let seen = fewTexts(column)
    if seen.count == 1, let only = seen.first { return only.count > 2 && Self.isSide(only) }
    return seen.count > 1 && Self.sides.contains { seen.isSubset(of: $0) }
  }

  private static func isSide(_ text: String) -> Bool { sides.contains { $0.contains(text) } }

  /// The texts of a column in small letters, each once; none where they are more than four.
  private func fewTexts(_ column: Int) -> Set<String> {
    var seen: Set<String> = []
    for row in sample where !row[column].isEmpty {
      seen.insert(String(decoding: row[column], as: UTF8.self).lowercased())
      if seen.count > 4 { return [] }
    }
    return seen
  }

  /// Words in front of the prices name the instrument: those that change, else the first. Where
  /// other words change, they may do so as well. Gives the evidence.
  func useSymbol(_ roles: inout [ImportRole]) throws(Failure) -> String {
    let known: Set<ImportRole> = [.open, .high, .low, .close, .price, .bid, .ask]
    let first = roles.firstIndex { known.contains($0) } ?? width
    let free = (0..<width).filter { roles[$0] == .ignored && isWords($0) }
    let sides = free.filter(isOfSides)
    let words = free.filter { !sides.contains($0) }
    let changing = words.filter { !areAlike($0) }
    if let place = changing.first {
      let texts = fewTexts(place)
      guard changing.count == 1, place < first, !Self.either.contains(where: texts.isSubset) else {
        throw open(changing, roles)
      }
      roles[place] = .symbol
    } else if let place = words.first, place < first {
      roles[place] = .symbol
    }
    return sides.map { "; column \($0 + 1) has sides, such as \(examples($0))" }.joined()
  }

  private func open(_ places: [Int], _ roles: [ImportRole]) -> Failure {
    let shown = places.map { "column \($0 + 1) (\(examples($0)))" }.joined(separator: " and ")
    let choices = places.map { "--columns \(columnsText([$0: .symbol], roles))" }
    return failure(
      ImportKinds.twoReadings,
      "there is no header, and \(shown) may name instruments or something else: say "
        + choices.joined(separator: " or ") + " if so, --columns \(columnsText([:], roles)) if "
        + "all rows are of one", line: table.number(dialect.rows.lowerBound))
  }

  /// Two values of a column.
  func examples(_ column: Int) -> String {
    var seen: [ArraySlice<UInt8>] = []
    for row in sample where !seen.contains(where: { $0.elementsEqual(row[column]) }) {
      seen.append(row[column])
      if seen.count == 2 { break }
    }
    return seen.map { shown($0) }.joined(separator: " and ")
  }
}
