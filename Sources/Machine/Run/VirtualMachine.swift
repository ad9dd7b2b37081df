/// Why a program cannot run with the values given.
public enum RunFailure: Error, Sendable, Hashable {
  /// The program does not pass the verifier.
  case invalid(String)
  /// A `require` does not hold.
  case requirement(String)
  /// A length is not a whole number in its range.
  case length(builtin: String, parameter: String, value: Double, origin: Origin)
  /// `x[n]` with an `n` that is not whole, is negative or too large.
  case offset(value: Double, origin: Origin)
  /// The state and history would take more than `MachineLimits.stateBytes`.
  case memory(bytes: Int)
  /// As many values as parameters are needed.
  case values(expected: Int, given: Int)
}

/// Limits of the machine.
public enum MachineLimits {
  /// History and state of one program.
  public static let stateBytes = 16 * 1024 * 1024
  /// The longest window and the largest offset.
  public static let length = 1_000_000
}

/// Runs one program over bars: in chunks, or one bar at a time, with the same bits.
public struct VirtualMachine: ~Copyable {
  public let program: Program
  /// Bars before the first row at which every value is there.
  public let warmUp: Int
  /// The most rows one `advance` takes.
  public let room: Int

  /// - Parameters:
  ///   - values: one for each of `program.parameters`.
  ///   - room: the most rows of one `advance`; any number from 1 gives the same results.
  public init(_ program: Program, values: [Double], room: Int = 1024) throws(RunFailure) {
    self.program = program
    self.warmUp = 0
    self.room = room
  }

  /// Computes the `columns` section over the next rows, at most `room`. Rows must be given in order and
  /// without holes over the life of the machine.
  public mutating func advance(_ bars: Bars, rows: Range<Int>) {}

  /// The same for one bar; `interval` (the bar's length in nanoseconds) gives its end.
  public mutating func advance(_ bar: Bar, interval: Int64) {}

  /// Computes the `bars` section for one row (0 is the first of the last `advance`). Rows in order, each once.
  public mutating func decide(row: Int, account: AccountValues) {}

  /// A flag at a row of the last `advance`.
  public func flag(_ slot: Slot, row: Int) -> Bool { false }

  /// A number at a row of the last `advance`.
  public func number(_ slot: Slot, row: Int) -> Double { .nan }

  /// The flags of the last `advance` as bits: row r is bit r % 64 of word r / 64. `masks` must hold
  /// (rows + 63) / 64 words; bits beyond the rows are 0.
  public func pack(_ slot: Slot, into masks: inout [UInt64]) {}
}
