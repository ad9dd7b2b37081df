/// What a slot holds: numbers (Float64), words (Int64: times, durations, grid words), flags (0 or
/// 1).
public enum Bank: UInt8, Sendable, Hashable, CaseIterable {
  case number, word, flag
}

/// A register: one column of a clock's frame, or in the `once` section one scalar.
public struct Slot: Sendable, Hashable, Comparable {
  public let bank: Bank
  public let index: Int
  /// The clock whose rows it holds; 0 are the bars.
  public let clock: Int

  public init(_ bank: Bank, _ index: Int, clock: Int = 0) {
    self.bank = bank
    self.index = index
    self.clock = clock
  }

  public static func < (left: Slot, right: Slot) -> Bool {
    (left.clock, left.bank.rawValue, left.index) < (right.clock, right.bank.rawValue, right.index)
  }
}

/// How many slots of each bank a frame has.
public struct SlotCounts: Sendable, Hashable {
  public var number = 0
  public var word = 0
  public var flag = 0

  public init() {}

  public subscript(_ bank: Bank) -> Int {
    get {
      switch bank {
      case .number: number
      case .word: word
      case .flag: flag
      }
    }
    set {
      switch bank {
      case .number: number = newValue
      case .word: word = newValue
      case .flag: flag = newValue
      }
    }
  }
}

/// How many bars back an operand looks: fixed in the program, or a number of the `once` section.
public enum Offset: Sendable, Hashable {
  case fixed(Int)
  case once(Slot)
}

/// A slot as it was some bars ago. `x[n]` is an operand, not an instruction.
public struct Operand: Sendable, Hashable {
  public let slot: Slot
  public let offset: Offset

  public init(_ slot: Slot, _ offset: Offset = .fixed(0)) {
    self.slot = slot
    self.offset = offset
  }
}
