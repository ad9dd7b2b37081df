internal import Host
internal import Machine

/// How often something was seen, and on which line first.
struct Finding: Sendable, Hashable {
  var count = 0
  var firstLine = 0

  mutating func add(line: Int) {
    if count == 0 { firstLine = line }
    count += 1
  }
}

/// What a reader looks for in the series, beyond what makes a single line wrong.
enum Check: Int, Sendable, Hashable, CaseIterable {
  case missingOpen, missingHigh, missingLow, missingClose, missingVolume
  case offGridOpen, offGridHigh, offGridLow, offGridClose, offGridVolume
  case duplicate, disorder, highBelowLow, outsideRange, notPositive, negativeVolume, largeVolume
  case blankLine
}

/// The findings of a part of a file, by check.
struct Findings: Sendable, Hashable {
  private var all = [Finding](repeating: Finding(), count: Check.allCases.count)
  private(set) var isEmpty = true

  subscript(check: Check) -> Finding { all[check.rawValue] }

  mutating func add(_ check: Check, line: Int) {
    all[check.rawValue].add(line: line)
    isEmpty = false
  }

  /// Adds something that was seen several times.
  mutating func add(_ check: Check, _ finding: Finding) {
    guard finding.count > 0 else { return }
    let known = all[check.rawValue]
    all[check.rawValue] = Finding(
      count: known.count + finding.count,
      firstLine: known.count > 0 ? known.firstLine : finding.firstLine)
    isEmpty = false
  }

  /// Adds those of the part that follows, whose lines are counted from `line`.
  mutating func append(_ next: Findings, from line: Int) {
    guard !next.isEmpty else { return }
    isEmpty = false
    for index in all.indices where next.all[index].count > 0 {
      if all[index].count == 0 { all[index].firstLine = next.all[index].firstLine + line }
      all[index].count += next.all[index].count
    }
  }

  mutating func removeAll() {
    if !isEmpty { self = Findings() }
  }

  /// Notes what is odd about one row.
  mutating func examine(_ open: Int64, _ high: Int64, _ low: Int64, _ close: Int64, line: Int) {
    let words = [open, high, low, close]
    for (index, word) in words.enumerated() {
      note(word, Check.missingOpen.rawValue + index, Check.offGridOpen.rawValue + index, line)
    }
    let numbers = words.map { Grid.number($0) }
    let (top, bottom) = (numbers[1], numbers[2])
    if numbers.contains(where: { $0 <= 0 }) { add(.notPositive, line: line) }
    if top < bottom {
      add(.highBelowLow, line: line)
    } else if [numbers[0], numbers[3]].contains(where: { $0 > top || $0 < bottom }) {
      add(.outsideRange, line: line)
    }
  }

  /// Notes what is odd about one volume.
  mutating func examine(volume: Int64, line: Int) {
    let number = Grid.number(volume)
    if number < 0 { add(.negativeVolume, line: line) }
    if !Grid.isCount(volume), number.magnitude < 0x1p53, number.rounded() == number {
      add(.largeVolume, line: line)
    } else {
      note(volume, Check.missingVolume.rawValue, Check.offGridVolume.rawValue, line)
    }
  }

  private mutating func note(_ word: Int64, _ missing: Int, _ offGrid: Int, _ line: Int) {
    guard !Grid.isCount(word) else { return }
    all[word == Grid.missing ? missing : offGrid].add(line: line)
    isEmpty = false
  }
}

extension Findings {
  /// What is reported; a report never changes the data.
  var problems: [DataProblem] {
    var problems: [DataProblem] = []
    for column in InputColumn.allCases {
      if let check = Check(rawValue: Check.missingOpen.rawValue + Int(column.rawValue)) {
        add(check, DataKinds.missingValues, column, "missing value", "missing values", &problems)
      }
    }
    add(
      .highBelowLow, DataKinds.highBelowLow, nil, "bar with its high below its low",
      "bars with their high below their low", &problems)
    add(
      .outsideRange, DataKinds.outsideRange, nil,
      "bar that opens or closes outside its low to high",
      "bars that open or close outside their low to high", &problems)
    add(
      .notPositive, DataKinds.notPositive, nil, "bar with a zero or negative price",
      "bars with a zero or negative price", &problems)
    for column in InputColumn.allCases {
      if let check = Check(rawValue: Check.offGridOpen.rawValue + Int(column.rawValue)) {
        add(
          check, DataKinds.offGrid, column, "value off the decimal grid",
          "values off the decimal grid", &problems)
      }
    }
    add(
      .negativeVolume, DataKinds.negativeVolume, .volume, "negative value", "negative values",
      &problems)
    add(
      .blankLine, DataKinds.blankLines, nil, "blank line between rows", "blank lines between rows",
      &problems)
    return problems
  }

  /// What is worth saying and nothing wrong.
  var notes: [String] {
    let large = self[.largeVolume]
    guard large.count > 0 else { return [] }
    let first = "\(large.count == 1 ? "on" : "first on") line \(large.firstLine)"
    return [
      "volume: \(counted(large.count, "value", "values")) above 22,517,998 (\(first)) kept as "
        + "floating-point numbers, exact to 9e15"
    ]
  }

  private func add(
    _ check: Check, _ kind: FailureKind, _ column: InputColumn?, _ one: String, _ many: String,
    _ problems: inout [DataProblem]
  ) {
    let finding = self[check]
    guard finding.count > 0 else { return }
    let place = column.map { "\($0): " } ?? ""
    let first = finding.count == 1 ? "on" : "first on"
    problems.append(
      DataProblem(
        kind: kind, column: column, count: finding.count, firstLine: finding.firstLine,
        message: "\(place)\(counted(finding.count, one, many)), \(first) line \(finding.firstLine)")
    )
  }
}

/// `1 row`, `2,345 rows`.
func counted(_ count: Int, _ one: String, _ many: String) -> String {
  var digits = String(count)
  var at = digits.count - 3
  while at > 0 {
    digits.insert(",", at: digits.index(digits.startIndex, offsetBy: at))
    at -= 3
  }
  return "\(digits) \(count == 1 ? one : many)"
}
