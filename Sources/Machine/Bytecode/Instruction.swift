/// What an instruction does. Each case's comment says what it writes to its targets.
public enum Opcode: UInt8, Sendable, Hashable, CaseIterable {
  /// target.number <- the input column `immediate` (an `InputColumn`), as numbers
  case column
  /// target.word <- the input column `immediate`, as grid words
  case words
  /// target.word <- the bars' start times
  case time
  /// target.word <- the bars' end times
  case timeClose
  /// target.number <- 0, 1, 2, ... since the first bar
  case barIndex
  /// target <- the scalar in `scalars[0]`, at every row
  case splat
  /// target.number or .flag <- the account's field `immediate`; in the `bars` section only
  case account
  /// targets <- the builtin `immediate` over operands and scalars
  case call
  /// runs the next `immediate` instructions row by row, so that they may read their own past
  case loop

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
