public import Machine

/// What a strategy says of all its entries at once, with the values of this run.
public struct Rules: Sendable, Hashable {
  /// Entries that may be open at a time, at least 1.
  public var mostEntries: Int
  /// Bars without an entry after a position has ended.
  public var cooldown: Int
  /// False when an entry against an open position is refused.
  public var reverses: Bool
  public var limits: [Limit]

  /// One limit: beyond it no entry is sent.
  public struct Limit: Sendable, Hashable {
    public let kind: Program.Limit.Kind
    public let value: Double
    /// The length of time in which orders are counted, in nanoseconds.
    public let per: Int64
    /// True when what is open is closed as well.
    public let flattens: Bool

    public init(kind: Program.Limit.Kind, value: Double, per: Int64 = 0, flattens: Bool = false) {
      self.kind = kind
      self.value = value
      self.per = per
      self.flattens = flattens
    }

    /// As a file says it: `max sector 60%`.
    public var words: String {
      let share = TermsText.percent(value)
      let text =
        switch kind {
        case .drawdown: "max drawdown \(share)"
        case .dailyLoss: "max daily loss \(share)"
        case .position: "max position \(share)"
        case .sector: "max sector \(share)"
        case .exposure: "max exposure \(share)"
        case .orders: "max orders \(Int64(value)) per \(TermsText.length(per))"
        }
      return flattens ? text + " flatten" : text
    }
  }

  /// True when a limit looks at every close; the others look at an entry alone.
  public var watchesCloses: Bool { limits.contains { $0.kind.watchesCloses } }

  /// One entry at a time, reversals, no limits.
  public static let standard = Rules()

  public init(
    mostEntries: Int = 1, cooldown: Int = 0, reverses: Bool = true, limits: [Limit] = []
  ) {
    self.mostEntries = mostEntries
    self.cooldown = cooldown
    self.reverses = reverses
    self.limits = limits
  }

  /// As a program says, for the values its machine runs with. Numbers that make no sense there are
  /// moved to the nearest that does.
  public init(_ machine: borrowing VirtualMachine) {
    let rules = machine.program.rules
    func whole(_ slot: Slot?, least: Int) -> Int {
      guard let slot else { return least }
      return Int(clamping: Int64(Rules.bounded(machine.scalar(number: slot), Double(least))))
    }
    mostEntries = whole(rules.pyramid, least: 1)
    cooldown = whole(rules.cooldown, least: 0)
    reverses = rules.reverses
    limits = rules.limits.map {
      Limit(
        kind: $0.kind, value: machine.scalar(number: $0.value),
        per: $0.per.map { machine.scalar(word: $0) } ?? 0, flattens: $0.flattens)
    }
  }

  private static func bounded(_ number: Double, _ least: Double) -> Double {
    number >= least ? Swift.min(number, 1e9).rounded(.down) : least
  }
}

extension Program.Limit.Kind {
  /// True for what counts losses or time, from close to close.
  public var watchesCloses: Bool {
    switch self {
    case .drawdown, .dailyLoss, .orders: true
    case .position, .sector, .exposure: false
    }
  }
}
