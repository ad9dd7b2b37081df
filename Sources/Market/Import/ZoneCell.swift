/// What a cell or a remark says of a zone.
enum ZoneCell: Sendable, Hashable {
  /// Seconds east of UTC.
  case offset(Int)
  /// `America/New_York`.
  case place(String)
  /// A short name that is not one offset, in small letters.
  case several(String)

  /// nil where nothing of it is understood.
  ///
  /// - Parameter takesNames: false where a short name such as `EST` is meant for winter and summer
  ///   alike, so that it is no one offset.
  init?(_ text: String, takesNames: Bool = true) {
    let small = text.lowercased()
    if ["z", "utc", "gmt", "etc/utc", "etc/gmt"].contains(small) {
      self = .offset(0)
    } else if takesNames, let seconds = ZoneAbbreviation.offset(small) {
      self = .offset(seconds)
    } else if small.split(separator: "/").allSatisfy({ ZoneAbbreviation.isKnown(String($0)) }),
      !small.isEmpty
    {
      self = .several(small)
    } else if small.contains("/"), small.first?.isLetter == true, !small.contains(" ") {
      self = .place(text)
    } else if let seconds = Self.seconds(small) {
      self = .offset(seconds)
    } else {
      return nil
    }
  }

  /// `-5`, `5.5`, `-05:00`, `+0530`, `UTC-5`, `GMT+01:00`: what lies east of Greenwich is ahead of
  /// UTC and has a plus. Whole numbers from 3600 on are seconds, as in `-18000`. nil for what is
  /// none, and for numbers of three digits, which may be hours and minutes or minutes alone.
  static func seconds(_ text: String) -> Int? {
    var rest = text.lowercased().replacing("\u{2212}", with: "-")[...]
    for name in ["utc", "gmt"] where rest.hasPrefix(name) { rest = rest.dropFirst(3) }
    let isNamed = rest.count < text.count
    let isWest = rest.hasPrefix("-")
    let isSigned = isWest || rest.hasPrefix("+")
    if isSigned { rest = rest.dropFirst() }
    guard isSigned || !isNamed, rest.count <= 8, rest.first?.isNumber == true else { return nil }
    let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
    guard let size = parts.count == 1 ? number(rest) : clock(parts) else { return nil }
    return size <= 14 * 3_600 ? (isWest ? -size : size) : nil
  }

  /// `05:30` and `05:30:00`.
  private static func clock(_ parts: [Substring]) -> Int? {
    let numbers = parts.compactMap { $0.count <= 2 ? Int($0) : nil }
    guard numbers.count == parts.count, numbers.count <= 3, numbers.allSatisfy({ $0 >= 0 }),
      numbers[1] < 60, numbers.count == 2 || numbers[2] == 0
    else { return nil }
    return numbers[0] * 3_600 + numbers[1] * 60
  }

  private static func number(_ text: Substring) -> Int? {
    if text.contains(".") {
      guard let hours = Double(text), hours <= 14, (hours * 4).rounded() == hours * 4 else {
        return nil
      }
      return Int(hours * 3_600)
    }
    guard let value = Int(text) else { return nil }
    switch text.count {
    case 1, 2: return value * 3_600
    case 4 where value / 100 <= 14 && value % 100 % 15 == 0 && value % 100 < 60:
      return value / 100 * 3_600 + value % 100 * 60
    case 4, 5: return value >= 3_600 && value % 900 == 0 ? value : nil
    default: return nil
    }
  }

  /// An offset in words, such as `UTC-05:00, 5 hours behind UTC`.
  static func words(_ seconds: Int) -> String {
    guard seconds != 0 else { return "UTC" }
    let minutes = abs(seconds) / 60
    func two(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }
    let clock = "\(two(minutes / 60)):\(two(minutes % 60))"
    let hours = minutes % 60 == 0 ? "\(minutes / 60)" : clock
    return "UTC\(seconds < 0 ? "-" : "+")\(clock), \(hours) hour\(hours == "1" ? "" : "s") "
      + (seconds < 0 ? "behind" : "ahead of") + " UTC"
  }
}

extension ImportWish {
  /// A clock that is always as far from UTC, as `-05:00`, `UTC-5`, `UTC+01:00` and `GMT+1` name it:
  /// by how many seconds it is ahead; nil for any other name.
  public static func offset(ofZone text: String) -> Int64? {
    let small = text.lowercased()
    guard small.hasPrefix("utc") || small.hasPrefix("gmt") || ["+", "-"].contains(small.prefix(1))
    else { return nil }
    return ZoneCell.seconds(text).map(Int64.init)
  }
}
