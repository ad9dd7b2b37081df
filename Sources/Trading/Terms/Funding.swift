/// What a position without an end pays, or gets, for being held: a rate of what it is worth, at
/// fixed times. Where the rate is above 0 who is long pays and who is short gets it.
public struct Funding: Sendable, Hashable, CustomStringConvertible {
  /// The rate in parts of 1e-12; nothing where a column has it.
  let rate: Int64?
  /// The column of the data that has the rate, in small letters.
  public let column: String?
  /// From one time to the next, in nanoseconds, counted from 1970-01-01 UTC; 0 for the start of
  /// every bar at which the column has a number.
  let every: Int64

  private static let units: [(String, Int64)] = [
    ("m", 60_000_000_000), ("h", 3_600_000_000_000), ("d", 86_400_000_000_000),
  ]

  /// Reads `0.01% per 8h`, `-0.005% per 1h`, `column rate` or `column rate per 8h`.
  public init(_ text: String) throws(NumberFailure) {
    var what = text[...].trimmed
    var length: Int64 = 0
    if let range = text.firstRange(of: " per ") {
      what = text[..<range.lowerBound].trimmed
      length = try Funding.length(text[range.upperBound...].trimmed, of: text)
    }
    every = length
    if what.hasPrefix("column ") {
      let name = what.dropFirst("column ".count).trimmed
      guard !name.isEmpty, !name.contains(" ") else { throw .malformed(text) }
      column = name.lowercased()
      rate = nil
      return
    }
    guard length > 0 else { throw .malformed(text) }
    let isNegative = what.hasPrefix("-")
    let share = try Ratio(isNegative ? what.dropFirst() : what)
    let parts = Int64(1_000_000_000_000 / share.denominator * share.numerator)
    rate = isNegative ? -parts : parts
    column = nil
  }

  private static func length(
    _ text: Substring, of whole: String
  ) throws(NumberFailure) -> Int64 {
    guard let unit = units.first(where: { text.hasSuffix($0.0) }),
      let count = Int64(text.dropLast(unit.0.count)), count > 0
    else { throw .malformed(whole) }
    let (length, overflow) = count.multipliedReportingOverflow(by: unit.1)
    guard !overflow, length <= 366 * 86_400_000_000_000 else { throw .outOfRange(whole) }
    return length
  }

  /// What is due between the starts of two bars, in parts of 1e-12, the second start included.
  ///
  /// - Parameters:
  ///   - before: what the column says at the bar that began first; missing where it says nothing.
  ///   - now: what it says at the other one.
  func due(after since: Int64, through time: Int64, _ before: Double, _ now: Double) -> Int128 {
    if every == 0 { return Funding.parts(now) }
    let times = Int128(Funding.floor(time, every)) - Int128(Funding.floor(since, every))
    if let rate { return Int128(rate) * times }
    let isDue = time % every == 0
    return Funding.parts(before) * (times - (isDue ? 1 : 0)) + (isDue ? Funding.parts(now) : 0)
  }

  /// A rate of a column; one beyond 100 % is none.
  private static func parts(_ rate: Double) -> Int128 {
    rate.magnitude <= 1 ? Int128((rate * 1e12).rounded(.toNearestOrEven)) : 0
  }

  private static func floor(_ time: Int64, _ length: Int64) -> Int64 {
    let (quotient, rest) = time.quotientAndRemainder(dividingBy: length)
    return rest < 0 ? quotient - 1 : quotient
  }

  /// As a report says it: `0.01% per 8h`.
  public var description: String {
    let what = rate.map { DecimalText.write(Int128($0), decimals: 10) + "%" }
    let words = what ?? "column \(column ?? "")"
    guard every > 0 else { return words }
    return "\(words) per \(TermsText.length(every))"
  }
}
