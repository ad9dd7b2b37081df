/// Numbers as people read them, without a library: rounded half to even, thousands apart.
public enum NumberText {
  /// A count and what is counted: `1 bar`, `2 bars`.
  public static func counted(_ count: Int, _ noun: String) -> String {
    count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
  }

  /// With a fixed number of decimals: `12,345.60`. Numbers too large for that stand as they are.
  public static func fixed(_ number: Double, decimals: Int) -> String {
    var power = 1.0
    for _ in 0..<decimals { power *= 10 }
    guard let scaled = Int64(exactly: (number * power).rounded(.toNearestOrEven)) else {
      return "\(number)"
    }
    var digits = Array(String(scaled.magnitude))
    while digits.count <= decimals { digits.insert("0", at: 0) }
    let whole = digits.dropLast(decimals)
    var text = scaled < 0 ? "-" : ""
    for (index, digit) in whole.enumerated() {
      if index > 0, (whole.count - index) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    if decimals > 0 { text += "." + String(digits.suffix(decimals)) }
    return text
  }

  /// A whole number without a point, any other with the digits it needs.
  public static func plain(_ number: Double) -> String {
    Int64(exactly: number).map { "\($0)" } ?? "\(number)"
  }

  /// A length of time in the two largest units that matter: `3d 4h`.
  public static func duration(nanoseconds: Int64) -> String {
    let seconds = nanoseconds / 1_000_000_000
    let parts = [
      (seconds / 86_400, "d"), (seconds / 3600 % 24, "h"), (seconds / 60 % 60, "m"),
      (seconds % 60, "s"),
    ]
    guard let first = parts.firstIndex(where: { $0.0 != 0 }) else { return "0s" }
    let shown = parts[first..<min(first + 2, parts.count)].filter { $0.0 != 0 }
    return shown.map { "\($0.0)\($0.1)" }.joined(separator: " ")
  }
}
