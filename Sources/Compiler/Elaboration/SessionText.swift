public import Machine

extension SessionHours {
  /// Hours as the language writes them: `09:30-16:00`, and days as `mon-fri` or `mon,wed`; `nil`
  /// where one of them is not understood.
  ///
  /// - Parameter days: those that are meant where the text says none, bit 0 is Monday.
  public init?(_ text: String, days standard: UInt8) {
    let parts = text.split(separator: " ")
    guard (1...2).contains(parts.count), let hours = String(parts[0]).sessionHours else {
      return nil
    }
    var days = standard
    if parts.count == 2 {
      guard let named = String(parts[1]).weekdays else { return nil }
      days = named
    }
    self.init(opens: hours.opens, closes: hours.closes, days: days)
  }
}
