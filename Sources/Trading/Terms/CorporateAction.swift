/// What a company does to its shares: known before the bar it concerns.
public struct CorporateAction: Sendable, Hashable {
  /// What it is.
  public enum Kind: Sendable, Hashable {
    /// Paid for each unit held, and by who is short.
    case dividend(Price)
    /// So many new units for so many old ones.
    case split(Split)
  }

  /// Effective before the first bar that starts then or later.
  public let time: Int64
  public let kind: Kind

  public init(time: Int64, kind: Kind) {
    self.time = time
    self.kind = kind
  }

  /// A ratio of units, at most a million to one either way.
  public struct Split: Sendable, Hashable, CustomStringConvertible {
    let new: UInt64
    let old: UInt64

    /// Nothing for a ratio out of range.
    public init?(new: Int, old: Int) {
      guard (1...1_000_000).contains(new), (1...1_000_000).contains(old) else { return nil }
      self.new = UInt64(new)
      self.old = UInt64(old)
    }

    public var description: String { "\(new):\(old)" }

    /// From what is behind it to what was before it.
    var reversed: Split { Split(new: old, old: new) }

    private init(new: UInt64, old: UInt64) {
      self.new = new
      self.old = old
    }

    /// Counts of units, rounded down; `nil` where they do not fit.
    func units(_ count: Int64) -> Int64? {
      let scaled = WideArithmetic.scale(UInt128(count.magnitude), by: new, over: old)
      return scaled.flatMap { Int64(exactly: $0.quotient) }.map { count < 0 ? -$0 : $0 }
    }

    /// Counts of a price, to the nearest or down; 0 stays 0, and nothing above it becomes it.
    func price(_ count: Int64, down: Bool = false) -> Int64? {
      guard count > 0 else { return count }
      guard let scaled = WideArithmetic.scale(UInt128(count.magnitude), by: old, over: new) else {
        return nil
      }
      let isUp = !down && scaled.remainder >= (new + 1) / 2
      return Int64(exactly: scaled.quotient).map { Swift.max(1, $0 + (isUp ? 1 : 0)) }
    }

    /// A price or a distance as a number.
    public func price(_ number: Double) -> Double { number * Double(old) / Double(new) }
  }
}
