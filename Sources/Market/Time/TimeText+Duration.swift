extension TimeText {
  /// A length of time in its units, exactly: `1d 12h`, `-15m`, `0.5s`.
  public static func duration(_ nanoseconds: Int64) -> String {
    let perSecond: UInt64 = 1_000_000_000
    let (seconds, rest) = nanoseconds.magnitude.quotientAndRemainder(dividingBy: perSecond)
    var parts: [String] = []
    for (count, unit) in [
      (seconds / 86_400, "d"), (seconds / 3600 % 24, "h"), (seconds / 60 % 60, "m"),
    ]
    where count > 0 {
      parts.append("\(count)\(unit)")
    }
    if rest > 0 {
      var digits = String(rest + perSecond).dropFirst()
      while digits.last == "0" { digits.removeLast() }
      parts.append("\(seconds % 60).\(digits)s")
    } else if seconds % 60 > 0 || parts.isEmpty {
      parts.append("\(seconds % 60)s")
    }
    return (nanoseconds < 0 ? "-" : "") + parts.joined(separator: " ")
  }
}
