/// The candidates that a misspelt word was most likely meant for, nearest first, then in
/// alphabetical order. A candidate is near when few letters were left out, added, changed or
/// exchanged with their neighbour: one in a word of three or four, two in one of up to eight, three
/// in a longer one.
public func suggestions(
  for word: String, among candidates: some Sequence<String>, most: Int
) -> [String] {
  let written = Array(word.lowercased().utf8.prefix(64))
  // In a word of one or two letters every other short word is near.
  let allowed = written.count < 3 ? 0 : written.count < 5 ? 1 : written.count < 9 ? 2 : 3
  var near: [(distance: Int, text: String)] = []
  for candidate in candidates where candidate != word {
    let other = Array(candidate.lowercased().utf8.prefix(64))
    guard abs(other.count - written.count) <= allowed else { continue }
    let distance = editDistance(written, other)
    if distance <= allowed { near.append((distance, candidate)) }
  }
  near.sort { ($0.distance, $0.text) < ($1.distance, $1.text) }
  var result: [String] = []
  for entry in near where result.count < most && !result.contains(entry.text) {
    result.append(entry.text)
  }
  return result
}

/// The first of `near`, the suggestions for a word, unless the second is as near: then no tool can
/// choose.
public func unmistakable(_ near: [String], for word: String) -> String? {
  guard let first = near.first, near.count > 1 else { return near.first }
  let written = Array(word.lowercased().utf8.prefix(64))
  func distance(_ other: String) -> Int {
    editDistance(written, Array(other.lowercased().utf8.prefix(64)))
  }
  return distance(first) < distance(near[1]) ? first : nil
}

/// Letters to leave out, add, change or exchange with their neighbour (Damerau-Levenshtein, where
/// no letter is touched twice).
func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...right.count)
  for (row, byte) in left.enumerated() {
    var current = [row + 1]
    current.reserveCapacity(right.count + 1)
    for (column, other) in right.enumerated() {
      var best = Swift.min(
        last[column + 1] + 1, current[column] + 1, last[column] + (byte == other ? 0 : 1))
      if row > 0, column > 0, byte == right[column - 1], left[row - 1] == other {
        best = Swift.min(best, beforeLast[column - 1] + 1)
      }
      current.append(best)
    }
    beforeLast = last
    last = current
  }
  return last[right.count]
}
