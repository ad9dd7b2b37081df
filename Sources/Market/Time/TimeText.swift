/// Times as people and files write them, to and from nanoseconds since 1970-01-01 UTC.
public enum TimeText {
  /// ISO 8601 in UTC: `2020-01-31T14:30:00Z`, with 3, 6 or 9 decimals of a second only where
  /// needed.
  public static func text(_ nanoseconds: Int64) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(32)
    write(nanoseconds, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends what `text` gives.
  public static func write(_ nanoseconds: Int64, to bytes: inout [UInt8]) {
    let (seconds, fraction) = floorDivided(Int(nanoseconds), by: 1_000_000_000)
    let (days, clock) = floorDivided(seconds, by: 86_400)
    let date = CivilDate(daysSince1970: days)
    write(date.year, digits: 4, to: &bytes)
    bytes.append(UInt8(ascii: "-"))
    write(date.month, digits: 2, to: &bytes)
    bytes.append(UInt8(ascii: "-"))
    write(date.day, digits: 2, to: &bytes)
    bytes.append(UInt8(ascii: "T"))
    write(clock / 3_600, digits: 2, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
    write(clock / 60 % 60, digits: 2, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
    write(clock % 60, digits: 2, to: &bytes)
    if fraction != 0 {
      bytes.append(UInt8(ascii: "."))
      if fraction % 1_000_000 == 0 {
        write(fraction / 1_000_000, digits: 3, to: &bytes)
      } else if fraction % 1_000 == 0 {
        write(fraction / 1_000, digits: 6, to: &bytes)
      } else {
        write(fraction, digits: 9, to: &bytes)
      }
    }
    bytes.append(UInt8(ascii: "Z"))
  }

  /// Days since 1970-01-01 of a date such as `2020-01-31`; nil when it is none.
  public static func date(_ text: String) -> Int? {
    let bytes = Array(text.utf8)
    var at = 0
    guard let days = date(bytes.span, &at), at == bytes.count else { return nil }
    return days
  }

  /// The time an ISO date or date-time names; without a zone it is read as UTC. nil when it names
  /// none between 1677 and 2262.
  public static func nanoseconds(of text: String) -> Int64? {
    let bytes = Array(text.utf8)
    guard case .success(let reading) = read(bytes.span) else { return nil }
    return reading.nanoseconds
  }

  private static func write(_ value: Int, digits: Int, to bytes: inout [UInt8]) {
    var divisor = 1
    for _ in 1..<digits { divisor *= 10 }
    while divisor > 0 {
      bytes.append(UInt8(truncatingIfNeeded: 48 + value / divisor % 10))
      divisor /= 10
    }
  }

  static func floorDivided(_ value: Int, by divisor: Int) -> (quotient: Int, rest: Int) {
    let (quotient, rest) = value.quotientAndRemainder(dividingBy: divisor)
    return rest < 0 ? (quotient - 1, rest + divisor) : (quotient, rest)
  }
}

// MARK: - Reading

/// Why a text is not a time.
enum TimeFault: Error, Sendable, Hashable {
  /// Not of a known form, or a day or hour that does not exist.
  case malformed
  /// A date whose day and month may be the other way round.
  case ambiguous
  /// Outside what nanoseconds in 64 bits can hold.
  case outOfRange
  /// A fraction that is no whole count of nanoseconds.
  case tooFine
}

/// An ISO time as it was written.
struct TimeReading: Sendable, Hashable {
  let nanoseconds: Int64
  /// True when the text names its zone.
  let isZoned: Bool
  /// True when the text is a date alone.
  let isDate: Bool
}

extension TimeText {
  /// Reads an ISO date or date-time that fills the whole text.
  static func read(_ text: Span<UInt8>) -> Result<TimeReading, TimeFault> {
    var at = 0
    guard let days = date(text, &at) else {
      return .failure(isDateOfUnclearOrder(text) ? .ambiguous : .malformed)
    }
    if at == text.count { return reading(days: days, Clock(), zone: nil, isDate: true) }
    guard take(text, &at, "T") || take(text, &at, "t") || take(text, &at, " ") else {
      return .failure(.malformed)
    }
    return reading(days: days, text, from: at)
  }

  /// Reads a date and a time of day that stand in fields of their own.
  static func read(date: Span<UInt8>, clock: Span<UInt8>) -> Result<TimeReading, TimeFault> {
    var at = 0
    guard let days = Self.date(date, &at), at == date.count else {
      return .failure(isDateOfUnclearOrder(date) ? .ambiguous : .malformed)
    }
    return reading(days: days, clock, from: 0)
  }

  private struct Clock {
    var seconds = 0
    var nanoseconds = 0
  }

  private static func reading(
    days: Int, _ text: Span<UInt8>, from start: Int
  ) -> Result<TimeReading, TimeFault> {
    var at = start
    var clock = Clock()
    guard let hour = digits(text, &at, 2), hour < 24, take(text, &at, ":"),
      let minute = digits(text, &at, 2), minute < 60
    else { return .failure(.malformed) }
    clock.seconds = hour * 3_600 + minute * 60
    if take(text, &at, ":") {
      guard let second = digits(text, &at, 2), second < 60 else { return .failure(.malformed) }
      clock.seconds += second
      if take(text, &at, ".") || take(text, &at, ",") {
        guard let fraction = fraction(text, &at) else { return .failure(.malformed) }
        guard fraction.isWhole else { return .failure(.tooFine) }
        clock.nanoseconds = fraction.nanoseconds
      }
    }
    if at == text.count { return reading(days: days, clock, zone: nil, isDate: false) }
    guard let zone = zone(text, &at), at == text.count else { return .failure(.malformed) }
    return reading(days: days, clock, zone: zone, isDate: false)
  }

  private static func reading(
    days: Int, _ clock: Clock, zone: Int?, isDate: Bool
  ) -> Result<TimeReading, TimeFault> {
    let seconds = days * 86_400 + clock.seconds - (zone ?? 0)
    let exact = Int128(seconds) * 1_000_000_000 + Int128(clock.nanoseconds)
    guard let nanoseconds = Int64(exactly: exact) else { return .failure(.outOfRange) }
    return .success(TimeReading(nanoseconds: nanoseconds, isZoned: zone != nil, isDate: isDate))
  }

  /// Days since 1970 of `yyyy-mm-dd`.
  private static func date(_ text: Span<UInt8>, _ at: inout Int) -> Int? {
    guard let year = digits(text, &at, 4), take(text, &at, "-"),
      let month = digits(text, &at, 2), take(text, &at, "-"),
      let day = digits(text, &at, 2)
    else { return nil }
    return CivilDate(year: year, month: month, day: day)?.daysSince1970
  }

  /// Digits after the point, as nanoseconds; not whole when digits beyond the ninth are not zero.
  static func fraction(
    _ text: Span<UInt8>, _ at: inout Int
  ) -> (nanoseconds: Int, isWhole: Bool)? {
    var value = 0
    var count = 0
    var isWhole = true
    while at < text.count, let digit = digit(text[at]) {
      if count < 9 { value = value * 10 + digit } else if digit != 0 { isWhole = false }
      count += 1
      at += 1
    }
    guard count > 0 else { return nil }
    for _ in 0..<max(0, 9 - count) { value *= 10 }
    return (value, isWhole)
  }

  /// Seconds east of UTC of `Z`, `+hh:mm`, `+hhmm` or `+hh`, perhaps after a space.
  private static func zone(_ text: Span<UInt8>, _ at: inout Int) -> Int? {
    _ = take(text, &at, " ")
    if take(text, &at, "Z") || take(text, &at, "z") { return 0 }
    let isEast = take(text, &at, "+")
    guard isEast || take(text, &at, "-"), let hours = digits(text, &at, 2), hours < 24 else {
      return nil
    }
    var minutes = 0
    if at < text.count {
      _ = take(text, &at, ":")
      guard let read = digits(text, &at, 2), read < 60 else { return nil }
      minutes = read
    }
    let seconds = hours * 3_600 + minutes * 60
    return isEast ? seconds : -seconds
  }

  /// Day and month, or month and day, before a year: 1/2/2020, 31.12.20.
  private static func isDateOfUnclearOrder(_ text: Span<UInt8>) -> Bool {
    var at = 0
    guard (1...2).contains(run(text, &at)), at < text.count else { return false }
    let separator = text[at]
    guard
      separator == UInt8(ascii: "/") || separator == UInt8(ascii: ".")
        || separator == UInt8(ascii: "-")
    else { return false }
    at += 1
    guard (1...2).contains(run(text, &at)), at < text.count, text[at] == separator else {
      return false
    }
    at += 1
    return (1...4).contains(run(text, &at))
  }

  private static func run(_ text: Span<UInt8>, _ at: inout Int) -> Int {
    let start = at
    while at < text.count, digit(text[at]) != nil { at += 1 }
    return at - start
  }

  private static func digits(_ text: Span<UInt8>, _ at: inout Int, _ count: Int) -> Int? {
    guard at + count <= text.count else { return nil }
    var value = 0
    for index in at..<at + count {
      guard let digit = digit(text[index]) else { return nil }
      value = value * 10 + digit
    }
    at += count
    return value
  }

  private static func take(
    _ text: Span<UInt8>, _ at: inout Int, _ character: Unicode.Scalar
  ) -> Bool {
    guard at < text.count, UInt32(text[at]) == character.value else { return false }
    at += 1
    return true
  }

  static func digit(_ byte: UInt8) -> Int? {
    byte >= 48 && byte <= 57 ? Int(byte) - 48 : nil
  }
}
