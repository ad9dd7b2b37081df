/// What an instruction does; `summary` says what it writes to its targets.
public enum Opcode: UInt8, Sendable, Hashable, CaseIterable {
  case column, words, time, timeClose, barIndex, splat, account, call, loop, extra, named, gap
  case reading, tick, sample, hold
  case fold, scalar, vary, carry
  case entry, remembered
  case across

  public var summary: String {
    switch self {
    case .column: "number <- the input column `immediate`, as numbers"
    case .words: "word <- the input column `immediate`, as grid words"
    case .time: "word <- the bars' start times"
    case .timeClose: "word <- the bars' end times"
    case .barIndex: "number <- 0, 1, 2, ... since the first bar"
    case .splat: "target <- the scalar, at every row"
    case .account: "number or flag <- the account's field `immediate`; `bars` section only"
    case .entry: "number <- the open entry's field `immediate`; `entries` section only"
    case .remembered:
      "number <- remembered value `immediate`, of the close that decided the open entry"
    case .call: "target <- the builtin `immediate` over operands and scalars"
    case .named: "number <- the column of the data that `named` calls `immediate`"
    case .gap: "number <- the bars missing between the operand's time, one row ago, and this row's"
    case .extra: "target <- the extra column `immediate`, of the target's bank"
    case .reading: "target <- the almanac's reading `immediate` at the times of the operand"
    case .tick: "flag <- whether clock `immediate` ticks; its new rows are made here"
    case .sample: "target <- the operand, of the parent's rows, as it stands at each tick"
    case .hold: "target <- the operand, of another clock's rows, as it was at the last tick"
    case .fold:
      "runs the next `immediate` instructions once for each whole number from the first scalar to "
        + "the second, which its last target, a scalar, then is; the other targets begin as its "
        + "operands"
    case .scalar: "scalar <- the builtin `immediate` over scalars; in a fold only"
    case .vary: "target <- the scalar of a fold, at every row; in a fold only"
    case .carry: "target of the fold around <- the operand; in a fold only"
    case .across: "number <- cross-section `immediate` of the operand over all instruments"
    case .loop: "runs the next `immediate` instructions row by row: they may read their own past"
    }
  }

  public var mnemonic: String {
    switch self {
    case .column: "column"
    case .words: "words"
    case .time: "time"
    case .timeClose: "time_close"
    case .barIndex: "bar_index"
    case .splat: "splat"
    case .account: "account"
    case .call: "call"
    case .loop: "loop"
    case .extra: "extra"
    case .named: "named"
    case .gap: "gap"
    case .reading: "reading"
    case .tick: "tick"
    case .sample: "sample"
    case .hold: "hold"
    case .fold: "fold"
    case .scalar: "scalar"
    case .vary: "vary"
    case .carry: "carry"
    case .entry: "entry"
    case .remembered: "remembered"
    case .across: "across"
    }
  }
}

/// One step of a section.
public struct Instruction: Sendable, Hashable {
  public let opcode: Opcode
  public let immediate: Int
  public let targets: [Slot]
  public let operands: [Operand]
  /// Slots of the `once` frame: lengths and factors.
  public let scalars: [Slot]
  public let origin: Origin

  /// The columns it writes.
  var columns: ArraySlice<Slot> {
    switch opcode {
    case .fold: targets.dropLast()
    case .scalar: []
    default: targets[...]
    }
  }

  /// The clock over whose rows it runs.
  public var clock: Int { targets.first?.clock ?? 0 }

  public init(
    _ opcode: Opcode, immediate: Int = 0, targets: [Slot] = [], operands: [Operand] = [],
    scalars: [Slot] = [], origin: Origin = Origin(0, 0)
  ) {
    self.opcode = opcode
    self.immediate = immediate
    self.targets = targets
    self.operands = operands
    self.scalars = scalars
    self.origin = origin
  }
}
