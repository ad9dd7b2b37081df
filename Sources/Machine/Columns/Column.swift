/// A typed column of values, one a bar.
public enum Column: Sendable, Hashable {
  case numbers([Double])
  /// Times, durations or grid words.
  case words([Int64])
  /// 0 or 1.
  case flags([UInt8])

  public var count: Int {
    switch self {
    case .numbers(let numbers): numbers.count
    case .words(let words): words.count
    case .flags(let flags): flags.count
    }
  }

  /// The bank of a slot that holds it.
  public var bank: Bank {
    switch self {
    case .numbers: .number
    case .words: .word
    case .flags: .flag
    }
  }

  /// What it takes in memory.
  public var bytes: Int { bank.bytes * count }

  /// An empty column with room for as many rows.
  public init(_ bank: Bank, room: Int) {
    switch bank {
    case .number:
      var numbers: [Double] = []
      numbers.reserveCapacity(room)
      self = .numbers(numbers)
    case .word:
      var words: [Int64] = []
      words.reserveCapacity(room)
      self = .words(words)
    case .flag:
      var flags: [UInt8] = []
      flags.reserveCapacity(room)
      self = .flags(flags)
    }
  }
}

extension Column {
  /// The values of some rows; rows that are not there are left out.
  public func rows(_ range: Range<Int>) -> Column {
    let part = range.clamped(to: 0..<count)
    return switch self {
    case .numbers(let numbers): .numbers(Array(numbers[part]))
    case .words(let words): .words(Array(words[part]))
    case .flags(let flags): .flags(Array(flags[part]))
    }
  }
}

extension Bank {
  /// What a value takes in memory.
  var bytes: Int { self == .flag ? 1 : 8 }
}

extension VirtualMachine {
  /// Appends the first rows of the last `advance`; the column must be of the slot's bank.
  public func append(_ slot: Slot, rows: Int, to column: inout Column) {
    append(slot, rows: 0..<rows, to: &column)
  }

  /// Appends one row of the last `advance`; the column must be of the slot's bank.
  public func append(_ slot: Slot, row: Int, to column: inout Column) {
    append(slot, rows: row..<(row + 1), to: &column)
  }

  /// Appends rows of the last `advance`; the column must be of the slot's bank.
  func append(_ slot: Slot, rows: Range<Int>, to column: inout Column) {
    precondition(column.bank == slot.bank, "a column of another bank")
    switch column {
    case .numbers(var numbers):
      column = .numbers([])
      for row in rows { numbers.append(number(slot, row: row)) }
      column = .numbers(numbers)
    case .words(var words):
      column = .words([])
      for row in rows { words.append(word(slot, row: row)) }
      column = .words(words)
    case .flags(var flags):
      column = .flags([])
      for row in rows { flags.append(flag(slot, row: row) ? 1 : 0) }
      column = .flags(flags)
    }
  }
}
