internal import Host

/// What a field of a line is for.
enum Role: UInt8, Sendable, Hashable {
  case time, open, high, low, close, volume
  /// The time of day, where it has a column of its own.
  case clock
  case ignored
  /// A column beside the market that someone asked for.
  case extra
  /// A word that names what the rows are of, the same in all of them.
  case label
}

/// How the times of a file are written; its first row decides.
enum TimeStyle: Sendable, Hashable {
  case count(TimeUnit)
  case iso(isZoned: Bool)
}

/// What a count of time since 1970 counts.
enum TimeUnit: Sendable, Hashable, CaseIterable {
  case seconds, milliseconds, microseconds, nanoseconds

  /// The unit a count of this magnitude must be of; 10^11 seconds are 3,000 years, as milliseconds
  /// 1973.
  init(magnitude: UInt64) {
    self = Self.allCases.first { magnitude < $0.end } ?? .nanoseconds
  }

  /// Nanoseconds in one of it.
  var factor: Int64 {
    switch self {
    case .seconds: 1_000_000_000
    case .milliseconds: 1_000_000
    case .microseconds: 1_000
    case .nanoseconds: 1
    }
  }

  /// Decimals of one of it that are still whole nanoseconds.
  var decimals: Int {
    switch self {
    case .seconds: 9
    case .milliseconds: 6
    case .microseconds: 3
    case .nanoseconds: 0
    }
  }

  /// The first magnitude that is another unit's.
  var end: UInt64 {
    switch self {
    case .seconds: 100_000_000_000
    case .milliseconds: 100_000_000_000_000
    case .microseconds: 100_000_000_000_000_000
    case .nanoseconds: .max
    }
  }

  /// Counts of the years 1980 to 2099. No count is one of two units.
  var plausible: Range<UInt64> {
    let perSecond = UInt64(1_000_000_000 / factor)
    return (315_532_800 * perSecond)..<(4_102_444_800 * perSecond)
  }

  /// Counts of 100 nanoseconds since the year 1, as .NET has them, of the years 1970 to 2099.
  static let ofYearOne: Range<UInt64> = 621_355_968_000_000_000..<662_380_416_000_000_000

  /// The unit in which a count is a time of those years; nil where there is none.
  init?(plausible count: TimeCount) {
    let found = Self.allCases.first { $0.plausible.contains(count.magnitude) }
    guard let found, !count.isNegative else { return nil }
    self = found
  }

  var name: String {
    switch self {
    case .seconds: "seconds"
    case .milliseconds: "milliseconds"
    case .microseconds: "microseconds"
    case .nanoseconds: "nanoseconds"
    }
  }
}

/// How the lines of one file are laid out.
struct Layout: Sendable, Hashable {
  var delimiter: UInt8
  /// One per field of a line.
  var roles: [Role]
  /// The header's name of each field, for messages.
  var names: [String]
  var style: TimeStyle = .iso(isZoned: true)

  /// The fields of the columns beside the market, in the order they were asked for.
  var extras: [Int] = []

  /// What stands in the fields that are labels, by their places.
  var labels: [Int: [UInt8]] = [:]

  var hasVolume: Bool { roles.contains(.volume) }
  var hasClock: Bool { roles.contains(.clock) }
}

/// What is wrong with one line, before its number in the file is known.
struct LineProblem: Error, Sendable, Hashable {
  let kind: FailureKind
  let message: String
  /// The place in the line, in bytes from one.
  var column: Int?
  /// The way out, where it is more particular than the kind's.
  var help: String?
  /// How many lines further on it is than where it was noticed.
  var lines = 0

  func moved(by lines: Int) -> LineProblem {
    var moved = self
    moved.lines += lines
    return moved
  }

  func failure(in path: String, line: Int?) -> Failure {
    Failure(
      .data, code: kind.code, message,
      at: .init(file: path, line: line.map { $0 + lines }, column: column),
      help: help ?? kind.remedy)
  }
}

/// One field: where it starts in its line and what is between its spaces and quotes.
struct Field: Sendable, Hashable {
  var range: Range<Int>

  func text(in line: Span<UInt8>) -> String { shownText(line.extracting(range)) }
}

/// Part of a file as a message shows it: short, quoted, control characters made visible.
func shownText(_ bytes: Span<UInt8>) -> String {
  var part: [UInt8] = []
  for index in 0..<min(40, bytes.count) { part.append(bytes[index]) }
  var text = ""
  for scalar in String(decoding: part, as: UTF8.self).unicodeScalars {
    if scalar.value < 32 || scalar.value == 127 {
      text += "\\u{\(String(scalar.value, radix: 16))}"
    } else {
      text.unicodeScalars.append(scalar)
    }
  }
  return "'" + text + (bytes.count > 40 ? "...'" : "'")
}

/// Cuts a line into fields, taking spaces and quotes off.
func splitFields(
  _ line: Span<UInt8>, delimiter: UInt8, into fields: inout [Field]
) throws(LineProblem) {
  fields.removeAll(keepingCapacity: true)
  let quote = UInt8(ascii: "\"")
  var at = 0
  while true {
    var start = at
    while start < line.count, isSpace(line[start], delimiter) { start += 1 }
    if start < line.count, line[start] == quote {
      var end = start + 1
      while end < line.count, line[end] != quote { end += 1 }
      at = end + 1
      while at < line.count, isSpace(line[at], delimiter) { at += 1 }
      guard end < line.count, at >= line.count || line[at] == delimiter else {
        throw LineProblem(
          kind: DataKinds.badQuotes, message: "a quote that is not closed before the next field",
          column: start + 1)
      }
      start += 1
      while start < end, isSpace(line[start], delimiter) { start += 1 }
      while end > start, isSpace(line[end - 1], delimiter) { end -= 1 }
      fields.append(Field(range: start..<end))
    } else {
      var end = start
      while end < line.count, line[end] != delimiter { end += 1 }
      at = end
      while end > start, isSpace(line[end - 1], delimiter) { end -= 1 }
      fields.append(Field(range: start..<end))
    }
    guard at < line.count else { return }
    at += 1
  }
}

private func isSpace(_ byte: UInt8, _ delimiter: UInt8) -> Bool {
  byte == UInt8(ascii: " ") || (byte == UInt8(ascii: "\t") && delimiter != byte)
}
