/// A compiled strategy: an immutable value that feeds the backtester and the live executor alike.
///
/// `once` computes scalars from constants and parameters, `columns` everything that depends on the
/// market, `bars` what depends on the account, `entries` what depends on one open entry. A program
/// says nothing of money, files or clocks.
public struct Program: Sendable, Hashable {
  /// Bump it whenever an opcode, a builtin's meaning or this layout changes.
  public static let formatVersion = 3

  /// A parameter of the strategy.
  public struct Parameter: Sendable, Hashable {
    /// The values a parameter may take; also the search space of a sweep.
    public enum Domain: Sendable, Hashable {
      case range(ClosedRange<Double>, step: Double?)
      case numbers([Double])
      /// The parameter's value is the index of a text.
      case texts([String])
    }
    public let name: String
    public let standard: Double
    public let domain: Domain?
    /// The scalar that holds its value, in the frame of the `once` section.
    public let slot: Slot
    public init(name: String, standard: Double, domain: Domain?, slot: Slot) {
      self.name = name
      self.standard = standard
      self.domain = domain
      self.slot = slot
    }
  }

  /// `require C`: a flag of the `once` section that must hold, and how it is written.
  public struct Requirement: Sendable, Hashable {
    public let flag: Slot
    public let text: String
    public init(flag: Slot, text: String) {
      self.flag = flag
      self.text = text
    }
  }

  /// `2024-03-08`: a word of the `once` section, the moment at which clocks of the instrument's
  /// zone show it.
  public struct Moment: Sendable, Hashable {
    /// Nanoseconds since 1970-01-01 as those clocks show it.
    public let local: Int64
    public let slot: Slot
    public init(local: Int64, slot: Slot) {
      self.local = local
      self.slot = slot
    }
  }

  /// `symbol == "SPY"`: a flag of the `once` section.
  public struct SymbolCheck: Sendable, Hashable {
    public let symbol: String
    public let flag: Slot
    public init(symbol: String, flag: Slot) {
      self.symbol = symbol
      self.flag = flag
    }
  }

  /// A named column that can be read after a run (`quill eval`, plots).
  public struct Output: Sendable, Hashable {
    public let name: String
    public let slot: Slot
    /// True for words that are lengths of time; other words are times.
    public let isDuration: Bool
    public init(name: String, slot: Slot, isDuration: Bool = false) {
      self.name = name
      self.slot = slot
      self.isDuration = isDuration
    }
  }

  public var title: String
  public var parameters: [Parameter]
  public var requirements: [Requirement]
  public var constants: [Constant]
  public var once: [Instruction]
  public var columns: [Instruction]
  public var bars: [Instruction]
  /// What depends on one open entry: run for each of them, without a past.
  public var entries: [Instruction] = []
  /// Numbers whose values at the close that decides an entry stay with it.
  public var remembered: [Slot] = []
  public var onceSlots: SlotCounts
  public var frameSlots: SlotCounts
  public var orders: [OrderStatement]
  public var rules = Rules()
  public var outputs: [Output]
  /// Plots and alerts, where there are any.
  public var outlook: Outlook?
  /// What its file takes for granted.
  public var assumptions = Assumptions()
  /// The symbols that a portfolio is made of, or one file that lists them; empty for all there are.
  public var universe: [String] = []
  /// The title and the tags that speak of parameters.
  public var namings: [Naming] = []
  /// The columns of the data beside the market that it reads, by the number that `named` gives.
  public var named: [String] = []
  /// The columns that whoever runs it brings along, by the number that `extra` gives.
  public var extras: [Bank]
  /// What ticks beside the bars, parents first.
  public var clocks: [Clock]
  /// What it asks the almanac, by the number that `reading` names.
  public var readings: [Reading]
  /// The scalar that holds the smallest step of a price, where the program asks for it.
  public var priceStep: Slot?
  /// Scalars that are dates without a zone.
  public var moments: [Moment] = []
  /// Flags of the `once` section that say whether the instrument is called so.
  public var symbols: [SymbolCheck] = []
  /// Hash of the source text, 64 bits.
  public var sourceHash: UInt64

  /// True when nothing depends on the account: signals can be computed before the orders.
  public var isAccountFree: Bool { bars.isEmpty && entries.isEmpty }

  /// True when neither its orders nor what it shows and says depend on the account.
  public var ignoresAccount: Bool {
    isAccountFree && (outlook?.program.isAccountFree ?? true)
  }

  public init(title: String, sourceHash: UInt64) {
    self.title = title
    self.sourceHash = sourceHash
    self.parameters = []
    self.requirements = []
    self.constants = []
    self.once = []
    self.columns = []
    self.bars = []
    self.onceSlots = SlotCounts()
    self.frameSlots = SlotCounts()
    self.orders = []
    self.outputs = []
    self.extras = []
    self.clocks = []
    self.readings = []
  }
}

/// A scalar known when the program was compiled; it fills its slot of the `once` frame.
public struct Constant: Sendable, Hashable {
  public let slot: Slot
  /// The bits: of a Double, an Int64, or 0 or 1.
  public let bits: UInt64
  public init(slot: Slot, bits: UInt64) {
    self.slot = slot
    self.bits = bits
  }
}
