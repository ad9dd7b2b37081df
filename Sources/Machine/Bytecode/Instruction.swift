/// What an instruction does; `summary` says what it writes to its targets.
public enum Opcode: UInt8, Sendable, Hashable, CaseIterable {
  case column, words, time, timeClose, barIndex, splat, account, call, loop, extra,
    entry, remembered

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
    case .extra: "target <- the extra column `immediate`, of the target's bank"
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
    case .entry: "entry"
    case .remembered: "remembered"
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
