/// The state of a machine between two bars, as words: what a live session stores and restores.
///
/// Layout: format version, program hash, parameter count and bits, rows so far, the first row that
/// may trade, then the past of the frame and of each clock.
public struct Snapshot: Sendable, Hashable {
  public static let formatVersion: UInt64 = 3
  public let words: [UInt64]

  public init(words: [UInt64]) { self.words = words }
}

/// Why a snapshot cannot be restored.
public enum SnapshotFailure: Error, Sendable, Hashable {
  case version(found: UInt64)
  case otherProgram
  case otherParameters
  case wrongSize(expected: Int, found: Int)
}

extension VirtualMachine {
  private var header: [UInt64] {
    [Snapshot.formatVersion, program.hash, UInt64(parameters.count)]
      + parameters.map(\.bitPattern) + [UInt64(count), UInt64(tradesFrom)]
  }

  private var pastCount: Int { clocks.reduce(frame.pastCount) { $0 + $1.pastCount } }

  /// The state after the last row.
  public func snapshot() -> Snapshot {
    Snapshot(words: clocks.reduce(header + frame.past()) { $0 + $1.past() })
  }

  /// Takes up a state; the next `advance` continues behind its last row.
  public mutating func restore(_ snapshot: Snapshot) throws(SnapshotFailure) {
    let own = header
    let words = snapshot.words
    guard let version = words.first, version == Snapshot.formatVersion else {
      throw .version(found: words.first ?? 0)
    }
    guard words.count == own.count + pastCount else {
      throw .wrongSize(expected: own.count + pastCount, found: words.count)
    }
    guard words[1] == own[1] else { throw .otherProgram }
    guard words[2..<(own.count - 2)] == own[2..<(own.count - 2)] else { throw .otherParameters }
    guard let rows = Int(exactly: words[own.count - 2]),
      let first = Int(exactly: words[own.count - 1])
    else { throw .wrongSize(expected: own.count, found: words.count) }
    count = rows
    tradesFrom = first
    var next = own.count
    frame.restore(past: words[next..<(next + frame.pastCount)])
    next += frame.pastCount
    for clock in clocks {
      clock.restore(past: words[next..<(next + clock.pastCount)])
      next += clock.pastCount
    }
  }
}
