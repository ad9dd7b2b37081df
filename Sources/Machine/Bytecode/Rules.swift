extension Program {
  /// What a file says of all its entries at once. The values are scalars of the `once` section.
  public struct Rules: Sendable, Hashable {
    /// At most so many entries are open; without it one.
    public var pyramid: Slot?
    /// So many bars without an entry after a position has ended.
    public var cooldown: Slot?
    /// False when an entry against an open position is refused.
    public var reverses = true
    public var limits: [Limit] = []

    public init() {}
  }

  /// One line of `limits { ... }`.
  public struct Limit: Sendable, Hashable {
    /// What is limited.
    public enum Kind: UInt8, Sendable, Hashable, CaseIterable {
      /// How far equity is below its highest, as a share of the highest.
      case drawdown
      /// What equity has lost since the last close of the day before, as a share of it.
      case dailyLoss
      /// What is open after an entry, as a share of equity.
      case position
      /// Entries sent within a length of time, `per`.
      case orders
      /// What the account holds of one sector after an entry, long and short added up, as a share
      /// of equity.
      case sector
      /// The same of everything.
      case exposure
    }
    public let kind: Kind
    public let value: Slot
    /// A word: nanoseconds.
    public let per: Slot?
    /// True when what is open is closed too.
    public let flattens: Bool

    public init(kind: Kind, value: Slot, per: Slot?, flattens: Bool) {
      self.kind = kind
      self.value = value
      self.per = per
      self.flattens = flattens
    }
  }
}
