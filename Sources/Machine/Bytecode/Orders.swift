/// What a program wants done at a close, as data: the machine does not interpret it.
///
/// Every value stands in a slot of the frame, also where it is constant, and is read at the row of
/// the close.
public struct OrderStatement: Sendable, Hashable {
  /// Which way an entry goes.
  public enum Direction: UInt8, Sendable, Hashable { case long, short }

  /// Which entries an exit speaks of.
  public enum Selector: Sendable, Hashable {
    case all
    case side(Direction)
    case tag(String)
  }

  /// What a size counts.
  public enum SizeUnit: UInt8, Sendable, Hashable {
    /// A share of equity: 0.1 is 10 %.
    case share
    case units
    case cash
    /// The share of equity that is lost where the stop of the entry is hit.
    case risk
  }

  /// How large an entry is.
  public struct Size: Sendable, Hashable {
    public let unit: SizeUnit
    public let value: Slot
    public init(unit: SizeUnit, value: Slot) {
      self.unit = unit
      self.value = value
    }
  }

  /// What a statement does.
  public enum Kind: Sendable, Hashable {
    /// A missing size means all of equity.
    case enter(Direction, tag: String?, size: Size?)
    /// `share` is a slot with 0...1; missing means all of it.
    case exit(Selector, share: Slot?)
    /// What the position should be worth, as a share of equity, negative for a short one; it is
    /// left alone while it is off by no more than the band. Two statements say it together: one
    /// holds the long side, one the short.
    case allocate(Direction, target: Slot, band: Slot?)
  }

  public internal(set) var kind: Kind
  /// The flag slot that says at which closes the statement acts.
  public let when: Slot
  /// Where an entry waits for the market; without it, it goes to the market at once.
  public let placement: Placement?
  /// Prices at which an entry is left: those of an `enter` are its own, those of an `exit` speak of
  /// every entry it selects.
  public let prices: ExitPrices?
  /// True for an exit that asks each open entry for itself: its slots are of the `entries` section.
  public let isPerEntry: Bool
  /// Byte offsets of the statement in the source.
  public let origin: Origin

  public init(
    kind: Kind, when: Slot, placement: Placement? = nil, prices: ExitPrices? = nil,
    isPerEntry: Bool = false, origin: Origin
  ) {
    self.isPerEntry = isPerEntry
    self.kind = kind
    self.when = when
    self.placement = placement
    self.prices = prices
    self.origin = origin
  }

  /// What its size or share is read from.
  public var operand: Slot? {
    switch kind {
    case .enter(_, _, let size): size?.value
    case .exit(_, let share): share
    case .allocate(_, let target, _): target
    }
  }

  /// How far an allocation may be off.
  public var band: Slot? {
    if case .allocate(_, _, let band) = kind { band } else { nil }
  }

  /// True for what can open something.
  public var isEntry: Bool {
    if case .exit = kind { false } else { true }
  }

  public var isAllocation: Bool {
    if case .allocate = kind { true } else { false }
  }

  /// True when something of it stands at a price.
  public var hasPrices: Bool { placement != nil || prices != nil }

  /// Every number it reads, in a fixed order.
  public var numbers: [Slot] {
    [operand, band, placement?.at, placement?.beyond].compactMap { $0 }
      + (prices?.all.map(\.value) ?? [])
  }

  /// Every flag it reads, in a fixed order.
  public var flags: [Slot] { [when] + [placement?.keep].compactMap { $0 } }
}

// MARK: - Prices

extension OrderStatement {
  /// Where an entry meets the market: at a limit, beyond a stop, or, with both, at a limit from the
  /// moment the stop is touched.
  public struct Placement: Sendable, Hashable {
    public let at: Slot?
    public let beyond: Slot?
    /// A flag: at a close where `when` does not hold, the order stays as it is where this does, and
    /// is withdrawn where it does not. Without it, it is withdrawn.
    public let keep: Slot?

    public init(at: Slot?, beyond: Slot?, keep: Slot?) {
      self.at = at
      self.beyond = beyond
      self.keep = keep
    }
  }

  /// How the number of an exit price is meant.
  public enum PriceForm: UInt8, Sendable, Hashable, CaseIterable {
    /// A price of the market.
    case level
    /// A distance from the entry's fill: in price, as a ratio of it, in multiples of its risk.
    case distance, ratio, risk
  }

  /// A price at which an entry is left.
  public struct ExitPrice: Sendable, Hashable {
    public let form: PriceForm
    public let value: Slot

    public init(_ form: PriceForm, _ value: Slot) {
      self.form = form
      self.value = value
    }
  }

  /// The prices of one statement; they share its share.
  public struct ExitPrices: Sendable, Hashable {
    public let stop: ExitPrice?
    public let target: ExitPrice?
    /// A distance from the best price since the fill.
    public let trail: ExitPrice?
    /// How far the market must have gone before the trail is in force.
    public let after: ExitPrice?

    public init(
      stop: ExitPrice? = nil, target: ExitPrice? = nil, trail: ExitPrice? = nil,
      after: ExitPrice? = nil
    ) {
      self.stop = stop
      self.target = target
      self.trail = trail
      self.after = after
    }

    /// Those that there are, in a fixed order.
    public var all: [ExitPrice] { [stop, target, trail, after].compactMap { $0 } }
  }
}

/// Where in the source something comes from, in byte offsets.
public struct Origin: Sendable, Hashable {
  public let start: Int
  public let end: Int
  public init(_ start: Int, _ end: Int) {
    self.start = start
    self.end = end
  }
}
