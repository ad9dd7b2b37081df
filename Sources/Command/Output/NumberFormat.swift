import Glibc

/// Numbers as text.
enum NumberFormat {
  /// The shortest text that reads back as the same number; whole numbers without `.0`.
  static func shortest(_ value: Double) -> String {
    if value == value.rounded(), value.magnitude < 1e15 { return String(Int64(value)) }
    return "\(value)"
  }

  /// 17 significant digits; empty where missing.
  static func exact(_ value: Double) -> String {
    value.isFinite ? formatted("%.17g", value) : ""
  }

  /// Digits after the point, with thousands separated: `12,345.68`.
  static func grouped(_ value: Double, digits: Int) -> String {
    guard value.isFinite else { return "-" }
    let text = formatted("%.\(digits)f", value.magnitude)
    let whole = text.prefix { $0 != "." }
    var grouped = ""
    for (index, digit) in whole.enumerated() {
      if index > 0 && (whole.count - index) % 3 == 0 { grouped += "," }
      grouped.append(digit)
    }
    let sign = value < 0 && text.contains { $0 != "0" && $0 != "." } ? "-" : ""
    return sign + grouped + text.dropFirst(whole.count)
  }

  /// Six significant digits for tables.
  static func brief(_ value: Double) -> String { value.isFinite ? formatted("%.6g", value) : "na" }

  private static func formatted(_ format: String, _ value: Double) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 400) { buffer in
      let count = withVaList([value]) {
        vsnprintf(buffer.baseAddress, buffer.count, format, $0)
      }
      let bytes = buffer.prefix(Int(max(0, min(count, 399)))).map { UInt8(bitPattern: $0) }
      return String(decoding: bytes, as: UTF8.self)
    }
  }
}
