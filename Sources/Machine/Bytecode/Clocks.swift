extension Program {
  /// Something that ticks beside the bars. Its instructions run over its own rows, one a tick, in a
  /// frame of their own. Clock 0 is that of the bars; clock k is `clocks[k - 1]`.
  public struct Clock: Sendable, Hashable {
    /// What makes it tick.
    public enum Kind: Sendable, Hashable {
      /// Ticks where a flag of the parent holds, which the `tick` instruction reads.
      case condition
      /// Ticks when a slower bar of the parent's instrument is done.
      case timeframe(Timeframe)
      /// Ticks with every bar of another instrument, seen from the bars' closes.
      case instrument(String)
    }

    public let kind: Kind
    /// The clock on whose rows the ticks are found: a smaller number than its own.
    public let parent: Int
    public var slots = SlotCounts()

    public init(_ kind: Kind, parent: Int) {
      self.kind = kind
      self.parent = parent
    }

    /// True where only the market decides when it ticks: then a program waits for it to have ticked
    /// as often as its look-back needs.
    public var isSteady: Bool { kind != .condition }

    /// As the language writes it, without its parent.
    public var spelling: String {
      switch kind {
      case .condition: "a condition"
      case .timeframe(let timeframe): timeframe.spelling
      case .instrument(let symbol): "\"\(symbol)\""
      }
    }
  }

  /// The slots of a clock's frame.
  public func slots(ofClock clock: Int) -> SlotCounts {
    clock == 0 ? frameSlots : clocks[clock - 1].slots
  }
}
